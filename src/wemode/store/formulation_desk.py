"""Rows of the formulation as an action finds them, and what it is refused for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Count, Max

from wemode.domain import Pattern, PatternState, PatternStep, Stamp, TurnRef
from wemode.domain.limits import PARAGRAPH, text_problems
from wemode.domain.pattern import PATTERN_TRANSITIONS
from wemode.errors import Conflict, NotFound, Problem
from wemode.store import models
from wemode.store.contract_checks import when
from wemode.store.contract_desk import Desk

AGAIN = "Load the case again"
_NAMES = {
    models.RecordKind.EPISODE: "episode",
    models.RecordKind.STRAIN: "strain",
    models.RecordKind.ANSWERS: "answers",
    models.RecordKind.LIFE_EVENT: "life event",
    models.RecordKind.RESPONSE: "response",
}


def write_record(
    desk: Desk,
    kind: models.RecordKind,
    id: str | None,
    *,
    seen: int | None,
    document: dict[str, Any],
    turns: tuple[str, Sequence[TurnRef]],
    on: date | None,
    session: int | None,
) -> str:
    """A new record, or one more writing of this one; its id.

    ``turns`` are the turns that it names, after the name of their field.
    """
    row = None if id is None else record(desk, kind, id)
    last = None if row is None else last_writing(row, seen)
    stamp = desk.form.stamp(desk.actor.name, session, on, after=last.session if last else 0)
    field, said = turns
    for one in said:
        desk.form.turn(field, f"session {one.session}, turn", one, upto=stamp.session)
    desk.form.done()
    row = keep_writing(desk, kind, row, last, document, stamp)
    desk.entry.detail["turns"] = len(said)
    return row.name


def keep_writing(
    desk: Desk,
    kind: models.RecordKind,
    row: models.Record | None,
    last: models.Writing | None,
    document: dict[str, Any],
    stamp: Stamp,
) -> models.Record:
    """One more writing of a record after its last one; of a new record where there is none."""
    if row is None:
        same = desk.case.records.filter(kind=kind.value)
        number = (same.aggregate(last=Max("number"))["last"] or 0) + 1
        row = models.Record.objects.create(case=desk.case, kind=kind.value, number=number)
    revision = last.revision + 1 if last else 1
    row.writings.create(revision=revision, document=document, **desk.recorded(stamp))
    desk.entry.about[kind.value] = row.name
    desk.entry.detail["writing"] = revision
    return row


def drop_record(
    desk: Desk, kind: models.RecordKind, id: str, on: date | None, session: int | None
) -> None:
    """Strike a record out; Conflict where it is already."""
    row = record(desk, kind, id)
    last = last_writing(row, None)
    stamp = desk.form.stamp(desk.actor.name, session, on, after=last.session)
    desk.form.done()
    models.Dropped.objects.create(record=row, **desk.recorded(stamp))
    desk.entry.about[kind.value] = row.name


def record(desk: Desk, kind: models.RecordKind, id: str) -> models.Record:
    """The record with this id that the domain knows; NotFound, or Conflict where struck out."""
    rows = models.Record.objects.filter(case=desk.case, kind=kind.value)
    row = rows.filter(number=_number(id, kind.value[0])).first()
    if row is None:
        raise NotFound(Problem(_NAMES[kind], "the case has no such one", AGAIN))
    gone = models.Dropped.objects.filter(record=row).first()
    if gone is not None:
        raise Conflict(Problem(row.name, f"{gone.by} struck it out on {when(gone.at)}", AGAIN))
    return row


def pattern_versions(desk: Desk, id: str) -> list[models.PatternVersion]:
    """The versions of a pattern in order; NotFound where there is none."""
    rows = models.PatternVersion.objects.filter(case=desk.case, pattern=_number(id, "p"))
    found = list(rows.order_by("number"))
    if not found:
        raise NotFound(Problem("pattern", "the case has no such one", AGAIN))
    desk.entry.about["pattern"] = found[0].name
    return found


def require_seen(versions: Sequence[models.PatternVersion], seen: int | None) -> None:
    """Conflict where a pattern was written since; ``seen`` counts the saves of all versions."""
    saves = models.PatternSave.objects.filter(version__in=versions)
    if seen is None or saves.count() == seen:
        return
    last = saves.order_by("-pk")[0]
    what = f"{last.by} wrote it on {when(last.at)}"
    raise Conflict(Problem(versions[0].name, what, "Load it again and put your changes into it"))


def last_of(versions: Sequence[models.PatternVersion]) -> int:
    """The session of the latest save or step of any version of a pattern."""
    tables = (models.PatternSave, models.PatternStep)
    latest = (
        table.objects.filter(version__in=versions).aggregate(last=Max("session"))["last"]
        for table in tables
    )
    return max(session or 0 for session in latest)


def in_state(
    versions: Sequence[models.PatternVersion], state: PatternState
) -> models.PatternVersion | None:
    """The version in a state, None where there is none."""
    return next((one for one in versions if one.state == state.value), None)


def step_stamp(
    desk: Desk,
    versions: Sequence[models.PatternVersion],
    words: str,
    on: date | None,
    session: int | None,
) -> Stamp:
    """The stamp of a step that comes after all that is known of a pattern; Unfit with the words."""
    desk.form.problems += text_problems("words", "words", words, PARAGRAPH, needed=True)
    stamp = desk.form.stamp(desk.actor.name, session, on, after=last_of(versions))
    steps = models.PatternStep.objects.filter(version__in=versions)
    last = steps.order_by("-pk").first()
    before = Stamp(last.session, last.on) if last else None
    desk.form.day(stamp, before, "the last step of the pattern")
    desk.form.done()
    return stamp


def take(
    desk: Desk, row: models.PatternVersion, step: PatternStep, stamp: Stamp, words: str = ""
) -> None:
    """One step of a version along the table."""
    row.steps.create(step=step.value, words=words, **desk.recorded(stamp))
    row.state = PATTERN_TRANSITIONS[PatternState(row.state), step].value
    row.save(update_fields=("state",))


def moved_on(row: models.PatternVersion) -> Conflict:
    """That the latest version of a pattern is in the state it is in, since when and by whom."""
    last = row.steps.order_by("-pk").first() or row.saves.order_by("-revision")[0]
    what = f"version {row.number} is {row.state}: {last.by} recorded that on {when(last.at)}"
    return Conflict(Problem(row.name, what, AGAIN))


def check_links(desk: Desk, pattern: Pattern, upto: int) -> None:
    """Refuse episodes that are not there, were struck out, or were written down after ``upto``."""
    rows = models.Record.objects.filter(case=desk.case, kind=models.RecordKind.EPISODE.value)
    written = rows.filter(writings__revision=1).annotate(gone=Count("dropped"))
    known = {
        f"e{number}": (since, gone)
        for number, since, gone in written.values_list("number", "writings__session", "gone")
    }
    named = [(part.value, filled.episodes) for part, filled in pattern.parts.items()]
    named += [("roots", pattern.roots), ("exceptions", pattern.exceptions)]
    for field, ids in named:
        for id in ids:
            since, gone = known.get(id, (None, 0))
            if since is None:
                what = f"the case has no episode {id}"
            elif gone:
                what = f"episode {id} was struck out"
            elif since > upto:
                what = f"episode {id} was written down only in session {since}"
            else:
                continue
            desk.form.say(field, field.replace("_", " "), what, "Choose episodes of the list")


# Of these a case has one, which nobody knows by its id.
_PLANS = {
    models.RecordKind.FORMS.value: "plan of the forms",
    models.RecordKind.DIARY.value: "diary",
}


def last_writing(row: models.Record, seen: int | None) -> models.Writing:
    """The last writing of a record; Conflict where it is not the one that was seen."""
    last = row.writings.order_by("-revision")[0]
    if seen is not None and last.revision != seen:
        what = f"{last.by} wrote it anew on {when(last.at)}"
        where = _PLANS.get(row.kind, row.name)
        raise Conflict(Problem(where, what, "Load it again and put your changes into it"))
    return last


def _number(id: str, letter: str) -> int:
    """The number in an id; 0, which nothing bears, where it is no such id."""
    digits = id[1:]
    fits = id[:1] == letter and digits.isascii() and digits.isdigit() and len(digits) < 9
    return int(digits) if fits else 0
