"""The Course page as its template reads it: a row for each lane, its verdict in a word."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

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
from wemode.web.course_events import EventLane, axis_drawing, event_lanes
from wemode.web.course_heat import heat_row, peaks_row
from wemode.web.course_lanes import code_lane, figure, goal_lane, measure_lane, pattern_lane
from wemode.web.curves import TONES

# Shape and word; colour only besides.
SIGNS = {
    Verdict.BETTER: '<circle cx="7" cy="7" r="5" class="co-better"/>',
    Verdict.WORSE: '<path d="M7 1.5 13 12.5H1z" class="co-worse"/>',
    Verdict.ALIKE: '<path d="M1.5 5H12.5M1.5 9.5H12.5" class="co-alike"/>',
    Verdict.NO_BASIS: '<circle cx="7" cy="7" r="5" class="co-no-basis"/>',
    Verdict.MORE: '<path d="M2 11.5 11 2.5M5 2.5H11V8.5" class="co-alike"/>',
    Verdict.LESS: '<path d="M2 2.5 11 11.5M5 11.5H11V5.5" class="co-alike"/>',
}
WORDS = {
    Verdict.BETTER: gettext_lazy("better"),
    Verdict.WORSE: gettext_lazy("worse"),
    Verdict.ALIKE: gettext_lazy("within error"),
    Verdict.NO_BASIS: gettext_lazy("no norm"),
    Verdict.MORE: gettext_lazy("more"),
    Verdict.LESS: gettext_lazy("less"),
}
DIRECTIONS = {
    Better.LOWER: gettext_lazy("lower is better"),
    Better.HIGHER: gettext_lazy("higher is better"),
    Better.NEITHER: gettext_lazy("neither way is better"),
}


@dataclass(frozen=True, slots=True)
class SeenVerdict:
    """A verdict as a sign with its word."""

    sign: SafeString
    word: str


@dataclass(frozen=True, slots=True)
class Row:
    """A lane with its name, what stands under it at rest, and what came of it.

    ``whole`` is the name in full where it may be cut, ``tone`` the colour of its meaning.
    """

    id: str
    name: str
    whole: str
    address: str
    rest: str
    drawing: SafeString
    verdict: SeenVerdict | None
    figures: str
    n: str
    notes: tuple[str, ...] = ()
    kind: str = ""
    tone: str = ""


@dataclass(frozen=True, slots=True)
class SeenLevel:
    """A level with its rows; ``tally`` counts what became of its signs.

    ``further`` are the codes that are not drawn, under the word for how they moved.
    """

    panel: LevelPanel
    tally: tuple[tuple[SeenVerdict, int], ...]
    rows: tuple[Row, ...]
    further: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class SeenDiary:
    """The diary as rows, the row of weeks that stand out on top."""

    heat: DiaryHeat
    rows: tuple[Row, ...]
    top: str
    out: int


@dataclass(frozen=True, slots=True)
class SeenCourse:
    """All lanes of the page, drawn."""

    events: tuple[EventLane, ...]
    axis: SafeString
    levels: tuple[SeenLevel, ...]
    diary: SeenDiary | None


def seen_course(page: CoursePage) -> SeenCourse:
    """The page, drawn."""
    return SeenCourse(
        events=tuple(event_lanes(page.timeline, page.sessions)),
        axis=axis_drawing(page.timeline),
        levels=tuple(_level(panel, page.case_id) for panel in page.levels),
        diary=_diary(page.diary, page.case_id) if page.diary else None,
    )


def seen_verdict(verdict: Verdict, word: str = "") -> SeenVerdict:
    """The verdict as sign and word, another word where a lane has one of its own."""
    return SeenVerdict(
        SafeString(
            '<svg width="14" height="14" class="co-sign" aria-hidden="true" focusable="false">'
            f"{SIGNS[verdict]}</svg>"
        ),
        word or str(WORDS[verdict]),
    )


def lane_id(level: LevelPanel, kind: str, id: str) -> str:
    """What a lane is called in the page."""
    return f"{level.level.value}-{kind}-{id}".replace(".", "-")


def _level(panel: LevelPanel, case_id: str) -> SeenLevel:
    return SeenLevel(
        panel=panel,
        tally=tuple(
            (seen_verdict(verdict, _("as before") if verdict is Verdict.ALIKE else ""), n)
            for verdict, n in panel.tally
        ),
        rows=(
            *(_measure(one, panel, case_id) for one in panel.measures),
            *(_goal(one, panel, case_id) for one in panel.goals),
            *(_pattern(one, panel, case_id) for one in panel.patterns),
            *(_code(one, panel, case_id) for one in panel.codes),
        ),
        further=_further(panel.further),
    )


def _measure(lane: MeasureLane, panel: LevelPanel, case_id: str) -> Row:
    first, last = lane.points[0], lane.points[-1]
    once = len(lane.points) == 1
    asked = _("asked once") if once else ""
    scale = f"{figure(lane.lowest)}–{figure(lane.highest)}"
    basis = "" if lane.error else _("; no published basis")
    change = f"{'+' if lane.change > 0 else ''}{figure(lane.change)}"
    return Row(
        id=lane_id(panel, "m", lane.id),
        name=lane.label,
        whole="",
        address=f"{reverse('measures', args=[case_id])}#h-{lane.id.partition('.')[0]}",
        rest=f"{scale}, {DIRECTIONS[lane.better]}{basis}",
        drawing=measure_lane(lane),
        verdict=seen_verdict(lane.verdict, asked),
        figures=figure(first.value)
        if once
        else f"{figure(first.value)} → {figure(last.value)} ({change})",
        n=ngettext("%(n)d form", "%(n)d forms", len(lane.points)) % {"n": len(lane.points)},
        notes=tuple(_notes(lane)),
        kind="measure",
    )


def _notes(lane: MeasureLane) -> Iterator[str]:
    if lane.error and lane.error.published:
        words = _("Band: less than %(n)s points from the first score is within error (%(source)s).")
        yield words % {"n": figure(lane.error.difference), "source": lane.error.source}
    elif lane.error:
        words = _(
            "Outlined: up to %(n)s points from the first score is within error, computed from "
            "%(source)s. No threshold is published, so no verdict is spoken."
        )
        yield words % {"n": figure(lane.error.difference), "source": lane.error.source}
    for one in lane.cutoffs:
        label = f", {one.label}" if one.label else ""
        yield _("Dashed: %(value)s%(label)s (%(source)s).") % {
            "value": figure(one.value),
            "label": label,
            "source": one.source,
        }
    if lane.caution:
        yield lane.caution


def _goal(lane: GoalLane, panel: LevelPanel, case_id: str) -> Row:
    marks = [one.value for one in lane.points]
    levels = marks if lane.baseline is None else [lane.baseline, *marks]
    word = _("as it was") if lane.verdict is Verdict.ALIKE else ""
    return Row(
        id=lane_id(panel, "g", lane.id),
        name=lane.wording,
        whole=lane.wording,
        address=f"{reverse('contract', args=[case_id])}#{lane.id}",
        rest=_("goal, −2 to +2; rings: your marks") if lane.others else _("goal, −2 to +2"),
        drawing=goal_lane(lane),
        verdict=seen_verdict(lane.verdict, word) if lane.verdict else None,
        figures=f"{sign(levels[0])} → {sign(levels[-1])}" if marks else _("not marked yet"),
        n=ngettext("%(n)d mark", "%(n)d marks", len(marks)) % {"n": len(marks)} if marks else "",
        kind="goal",
    )


def _pattern(lane: PatternLane, panel: LevelPanel, case_id: str) -> Row:
    first, last = lane.points[0], lane.points[-1]
    words = {Verdict.ALIKE: _("as it was")}
    once = len(lane.points) == 1
    return Row(
        id=lane_id(panel, "p", lane.id),
        name=lane.name,
        whole=lane.name,
        address=f"{reverse('pattern', args=[case_id])}?p={lane.id}",
        rest=_("pattern, 0 fact to 10 view; seen as a view from %(n)d") % {"n": lane.line},
        drawing=pattern_lane(lane),
        verdict=seen_verdict(lane.verdict, words.get(lane.verdict, "")) if lane.verdict else None,
        figures=str(first.value) if once else f"{first.value} → {last.value}",
        n=ngettext("%(n)d rating", "%(n)d ratings", len(lane.points)) % {"n": len(lane.points)},
        kind="pattern",
    )


def _code(lane: CodeLane, panel: LevelPanel, case_id: str) -> Row:
    series, found = lane.series, lane.sign
    n = len(series.points)
    return Row(
        id=lane_id(panel, "c", series.code),
        name=_(series.label),
        whole=_(series.definition),
        address=reverse("states", args=[case_id]),
        rest=_("share of turns"),
        drawing=code_lane(lane),
        verdict=_moved(found) if found else None,
        figures=_shares(found) if found else _("too few sessions"),
        n=ngettext("%(n)d transcript", "%(n)d transcripts", n) % {"n": n},
        kind="code",
        tone=TONES.get(series.code, ""),
    )


def _further(codes: Sequence[Sign]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    by_word: dict[str, list[str]] = {}
    for one in codes:
        by_word.setdefault(_moved(one).word, []).append(f"{_(one.label).lower()} {_shares(one)}")
    return tuple((word, tuple(said)) for word, said in by_word.items())


def _moved(found: Sign) -> SeenVerdict:
    word = _("no clear move") if found.verdict is Verdict.ALIKE else ""
    return seen_verdict(found.verdict, word)


def _shares(found: Sign) -> str:
    return f"{100 * found.first:.0f} → {100 * found.last:.0f} %"


def _diary(heat: DiaryHeat, case_id: str) -> SeenDiary:
    address = reverse("diary", args=[case_id])
    peaks = Row(
        id="diary-peaks",
        name=_("Moved together"),
        whole="",
        address="",
        rest=_("items far above their own course"),
        drawing=peaks_row(heat),
        verdict=None,
        figures="",
        n="",
        kind="heat",
    )
    rows = (
        Row(
            id=f"diary-{row.id}",
            name=row.words,
            whole=row.words,
            address=address,
            rest="",
            drawing=heat_row(row, heat),
            verdict=None,
            figures="",
            n=ngettext("%(n)d day", "%(n)d days", row.days) % {"n": row.days},
            kind="heat",
        )
        for row in heat.rows
    )
    out = sum(one.stands_out for one in heat.weeks)
    return SeenDiary(heat, (peaks, *rows) if out else tuple(rows), f"{heat.top:.2f}", out)
