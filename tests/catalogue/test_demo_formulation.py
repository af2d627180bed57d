"""The shared understanding of the demo case: every word where it was said, nothing known early."""

from __future__ import annotations

import re
import shutil
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

from wemode.catalogue.demo_case import DEMO, demo_case, demo_contract_case, demo_own_states
from wemode.catalogue.formulation import check_in_prompts, own_states, repair_moves
from wemode.catalogue.vocabulary import motive
from wemode.domain import (
    Case,
    Episode,
    EpisodeKind,
    FactView,
    LedgerStrain,
    Part,
    Party,
    PatternState,
    PatternStep,
    PatternVersion,
    Record,
    Repaired,
    SessionKind,
    Slot,
    Speaker,
    Transcript,
    TurnRef,
)
from wemode.domain.pattern import OWN_RESPONSE
from wemode.errors import BadContent
from wemode.formats.coded import read_coded

CASE = demo_contract_case()
EPISODES = {one.id: one for one in CASE.episodes}
WITH_WORDS = frozenset(demo_case().transcripts)
MET = (SessionKind.HELD, SessionKind.LATE)
SPOKEN_BY = {PatternStep.OFFER: Speaker.THERAPIST, PatternStep.AGREE: Speaker.PATIENT}


@cache
def transcript(session: int) -> Transcript:
    path = demo_case().transcripts[session]
    return read_coded(path.read_text(encoding="utf-8"), path.name).transcript


def turn(ref: TurnRef) -> str:
    """What the patient says there."""
    found = transcript(ref.session).turns[ref.turn - 1]
    assert found.speaker is Speaker.PATIENT, ref
    return found.text


def plain(text: str) -> str:
    return re.sub("[“”]", '"', " ".join(text.split()))


def words(*texts: str) -> set[str]:
    """The words of five letters or more."""
    return {word for text in texts for word in re.findall(r"[a-z']{5,}", text.lower())}


# --- Episodes ----------------------------------------------------------------------------------


def test_ids_count_in_the_order_in_which_things_were_first_written_down() -> None:
    assert [one.id for one in CASE.episodes] == [f"e{n}" for n in range(1, 40)]
    assert [one.id for one in CASE.ledger] == [f"s{n}" for n in range(1, 15)]
    for records in (CASE.episodes, CASE.ledger):
        for record in records:
            sessions = [one.at.session for one in record.writings]
            assert sessions == sorted(set(sessions)), record.id
        first = [one.at.session for one in records]
        assert first == sorted(first)


@pytest.mark.parametrize("episode", CASE.episodes, ids=lambda one: one.id)
def test_an_episode_is_written_in_the_words_of_the_turns_that_tell_it(
    episode: Record[Episode],
) -> None:
    """At least seven of ten longer words that a writing adds were spoken in its turns."""
    before = None
    for writing in episode.writings:
        at, value = writing.at.session, writing.value
        assert all(one.session <= at for one in value.told)
        spoken = words(*(turn(one) for one in value.told))
        changed = [slot for slot in Slot if not before or value.slot(slot) != before.slot(slot)]
        added = words(*(value.slot(slot) for slot in changed))
        is_new = at in {one.session for one in value.told} and changed
        assert is_new or at not in WITH_WORDS, "a session with a transcript, and no turn"
        if is_new and len(added) >= 5:
            assert len(added & spoken) >= 0.7 * len(added), sorted(added - spoken)
        before = value


def test_episodes_grow_more_specific_and_lose_nothing() -> None:
    for record in CASE.episodes:
        for before, after in pairwise(record.writings):
            assert set(before.value.filled) <= set(after.value.filled), record.id
            assert set(before.value.told) <= set(after.value.told), record.id
            assert before.value != after.value, record.id
    specific = [one.id for one in CASE.told if not one.value.missing]
    assert 10 <= len(specific) < len(CASE.told), "some are whole, to some there is more to ask"


def test_the_schubert_that_was_never_played_is_struck_out_and_named_nowhere() -> None:
    gone = [one for one in CASE.episodes if one.dropped]
    assert [(one.id, one.at.session, one.dropped.session) for one in gone] == [("e9", 15, 15)]
    assert all("e9" not in linked(version) for version in CASE.patterns)


# --- Patterns ----------------------------------------------------------------------------------


def linked(version: PatternVersion) -> set[str]:
    return {
        id
        for save in version.saves
        for id in (*save.pattern.episodes(), *save.pattern.roots, *save.pattern.exceptions)
    }


