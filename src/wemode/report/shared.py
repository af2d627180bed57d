"""The patient's own page as a frozen value: what is sealed, carried to the phone and read there.

Plain words only: no clinical label, no score, no name, nothing private and nothing that was not
yet put before the patient. It holds no id of the case file but those of the lines of the contract.
"""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any, get_args, get_origin, get_type_hints

FORMAT = 1


@dataclass(frozen=True, slots=True)
class SharedTry:
    """One try at a task: the day, what became of it, and the patient's own line.

    ``outcome`` is "done", "partly" or "not". The therapist's remarks on a try stay in the case
    file: ``own`` is False and ``line`` empty where the therapist noted it.
    """

    on: date
    outcome: str
    own: bool
    line: str = ""


@dataclass(frozen=True, slots=True)
class SharedTask:
    """One task. ``between`` is False where it is done in the session; ``tries`` latest first."""

    id: str
    goal: str
    words: str
    between: bool
    feeling: str
    tries: tuple[SharedTry, ...] = ()


@dataclass(frozen=True, slots=True)
class OwnMark:
    """Where the patient last said that a goal stands (−2 … +2), and when."""

    level: int
    on: date


@dataclass(frozen=True, slots=True)
class SharedGoal:
    """One goal in the patient's words.

    ``steps`` are the words of the five steps from −2 to +2, empty where none is written; ``began``
    is where it began, ``own`` the patient's last mark.
    """

    id: str
    words: str
    steps: tuple[str, ...]
    began: int | None
    seen_by: str
    own: OwnMark | None = None

    def step(self, level: int) -> str:
        """The words of a step from −2 to +2, empty where it is not written."""
        return self.steps[level + 2] if self.steps else ""


@dataclass(frozen=True, slots=True)
class SharedContract:
    """The contract that both agreed on.

    ``resting`` are goals kept for later, ``own`` the patient's own goals, which are not in the
    therapy's hands. ``review_in`` says in how many sessions it is looked at again (0: now).
    """

    purpose: str
    agreed_on: date
    goals: tuple[SharedGoal, ...]
    resting: tuple[str, ...]
    own: tuple[str, ...]
    tasks: tuple[SharedTask, ...]
    therapist_part: str
    patient_part: str
    can_promise: str
    cannot_promise: str
    review_in: int

    def goal(self, id: str) -> SharedGoal | None:
        """The goal with this id that the two work on, None where there is none."""
        return next((one for one in self.goals if one.id == id), None)

    def task(self, id: str) -> SharedTask | None:
        """The task with this id, None where there is none."""
        return next((one for one in self.tasks if one.id == id), None)

    def tasks_of(self, goal: str) -> tuple[SharedTask, ...]:
        """The tasks that serve a goal, in the order of the sheet."""
        return tuple(one for one in self.tasks if one.goal == goal)


@dataclass(frozen=True, slots=True)
class SharedQuestion:
    """One question of the diary, from ``lowest`` to ``highest`` with the words at the two ends."""

    id: str
    words: str
    lowest: int
    highest: int
    low: str
    high: str


@dataclass(frozen=True, slots=True)
class SharedDiary:
    """The diary: its questions, since when it is asked, the days written so far."""

    questions: tuple[SharedQuestion, ...]
    since: date
    written: tuple[date, ...]
    remind_at: int | None


@dataclass(frozen=True, slots=True)
class SharedChoice:
    """One answer to choose."""

    value: int
    label: str


@dataclass(frozen=True, slots=True)
class SharedItem:
    """One question of a form; from ``help_from`` on the words for a crisis follow at once."""

    id: str
    text: str
    choices: tuple[SharedChoice, ...]
    help_from: int | None

    def calls_for_help(self, value: int | None) -> bool:
        """Whether after this answer the words for a crisis are shown."""
        return self.help_from is not None and value is not None and value >= self.help_from


