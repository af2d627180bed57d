"""The Course page as plain text: by level what changed, held against what, then the diary."""

from __future__ import annotations

from collections.abc import Iterator

from wemode.analysis.levels import Sign, Verdict
from wemode.domain import Better
from wemode.domain.goal import sign
from wemode.report.course import (
    CodeLane,
    CoursePage,
    DiaryHeat,
    GoalLane,
    LevelPanel,
    MeasureLane,
    PatternLane,
)
from wemode.report.plain_lines import counted, joined, wrapped

WORDS = {
    Verdict.BETTER: "better",
    Verdict.WORSE: "worse",
    Verdict.ALIKE: "within error",
    Verdict.NO_BASIS: "no norm",
    Verdict.MORE: "more",
    Verdict.LESS: "less",
}
DIRECTIONS = {
    Better.LOWER: "lower is better",
    Better.HIGHER: "higher is better",
    Better.NEITHER: "neither way is better",
}


def course_text(page: CoursePage) -> str:
    """The levels with their measures, goals, patterns and codes; the diary; what happened."""
    return joined(_lines(page))


def out_of_step_words(page: CoursePage) -> str:
    """The one sentence on levels out of step, empty where they are not."""
    if not page.out_of_step:
        return ""
    others = " and ".join(label.lower() for label in page.out_of_step)
    return f"Symptoms and conduct are better, {others} not: the levels are out of step."


def _lines(page: CoursePage) -> Iterator[str]:
    yield from wrapped(f"Course of {page.code_name}", "")
    if page.upto is not None:
        yield f"As it was known after session {page.upto}."
    if page.first and page.last:
        yield f"{page.first.isoformat()} to {page.last.isoformat()}"
    if words := out_of_step_words(page):
        yield ""
        yield from wrapped(words, "", "")
    if not page.is_measured:
        yield ""
        yield "No form could be scored yet." if page.unread else "Nothing has been measured yet."
    for panel in page.levels:
        yield ""
        yield from _level(panel)
    if page.diary:
        yield ""
        yield from _diary(page.diary)
    if page.unplaced or page.unread:
        yield ""
    for name in page.unplaced:
        yield from wrapped(f"On none of the levels: {name}", "")
    for name in page.unread:
        words = f"Not scored, its version of the questionnaire is not here: {name}"
        yield from wrapped(words, "")
    if page.timeline.marks:
        yield ""
        yield "WHAT HAPPENED"
    for mark in page.timeline.marks:
        yield from wrapped(f"{mark.on.isoformat()}  {mark.session:>3}  {mark.label}", hang=" " * 17)


def _level(panel: LevelPanel) -> Iterator[str]:
    yield panel.label.upper()
    if panel.is_empty:
        yield "  Nothing speaks to this level yet."
    for measure in panel.measures:
        yield from _measure(measure)
    for goal in panel.goals:
        yield from wrapped(_goal(goal), hang="    ")
    for pattern in panel.patterns:
        yield from wrapped(_pattern(pattern), hang="    ")
    for code in panel.codes:
        yield from wrapped(_code(code), hang="    ")
    for found in panel.further:
        yield from wrapped(_shares(found), hang="    ")


def _measure(lane: MeasureLane) -> Iterator[str]:
    first, last, n = lane.points[0], lane.points[-1], len(lane.points)
    scale = f"{lane.lowest:g}–{lane.highest:g}, {DIRECTIONS[lane.better]}"
    if n == 1:
        said = f"{lane.label} ({scale}): {first.value:.4g}{_named(first.band)}, asked once"
    else:
        said = (
            f"{lane.label} ({scale}): {first.value:.4g}{_named(first.band)} on "
            f"{first.on.isoformat()}, {last.value:.4g}{_named(last.band)} on "
            f"{last.on.isoformat()}; change {_signed(lane.change)}: {WORDS[lane.verdict]}"
        )
    answered = f"{last.answered} of {last.of} items answered last"
    yield from wrapped(f"{said}. n {counted(n, 'form')}, {answered}.", hang="    ")
    if lane.error is None:
        basis = "no published basis: nothing says how much of a change is error"
    elif lane.error.published:
        basis = f"{lane.error.difference:g} points or more are reliable ({lane.error.source})"
    else:
        basis = (
            f"more than {lane.error.difference:.3g} points would be more than error, computed "
            f"from {lane.error.source}; no threshold is published"
        )
    yield from wrapped(f"held against: {basis}", "    ", "  ")
    for cutoff in lane.cutoffs:
        label = f", {cutoff.label}" if cutoff.label else ""
        yield from wrapped(f"cut-off {cutoff.value:g}{label} ({cutoff.source})", "    ", "  ")
    if lane.caution:
        yield from wrapped(lane.caution, "    ", "  ")


