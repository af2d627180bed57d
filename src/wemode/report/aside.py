"""What patients sent and could not be taken in, for the clinician to look at.

It comes from outside and fits nowhere, so it is read with no trust and much care: whatever in it
could be an endorsed item is told as one. No level is computed and nothing is ranked.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from wemode.analysis.risk import endorsed
from wemode.domain import Instrument
from wemode.report.measures_risk import in_short
from wemode.report.plain_lines import cleaned
from wemode.store import read, read_aside
from wemode.store.access import Actor
from wemode.store.results import Aside

# More than this of one thing nobody reads on a page; the rest is counted.
MOST_PARTS = 100
LONGEST = 2_000


@dataclass(frozen=True, slots=True)
class Endorsed:
    """An item that asks for a response, as it was answered in what was sent."""

    item: str
    words: str
    answer: str


@dataclass(frozen=True, slots=True)
class Part:
    """A part of what was sent: what it is, and what was written or chosen."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class AsideLine:
    """One thing that lies aside: when it came in, of which case, of what kind, why it did not fit.

    ``case_id`` and ``code_name`` are empty where its link is unknown; ``form`` is the short name of
    a known questionnaire that it answers, ``form_id`` its id.
    """

    id: int
    case_id: str
    code_name: str
    kind: str
    received_at: datetime
    why: str
    form: str = ""
    form_id: str = ""
    endorsed: tuple[Endorsed, ...] = ()


@dataclass(frozen=True, slots=True)
class AsideContent:
    """The content of one thing; ``opens`` is False where it is no letter that can be read.

    ``more`` counts the parts that are not shown.
    """

    id: int
    parts: tuple[Part, ...]
    more: int
    opens: bool
    size: int


@dataclass(frozen=True, slots=True)
class AsidePage:
    """All that lies aside: what asks for a response first, then the oldest first."""

    lines: tuple[AsideLine, ...]
    shown: AsideContent | None = None

    @property
    def endorsed(self) -> int:
        """How many of them hold an endorsed item."""
        return sum(bool(one.endorsed) for one in self.lines)

    def line(self, id: int) -> AsideLine | None:
        """The one with this id, None where it does not lie here."""
        return next((one for one in self.lines if one.id == id), None)


def aside_page(actor: Actor, *, show: int | None = None) -> AsidePage:
    """What lies aside, with the content of ``show``. Audited, the content once more.

    NotFound where ``show`` does not lie here.
    """
    shown = None if show is None else _content(read_aside.content(actor, show), actor)
    found = read.aside(actor)
    if not found:
        return AsidePage(())
    known = read.instruments(actor)
    names = {one.public_id: one.code_name for one in read.caseload(actor)}
    lines = [_line(one, names.get(one.case_id or "", ""), known) for one in found]
    return AsidePage(tuple(sorted(lines, key=lambda one: not one.endorsed)), shown)


def _line(aside: Aside, code_name: str, known: Mapping[str, Instrument]) -> AsideLine:
    instrument, answers = _answered(_body(aside.body), known)
    return AsideLine(
        id=aside.id,
        case_id=aside.case_id or "",
        code_name=code_name,
        kind=aside.kind,
        received_at=aside.received_at,
        why=aside.why,
        form=instrument.short if instrument else "",
        form_id=instrument.id if instrument else "",
        endorsed=tuple(_endorsed(instrument, answers)) if instrument else (),
    )


def _endorsed(instrument: Instrument, answers: Mapping[str, int]) -> Iterator[Endorsed]:
    for id in endorsed(instrument, answers):
        item = instrument.item(id)
        words = in_short(item.text) if item else ""
        yield Endorsed(id, words, _text(_label(instrument, id, answers[id])))


def _content(aside: Aside, actor: Actor) -> AsideContent:
    body = _body(aside.body)
    parts: list[Part] = []
    if isinstance(body, dict):
        instrument, _answers = _answered(body, read.instruments(actor))
        parts = list(_parts(body, instrument))
    elif body is not None:
        parts = [Part("", _text(body))]
    return AsideContent(
        id=aside.id,
        parts=tuple(parts[:MOST_PARTS]),
        more=max(0, len(parts) - MOST_PARTS),
        opens=body is not None,
        size=len(aside.body),
    )


def _body(content: bytes) -> Any:
    """What stands in a letter, or all of it where it is not built like one; None if unreadable."""
    try:
        letter = json.loads(content)
    except (ValueError, RecursionError):
        return None
    return letter.get("body", letter) if isinstance(letter, dict) else letter


def _answered(
    body: Any, known: Mapping[str, Instrument]
) -> tuple[Instrument | None, dict[str, int]]:
    """The questionnaire that a body answers, in whatever version, and what could be its answers."""
    form, given = (
        (body.get("form"), body.get("answers")) if isinstance(body, dict) else (None, None)
    )
    instrument = known.get(form) if isinstance(form, str) else None
    if instrument is None or not isinstance(given, dict):
        return instrument, {}
    read_as = {id: _whole(value) for id, value in given.items()}
    return instrument, {id: value for id, value in read_as.items() if value is not None}


def _whole(value: Any) -> int | None:
    """A number in whatever dress it came."""
    if isinstance(value, str) and len(value) < 7 and value.strip().isdecimal():
        return int(value)
    if isinstance(value, float):
        return int(value) if value.is_integer() else None
    return value if type(value) is int else None


def _parts(body: Mapping[str, Any], instrument: Instrument | None) -> Iterator[Part]:
    for name, value in body.items():
        if not isinstance(value, dict):
            yield Part(_text(name), _text(value))
            continue
        for id, one in value.items():
            yield _answer(instrument, name, id, one)


def _answer(instrument: Instrument | None, name: str, id: str, value: Any) -> Part:
    """One answer, in the words of the questionnaire where they are known."""
    item, chosen = instrument.item(id) if instrument else None, _whole(value)
    if instrument is None or item is None or chosen is None:
        return Part(f"{_text(name)}, {_text(id)}", _text(value))
    label = _label(instrument, id, chosen)
    said = label if label == str(chosen) else f"{chosen}, {label}"
    return Part(_text(item.text or id), _text(said))


def _label(instrument: Instrument, item: str, value: int) -> str:
    """What was chosen in words, where there are any; the bare number else."""
    found = instrument.item(item)
    choices = instrument.choices(found) if found else ()
    return next((one.label for one in choices if one.value == value), str(value))


def _text(value: Any) -> str:
    """A value as it can stand on a page, whatever it is."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    plain = cleaned(text.encode("utf-8", "replace").decode("utf-8"))
    return plain if len(plain) <= LONGEST else f"{plain[:LONGEST]} …"
