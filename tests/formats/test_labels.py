"""No speech goes silently into another's mouth, whatever the labels look like."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.formats.shorthand import said
from tests.formats.test_captions import srt, vtt
from wemode.errors import BadFile, RolesUnknown
from wemode.formats import read_raw, read_transcript

NAMES = [
    "Mira Novak",
    "Ben Cohen",
    "Tal Levi",
    "An Nguyen",
    "Marek's iPhone",
    "iPhone von Marek",
    "marek nowak",
    "marek.nowak",
    "M.N.",
    "marek@mail.com",
    "Jan 1",
    "Marie 2",
]
ASKED, ANSWERED = "And what then?", "Nothing I could say."


def plain(name: str, times: int) -> str:
    return f"Anna Weber: {ASKED}\n{name}: {ANSWERED}\nAnd more.\n" * times


def heads(name: str, times: int) -> str:
    return "".join(
        f"Anna Weber  0:{n}1\n{ASKED}\n\n{name}  0:{n}6\n{ANSWERED}\n\n" for n in range(times)
    )


def alone(name: str, times: int) -> str:
    return "".join(
        f"0:00:{n}1\nAnna Weber\n{ASKED}\n\n0:00:{n}6\n{name}\n{ANSWERED}\n" for n in range(times)
    )


def captions(name: str, times: int) -> str:
    return vtt(*[f"Anna Weber: {ASKED}", f"{name}: {ANSWERED}"] * times)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("write", [plain, heads, alone, captions])
@pytest.mark.parametrize("times", [2, 4])
def test_a_label_that_comes_again_may_look_like_anything(
    name: str, write: Callable[[str, int], str], times: int
) -> None:
    turns = said(write(name, times))
    assert [label for label, _ in turns] == ["Anna Weber", name] * times
    assert {text.removesuffix(" And more.") for _, text in turns} == {ASKED, ANSWERED}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("write", [plain, heads, captions])
def test_a_label_that_comes_once_when_else_one_would_speak(
    name: str, write: Callable[[str, int], str]
) -> None:
    assert [label for label, _ in said(write(name, 1))] == ["Anna Weber", name]


@pytest.mark.parametrize("format", ["txt", "vtt"])
def test_names_that_are_given_are_labels(format: str) -> None:
    spoken = ["Anna: So.", "Bob: Hm.", "Anna: So.", "Bob: Hm.", "Well then: yes."]
    text = vtt(*spoken) if format == "vtt" else "\n".join(spoken)
    assert len(read_raw(text.encode()).labels) == 2
    found = read_raw(text.encode(), speakers=["Anna", "well then"])
    assert [label for label, _ in found.labels] == ["Anna", "Bob", "Well then"]
    roles = read_transcript(text.encode(), therapist=["Anna"], patient=["Well then"])
    assert [turn.speaker for turn in roles] == ["T", "O", "T", "O", "P"]


def test_one_speaker_and_words_that_come_again_are_never_passed_over() -> None:
    spoken = ["Anna: Hm.", "He said: no.", "Anna: So.", "He said: yes.", "Anna: So."]
    spoken += ["Anna: Hm."] * 20
    for text in ("\n".join(spoken), vtt(*spoken)):
        with pytest.raises(BadFile, match="only one speaker was found"):
            read_raw(text.encode())
        assert len(read_raw(text.encode(), speakers=["He said"]).labels) == 2


def test_words_that_begin_sentences_need_their_share() -> None:
    text = "Ilse: So.\nMarek: Hm.\n" * 20 + "Well: I did.\nAnd then: no.\n" * 4
    assert [label for label, _ in read_raw(text.encode()).labels] == ["Ilse", "Marek"]


@pytest.mark.parametrize("label", ["Patient", "Client", "Mother", "Klientin", "Madre"])
def test_a_role_is_a_label_even_once_below_a_full_line(label: str) -> None:
    text = (
        "Therapist: What did you say to him about all this business, on that day\n"
        f"and what did he answer, if he answered you, or did he only go away on\n{label}: Yes.\n"
    )
    assert [name for name, _ in said(text)] == ["Therapist", label]


def test_two_lines() -> None:
    text = "Patient: Long.\nTherapist: Mhm."
    assert said(text) == [("Patient", "Long."), ("Therapist", "Mhm.")]


def test_notices_are_no_broken_lines() -> None:
    text = "Therapist: What did you say?\nI: Nothing to him.\nMarek stopped transcription\n"
    assert said(text) == [("Therapist", "What did you say?"), ("I", "Nothing to him.")]


@pytest.mark.parametrize("aside", ["Shame: that's it.", "Berlin: never again.", "Plan B: I go."])
@pytest.mark.parametrize(
    "text",
    [
        "Anna  0:01\nHello.\n\nBob  0:05\nI felt it.\n{}\n\nAnna  0:09\nMhm.\n",
        "THERAPIST\nHello.\n\nPATIENT\nI felt it.\n{}\n\nTHERAPIST\nMhm.\n",
        "0:00:01\nAnna\nHello.\n0:00:04\nBob\nI felt it.\n{}\n0:00:09\nAnna\nMhm.\n",
        "[0:01] Anna: Hello.\n[0:02] Bob: I felt it.\n{}\n[0:09] Anna: Mhm.\n",
        "T: Hello.\nP: I felt it.\n{}\nT: Mhm.\n",
        "T - Hello.\nP - I felt it.\n{}\nT - Mhm.\n",
        vtt("<v Anna>Hello.</v>", "<v Bob>I felt it.\n{}</v>", "<v Anna>Mhm.</v>"),
        vtt("Anna: Hello.", "Bob: I", "felt it.", "{}", "Anna: Mhm.", "Bob: Yes."),
    ],
)
def test_what_stands_once_before_a_colon_is_no_third_speaker(text: str, aside: str) -> None:
    turns = said(text.replace("{}", aside))
    spoken = [" ".join(speech.split()) for _, speech in turns]
    assert spoken[:3] == ["Hello.", f"I felt it. {aside}", "Mhm."]
    assert len({label for label, _ in turns}) == 2


def test_where_every_caption_has_a_name_one_that_comes_once_is_heard() -> None:
    turns = said(vtt("Anna: So.", "Bob: Hm.", "Anna: So.", "Bob: Hm.", "Eva: Sorry."), "s.vtt")
    assert turns[-1] == ("Eva", "Sorry.")


def test_anna_the_therapist_is_anna() -> None:
    lines = ["Anna (Therapist): Hi.", "Marek: Yes.", "Anna: So.", "Marek: No."]
    for data in ("\n".join(lines), vtt(*lines)):
        assert [turn.speaker for turn in read_transcript(data.encode())] == ["T", "P", "T", "P"]


def test_labels_in_markdown() -> None:
    text = "**Therapist**: So.\n**Patient**: Bad: **very**.\n- **Therapist:** Mhm **mhm**.\n"
    assert said(text) == [
        ("Therapist", "So."),
        ("Patient", "Bad: **very**."),
        ("Therapist", "Mhm **mhm**."),
    ]


def test_labels_in_square_brackets() -> None:
    spoken = ["[SPEAKER_00]: Hello.", "[SPEAKER_01]: Hi.", "[SPEAKER_00]: So."]
    expected = [("SPEAKER_00", "Hello."), ("SPEAKER_01", "Hi."), ("SPEAKER_00", "So.")]
    assert said("\n".join(spoken)) == expected
    assert said(srt(*spoken), "s.srt") == expected


@pytest.mark.parametrize("mark", [" -", "."])
def test_letters_with_a_colon_in_the_speech(mark: str) -> None:
    text = f"T{mark} What?\nP{mark} Marek: no.\nT{mark} So.\nP{mark} Yes.\n"
    assert said(text) == [("T", "What?"), ("P", "Marek: no."), ("T", "So."), ("P", "Yes.")]


@pytest.mark.parametrize(
    ("dates", "days"),
    [
        (("11/03/2025", "12/03/2025", "14/03/2025"), (0, 1, 3)),
        (("12/3/24", "12/4/24", "12/14/24"), (0, 1, 11)),
        (("2025-02-28", "2025-03-01", "2025-03-02"), (0, 1, 2)),
        (("31.12.24", "01.01.25", "01.01.25"), (0, 1, 1)),
    ],
)
def test_messages_over_several_days(dates: tuple[str, ...], days: tuple[int, ...]) -> None:
    clocks, seconds = ("23:59:50", "00:00:10", "09:00:00"), (0, -86380, -53990)
    lines = [
        f"[{date}, {clock}] {name}: a\n"
        for date, clock, name in zip(dates, clocks, ("Anna", "Bob", "Anna"), strict=True)
    ]
    found = [turn.start for turn in read_raw("".join(lines).encode()).turns]
    assert found == [day * 86400 + after for day, after in zip(days, seconds, strict=True)]


@pytest.mark.parametrize(
    ("labels", "missing"),
    [
        (("PT", "CL"), "therapist"),
        (("Client", "Patient"), "therapist"),
        (("Patient", "Mother"), "therapist"),
        (("Therapist", "Client", "Patient"), "patient"),
        (("Therapist", "Anna", "Bob"), "patient"),
        (("Anna", "Bob"), "therapist"),
    ],
)
def test_it_is_asked_for_whoever_is_missing(labels: tuple[str, ...], missing: str) -> None:
    with pytest.raises(RolesUnknown, match=f"--{missing} NAME") as caught:
        read_transcript("".join(f"{label}: Hm.\n" for label in labels).encode())
    assert caught.value.missing == missing
    assert caught.value.labels == tuple((label, 1) for label in labels)
    assert "(1 turn)" in str(caught.value)
