"""How well the goal check agrees with goals that somebody labelled: precision, recall, F1.

A file of labelled goals is TOML: one ``[[goal]]`` block each with ``wording``, ``fails`` (qualities
the check must name), ``may`` (qualities on which fair readers could differ: they count neither
way), ``baseline`` (false: no starting level was given) and, where there is one, ``seen_by``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from wemode.analysis.goal_check import STRUCTURAL, GoalFlaw
from wemode.catalogue.goal_qualities import goal_qualities
from wemode.catalogue.toml_file import Checker, Table, read_toml
from wemode.domain import Goal
from wemode.domain.agreement import Agreement, total
from wemode.errors import BadContent, Problem, Unfit

HELD_OUT = Path(__file__).parents[3] / "corpus" / "goals" / "heldout.toml"
GOAL_KEYS = frozenset({"wording", "fails", "may", "baseline", "seen_by", "note"})
Check = Callable[[Goal], Sequence[GoalFlaw]]


@dataclass(frozen=True, slots=True)
class LabelledGoal:
    """A goal, the qualities it must be told to fail, and those it may."""

    goal: Goal
    fails: frozenset[str]
    may: frozenset[str]


@dataclass(frozen=True, slots=True)
class GoalEvaluation:
    """The scores per quality, and the sum over the qualities that are read from words.

    ``sound`` counts goals that fail nothing by their words, ``left_alone`` those of them about
    which the check said nothing outside ``may``.
    """

    per_quality: tuple[tuple[str, Agreement], ...]
    goals: int
    sound: int
    left_alone: int

    @property
    def micro(self) -> Agreement:
        """The counts of all qualities but no_baseline, which has no words to read, summed."""
        return total(one for quality, one in self.per_quality if quality != STRUCTURAL)


def evaluate_goals(goals: Sequence[LabelledGoal], check: Check) -> GoalEvaluation:
    """Agreement a check on labelled goals.

    The figures say how well it agrees with whoever labelled them, not how right either is.
    """
    hits: Counter[str] = Counter()
    alarms: Counter[str] = Counter()
    misses: Counter[str] = Counter()
    sound = left_alone = 0
    for one in goals:
        named = {flaw.quality for flaw in check(one.goal)}
        hits.update(named & one.fails)
        alarms.update(named - one.fails - one.may)
        misses.update(one.fails - named)
        if not one.fails - {STRUCTURAL}:
            sound += 1
            left_alone += not named - one.may - {STRUCTURAL}
    return GoalEvaluation(
        per_quality=tuple(
            (quality.id, Agreement(hits[quality.id], alarms[quality.id], misses[quality.id]))
            for quality in goal_qualities().qualities
        ),
        goals=len(goals),
        sound=sound,
        left_alone=left_alone,
    )


def read_labelled_goals(path: Path) -> tuple[LabelledGoal, ...]:
    """The labelled goals of a file. Raises BadContent naming every problem at once."""
    raw = read_toml(path)
    check = Checker(path.name)
    check.known_keys("file", raw, {"goal"})
    goals = []
    for number, block in enumerate(check.tables("goal", raw), start=1):
        if (goal := _labelled(check, f"goal {number}", block)) is not None:
            goals.append(goal)
    if not goals and not check.problems:
        check.say("file", "holds no goals", "Add [[goal]] blocks")
    return check.done(lambda: tuple(goals))


def table(evaluation: GoalEvaluation) -> str:
    """The scores as plain text: a line a quality, then the sum and the goals left alone."""
    lines = [f"{'quality':24} {'n':>4} {'prec.':>6} {'recall':>6} {'F1':>6}"]
    lines += [_row(quality, score) for quality, score in evaluation.per_quality]
    lines += [
        "",
        _row("micro, six by words", evaluation.micro),
        "",
        f"{evaluation.goals} goals; of {evaluation.sound} that fail nothing by their words, "
        f"{evaluation.left_alone} were left alone.",
    ]
    return "".join(f"{line}\n" for line in lines)


def main_table(check: Check, path: Path | None = None) -> str:
    """The table of a check on the goals of a file, without one on the project's held-out goals.

    Those stand in the source tree only. Raises BadContent where there is nothing to evaluate.
    """
    if path is None and not HELD_OUT.exists():
        what = "the held-out goals are in the source tree only"
        raise BadContent(Problem("goals", what, "Name a file of labelled goals"))
    text = table(evaluate_goals(read_labelled_goals(path or HELD_OUT), check))
    if path is None:
        text += (
            "Written and labelled by a language model that did not know the check; no clinician "
            "has checked them.\n"
        )
    return text


def _labelled(check: Checker, where: str, block: Table) -> LabelledGoal | None:
    before = len(check.problems)
    check.known_keys(where, block, GOAL_KEYS)
    wording = check.text(where, block, "wording")
    seen_by = check.text(where, block, "seen_by", needed=False)
    labels = {key: frozenset(check.texts(where, block, key)) for key in ("fails", "may")}
    known = {quality.id for quality in goal_qualities().qualities}
    for key, named in labels.items():
        for one in sorted(named - known):
            check.say(where, f"“{key}” names “{one}”, which is no quality", "Mend its spelling")
    baseline = block.get("baseline", True)
    if not isinstance(baseline, bool):
        check.say(where, "“baseline” is neither true nor false", "Write true or false")
    if len(check.problems) > before:
        return None
    fails = labels["fails"] | (frozenset() if baseline else {STRUCTURAL})
    try:
        goal = Goal("g1", wording, seen_by=seen_by, baseline=-1 if baseline else None)
    except Unfit as error:
        check.problems.extend(Problem(where, one.what, one.remedy) for one in error.problems)
        return None
    return LabelledGoal(goal, fails, labels["may"])


def _row(name: str, score: Agreement) -> str:
    return (
        f"{name:24} {score.must:>4} {score.precision:>6.2f} {score.recall:>6.2f} {score.f1:>6.3f}"
    )
