"""What the actions on the formulation refuse: field by field, nothing written; on both engines."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.store.conftest import DAY, Store
from tests.store.told import (
    ANSWER,
    OFFERED,
    OWN,
    TOLD_WORDS,
    checked,
    episode,
    pattern,
    stamp,
    strain,
    viewed,
)
from wemode.domain import TurnRef
from wemode.errors import Conflict, NotFound, Unfit
from wemode.store import actions, formulation, models, read
from wemode.store.access import Actor

TABLES = (
    models.Record,
    models.Writing,
    models.Dropped,
    models.PatternVersion,
    models.PatternSave,
    models.PatternStep,
    models.FactView,
    models.CheckIn,
    models.OwnState,
    models.AuditEntry,
)
IDA = Actor("Ida", "therapist")


def everything() -> list[list[tuple[Any, ...]]]:
    return [list(table.objects.order_by("pk").values_list()) for table in TABLES]


def refused(
    deed: Callable[..., object], error: type[Exception] = Unfit, /, **given: Any
) -> list[str]:
    """The fields that a refusal names; nothing was written and no word of it is quoted."""
    before = everything()
    with pytest.raises(error) as refusal:
        deed(**given)
    assert everything() == before
    assert not any(words in str(refusal.value) for words in TOLD_WORDS)
    assert all(problem.remedy for problem in refusal.value.problems)
    return [problem.field for problem in refusal.value.problems]


def tomorrow() -> Any:
    return timezone.localdate() + timedelta(days=2)


@pytest.fixture
def where(therapist: Actor, case_id: str) -> dict[str, Any]:
    """What every action is given first; the case has two sessions, the first with ten turns."""
    actions.record_session(actor=therapist, case_id=case_id, held_on=DAY)
    return {"actor": therapist, "case_id": case_id}


def test_an_episode_names_only_turns_that_are_there(store: Store, where: dict[str, Any]) -> None:
    def fields(*turns: TurnRef, **given: Any) -> list[str]:
        return refused(formulation.write_episode, **where, episode=episode(told=turns), **given)

    assert fields(TurnRef(1, 11)) == ["told"]
    assert fields(TurnRef(3, 1), TurnRef(1, 2), TurnRef(1, 12)) == ["told", "told"]
    assert fields(TurnRef(2, 1), session=1) == ["told"]
    assert fields(session=3) == ["session"]
    assert fields(session=-1, on=tomorrow()) == ["session", "on"]


def test_a_later_writing_is_not_known_before_the_first(store: Store, where: dict[str, Any]) -> None:
    formulation.write_episode(**where, episode=episode())
    formulation.write_strain(**where, strain=strain())
    early = {**where, "session": 1}
    assert refused(formulation.write_episode, **early, episode=episode(), id="e1") == ["session"]
    assert refused(formulation.drop_episode, **early, id="e1") == ["session"]
    assert refused(formulation.write_strain, **early, strain=strain(), id="s1") == ["session"]
    assert refused(formulation.drop_strain, **early, id="s1") == ["session"]


def test_a_pattern_names_only_episodes_that_are_there(store: Store, where: dict[str, Any]) -> None:
    def fields(*episodes: str, **given: Any) -> list[str]:
        deed = formulation.write_pattern
        session = given.pop("session", None)
        return refused(deed, **where, pattern=pattern(*episodes, **given), session=session)

    formulation.write_episode(**where, episode=episode(), session=1)
    formulation.write_episode(**where, episode=episode())
    formulation.write_episode(**where, episode=episode())
    formulation.drop_episode(**where, id="e3")
    assert fields("e1", "e9") == ["wish", "dreaded_self"]
    assert fields("e1", roots=("e8", "e9"), exceptions=("e3",)) == ["roots", "roots", "exceptions"]
    assert fields("e1", "e2", session=1) == ["wish", "dreaded_self"]
    reason = {"reason": "x" * 401, "pattern": pattern("e9"), "on": tomorrow(), "session": 7}
    assert refused(formulation.write_pattern, **where, **reason) == [
        "reason",
        "session",
        "on",
        "wish",
        "dreaded_self",
    ]
    assert formulation.write_pattern(**where, pattern=pattern("e1", "e2")) == "p1"
    assert formulation.write_pattern(**where, pattern=pattern("e1"), session=1) == "p2"


def test_a_pattern_goes_forward_through_sessions_and_days(
    store: Store, where: dict[str, Any]
) -> None:
    formulation.write_pattern(**where, pattern=pattern(), session=2)
    step = {**where, "id": "p1"}
    assert refused(formulation.offer_pattern, **step, words=" ") == ["words"]
    late = {**step, "words": "x" * 2_001, "session": 1, "on": tomorrow()}
    assert refused(formulation.offer_pattern, **late) == ["words", "session", "on"]
    formulation.offer_pattern(**step, words=OFFERED, on=DAY)
    early = {**step, "session": 1, "on": DAY - timedelta(days=1)}
    assert refused(formulation.agree_pattern, **early, words="") == ["words", "session", "on"]
    assert refused(formulation.drop_pattern, **early, words="") == ["words", "session", "on"]
    assert refused(formulation.write_pattern, **where, pattern=pattern(), id="p1", session=1) == [
        "session"
    ]
    assert refused(formulation.rate_view, **where, view=viewed(at=stamp(1))) == ["session"]
    assert refused(formulation.rate_view, **where, view=viewed(at=stamp(3, tomorrow()))) == [
        "session",
        "on",
    ]


def test_steps_are_taken_in_their_order(store: Store, where: dict[str, Any]) -> None:
    formulation.write_pattern(**where, pattern=pattern())
    offer = {**where, "id": "p1", "words": OFFERED}
    agree = {**where, "id": "p1", "words": ANSWER}
    refused(formulation.agree_pattern, Conflict, **agree)
    formulation.offer_pattern(**offer)
    refused(formulation.offer_pattern, Conflict, **offer)
    formulation.agree_pattern(**agree)
    refused(formulation.agree_pattern, Conflict, **agree)
    refused(formulation.offer_pattern, Conflict, **offer)
    refused(formulation.drop_pattern, Conflict, **agree, version=9)
    refused(formulation.offer_pattern, NotFound, **{**offer, "id": "p2"})
    steps = list(models.PatternStep.objects.order_by("pk").values_list("step", flat=True))
    assert steps == ["offer", "agree"]


def test_whoever_writes_second_is_told_who_was_first(
    store: Store, where: dict[str, Any], case_id: str
) -> None:
    ida = {"actor": IDA, "case_id": case_id}
    formulation.write_episode(**where, episode=episode())
    formulation.write_strain(**where, strain=strain())
    formulation.write_pattern(**where, pattern=pattern())
    formulation.write_episode(**ida, episode=episode(), id="e1", seen=1)
    formulation.write_strain(**ida, strain=strain(), id="s1", seen=1)
    formulation.write_pattern(**ida, pattern=pattern(), id="p1", seen=1)
    for deed, given in (
        (formulation.write_episode, {"episode": episode(), "id": "e1"}),
        (formulation.write_strain, {"strain": strain(), "id": "s1"}),
        (formulation.write_pattern, {"pattern": pattern(), "id": "p1"}),
        (formulation.offer_pattern, {"words": OFFERED, "id": "p1"}),
    ):
        refused(deed, Conflict, **where, **given, seen=1)
        with pytest.raises(Conflict, match=r"[esp]1: Ida wrote it (anew )?on"):
            deed(**where, **given, seen=1)
        refused(deed, Conflict, **where, **given, seen=3)
    formulation.write_episode(**where, episode=episode(), id="e1", seen=2)
    formulation.write_strain(**where, strain=strain(), id="s1", seen=2)
    formulation.offer_pattern(**where, words=OFFERED, id="p1", seen=2)


def test_a_strain_belongs_to_a_session_and_its_turns(store: Store, where: dict[str, Any]) -> None:
    def fields(session: int | None = None, **changes: Any) -> list[str]:
        given = {"strain": strain(**changes), "session": session}
        return refused(formulation.write_strain, **where, **given)

    assert fields(session=3) == ["session"]
    assert refused(formulation.write_strain, **where, strain=strain(session=3)) == ["session"]
    later = {"strain": strain(session=2, turns=()), "session": 1}
    assert refused(formulation.write_strain, **where, **later) == ["session"]
    assert fields(turns=(TurnRef(1, 11), TurnRef(1, 4))) == ["turns"]


def test_a_check_in_is_of_a_session(store: Store, where: dict[str, Any]) -> None:
    def fields(**given: Any) -> list[str]:
        return refused(formulation.check_in, **where, check_in=checked(**given))

    assert fields(at=stamp(0)) == ["session"]
    assert fields(at=stamp(3, tomorrow())) == ["session", "on"]
    assert fields(**{"x" * 41: 3}) == ["answers"]


def test_a_check_in_that_answers_no_line_is_not_quoted() -> None:
    with pytest.raises(Unfit) as error:
        checked(**{"He said": 99})
    assert [problem.field for problem in error.value.problems] == ["answers"]
    assert "said" not in str(error.value)


def test_an_own_state_is_refused_field_by_field(store: Store, where: dict[str, Any]) -> None:
    def fields(line: str = OWN, **values: int) -> list[str]:
        given = {"session_number": 1, "values": values, "line": line}
        return refused(formulation.write_own_state, **where, **given)

    assert fields(hurt=11, anger=-1, warmth=10) == ["hurt", "anger"]
    assert fields(line="x" * 401, boredom=12) == ["line", "boredom"]
    assert fields(line="\0") == ["line"]
    assert fields(**{OWN: 3}) == ["values"]
    nowhere = {"session_number": 9, "values": {"hurt": 1}}
    refused(formulation.write_own_state, NotFound, **where, **nowhere)


def test_an_own_state_that_is_no_name_is_not_quoted(store: Store, where: dict[str, Any]) -> None:
    deed = {"session_number": 1, "values": {OWN: 99}}
    assert refused(formulation.write_own_state, **where, **deed) == ["values"]
    assert read.own_states(where["actor"], where["case_id"]) == ()