@pytest.mark.parametrize("version", CASE.patterns, ids=lambda one: f"{one.id}v{one.number}")
def test_a_pattern_names_only_episodes_that_were_told_by_then(version: PatternVersion) -> None:
    for save in version.saves:
        known = CASE.as_of(save.at.session)
        told = {one.id: one.value.kind for one in known.told}
        pattern = save.pattern
        assert {told[id] for id in pattern.roots} <= {EpisodeKind.MEMORY}
        assert {told[id] for id in pattern.exceptions} <= {EpisodeKind.EXCEPTION}
        healthy = {told[id] for id in pattern.episodes(Part.HEALTHY_SELF)}
        assert healthy <= {EpisodeKind.EXCEPTION}
        others = [part for part in Part if part is not Part.HEALTHY_SELF]
        assert {told[id] for id in pattern.episodes(*others)} == {EpisodeKind.EVENT}
        assert not pattern.motive or motive(pattern.motive)
        for part in Part:
            ids = pattern.parts[part].episodes if part in pattern.parts else ()
            assert len(ids) == len(set(ids))


def test_what_was_offered_and_answered_stands_in_the_transcript_where_there_is_one() -> None:
    found = 0
    for version in CASE.patterns:
        for step, speaker in SPOKEN_BY.items():
            said = version.taken(step)
            if said is None or said.at.session not in WITH_WORDS:
                continue
            turns = [
                plain(one.text)
                for one in transcript(said.at.session).turns
                if one.speaker is speaker
            ]
            assert any(plain(said.words) in one for one in turns), (version.id, version.number)
            found += 1
    assert found == 4


def test_the_knock_is_seen_by_her_corrected_by_him_and_written_anew_three_times() -> None:
    knock = [one for one in CASE.patterns if one.id == "p1"]
    assert [one.state for one in knock] == [
        *[PatternState.SUPERSEDED] * 3,
        PatternState.AGREED,
        PatternState.DRAFT,
    ]
    assert [one.saves[0].at.session for one in knock] == [13, 22, 31, 41, 57]
    agreed = [taken.at.session for one in knock if (taken := one.taken(PatternStep.AGREE))]
    assert agreed == [23, 33, 44]
    assert [one.pattern.motive for one in knock[:2]] == ["rank", "closeness"]
    assert "like" in knock[0].pattern.words(Part.WISH)
    assert "sits down" in knock[1].pattern.words(Part.WISH)


def test_it_is_ready_to_be_offered_only_just_before_it_was() -> None:
    def agreeing(session: int) -> tuple[str, ...]:
        known = CASE.as_of(session).pattern("p1")
        assert known
        shown = known.pattern.agreeing((Part.WISH, Part.OTHER_RESPONSE))
        return tuple(id for id in shown if id in known.pattern.episodes(*OWN_RESPONSE))

    assert agreeing(20) == ()
    assert agreeing(21) == ("e3", "e5", "e7", "e15")


@pytest.mark.parametrize("session", range(58))
def test_of_every_pattern_one_version_at_most_is_agreed_after_every_session(session: int) -> None:
    known = CASE.as_of(session)
    for id in {one.id for one in known.patterns}:
        states = [one.state for one in known.patterns if one.id == id]
        assert states.count(PatternState.AGREED) <= 1
        assert states.count(PatternState.OFFERED) <= 1
        assert states[:-1].count(PatternState.DRAFT) == 0
    standing = {one.id: one.state for one in known.standing_patterns}
    for id in ("p1", "p2"):
        assert (standing.get(id) is PatternState.AGREED) == (session >= 23)


def test_its_roots_are_the_ring_the_cousin_the_shut_door_and_the_exam() -> None:
    pattern = CASE.pattern("p1")
    assert pattern
    where = [EPISODES[id].value.where for id in pattern.pattern.roots]
    for word, place in zip(("his", "doorway", "mother's door", "table"), where, strict=True):
        assert word in place


def test_tasks_name_a_pattern_that_was_there_by_then() -> None:
    named = set()
    for version in CASE.versions:
        for task in version.contract.tasks:
            if task.pattern:
                assert CASE.as_of(version.saves[-1].at.session).pattern(task.pattern), task.id
                named.add(task.id)
    assert named == {"t4", "t5", "t6", "t8"}


# --- Held as a fact or as a view ---------------------------------------------------------------


def held(pattern: str = "p1") -> dict[int, FactView]:
    return {one.at.session: one for one in CASE.views_of(pattern)}


