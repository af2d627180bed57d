"""What the contract's actions refuse: field by field, nothing written; on both engines."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.store.conftest import DAY, Store
from tests.store.sheets import (
    CONTRACT_WORDS,
    agreement,
    both,
    draft,
    proposal,
    sheet,
    stamp,
)
from wemode.domain import (
    Attempt,
    Contract,
    ContractReview,
    Goal,
    GoalMark,
    Hindsight,
    Outcome,
    Party,
    TurnRef,
)
from wemode.errors import Conflict, Unfit
from wemode.formats.contract import read_contract
from wemode.store import actions, contracts, models, read
from wemode.store.access import Actor

TABLES = (
    models.ContractVersion,
    models.ContractSave,
    models.ContractStep,
    models.Assent,
    models.Hindsight,
    models.Attempt,
    models.GoalMark,
    models.ContractReview,
    models.AuditEntry,
)
SIEGFRIED = Actor("Siegfried", "therapist")


def everything() -> list[list[tuple[Any, ...]]]:
    return [list(table.objects.order_by("pk").values_list()) for table in TABLES]


def refused(deed: Callable[[], object], error: type[Exception] = Unfit) -> list[str]:
    """The fields that a refusal names; nothing was written and no word of it is quoted."""
    before = everything()
    with pytest.raises(error) as refusal:
        deed()
    assert everything() == before
    assert not any(words in str(refusal.value) for words in CONTRACT_WORDS)
    assert all(problem.remedy for problem in refusal.value.problems)
    return [problem.field for problem in refusal.value.problems]


def tomorrow() -> Any:
    return timezone.localdate() + timedelta(days=2)


BAD_SHEETS: dict[str, tuple[dict[str, Any], list[str]]] = {
    "an empty goal": ({"goals": [{"id": "g1", "wording": "  "}]}, ["g1.wording"]),
    "a goal of 10,000 letters": (
        {"goals": [{"id": "g1", "wording": "x" * 10_000}]},
        ["g1.wording"],
    ),
    "levels out of order": (
        {
            "goals": [
                {
                    "id": "g1",
                    "wording": "walk",
                    "levels": {"-2": "1 walk", "-1": "4 walks", "0": "2 walks", "1": "5 walks"},
                }
            ]
        },
        ["g1.levels.0"],
    ),
    "a letter that is none": ({"purpose": "\ud800"}, ["purpose"]),
    "all of it at once": (
        {
            "goals": [{"id": "g1", "wording": "", "weight": 99}],
            "tasks": [{"id": "t1", "wording": "", "goal": "g1", "strength": 11}],
        },
        ["g1.wording", "g1.weight", "t1.wording", "t1.strength"],
    ),
}


@pytest.mark.parametrize("bad", BAD_SHEETS)
def test_a_bad_sheet_names_its_fields(
    store: Store, therapist: Actor, case_id: str, bad: str
) -> None:
    document, fields = BAD_SHEETS[bad]
    assert (
        refused(
            lambda: contracts.begin_draft(
                actor=therapist, case_id=case_id, contract=read_contract(document)
            )
        )
        == fields
    )


def said(session: int, turn: int) -> Contract:
    goal = replace(sheet().goals[0], said=(TurnRef(session, turn),))
    task = replace(sheet().tasks[0], said=(TurnRef(1, 11), TurnRef(session, turn)))
    return sheet(goals=(goal,), tasks=(task,))


def test_a_draft_names_only_what_is_there(store: Store, therapist: Actor, case_id: str) -> None:
    def begin(**given: Any) -> Callable[[], object]:
        given = {"contract": sheet(), **given}
        return lambda: contracts.begin_draft(actor=therapist, case_id=case_id, **given)

    assert refused(begin(session=2)) == ["session"]
    assert refused(begin(session=-1)) == ["session"]
    assert refused(begin(on=tomorrow())) == ["on"]
    assert refused(begin(reason="x" * 401)) == ["reason"]
    assert refused(begin(contract=said(1, 11))) == ["g1.said", "t1.said", "t1.said"]
    assert refused(begin(contract=said(2, 1))) == ["g1.said", "t1.said", "t1.said"]
    assert refused(begin(session=0)) == ["g1.said"]
    assert refused(begin(session=9, on=tomorrow(), reason="x" * 401, contract=said(1, 99)))[:4] == [
        "session",
        "on",
        "reason",
        "g1.said",
    ]


def test_a_draft_is_proposed_when_nothing_is_missing(
    store: Store, therapist: Actor, case_id: str
) -> None:
    bare = Contract(goals=(Goal("g1", "sing", said=(TurnRef(1, 2),)),))
    number = draft(therapist, case_id, contract=bare, proposed_by=None)
    given = {"actor": therapist, "case_id": case_id, "version": number, "seen": 1}
    assert refused(lambda: contracts.propose(**given, on=tomorrow())) == [
        "purpose",
        "cannot_promise",
        "therapist_part",
        "patient_part",
        "proposed_by",
        "on",
    ]


def test_what_builds_on_something_is_not_known_before_it(
    store: Store, therapist: Actor, case_id: str
) -> None:
    actions.record_session(actor=therapist, case_id=case_id, held_on=DAY)
    where = {"actor": therapist, "case_id": case_id}
    number = draft(therapist, case_id)
    again = {**where, "version": number, "seen": 1}
    assert refused(lambda: contracts.save_draft(**again, contract=sheet(), session=1)) == [
        "session"
    ]
    assert refused(lambda: contracts.propose(**again, session=1)) == ["session"]
    contracts.propose(**again, on=DAY)
    early = {"session": 1, "on": DAY - timedelta(days=1), "reason": "he moves"}
    assert refused(lambda: contracts.withdraw(**where, version=number, **early)) == [
        "session",
        "on",
    ]
    attempt = Attempt("t1", Outcome.DONE, stamp(1))
    assert refused(lambda: contracts.record_attempt(**where, attempt=attempt)) == ["session"]
    mark = GoalMark("g1", 1, stamp(1))
    assert refused(lambda: contracts.mark_goal(**where, mark=mark)) == ["session"]
    contracts.give_assents(**where, version=number, assents=both(2))
    review = ContractReview(1, stamp(1, DAY - timedelta(days=1)))
    assert refused(lambda: contracts.record_review(**where, review=review)) == ["session", "on"]
    given = {"contract": sheet(), "replaces": 1, "session": 1}
    assert refused(lambda: contracts.begin_draft(**where, **given)) == ["session"]


def test_an_assent_is_refused_field_by_field(store: Store, therapist: Actor, case_id: str) -> None:
    actions.record_session(actor=therapist, case_id=case_id, held_on=DAY)
    number = proposal(therapist, case_id, session=1)
    patients, therapists = both(2)

    def give(*assents: Any) -> list[str]:
        where = {"actor": therapist, "case_id": case_id, "version": number}
        return refused(lambda: contracts.give_assents(**where, assents=assents))

    assert give() == ["assents"]
    assert give(patients, patients) == ["assents"]
    before = replace(patients, at=stamp(1, DAY - timedelta(days=1)), turn=11)
    assert give(before) == ["patient.on", "patient.session", "patient.turn"]
    assert give(before, replace(therapists, at=stamp(3, tomorrow()), turn=1)) == [
        "patient.on",
        "patient.session",
        "patient.turn",
        "therapist.session",
        "therapist.on",
    ]
    assert give(patients, replace(therapists, at=stamp(2, tomorrow()))) == ["therapist.on"]
    assert read.case_history(therapist, case_id).case.versions[0].assents == ()


def test_an_assent_to_what_is_not_proposed_is_a_conflict(
    store: Store, therapist: Actor, case_id: str
) -> None:
    where = {"actor": therapist, "case_id": case_id, "version": 1}
    patients, therapists = both()
    draft(therapist, case_id)
    give = lambda *given: lambda: contracts.give_assents(**where, assents=given)  # noqa: E731
    assert refused(give(patients), Conflict) == ["patient"]
    contracts.propose(**where, seen=1, on=DAY)
    contracts.give_assents(**where, assents=[patients])
    assert refused(give(patients, therapists), Conflict) == ["patient"]
    contracts.give_assents(**where, assents=[therapists])
    assert refused(give(therapists), Conflict) == ["therapist", "therapist"]


def test_words_said_later_belong_to_an_assent(store: Store, therapist: Actor, case_id: str) -> None:
    actions.record_session(actor=therapist, case_id=case_id, held_on=DAY)
    proposal(therapist, case_id, session=1)
    words = Hindsight(Party.PATIENT, stamp(2), "I only nodded")

    def say(**changes: Any) -> list[str]:
        where = {"actor": therapist, "case_id": case_id, "version": 1}
        return refused(lambda: contracts.say_later(**where, hindsight=replace(words, **changes)))

    assert say() == ["party"]
    contracts.give_assents(actor=therapist, case_id=case_id, version=1, assents=both(2)[1:])
    assert say() == ["party"]
    assert say(party=Party.THERAPIST, at=stamp(1, DAY - timedelta(days=1)), turn=99) == [
        "session",
        "on",
        "turn",
    ]
    assert say(party=Party.THERAPIST, turn=0) == ["turn"]


def test_an_attempt_belongs_to_a_task_that_was_proposed(
    store: Store, therapist: Actor, case_id: str
) -> None:
    where = {"actor": therapist, "case_id": case_id}
    attempt = Attempt("t1", Outcome.DONE, stamp())
    mark = GoalMark("g1", 1, stamp())

    def attempted(**changes: Any) -> Callable[[], object]:
        return lambda: contracts.record_attempt(**where, attempt=replace(attempt, **changes))

    def marked(**changes: Any) -> Callable[[], object]:
        return lambda: contracts.mark_goal(**where, mark=replace(mark, **changes))

    assert refused(attempted()) == ["task"]
    draft(therapist, case_id)
    assert refused(attempted()) == ["task"]
    assert refused(marked()) == ["goal"]
    contracts.propose(**where, version=1, seen=1, on=DAY)
    agreement(therapist, case_id, contract=sheet(goals=(Goal("g2", "x"),), tasks=()))
    attempted()()
    marked()()
    assert refused(attempted(task="t2", told=TurnRef(1, 11))) == ["task", "told"]
    assert refused(attempted(told=TurnRef(2, 1))) == ["told"]
    assert refused(attempted(at=stamp(1, tomorrow()))) == ["on"]
    assert refused(marked(goal="g3", at=stamp(4))) == ["goal", "session"]


def test_a_turn_no_column_could_hold_is_refused_though_the_words_are_not_there(
    store: Store, therapist: Actor, case_id: str
) -> None:
    agreement(therapist, case_id)
    actions.record_session(actor=therapist, case_id=case_id, held_on=DAY)
    where = {"actor": therapist, "case_id": case_id}
    far = 10**20
    told = Attempt("t1", Outcome.DONE, stamp(2), told=TurnRef(2, far))
    later = Hindsight(Party.PATIENT, stamp(2), "I said it for peace", turn=far)
    assert refused(lambda: contracts.record_attempt(**where, attempt=told)) == ["told"]
    assert refused(lambda: contracts.say_later(**where, version=1, hindsight=later)) == ["turn"]


def test_a_version_is_given_up_with_a_reason(store: Store, therapist: Actor, case_id: str) -> None:
    draft(therapist, case_id)
    give_up = {"actor": therapist, "case_id": case_id, "version": 1}
    for reason in ("", "  ", "x" * 401):
        assert refused(lambda r=reason: contracts.withdraw(**give_up, reason=r)) == ["reason"]


def test_whoever_saves_second_is_told_who_was_first(
    store: Store, therapist: Actor, case_id: str
) -> None:
    draft(therapist, case_id)
    given = {"case_id": case_id, "version": 1, "seen": 1, "contract": sheet("sing")}
    given["proposed_by"] = Party.PATIENT
    contracts.save_draft(actor=SIEGFRIED, **given)
    with pytest.raises(Conflict, match=r"Siegfried saved it on \d{4}-\d\d-\d\d at .* \(save 2\)"):
        contracts.save_draft(actor=therapist, **given)
    with pytest.raises(Conflict, match="Siegfried saved it"):
        contracts.propose(actor=therapist, case_id=case_id, version=1, seen=1)
    assert refused(lambda: contracts.save_draft(actor=therapist, **given), Conflict) == [""]
    contracts.propose(actor=SIEGFRIED, case_id=case_id, version=1, seen=2, on=DAY)
    with pytest.raises(Conflict, match="it is proposed: Siegfried recorded that on"):
        contracts.save_draft(actor=therapist, **{**given, "seen": 2})


def test_whoever_begins_second_is_told_who_was_first(
    store: Store, therapist: Actor, case_id: str
) -> None:
    agreement(SIEGFRIED, case_id)
    begin = {"actor": therapist, "case_id": case_id, "contract": sheet()}
    with pytest.raises(Conflict, match="version 1: it is agreed: Siegfried recorded that on"):
        contracts.begin_draft(**begin)
    draft(SIEGFRIED, case_id)
    with pytest.raises(Conflict, match="it is being drafted: Siegfried began it on"):
        contracts.begin_draft(**begin, replaces=1)
    assert refused(lambda: contracts.begin_draft(**begin, replaces=1), Conflict) == [""]
    contracts.withdraw(actor=therapist, case_id=case_id, version=2, reason="no")
    contracts.withdraw(actor=therapist, case_id=case_id, version=1, reason="no")
    with pytest.raises(Conflict, match="version 1: it is withdrawn"):
        contracts.begin_draft(**begin, replaces=1)


def test_a_draft_of_what_no_longer_holds_is_not_proposed(
    store: Store, therapist: Actor, case_id: str
) -> None:
    """Or what was agreed meanwhile would be gone without anybody having seen it."""
    agreement(therapist, case_id)
    proposal(therapist, case_id)
    draft(therapist, case_id)
    contracts.give_assents(actor=therapist, case_id=case_id, version=2, assents=both())
    given = {"actor": therapist, "case_id": case_id, "version": 3, "seen": 1}
    with pytest.raises(Conflict, match="not drafted from version 2, which is agreed now"):
        contracts.propose(**given, on=DAY)


def test_the_contract_goes_forward_through_the_sessions(
    store: Store, therapist: Actor, case_id: str
) -> None:
    """Else a replay would show two drafts, two proposals or two agreements at once."""
    where = {"actor": therapist, "case_id": case_id}
    proposal(therapist, case_id)
    for _ in range(3):
        actions.record_session(**where, held_on=DAY)
    draft(therapist, case_id, session=4)
    late = [replace(one, at=stamp(2), turn=None) for one in both()]
    contracts.give_assents(**where, version=1, assents=late[:1])
    second = {**where, "version": 2, "seen": 1, "on": DAY}
    assert refused(lambda: contracts.propose(**second, session=3)) == ["session"]
    contracts.withdraw(**where, version=2, reason="not yet")
    give = {**where, "version": 1, "assents": late[1:]}
    assert refused(lambda: contracts.give_assents(**give)) == ["therapist.session"]
    begin = {**where, "contract": sheet(), "replaces": 1, "session": 3}
    assert refused(lambda: contracts.begin_draft(**begin)) == ["session"]
    contracts.give_assents(**{**give, "assents": [replace(late[1], at=stamp(4))]})
    case = read.case_history(therapist, case_id).case
    assert case.as_of(3).versions[0].assents[0].party is Party.PATIENT
    assert (case.as_of(3).agreed, case.as_of(4).agreed) == (None, case.versions[0])
