"""Reading what a patient's page sent, with no trust in it: every part is checked, nothing mended.

Only clocks are: a phone's may go wrong, so a moment after the letter came in counts as the moment
when it came in, one before the link was opened as that moment, and tomorrow as today. No message
quotes what was written.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, NoReturn, TypeVar

from wemode.catalogue.formulation import check_in_prompts
from wemode.domain import (
    AnswerSheet,
    Attempt,
    Case,
    CheckIn,
    FormPlan,
    GoalMark,
    Instrument,
    Outcome,
    Party,
    Record,
    Stamp,
)
from wemode.domain.diary import LATEST_DAYS
from wemode.domain.instrument import ITEM_ID, answer_problems
from wemode.domain.limits import LINE, text_problems
from wemode.errors import Problem, Unfit
from wemode.store.door import KINDS, SUBMISSION_ID

# A phone without a net keeps what was written; what is older than this nobody remembers.
OLDEST = timedelta(days=LATEST_DAYS)
BY = "patient"
_REMEDY = "Look at it with the patient"
_Value = TypeVar("_Value", str, int, bool)


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter that was opened: its name, its kind, its body as it came, and when it came in."""

    id: str
    kind: str
    body: Mapping[str, Any]
    received_at: datetime

    @property
    def day(self) -> date:
        """The day it came in, where the case file is."""
        return self.received_at.astimezone().date()


@dataclass(frozen=True, slots=True)
class SentSheet:
    """A form so far; ``name`` is the client's name of it, the same while it goes on."""

    name: str
    sheet: AnswerSheet


@dataclass(frozen=True, slots=True)
class SentDay:
    """A day of the diary."""

    on: date
    answers: Mapping[str, int]
    line: str


def letter_of(content: Any) -> Letter:
    """What stands in an opened letter. Raises Unfit."""
    parts = _exactly(content, "id", "kind", "body", "received_at")
    id, kind, body = _of(parts, "id", str), _of(parts, "kind", str), parts["body"]
    if not SUBMISSION_ID.match(id):
        _refuse("id", "it has no name such as a UUID")
    if kind not in KINDS:
        _refuse("kind", "it is of no kind that is known")
    if not isinstance(body, dict):
        _refuse("body", "it has no body")
    try:
        received_at = datetime.fromtimestamp(_of(parts, "received_at", int) / 1_000, UTC)
    except (ValueError, OverflowError, OSError):
        _refuse("received_at", "it is no moment")
    return Letter(id, kind, body, received_at)


def envelope_of(content: Any) -> tuple[str, datetime]:
    """Of which kind a letter is and when it came in, as far as that can be told."""
    try:
        letter = letter_of(content)
    except Unfit:
        return "unknown", datetime.now(UTC)
    return letter.kind, letter.received_at


def sheet_of(
    letter: Letter, case: Case, instruments: Mapping[str, Instrument], opened_at: datetime
) -> SentSheet:
    """The filled form of a letter of kind ``answers``. Raises Unfit."""
    keys = ("form", "version", "sheet", "answers", "begun_at", "answered_at", "finished")
    parts = _exactly(letter.body, *keys)
    form, version = _of(parts, "form", str), _of(parts, "version", int)
    answers = _whole_numbers(parts, "answers")
    instrument = instruments.get(form)
    if instrument is None or version != instrument.version:
        _refuse("form", "it is no form that is known in this version")
    own = _asked(case.forms, form)
    if own is None:
        _refuse("form", "the patient was not asked for it")
    problems = answer_problems(instrument, answers)
    if instrument.personal and not own >= answers.keys():
        problems.append(Problem("answers", "one belongs to no item", _REMEDY, "answers"))
    if problems:
        raise Unfit(*problems)
    name = _of(parts, "sheet", str)
    if not SUBMISSION_ID.match(name):
        _refuse("sheet", "it has no name such as a UUID")
    answered_at = _moment(parts, "answered_at", opened_at, letter.received_at)
    return SentSheet(
        name,
        AnswerSheet(
            form,
            version,
            answers,
            begun_at=_moment(parts, "begun_at", opened_at, answered_at),
            answered_at=answered_at,
            finished=_of(parts, "finished", bool),
        ),
    )


def day_of(letter: Letter) -> SentDay:
    """The day of a letter of kind ``day``; whether the diary asks for it the action asks."""
    parts = _exactly(letter.body, "on", "answers", "line")
    answers = _whole_numbers(parts, "answers")
    line = _of(parts, "line", str)
    if problems := text_problems("line", "line", line, LINE):
        raise Unfit(*problems)
    return SentDay(_day(parts, letter), answers, line)


