"""The ribbon: a session as a drawing 60 px high, time from left to right.

Therapist above the line, patient below. A state has a colour, a height and a pattern, so that it
can be told without colour. Strains are arches above: closed where repaired, breaking off where
left open, dotted where they passed. Diamonds at the foot mark contract talk. Across, everything is
in percent of the width; down, in pixels.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from wemode.domain import Speaker
from wemode.report.review import ReviewPage, RibbonMark, StrainLine

HEIGHT = 60
ARCH = 14
LINE = 35
LANE = 18
# How high a state stands, as a share of its lane; the ramp rises with openness.
HEIGHTS = {
    "self-contained": 0.5,
    "affected": 0.75,
    "neutral": 0.16,
    "other": 0.16,
    "opening": 0.5,
}
PATTERNS = frozenset({"confrontation", "withdrawal", "self-contained", "widening"})
# No arch is narrower than this, or a strain of one turn would be a hair.
LEAST_ARCH = 1.4

_DEFS = mark_safe(
    '<defs><pattern id="pt-confrontation" width="5" height="5" patternUnits="userSpaceOnUse">'
    '<rect width="5" height="5" class="r-confrontation-ground"/>'
    '<path d="M-1 6 6-1M-3.5 3.5 3.5-3.5M1.5 8.5 8.5 1.5" class="r-confrontation-stroke"/>'
    "</pattern>"
    '<pattern id="pt-withdrawal" width="5" height="4" patternUnits="userSpaceOnUse">'
    '<rect width="5" height="4" class="r-withdrawal-ground"/>'
    '<path d="M0 1.5H5" class="r-withdrawal-stroke"/></pattern>'
    '<pattern id="pt-self-contained" width="4" height="4" patternUnits="userSpaceOnUse">'
    '<rect width="4" height="4" class="r-self-contained-ground"/>'
    '<circle cx="2" cy="2" r="1" class="r-self-contained-dot"/></pattern>'
    '<pattern id="pt-widening" width="4" height="4" patternUnits="userSpaceOnUse">'
    '<path d="M2 0V4" class="r-widening-stroke"/></pattern></defs>'
)


def ribbon_svg(page: ReviewPage) -> SafeString:
    """The drawing, without the words of any turn; empty where the session has no turns."""
    if not page.ribbon:
        return SafeString("")
    starts = {mark.turn: 100 * mark.start for mark in page.ribbon}
    return format_html(
        '<svg class="ribbon-picture" width="100%" height="{}" aria-hidden="true" '
        'focusable="false">{}<line x1="0" x2="100%" y1="{}" y2="{}" class="r-line"/>'
        '{}{}{}<line class="r-cursor" x1="0" x2="0" y1="0" y2="{}"/></svg>',
        HEIGHT,
        _DEFS,
        LINE,
        LINE,
        _bars(page.ribbon),
        format_html_join("", "{}", ((_arch(strain),) for strain in page.strains)),
        _diamonds(sorted({starts[turn] for line in page.contract for turn in line.turns})),
        HEIGHT,
    )


def _bars(marks: Iterable[RibbonMark]) -> SafeString:
    """One group a state, so that its pattern is named once."""
    by_state = groupby(sorted(marks, key=lambda mark: mark.state), key=lambda mark: mark.state)
    # Numbers and the names of states only: nothing here needs escaping.
    return mark_safe("".join(_group(state, group) for state, group in by_state))


def _group(state: str, marks: Iterable[RibbonMark]) -> str:
    fill = f' fill="url(#pt-{state})"' if state in PATTERNS else ""
    return f'<g class="r-{state}"{fill}>{"".join(_rects(state, marks))}</g>'


def _rects(state: str, marks: Iterable[RibbonMark]) -> Iterator[str]:
    tall = LANE * HEIGHTS.get(state, 1.0)
    for mark in marks:
        top = LINE + 1 if mark.lane is Speaker.PATIENT else LINE - 1 - tall
        yield (
            f'<rect x="{100 * mark.start:.3f}%" width="{100 * (mark.end - mark.start):.3f}%" '
            f'y="{top:.1f}" height="{tall:.1f}" data-turn="{mark.turn}"/>'
        )


def _arch(strain: StrainLine) -> SafeString:
    width = max(LEAST_ARCH, 100 * (strain.end - strain.start))
    left = min(100 * strain.start, 100 - width)
    end = "repaired" if strain.repaired else "passed" if strain.passed else "open"
    # A closed arch comes down to the line again; an open one breaks off on its way.
    path = "M1 14C1-3.5 99-3.5 99 14" if end != "open" else "M1 14C1-1 38-1 66 1.5"
    return format_html(
        '<svg x="{}%" width="{}%" y="1" height="{}" viewBox="0 0 100 14" '
        'preserveAspectRatio="none" data-turn="{}" class="r-arch r-arch-{} r-{}">'
        '<path d="{}"/></svg>',
        f"{left:.3f}",
        f"{width:.3f}",
        ARCH,
        strain.first,
        strain.kind,
        end,
        path,
    )


def _diamonds(places: Iterable[float]) -> SafeString:
    diamond = '<svg x="{}%" y="57" class="r-diamond"><path d="M0-3 3 0 0 3-3 0z"/></svg>'
    return format_html_join("", diamond, ((f"{min(99.5, max(0.4, x)):.3f}",) for x in places))


def _sample() -> ReviewPage:
    """Every state and every end of a strain once, for the page of the design system."""
    lanes = (
        ("P", "neutral"),
        ("T", "other"),
        ("P", "self-contained"),
        ("T", "widening"),
        ("P", "confrontation"),
        ("T", "repair"),
        ("P", "repair"),
        ("T", "opening"),
        ("P", "affected"),
        ("T", "contract"),
        ("P", "withdrawal"),
        ("T", "opening"),
        ("P", "joint"),
    )
    step = 1 / len(lanes)
    marks = tuple(
        RibbonMark(turn, Speaker(lane), state, step * (turn - 1), step * turn)
        for turn, (lane, state) in enumerate(lanes, start=1)
    )
    strains = (
        _sample_strain("confrontation", 5, 7, step, repaired=True),
        _sample_strain("withdrawal", 11, 12, step),
    )
    return ReviewPage((), marks, strains, (), (), (), (), (), (), (), 0, 0)


def _sample_strain(
    kind: str, first: int, last: int, step: float, repaired: bool = False
) -> StrainLine:
    start, end = step * (first - 1), step * last
    return StrainLine(kind, first, last, repaired, False, (), (), (), start, end, ())


SAMPLE = _sample()
