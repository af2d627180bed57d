"""The review, and the page after a session of a case, as plain text."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence

from wemode.domain import ContractState, Speaker
from wemode.domain.goal import sign
from wemode.report.contract_today import ContractToday, GoalToday, TaskToday
from wemode.report.now import NowPage
from wemode.report.review import AdviceLine, Quote, ReviewPage, StrainLine, TaskLine

WIDTH = 78
RIBBON = 60
SIGNS = {
    "confrontation": "!",
    "withdrawal": "v",
    "repair": "+",
    "joint": "=",
    "affected": "~",
    "self-contained": "o",
    "neutral": "·",
    "contract": "c",
    "widening": "w",
    "opening": "?",
    "other": "·",
}
NEUTRAL = ("neutral", "other")


def review_text(page: ReviewPage) -> str:
    """The review for people: the next step first, then what it rests on."""
    return "\n".join(_lines(page)).rstrip() + "\n"


def now_text(page: NowPage) -> str:
    """The page after a session for people: advice on the case, its contract, the session."""
    return "\n".join(_now(page)).rstrip() + "\n"


def _now(page: NowPage) -> Iterator[str]:
    name = f"{page.code_name} ({page.first_name})" if page.first_name else page.code_name
    yield f"{name}, session {page.session.number}, {page.session.held_on}"
    yield ""
    if page.head is None:
        yield "Nothing presses after this session."
        yield ""
    else:
        yield "NEXT STEP"
        yield from _advice(page.head)
        yield ""
    yield from _section("The contract", _sheet(page.contract))
    others = [advice for theme in page.themes for advice in theme.advice]
    if page.has_transcript:
        yield from _found(page.review, others)
    else:
        yield from _section("Also", (line for a in others for line in _advice(a)))
    aside = (f"  {one.says} ({one.reason})" for one in page.aside)
    yield from _section("Set aside", (line for text in aside for line in _wrap(text.strip())))
    if not page.has_transcript:
        yield "This session has no transcript: this rests on what is known of the case."


def _lines(page: ReviewPage) -> Iterator[str]:
    yield from _next_step(page)
    if page.turns:
        yield from _found(page, page.advice[1:])


def _found(page: ReviewPage, others: Sequence[AdviceLine]) -> Iterator[str]:
    """What was found in the session, and the other advice."""
    yield from _section("The session", _session(page))
    yield from _section("Strains", _strains(page))
    yield from _section("What followed your moves (counts, not tested)", _followed(page))
    yield from _section("Told and felt", _told(page))
    yield from _section("Contract talk", _contract(page))
    yield from _section("Also", (line for a in others for line in _advice(a)))
    yield f"{page.suggested} suggested codes, {page.decided} set or decided by a person."
    yield "Every suggestion wants your eye."


def _next_step(page: ReviewPage) -> Iterator[str]:
    if not page.turns:
        yield "No turns in this session: nothing to review."
    elif page.head is None:
        yield "No rule holds for this session."
        yield ""
    else:
        yield "NEXT STEP"
        yield from _advice(page.head)
        yield ""


def _section(title: str, lines: Iterable[str]) -> Iterator[str]:
    body = list(lines)
    if body:
        yield title.upper()
        yield from body
        yield ""


def _advice(advice: AdviceLine) -> Iterator[str]:
    yield from _wrap(f"{advice.says}  [{advice.rule}]")
    yield from _wrap(advice.because, "    ")
    yield from _wrap(f"Source: {advice.source}. {advice.population}.", "    ")
    for ref in advice.refs:
        words, note = (f": {ref.words}" if ref.words else "", f" ({ref.note})" if ref.note else "")
        yield from _wrap(f"{ref.name}{words}{note}", "    ")
    yield from _quoted(advice.quotes, "    ")


def _quoted(quotes: tuple[Quote, ...], indent: str, most: int = 6) -> Iterator[str]:
    for quote in quotes[:most]:
        yield from _wrap(f"{quote.turn} {quote.speaker.value}: {quote.words}", indent)
    if len(quotes) > most:
        yield f"{indent}and {len(quotes) - most} more"


def _wrap(text: str, indent: str = "  ") -> list[str]:
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=indent,
        subsequent_indent=indent + "  ",
        break_on_hyphens=False,
    )


def _sheet(contract: ContractToday | None) -> Iterator[str]:
    if contract is None:
        yield "  No contract yet."
        return
    since = f"in session {contract.since.session}" if contract.since.session else "before session 1"
    state = "draft begun" if contract.state is ContractState.DRAFT else contract.state.value
    new = "; new in this session" if contract.is_new else ""
    yield f"  Version {contract.version}, {state} {since}{new}"
    for goal in contract.goals:
        yield from _wrap(_goal(goal))
    for task in contract.tasks:
        yield from _task_today(task)
    if contract.waiting:
        yield f"  Version {contract.waiting} is proposed and waits for both."
    if contract.draft:
        yield f"  Version {contract.draft} is being written."
    if contract.review_in is not None and contract.review_in <= 0:
        yield "  It is time to look at it together."


def _goal(goal: GoalToday) -> str:
    level = "" if goal.level is None else f" [{sign(goal.level)}]"
    was = "" if goal.was is None else f", before {sign(goal.was)}"
    return f"{goal.id} {goal.words}{level}" + (f" marked today{was}" if goal.is_marked else "")


def _task_today(task: TaskToday) -> Iterator[str]:
    yield from _wrap(f"{task.id} {task.words}", "    ")
    for one in task.tries:
        showed = f": {one.showed}" if one.showed else ""
        yield from _wrap(f"today: {one.outcome}{showed}", "      ")


def _session(page: ReviewPage) -> Iterator[str]:
    spoken = {s: sum(t.speaker is s for t in page.turns) for s in Speaker}
    yield (
        f"  {len(page.turns)} turns: patient {spoken[Speaker.PATIENT]}, "
        f"therapist {spoken[Speaker.THERAPIST]}"
        + (f", others {spoken[Speaker.OTHER]}" if spoken[Speaker.OTHER] else "")
    )
    yield f"  therapist {_lane(page, Speaker.THERAPIST)}"
    yield f"  patient   {_lane(page, Speaker.PATIENT)}"
    yield "  ! against you  v away  + owns tension  = together  ~ touched  o self-contained"
    yield "  therapist: + repair  c contract  w another view  ? opening"


def _lane(page: ReviewPage, speaker: Speaker) -> str:
    """The lane as RIBBON signs; where marks fall together, the first in SIGNS is shown."""
    cells = ["·"] * RIBBON
    weight = {state: number for number, state in enumerate(SIGNS)}
    for mark in sorted(page.ribbon, key=lambda mark: -weight[mark.state]):
        if mark.lane is speaker and mark.state not in NEUTRAL:
            first = min(RIBBON - 1, int(mark.start * RIBBON))
            last = max(first, min(RIBBON - 1, int(mark.end * RIBBON) - 1))
            for cell in range(first, last + 1):
                cells[cell] = SIGNS[mark.state]
    return "".join(cells)


def _strains(page: ReviewPage) -> Iterator[str]:
    for strain in page.strains:
        after = f"after: {', '.join(strain.before)}; " if strain.before else ""
        yield from _wrap(
            f"{strain.kind}, turns {strain.first}-{strain.last}; {after}{_end(strain)}"
        )
        yield from _quoted(strain.quotes, "    ", 3)


def _end(strain: StrainLine) -> str:
    if strain.repaired:
        return f"repaired by: {', '.join(strain.repaired_by)}"
    return "passed without being named" if strain.passed else "left open"


def _followed(page: ReviewPage) -> Iterator[str]:
    for row in page.followed:
        yield (
            f"  {row.label:<28} n {len(row.turns):>2}   opened {len(row.opened):>2}   "
            f"closed {len(row.closed):>2}   neither {len(row.neither):>2}"
        )


def _told(page: ReviewPage) -> Iterator[str]:
    for title, quotes in (
        ("Episodes", tuple(episode.quote for episode in page.episodes)),
        ("Feelings named", page.feelings),
        ("Wishes", page.wishes),
    ):
        if quotes:
            yield f"  {title}"
            yield from _quoted(quotes, "    ")


def _contract(page: ReviewPage) -> Iterator[str]:
    for line in page.contract:
        if line.turns:
            yield from _wrap(f"{line.label}: {', '.join(map(str, line.turns))}")
    missing = [line.label.lower() for line in page.contract if not line.turns]
    if missing:
        yield from _wrap(f"Not in this session: {', '.join(missing)}")
    for task in page.tasks:
        yield from _task(task)


def _task(task: TaskLine) -> Iterator[str]:
    cost = "cost named" if task.cost else "cost not named"
    choice = "free choice checked" if task.choice else "free choice not checked"
    yield from _wrap(f"Task ({task.outcome}; {cost}; {choice})")
    yield from _quoted((task.quote, *((task.answer,) if task.answer else ())), "    ")
