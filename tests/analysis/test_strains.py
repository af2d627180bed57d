"""Strains: where they begin and end, of which kind, and what repairs them."""

from __future__ import annotations

import pytest

from tests.cases import session, suggested
from wemode.analysis.strains import StrainKind, find_strains

SHARP = "P {p.confrontation}: Is that what they teach you?"
AWAY = "P {p.withdrawal}: It's fine. Anyway."
QUIET = "T {}: Mm.\nP {}: The tram was late."


def test_a_session_without_markers_has_no_strain() -> None:
    assert find_strains(session(QUIET)) == ()


def test_one_sharp_word_left_alone_is_an_open_strain() -> None:
    (strain,) = find_strains(session(f"T {{t.informs}}: Breathe.\n{SHARP}\n{QUIET}"))
    assert (strain.kind, strain.first, strain.last) == (StrainKind.CONFRONTATION, 2, 2)
    assert strain.before == ("t.informs",)
    assert strain.is_open


def test_one_evasive_answer_is_no_strain_but_two_are() -> None:
    assert find_strains(session(AWAY)) == ()
    (strain,) = find_strains(session(f"{AWAY}\n{QUIET}\n{AWAY}"))
    assert (strain.kind, strain.markers) == (StrainKind.WITHDRAWAL, (1, 4))


def test_markers_far_apart_are_two_strains() -> None:
    far = "\n".join([QUIET] * 7)
    assert [s.first for s in find_strains(session(f"{SHARP}\n{far}\n{SHARP}"))] == [1, 16]


def test_the_kind_is_that_of_most_markers() -> None:
    (strain,) = find_strains(session(f"{SHARP}\n{AWAY}\n{AWAY}"))
    assert strain.kind is StrainKind.WITHDRAWAL


def test_owning_a_part_met_by_a_patient_at_work_repairs() -> None:
    (strain,) = find_strains(
        session(f"""{SHARP}
        T {{t.owns_part}}: I was quick there. That was mine.
        P {{p.affected}}: It stung, when you said breathe.""")
    )
    assert strain.repaired
    assert (strain.repaired_by, strain.repair_turns) == (("t.owns_part",), (2, 3))


def test_owning_a_part_met_by_more_of_the_same_does_not_repair() -> None:
    (strain,) = find_strains(
        session(f"""{SHARP}
        T {{t.owns_part}}: I was quick there.
        P {{p.confrontation}}: You always are.
        {QUIET}""")
    )
    assert not strain.repaired
    assert strain.is_open


@pytest.mark.parametrize(
    ("answer", "repaired"),
    [("P {p.names_feeling}: It hurt.", True), ("P {p.episode}: On Friday Ines left.", False)],
)
def test_validation_alone_repairs_only_a_patient_in_touch(answer: str, repaired: bool) -> None:
    (strain,) = find_strains(
        session(f"{SHARP}\n{SHARP}\nT {{t.validates}}: You had hoped for more.\n{answer}")
    )
    assert strain.repaired is repaired


def test_the_patient_owning_the_tension_repairs() -> None:
    (strain,) = find_strains(
        session(f"{SHARP}\nT {{}}: Mm.\nP {{p.acknowledges_tension}}: I wanted to hurt you.")
    )
    assert strain.repaired_by == ("p.acknowledges_tension",)


def test_work_without_a_repair_move_does_not_repair_a_strain_of_two() -> None:
    (strain,) = find_strains(
        session(f"{SHARP}\n{SHARP}\nT {{}}: Mm.\nP {{p.episode}}: On Friday Ines left.")
    )
    assert strain.is_open


def test_a_single_sharp_word_passes_when_the_patient_goes_on_working() -> None:
    (strain,) = find_strains(
        session(f"""{SHARP}
        T {{}}: Mm.
        P {{p.episode}}: On Friday Ines left.
        T {{}}: Yes.
        P {{p.names_feeling}}: I was sad.""")
    )
    assert strain.passed
    assert not strain.repaired
    assert not strain.is_open


@pytest.mark.parametrize(
    ("move", "covers"),
    [("t.owns_part", True), ("t.validates", False)],
)
def test_a_later_repair_covers_an_earlier_strain_only_when_it_names_it(
    move: str, covers: bool
) -> None:
    far = "\n".join([QUIET] * 7)
    first, second = find_strains(
        session(f"""{SHARP}
        {SHARP}
        {far}
        {SHARP}
        T {{{move}}}: Yes.
        P {{p.joint}}: And mine, a little.""")
    )
    assert second.repaired
    assert first.repaired is covers


def test_an_earlier_repair_does_not_cover_a_later_strain() -> None:
    far = "\n".join([QUIET] * 7)
    first, second = find_strains(
        session(f"""{SHARP}
        T {{t.owns_part}}: Mine.
        P {{p.joint}}: And mine, a little.
        {far}
        {SHARP}
        {SHARP}""")
    )
    assert first.repaired
    assert second.is_open


def test_a_second_marker_never_takes_a_strain_away() -> None:
    sharp = suggested(SHARP, 0.61)
    both = suggested(f"{SHARP}\n{AWAY}", 0.61)
    assert len(find_strains(sharp)) == 1
    assert len(find_strains(both)) == 1


def test_an_acknowledgement_long_after_repairs_nothing() -> None:
    late = "\n".join([QUIET] * 6) + "\nP {p.acknowledges_tension}: I was short with you."
    (strain,) = find_strains(session(f"{SHARP}\n{SHARP}\n{late}"))
    assert strain.is_open


def test_faint_suggestions_make_no_strain() -> None:
    assert find_strains(suggested(SHARP, 0.4)) == ()
    assert len(find_strains(suggested(SHARP, 0.6))) == 1
    assert find_strains(suggested(f"{AWAY}\n{AWAY}", 0.5)) == ()
    assert len(find_strains(suggested(f"{AWAY}\n{AWAY}", 0.6))) == 1
