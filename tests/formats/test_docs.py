"""The examples in docs/transcripts.md hold, and what it lists is what there is."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import pytest

from wemode.domain import Transcript
from wemode.errors import WemodeError
from wemode.formats import FORMATS, read_transcript
from wemode.formats.jsons import LISTS

PAGE = Path(__file__).resolve().parents[2] / "docs" / "transcripts.md"
TEXT = PAGE.read_text(encoding="utf-8")
EXAMPLES = re.findall(
    r"```text (session\.\w+)\n(.*?)```\n\n```text (turns|problems)\n(.*?)```", TEXT, re.DOTALL
)


def shown(transcript: Transcript) -> str:
    """The transcript as the page shows it."""
    lines = []
    for turn in transcript:
        times = "-".join(f"{time:g}" for time in (turn.start, turn.end) if time is not None)
        head = f"{turn.number} {turn.speaker}{f' ({times})' if times else ''}:"
        lines.append(" ".join([head, turn.text, *(f"+ {r}" for r in turn.remarks)]))
    return "".join(f"{' '.join(line.split())}\n" for line in lines)


def test_the_page_has_examples() -> None:
    assert len(EXAMPLES) >= 12
    assert TEXT.count("```text session.") == len(EXAMPLES)


@pytest.mark.parametrize(("name", "file", "kind", "expected"), EXAMPLES)
def test_example(name: str, file: str, kind: str, expected: str) -> None:
    if kind == "turns":
        assert shown(read_transcript(file.encode(), name=name)) == expected
    else:
        with pytest.raises(WemodeError) as caught:
            read_transcript(file.encode(), name=name)
        assert f"{caught.value}\n" == expected


def test_python_examples() -> None:
    # The closing fence would count as output.
    parsed = doctest.DocTestParser().get_doctest(TEXT.replace("```", ""), {}, PAGE.name, None, 0)
    assert len(parsed.examples) > 8
    assert doctest.DocTestRunner().run(parsed).failed == 0


def test_every_format_and_ending_is_listed() -> None:
    for format in FORMATS.values():
        row = next(line for line in TEXT.splitlines() if line.startswith(f"| `{format.name}` |"))
        assert f"`{format.endings[0]}`" in row
        assert re.search(
            rf"\| .*`{format.name}`.* \|", TEXT.split("## What each format can hold")[1]
        )


def test_every_list_key_of_json_is_listed() -> None:
    section = TEXT.split("## JSON")[1].split("## ")[0]
    assert all(f"`{key}`" in section for key in LISTS)
