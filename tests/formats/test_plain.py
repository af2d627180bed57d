"""Plain text in the shapes that people and programs write it in."""

from __future__ import annotations

import textwrap

import pytest

from tests.formats.shorthand import problems, said
from wemode.formats import read_raw, read_transcript

HELLO = [("Anna", "Hello there."), ("Bob", "Hi.")]


@pytest.mark.parametrize(
    "text",
    [
        "Anna: Hello there.\nBob: Hi.\n",
        "Anna:\nHello there.\nBob:\nHi.",
        "Anna:   Hello\n   there.\n\n\nBob: Hi.",
        "Anna: Hello\n\nthere.\n\nBob: Hi.",
        "[00:01:02] Anna: Hello there.\n[00:01:05] Bob: Hi.",
        "00:01:02 Anna: Hello there.\n00:01:05 Bob: Hi.",
        "(1:02:03) Anna: Hello there.\n(1:02:05) Bob: Hi.",
        "<00:01> Anna: Hello there.\n<00:02> Bob: Hi.",
        "00:01:02 - Anna: Hello there.\n00:01:05 - Bob: Hi.",
        "00:01 | Anna | Hello there.\n00:05 | Bob | Hi.".replace(" | H", ": H"),
        "Anna [00:01]: Hello there.\nBob [00:02]: Hi.",
        "Anna (00:00:01): Hello there.\nBob (00:00:02): Hi.",
        "Anna 00:01: Hello there.\nBob 00:02: Hi.",
        "Anna: [00:01] Hello there.\nBob: [00:02] Hi.",
        "Anna 00:12\nHello there.\n\nBob 1:02:03\nHi.",
        "Anna, 00:12\nHello there.\nBob, 00:13\nHi.",
        "Anna [00:12] Hello there.\nBob [00:13] Hi.",
        "[Anna] 10:12:03\nHello there.\n\n[Bob] 10:12:09\nHi.",
        "[0:00:01.0 --> 0:00:02.0]  Anna: Hello there.\n[0:00:02.0 --> 0:00:03.0] Bob: Hi.",
        "00:00:01,000 - 00:00:02,000\nAnna: Hello there.\n00:00:03,000\nBob: Hi.",
        "**Anna:** Hello there.\n**Bob:** Hi.",
        "- Anna: Hello there.\n- Bob: Hi.",
        ">> Anna: Hello there.\n>> Bob: Hi.",
        "1 Anna: Hello there.\n2 Bob: Hi.",
        "1. Anna: Hello there.\n2. Bob: Hi.",
        "Anna: Hello there. #00:00:01-2#\nBob: Hi. #00:00:02-9#",
        "12/03/24, 10:12 PM - Anna: Hello there.\n12/03/24, 10:13 PM - Bob: Hi.",
        "10:12:03 From Anna to Everyone:\n\tHello there.\n10:12:05 From Bob to Anna: Hi.",
        "Anna：Hello there.\nBob：Hi.",
    ],
)
def test_labels_are_found(text: str) -> None:
    assert said(text) == HELLO


@pytest.mark.parametrize(
    "text",
    [
        "T\tWhat now?\nP\tNothing.\nT\tSo.\nP\tYes.",
        "T. What now?\nP. Nothing.\nT. So.\nP. Yes.",
        "T - What now?\nP - Nothing.\nT - So.\nP - Yes.",
        "T: What now?\nP: Nothing.\nT: So.\nP: Yes.",
        "T1: What now?\nP1: Nothing.\nT2: So.\nP2: Yes.",
        "T\nWhat now?\nP\nNothing.\nT\nSo.\nP\nYes.",
    ],
)
def test_letters_as_labels(text: str) -> None:
    assert said(text) == [("T", "What now?"), ("P", "Nothing."), ("T", "So."), ("P", "Yes.")]


@pytest.mark.parametrize("label", ["Klient:in", "Klient*in", "Klient/in", "Dr. Eva Weiß", "O’Neil"])
def test_labels_with_marks_in_them(label: str) -> None:
    assert said(f"{label}: Ja.\nTherapeut: Gut: also.") == [
        (label, "Ja."),
        ("Therapeut", "Gut: also."),
    ]


