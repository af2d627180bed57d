"""The review of a session: ribbon, what followed, episodes, contract talk."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cases import session
from wemode.analysis import review_session
from wemode.analysis.contract_talk import TaskOutcome, is_bare_assent
from wemode.analysis.states import Move, State
from wemode.domain import CodedTranscript, Speaker, Transcript, Turn

TASK = "T {t.proposes_task}: One lunch with them?"


def task(answer: str) -> tuple[TaskOutcome, int | None]:
    (found,) = review_session(session(f"{TASK}\n{answer}")).contract_talk.tasks
    return found.outcome, found.answer


def test_an_empty_session_gives_an_empty_review() -> None:
    review = review_session(CodedTranscript(Transcript()))
    assert review.ribbon == ()
    assert review.strains == ()
    assert review.contract_talk.tasks == ()


def test_the_ribbon_gives_each_turn_its_state_and_its_share_of_words() -> None:
    coded = session("T {t.validates}: one two\nP {p.joint p.shame}: three four five six\nP {}: x y")
    ribbon = review_session(coded).ribbon
    assert [m.state for m in ribbon] == [Move.OPENING, State.JOINT, State.NEUTRAL]
    assert [(m.start, m.end) for m in ribbon] == [(0, 0.25), (0.25, 0.75), (0.75, 1)]


@given(st.lists(st.text("ab ", min_size=1).filter(str.strip), min_size=1, max_size=30))
def test_the_ribbon_covers_the_session_without_gap_or_overlap(texts: list[str]) -> None:
    turns = tuple(Turn(n, Speaker.PATIENT, text) for n, text in enumerate(texts, start=1))
    ribbon = review_session(CodedTranscript(Transcript(turns))).ribbon
    assert ribbon[0].start == 0
    assert ribbon[-1].end == pytest.approx(1)
    for before, after in itertools.pairwise(ribbon):
        assert before.end == after.start


def test_a_move_is_counted_by_what_comes_first_after_it() -> None:
    coded = session("""
        T {t.other_view}: And your wife?
        P {p.withdrawal}: No idea.
        T {t.other_view}: And your son?
        P {p.other_mind}: I wonder if he was scared.
        T {t.other_view}: And your boss?
        P {}: He was there.
        T {}: Mm.
        P {}: Yes.""")
    (row,) = review_session(coded).followed
    assert (row.closed, row.opened, row.neither) == ((1,), (3,), (5,))


def test_neighbouring_turns_of_telling_are_one_episode() -> None:
    tell = "P {p.episode}: On Friday she left."
    coded = session(f"{tell}\nT {{}}: And?\n{tell}\n" + "T {}: Mm.\n" * 5 + tell)
    assert [(e.first, e.last) for e in review_session(coded).episodes] == [(1, 3), (9, 9)]


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        ("P {p.commits}: Yes. Thursday, before lunch.", TaskOutcome.COMMITTED),
        ("P {}: Sure, fine.", TaskOutcome.BARE_YES),
        ("P {p.withdrawal}: If you think so.", TaskOutcome.BARE_YES),
        ("P {p.ambivalent}: I'd like to, and I feel sick.", TaskOutcome.AMBIVALENT),
        ("P {p.confrontation}: Yes, very clever. No.", TaskOutcome.REFUSED),
        ("P {}: What time is it?", TaskOutcome.OPEN),
    ],
)
def test_what_became_of_a_proposed_task(answer: str, outcome: TaskOutcome) -> None:
    assert task(answer)[0] is outcome


def test_a_later_commitment_outweighs_a_first_doubt() -> None:
    assert task(
        "P {p.ambivalent}: Oh dear.\nT {}: Mm.\nP {p.commits}: I'll do the Friday one."
    ) == (
        TaskOutcome.COMMITTED,
        4,
    )


def test_cost_and_free_choice_count_around_the_task() -> None:
    coded = session(f"""
        {TASK}
        P {{}}: Okay.
        T {{t.names_cost}}: The shame will be hot at first.
        T {{t.checks_choice}}: Is that a yes to me or to it?
        P {{p.commits}}: To it. Thursday.""")
    (found,) = review_session(coded).contract_talk.tasks
    assert (found.cost, found.choice) == ((3,), (4,))
    assert found.agreed


def test_asking_for_a_yes_without_a_task_is_no_task() -> None:
    coded = session("T {t.seeks_commitment}: So we go on?\nP {}: Yes.")
    assert review_session(coded).contract_talk.tasks == ()


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("Yes.", True),
        ("Mm, okay.", True),
        ("If you say so.", True),
        ("Sure, whatever you think is best.", True),
        ("Yesterday I was ill.", False),
        ("No.", False),
        ("Of course not.", False),
        ("I will not do that.", False),
        ("Okay, no.", False),
        ("Right now I can't.", False),
        ("Good luck with that.", False),
        ("Fine, then I quit.", False),
        ("Sure, but not this week.", False),
        ("Good.", True),
        ("Okay, I'll try.", True),
        ("Fine weather we are having, and so I went out to the lake with them.", False),
    ],
)
def test_a_bare_yes_is_short_and_begins_with_assent(text: str, bare: bool) -> None:
    assert is_bare_assent(Turn(1, Speaker.PATIENT, text)) is bare


def test_a_goal_is_voiced_only_in_answer_to_goal_talk() -> None:
    coded = session("""
        P {p.wish}: I'd like to swim again.
        T {t.seeks_goal}: What is this for, then?
        P {}: Hm.
        T {}: Mm.
        P {p.wish}: That they sit down with me.""")
    assert review_session(coded).contract_talk.goals_voiced == (5,)
