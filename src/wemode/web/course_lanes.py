"""Lanes of the Course page: a score with its band of error, a goal's steps, a view, a code.

Across, everything stands in percent of the width, on one axis of days; down, in pixels. Whatever
is drawn stands as figures in the table beneath.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from wemode.domain.goal import SCALE, sign
from wemode.domain.limits import HIGHEST
from wemode.report.course import CodeLane, GoalLane, LanePoint, MeasureLane, PatternLane, ScorePoint
from wemode.web.curves import MOST_DOTS

MEASURE_HIGH, GOAL_HIGH, PATTERN_HIGH, CODE_HIGH = 92, 50, 46, 38
# Where nothing is published to read it by.
BARE_HIGH = 56
EDGE = 6
# Two numbers beside the lane stand at least so far apart, in pixels.
APART = 11


def figure(value: float) -> str:
    """A score as it is read: two decimals at most, a real minus sign."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return text.replace("-", "−") if text != "-0" else "0"


def measure_lane(lane: MeasureLane) -> SafeString:
    """The scores as a line over the band of error about the first; cut-offs as dashed lines."""
    high = MEASURE_HIGH if lane.error or lane.cutoffs else BARE_HIGH
    room = _Room(high, lane.lowest, lane.highest)
    parts = [_rungs(room, (lane.lowest, lane.highest))]
    if lane.error:
        parts.append(_band(lane, room))
    parts += [
        format_html(
            '<line x1="0" x2="100%" y1="{0}" y2="{0}" class="co-cutoff"/>', room.y(one.value)
        )
        for one in lane.cutoffs
    ]
    parts.append(_stretched(room, _way(room, [(p.place, p.value) for p in lane.points], "co-way")))
    parts.append(_scores(lane, room))
    parts.append(_beside(lane, room))
    return _lane(room, parts)


def drawn_scores(
    lane: MeasureLane, behind: SafeString, line: Sequence[tuple[float, float]]
) -> SafeString:
    """A line of (place, score) on the scale of a measure, with what lies behind it."""
    room = _Room(MEASURE_HIGH, lane.lowest, lane.highest)
    parts = [
        _rungs(room, (lane.lowest, lane.highest)),
        _stretched(room, behind + _way(room, line, "co-way")),
        _dots(room, line, "co-dot is-plain") if len(line) <= MOST_DOTS else SafeString(""),
        _numbers([(room.y(end), figure(end)) for end in (lane.lowest, lane.highest)]),
    ]
    return _lane(room, parts)


def of_scores(lane: MeasureLane, line: Iterable[tuple[float, float]]) -> str:
    """(place, score) as the points of a shape behind that line."""
    return _points(_Room(MEASURE_HIGH, lane.lowest, lane.highest), line)


def goal_lane(lane: GoalLane) -> SafeString:
    """The levels as steps from where it began; those of the therapist as a thin second way."""
    room = _Room(GOAL_HIGH, SCALE[0], SCALE[-1])
    parts = [_rungs(room, SCALE)]
    begun = [] if lane.baseline is None else [(lane.since, lane.baseline)]
    parts.append(_stretched(room, _steps(room, [*begun, *_at(lane.others)], "co-others")))
    parts.append(_stretched(room, _steps(room, [*begun, *_at(lane.points)], "co-steps")))
    parts.append(_dots(room, _at(lane.others), "co-other"))
    diamond = (
        '<svg x="{}%" y="{}" overflow="visible"><path d="M0-4.5 4.5 0 0 4.5-4.5 0z" {}/></svg>'
    )
    begins = SafeString('class="t-outline"')
    marked = SafeString('class="t-filled"')
    marks = [(*one, begins) for one in begun] + [(*one, marked) for one in _at(lane.points)]
    parts.append(
        format_html_join(
            "", diamond, ((_across(place), room.y(level), how) for place, level, how in marks)
        )
    )
    parts.append(_numbers([(room.y(level), sign(level)) for level in (2, 0, -2)]))
    return _lane(room, parts)


def pattern_lane(lane: PatternLane) -> SafeString:
    """How it is held, from 0 (fact) to 10 (view); the line above which it is seen as a view."""
    room = _Room(PATTERN_HIGH, 0, HIGHEST)
    parts = [
        _rungs(room, (0, HIGHEST)),
        format_html(
            '<line x1="0" x2="100%" y1="{0}" y2="{0}" class="co-cutoff"/>', room.y(lane.line)
        ),
        _stretched(room, _way(room, _at(lane.points), "co-way")),
        _dots(room, _at(lane.points), "co-dot"),
        _numbers([(room.y(lane.line), str(lane.line))]),
    ]
    return _lane(room, parts)


def code_lane(lane: CodeLane) -> SafeString:
    """The share of turns as a light line in its 95 % interval."""
    room = _Room(CODE_HIGH, 0, lane.top)
    points = lane.series.points
    ends = [*((p.place, p.high) for p in points), *((p.place, p.low) for p in reversed(points))]
    line = [(p.place, p.rate) for p in points]
    interval = format_html('<polygon points="{}" class="cv-band"/>', _points(room, ends))
    parts = [
        _rungs(room, (0, lane.top)),
        _stretched(room, interval + _way(room, line, "cv-way co-light")),
        _dots(room, line, "cv-dot") if len(points) <= MOST_DOTS else SafeString(""),
        _numbers([(room.y(lane.top), f"{100 * lane.top:.0f} %")]),
    ]
    return _lane(room, parts)