def _goal(lane: GoalLane) -> str:
    if not lane.points:
        return f"Goal {lane.id}, {lane.wording}: not marked yet"
    levels = [one.value for one in lane.points]
    first = levels[0] if lane.baseline is None else lane.baseline
    became = _same(lane.verdict)
    steps = f"{sign(first)} to {sign(levels[-1])}"
    said = f"Goal {lane.id}, {lane.wording}: {steps}: {became}. n {counted(len(levels), 'mark')}"
    if lane.others:
        said += f"; the therapist’s last mark {sign(lane.others[-1].value)}"
    return f"{said}."


def _pattern(lane: PatternLane) -> str:
    first, last, n = lane.points[0], lane.points[-1], len(lane.points)
    scale = f"0 fact to 10 view, seen as a view from {lane.line}"
    if lane.verdict is None:
        return f"Pattern {lane.id}, {lane.name} ({scale}): {first.value}. n {counted(n, 'rating')}."
    steps = f"{first.value} to {last.value}: {_same(lane.verdict)}"
    return f"Pattern {lane.id}, {lane.name} ({scale}): {steps}. n {counted(n, 'rating')}."


def _code(lane: CodeLane) -> str:
    if lane.sign is not None:
        return _shares(lane.sign)
    n = len(lane.series.points)
    return f"Code {lane.series.label}: too few sessions with words to compare ({n})"


def _shares(found: Sign) -> str:
    word = "no clear move" if found.verdict is Verdict.ALIKE else WORDS[found.verdict]
    shares = f"{100 * found.first:.0f} % to {100 * found.last:.0f} % of turns"
    return f"Code {found.label}: {shares}: {word}. n {counted(found.n, 'turn')}, {found.basis}."


def _diary(heat: DiaryHeat) -> Iterator[str]:
    yield "DIARY: HOW MUCH THE DAYS MOVE"
    yield f"  {heat.days} of {heat.of} days filled in. Mean complexity of a week, days answered."
    for number, row in enumerate(heat.rows, 1):
        yield from wrapped(f"({number}) {row.words}, n {counted(row.days, 'day')}", hang="    ")
    heads = "".join(f"{f'({number})':>9}" for number in range(1, len(heat.rows) + 1))
    yield f"  {'week of':<10}{heads}  peaked"
    for number, week in enumerate(heat.weeks):
        cells = (row.cells[number] for row in heat.rows)
        shown = "".join(
            f"{'few' if cell.mean is None else f'{cell.mean:.2f}':>6} {cell.days:>2}"
            if cell.days
            else f"{'–':>6}   "
            for cell in cells
        )
        peaked = f"{week.peaking} of {week.known}" if week.known else ""
        marked = " *" if week.stands_out else ""
        yield f"  {week.monday.isoformat()}{shown}  {peaked}{marked}".rstrip()
    words = (
        f"few: too few days. peaked: on how many items this week, at most on one day, moved far "
        f"more than in their own course; * more of them than on other days. Complexity over "
        f"{heat.window} days (Schiepek & Strunk 2010). About one day in twenty peaks in a calm "
        "course too; it is no alarm."
    )
    yield from wrapped(words, "  ", "")


def _same(verdict: Verdict | None) -> str:
    return "as it was" if verdict is None or verdict is Verdict.ALIKE else WORDS[verdict]


def _named(band: str) -> str:
    return f", {band}" if band else ""


def _signed(value: float) -> str:
    return f"{value:+.4g}".replace("-", "−") if value else "0"
