"""The Pattern page as plain text: the loop, its episodes, how it was held, where it leads."""

from __future__ import annotations

from collections.abc import Iterator

from wemode.domain import PatternState, TurnRef
from wemode.report.episodes import EpisodeCard
from wemode.report.pattern import GoalThread, Loop, PartLine, PatternPage, PatternThreadLine
from wemode.report.plain_lines import cleaned, counted, joined, session_words, wrapped

NO_PATTERN = "No pattern is written down yet."
STATE_WORDS = {
    PatternState.DRAFT: "a draft, not yet offered",
    PatternState.OFFERED: "offered, not yet recognised",
    PatternState.AGREED: "shared",
    PatternState.SUPERSEDED: "superseded by a later version",
    PatternState.DROPPED: "given up",
}


def pattern_text(page: PatternPage) -> str:
    """The version looked at, with its evidence and its history."""
    return joined(_pattern(page))


def share_text(page: PatternPage) -> str:
    """The pattern for the patient: the loop in the patient's words, without clinical ones."""
    return joined(_share(page))


def _pattern(page: PatternPage) -> Iterator[str]:
    loop = page.loop
    if loop is None:
        yield NO_PATTERN
        if page.others:
            yield ""
            yield from _episodes("EPISODES TOLD", page.others)
        return
    yield from wrapped(
        f"Pattern {loop.id} of {page.code_name}: {loop.name}. "
        f"Version {loop.number}, {STATE_WORDS[loop.state]}.",
        "",
    )
    if page.upto is not None:
        yield f"As it was known after session {page.upto}."
    if loop.plain:
        yield from wrapped(f"“{loop.plain}”", "")
    yield ""
    yield from _loop(loop)
    yield from _episodes("EPISODES THAT SHOW IT", page.evidence)
    yield from _episodes("WHERE IT COMES FROM", page.roots)
    yield from _episodes("WHERE IT WENT OTHERWISE", page.exceptions)
    if page.others:
        yield "OTHER EPISODES"
        for card in page.others:
            yield from wrapped(f"{card.id} {card.title} ({card.kind.value})")
        yield ""
    yield from _views(page)
    if page.goals:
        yield "WHERE IT LEADS"
        for goal in page.goals:
            yield from _goal(goal)
        yield ""
    yield "VERSIONS"
    for line in page.thread:
        yield from _version(line)
    if len(page.tabs) > 1:
        yield ""
        named = ", ".join(f"{tab.id} {tab.name} ({tab.state.value})" for tab in page.tabs)
        yield from wrapped(f"Patterns of this case: {named}", "")


def _loop(loop: Loop) -> Iterator[str]:
    yield "THE LOOP"
    for line in loop.round:
        yield from _part(line, f"; motive: {loop.motive.lower()}" if _is_wish(line, loop) else "")
    yield ""
    yield "THE TWO SELVES"
    for line in loop.selves:
        yield from _part(line)
    if loop.healthy_parts:
        yield from wrapped(f"There already: {loop.healthy_parts}")
    yield from wrapped(
        f"{counted(len(loop.core), 'event')} of {loop.parts[0].of} episodes show the wish, the "
        "other's response and an own response."
    )
    yield ""


def _is_wish(line: PartLine, loop: Loop) -> bool:
    return bool(loop.motive) and line is loop.parts[0]


def _part(line: PartLine, more: str = "") -> Iterator[str]:
    if not line.is_filled:
        yield from wrapped(f"{line.label}: not filled. Ask: {line.question}")
        return
    shown = f"{line.agree} of {line.of} episodes" if line.of else "no episode linked"
    shown += f", {line.silent} not asked" if line.silent else ""
    links = f": {', '.join(line.episodes)}" if line.episodes else ""
    yield from wrapped(f"{line.label}: {line.words} ({shown}{links}{more})")


def _episodes(title: str, cards: tuple[EpisodeCard, ...]) -> Iterator[str]:
    if not cards:
        return
    yield title
    for card in cards:
        yield from episode_lines(card)
    yield ""


def episode_lines(card: EpisodeCard) -> Iterator[str]:
    """An episode with its slots, and what to ask where one is missing."""
    told = f", told in {_turns(card.told)}" if card.told else ""
    yield from wrapped(f"{card.id} {card.title} ({card.filled} of {len(card.slots)} slots{told})")
    for line in card.slots:
        if not line.is_missing:
            yield from wrapped(f"{line.label}: {line.words}", "    ")
    if card.ask_next:
        yield from wrapped(f"Ask next: {card.ask_next.question}", "    ")


def _turns(refs: tuple[TurnRef, ...]) -> str:
    by_session: dict[int, list[str]] = {}
    for ref in refs:
        by_session.setdefault(ref.session, []).append(str(ref.turn))
    return "; ".join(
        f"session {session}, turn{'s' if len(turns) > 1 else ''} {', '.join(turns)}"
        for session, turns in by_session.items()
    )


def _views(page: PatternPage) -> Iterator[str]:
    if not page.views:
        return
    yield "HELD AS FACT (0) OR VIEW (10)"
    for point in page.views:
        said = f": “{point.words}”" if point.words else ""
        yield from wrapped(f"Session {point.session}: {point.value}{said}")
    yield ""


def _goal(goal: GoalThread) -> Iterator[str]:
    why = "wanted for the same motive" if goal.by_motive else "served by a task against it"
    yield from wrapped(f"{goal.id} {goal.wording} ({why})")
    for task in goal.tasks:
        yield from wrapped(f"{task.id} {task.wording}", "    ")
        for one in task.tries:
            told = f" (turn {one.told.turn})" if one.told else ""
            showed = f"; {one.showed}" if one.showed else ""
            yield from wrapped(
                f"Session {one.session}{told}: {one.outcome.value}{showed}", "      "
            )


def _version(line: PatternThreadLine) -> Iterator[str]:
    begun = session_words(line.begun.session)
    yield from wrapped(f"Version {line.number}, {line.state.value}, begun {begun}")
    if line.reason:
        yield from wrapped(f"Why: {line.reason}", "    ")
    if line.changes:
        yield from wrapped(f"Changed: {', '.join(line.changes).lower()}", "    ")
    if line.offered:
        said = f": “{line.offered_in}”" if line.offered_in else ""
        yield from wrapped(f"Offered in {session_words(line.offered.session)}{said}", "    ")
    if line.agreed:
        said = f": “{line.answer}”" if line.answer else ""
        yield from wrapped(f"Recognised in {session_words(line.agreed.session)}{said}", "    ")
    if line.ended:
        said = f": {line.ended_because}" if line.ended_because else ""
        yield from wrapped(f"Ended in {session_words(line.ended.session)}{said}", "    ")


def _share(page: PatternPage) -> Iterator[str]:
    if page.loop is None:
        yield NO_PATTERN
        return
    yield cleaned(page.loop.name)
    if page.loop.plain:
        yield from wrapped(page.loop.plain, "", "")
    yield ""
    for line in (*page.loop.round, *page.loop.selves):
        if line.is_filled:
            yield f"{line.plain}:"
            yield from wrapped(line.words, hang="")
    if page.loop.healthy_parts:
        yield "What is there already:"
        yield from wrapped(page.loop.healthy_parts, hang="")
