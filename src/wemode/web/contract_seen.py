"""What the template of the Contract page needs beside the page value: drawings, links, forms."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from wemode.analysis.redline import LineKind, RedLine
from wemode.domain import Case, ContractState, GoalMark, Outcome, Party
from wemode.domain.goal import sign
from wemode.domain.limits import HIGHEST, LOWEST
from wemode.report.contract import AssentLine, ContractPage, GoalLine, Ladder, RedlinePage
from wemode.web.ladder import DrawnRung, drawn
from wemode.web.timeline import lanes

OPEN = (ContractState.DRAFT, ContractState.PROPOSED, ContractState.AGREED)
RATINGS = tuple(range(LOWEST, HIGHEST + 1))


@dataclass(frozen=True, slots=True)
class SeenGoal:
    """A goal with its drawn ladder.

    ``today_session`` is that of the mark which stands as "now"; ``by_therapist`` where the patient
    made none, so that the way is the therapist's; ``marked`` the last mark of
    either of the two, which may be taken back.
    """

    line: GoalLine
    rungs: tuple[DrawnRung, ...]
    path_words: str
    today_session: int | None
    by_therapist: bool
    can_mark: bool
    marked: GoalMark | None
    takes_back: bool


@dataclass(frozen=True, slots=True)
class SeenParty:
    """The place of one party's yes on the sheet, the yes where it was given."""

    party: Party
    assent: AssentLine | None
    turn_link: str
    may_say_later: bool


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead somewhere."""

    words: str
    href: str


@dataclass(frozen=True, slots=True)
class Bearing:
    """A line above the sheet that says where the reader stands, and where else to go."""

    words: str
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class RedBlock:
    """The redline of one goal or one task.

    ``kind`` is "added" or "dropped" where that holds of all its lines, else empty; ``head`` is its
    wording, ``changed`` what else differs, ``same`` what does not. ``tasks`` are those of a goal.
    """

    kind: str
    head: RedLine
    changed: tuple[RedLine, ...]
    same: tuple[RedLine, ...]
    tasks: tuple[RedBlock, ...] = ()


@dataclass(frozen=True, slots=True)
class RedParts:
    """The lines of the redline by their place on the sheet."""

    purpose: tuple[RedLine, ...]
    goals: tuple[RedBlock, ...]
    terms: tuple[RedLine, ...]
    changes: int


def seen(page: ContractPage, case: Case, transcripts: frozenset[int]) -> dict[str, Any]:
    """The context of the page; ``transcripts`` are the sessions whose turns can be opened."""
    sheet = page.sheet
    if sheet is None:
        return {"page": page}
    writes = page.upto is None and page.redline is None and sheet.state in OPEN[1:]
    return {
        "page": page,
        "transcripts": transcripts,
        "lanes": lanes(page.timeline),
        "goals": [_goal(line, case, writes) for line in sheet.worked_on],
        "others": [_goal(line, case, False) for line in sheet.others],
        "parties": [_party(page, party, transcripts) for party in Party],
        "and_as_of": _and_as_of(page),
        "bearings": tuple(_bearings(page, case if page.upto is None else case.as_of(page.upto))),
        "doings": tuple(_doings(page)),
        "may_write": writes,
        "elsewhere": None if sheet.number == _standing(page) else sheet.number,
        "shown_version": None if page.redline else sheet.number,
        "draft_revision": case.draft.revision if case.draft else 0,
        "lines": red_parts(page.redline) if page.redline else None,
        "compared": _compared(page),
        "outcomes": outcomes(),
        "ratings": RATINGS,
    }


def outcomes() -> tuple[tuple[str, str], ...]:
    """What may become of a try, in words."""
    words = {Outcome.DONE: _("done"), Outcome.PARTLY: _("partly"), Outcome.NOT: _("not done")}
    return tuple((outcome.value, words[outcome]) for outcome in Outcome)


def red_parts(red: RedlinePage) -> RedParts:
    """The redline laid out as the sheet is."""
    lines = red.redline.lines
    return RedParts(
        purpose=tuple(line for line in lines if line.key == "purpose"),
        goals=tuple(_goal_blocks(lines)),
        terms=tuple(line for line in lines if "." not in line.key and line.key != "purpose"),
        changes=sum(line.kind is not LineKind.SAME or line.moved for line in lines),
    )


def _goal(line: GoalLine, case: Case, writes: bool) -> SeenGoal:
    marks = case.marks_of(line.goal.id)
    marked = marks[-1] if marks else None
    return SeenGoal(
        line=line,
        rungs=drawn(line.ladder),
        path_words=_path_words(line.ladder),
        today_session=line.ladder.path[-1][0] if line.ladder.path else None,
        by_therapist=bool(line.ladder.path) and not case.marks_of(line.goal.id, Party.PATIENT),
        can_mark=writes,
        marked=marked,
        takes_back=writes and marked is not None and marked.at.session == case.last_session,
    )


def _path_words(ladder: Ladder) -> str:
    """The way so far as words, for whoever does not see it."""
    steps = _steps(ladder.path)
    if ladder.baseline is not None:
        steps.insert(0, _("then: level %s") % sign(ladder.baseline))
    words = "; ".join(steps)
    if not ladder.other_path:
        return words
    others = "; ".join(_steps(ladder.other_path))
    return _("As the patient sees it: %(patient)s. As the therapist does: %(therapist)s.") % {
        "patient": words,
        "therapist": others,
    }


def _steps(path: tuple[tuple[int, int], ...]) -> list[str]:
    return [
        _("session %(n)d: level %(level)s") % {"n": session, "level": sign(level)}
        for session, level in path
    ]


def _party(page: ContractPage, party: Party, transcripts: frozenset[int]) -> SeenParty:
    assert page.sheet
    assent = next((one for one in page.sheet.assents if one.party is party), None)
    link = ""
    if assent and assent.turn and assent.at.session in transcripts:
        link = f"{reverse('turns', args=(page.case_id, assent.at.session))}#t{assent.turn}"
    return SeenParty(party, assent, link, page.upto is None and assent is not None)


def _bearings(page: ContractPage, case: Case) -> Iterator[Bearing]:
    assert page.sheet
    number = page.sheet.number
    holds = _standing(page)
    if page.upto is not None:
        words = _("Nothing later than session %d is shown.") % page.upto
        yield Bearing(words, (Link(_("Show all"), _address(page)),))
    if page.redline is None and holds not in (None, number) and page.sheet.state not in OPEN:
        words = _("This version holds no more.")
        href = f"{_address(page)}?v={holds}{_and_as_of(page)}"
        yield Bearing(words, (Link(_("Version %d holds now") % holds, href),))
    if holds is None:
        yield Bearing(_("No version holds: all were given up."))
    if page.proposed and number != page.proposed and page.redline is None:
        words = _waits_for(case, page.proposed)
        yield Bearing(words, tuple(_leading_to(page, page.proposed)))
    if page.draft and number != page.draft and page.redline is None:
        words = _("Version %d is being written.") % page.draft
        yield Bearing(words, tuple(_leading_to(page, page.draft)))


def _standing(page: ContractPage) -> int | None:
    """The version that the page shows where none is asked for."""
    return page.agreed or page.proposed or page.draft


def _and_as_of(page: ContractPage) -> str:
    """What a link within the page as of a session ends with, so that it stays there."""
    return "" if page.upto is None else f"&as_of={page.upto}"


def _waits_for(case: Case, number: int) -> str:
    """Whose yes a proposed version waits for."""
    version = case.version(number)
    waiting = [party for party in Party if version and version.assent(party) is None]
    if waiting == [Party.PATIENT]:
        words = _("Version %d is proposed and waits for the patient’s yes.")
    elif waiting == [Party.THERAPIST]:
        words = _("Version %d is proposed and waits for the therapist’s yes.")
    else:
        words = _("Version %d is proposed and waits for the yes of both.")
    return words % number


def _leading_to(page: ContractPage, number: int) -> Iterator[Link]:
    yield Link(_("Read it"), f"{_address(page)}?v={number}{_and_as_of(page)}")
    line = next((one for one in page.thread if one.number == number), None)
    if line and line.replaces:
        href = f"{_address(page)}?from={line.replaces}&to={number}{_and_as_of(page)}"
        yield Link(_("What it changes"), href)


def _address(page: ContractPage) -> str:
    return reverse("contract", args=(page.case_id,))


def _doings(page: ContractPage) -> Iterator[str]:
    """The templates of what can be done with the version looked at."""
    if page.sheet is None or page.upto is not None or page.redline:
        return
    if page.sheet.state is ContractState.DRAFT:
        yield "wemode/_do_propose.html"
    if page.sheet.state is ContractState.AGREED:
        yield "wemode/_do_review.html"
    if page.sheet.state in OPEN:
        yield "wemode/_do_withdraw.html"


def _compared(page: ContractPage) -> tuple[int | None, int | None]:
    """The two versions that the choice begins with."""
    if page.redline:
        return page.redline.before, page.redline.after
    assert page.sheet
    number, numbers = page.sheet.number, sorted(one.number for one in page.thread)
    if number == numbers[0]:
        return number, numbers[min(1, len(numbers) - 1)]
    return page.sheet.replaces or numbers[numbers.index(number) - 1], number


def _goal_blocks(lines: tuple[RedLine, ...]) -> Iterator[RedBlock]:
    """The goals, each with its tasks: on the sheet a goal's tasks follow it."""
    by_id: dict[str, list[RedLine]] = {}
    for line in lines:
        id, dot, _part = line.key.partition(".")
        if dot:
            by_id.setdefault(id, []).append(line)
    goal: RedBlock | None = None
    tasks: list[RedBlock] = []
    for id, mine in by_id.items():
        if id[0] == "t":
            tasks.append(_block(mine, went_along=goal is not None and goal.head.moved))
            continue
        if goal:
            yield replace(goal, tasks=tuple(tasks))
            tasks = []
        goal = _block(mine)
    if goal:
        yield replace(goal, tasks=tuple(tasks))


def _block(lines: list[RedLine], *, went_along: bool = False) -> RedBlock:
    """That it moved is said once: of a goal for all that goes with it, of a line for itself."""
    kinds = {line.kind for line in lines}
    head, *others = (replace(line, label=_part(line.label)) for line in lines)
    if went_along or head.moved:
        others = [replace(one, moved=False) for one in others]
    same = tuple(one for one in others if one.kind is LineKind.SAME and not one.moved)
    return RedBlock(
        kind=kinds.pop().value if kinds in ({LineKind.ADDED}, {LineKind.DROPPED}) else "",
        head=replace(head, moved=head.moved and not went_along),
        changed=tuple(one for one in others if one not in same),
        same=same,
    )


def _part(label: str) -> str:
    """What a line is called within its goal or task: "goal 2, weight" is its weight."""
    return label.partition(", ")[2] or label
