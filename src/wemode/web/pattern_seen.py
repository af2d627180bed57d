"""What the template of the Pattern page needs beside the page value: the loop, the views drawn."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wemode.domain import Case
from wemode.domain.pattern import PatternState
from wemode.report.pattern import (
    GoalThread,
    Loop,
    PartLine,
    PatternPage,
    TaskThread,
    ViewPoint,
)
from wemode.web.contract_line import line_address
from wemode.web.contract_seen import RATINGS
from wemode.web.loop import LoopPart, narrow_loop, wide_loop

VIEWS_HIGH = 160
# The number of a session takes so much of the width, in percent.
LEAST_ROOM = 7


@dataclass(frozen=True, slots=True)
class Lead:
    """A goal, or a task, to which the pattern leads, and where the contract shows it."""

    line: GoalThread | TaskThread
    href: str
    tasks: tuple[Lead, ...] = ()


def leads(page: PatternPage, case: Case) -> tuple[Lead, ...]:
    """The goals, each with its tasks; ``case`` as the page shows it."""

    def lead(line: GoalThread | TaskThread, tasks: Iterable[Lead] = ()) -> Lead:
        return Lead(line, line_address(case, page.case_id, line.id), tuple(tasks))

    return tuple(lead(goal, map(lead, goal.tasks)) for goal in page.goals)


def seen(page: PatternPage, *, plain: bool = False) -> dict[str, Any]:
    """The context of the page; ``plain`` in the patient's words, without counts."""
    if page.loop is None:
        return {"page": page}
    parts = tuple(_part(line, plain) for line in page.loop.parts)
    return {
        "page": page,
        "loop": page.loop,
        "wide": wide_loop(parts),
        "narrow": narrow_loop(parts),
        "views": _views(page.views) if len(page.views) > 1 else "",
        "doings": () if page.upto is not None else _doings(page.loop),
        "may_write": page.upto is None and page.loop.state in OPEN,
        "ratings": RATINGS,
    }


OPEN = (PatternState.DRAFT, PatternState.OFFERED, PatternState.AGREED)


def _part(line: PartLine, plain: bool) -> LoopPart:
    counted = not plain and line.is_filled and line.agree
    note = ngettext("%(n)d of %(of)d episode", "%(n)d of %(of)d episodes", line.of)
    return LoopPart(
        part=line.part,
        label=line.plain if plain else line.label,
        words=line.words,
        asks=_("not known yet") if plain else line.question,
        note=note % {"n": line.agree, "of": line.of} if counted else "",
        lit=line.is_lit and not plain,
    )


def _doings(loop: Loop) -> tuple[str, ...]:
    """What can be done with the version looked at: the names of the forms."""
    return {
        PatternState.DRAFT: ("offer", "drop"),
        PatternState.OFFERED: ("agree", "drop"),
        PatternState.AGREED: ("drop",),
    }.get(loop.state, ())


def _views(points: tuple[ViewPoint, ...]) -> SafeString:
    """How it was held over time: fact at the foot, view on top; places in percent across."""
    inner = VIEWS_HIGH - 30
    first, last = points[0].place, points[-1].place
    span = last - first or 1.0
    placed = [
        (100 * (one.place - first) / span, 14 + inner * (1 - one.value / 10), one) for one in points
    ]
    way = " ".join(f"{x * 10:.1f},{y:.1f}" for x, y, _one in placed)
    rungs = format_html_join(
        "",
        '<line x1="0" x2="100%" y1="{0}" y2="{0}" class="fv-rung"/>',
        ((f"{14 + inner * share:.1f}",) for share in (0, 0.5, 1)),
    )
    dots = format_html_join(
        "",
        '<circle cx="{}%" cy="{}" r="5" class="fv-dot"/>'
        '<text x="{}%" y="{}" class="fv-value" text-anchor="{}">{}</text>',
        (
            (
                *(f"{x:.2f}", f"{y:.1f}"),
                *(f"{x:.2f}", f"{y - 9:.1f}", _anchor(x), one.value),
            )
            for x, y, one in placed
        ),
    )
    return format_html(
        '<svg class="fact-view" width="100%" height="{0}" aria-hidden="true" focusable="false">{1}'
        '<svg width="100%" height="{0}" viewBox="0 0 1000 {0}" preserveAspectRatio="none">'
        '<polyline points="{2}" class="fv-way"/></svg>{3}{4}</svg>',
        VIEWS_HIGH,
        rungs,
        way,
        dots,
        _sessions(placed),
    )


def _sessions(placed: list[tuple[float, float, ViewPoint]]) -> SafeString:
    """The numbers of the sessions at the foot, as far as they have room."""
    named: list[tuple[str, int, str, int]] = []
    room = -100.0
    for x, _y, one in placed:
        if x - room >= LEAST_ROOM:
            named.append((f"{x:.2f}", VIEWS_HIGH - 1, _anchor(x), one.session))
            room = x
    number = '<text x="{}%" y="{}" class="fv-session" text-anchor="{}">{}</text>'
    return format_html_join("", number, named)


def _anchor(x: float) -> str:
    """Text at the edges stays within the drawing."""
    return "start" if x < 3 else "end" if x > 97 else "middle"
