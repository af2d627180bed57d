"""The facts that rules may read: each has a name, a meaning, a value and the turns behind it.

A new fact is one more function below; its docstring is its documentation and its name is what
rules write. Every fact here is known from one session alone; ``case_facts`` holds those that need
the case.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from wemode.analysis.answers import answers
from wemode.analysis.contract_talk import TaskOutcome, TaskTalk
from wemode.analysis.session import SessionReview
from wemode.domain import CodedTranscript, Speaker

# A self-disclosure is looked at when it stands this many turns before what it may have set off.
DISCLOSURE_BEFORE = 3
ARGUMENT = frozenset({"t.confronts", "t.other_view", "t.informs"})
SHUT = frozenset({"p.withdrawal", "p.self_contained", "p.confrontation"})


@dataclass(frozen=True, slots=True)
class Fact:
    """The value of a fact, the turns it was found in, and the lines of the contract.

    ``lines`` are ids of goals, tasks and versions: "g1", "t2", "v3".
    """

    value: float
    turns: tuple[int, ...] = ()
    lines: tuple[str, ...] = ()


Finder = Callable[[SessionReview], Fact]
FACTS: dict[str, Finder] = {}


def fact(finder: Finder) -> Finder:
    """Register a fact under its function's name."""
    FACTS[finder.__name__] = finder
    return finder


def session_facts(review: SessionReview) -> Mapping[str, Fact]:
    """Every fact of one session."""
    return {name: finder(review) for name, finder in FACTS.items()}


def _count(turns: tuple[int, ...]) -> Fact:
    return Fact(len(turns), turns)


@fact
def patient_turns(review: SessionReview) -> Fact:
    """Number of turns in which the patient speaks."""
    return Fact(review.patient_turns)


@fact
def open_strains(review: SessionReview) -> Fact:
    """Number of strains neither repaired nor, a single sharp word, passed over into work."""
    still_open = [strain for strain in review.strains if strain.is_open]
    return Fact(len(still_open), tuple(t for strain in still_open for t in strain.markers))


@fact
def strains(review: SessionReview) -> Fact:
    """Number of strains in the session, open or not, but for single sharp words that passed."""
    counted = [strain for strain in review.strains if not strain.passed]
    return Fact(len(counted), tuple(t for strain in counted for t in strain.markers))


@fact
def own_part_turns(review: SessionReview) -> Fact:
    """Number of turns in which the therapist owns a part in a strain."""
    return _count(review.coded.turns_with("t.owns_part"))


@fact
def confrontation_turns(review: SessionReview) -> Fact:
    """Number of turns in which the patient moves against the therapist or the therapy."""
    return _count(review.coded.turns_with("p.confrontation"))


@fact
def goal_talk_turns(review: SessionReview) -> Fact:
    """Number of turns in which the therapist seeks or names a goal."""
    return _count(review.contract_talk.goals_sought)


@fact
def goals_voiced(review: SessionReview) -> Fact:
    """Number of wishes or choices the patient voices within four turns of goal talk."""
    return _count(review.contract_talk.goals_voiced)


@fact
def commitments(review: SessionReview) -> Fact:
    """Number of turns in which the patient chooses a concrete act of own will."""
    return _count(review.contract_talk.commitments)


@fact
def no_access_turns(review: SessionReview) -> Fact:
    """Number of turns in which the patient cannot say what goes on inside, though invited."""
    return _count(review.coded.turns_with("p.no_access"))


@fact
def episodes(review: SessionReview) -> Fact:
    """Number of specific events the patient told."""
    turns = tuple(t for episode in review.episodes for t in episode.turns)
    return Fact(len(review.episodes), turns)


@fact
def shut_views(review: SessionReview) -> Fact:
    """Number of times another's view or a confrontation met a patient who shut the talk.

    Shut means withdrawal, self-containment or confrontation in one of the patient's next two
    turns.
    """
    pairs = [
        (move, answer)
        for move in review.coded.turns_with("t.other_view", "t.confronts")
        for answer in answers(review.coded, move)
        if review.coded.has(answer, SHUT)
    ]
    moves = {move for move, _ in pairs}
    return Fact(len(moves), tuple(sorted(moves | {answer for _, answer in pairs})))


@fact
def pretend_turns(review: SessionReview) -> Fact:
    """Number of turns of pretend mode."""
    return _count(review.coded.turns_with("p.pretend"))


@fact
def pretend_share(review: SessionReview) -> Fact:
    """Share (0-1) of the patient's words that are spoken in pretend mode."""
    words = {t.number: len(t.text.split()) for t in review.coded.of(Speaker.PATIENT)}
    turns = review.coded.turns_with("p.pretend")
    total = sum(words.values())
    return Fact(sum(words[t] for t in turns) / total if total else 0.0, turns)


@fact
def pretend_praised(review: SessionReview) -> Fact:
    """Number of turns of pretend mode that the therapist's next turn praises."""
    return _answered(review.coded, "p.pretend", frozenset({"t.affirms_strength"}))


@fact
def certainty_argued(review: SessionReview) -> Fact:
    """Number of certain statements answered at once by argument.

    Argument means that the therapist's next turn contradicts, brings another's view or explains.
    """
    return _answered(review.coded, "p.certainty", ARGUMENT)


@fact
def proof_turns(review: SessionReview) -> Fact:
    """Number of turns in which only visible proof of worth or care counts."""
    return _count(review.coded.turns_with("p.proof"))


@fact
def tasks_without_cost(review: SessionReview) -> Fact:
    """Number of tasks the patient said yes to with no painful feeling named for them."""
    tasks = [t for t in review.contract_talk.tasks if t.agreed and not t.cost]
    return Fact(len(tasks), _task_turns(tasks))


@fact
def tasks_barely_agreed(review: SessionReview) -> Fact:
    """Number of tasks met by a bare yes, with the free choice not checked."""
    found = [
        t for t in review.contract_talk.tasks if t.outcome is TaskOutcome.BARE_YES and not t.choice
    ]
    return Fact(len(found), _task_turns(found))


@fact
def disclosures_met(review: SessionReview) -> Fact:
    """Number of self-disclosures with confrontation or envy within the three turns after."""
    pairs = [
        (turn, later)
        for turn in review.coded.turns_with("t.self_discloses")
        for later in range(turn + 1, turn + DISCLOSURE_BEFORE + 1)
        if review.coded.has(later, ("p.confrontation", "p.envy"))
    ]
    moves = {turn for turn, _ in pairs}
    return Fact(len(moves), tuple(sorted(moves | {later for _, later in pairs})))


@fact
def limit_turns(review: SessionReview) -> Fact:
    """Number of turns in which the therapist states what therapy can and cannot give."""
    return _count(review.contract_talk.limits_stated)


def _answered(coded: CodedTranscript, code: str, by: frozenset[str]) -> Fact:
    """How many turns with the code are met by such a code in the therapist's next turn."""
    pairs = [
        (turn, reply)
        for turn in coded.turns_with(code)
        for reply in coded.next_of(Speaker.THERAPIST, turn)
        if coded.has(reply, by)
    ]
    return Fact(len(pairs), tuple(sorted({turn for pair in pairs for turn in pair})))


def _task_turns(tasks: list[TaskTalk]) -> tuple[int, ...]:
    return tuple(
        turn
        for task in tasks
        for turn in (*task.proposed, *(() if task.answer is None else (task.answer,)))
    )
