"""WebVTT and SRT."""

from __future__ import annotations

import pytest

from tests.formats.shorthand import problems, said
from wemode.formats import read_raw, read_transcript

TIMES = "00:00:01.000 --> 00:00:02.000"


def vtt(*cues: str) -> str:
    return "WEBVTT\n\n" + "\n\n".join(f"{TIMES}\n{cue}" for cue in cues) + "\n"


def srt(*cues: str) -> str:
    times = "00:00:01,000 --> 00:00:02,000"
    return "".join(f"{n}\n{times}\n{cue}\n\n" for n, cue in enumerate(cues, start=1))


@pytest.mark.parametrize(
    "cues",
    [
        ("<v Anna>Hello there.</v>", "<v Bob>Hi.</v>"),
        ("<v Anna>Hello", "<v Anna>there.", "<v Bob>Hi."),
        ("<v.loud Anna><i>Hello</i> there.</v>", "<v Bob>Hi.</v>"),
        ("<v Anna>Hello there.</v>\n<v Bob>Hi.</v>",),
        ("Anna: Hello there.", "Bob: Hi."),
        ("Anna: Hello", "there.", "Bob: Hi."),
        ("Anna:\nHello\nthere.", "Bob: Hi."),
        ("- Anna: Hello there.\n- Bob: Hi.",),
        (">> Anna: Hello there.", ">> Bob: Hi."),
        ("<c.yellow>Anna: Hello <00:00:01.500>there.</c>", "Bob: Hi."),
    ],
)
def test_speakers_of_captions(cues: tuple[str, ...]) -> None:
    expected = [("Anna", "Hello there."), ("Bob", "Hi.")]
    assert said(vtt(*cues), "session.vtt") == expected
    assert said(srt(*cues), "session.srt") == expected


def test_notes_styles_regions_and_settings_are_not_speech() -> None:
    text = (
        "WEBVTT - some title\nKind: captions\nLanguage: en\n\nNOTE a\nnote: here\n\n"
        "STYLE\n::cue { color: red }\n\nREGION\nid:one\n\n"
        f"some id\n{TIMES} align:start position:10%\nAnna: Hello.\n\nNOTE end\n\n"
        f"{TIMES}\nBob: Hi.\n"
    )
    assert said(text, "session.vtt") == [("Anna", "Hello."), ("Bob", "Hi.")]


def test_hours_may_be_missing_and_turns_run_from_first_start_to_last_end() -> None:
    text = (
        "WEBVTT\n\n00:01.000 --> 00:02.500\n<v Anna>a</v>\n\n00:02.600 --> 00:04.000\n<v Anna>b</v>"
        "\n\n01:00:00.000 --> 01:00:00.001\n<v Bob>c</v>\n"
    )
    raw = read_raw(text.encode(), name="session.vtt")
    assert [(t.start, t.end) for t in raw.turns] == [(1, 4), (3600, 3600.001)]


def test_entities_stand_for_characters_in_vtt_only() -> None:
    assert said(vtt("<v A &amp; B>x &lt; y &amp; z</v>"), "s.vtt") == [("A & B", "x < y & z")]
    assert said(srt("Anna: x &amp; y", "Bob: z"), "s.srt")[0] == ("Anna", "x &amp; y")


def test_where_voices_are_tagged_a_cue_without_one_is_nobodys() -> None:
    assert said(vtt("<v Anna>a</v>", "b", "<v Bob>c</v>"), "s.vtt") == [
        ("Anna", "a"),
        ("", "b"),
        ("Bob", "c"),
    ]


def test_crlf_and_spaces_on_empty_lines() -> None:
    text = vtt("Anna: Hello.", "Bob: Hi.").replace("\n\n", "\n  \n").replace("\n", "\r\n")
    assert said(text, "session.vtt") == [("Anna", "Hello."), ("Bob", "Hi.")]


def test_a_byte_order_mark_and_a_lie_in_the_ending() -> None:
    text = "\ufeff" + vtt("Anna: Hello.", "Bob: Hi.")
    assert read_raw(text.encode(), name="session.srt").format == "vtt"
    assert read_raw(srt("Anna: Hello.", "Bob: Hi.").encode(), name="session.txt").format == "srt"


def test_srt_with_points_numbers_in_speech_and_no_numbers_of_its_own() -> None:
    text = (
        "00:00:01.5 --> 00:00:02.000\nAnna: I counted\n3\n\n00:00:03,000 --> 00:00:04,000\nBob: x\n"
    )
    assert said(text, "session.srt")[0] == ("Anna", "I counted 3")
    text = "1\n00:00:01,000 --> 00:00:02,000\nAnna: I counted\n3 of them\n\n2\n" + srt("Bob: x")[2:]
    assert said(text, "session.srt")[0] == ("Anna", "I counted 3 of them")


@pytest.mark.parametrize("text", ["WEBVTT", "WEBVTT\n\n", "WEBVTT\n\nNOTE nothing\n"])
def test_captions_without_cues_are_an_empty_session(text: str) -> None:
    assert len(read_transcript(text.encode(), name="session.vtt")) == 0


def test_every_damaged_time_line_of_vtt_is_told() -> None:
    text = (
        "WEBVTT\n\n1\n00:00:01.00x --> 00:00:02.000\nAnna: secret\n\n"
        "2\n00:00:01.000 -> 00:00:02.000\n"
        f"Bob: secret\n\n3\n00:00:71.000 --> 00:00:02.000\nAnna: secret\n\n{TIMES}\nBob: fine\n"
    )
    assert problems(text, "session.vtt") == [
        "line 4: the time line is damaged",
        "line 7: the caption has no time line",
        "line 12: the time line is damaged",
    ]


def test_every_damaged_time_line_of_srt_is_told() -> None:
    text = (
        "1\n00:00:01,000 --> 00:61:02,000\nAnna: secret\n\n2\nabc --> def\nBob: secret\n\n"
        "3\n00:00:01,000 -> \nAnna: secret\n"
    )
    assert problems(text, "session.srt") == [
        "line 2: the time line is damaged",
        "line 6: the time line is damaged",
        "line 10: the time line is damaged",
    ]


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        (vtt("Hello.", "Hi."), "s.vtt", ["file: no caption says who speaks"]),
        (srt("Hello.", "Hi."), "s.srt", ["file: no caption says who speaks"]),
        (
            vtt("Before.", "Anna: a", "Bob: b"),
            "s.vtt",
            ["line 3: speech before the first speaker's name"],
        ),
        (
            vtt("<v Anna>a</v>").replace("02.000", "00.500"),
            "s.vtt",
            ["line 3: it ends before it starts"],
        ),
        ("no captions --> at all", "s.vtt", None),
        ("words\n" + srt("Anna: a"), "s.srt", ["line 1: there is text without a time line"]),
    ],
)
def test_captions_that_cannot_be_read(text: str, name: str, expected: list[str] | None) -> None:
    found = problems(text, name)
    assert expected is None or found == expected
