"""The demo case: fictional, written by us in full, hand-coded, never trained on.

``case.toml`` names the appointments, ``contract.toml`` the contract through its versions and what
became of it, ``formulation.toml`` what the two came to understand, ``measures.toml`` what was asked
and answered; ``bible.md`` says what all of them must agree with.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from wemode.catalogue.demo_file import DemoFile
from wemode.catalogue.demo_formulation import DemoFormulation, DemoOwnState, read_formulation
from wemode.catalogue.demo_measures import DemoMeasures, read_measures
from wemode.catalogue.toml_file import Table, read_toml
from wemode.domain import (
    SCALE,
    Assent,
    Attempt,
    Case,
    Contract,
    ContractReview,
    ContractVersion,
    Goal,
    GoalMark,
    Hands,
    Hindsight,
    Outcome,
    Party,
    Save,
    Session,
    SessionKind,
    Stamp,
    Standing,
    Step,
    StepTaken,
    Task,
    TurnRef,
    Where,
)

DEMO = Path(__file__).parent / "demo"

_PROSE = (
    "purpose",
    "can_promise",
    "cannot_promise",
    "hopes",
    "therapist_part",
    "patient_part",
)
_GOAL_TEXTS = ("wording", "motive", "seen_by", "obstacle")
_TASK_TEXTS = ("wording", "goal", "kind", "feeling", "dreaded", "other_view", "pattern")
_KEYS = {
    "file": ("version", "attempt", "mark", "review"),
    "version": ("number", "replaces", "proposed", "save", "assent", "hindsight"),
    "save": (
        *("session", "proposed_by", "reason", "drop", "order", "goal", "task"),
        *("review_every", *_PROSE),
    ),
    "goal": ("id", *_GOAL_TEXTS, "levels", "baseline", "weight", "hands", "standing", "said"),
    "task": ("id", *_TASK_TEXTS, "where", "strength", "said"),
    "assent": ("party", "session", "words", "free", "turn", "seen_as"),
    "hindsight": ("party", "session", "words", "free", "turn"),
    "attempt": (
        *("task", "session", "outcome", "feeling", "strength", "showed", "next_step", "told"),
    ),
    "mark": ("session", "patient", "therapist"),
    "review": ("version", "session", "words"),
}


@dataclass(frozen=True, slots=True)
class DemoCase:
    """The case and all its appointments; some of them have a coded transcript (a text file)."""

    code_name: str
    first_name: str
    description: str
    started_on: date
    sessions: tuple[Session, ...]
    transcripts: dict[int, Path]


def demo_case(folder: Path = DEMO) -> DemoCase:
    """The demo case shipped with Wemode. Raises BadContent where its file is not readable."""
    raw: dict[str, Any] = read_toml(folder / "case.toml")
    return DemoCase(
        code_name=raw["code_name"],
        first_name=raw["first_name"],
        description=raw["description"],
        started_on=raw["started_on"],
        sessions=tuple(
            Session(one["number"], one["held_on"], SessionKind(one["kind"]))
            for one in raw["sessions"]
        ),
        transcripts={
            one["number"]: folder / one["transcript"]
            for one in raw["sessions"]
            if "transcript" in one
        },
    )


def demo_contract_case(folder: Path = DEMO) -> Case:
    """All that is known of the case but what the transcripts hold: the strains found, the codes.

    Raises BadContent naming the place of every problem in ``contract.toml``, ``formulation.toml``
    or ``measures.toml``.
    """
    case = _ContractFile(folder / "contract.toml", demo_case(folder).sessions).case()
    formulation, measures = _formulation(folder), demo_measures(folder)
    return replace(
        case,
        episodes=formulation.episodes,
        patterns=formulation.patterns,
        views=formulation.views,
        ledger=formulation.ledger,
        check_ins=formulation.check_ins,
        forms=measures.forms,
        sheets=measures.sheets,
        responses=measures.responses,
        diary=measures.diary,
        days=measures.days,
        events=measures.events,
    )


def demo_measures(folder: Path = DEMO) -> DemoMeasures:
    """The forms, the diary and the events of the case, and what its practice has set."""
    return read_measures(folder / "measures.toml", demo_case(folder).sessions)


def demo_own_states(folder: Path = DEMO) -> tuple[DemoOwnState, ...]:
    """The therapist's own state after some sessions, which is private and no part of the case."""
    return _formulation(folder).own_states


