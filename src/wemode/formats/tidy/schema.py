"""The tables and their columns: name, kind, unit, meaning."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a column holds; in every kind an empty cell is missing."""

    TEXT = "text"
    WHOLE = "whole number"
    NUMBER = "number"
    DAY = "date"
    TIME = "time, UTC"
    TRUTH = "true or false"


@dataclass(frozen=True, slots=True)
class Column:
    """One variable; ``unit`` is empty where it has none."""

    name: str
    kind: Kind
    meaning: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """One table; each row is one ``of``."""

    name: str
    of: str
    columns: tuple[Column, ...]


_T, _W, _N, _D, _B = Kind.TEXT, Kind.WHOLE, Kind.NUMBER, Kind.DAY, Kind.TRUTH
_CASE = Column("case", _T, "code name of the case")
_PARTY = Column("party", _T, "who it is of: patient, therapist")


def _session(meaning: str) -> Column:
    return Column("session", _W, meaning, "number within the therapy, 0 before the first")


_AFTER = _session("the session in or after which it became known")
_ON = Column("on", _D, "the day on which it became known")
_RATING = "0 to 10"

TABLES: tuple[Table, ...] = (
    Table(
        "sessions",
        "appointment",
        (
            _CASE,
            _session("number of the appointment"),
            Column("held_on", _D, "its day"),
            Column("kind", _T, "what became of it: held, missed, cancelled, late"),
        ),
    ),
    Table(
        "contract_lines",
        "goal or task in one version of the contract, as it was last written",
        (
            _CASE,
            Column("version", _W, "number of the version"),
            Column("state", _T, "draft, proposed, agreed, superseded, withdrawn"),
            Column("begun_on", _D, "the day on which the version was begun"),
            Column("agreed_on", _D, "the day on which both had agreed"),
            Column("line", _T, "id of the line through all versions: g1 …, t1 …"),
            Column("kind", _T, "goal, task"),
            Column("wording", _T, "its words; of a goal the patient's"),
            Column("standing", _T, "goal: worked on, rests, patient's own"),
            Column("motive", _T, "goal: id of its motive"),
            Column("hands", _T, "goal: in whose hands it lies: own, shared, others"),
            Column("weight", _W, "goal: its weight", "1 to 10"),
            Column("baseline", _W, "goal: the level at which it begins", "−2 to +2"),
            *(
                Column(f"level_{name}", _T, f"goal: words of level {sign}")
                for name, sign in (
                    ("minus_2", "−2"),
                    ("minus_1", "−1"),
                    ("0", "0"),
                    ("plus_1", "+1"),
                    ("plus_2", "+2"),
                )
            ),
            Column("seen_by", _T, "goal: how both will see it"),
            Column("obstacle", _T, "goal: what stands in its way"),
            Column("goal", _T, "task: id of the goal it serves"),
            Column("task_kind", _T, "task: id of its kind"),
            Column("where", _T, "task: in session, between sessions"),
            Column("feeling", _T, "task: the painful feeling it is expected to bring"),
            Column("strength", _W, "task: how strong that feeling", _RATING),
            Column("dreaded", _T, "task: the dreaded idea it puts to the test"),
            Column("other_view", _T, "task: the view it tests instead"),
        ),
    ),
    Table(
        "marks",
        "mark of a goal by one of the two",
        (
            _CASE,
            Column("goal", _T, "id of the goal"),
            _PARTY,
            Column("level", _W, "the level at which the goal was seen", "−2 to +2"),
            _AFTER,
            _ON,
        ),
    ),
    Table(
        "attempts",
        "try at a task",
        (
            _CASE,
            Column("task", _T, "id of the task"),
            Column("party", _T, "who wrote it down: patient, therapist"),
            Column("outcome", _T, "done, partly, not"),
            Column("feeling", _T, "the feeling that was met"),
            Column("strength", _W, "how strong it was", _RATING),
            Column("showed", _T, "what it showed"),
            Column("next_step", _T, "what comes next"),
            _AFTER,
            _ON,
        ),
    ),
    Table(
        "answers",
        "item of a filled-in form that was answered",
        (
            _CASE,
            Column("sheet", _T, "id of the filling: a1 …"),
            Column("instrument", _T, "id of the questionnaire"),
            Column("version", _W, "version of the questionnaire"),
            Column("item", _T, "id of the item"),
            Column("answer", _W, "the raw answer, nothing reversed", "scale of the item"),
            _PARTY,
            Column("begun_at", Kind.TIME, "when the filling was begun"),
            Column("answered_at", Kind.TIME, "when it was last answered"),
            Column("finished", _B, "whether the filling was finished"),
            _AFTER,
        ),
    ),
    Table(
        "scores",
        "score of a filled-in form; none where too few items were answered",
        (
            _CASE,
            Column("sheet", _T, "id of the filling"),
            Column("instrument", _T, "id of the questionnaire"),
            Column("version", _W, "version of the questionnaire"),
            Column("subscale", _T, "id of the score"),
            Column("value", _N, "the score", "scale of the score"),
            Column("answered", _W, "items that were answered", "items"),
            Column("of", _W, "items that were asked", "items"),
            Column("band", _T, "published name of its range"),
            Column("on", _D, "the day on which it was answered"),
            _AFTER,
        ),
    ),
    Table(
        "diary",
        "item of the diary answered on a day",
        (
            _CASE,
            Column("day", _D, "the day of the diary"),
            Column("item", _T, "id of the item through all plans: i1 …"),
            Column("words", _T, "its words, as they were last asked"),
            Column("answer", _W, "the answer", "from lowest to highest"),
            Column("lowest", _W, "lowest answer of its scale, as it was last asked"),
            Column("highest", _W, "highest answer of its scale, as it was last asked"),
            _AFTER,
            _ON,
        ),
    ),
    Table(
        "diary_days",
        "day of the diary that was filled in",
        (
            _CASE,
            Column("day", _D, "the day of the diary"),
            Column("answered", _W, "items that were answered", "items"),
            Column("line", _T, "the line written to the day"),
            _AFTER,
            _ON,
        ),
    ),
    Table(
        "events",
        "event in the patient's life",
        (
            _CASE,
            Column("event", _T, "id of the event: l1 …"),
            Column("day", _D, "the day on which it happened"),
            Column("words", _T, "what happened"),
            Column("big", _B, "whether it may change the work"),
            _AFTER,
        ),
    ),
    Table(
        "strains",
        "strain of the alliance in the ledger",
        (
            _CASE,
            Column("strain", _T, "id of the strain: s1 …"),
            _session("the session it happened in"),
            Column("kind", _T, "confrontation, withdrawal"),
            Column("repaired", _T, "fully, partly, not"),
            Column("markers", _T, "how it showed"),
            Column("before", _T, "what came just before"),
            Column("own_part", _T, "the therapist's part, as the ledger has it"),
            Column("tried", _T, "ids of the repair moves, a space between them"),
            Column("wish", _T, "the wish beneath"),
            Column("motive", _T, "id of its motive"),
        ),
    ),
    Table(
        "check_ins",
        "line of a check-in that was answered; the own words are a row without prompt",
        (
            _CASE,
            _PARTY,
            Column("prompt", _T, "id of the line"),
            Column("value", _W, "the answer; own prompts, not validated", _RATING),
            Column("words", _T, "the own words to the session"),
            _session("the session it is about"),
            _ON,
        ),
    ),
    Table(
        "codes",
        "code that stands in a session with a transcript",
        (
            _CASE,
            _session("number of the session"),
            Column("code", _T, "id of the code; p. is the patient's, t. the therapist's"),
            Column("turns", _W, "turns that bear it; rejected codes are not counted", "turns"),
            Column("of_turns", _W, "turns of that speaker in the session", "turns"),
        ),
    ),
    Table(
        "endings",
        "ending of the therapy",
        (
            _CASE,
            Column("how", _T, "planned, left, moved_on_elsewhere"),
            Column("day", _D, "the day of the ending"),
            _AFTER,
            Column("words", _T, "words on the ending"),
            Column("reopened_on", _D, "the day on which it was taken up again"),
        ),
    ),
)


def dictionary_rows() -> tuple[tuple[str, str, str, str, str], ...]:
    """The data dictionary: of each column table, name, kind, unit, meaning."""
    return tuple(
        (table.name, column.name, column.kind.value, column.unit, column.meaning)
        for table in TABLES
        for column in table.columns
    )
