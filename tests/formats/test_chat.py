"""CHAT: headers, roles, continuation lines, bullets, markup."""

from __future__ import annotations

import pytest

from tests.formats.shorthand import P, T, problems, said
from wemode.formats import read_raw, read_transcript
from wemode.formats.chat_markup import speech_of

HEAD = "@UTF8\n@Begin\n@Participants:\tPAR Marek Client, INV Brandt Therapist\n"


def chat(*lines: str) -> str:
    return HEAD + "".join(f"{line}\n" for line in lines) + "@End\n"


MARKUP = [
    ("so what did [//] what happened ?", "so what did what happened?", []),
    ("<I went> [/] I went home .", "I went I went home.", []),
    ("<I went> [//] she went home .", "I went she went home.", []),
    ("&-um well &+fr friend .", "um well fr- friend.", []),
    ("&um well &wel .", "um well wel-.", []),
    ("well (.) no (..) yes (2.5) .", "well no yes.", ["pause", "pause", "pause 2.5 s"]),
    ("(be)cause I was goin(g) .", "because I was going.", []),
    ("xxx he said .", "he said.", ["unclear"]),
    ("www .", "", ["not transcribed"]),
    ("&=laughs yes &=clears:throat .", "yes.", ["laughs", "clears throat"]),
    ("0 .", "", []),
    ("0 [=! cries] .", "", ["cries"]),
    ("I went [=! softly] home [% door] .", "I went home.", ["softly", "door"]),
    ("and then he +/.", "and then he—", []),
    ("and then +...", "and then…", []),
    ("and you +/?", "and you—?", []),
    ("really +!?", "really?!", []),
    ('+" come here .', "come here.", []),
    ("+, as I said .", "as I said.", []),
    ("gonna [: going to] go [*] .", "gonna go.", []),
    ("nice@u dog@s:eng letters@k .", "nice dog letters.", []),
    ("no: it's lo::ng .", "no it's long.", []),
    ("New_York ‡ yes „ no .", "New York, yes, no.", []),
    ("well , yes , no !", "well, yes, no!", []),
    ("I went [>] <home today> [<] .", "I went home today.", []),
    ("[- deu] ja ja [+ exc] .", "ja ja.", []),
    ("he said &*INV:mhm something .", "he said something.", ["INV: mhm"]),
    ("ice+cream 0is good .", "ice-cream good.", []),
    ("↑ what ↓ now ?", "what now?", []),
]


@pytest.mark.parametrize(("content", "speech", "remarks"), MARKUP)
def test_markup_is_made_readable(content: str, speech: str, remarks: list[str]) -> None:
    assert speech_of(content) == (speech, tuple(remarks))


def test_utterances_of_one_speaker_are_one_turn_with_roles_from_the_header() -> None:
    text = chat(
        "*INV:\tand ?", "*PAR:\tno .", "%mor:\tco|no", "*PAR:\tnot", "\treally .", "*INV:\tmhm ."
    )
    assert said(text, "s.cha") == [
        ("INV Brandt (Therapist)", "and?"),
        ("PAR Marek (Client)", "no. not really."),
        ("INV Brandt (Therapist)", "mhm."),
    ]
    assert [turn.speaker for turn in read_transcript(text.encode())] == [T, P, T]


def test_roles_from_id_lines() -> None:
    text = (
        "@Begin\n@Participants:\tAAA Participant, BBB Participant\n"
        "@ID:\teng|x|AAA|||||Therapist|||\n@ID:\teng|x|BBB|||||Client|||\n"
        "*AAA:\ta .\n*BBB:\tb .\n@End\n"
    )
    assert [turn.speaker for turn in read_transcript(text.encode(), name="s.cha")] == [T, P]


def test_bullets_are_times() -> None:
    text = chat(
        "*INV:\tand ? \x151200_3400\x15",
        "*PAR:\tno . \x153500_4000\x15",
        "*PAR:\tnot \x154100_4500\x15 really . \x154500_5001\x15",
        '*INV:\tmhm . \x15%snd:"a"_6000_7000\x15',
    )
    raw = read_raw(text.encode(), name="s.cha")
    assert [(t.start, t.end) for t in raw.turns] == [(1.2, 3.4), (3.5, 5.001), (6, 7)]
    assert "\x15" not in "".join(turn.text for turn in raw.turns)


def test_speakers_without_a_header_keep_their_code() -> None:
    assert said("@Begin\n*ABC:\thello .\n*DEF:\thi .\n@End\n", "s.cha") == [
        ("ABC", "hello."),
        ("DEF", "hi."),
    ]


def test_headers_alone_are_an_empty_session() -> None:
    assert len(read_transcript(chat().encode(), name="s.cha")) == 0


def test_problems() -> None:
    text = chat("*INV\tsecret .", "*PAR:\tb . \x15900_100\x15", "*: secret .")
    assert problems(text, "s.cha") == [
        "line 4: no speaker’s code",
        "line 5: it ends before it starts",
        "line 6: no speaker’s code",
    ]
