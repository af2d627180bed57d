"""Strains of the ledger and check-ins are refused with every problem named."""

from __future__ import annotations

import pytest

from tests.contract_cases import at
from tests.formulation_cases import Told
from wemode.domain import CheckIn, LedgerStrain, Party, Repaired, StrainKind, TurnRef
from wemode.errors import Unfit


def test_a_strain_begins_unrepaired() -> None:
    strain = LedgerStrain(4, StrainKind.CONFRONTATION, turns=(TurnRef(4, 9),))
    assert strain.repaired is Repaired.NOT
    assert strain.tried == ()


def test_what_does_not_fit_in_a_strain_is_said_all_at_once() -> None:
    with pytest.raises(Unfit) as caught:
        LedgerStrain(
            0,
            StrainKind.WITHDRAWAL,
            markers="x" * 401,
            wish="a\0",
            tried=("owns_part", "Owns a part"),
            motive="to be seen",
        )
    assert [one.field for one in caught.value.problems] == [
        "session",
        "markers",
        "wish",
        "tried",
        "motive",
    ]


def test_a_check_in_answers_a_line_at_least() -> None:
    assert CheckIn(Party.PATIENT, at(4), {}, "Too fast").words == "Too fast"
    with pytest.raises(Unfit) as caught:
        CheckIn(Party.PATIENT, at(4), {}, " ")
    assert caught.value.problems[0].field == "answers"


def test_an_answer_lies_between_nought_and_ten() -> None:
    with pytest.raises(Unfit) as caught:
        CheckIn(Party.THERAPIST, at(4), {"understood": 11, "hopeful": -1, "what_matters": 0})
    assert [one.field for one in caught.value.problems] == ["understood", "hopeful"]


def test_the_answers_cannot_be_changed_from_outside() -> None:
    answers = {"understood": 4}
    one = CheckIn(Party.PATIENT, at(4), answers)
    answers["understood"] = 9
    assert one.answers["understood"] == 4


def test_looking_back_shows_strains_and_check_ins_as_they_were_known() -> None:
    story = Told(12).strain(3, "s1", entered=6).check_in(4, Party.PATIENT, understood=4)
    case = story.check_in(8, Party.PATIENT, understood=7).codes(5, 40, p_shame=2).case()
    assert case.as_of(5).strains_kept == ()
    assert case.as_of(6).strains_kept[0].value.session == 3
    assert len(case.as_of(7).check_ins) == 1
    assert case.as_of(4).codes == ()
    assert case.codes[0].share("p.shame") == 0.05
    assert case.codes[0].share("t.validates") == 0.0
