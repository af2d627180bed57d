"""What each action changes, and what it refuses; on both engines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date

import pytest

from tests.store.conftest import DAY, Store, filled
from tests.store.words import CODER, suggestions, talk
from wemode.domain import Annotation, How, Session, SessionKind, Speaker, Transcript, Turn
from wemode.errors import BadFile, Conflict, Locked, NotAllowed, NotFound, WemodeError
from wemode.store import actions, read, setup
from wemode.store.access import Actor
from wemode.store.results import Mark


def session(actor: Actor, case_id: str) -> dict[str, object]:
    return {"actor": actor, "case_id": case_id, "session_number": 1}


def marks(actor: Actor, case_id: str, turn: int = 2) -> tuple[Mark, ...]:
    return read.coded_session(actor, case_id, 1).marks_on(turn)


def codes(actor: Actor, case_id: str, turn: int = 2) -> list[tuple[str, str, str]]:
    found = marks(actor, case_id, turn)
    return [(m.annotation.code, m.annotation.coder, m.annotation.how.value) for m in found]


def test_a_case_gets_an_id_without_meaning(store: Store, therapist: Actor) -> None:
    ids = {
        actions.open_case(actor=therapist, code_name=f"Falcon {n}", started_on=DAY)
        for n in range(20)
    }
    assert len(ids) == 20
    assert all(len(public_id) == 8 for public_id in ids)
    assert not any(letter in public_id for public_id in ids for letter in "aeioul01")


@pytest.mark.parametrize("name", ["Bärin", " bärin ", "BÄRIN"])
def test_a_code_name_is_given_once(store: Store, therapist: Actor, name: str) -> None:
    actions.open_case(actor=therapist, code_name="Bärin", started_on=DAY)
    with pytest.raises(Conflict, match="another case bears it"):
        actions.open_case(actor=therapist, code_name=name, started_on=DAY)
    assert len(read.caseload(therapist)) == 1


@pytest.mark.parametrize("name", ["", "   ", "x" * 81, "a\0b", "\ud800"])
def test_an_unfit_code_name_is_refused(store: Store, therapist: Actor, name: str) -> None:
    with pytest.raises(WemodeError, match="code name"):
        actions.open_case(actor=therapist, code_name=name, started_on=DAY)
    assert read.caseload(therapist) == ()


def test_sessions_number_themselves(store: Store, therapist: Actor) -> None:
    case_id = actions.open_case(actor=therapist, code_name="Falcon", started_on=DAY)
    first = actions.record_session(actor=therapist, case_id=case_id, held_on=DAY)
    fifth = actions.record_session(
        actor=therapist, case_id=case_id, held_on=DAY, kind=SessionKind.MISSED, number=5
    )
    sixth = actions.record_session(actor=therapist, case_id=case_id, held_on=DAY)
    assert (first, fifth, sixth) == (1, 5, 6)
    assert [s.session for s in read.sessions(therapist, case_id)] == [
        Session(1, DAY),
        Session(5, DAY, SessionKind.MISSED),
        Session(6, DAY),
    ]


def test_a_session_number_is_given_once(store: Store, therapist: Actor) -> None:
    case_id = actions.open_case(actor=therapist, code_name="Falcon", started_on=DAY)
    actions.record_session(actor=therapist, case_id=case_id, held_on=DAY, number=3)
    with pytest.raises(Conflict, match="session 3"):
        actions.record_session(actor=therapist, case_id=case_id, held_on=DAY, number=3)


@pytest.mark.parametrize("number", [0, -1, 100_001, 1 << 70])
def test_a_session_number_out_of_bounds_is_refused(
    store: Store, therapist: Actor, number: int
) -> None:
    case_id = actions.open_case(actor=therapist, code_name="Falcon", started_on=DAY)
    with pytest.raises(WemodeError):
        actions.record_session(actor=therapist, case_id=case_id, held_on=DAY, number=number)
    assert read.sessions(therapist, case_id) == ()


def test_an_imported_transcript_comes_back_as_it_was(store: Store, therapist: Actor) -> None:
    case_id = filled(therapist, turns=7)
    found = read.coded_session(therapist, case_id, 1)
    assert found.coded.transcript == talk(7)
    assert found.coded.annotations == suggestions(7)
    assert tuple(mark.annotation for mark in found.marks) == found.coded.annotations
    assert (found.session, found.source_format) == (Session(1, DAY), "text")
    assert found.imported_by == "Maria"


@pytest.mark.parametrize("turns", [0, 1, 3_000])
def test_short_and_long_transcripts_are_stored(store: Store, therapist: Actor, turns: int) -> None:
    case_id = filled(therapist, turns=turns)
    assert read.coded_session(therapist, case_id, 1).coded.transcript == talk(turns)
    assert read.sessions(therapist, case_id)[0].turns == turns


def test_every_kind_of_turn_comes_back(store: Store, therapist: Actor) -> None:
    words = Transcript(
        (
            Turn(1, Speaker.OTHER, "Guten Tag – \U0001f600 “ja” \\ %s {x} 'q' ; --\n\tnext line"),
            Turn(2, Speaker.PATIENT, "", 0.0, 0.1, ("weint", "lange Stille", '[]"\\')),
            Turn(3, Speaker.THERAPIST, "x" * 100_000, 1 / 3, 1e7),
        )
    )
    case_id = actions.open_case(actor=therapist, code_name="Falcon", started_on=DAY)
    number = actions.import_transcript(
        actor=therapist, case_id=case_id, held_on=DAY, transcript=words, source_format="vtt"
    )
    assert read.coded_session(therapist, case_id, number).coded.transcript == words


def test_hand_set_codes_come_in_with_a_transcript(store: Store, therapist: Actor) -> None:
    case_id = actions.open_case(actor=therapist, code_name="Falcon", started_on=DAY)
    notes = (*suggestions(4), Annotation(2, "p.shame", "Eva", How.HUMAN))
    actions.import_transcript(
        actor=therapist,
        case_id=case_id,
        held_on=DAY,
        transcript=talk(4),
        suggestions=notes,
        source_format="json",
    )
    assert codes(therapist, case_id, 2) == [("p.shame", "Eva", "human")]
    assert codes(therapist, case_id, 4) == [("p.shame", CODER, "suggested")]


def test_importing_twice_into_a_session_changes_nothing(
    store: Store, therapist: Actor, case_id: str
) -> None:
    before = read.coded_session(therapist, case_id, 1)
    with pytest.raises(Conflict, match="it has a transcript already"):
        actions.import_transcript(
            **session(therapist, case_id), held_on=DAY, transcript=talk(2), source_format="text"
        )
    assert read.coded_session(therapist, case_id, 1) == before


@pytest.mark.parametrize("kind", [SessionKind.MISSED, SessionKind.CANCELLED])
def test_a_session_that_was_not_held_takes_no_transcript(
    store: Store, therapist: Actor, kind: SessionKind
) -> None:
    case_id = actions.open_case(actor=therapist, code_name="Falcon", started_on=DAY)
    actions.record_session(actor=therapist, case_id=case_id, held_on=DAY, kind=kind)
    with pytest.raises(Conflict, match=kind.value):
        actions.import_transcript(
            **session(therapist, case_id), held_on=DAY, transcript=talk(2), source_format="text"
        )


def test_a_recorded_session_takes_its_transcript_on_its_day(store: Store, therapist: Actor) -> None:
    case_id = actions.open_case(actor=therapist, code_name="Falcon", started_on=DAY)
    actions.record_session(actor=therapist, case_id=case_id, held_on=DAY, kind=SessionKind.LATE)
    given = {**session(therapist, case_id), "transcript": talk(2), "source_format": "text"}
    with pytest.raises(Conflict, match="2026-03-02"):
        actions.import_transcript(**given, held_on=date(2026, 3, 3))
    assert actions.import_transcript(**given, held_on=DAY) == 1
    assert read.coded_session(therapist, case_id, 1).session == Session(1, DAY, SessionKind.LATE)


@pytest.mark.parametrize("text", ["a\0b", "half \udc80 letter"])
def test_words_that_are_no_text_are_refused_whole(
    store: Store, therapist: Actor, text: str
) -> None:
    case_id = actions.open_case(actor=therapist, code_name="Falcon", started_on=DAY)
    words = Transcript((Turn(1, Speaker.PATIENT, "fine"), Turn(2, Speaker.PATIENT, text)))
    with pytest.raises(BadFile, match="turn 2"):
        actions.import_transcript(
            actor=therapist, case_id=case_id, held_on=DAY, transcript=words, source_format="text"
        )
    assert read.sessions(therapist, case_id) == ()


@pytest.mark.parametrize(
    ("note", "what"),
    [
        (Annotation(1, "p.shame", CODER, How.SUGGESTED, 0.5, "x"), "spoken by T"),
        (Annotation(9, "p.shame", CODER, How.SUGGESTED, 0.5, "x"), "which is not there"),
        (Annotation(2, "p.shame", CODER, How.CONFIRMED, 0.5, "x"), "comes as confirmed"),
        (suggestions(2)[0], "twice by one coder"),
    ],
)
def test_codes_that_do_not_fit_the_transcript_are_refused_with_it(
    store: Store, therapist: Actor, note: Annotation, what: str
) -> None:
    case_id = actions.open_case(actor=therapist, code_name="Falcon", started_on=DAY)
    with pytest.raises(WemodeError, match=what):
        actions.import_transcript(
            actor=therapist,
            case_id=case_id,
            held_on=DAY,
            transcript=talk(4),
            suggestions=(*suggestions(4), note),
            source_format="text",
        )
    assert read.sessions(therapist, case_id) == ()


@pytest.mark.parametrize(("accept", "how"), [(True, "confirmed"), (False, "rejected")])
def test_a_decision_is_kept_with_who_and_when(
    store: Store, therapist: Actor, case_id: str, accept: bool, how: str
) -> None:
    (mark,) = marks(therapist, case_id)
    actions.decide_suggestion(**session(therapist, case_id), mark_id=mark.id, accept=accept)
    (now,) = marks(therapist, case_id)
    assert now.annotation.how.value == how
    assert now.annotation.coder == CODER
    assert now.decided_by == "Maria"
    assert now.decided_at is not None
    assert now.decided_at >= mark.at


def test_who_decides_second_is_told(store: Store, therapist: Actor, case_id: str) -> None:
    (mark,) = marks(therapist, case_id)
    decide = {**session(therapist, case_id), "mark_id": mark.id}
    actions.decide_suggestion(**decide, accept=True)
    before = marks(therapist, case_id)
    rosa = {**decide, "actor": Actor("Rosa", "researcher")}
    with pytest.raises(Conflict, match="Maria has accepted it"):
        actions.decide_suggestion(**rosa, accept=False)
    assert marks(therapist, case_id) == before


def test_an_undone_decision_can_be_taken_again(
    store: Store, therapist: Actor, case_id: str
) -> None:
    (mark,) = marks(therapist, case_id)
    decide = {**session(therapist, case_id), "mark_id": mark.id}
    actions.decide_suggestion(**decide, accept=False)
    actions.undo_decision(**decide)
    assert marks(therapist, case_id) == (mark,)
    with pytest.raises(Conflict, match="nobody has decided"):
        actions.undo_decision(**decide)
    actions.decide_suggestion(**decide, accept=True)
    assert codes(therapist, case_id) == [("p.shame", CODER, "confirmed")]


def test_all_suggestions_of_a_turn_are_accepted_at_once(
    store: Store, therapist: Actor, case_id: str
) -> None:
    actions.replace_suggestions(
        **session(therapist, case_id),
        suggestions=(*suggestions(10), *suggestions(10, "p.affected")),
    )
    seen = [mark.id for mark in marks(therapist, case_id)]
    assert actions.accept_all_on_turn(**session(therapist, case_id), turn=2, seen=seen) == 2
    assert [how for *_, how in codes(therapist, case_id)] == ["confirmed", "confirmed"]
    assert [how for *_, how in codes(therapist, case_id, 4)] == ["suggested", "suggested"]
    assert actions.accept_all_on_turn(**session(therapist, case_id), turn=2) == 0


def test_what_was_not_seen_is_not_accepted(store: Store, therapist: Actor, case_id: str) -> None:
    seen = [mark.id for mark in marks(therapist, case_id)]
    actions.replace_suggestions(
        **session(therapist, case_id), suggestions=suggestions(10, "p.affected")
    )
    with pytest.raises(Conflict, match="its suggestions have changed"):
        actions.accept_all_on_turn(**session(therapist, case_id), turn=2, seen=seen)
    assert [how for *_, how in codes(therapist, case_id)] == ["suggested"]


def test_a_code_set_by_hand_stands_under_its_coder(
    store: Store, therapist: Actor, case_id: str
) -> None:
    mark_id = actions.set_code(**session(therapist, case_id), turn=1, code="t.validates")
    assert codes(therapist, case_id, 1) == [("t.validates", "Maria", "human")]
    actions.remove_code(**session(therapist, case_id), mark_id=mark_id)
    assert codes(therapist, case_id, 1) == []


def test_setting_a_suggested_code_accepts_the_suggestion(
    store: Store, therapist: Actor, case_id: str
) -> None:
    (mark,) = marks(therapist, case_id)
    assert actions.set_code(**session(therapist, case_id), turn=2, code="p.shame") == mark.id
    assert codes(therapist, case_id) == [("p.shame", CODER, "confirmed")]


def test_setting_a_code_that_stands_is_refused(
    store: Store, therapist: Actor, case_id: str
) -> None:
    actions.set_code(**session(therapist, case_id), turn=2, code="p.empty")
    for code in ("p.empty", "p.empty"):
        with pytest.raises(Conflict, match="stands there already"):
            actions.set_code(**session(therapist, case_id), turn=2, code=code)


def test_a_rejected_code_can_be_set_by_hand_after_all(
    store: Store, therapist: Actor, case_id: str
) -> None:
    (mark,) = marks(therapist, case_id)
    actions.decide_suggestion(**session(therapist, case_id), mark_id=mark.id, accept=False)
    actions.set_code(**session(therapist, case_id), turn=2, code="p.shame")
    assert codes(therapist, case_id) == [
        ("p.shame", CODER, "rejected"),
        ("p.shame", "Maria", "human"),
    ]
    assert read.coded_session(therapist, case_id, 1).coded.codes(2) == ("p.shame",)


@pytest.mark.parametrize(
    ("turn", "code", "what"),
    [(1, "p.shame", "not for its speaker"), (2, "x.shame", "neither patient nor therapist")],
)
def test_a_code_for_the_other_speaker_is_refused(
    store: Store, therapist: Actor, case_id: str, turn: int, code: str, what: str
) -> None:
    with pytest.raises(WemodeError, match=what):
        actions.set_code(**session(therapist, case_id), turn=turn, code=code)


def test_a_suggestion_is_rejected_not_removed(store: Store, therapist: Actor, case_id: str) -> None:
    (mark,) = marks(therapist, case_id)
    with pytest.raises(Conflict, match="was suggested"):
        actions.remove_code(**session(therapist, case_id), mark_id=mark.id)


def test_only_the_therapist_takes_back_what_others_did(
    store: Store, therapist: Actor, researcher: Actor, case_id: str
) -> None:
    (mark,) = marks(therapist, case_id)
    decide = {"case_id": case_id, "session_number": 1, "mark_id": mark.id}
    actions.decide_suggestion(actor=therapist, **decide, accept=True)
    own = actions.set_code(**session(therapist, case_id), turn=1, code="t.validates")
    with pytest.raises(NotAllowed, match="only what is their own"):
        actions.undo_decision(actor=researcher, **decide)
    with pytest.raises(NotAllowed, match="only what is their own"):
        actions.remove_code(actor=researcher, case_id=case_id, session_number=1, mark_id=own)
    rosas = actions.set_code(
        actor=researcher, case_id=case_id, session_number=1, turn=1, code="t.validates"
    )
    actions.remove_code(**session(therapist, case_id), mark_id=rosas)
    assert codes(therapist, case_id, 1) == [("t.validates", "Maria", "human")]


def test_new_suggestions_leave_what_people_decided(
    store: Store, therapist: Actor, case_id: str
) -> None:
    (second,), (fourth,) = marks(therapist, case_id, 2), marks(therapist, case_id, 4)
    actions.decide_suggestion(**session(therapist, case_id), mark_id=second.id, accept=True)
    actions.decide_suggestion(**session(therapist, case_id), mark_id=fourth.id, accept=False)
    actions.set_code(**session(therapist, case_id), turn=6, code="p.empty")
    fresh = (
        *suggestions(10, coder="rules 2"),
        *suggestions(6, "p.empty", coder="rules 2"),
    )
    assert actions.replace_suggestions(**session(therapist, case_id), suggestions=fresh) == 5
    assert codes(therapist, case_id, 2) == [
        ("p.shame", CODER, "confirmed"),
        ("p.empty", "rules 2", "suggested"),
    ]
    assert codes(therapist, case_id, 4)[0] == ("p.shame", CODER, "rejected")
    assert codes(therapist, case_id, 6) == [
        ("p.empty", "Maria", "human"),
        ("p.shame", "rules 2", "suggested"),
    ]
    assert read.sessions(therapist, case_id)[0].undecided == 5


def test_an_own_note_is_written_over_and_removed(
    store: Store, therapist: Actor, case_id: str
) -> None:
    assert read.own_note(therapist, case_id, 1) is None
    for text in ("I was bored.", "I was bored, and hurt.\nWhy? – ünsicher"):
        actions.write_own_note(**session(therapist, case_id), text=text)
        note = read.own_note(therapist, case_id, 1)
        assert note is not None
        assert (note.text, note.by) == (text, "Maria")
    actions.write_own_note(**session(therapist, case_id), text="  ")
    assert read.own_note(therapist, case_id, 1) is None


def test_a_server_without_a_key_takes_no_private_notes(server_store: Store) -> None:
    therapist = Actor("Maria", "therapist")
    case_id = filled(therapist)
    address = setup._database()
    setup.KEYRING.open(None, None)
    assert address["ENGINE"] == setup.POSTGRESQL
    with pytest.raises(Locked, match="no key for them is held"):
        actions.write_own_note(**session(therapist, case_id), text="I was bored.")


def test_a_digest_lasts_until_the_codes_change(
    store: Store, therapist: Actor, case_id: str
) -> None:
    (mark,) = marks(therapist, case_id)
    where = session(therapist, case_id)
    changes: list[Callable[[], object]] = [
        lambda: actions.decide_suggestion(**where, mark_id=mark.id, accept=True),
        lambda: actions.undo_decision(**where, mark_id=mark.id),
        lambda: actions.accept_all_on_turn(**where, turn=4),
        lambda: actions.set_code(**where, turn=1, code="t.validates"),
        lambda: actions.remove_code(**where, mark_id=marks(therapist, case_id, 1)[0].id),
        lambda: actions.replace_suggestions(**where, suggestions=()),
        lambda: actions.set_aside_advice(**where, rule="trust", reason="not now"),
        lambda: actions.withdraw_set_aside(**where, rule="trust"),
    ]
    for change in changes:
        actions.keep_digest(**where, open_strains=1, rule="repair-first")
        actions.keep_digest(**where, open_strains=2, rule="trust")
        digest = read.caseload(therapist)[0].digest
        assert digest is not None
        assert (digest.session, digest.open_strains, digest.rule) == (1, 2, "trust")
        change()
        assert read.caseload(therapist)[0].digest is None


def test_the_counts_of_a_session_follow_its_codes(
    store: Store, therapist: Actor, case_id: str
) -> None:
    (mark,) = marks(therapist, case_id)
    where = session(therapist, case_id)
    changes: list[Callable[[], object]] = [
        lambda: None,
        lambda: actions.decide_suggestion(**where, mark_id=mark.id, accept=False),
        lambda: actions.undo_decision(**where, mark_id=mark.id),
        lambda: actions.accept_all_on_turn(**where, turn=4),
        lambda: actions.set_code(**where, turn=1, code="t.validates"),
        lambda: actions.set_code(**where, turn=3, code="t.validates"),
        lambda: actions.remove_code(**where, mark_id=marks(therapist, case_id, 1)[0].id),
        lambda: actions.replace_suggestions(**where, suggestions=()),
    ]
    seen = set()
    for change in changes:
        change()
        (kept,) = read.case_history(therapist, case_id).case.codes
        coded = read.coded_session(therapist, case_id, 1).coded
        standing = {(note.turn, note.code) for note in coded.annotations if note.stands}
        assert dict(kept.counts) == Counter(code for _turn, code in standing)
        assert kept.patient_turns == len(coded.of(Speaker.PATIENT))
        assert kept.therapist_turns == len(coded.of(Speaker.THERAPIST))
        seen.add(frozenset(kept.counts.items()))
    assert len(seen) > 4


UNKNOWN: dict[str, Callable[[dict[str, object]], object]] = {
    "a case": lambda who: actions.record_session(**{**who, "case_id": "nowhere"}, held_on=DAY),
    "a session": lambda who: actions.replace_suggestions(**who, session_number=9, suggestions=()),
    "a transcript": lambda who: actions.set_code(**who, session_number=2, turn=1, code="t.informs"),
    "a turn": lambda who: actions.set_code(**who, session_number=1, turn=99, code="t.informs"),
    "a mark": lambda who: actions.remove_code(**who, session_number=1, mark_id=10**9),
}


@pytest.mark.parametrize("missing", UNKNOWN)
def test_what_is_not_there_is_said_to_be_missing(
    store: Store, therapist: Actor, case_id: str, missing: str
) -> None:
    actions.record_session(actor=therapist, case_id=case_id, held_on=DAY, number=2)
    with pytest.raises(NotFound) as refusal:
        UNKNOWN[missing]({"actor": therapist, "case_id": case_id})
    assert refusal.value.problems[0].remedy


def test_a_mark_is_reached_through_its_own_session_only(
    store: Store, therapist: Actor, case_id: str
) -> None:
    (mark,) = marks(therapist, case_id)
    other = actions.open_case(actor=therapist, code_name="Heron", started_on=DAY)
    actions.import_transcript(
        actor=therapist, case_id=other, held_on=DAY, transcript=talk(2), source_format="text"
    )
    with pytest.raises(NotFound):
        actions.decide_suggestion(**session(therapist, other), mark_id=mark.id, accept=True)
