"""The pattern as a drawing: no word is lost, nothing runs over its line or out of the picture."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from wemode.domain import Part
from wemode.web.loop import NARROW, WIDE, LoopPart, narrow_loop, wide_loop
from wemode.web.set_text import broken, width_of

WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Z")), max_size=400)


def parts(words: str = "Some words.", **more: object) -> list[LoopPart]:
    return [LoopPart(part, part.value, words, **more) for part in Part]  # type: ignore[arg-type]


@given(st.lists(WORDS, max_size=12), st.sampled_from((60.0, 246.0)))
@settings(max_examples=60, deadline=None)
def test_lines_are_no_wider_than_asked_and_lose_nothing(words: list[str], width: float) -> None:
    lines = broken(" ".join(words), width, 17)
    assert "".join("".join(lines).split()) == "".join("".join(words).split())
    assert all(len(line) == 1 or width_of(line, 17) <= width for line in lines)


def test_a_long_text_makes_the_drawing_higher_and_stays_inside() -> None:
    long = "I go before they can, or I put a price on them. " * 8
    for draw, width in ((wide_loop, WIDE), (narrow_loop, NARROW)):
        short, high = str(draw(parts())), str(draw(parts(long)))
        heights = [float(re.search(r'viewBox="0 0 \d+ (\d+)"', one)[1]) for one in (short, high)]  # type: ignore[index]
        assert heights[1] > heights[0]
        feet = [float(y) for y in re.findall(r'<tspan x="[^"]+" y="([^"]+)"', high)]
        assert max(feet) < heights[1]
        places = [float(x) for x in re.findall(r'<tspan x="([^"]+)"', high)]
        assert all(0 <= x <= width for x in places)


def test_no_two_stations_overlap() -> None:
    picture = str(wide_loop(parts("I go before they can, or I put a price on them. " * 8)))
    ground = r'<rect x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)" class="lp-ground"'
    boxes = [tuple(map(float, one)) for one in re.findall(ground, picture)]
    frame = r'y="([\d.]+)" width="([\d.]+)" height="([\d.]+)" rx="16"'
    dreaded, healthy = (tuple(map(float, one)) for one in re.findall(frame, picture))
    assert dreaded[0] + dreaded[2] < healthy[0]
    assert len(boxes) == 5
    for number, (x, y, wide, high) in enumerate(boxes):
        for a, b, c, d in boxes[number + 1 :]:
            assert x + wide <= a or a + c <= x or y + high <= b or b + d <= y


def test_what_is_typed_is_text_and_never_markup() -> None:
    picture = str(wide_loop(parts("<script>alert(1)</script>")))
    assert "<script" not in picture
    assert "&lt;script&gt;" in picture


def test_an_empty_part_asks_and_a_lit_one_is_marked() -> None:
    asking = str(wide_loop([LoopPart(Part.BODY, "body", "", asks="What happens then?")]))
    assert "What happens then?" in asking
    assert "lp-asks" in asking
    assert str(wide_loop(parts(lit=True))).count("is-lit") == len(Part)