def test_times_are_seconds_from_the_beginning() -> None:
    raw = read_raw(b"[00:01:02.250 - 00:01:04] Anna: a\n[1:00:00] Bob: b\n(75:30) Anna: c\n")
    assert [(t.start, t.end) for t in raw.turns] == [(62.25, 64), (3600, None), (4530, None)]


def test_times_of_day_count_from_the_first_turn_over_midnight() -> None:
    raw = read_raw(b"[Anna] 23:59:50\na\n[Bob] 00:00:05\nb\n")
    assert [t.start for t in raw.turns] == [0, 15]


def test_am_and_pm() -> None:
    raw = read_raw(b"11:59:30 AM Anna: a\n12:00:30 PM Bob: b\n1:00:30 PM Anna: c\n")
    assert [t.start for t in raw.turns] == [0, 60, 3660]


def test_a_time_behind_the_speech_is_its_end() -> None:
    raw = read_raw(b"I: Wie war das? #00:00:12-4#\nB: Gut. #00:00:15-0#\n")
    assert [(t.start, t.end) for t in raw.turns] == [(None, 12.4), (None, 15.0)]


def test_a_remark_beside_the_label_belongs_to_the_turn() -> None:
    raw = read_raw(b"Anna (crying): No.\nBob [laughs]: Yes.\nTherapist (Eva): Hm.\n")
    assert [(t.label, t.remarks) for t in raw.turns] == [
        ("Anna", ("crying",)),
        ("Bob", ("laughs",)),
        ("Therapist (Eva)", ()),
    ]


def test_a_turn_of_nothing_but_a_remark() -> None:
    raw = read_raw(b"T: And?\nP: (long silence)\nT: Yes.\n")
    assert [(t.text, t.remarks) for t in raw.turns][1] == ("", ("long silence",))


@pytest.mark.parametrize(
    "speech",
    [
        "Well: I tried.",
        "He said: no.",
        "Frage: was soll das?",
        "At 10:30 we met.",
        "10:30 was too late.",
        "see https://example.org for it",
        "My view: none.",
        "And then: nothing.",
    ],
)
def test_speech_with_a_colon_is_no_label(speech: str) -> None:
    text = f"Anna: I thought about it.\n{speech}\nBob: Hm.\nAnna: So.\nBob: Yes.\n"
    assert said(text)[0] == ("Anna", f"I thought about it. {speech}")
    assert len(said(text)) == 4


@pytest.mark.parametrize("name", ["Ben", "An", "Su", "A"])
def test_names_that_also_begin_sentences(name: str) -> None:
    assert said(f"Ada: Hello.\n{name}: Hi.\n") == [("Ada", "Hello."), (name, "Hi.")]
    text = f"Ada: Hello.\nEva: Hm.\n{name}: Hi.\n" * 5
    assert len(said(text)) == 15


def test_a_third_person_who_speaks_once_is_heard() -> None:
    text = "Anna: a.\nBob: b.\nAnna: c.\nBob: d.\nReceptionist Eva: Sorry.\nAnna: e.\n"
    assert ("Receptionist Eva", "Sorry.") in said(text)


def test_a_name_before_a_colon_in_the_middle_of_broken_lines_is_speech() -> None:
    turns = [
        ("Anna", "You had decided to lift the solo of the Pergolesi: you told them so last week."),
        (
            "Bob",
            "I told nobody, and my brother was the one who laughed. As with Renato: the laugh.",
        ),
        ("Anna", "So he laughed, and then it was as if the whole choir had turned round to look."),
        ("Bob", "Not the whole choir. Two of them did, and one of these is deaf as a post anyway."),
    ]
    for width in range(28, 60):
        text = "".join(f"{textwrap.fill(f'{who}: {what}', width)}\n" for who, what in turns)
        assert said(text) == turns, width


def test_headings_are_not_speech() -> None:
    text = "Session 3\n\nDate: 2.3.2024\nTherapist: Anna Weber\nPatient: B.\n\nT: Hello.\nP: Hi.\n"
    assert said(text) == [("T", "Hello."), ("P", "Hi.")]


