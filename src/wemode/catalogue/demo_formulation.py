"""What the two of the demo case came to understand: episodes, patterns, strains, check-ins.

All of it stands in ``demo/formulation.toml``, each writing where it became known.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from wemode.catalogue.demo_file import DemoFile
from wemode.catalogue.formulation import check_in_prompts, own_states
from wemode.catalogue.toml_file import Table
from wemode.domain import (
    CheckIn,
    Episode,
    EpisodeKind,
    FactView,
    Filled,
    LedgerStrain,
    Part,
    Party,
    Pattern,
    PatternSave,
    PatternStep,
    PatternStepTaken,
    PatternVersion,
    Record,
    Repaired,
    Session,
    Slot,
    StrainKind,
    Written,
)

_T = TypeVar("_T")

_SLOTS = tuple(slot.value for slot in Slot)
_PARTS = tuple(part.value for part in Part)
_PATTERN_TEXTS = ("name", "motive", "plain", "healthy_parts")
_STRAIN_TEXTS = ("markers", "before", "own_part", "wish", "motive")
_PROMPTS = tuple(one.id for one in check_in_prompts())
_STATES = tuple(one.id for one in own_states())


@dataclass(frozen=True, slots=True)
class DemoOwnState:
    """The therapist's own state after a session: each state 0–10, and a line for herself."""

    session: int
    values: Mapping[str, int]
    line: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "values", MappingProxyType(dict(self.values)))


@dataclass(frozen=True, slots=True)
class DemoFormulation:
    """The file, in the order in which things became known; the therapist's own views by session."""

    episodes: tuple[Record[Episode], ...]
    patterns: tuple[PatternVersion, ...]
    views: tuple[FactView, ...]
    ledger: tuple[Record[LedgerStrain], ...]
    check_ins: tuple[CheckIn, ...]
    own_states: tuple[DemoOwnState, ...]
    own_views: Mapping[int, str]


def read_formulation(path: Path, sessions: Sequence[Session]) -> DemoFormulation:
    """The formulation in a file. Raises BadContent naming the place of every problem in it."""
    return _FormulationFile(path, sessions).formulation()


