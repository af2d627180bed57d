"""A session's contract talk becomes a pre-filled sheet; nothing that was not said is on it."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain

import pytest

from tests.cases import session
from tests.contracts import DRAW, small_case, small_contract
from wemode.analysis import review_session
from wemode.analysis.contract_draft import (
    Evidence,
    draft_from_talk,
    evidence_turns,
    ids_used,
)
from wemode.catalogue.demo_case import demo_case
from wemode.domain import Annotation, CodedTranscript, Contract, Goal, How, TurnRef
from wemode.domain.limits import LINE
from wemode.formats.coded import read_coded

TALK = """
T {t.seeks_goal}: Is there something you'd want otherwise?
P {p.wish}: I don't know. I'd like to stay at the table.
T {t.seeks_goal}: So that we'd both see it?
P {p.wish p.commits}: Right. "Four suppers a week I stay until the plates are gone."
T {}: (writes) Until the plates are gone.
T {t.proposes_task}: I had an idea. What if you wrote two lines every time you leave? In pencil.
P {p.ambivalent}: Like a schoolboy.
T {t.names_cost}: It has a price. You'd feel ashamed, and it may well be worse at first. Hm?
T {t.checks_choice}: How free is that?
P {p.commits}: Seven.
"""


def drafted(text: str, before: Contract | None = None, number: int = 4) -> Contract:
    return draft_from_talk(review_session(session(text)), number, before)


def demo(number: int) -> CodedTranscript:
    path = demo_case().transcripts[number]
    dialogue = read_coded(path.read_text(encoding="utf-8"), path.name)
    notes = (
        Annotation(turn, code, "demo", How.HUMAN)
        for turn, codes in sorted(dialogue.must.items())
        for code in sorted(codes)
    )
    return CodedTranscript(dialogue.transcript, tuple(notes))


def test_goal_and_task_are_drafted_in_the_words_they_were_said_in() -> None:
    draft = drafted(TALK)
    assert [(goal.id, goal.wording) for goal in draft.goals] == [
        ("g1", "Four suppers a week I stay until the plates are gone.")
    ]
    assert draft.goals[0].said == (TurnRef(4, 2), TurnRef(4, 4))
    (task,) = draft.tasks
    assert task.wording == "What if you wrote two lines every time you leave?"
    assert task.feeling == "You'd feel ashamed, and it may well be worse at first."
    assert (task.goal, task.strength, task.kind) == ("g1", None, "")
    assert TurnRef(4, 6) in task.said
    assert TurnRef(4, 8) in task.said


def test_nothing_else_is_written() -> None:
    draft = drafted(TALK)
    assert replace(draft, goals=(), tasks=()) == Contract()
    for goal in draft.goals:
        assert (goal.motive, goal.levels, goal.baseline, goal.hands) == ("", (), None, None)


def test_a_session_without_contract_talk_leaves_the_sheet_as_it_is() -> None:
    talk = "T {t.asks_episode}: When?\nP {p.episode p.wish}: On Sunday. I'd like it gone."
    assert drafted(talk, small_contract()) == small_contract()
    assert drafted(talk) == Contract()


def test_new_lines_stand_on_top_of_the_agreed_ones_with_ids_never_used() -> None:
    before = small_contract()
    draft = drafted(TALK, before)
    assert draft.goals[: len(before.goals)] == before.goals
    assert draft.tasks[: len(before.tasks)] == before.tasks
    assert [goal.id for goal in draft.goals] == ["g1", "g2", "g3"]
    assert [task.id for task in draft.tasks] == ["t1", "t2"]
    used = ids_used(small_case())
    assert {"g3", "t2"} <= used
    review = review_session(session(TALK))
    later = draft_from_talk(review, 9, small_case().versions[-1].contract, used=used)
    assert later.goals[-1].id == "g4"
    assert later.tasks[-1].id == "t3"


def test_what_the_patient_says_is_not_needed_is_no_goal() -> None:
    talk = """
    P {p.wish p.commits}: Put that in the minutes. But I don't need to have it on a sheet.
    T {}: Good.
    """
    assert drafted(talk).goals == ()
    assert drafted(talk.replace("don't need", "want")).goals != ()


def test_what_stands_already_is_not_drafted_again() -> None:
    once = drafted(TALK)
    assert drafted(TALK, once) == once


def test_a_task_without_a_new_goal_serves_the_last_one_worked_on() -> None:
    talk = "T {t.proposes_task}: Could you draw one tree every Sunday?\nP {p.commits}: One, yes."
    before = Contract(goals=(Goal(id="g7", wording="Be at ease"), DRAW))
    assert drafted(talk, before).tasks[0].goal == "g3"
    assert drafted(talk).tasks == (), "there is no goal that it could serve"


def test_a_refused_task_is_not_drafted() -> None:
    talk = TALK.replace("P {p.ambivalent}: Like a", "P {p.confrontation}: No. I'm no")
    assert drafted(talk.replace("P {p.commits}: Seven.", "P {}: Seven.")).tasks == ()


def test_what_the_patient_takes_on_unasked_is_a_task_if_it_says_when() -> None:
    talk = TALK.split("T {t.proposes_task}")[0] + "P {}: Hm.\nT {}: Mm.\nP {p.commits}: "
    (task,) = drafted(f"{talk}On Sundays I'll do the plates.").tasks
    assert task.wording == "On Sundays I'll do the plates."
    assert drafted(f"{talk}I'll sign it. Give me the pencil.").tasks == ()


def test_long_turns_are_cut_to_what_a_line_holds() -> None:
    talk = "T {t.seeks_goal}: What?\nP {p.wish}: I'd like " + "to be heard and seen " * 60 + "."
    (goal,) = drafted(talk).goals
    assert len(goal.wording) <= LINE
    assert goal.wording.endswith(" …")


def test_a_bare_file_has_no_session_to_refer_to() -> None:
    draft = drafted(TALK, number=0)
    assert [line.said for line in (*draft.goals, *draft.tasks)] == [(), ()]
    assert draft.tasks[0].goal == "g1"


def test_a_full_sheet_takes_no_more_lines() -> None:
    full = Contract(goals=tuple(Goal(id=f"g{n}", wording=f"Number {n}") for n in range(1, 31)))
    assert len(drafted(TALK, full).goals) == 30


def test_evidence_for_an_assent_is_where_it_was_said() -> None:
    assert evidence_turns(session(TALK)) == Evidence((4, 10), (9,), (8,))


@pytest.mark.parametrize(
    ("number", "goal", "task"),
    [
        (
            9,
            "An evening at home in which I notice it before I'm down in the workshop.",
            "That three times in the week, when it's gone cold, or better when it's about to, "
            "you write a line.",
        ),
        (
            15,
            "Play for nobody, badly if it comes badly.",
            "The Zeller. … Twenty minutes, and I'm not allowed to tune it.",
        ),
    ],
)
def test_the_demo_sessions_give_a_sheet_to_start_from(number: int, goal: str, task: str) -> None:
    draft = draft_from_talk(review_session(demo(number)), number, None)
    assert [one.wording for one in draft.goals] == [goal]
    assert [one.wording for one in draft.tasks] == [task]


def test_a_goal_the_therapist_supplied_is_not_drafted_as_the_patients() -> None:
    before = draft_from_talk(review_session(demo(9)), 9, None)
    draft = draft_from_talk(review_session(demo(13)), 13, before)
    assert draft.goals == before.goals
    assert draft.tasks[-1].wording.startswith("What if on Sunday you sat down and played")


@pytest.mark.parametrize("number", [1, 4, 7, 9, 13, 15, 22, 31, 39, 57])
def test_every_word_of_a_draft_was_said_in_the_session(number: int) -> None:
    coded = demo(number)
    draft = draft_from_talk(review_session(coded), number, None)
    said = " ".join(" ".join(turn.text.split()) for turn in coded.transcript).casefold()
    texts = chain(
        (goal.wording for goal in draft.goals),
        chain.from_iterable((task.wording, task.feeling) for task in draft.tasks),
    )
    for part in chain.from_iterable(text.split(" …") for text in texts):
        assert part.strip().casefold() in said