def test_the_view_widens_unevenly_is_lost_in_february_and_is_not_for_good_in_the_end() -> None:
    values = {session: one.value for session, one in held().items()}
    assert values[22] == values[28] == 4
    assert values[36] == 7
    assert values[39] == 1
    assert values[47] == 6
    assert values[51] == 4
    assert values[57] == max(values.values()) == 8
    falls = [after for before, after in pairwise(values.values()) if after < before]
    assert len(falls) == 3


def test_it_was_seen_as_a_view_before_the_chairs() -> None:
    assert [one.value for one in CASE.as_of(30).views_of("p1")][-1] >= 6


def test_what_he_says_of_it_in_a_session_with_a_transcript_he_said() -> None:
    for view in CASE.views:
        if view.at.session in WITH_WORDS:
            turns = transcript(view.at.session).turns
            spoken = [plain(one.text) for one in turns if one.speaker is Speaker.PATIENT]
            for sentence in re.split(r"(?<=\.) ", view.words):
                assert any(plain(sentence).rstrip(".") in one for one in spoken), view


# --- The ledger --------------------------------------------------------------------------------


@pytest.mark.parametrize("strain", CASE.ledger, ids=lambda one: one.id)
def test_strains_stand_in_turns_of_the_patient_known_by_then(strain: Record[LedgerStrain]) -> None:
    moves = {one.id for one in repair_moves()}
    for writing in strain.writings:
        value, at = writing.value, writing.at.session
        assert value.session <= at
        assert all(value.session <= one.session <= at for one in value.turns)
        assert all(turn(one) for one in value.turns)
        assert set(value.tried) <= moves
        assert not value.motive or motive(value.motive)
        if value.session in WITH_WORDS:
            assert any(one.session == value.session for one in value.turns)


def test_every_transcript_with_a_strain_has_it_in_the_ledger() -> None:
    assert {one.value.session for one in CASE.ledger} & WITH_WORDS == WITH_WORDS - {22}


def test_she_did_not_see_it_in_seven_nor_in_thirteen() -> None:
    def known(session: int, after: int) -> list[Repaired]:
        ledger = CASE.as_of(after).strains_kept
        return [one.value.repaired for one in ledger if one.value.session == session]

    assert known(7, 7) == []
    assert known(7, 8) == [Repaired.NOT]
    assert known(7, 9) == [Repaired.FULLY]
    assert known(13, 14) == []
    assert known(13, 15) == [Repaired.PARTLY]


def test_the_empty_chair_stays_open_until_she_owns_the_letter() -> None:
    def state(after: int) -> Repaired:
        return next(o.value.repaired for o in CASE.as_of(after).ledger if o.value.session == 37)

    assert [state(n) for n in (37, 38, 39, 41, 42)] == [
        Repaired.NOT,
        Repaired.NOT,
        Repaired.PARTLY,
        Repaired.PARTLY,
        Repaired.FULLY,
    ]


def test_repaired_means_that_something_was_tried() -> None:
    for record in CASE.ledger:
        assert bool(record.value.tried) == (record.value.repaired is not Repaired.NOT)
        if record.value.repaired is Repaired.FULLY:
            assert record.value.own_part


# --- Check-ins and own states ------------------------------------------------------------------


def answers(session: int, party: Party) -> dict[str, int]:
    (found,) = (o for o in CASE.check_ins if o.at.session == session and o.party is party)
    return dict(found.answers)


def test_both_answer_every_prompt_after_the_same_sessions() -> None:
    prompts = {one.id for one in check_in_prompts()}
    sessions = {
        party: [o.at.session for o in CASE.check_ins if o.party is party] for party in Party
    }
    assert sessions[Party.PATIENT] == sessions[Party.THERAPIST]
    assert len(set(sessions[Party.PATIENT])) == len(sessions[Party.PATIENT]) == 18
    assert all(set(one.answers) == prompts for one in CASE.check_ins)


def test_the_no_of_august_stood_on_the_sheet_and_nobody_looked() -> None:
    apart = {
        session: answers(session, Party.THERAPIST)["free_to_say_no"]
        - answers(session, Party.PATIENT)["free_to_say_no"]
        for session in (9, 13, 15)
    }
    assert apart == {9: 0, 13: 5, 15: -1}


def test_hope_is_gone_in_march_and_back_in_part() -> None:
    hope = {session: answers(session, Party.PATIENT)["hopeful"] for session in (36, 39, 42, 57)}
    assert hope == {36: 8, 39: 0, 42: 4, 57: 7}


