"""Who is therapist and who patient is said by labels or by the caller, never guessed."""

from __future__ import annotations

import pytest

from tests.formats.shorthand import O, P, T
from wemode.domain import Speaker
from wemode.errors import BadFile, RolesUnknown
from wemode.formats import RawTranscript, RawTurn, assign_roles, read_transcript


def roles(*labels: str, **named: list[str]) -> list[Speaker]:
    raw = RawTranscript(tuple(RawTurn(label, "So.") for label in labels), "plain")
    return [turn.speaker for turn in assign_roles(raw, **named)]


@pytest.mark.parametrize(
    "labels",
    [
        ("Therapist", "Patient"),
        ("THERAPIST", "client"),
        ("Counsellor", "Client"),
        ("Psychologist Brandt", "Marek (patient)"),
        ("Analyst", "Analysand"),
        ("Clinician", "Pt."),
        ("Th.", "Pt."),
        ("Therapeutin", "Patientin"),
        ("Berater/in", "Klient/in"),
        ("Therapeut:in", "Klient*in"),
        ("TherapeutIn", "Klient_in"),
        ("Psychologin", "Ratsuchende"),
        ("Terapeuta", "Paziente"),
        ("psicologo/a", "Pz."),
        ("Psicologa", "Cliente"),
        ("Thérapeute", "Patiente"),
        ("Psychologue", "Client·e"),
        ("Conseillère", "Patient(e)"),
        ("Terapeuta", "Paciente"),
        ("Psicóloga", "Consultante"),
        ("T", "P"),
        ("t", "c"),
        ("T", "K"),
        ("T1", "P1"),
        ("Therapist", "P"),
        ("T", "Patient"),
        ("Interviewer", "Participant"),
        ("Interviewerin", "Befragte"),
        ("INV (Investigator)", "PAR (Participant)"),
        ("Dr.", "Patient"),
        ("Doctor", "Client"),
        ("DOC Eva (Doctor)", "PAT (Patient)"),
        ("Dr. Weber", "Patient"),
    ],
)
def test_labels_say_it(labels: tuple[str, str]) -> None:
    assert roles(*labels) == [T, P]
    assert roles(*reversed(labels)) == [P, T]


@pytest.mark.parametrize(
    ("labels", "expected"), [(("Therapist", "Anna"), [T, P]), (("Anna", "Klient"), [T, P])]
)
def test_of_two_speakers_one_settles_the_other(
    labels: tuple[str, str], expected: list[Speaker]
) -> None:
    assert roles(*labels) == expected


@pytest.mark.parametrize(
    "labels",
    [
        ("Anna", "Bob"),
        ("Anna",),
        ("Speaker 1", "Speaker 2"),
        ("T", "Anna"),
        ("P", "Anna"),
        ("C", "P"),
        ("I", "B"),
        ("T", "P", "C"),
        ("T", "P1", "P2"),
        ("Patient 1", "Patient 2", "Therapist"),
        ("Dr. Weber", "Anna"),
        ("Dr. Weber", "Dr. Klein"),
        ("Interviewer", "Anna"),
        ("Interviewer 1", "Interviewer 2", "Patient"),
        ("Therapist", "T"),
        ("Therapist", "Interviewer"),
        ("Patient", "Participant"),
        ("Therapist", "Anna", "Bob"),
        ("Patient", "Anna", "Bob"),
        ("Therapist", ""),
        ("Therapist of the patient", "Anna"),
    ],
)
def test_what_is_not_said_is_asked(labels: tuple[str, ...]) -> None:
    with pytest.raises(RolesUnknown) as caught:
        roles(*labels)
    assert [name for name, _ in caught.value.labels] == [label for label in labels if label]


def test_labels_are_told_with_their_turns_in_order_of_appearance() -> None:
    with pytest.raises(RolesUnknown) as caught:
        read_transcript(b"Bob: a.\nAnna: b.\nBob: c.\n")
    assert caught.value.labels == (("Bob", 2), ("Anna", 1))


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        (("Therapist", "Patient", "Eva"), [T, P, O]),
        (("T", "P", "Eva"), [T, P, O]),
        (("Therapist", "Co-therapist", "Patient"), [T, T, P]),
        (("Therapist", "Patient", "Patient's mother"), [T, P, O]),
        (("Therapist", "Patient", ""), [T, P, O]),
        (("Therapist", "Mother"), [T, O]),
        (("Therapeut", "Dolmetscherin", "Patient"), [T, O, P]),
        (("Therapist", "Patient", "T"), [T, P, T]),
        (("Other",), [O]),
    ],
)
def test_everybody_else_is_neither(labels: tuple[str, ...], expected: list[Speaker]) -> None:
    assert roles(*labels) == expected


@pytest.mark.parametrize(
    ("labels", "named", "expected"),
    [
        (("Anna", "Bob"), {"therapist": ["Anna"]}, [T, P]),
        (("Anna", "Bob"), {"patient": ["Anna"]}, [P, T]),
        (("Anna Weber", "Bob"), {"therapist": ["weber"]}, [T, P]),
        (("SPEAKER_00", "SPEAKER_01"), {"therapist": ["speaker_01"]}, [P, T]),
        (("Anna", "Anna Weber"), {"therapist": ["Anna"]}, [T, P]),
        (("Anna", "Bob", "Eva"), {"therapist": ["Anna"], "patient": ["Bob"]}, [T, P, O]),
        (("Anna", "Bob", "Eva"), {"therapist": ["Anna", "Eva"], "patient": ["Bob"]}, [T, P, T]),
        (("A", "B", "C"), {"therapist": ["A"], "patient": ["B"]}, [T, P, O]),
        (("T", "P1", "P2"), {"patient": ["P1"]}, [T, P, O]),
        (("Therapist", "Patient 1", "Patient 2"), {"patient": ["Patient 2"]}, [T, O, P]),
        (("Patient", "Therapist"), {"therapist": ["Patient"]}, [T, O]),
        (("T", "Anna"), {"patient": ["Anna"]}, [T, P]),
    ],
)
def test_names_given_by_the_caller_come_first(
    labels: tuple[str, ...], named: dict[str, list[str]], expected: list[Speaker]
) -> None:
    assert roles(*labels, **named) == expected


def test_a_therapist_named_among_three_leaves_the_patient_open() -> None:
    with pytest.raises(RolesUnknown):
        roles("Anna", "Bob", "Eva", therapist=["Anna"])
    with pytest.raises(RolesUnknown):
        roles("A", "B", "C", therapist=["A"])


def test_names_that_are_nobodys_are_told_with_those_there_are() -> None:
    with pytest.raises(BadFile) as caught:
        roles("Anna W.", "Anna B.", therapist=["Eva"], patient=["anna"])
    assert [problem.what for problem in caught.value.problems] == [
        "“Eva” is no speaker in this file; it has “Anna W.” (1 turn), “Anna B.” (1 turn)",
        "“anna” may be more than one speaker; it has “Anna W.” (1 turn), “Anna B.” (1 turn)",
    ]


def test_nobody_can_be_both() -> None:
    with pytest.raises(BadFile, match="both therapist and patient"):
        roles("Anna", "Bob", therapist=["Anna"], patient=["anna"])


def test_speech_of_nobody_is_refused() -> None:
    with pytest.raises(BadFile, match="no speaker is named"):
        roles("", "")


def test_no_turns_need_no_roles() -> None:
    assert len(assign_roles(RawTranscript((), "plain"), therapist=["Anna"])) == 0
