"""Files in the look of what meeting tools, speech tools and transcribers give."""

from __future__ import annotations

import pytest

from tests.formats.shorthand import FILES, O, P, T
from wemode.domain import Speaker
from wemode.errors import RolesUnknown
from wemode.formats import read_raw, read_transcript

EXPORTS: dict[str, tuple[str, str, list[Speaker], tuple[float | None, float | None]]] = {
    # file: format, therapist to name ("" where the labels say it), speakers, first turn's times
    "zoom.vtt": ("vtt", "Ilse Brandt", [T, P, T, P], (4.11, 7.32)),
    "teams.vtt": ("vtt", "Brandt, Ilse", [T, P, T], (3.28, 6.59)),
    "meet.txt": ("plain", "Ilse Brandt", [T, P, T, P, T], (0, None)),
    "otter.txt": ("plain", "Speaker 1", [T, P, T, P], (3, None)),
    "zoom-saved.txt": ("plain", "Brandt", [T, P, T], (0, None)),
    "messages.txt": ("plain", "Ilse", [T, P, T], (0, None)),
    "f4.txt": ("plain", "I", [T, P, T, P], (None, 12.4)),
    "by-hand.txt": ("plain", "", [T, P, T, P, T, P], (None, None)),
    "capitals.txt": ("plain", "", [T, P, T, P], (None, None)),
    "subtitles.srt": ("srt", "", [T, P, T, P], (1.2, 3.4)),
    "interview.cha": ("cha", "", [T, P, T, P], (1.2, 3.4)),
    "session.eaf": ("eaf", "", [T, P], (0.5, 2.3)),
    "tabelle.csv": ("csv", "", [T, P, P], (1.5, 3)),
    "tableau.tsv": ("csv", "", [T, P], (1, None)),
    "whisperx.json": ("json", "SPEAKER_01", [T, P, O, T], (0.031, 2.4)),
    "assemblyai.json": ("json", "A", [T, P], (0.24, 1.9)),
}


def test_every_file_is_tried() -> None:
    assert set(EXPORTS) == {path.name for path in FILES.iterdir()}


@pytest.mark.parametrize("name", EXPORTS)
def test_export(name: str) -> None:
    format, therapist, speakers, times = EXPORTS[name]
    named = [therapist] if therapist else []
    transcript = read_transcript(FILES / name, therapist=named)
    assert read_raw(FILES / name).format == format
    assert [turn.speaker for turn in transcript] == speakers
    assert (transcript.turn(1).start, transcript.turn(1).end) == times


@pytest.mark.parametrize("name", [name for name, export in EXPORTS.items() if export[1]])
def test_who_is_who_is_asked_where_labels_do_not_say_it(name: str) -> None:
    with pytest.raises(RolesUnknown):
        read_transcript(FILES / name)


@pytest.mark.parametrize("name", EXPORTS)
def test_neither_name_nor_ending_is_needed(name: str) -> None:
    assert read_raw((FILES / name).read_bytes()) == read_raw(FILES / name)


@pytest.mark.parametrize(
    ("name", "turn", "text", "remarks"),
    [
        ("zoom.vtt", 2, "Yeah. Yeah, it's fine. I was going to say, I nearly didn't log in.", ()),
        ("zoom.vtt", 4, "Note: I'm not complaining. It's just the, you know, the hour.", ()),
        ("teams.vtt", 1, "Last time you said the review had gone badly.", ()),
        ("teams.vtt", 2, "Badly. They gave it to Petra & her lot. I just sat there.", ("laughs",)),
        ("meet.txt", 5, "Cold. Where did you notice it?", ()),
        ("otter.txt", 4, "That's the time, isn't it?", ()),
        ("messages.txt", 2, "hi typing on the phone so bear with me", ()),
        ("f4.txt", 4, "Frage: Muss ich das jetzt fühlen, oder was?", ("lacht",)),
        (
            "by-hand.txt",
            2,
            "In the kitchen. My brother (the younger one) was there, and he said: nobody asked you."
            " I left.",
            ("pause", "door slams outside"),
        ),
        ("by-hand.txt", 4, "", ("shrugs",)),
        (
            "by-hand.txt",
            6,
            "I don't know, small. Like that.",
            ("long silence", "points to the floor"),
        ),
        ("capitals.txt", 4, "I'd say: too late.", ("laughs",)),
        (
            "subtitles.srt",
            2,
            "Grazie. Volevo dirLe che non ho fatto niente di quello che avevamo detto.",
            ("ride",),
        ),
        (
            "interview.cha",
            2,
            "um well I was because of the tr- train late, as usual. and he just looked at looked at"
            " me—",
            ("pause", "laughs"),
        ),
        ("interview.cha", 4, "I said nothing…", ("unclear", "whispers")),
        ("session.eaf", 2, 'Gestern Abend, am Telefon. Sie hat "aha" gesagt.', ("atmet",)),
        ("tabelle.csv", 2, 'Dass er sagt: "Gut gemacht". Blöd, oder?', ("lacht",)),
        ("tableau.tsv", 2, "Rien. Rien du tout. Comme toujours.", ()),
        ("whisperx.json", 2, "It's nothing. They took the solo away.", ()),
    ],
)
def test_what_is_said(name: str, turn: int, text: str, remarks: tuple[str, ...]) -> None:
    found = read_raw(FILES / name).turns[turn - 1]
    assert (found.text, found.remarks) == (text, remarks)
