"""What every lane of the Course page answers on a day, and the same as tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from html import escape
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from wemode.domain.goal import sign
from wemode.report.course import CoursePage, DiaryCell, DiaryHeat, LevelPanel
from wemode.report.course_axis import Axis
from wemode.web.course_events import KIND_WORDS
from wemode.web.course_lanes import figure
from wemode.web.course_seen import SeenCourse, lane_id

_Said = tuple[date, str]
STANDING = ("proposed", "assent", "ended")


def answers(page: CoursePage, seen: SeenCourse) -> Mapping[str, Any]:
    """Days on which something is known, and for each lane what it says from which of them on.

    ``stops``: place (0–1) and words of each day; ``lanes``: id to (number of the stop, words), of
    which the last one up to a day holds; ``marks``: the same, holding on that day alone.
    """
    if page.first is None or page.last is None:
        return {"stops": [], "lanes": {}, "marks": {}}
    lasting = {id: said for panel in page.levels for id, said in _of_level(panel)}
    lasting |= dict(_of_diary(page.diary, page.last)) if page.diary else {}
    marks = {lane.id: [(m.on, m.label) for m in lane.marks] for lane in seen.events}
    if "versions" in marks:
        # A version holds until something else does; what is said of it is said on its day.
        lasting["versions"] = [
            (one.on, one.label) for one in page.timeline.marks if one.kind in STANDING
        ]
        del marks["versions"]
    if "sessions" in marks:
        marks["sessions"] = [
            (one.on, _session(one.number, KIND_WORDS[one.kind])) for one in page.sessions
        ]
    days = {on for said in (*lasting.values(), *marks.values()) for on, _ in said}
    stops = sorted(day for day in days | {page.first, page.last} if page.first <= day <= page.last)
    number = {day: n for n, day in enumerate(stops)}
    axis = Axis(page.first, page.last)
    return {
        "stops": [[round(axis.place(day), 4), date_format(day, "j M Y")] for day in stops],
        "lanes": {id: _numbered(said, number) for id, said in lasting.items()},
        "marks": {id: _numbered(said, number) for id, said in marks.items()},
    }


def level_figures(panel: LevelPanel, case_id: str) -> SafeString:
    """All that is drawn of a level, in figures: scores, marks and ratings, then shares of turns.

    The day of a score leads to the answers it was made of.
    """
    forms = reverse("measures", args=[case_id])
    heads = (_("What"), _("Day"), _("Session"), _("Value"), _("Answered"), _("Named"))
    rows: list[tuple[object, ...]] = [
        (
            one.label,
            format_html('<a href="{}#{}">{}</a>', forms, p.sheet, date_format(p.on, "j M Y")),
            p.session,
            figure(p.value),
            f"{p.answered}/{p.of}",
            _(p.band) if p.band else "",
        )
        for one in panel.measures
        for p in one.points
    ]
    rows += [
        (one.wording, p.on, p.session, sign(p.value), "", who)
        for one in panel.goals
        for who, points in (("", one.points), (_("therapist"), one.others))
        for p in points
    ]
    rows += [
        (one.name, p.on, p.session, str(p.value), "", "")
        for one in panel.patterns
        for p in one.points
    ]
    found = _table(heads, rows) if rows else SafeString("")
    return found + _code_figures(panel)


def diary_figures(heat: DiaryHeat) -> SafeString:
    """Mean complexity of each item in each week with the days it rests on; what stood out."""
    heads = (_("Week of"), _("Days"), _("Peaked"), *(row.words for row in heat.rows))
    rows = (
        (
            week.monday,
            week.days,
            _peaked(week.peaking, week.known, week.stands_out),
            *(_cell(cell) for cell in cells),
        )
        for week, *cells in zip(heat.weeks, *(row.cells for row in heat.rows), strict=True)
    )
    return _table(heads, rows)


def _of_level(panel: LevelPanel) -> Iterator[tuple[str, list[_Said]]]:
    for score in panel.measures:
        yield (
            lane_id(panel, "m", score.id),
            [(p.on, _dated(_named(figure(p.value), p.band), p.on)) for p in score.points],
        )
    for goal in panel.goals:
        yield (
            lane_id(panel, "g", goal.id),
            [(p.on, _dated(sign(p.value), p.on)) for p in goal.points],
        )
    for held in panel.patterns:
        yield (
            lane_id(panel, "p", held.id),
            [(p.on, _dated(str(p.value), p.on)) for p in held.points],
        )
    after = _("session %(n)d")
    for code in panel.codes:
        points = code.series.points
        said = (
            f"{100 * p.rate:.0f} %, {p.count}/{p.n} · {after % {'n': p.session}}" for p in points
        )
        yield (
            lane_id(panel, "c", code.series.code),
            [(p.on, words) for p, words in zip(points, said, strict=True)],
        )


def _of_diary(heat: DiaryHeat, last: date) -> Iterator[tuple[str, list[_Said]]]:
    after = heat.weeks[-1].monday + timedelta(days=7)
    ends = [(after, "")] if after <= last else []
    for row in heat.rows:
        cells = zip(heat.weeks, row.cells, strict=True)
        yield f"diary-{row.id}", [*((week.monday, _cell(cell)) for week, cell in cells), *ends]
    yield (
        "diary-peaks",
        [*((w.monday, _peaked(w.peaking, w.known, False)) for w in heat.weeks), *ends],
    )


def _cell(cell: DiaryCell) -> str:
    days = _("%(n)d of 7 days") % {"n": cell.days}
    if cell.mean is None:
        return _("too few: %(days)s") % {"days": days} if cell.days else "–"
    return f"{cell.mean:.2f}, {days}"


def _peaked(peaking: int, known: int, stands_out: bool) -> str:
    if not known:
        return "–"
    said = _("%(n)d of %(of)d") % {"n": peaking, "of": known}
    return f"{said} ◆" if stands_out else said


def _named(value: str, band: str) -> str:
    return f"{value}, {_(band)}" if band else value


def _dated(said: str, on: date) -> str:
    return f"{said} · {date_format(on, 'j M y')}"


def _session(number: int, became: str) -> str:
    said = _("session %(n)d") % {"n": number}
    return f"{said}, {_(became)}" if became else said


def _numbered(said: Iterable[_Said], number: Mapping[date, int]) -> list[tuple[int, str]]:
    """By stop; what was said on one day stands together."""
    found: dict[int, list[str]] = {}
    first = min(number)
    for on, words in said:
        # The first week of a diary may begin before the axis.
        found.setdefault(number[max(on, first)], []).append(words)
    return [(stop, "; ".join(words)) for stop, words in sorted(found.items())]


def _code_figures(panel: LevelPanel) -> SafeString:
    if not panel.codes:
        return SafeString("")
    heads = (_("Session"), *(_(one.series.label) for one in panel.codes))
    # All codes of a level are the patient's, so their lanes have the same sessions.
    columns = [one.series.points for one in panel.codes]
    rows = (
        (
            points[0].session,
            *(
                f"{100 * p.rate:.0f} % [{100 * p.low:.0f}–{100 * p.high:.0f}] {p.count}/{p.n}"
                for p in points
            ),
        )
        for points in zip(*columns, strict=True)
    )
    return _table(heads, rows)


def _table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> SafeString:
    """A table whose first column heads its rows; a template would take ten times as long."""
    head = "".join(f'<th scope="col">{escape(one)}</th>' for one in heads)
    body = "".join(_row(*row) for row in rows)
    return mark_safe(f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>")


def _row(first: object, *rest: object) -> str:
    cells = "".join(f"<td>{_text(one)}</td>" for one in rest)
    return f'<tr><th scope="row">{_text(first)}</th>{cells}</tr>'


def _text(value: object) -> str:
    if isinstance(value, SafeString):
        return value
    return escape(date_format(value, "j M Y") if isinstance(value, date) else str(value))
