"""Whatever is done to a file, it is read or refused in words that quote no speech."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.formats.shorthand import P, T, dialogue
from wemode.errors import BadFile, RolesUnknown
from wemode.formats import FORMATS, RawTranscript, assign_roles, read_raw, write_transcript

SECRET = "I wept at the harbour"
MADE = dialogue(
    (T, f"Hello. {SECRET}, you said?", 0, 1),
    (P, f"{SECRET} [sighs] – ja, schön.", 1, 2),
    (T, "Go on.", 2, 3.25),
)
WRITTEN = {name: write_transcript(MADE, name) for name in FORMATS}
DAMAGE = st.lists(
    st.tuples(
        st.sampled_from(["cut", "insert", "replace", "end", "copy"]),
        st.floats(0, 1, exclude_max=True),
        st.binary(min_size=1, max_size=4)
        | st.sampled_from([b"\n", b"-->", b"\t", b'"', b"<", b":"]),
    ),
    min_size=1,
    max_size=5,
)


def damaged(data: bytes, damage: list[tuple[str, float, bytes]]) -> bytes:
    for kind, place, some in damage:
        at = int(place * len(data))
        data = {
            "cut": data[:at] + data[at + 7 :],
            "insert": data[:at] + some + data[at:],
            "replace": data[:at] + some + data[at + len(some) :],
            "end": data[: max(at, 9)],
            "copy": data[:at] + data[at : at + 40] + data[at:],
        }[kind]
    return data


def attempt(data: bytes, name: str) -> tuple[RawTranscript | None, BadFile | None]:
    try:
        return read_raw(data, name=name), None
    except BadFile as error:
        return None, error


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("named", [True, False])
@settings(max_examples=60)
@given(damage=DAMAGE)
def test_damage_is_told_or_survived(
    format: str, named: bool, damage: list[tuple[str, float, bytes]]
) -> None:
    name = f"session{FORMATS[format].endings[0]}" if named else ""
    raw, error = attempt(damaged(WRITTEN[format], damage), name)
    if raw:
        with contextlib.suppress(RolesUnknown, BadFile):
            assign_roles(raw)
    if error:
        assert "harbour" not in str(error)
        assert all(problem.where and problem.what and problem.remedy for problem in error.problems)


@given(st.binary(max_size=300), st.sampled_from(["", *(f.endings[0] for f in FORMATS.values())]))
def test_any_bytes_are_read_or_refused(data: bytes, ending: str) -> None:
    raw, error = attempt(data, f"session{ending}")
    assert (raw is None) != (error is None)


@given(st.text(max_size=200), st.sampled_from(["", *(f.endings[0] for f in FORMATS.values())]))
def test_any_text_is_read_or_refused(text: str, ending: str) -> None:
    raw, error = attempt(text.encode("utf-8", "replace"), f"session{ending}")
    assert (raw is None) != (error is None)


def test_a_hundred_problems_are_told_and_the_rest_counted() -> None:
    text = "".join(f"[0:99] Anna: {SECRET}\n" for _ in range(250))
    with pytest.raises(BadFile) as caught:
        read_raw(text.encode())
    assert len(caught.value.problems) == 101
    assert caught.value.problems[-1].what == "150 more problems"