def attempt_of(letter: Letter, case: Case) -> Attempt:
    """The try of a letter of kind ``attempt``; whether its task is there the action asks."""
    parts = _exactly(letter.body, "task", "outcome", "line", "on")
    outcome = _of(parts, "outcome", str)
    if outcome not in set(Outcome):
        _refuse("outcome", "it is none of those to choose from")
    line = _of(parts, "line", str)
    at = _stamp(letter, case, _on(parts, letter))
    task = _of(parts, "task", str)
    return Attempt(task, Outcome(outcome), at, showed=line, party=Party.PATIENT)


def mark_of(letter: Letter, case: Case) -> GoalMark:
    """The mark of a letter of kind ``mark``; whether its goal is there the action asks."""
    parts = _exactly(letter.body, "goal", "level", "on")
    at = _stamp(letter, case, _on(parts, letter))
    return GoalMark(_of(parts, "goal", str), _of(parts, "level", int), at, Party.PATIENT)


def check_in_of(letter: Letter) -> CheckIn:
    """The check-in of a letter of that kind; whether its session is there the action asks."""
    parts = _exactly(letter.body, "session", "answers", "words", "on")
    session = _of(parts, "session", int)
    if session < 1:
        _refuse("session", "it is no appointment")
    at = Stamp(session, _on(parts, letter), BY)
    words, answers = _of(parts, "words", str), _whole_numbers(parts, "answers")
    if not answers.keys() <= {one.id for one in check_in_prompts()}:
        _refuse("answers", "one answers no line of the list")
    return CheckIn(Party.PATIENT, at, answers, words)


def _asked(plan: Record[FormPlan] | None, form: str) -> set[str] | None:
    """The own items that the patient was ever asked with this form; None where never for it.

    A plan may have been altered since the phone last saw it.
    """
    plans = [one.value.form(form) for one in plan.writings] if plan else []
    asked = [one for one in plans if one is not None]
    return {item.id for one in asked for item in one.own_items} if asked else None


def _stamp(letter: Letter, case: Case, on: date) -> Stamp:
    """It became known with the latest appointment by the day on which it came in."""
    held = (one.number for one in case.sessions if one.held_on <= letter.day)
    return Stamp(max(held, default=0), on, BY)


def _on(parts: Mapping[str, Any], letter: Letter) -> date:
    """The day of a try or a mark: known by the day on which it came in."""
    return min(_day(parts, letter), letter.day)


def _day(parts: Mapping[str, Any], letter: Letter) -> date:
    """The day where the patient is: east of here it may be the next one already.

    Set back to ours, it would write over the day before.
    """
    try:
        on = date.fromisoformat(_of(parts, "on", str))
    except ValueError:
        _refuse("on", "it is no day")
    if on > letter.day + timedelta(days=1):
        _refuse("on", "the day was still to come")
    if on < letter.day - OLDEST:
        _refuse("on", "the day was long over")
    return on


def _moment(parts: Mapping[str, Any], key: str, earliest: datetime, latest: datetime) -> datetime:
    try:
        moment = datetime.fromisoformat(_of(parts, key, str))
    except ValueError:
        _refuse(key, "it is no moment")
    if moment.tzinfo is None:
        _refuse(key, "it has no zone")
    return min(max(moment, earliest), latest)


def _whole_numbers(parts: Mapping[str, Any], key: str) -> dict[str, int]:
    """Answers by item; a name of an item holds nothing that anybody could have written."""
    answers = parts[key]
    if not isinstance(answers, dict) or not all(
        ITEM_ID.match(id) and type(value) is int for id, value in answers.items()
    ):
        _refuse(key, "they are no answers")
    return dict(answers)


def _exactly(content: Any, *keys: str) -> Mapping[str, Any]:
    if not isinstance(content, dict) or content.keys() != set(keys):
        _refuse("letter", "it does not have the parts that it should have")
    return content


def _of(parts: Mapping[str, Any], key: str, kind: type[_Value]) -> _Value:
    """A part that is exactly of this kind: True is no number here."""
    value = parts[key]
    if type(value) is not kind:
        _refuse(key, "it is not of the kind that it should be")
    return value


def _refuse(field: str, what: str) -> NoReturn:
    raise Unfit(Problem(field, what, _REMEDY, field))
