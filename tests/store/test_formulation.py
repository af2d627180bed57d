"""What each action on the formulation changes; on both engines."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.store.conftest import DAY, Store, filled
from tests.store.told import (
    ANSWER,
    DREAD,
    OFFERED,
    OWN,
    checked,
    episode,
    lived,
    pattern,
    stamp,
    strain,
    viewed,
)
from tests.store.words import EVIDENCE
from wemode.domain import (
    Annotation,
    Case,
    EpisodeKind,
    Filled,
    How,
    Part,
    Party,
    PatternState,
    PatternStep,
    Repaired,
    SessionCodes,
    Stamp,
    TurnRef,
)
from wemode.errors import Conflict, NotFound
from wemode.store import actions, formulation, read
from wemode.store.access import Actor

AT = Stamp(1, DAY, "Maria")
WRITTEN = {"when": "on Sunday", "kind": EpisodeKind.MEMORY}


def known(actor: Actor, case_id: str) -> Case:
    return read.case_history(actor, case_id).case


@pytest.fixture
def where(therapist: Actor, case_id: str) -> dict[str, Any]:
    """What every action is given first: who, and which case."""
    return {"actor": therapist, "case_id": case_id}


@pytest.fixture
def shared(where: dict[str, Any]) -> str:
    """A pattern of one episode to which the patient has agreed."""
    formulation.write_episode(**where, episode=episode())
    id = formulation.write_pattern(**where, pattern=pattern("e1"), on=DAY)
    formulation.offer_pattern(**where, id=id, words=OFFERED, on=DAY)
    formulation.agree_pattern(**where, id=id, words=ANSWER, on=DAY)
    return id


def test_an_episode_is_kept_through_every_writing(
    store: Store, therapist: Actor, where: dict[str, Any]
) -> None:
    first = formulation.write_episode(**where, episode=episode(), on=DAY)
    actions.record_session(**where, held_on=DAY)
    fuller = episode(**WRITTEN, told=(TurnRef(1, 2), TurnRef(2, 30)))
    again = formulation.write_episode(**where, episode=fuller, id=first, seen=1, on=DAY)
    before = episode(felt="small", told=())
    second = formulation.write_episode(**where, episode=before, session=0)
    assert (first, again, second) == ("e1", "e1", "e2")
    case = known(therapist, where["case_id"])
    assert [one.id for one in case.episodes] == ["e2", "e1"]
    record = case.episodes[1]
    assert [one.value for one in record.writings] == [episode(), fuller]
    assert [one.at for one in record.writings] == [AT, replace(AT, session=2)]
    assert case.as_of(1).episodes[1].value == episode()
    assert read.case_history(therapist, where["case_id"]).writings("e1") == 2


def test_what_is_struck_out_is_kept_and_says_so(
    store: Store, therapist: Actor, where: dict[str, Any]
) -> None:
    formulation.write_episode(**where, episode=episode())
    formulation.write_strain(**where, strain=strain())
    actions.record_session(**where, held_on=DAY)
    formulation.drop_episode(**where, id="e1", on=DAY)
    formulation.drop_strain(**where, id="s1", on=DAY)
    for deed in (
        lambda: formulation.drop_episode(**where, id="e1"),
        lambda: formulation.write_episode(**where, id="e1", episode=episode()),
        lambda: formulation.drop_strain(**where, id="s1"),
        lambda: formulation.write_strain(**where, id="s1", strain=strain()),
    ):
        with pytest.raises(Conflict, match=r"[es]1: Maria struck it out on"):
            deed()
    case = known(therapist, where["case_id"])
    assert (case.told, case.strains_kept) == ((), ())
    assert case.episodes[0].dropped == case.ledger[0].dropped == Stamp(2, DAY, "Maria")
    assert [len(case.as_of(1).told), len(case.as_of(1).strains_kept)] == [1, 1]
    assert formulation.write_episode(**where, episode=episode()) == "e2"


def test_a_pattern_is_written_offered_and_agreed(
    store: Store, therapist: Actor, where: dict[str, Any]
) -> None:
    formulation.write_episode(**where, episode=episode())
    formulation.write_episode(**where, episode=episode(**WRITTEN))
    bare = pattern()
    full = pattern("e1", roots=("e2",), exceptions=("e2",), healthy_parts="sings in the car")
    assert formulation.write_pattern(**where, pattern=bare, on=DAY) == "p1"
    assert (
        formulation.write_pattern(
            **where, pattern=full, id="p1", seen=1, reason="the ferry", on=DAY
        )
        == "p1"
    )
    formulation.offer_pattern(**where, id="p1", seen=2, words=OFFERED, on=DAY)
    formulation.agree_pattern(**where, id="p1", words=ANSWER, on=DAY)
    (version,) = known(therapist, where["case_id"]).patterns
    assert (version.id, version.number, version.state) == ("p1", 1, PatternState.AGREED)
    assert [save.pattern for save in version.saves] == [bare, full]
    assert list(version.pattern.parts) == [Part.WISH, Part.DREADED_SELF, Part.ACT]
    assert [(save.reason, save.at) for save in version.saves] == [("", AT), ("the ferry", AT)]
    assert [(one.step, one.at, one.words) for one in version.steps] == [
        (PatternStep.OFFER, AT, OFFERED),
        (PatternStep.AGREE, AT, ANSWER),
    ]


def test_a_redraft_takes_the_place_of_what_was_agreed(
    store: Store, therapist: Actor, where: dict[str, Any], shared: str
) -> None:
    before = known(therapist, where["case_id"]).patterns[0]
    actions.record_session(**where, held_on=DAY)
    corrected = pattern("e1", plain="I grin before they ask")
    formulation.write_pattern(**where, pattern=corrected, id=shared, seen=1, on=DAY)
    assert known(therapist, where["case_id"]).pattern(shared) == before
    for _ in range(2):
        formulation.offer_pattern(**where, id=shared, words=OFFERED, on=DAY)
        formulation.write_pattern(**where, pattern=corrected, id=shared, on=DAY)
    formulation.agree_pattern(**where, id=shared, words=ANSWER, on=DAY)
    case = known(therapist, where["case_id"])
    assert [one.state.value for one in case.patterns] == [
        "superseded",
        "superseded",
        "agreed",
        "draft",
    ]
    first, _, third, _ = case.patterns
    assert replace(first, steps=first.steps[:2]) == before
    assert first.steps[2].at == third.steps[-1].at == Stamp(2, DAY, "Maria")
    assert [one.number for one in case.as_of(1).patterns] == [1]
    assert case.as_of(1).pattern(shared) == before
    assert read.case_history(therapist, where["case_id"]).writings(shared) == 4


def test_a_pattern_is_given_up_whole_or_by_version_and_comes_back(
    store: Store, therapist: Actor, where: dict[str, Any], shared: str
) -> None:
    give_up = {**where, "id": shared, "words": "it was the shoes"}
    formulation.write_pattern(**where, pattern=pattern(), id=shared)
    formulation.drop_pattern(**give_up, version=2)
    case = known(therapist, where["case_id"])
    assert [one.state.value for one in case.patterns] == ["agreed", "dropped"]
    with pytest.raises(Conflict, match="p1: version 2 is dropped: Maria recorded that on"):
        formulation.drop_pattern(**give_up, version=2)
    formulation.write_pattern(**where, pattern=pattern(), id=shared)
    formulation.drop_pattern(**give_up)
    case = known(therapist, where["case_id"])
    assert case.standing_patterns == ()
    assert [one.steps[-1].words for one in case.patterns] == ["it was the shoes"] * 3
    for deed in (
        lambda: formulation.drop_pattern(**give_up),
        lambda: formulation.offer_pattern(**give_up),
        lambda: formulation.agree_pattern(**give_up),
        lambda: formulation.rate_view(**where, view=viewed()),
    ):
        with pytest.raises(Conflict, match="version 3 is dropped"):
            deed()
    assert formulation.write_pattern(**where, pattern=pattern(), id=shared) == shared
    assert formulation.write_pattern(**where, pattern=pattern()) == "p2"
    assert [one.number for one in known(therapist, where["case_id"]).standing_patterns] == [4, 1]


def test_how_a_pattern_is_held_counts_once_a_session(
    store: Store, therapist: Actor, where: dict[str, Any], shared: str
) -> None:
    actions.record_session(**where, held_on=DAY)
    for value, session in ((2, 1), (6, 2), (4, 1), (7, 2)):
        formulation.rate_view(**where, view=viewed(value, stamp(session)))
    case = known(therapist, where["case_id"])
    assert case.views == (
        viewed(4, AT),
        viewed(7, replace(AT, session=2)),
    )
    assert [one.value for one in case.as_of(1).views] == [4]


def test_a_strain_is_written_anew_when_it_is_repaired(
    store: Store, therapist: Actor, where: dict[str, Any]
) -> None:
    assert formulation.write_strain(**where, strain=strain(), on=DAY) == "s1"
    actions.record_session(**where, held_on=DAY)
    repaired = strain(repaired=Repaired.FULLY, wish="to be let off", motive="rest")
    formulation.write_strain(**where, strain=repaired, id="s1", seen=1, on=DAY)
    (record,) = known(therapist, where["case_id"]).ledger
    assert [one.value for one in record.writings] == [strain(), repaired]
    assert known(therapist, where["case_id"]).as_of(1).ledger[0].value == strain()
    assert formulation.write_strain(**where, strain=strain(session=2, turns=())) == "s2"


def test_a_check_in_of_each_party_counts_once_a_session(
    store: Store, therapist: Actor, where: dict[str, Any]
) -> None:
    for party, value in ((Party.PATIENT, 3), (Party.THERAPIST, 8), (Party.PATIENT, 4)):
        formulation.check_in(**where, check_in=checked(party, understood=value, hopeful=0))
    found = known(therapist, where["case_id"]).check_ins
    assert found == (
        checked(Party.PATIENT, AT, understood=4, hopeful=0),
        checked(Party.THERAPIST, AT, understood=8, hopeful=0),
    )


def test_an_own_state_is_written_over_and_removed(
    store: Store, therapist: Actor, where: dict[str, Any]
) -> None:
    actions.record_session(**where, held_on=DAY)
    for session, values, line in (
        (2, {"hurt": 1}, ""),
        (1, {"hurt": 9}, ""),
        (1, {"anger": 0}, OWN),
    ):
        formulation.write_own_state(**where, session_number=session, values=values, line=line)
    first, second = read.own_states(therapist, where["case_id"])
    assert (first.session, first.values, first.line, first.by) == (1, {"anger": 0}, OWN, "Maria")
    assert (second.session, second.values, second.line) == (2, {"hurt": 1}, "")
    formulation.write_own_state(**where, session_number=1, values={}, line=" ")
    assert [one.session for one in read.own_states(therapist, where["case_id"])] == [2]


def test_each_action_but_the_own_state_takes_the_digest_away(
    store: Store, therapist: Actor, where: dict[str, Any], shared: str
) -> None:
    def is_kept_after(deed: Any, **given: Any) -> bool:
        actions.keep_digest(**where, session_number=1, open_strains=0, rule="trust")
        deed(**where, **given)
        return read.caseload(therapist)[0].digest is not None

    assert is_kept_after(formulation.write_own_state, session_number=1, values={"warmth": 2})
    assert not is_kept_after(formulation.write_episode, episode=episode())
    assert not is_kept_after(formulation.write_pattern, pattern=pattern())
    assert not is_kept_after(formulation.rate_view, view=viewed())
    assert not is_kept_after(formulation.write_strain, strain=strain())
    assert not is_kept_after(formulation.check_in, check_in=checked())
    assert not is_kept_after(formulation.drop_pattern, id=shared, words="no")


def test_nothing_of_another_case_is_reached(
    store: Store, therapist: Actor, where: dict[str, Any]
) -> None:
    lived(therapist, where["case_id"])
    before = known(therapist, where["case_id"])
    other = actions.open_case(actor=therapist, code_name="Heron", started_on=DAY)
    there = {"actor": therapist, "case_id": other}
    said = {"id": "p1", "words": "x"}
    for deed in (
        lambda: formulation.write_episode(**there, episode=episode(told=()), id="e2"),
        lambda: formulation.drop_episode(**there, id="e2"),
        lambda: formulation.write_pattern(**there, pattern=pattern(), id="p1"),
        lambda: formulation.offer_pattern(**there, **said),
        lambda: formulation.agree_pattern(**there, **said),
        lambda: formulation.drop_pattern(**there, **said),
        lambda: formulation.rate_view(**there, view=viewed(at=stamp(0))),
        lambda: formulation.drop_strain(**there, id="s2"),
        lambda: formulation.write_own_state(**there, session_number=1, values={"hurt": 1}),
    ):
        with pytest.raises(NotFound):
            deed()
    assert known(therapist, other) == Case()
    assert known(therapist, where["case_id"]) == before
    assert formulation.write_episode(**there, episode=episode(told=())) == "e1"


@pytest.mark.parametrize(
    "id", ["", "e", "e0", "e2", "e-1", "e1x", "p1", "s1", "e٣", "e" + "1" * 30]
)
def test_an_id_that_is_none_finds_nothing(store: Store, where: dict[str, Any], id: str) -> None:
    formulation.write_episode(**where, episode=episode())
    with pytest.raises(NotFound, match="episode: the case has no such one"):
        formulation.drop_episode(**where, id=id)


def test_dates_default_to_today(store: Store, therapist: Actor, where: dict[str, Any]) -> None:
    formulation.write_episode(**where, episode=episode())
    (record,) = known(therapist, where["case_id"]).episodes
    assert record.at == Stamp(1, timezone.localdate(), "Maria")


def test_codes_are_counted_once_a_turn_and_without_the_rejected(
    store: Store, therapist: Actor, where: dict[str, Any]
) -> None:
    here = {**where, "session_number": 1}
    marks = read.coded_session(therapist, where["case_id"], 1).marks
    actions.decide_suggestion(**here, mark_id=marks[0].id, accept=False)
    actions.decide_suggestion(**here, mark_id=marks[1].id, accept=True)
    actions.set_code(**here, turn=1, code="t.informs")
    another = Annotation(6, "p.shame", "heads 1", How.SUGGESTED, 0.5, EVIDENCE)
    again = [mark.annotation for mark in marks[2:]]
    actions.replace_suggestions(**here, suggestions=[*again, another])
    actions.record_session(**where, held_on=DAY)
    assert known(therapist, where["case_id"]).codes == (
        SessionCodes(1, 5, 5, {"p.shame": 4, "t.informs": 1}),
    )


def test_a_formulation_takes_as_many_queries_however_long(
    store: Store, therapist: Actor, where: dict[str, Any]
) -> None:
    counts = []
    for _ in range(3):
        id = formulation.write_episode(**where, episode=episode())
        formulation.write_strain(**where, strain=strain())
        formulation.write_pattern(**where, pattern=pattern(id))
        formulation.write_pattern(
            **where, pattern=replace(pattern(id), parts={Part.COST: Filled(DREAD)}), id="p1"
        )
        with CaptureQueriesContext(connection) as queries:
            known(therapist, where["case_id"])
        counts.append(len(queries))
    assert len(set(counts)) == 1


def test_the_codes_of_a_case_are_read_without_its_turns(
    file_store: Store, therapist: Actor
) -> None:
    """Else a long case would count every turn that was ever said for a few numbers."""
    case_id = filled(therapist)
    with CaptureQueriesContext(connection) as queries:
        assert known(therapist, case_id).codes
    read = " ".join(one["sql"] for one in queries)
    assert "store_turncounts" in read
    assert not any(f'"{table}"' in read for table in ("store_turn", "store_annotation"))
