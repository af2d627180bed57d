"""Writing and reading again gives the same transcript, up to what the format can hold."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.formats.transcripts import (
    ANY_TEXT,
    PLAIN_WORDS,
    WORDS,
    as_labelled,
    as_pieces,
    each,
    spoken,
    transcripts,
    without_half_times,
)
from wemode.domain import Speaker, Transcript, Turn
from wemode.formats import FORMATS, CannotHold, read_raw, read_transcript, write_transcript


def again(transcript: Transcript, format: str) -> Transcript:
    data = write_transcript(transcript, format)
    raw = read_raw(data, name=f"session{FORMATS[format].endings[0]}")
    assert raw.format == format
    assert {label for label, _ in raw.labels} <= {
        word for name in ("Therapist", "Patient", "Other") for word in (name, name.lower())
    } | {
        f"{code} ({name})"
        for code, name in (("THE", "Therapist"), ("PAT", "Patient"), ("OTH", "Other"))
    }
    return read_transcript(data, name=f"session{FORMATS[format].endings[0]}")


@given(transcripts(ANY_TEXT | spoken(WORDS), remarks=st.lists(ANY_TEXT, max_size=2).map(tuple)))
def test_json_holds_everything(transcript: Transcript) -> None:
    assert again(transcript, "json") == transcript


@given(
    transcripts(
        ANY_TEXT | spoken(WORDS),
        remarks=st.lists(ANY_TEXT.map(lambda t: " ".join(t.split())).filter(bool), max_size=2).map(
            tuple
        ),
    )
)
def test_csv_holds_everything_but_line_breaks_in_remarks(transcript: Transcript) -> None:
    assert again(transcript, "csv") == transcript


@pytest.mark.parametrize("format", ["plain", "docx"])
@settings(max_examples=50)
@given(transcript=transcripts(spoken(WORDS | ANY_TEXT)))
def test_plain_text_and_word(format: str, transcript: Transcript) -> None:
    assert again(transcript, format) == as_labelled(transcript)


@pytest.mark.parametrize("format", ["vtt", "eaf"])
@given(transcript=transcripts(spoken(WORDS | ANY_TEXT), timed=True))
def test_timed_formats(format: str, transcript: Transcript) -> None:
    assert again(transcript, format) == as_pieces(transcript)


@given(transcripts(spoken(WORDS.filter(lambda w: w not in ("-->", "<i>", "--"))), timed=True))
def test_srt(transcript: Transcript) -> None:
    assert again(transcript, "srt") == as_pieces(transcript)


@given(transcripts(spoken(PLAIN_WORDS), remarks=st.just(()) | st.just(("laughs", "long pause"))))
def test_chat(transcript: Transcript) -> None:
    assert again(transcript, "cha") == as_pieces(each(transcript, without_half_times))


@pytest.mark.parametrize("format", ["vtt", "srt", "eaf"])
def test_captions_and_elan_need_times_and_say_so_for_every_turn(format: str) -> None:
    transcript = Transcript(
        (
            Turn(1, Speaker.THERAPIST, "secret"),
            Turn(2, Speaker.PATIENT, "secret", 1, 2),
            Turn(3, Speaker.THERAPIST, "secret", 3),
        )
    )
    with pytest.raises(CannotHold) as caught:
        write_transcript(transcript, format)
    assert [problem.where for problem in caught.value.problems] == ["turn 1", "turn 3"]
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("format", FORMATS)
def test_an_empty_session_is_written_and_read(format: str) -> None:
    assert again(Transcript(), format) == Transcript()


def test_there_is_no_other_format() -> None:
    with pytest.raises(KeyError):
        write_transcript(Transcript(), "pdf")
