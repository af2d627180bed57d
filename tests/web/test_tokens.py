"""The colours can be read: contrast of every pair in both themes, by WCAG 2.2."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import wemode.web

STATIC = Path(wemode.web.__file__).parent / "static" / "wemode"
TOKENS = (STATIC / "tokens.css").read_text(encoding="utf-8")
MEANINGS = ("against", "away", "repair", "self-contained", "touched", "together", "contract")
TEXT = ("ink", "ink-soft", *MEANINGS)
TINT = 0.13


def theme(name: str) -> dict[str, tuple[float, ...]]:
    """The colours of a theme: those of light, with those of dark or print laid over them."""
    blocks = {
        "light": TOKENS.split("@media")[0],
        "dark": TOKENS.split("@media (prefers-color-scheme: dark)")[1].split("@media")[0],
        "print": TOKENS.split("@media print")[1],
    }
    found: dict[str, tuple[float, ...]] = {}
    for block in dict.fromkeys(("light", name)):
        for token, value in re.findall(r"--([\w-]+):\s*#([0-9a-f]{6});", blocks[block]):
            found[token] = tuple(int(value[i : i + 2], 16) / 255 for i in (0, 2, 4))
    return found


def luminance(colour: tuple[float, ...]) -> float:
    parts = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one: tuple[float, ...], other: tuple[float, ...]) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def mixed(one: tuple[float, ...], other: tuple[float, ...], share: float) -> tuple[float, ...]:
    return tuple(share * a + (1 - share) * b for a, b in zip(one, other, strict=True))


def test_contrast_of_black_on_white_is_21() -> None:
    assert contrast((0, 0, 0), (1, 1, 1)) == pytest.approx(21)


@pytest.mark.parametrize("name", ["light", "dark", "print"])
@pytest.mark.parametrize("ground", ["paper", "sheet"])
@pytest.mark.parametrize("token", TEXT)
def test_text_reaches_aa(name: str, ground: str, token: str) -> None:
    colours = theme(name)
    assert contrast(colours[token], colours[ground]) >= 4.5


@pytest.mark.parametrize("name", ["light", "dark"])
@pytest.mark.parametrize("token", [*MEANINGS, "edge"])
def test_shapes_and_edges_of_controls_reach_three_to_one(name: str, token: str) -> None:
    colours = theme(name)
    assert contrast(colours[token], colours["paper"]) >= 3


@pytest.mark.parametrize("name", ["light", "dark"])
@pytest.mark.parametrize("token", MEANINGS)
def test_words_on_a_filled_chip_reach_aa(name: str, token: str) -> None:
    colours = theme(name)
    ground = mixed(colours[token], colours["paper"], TINT)
    assert contrast(colours["ink"], ground) >= 4.5


@pytest.mark.parametrize("name", ["light", "dark", "print"])
def test_words_under_the_marker_pen_reach_aa(name: str) -> None:
    colours = theme(name)
    assert contrast(colours["ink"], colours["lit"]) >= 4.5


def test_the_chip_is_tinted_as_this_test_supposes() -> None:
    assert f"var(--c) {TINT:.0%}" in (STATIC / "pages.css").read_text(encoding="utf-8")


def test_colours_are_named_in_the_tokens_alone() -> None:
    sheets = {path.name: path.read_text(encoding="utf-8") for path in STATIC.glob("*.css")}
    assert "patient.css" in sheets
    named = [name for name, text in sheets.items() if re.search(r"#[0-9a-fA-F]{6}\b", text)]
    assert named == ["tokens.css"]


def test_every_vendored_part_has_its_licence_beside_it() -> None:
    names = {path.name for path in STATIC.rglob("*")}
    assert {"htmx-LICENSE.txt", "literata-LICENSE.txt", "source-sans-3-LICENSE.txt"} <= names
