"""CSV and TSV: delimiters, headings in five languages, rows that cannot be read."""

from __future__ import annotations

import pytest

from tests.formats.shorthand import T, dialogue, problems, said
from wemode.formats import read_raw, read_transcript, write_transcript
from wemode.formats.columns import HEADINGS

HELLO = [("Anna", "Hello there."), ("Bob", "Hi.")]


@pytest.mark.parametrize(
    "text",
    [
        "speaker,text\nAnna,Hello there.\nBob,Hi.\n",
        "Text;Speaker\r\nHello there.;Anna\r\nHi.;Bob\r\n",
        "SPEAKER\tUTTERANCE\nAnna\tHello there.\nBob\tHi.\n",
        "who|said\nAnna|Hello there.\nBob|Hi.\n",
        '"speaker","text"\n"Anna","Hello\nthere."\n"Bob","Hi."\n',
        "sep=;\nspeaker;text\nAnna;Hello there.\nBob;Hi.\n",
        "Speaker Name,Transcript\nAnna:,Hello there.\nBob:,Hi.\n",
        "Sprecher/in;Äußerung\nAnna;Hello there.\nBob;Hi.\n",
        "parlante;testo\nAnna;Hello there.\nBob;Hi.\n",
        "locuteur;énoncé\nAnna;Hello there.\nBob;Hi.\n",
        "hablante;texto\nAnna;Hello there.\nBob;Hi.\n",
        "id,speaker,mood,text\n7,Anna,fine,Hello there.\n8,Bob,,Hi.\n",
        "speaker,turn\nAnna,Hello there.\nBob,Hi.\n",
        "Anna,Hello there.\nBob,Hi.\n",
        "1;0:01;Anna;Hello there.\n2;0:04;Bob;Hi.\n",
        "\n\nspeaker,text\n\nAnna,Hello there.\n,\nBob,Hi.\n\n",
        "speaker,text\nAnna,Hello\n,there.\nBob,Hi.\n",
    ],
)
def test_tables_are_read(text: str) -> None:
    turns = said(text, "session.csv")
    joined = " ".join(speech for label, speech in turns if label == "Anna")
    assert [("Anna", joined), turns[-1]] == HELLO


@pytest.mark.parametrize(("column", "names"), HEADINGS.items())
def test_every_heading_is_known_in_any_dress(column: str, names: tuple[str, ...]) -> None:
    for name in names:
        for dressed in (name, name.upper(), f" {name.replace(' ', '_')} "):
            headings = {"speaker": "Speaker", "text": "Text", column: dressed}
            cells = {"start": "0:01", "end": "0:02", "number": "1", "remarks": "smiles"}
            row = {"speaker": "Anna", "text": "Hello.", column: cells.get(column, "Hello.")}
            text = f"{';'.join(headings.values())}\n{';'.join(row.values())}\n"
            assert len(read_raw(text.encode(), name="s.csv").turns) == 1, dressed


def test_times_in_clock_seconds_thousandths_and_with_a_decimal_comma() -> None:
    def times(head: str, start: str, end: str) -> tuple[float | None, float | None]:
        text = f"speaker;text;{head}\nAnna;a;{start};{end}\n"
        turn = read_raw(text.encode(), name="s.csv").turns[0]
        return turn.start, turn.end

    assert times("start;end", "0:01", "1:00:00.5") == (1, 3600.5)
    assert times("start;end", "1,25", "2") == (1.25, 2)
    assert times("Start (s);End (s)", "1.5", "") == (1.5, None)
    assert times("start_ms;end_ms", "1500", "2001") == (1.5, 2.001)
    assert times("Begin Time [ms];End Time [ms]", "1500", "2001") == (1.5, 2.001)


def test_rows_with_times_are_pieces_and_rows_with_numbers_are_turns() -> None:
    rows = "0:01,T,a\n0:02,T,b\n0:03,P,c\n"
    assert len(said(f"start,speaker,text\n{rows}", "s.csv")) == 2
    numbered = "".join(f"{n},{row}\n" for n, row in enumerate(rows.split(), start=1))
    assert len(said(f"turn,start,speaker,text\n{numbered}", "s.csv")) == 3
    assert said("n,speaker,text\n1,T,a\n1,T,b\n2,T,c\n", "s.csv") == [("T", "a b"), ("T", "c")]


