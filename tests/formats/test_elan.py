"""ELAN: tiers, participants, time slots, and XML that is refused."""

from __future__ import annotations

import pytest
from pympi.Elan import Eaf

from tests.formats.shorthand import P, T, dialogue, problems, said
from wemode.formats import CannotHold, read_raw, read_transcript, write_transcript


def eaf(*tiers: str, slots: str = "", doctype: str = "") -> str:
    times = "".join(
        f'<TIME_SLOT TIME_SLOT_ID="ts{n}" TIME_VALUE="{n * 1000}"/>' for n in range(1, 9)
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{doctype}<ANNOTATION_DOCUMENT><HEADER/>'
        f"<TIME_ORDER>{times}{slots}</TIME_ORDER>{''.join(tiers)}</ANNOTATION_DOCUMENT>"
    )


def tier(
    name: str, *said: tuple[int | str, int | str, str], more: str = "", type: str = "t"
) -> str:
    notes = "".join(
        f'<ANNOTATION>\n<ALIGNABLE_ANNOTATION ANNOTATION_ID="a{start}" TIME_SLOT_REF1="ts{start}" '
        f'TIME_SLOT_REF2="ts{end}"><ANNOTATION_VALUE>{text}</ANNOTATION_VALUE>'
        "</ALIGNABLE_ANNOTATION></ANNOTATION>"
        for start, end, text in said
    )
    return f'<TIER TIER_ID="{name}" LINGUISTIC_TYPE_REF="{type}" {more}>{notes}</TIER>'


def test_tiers_are_speakers_in_order_of_time() -> None:
    text = eaf(
        tier("Patient", (3, 4, "b"), (4, 5, "c [sighs]")),
        tier("x", (1, 2, "a &amp; a"), (6, 7, "d"), more='PARTICIPANT="Therapist"'),
    )
    transcript = read_transcript(text.encode(), name="s.eaf")
    assert [(t.speaker, t.text, t.start, t.end, t.remarks) for t in transcript] == [
        (T, "a & a", 1, 2, ()),
        (P, "b c", 3, 5, ("sighs",)),
        (T, "d", 6, 7, ()),
    ]


def test_dependent_and_empty_tiers_are_not_read() -> None:
    text = eaf(
        tier("T", (1, 2, "a")),
        tier("T-en", (1, 2, "translated"), more='PARENT_REF="T" PARTICIPANT="T"'),
        tier("notes", (3, 4, " ")),
        tier("P", (3, 4, "b")),
    )
    assert said(text, "s.eaf") == [("T", "a"), ("P", "b")]


def test_of_several_tiers_of_one_speaker_the_speech_is_read() -> None:
    two = 'PARTICIPANT="Therapist"'
    gestures = tier("T-gesture", (1, 2, "nod"), more=two)
    speech = tier("T-speech", (1, 2, "a"), more=two)
    assert said(eaf(gestures, speech), "s.eaf") == [("Therapist", "a")]
    assert problems(eaf(gestures, tier("T-other", (1, 2, "secret"), more=two)), "s.eaf") == [
        "participant “Therapist”: 2 independent tiers, and it is not clear which holds the speech"
    ]


def test_a_slot_without_a_time_leaves_that_time_open() -> None:
    text = eaf(tier("T", (1, "x", "a")), slots='<TIME_SLOT TIME_SLOT_ID="tsx"/>')
    assert [(t.start, t.end) for t in read_raw(text.encode(), name="s.eaf").turns] == [(1, None)]


def test_every_annotation_without_times_is_told() -> None:
    text = eaf(tier("T", ("x", "y", "secret"), (4, 3, "secret"), ("y", "y", "secret")))
    assert problems(text, "s.eaf") == [
        "line 2: the annotation has no time",
        "line 3: it ends before it starts",
        "line 4: the annotation has no time",
    ]


def test_no_tiers_are_an_empty_session() -> None:
    assert len(read_transcript(eaf().encode(), name="s.eaf")) == 0


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>',
        '<!DOCTYPE x SYSTEM "file:///etc/passwd">',
    ],
)
def test_entities_are_refused(doctype: str) -> None:
    text = eaf(tier("T", (1, 2, "a")), doctype=doctype)
    assert problems(text, "s.eaf") == [
        "line 1: the file defines XML entities, which ELAN never does"
    ]
    assert problems(text.encode("utf-16"), "s.eaf") == problems(text, "s.eaf")


def test_damaged_and_other_xml_is_refused() -> None:
    assert problems(eaf(tier("T", (1, 2, "a")))[:-30], "s.eaf") == [
        "line 2: the XML is damaged or breaks off"
    ]
    assert problems("<?xml version='1.0'?><tt>secret</tt>", "s.eaf") == [
        "file: this XML file is not from ELAN"
    ]


def test_what_pympi_writes_is_read(tmp_path) -> None:  # type: ignore[no-untyped-def]
    made = Eaf()
    made.add_tier("Therapist")
    made.add_tier("Patient")
    made.add_annotation("Therapist", 0, 900, "Hello.")
    made.add_annotation("Patient", 1000, 1900, "Hi.")
    made.to_file(str(tmp_path / "s.eaf"))
    assert [turn.text for turn in read_transcript(tmp_path / "s.eaf")] == ["Hello.", "Hi."]


def test_pympi_reads_what_is_written(tmp_path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "s.eaf").write_bytes(
        write_transcript(dialogue((T, "Hello.", 0, 0.9), (P, "Hi <& you>.", 1, 1.9)), "eaf")
    )
    found = Eaf(str(tmp_path / "s.eaf"))
    assert found.get_annotation_data_for_tier("Patient") == [(1000, 1900, "Hi <& you>.")]
    assert found.tiers["Therapist"][2]["PARTICIPANT"] == "Therapist"


def test_what_elan_cannot_hold_is_told_all_at_once() -> None:
    with pytest.raises(CannotHold) as caught:
        write_transcript(dialogue((T, "a", 5, 6), (P, "b", 3, 3), (T, "c", 5.5, 7)), "eaf")
    assert [f"{problem.where}: {problem.what}" for problem in caught.value.problems] == [
        "turn 2: it lasts no time",
        "turn 2: it starts before the turn above",
        "turn 3: it overlaps with a turn of the same speaker",
    ]