class _FormulationFile(DemoFile):
    """Reads ``formulation.toml`` and collects what is wrong with it."""

    keys = MappingProxyType(
        {
            "file": ("episode", "pattern", "view", "strain", "check_in", "own_state", "own_view"),
            "episode": ("id", "kind", "dropped", "writing"),
            "writing": ("session", *_SLOTS, "told"),
            "pattern": ("id", "version"),
            "version": ("save", "offered", "agreed"),
            "save": ("session", "reason", *_PATTERN_TEXTS, "roots", "exceptions", *_PARTS),
            "view": ("pattern", "session", "value", "words"),
            "strain": ("id", "of", "kind", "entry"),
            "entry": ("session", *_STRAIN_TEXTS, "tried", "repaired", "turns"),
            "check_in": ("session", *(party.value for party in Party)),
            "own_state": ("session", "line", *_STATES),
            "own_view": ("session", "words"),
        }
    )

    def formulation(self) -> DemoFormulation:
        episodes = [self.episode(*at) for at in self.blocks("episode", self.raw)]
        patterns = [one for at in self.blocks("pattern", self.raw) for one in self.pattern(*at)]
        views = [self.view(*at) for at in self.blocks("view", self.raw)]
        ledger = [self.strain(*at) for at in self.blocks("strain", self.raw)]
        check_ins = [
            self.check_in(*at, party) for at in self.blocks("check_in", self.raw) for party in Party
        ]
        own = [self.own_state(*at) for at in self.blocks("own_state", self.raw)]
        own_views = [self.own_view(*at) for at in self.blocks("own_view", self.raw)]
        known = sorted(_all(patterns), key=lambda one: one.saves[0].at.session)
        return self.check.done(
            lambda: DemoFormulation(
                _all(episodes),
                tuple(known),
                _all(views),
                _all(ledger),
                _all(check_ins),
                _all(own),
                MappingProxyType(dict(_all(own_views))),
            )
        )

    def episode(self, where: str, row: Table) -> Record[Episode] | None:
        def make(place: str, words: Table) -> Episode:
            kind = EpisodeKind(row.get("kind", EpisodeKind.EVENT))
            told = self.turns(words, "told")
            return Episode(**self.texts(place, words, _SLOTS), kind=kind, told=told)

        return self.record(where, row, "writing", "told", make)

    def strain(self, where: str, row: Table) -> Record[LedgerStrain] | None:
        def make(place: str, words: Table) -> LedgerStrain:
            return LedgerStrain(
                session=row["of"],
                kind=StrainKind(row["kind"]),
                **self.texts(place, words, _STRAIN_TEXTS),
                tried=self.check.texts(place, words, "tried"),
                repaired=Repaired(words.get("repaired", Repaired.NOT)),
                turns=self.turns(words, "turns"),
            )

        return self.record(where, row, "entry", "turns", make)

    def record(
        self, where: str, row: Table, kind: str, turns: str, make: Callable[[str, Table], _T]
    ) -> Record[_T] | None:
        """What was written under an id; each writing starts from the one before, its turns added.

        ``kind`` names the blocks of the writings, ``turns`` what they call their turns.
        """
        words: Table = {}
        written: list[Written[_T] | None] = []
        for place, one in self.blocks(kind, row, f"{where}, "):
            words = {**words, **one, turns: [*words.get(turns, ()), *one.get(turns, ())]}
            written.append(self.written(place, words, make))
        if None in written:
            return None
        return self.made(
            where,
            lambda: Record(
                row["id"], _all(written), self.stamp(row, "dropped") if "dropped" in row else None
            ),
        )

    def written(
        self, place: str, words: Table, make: Callable[[str, Table], _T]
    ) -> Written[_T] | None:
        return self.made(place, lambda: Written(make(place, words), self.stamp(words)))

    def pattern(self, where: str, row: Table) -> tuple[PatternVersion, ...]:
        """The versions of a pattern; each save starts from the one before."""
        words: Table = {}
        found: list[PatternVersion | None] = []
        for place, one in self.blocks("version", row, f"{where}, "):
            saves: list[PatternSave | None] = []
            for at, save in self.blocks("save", one, f"{place}, "):
                words = {**_put_together(words, save), "reason": save.get("reason", "")}
                saves.append(self.save(at, words))
            found.append(self.version(place, row, len(found) + 1, one, saves))
        return self.made(where, lambda: _superseded(_all(found))) or ()

    def version(
        self,
        where: str,
        row: Table,
        number: int,
        version: Table,
        saves: Sequence[PatternSave | None],
    ) -> PatternVersion | None:
        def make() -> PatternVersion:
            steps = [
                PatternStepTaken(
                    step, self.stamp(version[key]), self.text(where, version[key], "words")
                )
                for key, step in (("offered", PatternStep.OFFER), ("agreed", PatternStep.AGREE))
                if key in version
            ]
            return PatternVersion(row["id"], number, _all(saves), tuple(steps))

        return None if None in saves else self.made(where, make)

    def save(self, where: str, words: Table) -> PatternSave | None:
        def make() -> PatternSave:
            pattern = Pattern(
                **self.texts(where, words, _PATTERN_TEXTS),
                parts={Part(id): self.filled(where, words[id]) for id in _PARTS if id in words},
                roots=self.check.texts(where, words, "roots"),
                exceptions=self.check.texts(where, words, "exceptions"),
            )
            return PatternSave(pattern, self.stamp(words), self.text(where, words, "reason"))

        return self.made(where, make)

    def filled(self, where: str, part: Table) -> Filled:
        return Filled(self.text(where, part, "words"), self.check.texts(where, part, "episodes"))

    def view(self, where: str, row: Table) -> FactView | None:
        return self.made(
            where,
            lambda: FactView(
                row["pattern"], row["value"], self.stamp(row), self.text(where, row, "words")
            ),
        )

    def check_in(self, where: str, row: Table, party: Party) -> CheckIn | None:
        def make() -> CheckIn:
            given = row[party.value]
            self.check.known_keys(f"{where}, {party.value}", given, ("words", *_PROMPTS))
            answers = {id: given[id] for id in _PROMPTS if id in given}
            return CheckIn(party, self.stamp(row), answers, self.text(where, given, "words"))

        return self.made(where, make)

    def own_state(self, where: str, row: Table) -> DemoOwnState | None:
        return self.made(
            where,
            lambda: DemoOwnState(
                self.stamp(row).session,
                {id: row[id] for id in _STATES if id in row},
                self.text(where, row, "line"),
            ),
        )

    def own_view(self, where: str, row: Table) -> tuple[int, str] | None:
        words = self.check.text(where, row, "words")
        return self.made(where, lambda: (self.stamp(row).session, words))


def _put_together(before: Table, save: Table) -> dict[str, Any]:
    """A save on top of the one before it; of a part, too, only what changed is written."""
    parts = {id: {**before.get(id, {}), **save[id]} for id in _PARTS if id in save}
    return {**before, **save, **parts}


def _superseded(versions: Sequence[PatternVersion]) -> tuple[PatternVersion, ...]:
    """Each version as it ended: offered and no more, by the next offer; agreed, by the next yes."""

    def ended(version: PatternVersion) -> PatternVersion:
        way = PatternStep.AGREE if version.taken(PatternStep.AGREE) else PatternStep.OFFER
        later = (one.taken(way) for one in versions[version.number :])
        by = next((step for step in later if step), None)
        if by is None:
            return version
        steps = (*version.steps, PatternStepTaken(PatternStep.SUPERSEDE, by.at))
        return replace(version, steps=steps)

    return tuple(ended(one) for one in versions)


def _all(found: Sequence[_T | None]) -> tuple[_T, ...]:
    return tuple(one for one in found if one is not None)