def test_commas_that_broke_speech_apart_are_put_back() -> None:
    assert said("speaker,text\nAnna,Well, I, no.\nBob,Hi.\n", "s.csv")[0] == (
        "Anna",
        "Well, I, no.",
    )


def test_columns_right_of_the_speech_are_not_spoken() -> None:
    text = "speaker,text,code\nAnna,So.,x1\nBob,Well, no,x2\nAnna,,x3\nBob,Hm.,,,\n"
    assert said(text, "s.csv") == [("Anna", "So."), ("Bob", "Well, no"), ("Bob", "Hm.")]
    assert said("speaker,text,\nAnna,So.,a note\n", "s.csv") == [("Anna", "So.")]


def test_a_row_goes_on_with_a_label_above_an_empty_cell() -> None:
    text = "speaker,text\nAnna,So.\nBob,\n,Nothing.\nAnna,Hm.\n"
    assert said(text, "s.csv") == [("Anna", "So."), ("Bob", "Nothing."), ("Anna", "Hm.")]


def test_remarks_in_speech_and_in_a_column() -> None:
    raw = read_raw(
        b"speaker,text,remarks\nAnna,Well (laughs) no.,smiles\nBob,,nods\n", name="s.csv"
    )
    assert [(t.text, t.remarks) for t in raw.turns] == [
        ("Well no.", ("smiles", "laughs")),
        ("", ("nods",)),
    ]


@pytest.mark.parametrize("text", ["speaker,text\n", "speaker,text", "\ufeffspeaker;text;start\r\n"])
def test_headings_alone_are_an_empty_session(text: str) -> None:
    assert len(read_transcript(text.encode(), name="s.csv")) == 0


def test_every_row_that_cannot_be_read_is_told() -> None:
    text = (
        "speaker,text,start,end\nAnna,secret,0:99,0:03\nBob\nAnna,secret,0:05,0:03\n"
        "Bob,fine,0:07,0:08\nBob,secret,x,y\n"
    )
    assert problems(text, "s.csv") == [
        "line 2: the start is no time",
        "line 3: the row is too short",
        "line 4: it ends before it starts",
        "line 6: the start is no time",
        "line 6: the end is no time",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a,b,c,d\ne,f,g,h\n", "line 1: it is not clear which column says who speaks and which"),
        ("a,b\nonly\n", "line 1: it is not clear which column says who speaks and which"),
        ('speaker,text\nAnna,"secret\nBob,Hi.\n', "line 2: a quotation mark is not closed"),
        ('speaker,text\nAnna,"se"cret\n', "line 2: a quotation mark is not closed"),
        ("speaker,text\n,secret\n", "line 2: nobody is named as speaker"),
    ],
)
def test_tables_that_cannot_be_read(text: str, expected: str) -> None:
    (found,) = problems(text, "s.csv")
    assert found.startswith(expected)


def test_no_cell_is_a_formula_to_a_spreadsheet() -> None:
    speech = ["=1+1", "+1", "-1 or so", "@home", "'quoted'", "plain"]
    made = dialogue(*((T, text) for text in speech))
    data = write_transcript(made, "csv")
    cells = [line.split(",")[2] for line in data.decode("utf-8-sig").splitlines()[1:]]
    assert all(cell[0] not in "=+-@" for cell in cells)
    assert [turn.text for turn in read_transcript(data)] == speech


def test_our_own_export_is_checked_like_any_other() -> None:
    text = "n,speaker,text,start,end,remarks\n1,therapist,a,x,2,\n2,patient,b\n3,patient,c,5,4,\n"
    assert problems(text, "s.csv") == [
        "line 2: a time is no number",
        "line 3: the row has not six cells",
        "line 4: it ends before it starts",
    ]