class _Room:
    """The height of a lane, and where a value stands in it."""

    def __init__(self, high: int, lowest: float, highest: float) -> None:
        self.high, self._lowest, self._highest = high, lowest, highest

    def y(self, value: float) -> str:
        """The height of a value in pixels; what lies outside the scale stands at its end."""
        share = (value - self._lowest) / (self._highest - self._lowest)
        return f"{EDGE + (self.high - 2 * EDGE) * (1 - min(1.0, max(0.0, share))):.1f}"


def _lane(room: _Room, parts: Iterable[SafeString]) -> SafeString:
    return format_html(
        '<svg width="100%" height="{}" class="co-drawing" aria-hidden="true" focusable="false">'
        "{}</svg>",
        room.high,
        SafeString("".join(parts)),
    )


def _stretched(room: _Room, inside: SafeString) -> SafeString:
    # A line runs in thousandths of the width: a polyline knows no percent.
    return format_html(
        '<svg width="100%" height="{0}" viewBox="0 0 1000 {0}" preserveAspectRatio="none">'
        "{1}</svg>",
        room.high,
        inside,
    )


def _rungs(room: _Room, values: Iterable[float]) -> SafeString:
    return format_html_join(
        "",
        '<line x1="0" x2="100%" y1="{0}" y2="{0}" class="fv-rung"/>',
        ((room.y(value),) for value in values),
    )


def _band(lane: MeasureLane, room: _Room) -> SafeString:
    """Filled where it is published, only outlined where it was computed."""
    assert lane.error
    top, foot = room.y(lane.error.high), room.y(lane.error.low)
    start = 100 * lane.points[0].place
    return format_html(
        '<rect x="{}%" width="{}%" y="{}" height="{}" class="co-band{}"/>',
        f"{start:.2f}",
        f"{max(0.4, 100 - start):.2f}",
        top,
        f"{float(foot) - float(top):.1f}",
        "" if lane.error.published else " is-computed",
    )


def _scores(lane: MeasureLane, room: _Room) -> SafeString:
    """A ring within error of the first score, a dot beyond it, a small one where nothing says."""
    if len(lane.points) > MOST_DOTS:
        return SafeString("")
    kinds: dict[str, list[tuple[float, float]]] = {}
    for one in lane.points:
        kinds.setdefault(_kind(lane, one), []).append((one.place, one.value))
    return SafeString("".join(_dots(room, points, kind) for kind, points in kinds.items()))


def _kind(lane: MeasureLane, point: ScorePoint) -> str:
    if lane.error is None or not lane.error.published:
        return "co-dot is-plain"
    beyond = abs(point.value - lane.points[0].value) >= lane.error.difference
    return "co-dot" if beyond else "co-ring"


def _beside(lane: MeasureLane, room: _Room) -> SafeString:
    """Cut-offs beside the lane, near ones together; the ends of the scale where there is room."""
    lines: list[tuple[float, str]] = []
    for one in sorted(lane.cutoffs, key=lambda one: -one.value):
        y = float(room.y(one.value))
        if lines and y - lines[-1][0] < APART:
            lines[-1] = ((lines[-1][0] + y) / 2, f"{figure(one.value)}, {lines[-1][1]}")
        else:
            lines.append((y, figure(one.value)))
    ends = [(float(room.y(end)), figure(end)) for end in (lane.lowest, lane.highest)]
    free = [end for end in ends if all(abs(end[0] - y) >= APART for y, _ in lines)]
    return _numbers([(f"{y:.1f}", words) for y, words in lines], "co-beside is-cutoff") + _numbers(
        [(f"{y:.1f}", words) for y, words in free]
    )


def _numbers(lines: Iterable[tuple[str, str]], kind: str = "co-beside") -> SafeString:
    return format_html_join(
        "",
        '<text x="100%" y="{}" dx="6" dy="3.6" class="{}">{}</text>',
        ((y, kind, words) for y, words in lines),
    )


def _at(points: Iterable[LanePoint]) -> list[tuple[float, float]]:
    return [(one.place, one.value) for one in points]


def _points(room: _Room, line: Iterable[tuple[float, float]]) -> str:
    return " ".join(f"{1000 * place:.1f},{room.y(value)}" for place, value in line)


def _way(room: _Room, line: Iterable[tuple[float, float]], kind: str) -> SafeString:
    return format_html('<polyline points="{}" class="{}"/>', _points(room, line), kind)


def _steps(room: _Room, line: Sequence[tuple[float, float]], kind: str) -> SafeString:
    """A level holds until the next one is marked."""
    if len(line) < 2:
        return SafeString("")
    corners = [line[0]]
    for (_, level), (place, then) in pairwise(line):
        corners += [(place, level), (place, then)]
    return _way(room, corners, kind)


def _dots(room: _Room, line: Iterable[tuple[float, float]], kind: str) -> SafeString:
    return format_html_join(
        "",
        '<circle cx="{}%" cy="{}" r="3" class="{}"/>',
        ((_across(place), room.y(value), kind) for place, value in line),
    )


def _across(place: float) -> str:
    return f"{100 * place:.2f}"
