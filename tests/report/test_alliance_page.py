"""The Alliance page: strains with their repair, check-ins side by side, own states kept apart."""

from __future__ import annotations

from datetime import UTC, datetime

from tests.formulation_cases import Told
from tests.report.formulation_history import history
from wemode.domain import Party, Repaired
from wemode.report.alliance_build import alliance_page
from wemode.store.results import OwnState

PAGE = alliance_page(history())


def own(session: int, **values: int) -> OwnState:
    at = datetime(2026, 2, 4, tzinfo=UTC)
    return OwnState(session, values, "I looked at the clock", "somebody", at)


def test_the_latest_session_stands_on_top_with_what_was_tried() -> None:
    assert [(one.id, one.session) for one in PAGE.strains] == [("s2", 6), ("s1", 2)]
    late, first = PAGE.strains
    assert (late.at.session, late.repaired) == (7, Repaired.NOT)
    assert [move.label for move in first.tried] == ["Owns a part", "Takes the patient's side"]
    assert first.motive == "Autonomy"
    assert [PAGE.repaired(how) for how in Repaired] == [1, 0, 1]


def test_what_the_review_found_beyond_the_ledger_is_offered() -> None:
    (found,) = PAGE.found
    assert (found.session, found.strains, found.entered, found.to_enter) == (2, 2, 1, 1)


def test_moves_are_counted_with_what_came_of_the_strains() -> None:
    assert [(one.move.id, one.tried, one.fully, one.partly) for one in PAGE.tally] == [
        ("owns_part", 2, 1, 0),
        ("validates", 1, 1, 0),
    ]


def test_check_ins_stand_side_by_side_and_the_last_of_a_session_counts() -> None:
    ninth, fourth = PAGE.check_ins
    assert [(line.prompt.id, line.patient, line.therapist) for line in fourth.lines] == [
        ("understood", 4, 8),
        ("hopeful", 5, 7),
    ]
    assert [line.prompt.id for line in fourth.apart] == ["understood"]
    assert fourth.lines[0].difference == 4
    assert fourth.patient_words == ""
    assert ninth.lines[0].difference is None
    assert ninth.apart == ()


def test_own_states_are_there_only_where_the_reader_may_see_them() -> None:
    assert PAGE.own is None
    page = alliance_page(history(), own=[own(3, boredom=7, warmth=2), own(12, hurt=4)], upto=5)
    assert page.own is not None
    (state,) = page.own
    assert [(one.label, value) for one, value in state.values] == [("Boredom", 7), ("Warmth", 2)]


def test_a_move_the_catalogue_no_longer_has_is_shown_under_its_id() -> None:
    case = Told(4).strain(3, "s1", tried=("sang",)).case()
    assert alliance_page(history(case)).strains[0].tried[0].label == "sang"


def test_as_of_a_session_nothing_later_is_shown() -> None:
    page = alliance_page(history(), upto=6)
    assert [one.id for one in page.strains] == ["s1"]
    assert [one.session for one in page.check_ins] == [4]


def test_a_case_with_nothing_has_a_page() -> None:
    page = alliance_page(history(Told(2).check_in(2, Party.PATIENT, "Well").case()))
    assert page.strains == ()
    assert page.check_ins[0].lines == ()
    assert page.check_ins[0].patient_words == "Well"
