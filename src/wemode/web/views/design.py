"""The design system, shown with its own parts."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from wemode.analysis.stages import StageState
from wemode.catalogue.formulation import pattern_parts
from wemode.domain import Goal, Part
from wemode.report.contract import GoalLine, Ladder, Rung
from wemode.web.alliance_seen import pair_svg
from wemode.web.contract_seen import RATINGS, SeenGoal, outcomes
from wemode.web.ladder import drawn
from wemode.web.loop import LoopPart, narrow_loop, wide_loop
from wemode.web.ribbon import SAMPLE, ribbon_svg
from wemode.web.way_seen import mark_svg

TYPE = (
    ("step-3", "The next step"),
    ("step-2", "Title of a page"),
    ("step-1", "Heading of a part"),
    ("step-0", "Reading text"),
    ("step--1", "Reasons, remarks, labels"),
)
MEANINGS = (
    ("against", "against you", "diagonal strokes"),
    ("away", "away from you", "level strokes"),
    ("repair", "repair", "solid, a closed arch"),
    ("self-contained", "self-contained", "low, dotted"),
    ("touched", "touched", "half high, solid"),
    ("together", "looking together", "full height, solid"),
    ("contract", "contract", "diamond"),
)
LEVELS = ("not at all", "a little", "what we expect", "more than that", "far more than that")

LOOP = tuple(
    LoopPart(one.id, one.plain, "", asks=one.question, lit=one.id is Part.WISH)
    for one in pattern_parts()
)


@require_safe
def design(request: HttpRequest) -> HttpResponse:
    """Colours by meaning, type, chips, the ribbon's signs."""
    context = {
        "type": TYPE,
        "meanings": MEANINGS,
        "ribbon": ribbon_svg(SAMPLE),
        "ladder": _ladder(),
        "outcomes": outcomes(),
        "ratings": RATINGS,
        "wide": wide_loop(LOOP),
        "narrow": narrow_loop(LOOP),
        "pair": pair_svg(3, 7),
        "stages": [(mark_svg(state), state.value) for state in StageState],
    }
    return render(request, "wemode/design.html", context)


def _ladder() -> SeenGoal:
    """A goal that began at −2 and stands at 0, by way of +1; the therapist saw no more than −1."""
    goal = Goal("g1", "A goal", levels=LEVELS, baseline=-2)
    rungs = (Rung(at, goal.level(at), at == -2, at == 0) for at in (2, 1, 0, -1, -2))
    ladder = Ladder(tuple(rungs), ((4, -1), (9, 1), (12, 0)), -2, 0, ((4, -1), (12, -1)))
    line = GoalLine(goal, "", ladder, (), (), False, False)
    return SeenGoal(
        line,
        drawn(ladder),
        "",
        today_session=12,
        by_therapist=False,
        can_mark=False,
        marked=None,
        takes_back=False,
    )