def demo_own_views(folder: Path = DEMO) -> Mapping[int, str]:
    """What the therapist thought some sessions ask for, before the advice; private as well."""
    return _formulation(folder).own_views


def _formulation(folder: Path) -> DemoFormulation:
    return read_formulation(folder / "formulation.toml", demo_case(folder).sessions)


class _ContractFile(DemoFile):
    """Reads ``contract.toml`` and collects what is wrong with it."""

    keys = _KEYS

    def case(self) -> Case:
        versions = self.versions()
        attempts = [self.attempt(*at) for at in self.blocks("attempt", self.raw)]
        marks = [one for at in self.blocks("mark", self.raw) for one in self.marks(*at)]
        reviews = [self.review(*at) for at in self.blocks("review", self.raw)]
        return self.check.done(
            lambda: Case(
                sessions=self.sessions,
                versions=_superseded(versions),
                attempts=_in_order(attempts),
                marks=_in_order(marks),
                reviews=_in_order(reviews),
            )
        )

    def versions(self) -> tuple[ContractVersion, ...]:
        found: list[ContractVersion | None] = []
        sheets: dict[int | None, _Sheet] = {None: _Sheet({}, {})}
        for where, row in self.blocks("version", self.raw):
            number, replaces = row.get("number"), row.get("replaces")
            if not isinstance(number, int) or replaces not in sheets:
                self.check.say(where, "it has no number or replaces none before it", "Mend it")
                continue
            sheet, saves = sheets[replaces], list[Save | None]()
            for place, one in self.blocks("save", row, f"{where}, "):
                sheet = self.changed(place, sheet, one)
                saves.append(self.save(place, len(saves) + 1, one, sheet))
            sheets[number] = sheet
            found.append(self.version(where, row, saves))
        return tuple(one for one in found if one is not None)

    def version(
        self, where: str, row: Table, saves: Sequence[Save | None]
    ) -> ContractVersion | None:
        written = tuple(one for one in saves if one is not None)
        assents = [self.assent(*at) for at in self.blocks("assent", row, f"{where}, ")]
        given = tuple(one for one in assents if one is not None)
        later = [self.hindsight(*at) for at in self.blocks("hindsight", row, f"{where}, ")]
        if len(written) < len(saves) or not written:
            return None

        def make() -> ContractVersion:
            steps = [StepTaken(Step.PROPOSE, self.stamp(row, "proposed"))]
            if len(given) == len(Party):
                steps.append(StepTaken(Step.AGREE, max((one.at for one in given), key=_session)))
            return ContractVersion(
                row["number"],
                written,
                row.get("replaces"),
                tuple(steps),
                given,
                tuple(one for one in later if one is not None),
            )

        return self.made(where, make)

    def changed(self, where: str, before: _Sheet, save: Table) -> _Sheet:
        """The sheet as the save leaves it: what it drops, changes, adds and moves."""
        drop, order = (self.check.texts(where, save, key) for key in ("drop", "order"))
        lines = {id: line for id, line in before.lines.items() if id not in drop}
        for kind in ("goal", "task"):
            for place, line in self.blocks(kind, save, f"{where}, "):
                id = self.check.text(place, line, "id")
                lines[id] = {**lines.get(id, {}), **line}
        for id in {*drop} - {*before.lines} | {*order} - {*lines}:
            self.check.say(where, f"there is no line {id}", "Mend the id")
        first = {id: lines[id] for id in order if id in lines}
        prose = {key: save[key] for key in (*_PROSE, "review_every") if key in save}
        return _Sheet({**before.prose, **prose}, {**first, **lines})

    def save(self, where: str, revision: int, row: Table, sheet: _Sheet) -> Save | None:
        goals = [self.goal(where, one) for id, one in sheet.lines.items() if id.startswith("g")]
        tasks = [self.task(where, one) for id, one in sheet.lines.items() if id.startswith("t")]

        def make() -> Save:
            contract = Contract(
                **self.texts(where, sheet.prose, _PROSE),
                goals=tuple(one for one in goals if one is not None),
                tasks=tuple(one for one in tasks if one is not None),
                review_every=sheet.prose["review_every"],
            )
            by, reason = Party(row["proposed_by"]), self.text(where, row, "reason")
            return Save(revision, contract, self.stamp(row), by, reason)

        return None if None in goals or None in tasks else self.made(where, make)

    def goal(self, where: str, row: Table) -> Goal | None:
        def make() -> Goal:
            levels = row.get("levels", {})
            return Goal(
                id=row["id"],
                **self.texts(where, row, _GOAL_TEXTS),
                levels=tuple(self.text(where, levels, str(at)) for at in SCALE) if levels else (),
                baseline=row.get("baseline"),
                weight=row.get("weight", 1),
                hands=Hands(row["hands"]) if "hands" in row else None,
                standing=Standing(row.get("standing", Standing.WORKED_ON)),
                said=self.turns(row, "said"),
            )

        return self.made(f"{where}, goal {row.get('id')}", make)

    def task(self, where: str, row: Table) -> Task | None:
        def make() -> Task:
            return Task(
                id=row["id"],
                **self.texts(where, row, _TASK_TEXTS),
                where=Where(row["where"]),
                strength=row.get("strength"),
                said=self.turns(row, "said"),
            )

        return self.made(f"{where}, task {row.get('id')}", make)

    def assent(self, where: str, row: Table) -> Assent | None:
        return self.made(
            where,
            lambda: Assent(
                Party(row["party"]),
                self.stamp(row),
                self.text(where, row, "words"),
                row["free"],
                row.get("turn"),
                self.text(where, row, "seen_as"),
            ),
        )

    def hindsight(self, where: str, row: Table) -> Hindsight | None:
        words = self.text(where, row, "words")
        return self.made(
            where,
            lambda: Hindsight(
                Party(row["party"]), self.stamp(row), words, row.get("free"), row.get("turn")
            ),
        )

    def attempt(self, where: str, row: Table) -> Attempt | None:
        return self.made(
            where,
            lambda: Attempt(
                row["task"],
                Outcome(row["outcome"]),
                self.stamp(row),
                self.text(where, row, "feeling"),
                row.get("strength"),
                self.text(where, row, "showed"),
                self.text(where, row, "next_step"),
                TurnRef(*row["told"]) if "told" in row else None,
            ),
        )

    def marks(self, where: str, row: Table) -> Iterator[GoalMark | None]:
        for party in Party:
            levels = row.get(party.value, {})
            if not isinstance(levels, Mapping):
                self.check.say(where, f"“{party.value}” is no table", "Write it as { g1 = 0 }")
                continue
            for goal, level in levels.items():
                yield self.mark(where, row, party, goal, level)

    def mark(self, where: str, row: Table, party: Party, goal: str, level: int) -> GoalMark | None:
        return self.made(where, lambda: GoalMark(goal, level, self.stamp(row), party))

    def review(self, where: str, row: Table) -> ContractReview | None:
        words = self.text(where, row, "words")
        return self.made(where, lambda: ContractReview(row["version"], self.stamp(row), words))


@dataclass(frozen=True, slots=True)
class _Sheet:
    """The sheet as tables of the file: its prose, and its lines by id in their order."""

    prose: Table
    lines: Mapping[str, Table]


_Event = TypeVar("_Event", Attempt, GoalMark, ContractReview)


def _in_order(events: Sequence[_Event | None]) -> tuple[_Event, ...]:
    found = (one for one in events if one is not None)
    return tuple(sorted(found, key=lambda one: one.at.session))


def _superseded(versions: Sequence[ContractVersion]) -> tuple[ContractVersion, ...]:
    """Each version as it ended: the one that replaced it took its place when it was agreed."""
    ended = {one.replaces: one.agreed for one in versions if one.agreed}
    return tuple(
        replace(one, steps=(*one.steps, StepTaken(Step.SUPERSEDE, at)))
        if (at := ended.get(one.number))
        else one
        for one in versions
    )


def _session(at: Stamp) -> int:
    return at.session
