"""What is written anew keeps every writing; what was known then is found again."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wemode.domain import Record, Stamp, Written

FIRST = date(2026, 1, 7)


def stamp(session: int) -> Stamp:
    return Stamp(session, FIRST + timedelta(weeks=session))


@st.composite
def records(draw: st.DrawFn) -> Record[str]:
    sessions = sorted(draw(st.lists(st.integers(0, 9), min_size=1, max_size=5)))
    writings = tuple(Written(f"as of {n}", stamp(n)) for n in sessions)
    dropped = draw(st.one_of(st.none(), st.integers(sessions[-1], 12).map(stamp)))
    return Record("e1", writings, dropped)


@given(records(), st.integers(0, 13))
def test_looking_back_gives_the_last_writing_of_then_and_nothing_later(
    record: Record[str], session: int
) -> None:
    seen = record.as_of(session)
    known = [one for one in record.writings if one.at.session <= session]
    if not known:
        assert seen is None
        return
    assert seen is not None
    assert seen.value == known[-1].value
    assert seen.at == record.at
    assert (seen.dropped is None) == (record.dropped is None or record.dropped.session > session)


@given(records(), st.integers(0, 13), st.integers(0, 13))
def test_looking_back_twice_is_looking_back_to_the_earlier(
    record: Record[str], a: int, b: int
) -> None:
    once = record.as_of(a)
    assert (once.as_of(b) if once else None) == record.as_of(min(a, b))


def test_what_was_never_written_is_no_record() -> None:
    with pytest.raises(ValueError, match="never written"):
        Record("e1", ())
