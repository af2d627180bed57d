"""From a session's talk to a pre-filled sheet: what was said, in the words it was said in.

Nothing is invented and nothing enters the contract by itself: the therapist edits what is offered
here. Which sentence of a turn is taken is a guess by its form (English).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from wemode.analysis.contract_talk import GOAL_ANSWER_WITHIN, NAMED_AROUND, TaskOutcome
from wemode.analysis.sentences import (
    cost_words,
    says_when,
    sentences,
    task_words,
    trimmed,
    wish_weight,
)
from wemode.analysis.session import SessionReview
from wemode.analysis.spans import join_close
from wemode.domain import Case, CodedTranscript, Contract, Goal, Speaker, Task, TurnRef
from wemode.domain.contract import MOST_LINES

# Goal talk whose askings stand at most this far apart circles round one goal.
SAME_GOAL_WITHIN = 12
# So many words on end taken up by the therapist at once are an echo of the patient's sentence.
ECHO_WORDS = 4
# A line as alike as this to one that stands already is that line.
ALIKE = 0.8
# Whoever says that a thing is not needed names no goal, though it sounds like a wish.
_DENIES = re.compile(r"\bI (?:(?:do not|don['’]t) (?:really )?need|needn['’]t)\b", re.IGNORECASE)
_WROTE = re.compile(r"\b(?:writes?|writing|notes? (?:it )?down)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Evidence:
    """Turns of a session that can stand beside an assent."""

    commits: tuple[int, ...]
    checks_choice: tuple[int, ...]
    names_cost: tuple[int, ...]


def evidence_turns(coded: CodedTranscript) -> Evidence:
    """Where the patient committed, the choice was checked and the cost named."""
    return Evidence(
        commits=coded.turns_with("p.commits"),
        checks_choice=coded.turns_with("t.checks_choice"),
        names_cost=coded.turns_with("t.names_cost"),
    )


def ids_used(case: Case) -> frozenset[str]:
    """The ids of goals and tasks of every save of every version: none is given out again."""
    sheets = [save.contract for version in case.versions for save in version.saves]
    goals = {goal.id for sheet in sheets for goal in sheet.goals}
    return frozenset(goals | {task.id for sheet in sheets for task in sheet.tasks})


def draft_from_talk(
    review: SessionReview,
    session: int,
    before: Contract | None,
    *,
    used: Collection[str] = (),
) -> Contract:
    """The sheet that stands with the session's goals and tasks added, ready to be edited.

    A goal is what the patient wished or chose when asked for one, or wished and chose in one turn;
    a task what was proposed and not refused, or what the patient took on unasked, saying when;
    ``said`` links the turns. New lines get ids after those of ``before`` and ``used``. A task for
    which no goal stands anywhere is left out.
    """
    return _Draft(review, session, before or Contract(), used).made()


class _Draft:
    """Collects the new lines of one session on top of a sheet."""

    def __init__(
        self, review: SessionReview, session: int, before: Contract, used: Collection[str]
    ) -> None:
        self.coded, self.talk = review.coded, review.contract_talk
        self.session, self.before = session, before
        self.used = {
            *used,
            *(goal.id for goal in before.goals),
            *(task.id for task in before.tasks),
        }

    def made(self) -> Contract:
        goals = self._goals()
        tasks = self._tasks(goals)
        return replace(
            self.before,
            goals=(*self.before.goals, *goals.values()),
            tasks=(*self.before.tasks, *tasks),
        )

    def _goals(self) -> dict[int, Goal]:
        """The new goals by the turn in which each was first voiced."""
        goals: dict[int, Goal] = {}
        known = [goal.wording for goal in self.before.goals]
        for turns in self._goal_groups():
            wording = self._wish(turns)
            if wording and not _known(wording, known) and len(known) < MOST_LINES:
                goals[turns[0]] = Goal(self._new("g"), wording, said=self._said(*turns))
                known.append(wording)
        return goals

    def _goal_groups(self) -> list[tuple[int, ...]]:
        """The answering turns, those together whose askings circle round one goal.

        A wish that is a choice at once, which nobody asked for, stands by itself.
        """
        taken: set[int] = set()
        groups = []
        for asked in join_close(self.talk.goals_sought, SAME_GOAL_WITHIN):
            last = asked[-1] + GOAL_ANSWER_WITHIN
            if voiced := tuple(t for t in self.talk.goals_voiced if asked[0] <= t <= last):
                groups.append(voiced)
                taken.update(voiced)
        chosen = set(self.talk.commitments) & set(self.coded.turns_with("p.wish"))
        return sorted((*groups, *((turn,) for turn in chosen - taken)))

    def _wish(self, turns: tuple[int, ...]) -> str:
        """The sentence to put down: said as a wish, chosen, and taken up by the therapist."""
        weighed = [
            (wish_weight(sentence) + self._weight(turn, sentence), turn, sentence)
            for turn in turns
            for sentence in sentences(self.coded.transcript.turn(turn).text)
        ]
        best = max(weighed, key=lambda one: one[:2])[2] if weighed else ""
        return "" if _DENIES.search(best) else trimmed(best)

    def _weight(self, turn: int, sentence: str) -> float:
        heard = [self.coded.transcript.turn(n) for n in self.coded.next_of(Speaker.THERAPIST, turn)]
        echoed = any(_echoes(reply.text, sentence) for reply in heard)
        wrote = any(_WROTE.search(remark) for reply in heard for remark in reply.remarks)
        return 2 * echoed + wrote + self.coded.has(turn, ("p.commits",))

    def _tasks(self, goals: dict[int, Goal]) -> list[Task]:
        tasks: list[Task] = []
        known = [task.wording for task in self.before.tasks]
        for turns, wording, cost in sorted((*self._proposed(), *self._own(goals))):
            goal = self._goal_for(turns[0], goals)
            if not goal or not wording or _known(wording, known) or len(known) >= MOST_LINES:
                continue
            feeling = cost_words(self.coded.transcript.turn(cost).text) if cost else ""
            said = self._said(*turns, *((cost,) if cost else ()))
            tasks.append(Task(self._new("t"), wording, goal, feeling=feeling, said=said))
            known.append(wording)
        return tasks

    def _proposed(self) -> Iterator[tuple[tuple[int, ...], str, int]]:
        """Tasks the therapist proposed: their turns, the words, the turn that names the cost."""
        for task in self.talk.tasks:
            if task.outcome is TaskOutcome.REFUSED:
                continue
            first = next(t for t in task.proposed if self.coded.has(t, ("t.proposes_task",)))
            answer = (task.answer,) if task.answer else ()
            words = task_words(self.coded.transcript.turn(first).text)
            yield (first, *answer), words, task.cost[0] if task.cost else 0

    def _own(self, goals: dict[int, Goal]) -> Iterator[tuple[tuple[int, ...], str, int]]:
        """Tasks the patient took on unasked: commitments that answer nothing else."""
        spoken_for = {*goals, *self.talk.goals_voiced}
        for task in self.talk.tasks:
            around = range(task.proposed[0], task.proposed[-1] + NAMED_AROUND + 1)
            spoken_for |= {*around}
        for checked in self.talk.choice_checked:
            spoken_for |= {*self.coded.next_of(Speaker.PATIENT, checked)}
        for turn in self.talk.commitments:
            words = task_words(self.coded.transcript.turn(turn).text)
            if turn not in spoken_for and says_when(words):
                around = range(turn - NAMED_AROUND, turn + NAMED_AROUND + 1)
                cost = next((t for t in self.talk.costs_named if t in around), 0)
                yield (turn,), words, cost

    def _goal_for(self, turn: int, goals: dict[int, Goal]) -> str:
        """The goal last voiced before a task, else the last worked on, else one voiced later.

        Empty where there is no goal at all.
        """
        earlier = [goal for voiced, goal in goals.items() if voiced <= turn]
        found = earlier[-1:] or self.before.worked_on[-1:] or tuple(goals.values())[:1]
        return found[0].id if found else ""

    def _said(self, *turns: int) -> tuple[TurnRef, ...]:
        if self.session < 1:
            return ()
        return tuple(TurnRef(self.session, turn) for turn in sorted(set(turns)))

    def _new(self, letter: str) -> str:
        highest = max((int(id[1:]) for id in self.used if id[0] == letter), default=0)
        self.used.add(f"{letter}{highest + 1}")
        return f"{letter}{highest + 1}"


def _echoes(reply: str, sentence: str) -> bool:
    said, heard = _words(sentence), _words(reply)
    match = SequenceMatcher(None, said, heard, autojunk=False).find_longest_match()
    return match.size >= ECHO_WORDS


def _known(wording: str, known: list[str]) -> bool:
    words = _words(wording)
    return any(
        SequenceMatcher(None, words, _words(one), autojunk=False).ratio() >= ALIKE for one in known
    )


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())