@pytest.mark.parametrize(
    "legend",
    [
        "Therapist: Anna Weber\nPatient: Bob\n\n",
        "Therapist: Anna Weber\nPatient: Bob\n",
        "Anna = therapist\nBob = patient\n\n",
        "Anna: Weber, Anna, Therapist\nBob: Patient\n\n",
        "Session 4\nAnna = Therapeutin; Bob = Klient\n",
        "Date: today\nTherapist: Anna\nPatient: Bob K.\n\n",
    ],
)
def test_a_legend_says_who_is_who(legend: str) -> None:
    found = read_transcript(f"{legend}Anna: Hello.\nBob: Hi.\nAnna: So.\nBob: Yes.\n".encode())
    assert [(turn.speaker, turn.text) for turn in found] == [
        ("T", "Hello."),
        ("P", "Hi."),
        ("T", "So."),
        ("P", "Yes."),
    ]


def test_a_legend_for_letters() -> None:
    text = "I: Interviewerin\nB: Befragter\n\nI: Und dann?\nB: Nichts.\nI: Hm.\n"
    assert said(text) == [
        ("I (Interviewerin)", "Und dann?"),
        ("B (Befragter)", "Nichts."),
        ("I (Interviewerin)", "Hm."),
    ]


def test_a_first_turn_that_names_somebody_is_no_legend() -> None:
    text = "Therapist: Anna?\nPatient: Here.\nTherapist: Come in, Anna.\nPatient: Thanks.\n"
    assert len(said(text)) == 4
    assert said("T: Patient first.\nP: Me?\nT: Yes.\n")[0] == ("T", "Patient first.")


def test_facts_above_the_first_turn_without_an_empty_line() -> None:
    assert said("Date: today\nSession: 4\nT: Hello.\nP: Hi.\nT: So.\n") == [
        ("T", "Hello."),
        ("P", "Hi."),
        ("T", "So."),
    ]


def test_a_fact_in_the_middle_is_speech() -> None:
    assert said("T: Hello.\nP: I wrote it down.\nDate: the third.\n")[1] == (
        "P",
        "I wrote it down. Date: the third.",
    )


def test_one_speaker_spelled_in_two_ways_is_one() -> None:
    assert read_raw(b"ANNA: a\nBob: b\nAnna : c\nBOB.: d\n").labels == (("ANNA", 2), ("Bob", 2))


def test_a_labelled_line_without_times_is_a_turn_and_with_times_a_piece() -> None:
    assert len(said("T: One.\nT: Two.\nP: Three.\n")) == 3
    assert said("[0:01] T: One.\n[0:02] T: Two.\n[0:03] P: Three.\n") == [
        ("T", "One. Two."),
        ("P", "Three."),
    ]


def test_lines_are_counted_as_an_editor_counts_them() -> None:
    text = "Anna: a\r\n\r\nBob: b\rAnna: d\n"
    assert [turn.line for turn in read_raw(text.encode()).turns] == [1, 3, 4]


def test_every_impossible_time_is_told() -> None:
    text = "[00:99:02] Anna: secret\n[00:00:04] Bob: b\n[00:01:72] Bob: c\n[0:09 - 0:03] Anna: d\n"
    assert problems(text) == [
        "line 1: “00:99:02” is no time",
        "line 3: “00:01:72” is no time",
        "line 4: it ends before it starts",
    ]


def test_text_without_labels_is_refused() -> None:
    assert problems("We had a good hour.\nAll in all.") == [
        "file: no speech found: no line begins with a speaker's label"
    ]


def test_much_text_above_the_first_label_is_refused() -> None:
    text = "\n".join(f"Some line {n} of speech." for n in range(12)) + "\nAnna: Hello.\nBob: Hi.\n"
    assert problems(text) == ["line 1: there is much text before the first speaker's label"]


def test_no_turns() -> None:
    assert len(read_transcript(b"", name="session.txt")) == 0
    assert len(read_transcript(b" \n\t\r\n", name="session.txt")) == 0