@dataclass(frozen=True, slots=True)
class SharedForm:
    """A form that is asked from ``first_on``, once or every so many days.

    ``key`` names it in addresses, which never name the questionnaire; ``about`` is the time it asks
    about ("the last 2 weeks"); ``last_on`` is the day on which it was last answered to its end.
    """

    key: str
    instrument: str
    version: int
    about: str
    stem: str
    items: tuple[SharedItem, ...]
    first_on: date
    every: int
    last_on: date | None

    def stem_of(self, item: SharedItem) -> str:
        """The words above an item; none above a question of its own, with answers of its own."""
        is_apart = item.text and item.choices != self.items[0].choices
        return "" if is_apart else self.stem

    def next_on(self, answered: date | None) -> date | None:
        """When it is due next once it was last answered on this day; None for never again."""
        last = max(filter(None, (answered, self.last_on)), default=None)
        if last is None or last < self.first_on:
            return self.first_on
        return last + timedelta(days=self.every) if self.every else None

    def endorsed(self, answers: Mapping[str, int]) -> tuple[str, ...]:
        """The items whose answers call for the words for a crisis, in the order of the form."""
        return tuple(one.id for one in self.items if one.calls_for_help(answers.get(one.id)))


@dataclass(frozen=True, slots=True)
class SharedPrompt:
    """One line about the last session, answered from 0 to 10."""

    id: str
    words: str


@dataclass(frozen=True, slots=True)
class SharedCheckIn:
    """What is asked about the last session, while the patient has not said how it was."""

    session: int
    on: date
    prompts: tuple[SharedPrompt, ...]


@dataclass(frozen=True, slots=True)
class SeenPart:
    """One part of what keeps happening: its plain name, and the words the two found for it."""

    id: str
    label: str
    words: str


@dataclass(frozen=True, slots=True)
class SeenTogether:
    """What keeps happening, as it was offered to the patient or agreed with the patient.

    ``round`` are its parts in their order, ``selves`` the feared and the other view of oneself.
    """

    name: str
    plain: str
    round: tuple[SeenPart, ...]
    selves: tuple[SeenPart, ...]
    healthy: str
    agreed: bool


@dataclass(frozen=True, slots=True)
class SharedPage:
    """All that the patient's page shows.

    ``tag`` tells one patient's page from another's on the same phone and leads nowhere; ``reads``
    and ``crisis`` are the practice's words, empty where it set none.
    """

    tag: str
    made_on: date
    reads: str
    crisis: str
    contract: SharedContract | None
    diary: SharedDiary | None
    forms: tuple[SharedForm, ...]
    check_in: SharedCheckIn | None
    seen: tuple[SeenTogether, ...]

    def form(self, key: str) -> SharedForm | None:
        """The form with this key, None where it is not asked."""
        return next((one for one in self.forms if one.key == key), None)

    def to_dict(self) -> dict[str, Any]:
        """The page as JSON has it; days as YYYY-MM-DD."""
        return {"format": FORMAT, **_plain(self)}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> SharedPage:
        """The page of ``to_dict``. Raises ValueError where anything is missing or amiss."""
        if data.get("format") != FORMAT:
            raise ValueError("the page was made by another version of Wemode")
        page: SharedPage = _made(cls, {key: data[key] for key in data if key != "format"})
        return page


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return {one.name: _plain(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value


@cache
def _kinds(cls: type) -> dict[str, Any]:
    return get_type_hints(cls)


def _made(kind: Any, data: Any) -> Any:
    """A value of this kind out of JSON; nothing is guessed and nothing is left over."""
    if get_origin(kind) is types.UnionType:
        given = next(one for one in get_args(kind) if one is not types.NoneType)
        return None if data is None else _made(given, data)
    if get_origin(kind) is tuple and isinstance(data, list):
        return tuple(_made(get_args(kind)[0], one) for one in data)
    if isinstance(kind, type) and is_dataclass(kind) and isinstance(data, Mapping):
        kinds = _kinds(kind)
        if data.keys() == kinds.keys():
            return kind(**{name: _made(one, data[name]) for name, one in kinds.items()})
    elif kind is date and isinstance(data, str):
        return date.fromisoformat(data)
    elif kind in (str, int, bool) and type(data) is kind:
        return data
    raise ValueError("the page does not have the form of a patient's page")
