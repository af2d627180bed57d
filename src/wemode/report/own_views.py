"""The therapist's own view of a session beside the advice on it, session by session. Private."""

from __future__ import annotations

import json
import textwrap
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from wemode.analysis import SessionReview
from wemode.domain import Session
from wemode.guidance import Advice, OwnStates, advise_case, known_rules
from wemode.report.now import is_aside
from wemode.store.results import CaseHistory, OwnNote, SetAside

WIDTH = 78


@dataclass(frozen=True, slots=True)
class OwnView:
    """What the therapist wrote of a session, and what heads the advice on it.

    ``head`` is None where no rule holds; ``others`` counts the rules below it. ``reason`` is why
    the head was set aside, empty where it was not. ``then`` says what headed the advice when the
    view was written, where that was another rule.
    """

    session: Session
    note: OwnNote
    head: Advice | None
    others: int
    reason: str
    then: str = ""


@dataclass(frozen=True, slots=True)
class OwnViewsPage:
    """Own views beside the advice, the latest session first; ``earlier`` is where more begin.

    The advice is what the rules say on what was known after each session, with its codes as they
    stand today; what headed it when the view was written is kept beside it. Nothing compares the
    two: that is for the reader.
    """

    case_id: str
    code_name: str
    first_name: str
    lines: tuple[OwnView, ...]
    earlier: int | None

    @property
    def heads(self) -> tuple[tuple[str, int], ...]:
        """The titles of what headed these sessions, and how often; the most frequent first."""
        return tuple(Counter(one.head.title for one in self.lines if one.head).most_common())


def own_views_page(
    history: CaseHistory,
    notes: Mapping[int, OwnNote],
    reviews: Mapping[int, SessionReview],
    aside: Sequence[SetAside],
    own: OwnStates,
    earlier: int | None = None,
) -> OwnViewsPage:
    """The page value for the sessions in ``notes``; ``reviews`` are those with a transcript."""
    sessions = [one for one in history.case.sessions if one.number in notes]
    lines = (
        _line(history, one, notes[one.number], reviews.get(one.number), aside, own)
        for one in sorted(sessions, key=lambda one: -one.number)
    )
    return OwnViewsPage(
        history.public_id, history.code_name, history.first_name, tuple(lines), earlier
    )


def own_views_text(page: OwnViewsPage) -> str:
    """The page for people."""
    return "\n".join(_text(page)).rstrip() + "\n"


def own_views_json(page: OwnViewsPage) -> str:
    """The same as one JSON document, the latest session first."""
    data = {
        "case": page.code_name,
        "sessions": [
            {
                "session": one.session.number,
                "own_view": one.note.text,
                "head": one.head.rule if one.head else None,
                "head_then": one.note.head or None,
                "others": one.others,
                "set_aside": one.reason or None,
            }
            for one in page.lines
        ],
        "earlier": page.earlier,
    }
    return json.dumps(data, ensure_ascii=False, indent=1)


def _line(
    history: CaseHistory,
    session: Session,
    note: OwnNote,
    review: SessionReview | None,
    aside: Sequence[SetAside],
    own: OwnStates,
) -> OwnView:
    number = session.number
    found = advise_case(history.case.as_of(number), review, own=own)
    head = found[0] if found else None
    reasons = [
        one.reason
        for one in aside
        if head and one.session <= number and is_aside(head, (one,), number)
    ]
    return OwnView(
        session,
        note,
        head,
        max(0, len(found) - 1),
        reasons[-1] if reasons else "",
        _then(note, head),
    )


def _then(note: OwnNote, head: Advice | None) -> str:
    """What headed the advice when the note was written, where it is another rule than today's."""
    if not note.head or (head and note.head == head.rule):
        return ""
    return next((rule.says for rule in known_rules() if rule.id == note.head), note.head)


def _text(page: OwnViewsPage) -> Iterator[str]:
    yield f"{page.code_name}: your own views beside the advice. Private."
    yield ""
    if not page.lines:
        yield "You have not written down any."
    for one in page.lines:
        yield f"Session {one.session.number}, {one.session.held_on}"
        yield from _wrapped(f"You:    {one.note.text}")
        yield from _wrapped(f"Advice: {one.head.says if one.head else 'nothing pressed'}")
        if one.then:
            yield from _wrapped(f"Then:   {one.then}")
        if one.reason:
            yield from _wrapped(f"You set it aside: {one.reason}")
        yield ""
    if page.earlier:
        yield f"More from session {page.earlier} back: --as-of {page.earlier}"


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent="  ", subsequent_indent=" " * 10)
