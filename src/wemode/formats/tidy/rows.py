"""The rows of the tables from a case: what holds now, in the order in which it became known."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date
from types import MappingProxyType
from typing import Any

from wemode.domain import SCALE, Case, ContractVersion, DiaryItem, Goal, Task

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """A score as a table has it; what computes scores stands above the formats."""

    sheet: str
    instrument: str
    version: int
    subscale: str
    value: float
    answered: int
    of: int
    band: str
    on: date
    session: int


def rows_of(code_name: str, case: Case, scores: Iterable[ScoreRow]) -> Mapping[str, list[Row]]:
    """The rows of every table, by its name. Empty texts are None: in a table they are missing.

    Of a form or a day the last writing counts; what was struck out is left out.
    """
    found = {name: list(make(case)) for name, make in _MAKERS.items()}
    found["scores"] = [_score(one) for one in scores]
    return {
        name: [(code_name, *(None if cell == "" else cell for cell in row)) for row in rows]
        for name, rows in found.items()
    }


def _sessions(case: Case) -> Iterator[Row]:
    return ((one.number, one.held_on, one.kind.value) for one in case.sessions)


def _contract_lines(case: Case) -> Iterator[Row]:
    for version in case.versions:
        agreed = version.agreed.on if version.agreed else None
        head = (version.number, version.state.value, version.begun.on, agreed)
        for line in _lines(version):
            yield (*head, *line)


def _lines(version: ContractVersion) -> Iterator[Row]:
    for goal in version.contract.goals:
        yield (goal.id, "goal", goal.wording, *_goal(goal), *[None] * 7)
    for task in version.contract.tasks:
        yield (task.id, "task", task.wording, *[None] * 12, *_task(task))


def _goal(goal: Goal) -> Row:
    return (
        goal.standing.value,
        goal.motive,
        goal.hands.value if goal.hands else None,
        goal.weight,
        goal.baseline,
        *(goal.level(at) for at in SCALE),
        goal.seen_by,
        goal.obstacle,
    )


def _task(task: Task) -> Row:
    return (
        task.goal,
        task.kind,
        task.where.value,
        task.feeling,
        task.strength,
        task.dreaded,
        task.other_view,
    )


def _marks(case: Case) -> Iterator[Row]:
    for one in case.marks:
        yield (one.goal, one.party.value, one.level, one.at.session, one.at.on)


def _attempts(case: Case) -> Iterator[Row]:
    for one in case.attempts:
        told = (one.feeling, one.strength, one.showed, one.next_step)
        head = (one.task, one.party.value, one.outcome.value)
        yield (*head, *told, one.at.session, one.at.on)


def _answers(case: Case) -> Iterator[Row]:
    for record in case.answered:
        sheet, last = record.value, record.writings[-1].at
        times = (sheet.begun_at.astimezone(UTC), sheet.answered_at.astimezone(UTC))
        for item, answer in sheet.answers.items():
            head = (record.id, sheet.instrument, sheet.version, item, answer, sheet.by.value)
            yield (*head, *times, sheet.finished, last.session)


def _score(one: ScoreRow) -> Row:
    head = (one.sheet, one.instrument, one.version, one.subscale, one.value)
    return (*head, one.answered, one.of, one.band, one.on, one.session)


def _diary(case: Case) -> Iterator[Row]:
    items = asked(case)
    for day in case.diary_days:
        for id, answer in day.answers.items():
            item = items.get(id)
            lowest, highest = item.scale.ends if item else (None, None)
            words = item.words if item else None
            yield (day.on, id, words, answer, lowest, highest, day.at.session, day.at.on)


def _diary_days(case: Case) -> Iterator[Row]:
    for day in case.diary_days:
        yield (day.on, len(day.answers), day.line, day.at.session, day.at.on)


def asked(case: Case) -> Mapping[str, DiaryItem]:
    """All that the diary ever asked, by id, as it was last asked."""
    plans = [one.value for one in case.diary.writings] if case.diary else []
    return {item.id: item for plan in plans for item in plan.items}


def _events(case: Case) -> Iterator[Row]:
    for record in case.happened:
        one = record.value
        yield (record.id, one.on, one.words, one.big, record.writings[-1].at.session)


def _strains(case: Case) -> Iterator[Row]:
    for record in case.strains_kept:
        one = record.value
        texts = (one.markers, one.before, one.own_part, " ".join(one.tried))
        head = (record.id, one.session, one.kind.value, one.repaired.value)
        yield (*head, *texts, one.wish, one.motive)


def _check_ins(case: Case) -> Iterator[Row]:
    """Of several check-ins of one party on one session the last counts."""
    last = {(one.at.session, one.party): one for one in case.check_ins}
    for one in last.values():
        for prompt, value in one.answers.items():
            yield (one.party.value, prompt, value, None, one.at.session, one.at.on)
        if one.words.strip():
            yield (one.party.value, None, None, one.words, one.at.session, one.at.on)


def _codes(case: Case) -> Iterator[Row]:
    for one in case.codes:
        for code, turns in sorted(one.counts.items()):
            mine = code.startswith("p.")
            of = one.patient_turns if mine else one.therapist_turns
            yield (one.session, code, turns, of)


def _endings(case: Case) -> Iterator[Row]:
    for one in case.endings:
        reopened = one.reopened.on if one.reopened else None
        yield (one.how.value, one.at.on, one.at.session, one.words, reopened)


_MAKERS: Mapping[str, Callable[[Case], Iterator[Row]]] = MappingProxyType(
    {
        "sessions": _sessions,
        "contract_lines": _contract_lines,
        "marks": _marks,
        "attempts": _attempts,
        "answers": _answers,
        "diary": _diary,
        "diary_days": _diary_days,
        "events": _events,
        "strains": _strains,
        "check_ins": _check_ins,
        "codes": _codes,
        "endings": _endings,
    }
)