def test_own_states_are_of_the_list_and_hers_alone() -> None:
    ids = {one.id for one in own_states()}
    found = demo_own_states()
    assert [one.session for one in found] == sorted({one.session for one in found})
    for one in found:
        assert set(one.values) <= ids
        assert all(0 <= value <= 10 for value in one.values.values())
        assert one.line not in repr(CASE)
    states = {one.session: one.values for one in found}
    assert states[4]["hurt"] >= 6
    assert states[38]["hopelessness"] == states[39]["hopelessness"] == 6


# --- All of it ---------------------------------------------------------------------------------


def test_everything_became_known_on_the_day_of_its_session() -> None:
    """Most of it with him there; that he stayed away is noted on the days on which he did."""
    days = {one.number: one for one in CASE.sessions}
    records = (*CASE.episodes, *CASE.ledger)
    stamps = [one.at for record in records for one in record.writings]
    stamps += [one.at for one in (*CASE.views, *CASE.check_ins)]
    stamps += [one.at for v in CASE.patterns for one in (*v.saves, *v.steps)]
    assert all(days[one.session].held_on == one.on for one in stamps)
    alone = {one.session for one in stamps if days[one.session].kind not in MET}
    assert alone == {8, 37, 38}


@pytest.mark.parametrize("session", range(59))
def test_nothing_is_known_before_it_was_told(session: int) -> None:
    known: Case = CASE.as_of(session)
    assert all(one.at.session <= session for one in (*known.views, *known.check_ins))
    told = {one.id for one in known.episodes}
    for version in known.patterns:
        assert linked(version) <= told
    for record in (*known.episodes, *known.ledger):
        assert all(one.at.session <= session for one in record.writings)


def written(tmp_path: Path, old: str, new: str) -> Path:
    """The demo folder with one thing changed in the formulation."""
    for name in ("case.toml", "contract.toml", "formulation.toml"):
        shutil.copy(DEMO / name, tmp_path / name)
    path = tmp_path / "formulation.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("[[episode.writing]]", "[[episode.writings]]", "episode 1"),
        ('who = "Marit, in my jumper"', 'whom = "Marit"', "episode 1, writing 1"),
        ("session = 1\n", "session = 99\n", "episode 1, writing 1"),
        ("session = 1\n", "", "episode 1, writing 1"),
        ("told = [[1, 24]", "told = [[1]", "episode 1, writing 1"),
        ('kind = "exception"', 'kind = "wonder"', "episode 4, writing 1"),
        ("dropped = 15", "dropped = 99", "episode 9"),
        ('id = "p1"', 'id = "k1"', "pattern 1, version 1"),
        ("[pattern.version.save.wish]", "[pattern.version.save.wishes]", "version 1, save 2"),
        ('episodes = ["e5", "e7"]', 'episodes = ["s5"]', "version 1, save 1"),
        ('episodes = ["e5", "e7"]', 'episodes = "e5"', "version 1, save 1"),
        ("[pattern.version.offered]\nsession = 22", "[pattern.version.offered]", "version 1"),
        ("[pattern.version.offered]", "[pattern.version.agreed]", "version 1"),
        ('motive = "rank"', 'motive = "No Motive"', "version 1, save 2, motive"),
        ("value = 5", "value = 11", "view 1"),
        ('pattern = "p2"\nsession = 16', "session = 16", "view 1"),
        ('repaired = "partly"', 'repaired = "nearly"', "strain 1, entry 1"),
        ("of = 1\n", "", "strain 1, entry 1"),
        ('tried = ["names_tension", "clarifies"]', 'tried = "clarifies"', "strain 1, entry 1"),
        ("understood = 2", "understod = 2", "check_in 1, patient"),
        ("understood = 2", "understood = 12", "check_in 1"),
        ("[check_in.therapist]", "[check_in.other]", "check_in 1"),
        ("boredom = 2", "bordom = 2", "own_state 1"),
        ("[[own_view]]\nsession = 1\n", "[[own_view]]\n", "own_view 1"),
        ('words = "How the night was. No homework."', 'words = ""', "own_view 10"),
        ("[[view]]", "[[views]]", "file"),
    ],
)
def test_what_does_not_fit_is_said_with_file_and_place(
    tmp_path: Path, old: str, new: str, place: str
) -> None:
    with pytest.raises(BadContent) as raised:
        demo_contract_case(written(tmp_path, old, new))
    where = [one.where for one in raised.value.problems]
    assert all(one.startswith("formulation.toml, ") for one in where)
    assert any(place in one for one in where), where
