"""Talk of the contract within one session: goals sought, tasks proposed, cost, commitment.

The steps are those of the therapeutic contract in Metacognitive Interpersonal Therapy (Dimaggio &
Valentino 2023). Found from codes; nothing enters a contract by itself.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from wemode.analysis.answers import answers
from wemode.analysis.spans import join_close
from wemode.domain import CodedTranscript, Turn

# Turns of the therapist about one task stand at most this far apart.
SAME_TASK_WITHIN = 12
# The cost of a task, or the check of free choice, may be named this long before or after.
NAMED_AROUND = 16
# A goal is voiced when the patient answers goal talk with a wish or a choice within these turns.
GOAL_ANSWER_WITHIN = 4

# One yes or several on end: "Yes. Sure. Why not."
BARE_ASSENT = re.compile(
    r"""(?:\W*(?:(?:well|um+|uh+|er|oh|so|mm+|hm+)\W+)*
    (?:yes|yeah|yep|yup|ye|ok|okay|sure|fine|right|alright|all\ right|of\ course|certainly|agreed|
    if\ you\ (?:say|think|like|want)|as\ you\ (?:say|wish|like|want)|why\ not|i\ (?:guess|suppose)|
    no\ problem|whatever|(?:sounds\ )?(?:good|great)(?=\W*$)|(?:sounds|that's|it's)\ fine|deal|
    absolutely|mm+-?h[mn]*|uh-?huh|i\ will|i'll\ try|(?:we|i)\ can\ do\ that|can\ do)\b)+""",
    re.IGNORECASE | re.VERBOSE,
)
# Words that take a yes back or hem it in.
TAKEN_BACK = re.compile(
    r"\b(?:not?|never|nothing|but|though|unless|except|only|quit|stop|leav\w*|can't|cannot|\w+n['’]t)\b",
    re.IGNORECASE,
)
BARE_ASSENT_WORDS = 12
REFUSAL = ("p.confrontation", "p.no_agency")


class TaskOutcome(StrEnum):
    """How the patient met a proposed task."""

    COMMITTED = "committed"
    BARE_YES = "bare yes"
    AMBIVALENT = "ambivalent"
    REFUSED = "refused"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class TaskTalk:
    """One task talked about: turns that proposed it or sought the yes, and what came of it.

    ``answer`` is the patient's turn that decided the outcome, or None; ``cost`` and ``choice`` the
    turns that named its cost and checked the free choice.
    """

    proposed: tuple[int, ...]
    outcome: TaskOutcome
    answer: int | None
    cost: tuple[int, ...]
    choice: tuple[int, ...]

    @property
    def agreed(self) -> bool:
        """Whether the patient said yes, of own will or barely."""
        return self.outcome in (TaskOutcome.COMMITTED, TaskOutcome.BARE_YES)


@dataclass(frozen=True, slots=True)
class ContractTalk:
    """Everything said about the contract, as turn numbers, and the tasks with their outcome."""

    goals_sought: tuple[int, ...]
    goals_voiced: tuple[int, ...]
    tasks: tuple[TaskTalk, ...]
    costs_named: tuple[int, ...]
    commitment_sought: tuple[int, ...]
    commitments: tuple[int, ...]
    bare_yes: tuple[int, ...]
    choice_checked: tuple[int, ...]
    limits_stated: tuple[int, ...]
    tasks_reviewed: tuple[int, ...]
    acted: tuple[int, ...]
    avoided: tuple[int, ...]


def is_bare_assent(turn: Turn) -> bool:
    """Whether a turn is a yes and hardly more (English)."""
    return is_bare_words(turn.text)


def is_bare_words(text: str, beside: int = BARE_ASSENT_WORDS) -> bool:
    """Whether these words are a yes and hardly more (English).

    That is a short text that begins with assent and takes nothing back after it; ``beside`` is how
    many words may follow the yes.
    """
    assent = BARE_ASSENT.match(text)
    return (
        len(text.split()) <= BARE_ASSENT_WORDS
        and assent is not None
        and len(text[assent.end() :].split()) <= beside
        and not TAKEN_BACK.search(text, assent.end())
    )


def find_contract_talk(coded: CodedTranscript) -> ContractTalk:
    """The contract talk of a session."""
    tasks = tuple(_task(coded, group) for group in _task_groups(coded))
    return ContractTalk(
        goals_sought=coded.turns_with("t.seeks_goal"),
        goals_voiced=_goals_voiced(coded),
        tasks=tasks,
        costs_named=coded.turns_with("t.names_cost"),
        commitment_sought=coded.turns_with("t.seeks_commitment"),
        commitments=coded.turns_with("p.commits"),
        bare_yes=tuple(
            task.answer
            for task in tasks
            if task.outcome is TaskOutcome.BARE_YES and task.answer is not None
        ),
        choice_checked=coded.turns_with("t.checks_choice"),
        limits_stated=coded.turns_with("t.states_limits"),
        tasks_reviewed=coded.turns_with("t.reviews_task"),
        acted=coded.turns_with("p.acted"),
        avoided=coded.turns_with("p.avoided"),
    )


def _goals_voiced(coded: CodedTranscript) -> tuple[int, ...]:
    voiced: set[int] = set()
    for turn in coded.turns_with("t.seeks_goal"):
        upto = min(len(coded.transcript), turn + GOAL_ANSWER_WITHIN)
        voiced |= {t for t in range(turn, upto + 1) if coded.has(t, ("p.wish", "p.commits"))}
    return tuple(sorted(voiced))


def _task_groups(coded: CodedTranscript) -> list[tuple[int, ...]]:
    """Turns about one task: at least one of them proposes it."""
    proposals = set(coded.turns_with("t.proposes_task"))
    turns = coded.turns_with("t.proposes_task", "t.seeks_commitment")
    return [group for group in join_close(turns, SAME_TASK_WITHIN) if proposals & set(group)]


def _task(coded: CodedTranscript, proposed: tuple[int, ...]) -> TaskTalk:
    outcome, answer = _outcome(coded, proposed)
    around = range(max(1, proposed[0] - NAMED_AROUND), proposed[-1] + NAMED_AROUND + 1)
    return TaskTalk(
        proposed=proposed,
        outcome=outcome,
        answer=answer,
        cost=tuple(t for t in around if coded.has(t, ("t.names_cost",))),
        choice=tuple(t for t in around if coded.has(t, ("t.checks_choice",))),
    )


def _outcome(coded: CodedTranscript, proposed: tuple[int, ...]) -> tuple[TaskOutcome, int | None]:
    """The clearest answer wins: a commitment over a doubt, a doubt over a yes, a yes over a no.

    A bare yes counts only as the next word after the asking; a later "mm, okay" answers something
    else. A sharp word after a bare yes does not undo the yes, it shows what the yes was worth.
    """
    heard = sorted({a for turn in proposed for a in answers(coded, turn, 3)})
    at_once = sorted({a for turn in proposed for a in answers(coded, turn, 1)})
    found = (
        (TaskOutcome.COMMITTED, [t for t in heard if coded.has(t, ("p.commits",))]),
        (TaskOutcome.AMBIVALENT, [t for t in heard if coded.has(t, ("p.ambivalent",))]),
        (
            TaskOutcome.BARE_YES,
            [
                t
                for t in at_once
                if is_bare_assent(coded.transcript.turn(t)) and not coded.has(t, REFUSAL)
            ],
        ),
        (TaskOutcome.REFUSED, [t for t in heard if coded.has(t, REFUSAL)]),
    )
    return next(
        ((outcome, turns[-1]) for outcome, turns in found if turns), (TaskOutcome.OPEN, None)
    )
