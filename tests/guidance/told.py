"""Cases of the timing table, told in lines that a clinician reads: ``5: strain, withdrawal, not``.

Each kind of line has one pattern in ``LINES`` and one method of ``Told``. A line that fits none is
an error: nothing of a told case is passed over.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta

from tests.contract_cases import Story, at, day, goal, task
from wemode.catalogue.instruments import instruments
from wemode.domain import (
    AnswerSheet,
    CheckIn,
    DiaryEntry,
    DiaryItem,
    DiaryPlan,
    Episode,
    EpisodeKind,
    FactView,
    Filled,
    Goal,
    GoalMark,
    Instrument,
    LedgerStrain,
    LifeEvent,
    Outcome,
    Part,
    Party,
    Pattern,
    PatternSave,
    PatternState,
    PatternStep,
    PatternStepTaken,
    PatternVersion,
    Record,
    Repaired,
    RiskResponse,
    SessionCodes,
    StrainKind,
    Task,
    Written,
)

PARTS = {
    "wish": Part.WISH,
    "other's response": Part.OTHER_RESPONSE,
    "thought": Part.THOUGHT,
    "feeling": Part.FEELING,
    "body": Part.BODY,
    "act": Part.ACT,
}
ALIKE = {"epistemic trust": "etmcq", "self-esteem": "ipip_self_esteem"}
FORMS = {"PHQ-9": "phq9", "GAD-7": "gad7", "CORE-10": "core10"}
STEPS = {"offered": "offer", "agreed": "agree", "dropped": "drop"}


@dataclass(frozen=True)
class Told(Story):
    """A case told in order, with episodes, patterns, strains, check-ins, codes, own states."""

    own: Mapping[int, Mapping[str, int]] = field(default_factory=dict)

    def told(self, lines: Iterable[str]) -> Told:
        """The case with these lines told after what is known."""
        story = self
        for line in lines:
            session, _, words = line.partition(": ")
            story = story.line(int(session.removeprefix("session ")), words)
        return story

    def line(self, session: int, words: str) -> Told:
        for pattern, method in LINES:
            if found := re.fullmatch(pattern, words):
                return method(self, session, **found.groupdict())
        raise ValueError(f"nobody knows how to read: {words}")

    def agreed(self, session: int, lines: str, words: str | None, free: str | None) -> Told:
        found: list[Goal | Task] = []
        for line in lines.split("; "):
            found.append(_task(line) if line[0] == "t" else _goal(line))
        said = {} if words is None else {"words": words}
        return self.agree(session, *found, free=int(free or 8), review_every=30, **said)  # type: ignore[return-value]

    def given_up(self, session: int) -> Told:
        return self.withdraw(session)  # type: ignore[return-value]

    def tried(self, session: int, task: str, outcome: str | None) -> Told:
        return self.attempt(session, task, Outcome(outcome or "done"))  # type: ignore[return-value]

    def marked(self, session: int, goal: str, level: str, by: str | None) -> Told:
        mark = GoalMark(goal, int(level.replace("−", "-")), at(session), Party(by or "patient"))
        return self._with(marks=(*self.so_far.marks, mark))

    def looked(self, session: int) -> Told:
        return self.look(session)  # type: ignore[return-value]

    def episodes(self, session: int, ids: str, kind: str) -> Told:
        value = Episode(when="a Friday", wish="w", other_did="o", felt="f", kind=EpisodeKind(kind))
        new = (Record(id, (Written(value, at(session)),)) for id in ids.split(" "))
        return self._with(episodes=(*self.so_far.episodes, *new))

    def struck_episode(self, session: int, id: str) -> Told:
        return self._with(
            episodes=tuple(
                replace(one, dropped=at(session)) if one.id == id else one
                for one in self.so_far.episodes
            )
        )

    def drafted(self, session: int, id: str, parts: str) -> Told:
        """``wish e1 e2; feeling e1``; saved over the draft that is open, if one is."""
        filled = {}
        for part in parts.split("; "):
            name, episodes = re.fullmatch(r"(\D+?)((?: e\d+)*)", part).groups()  # type: ignore[union-attr]
            filled[PARTS[name]] = Filled("his words", tuple(episodes.split()))
        return self._saved(session, id, Pattern("the knock", filled))

    def rooted(self, session: int, id: str, root: str) -> Told:
        version = self.so_far.pattern(id)
        assert version, f"there is no {id}"
        saved = self._saved(session, id, replace(version.pattern, roots=(root,)))
        return saved.stepped(session, id, "offered").stepped(session, id, "agreed")

    def stepped(self, session: int, id: str, step: str) -> Told:
        """The newest version takes the step; agreed, it supersedes the one agreed before."""
        taken = PatternStep(STEPS[step])
        newest = [one for one in self.so_far.patterns if one.id == id][-1]
        ended = self.so_far.pattern(id) if taken is PatternStep.AGREE else None
        steps = {newest.number: taken}
        if ended and ended is not newest:
            steps[ended.number] = PatternStep.SUPERSEDE
        return self._with(
            patterns=tuple(
                replace(one, steps=(*one.steps, PatternStepTaken(steps[one.number], at(session))))
                if one.id == id and one.number in steps
                else one
                for one in self.so_far.patterns
            )
        )

    def held_as(self, session: int, id: str, value: str) -> Told:
        return self._with(views=(*self.so_far.views, FactView(id, int(value), at(session))))

    def strain(
        self, session: int, kind: str, repaired: str, own: str | None, of: str | None
    ) -> Told:
        number = len(self.so_far.ledger) + 1
        value = LedgerStrain(
            session=int(of or session),
            kind=StrainKind(kind),
            own_part="I was too quick." if own else "",
            repaired=Repaired(repaired),
        )
        new: Record[LedgerStrain] = Record(f"s{number}", (Written(value, at(session)),))
        return self._with(ledger=(*self.so_far.ledger, new))

    def rewritten(self, session: int, id: str, repaired: str, own: str | None) -> Told:
        def anew(one: Record[LedgerStrain]) -> Record[LedgerStrain]:
            if one.id != id:
                return one
            part = "I was too quick." if own else one.value.own_part
            value = replace(one.value, repaired=Repaired(repaired), own_part=part)
            return replace(one, writings=(*one.writings, Written(value, at(session))))

        return self._with(ledger=tuple(anew(one) for one in self.so_far.ledger))

    def struck_strain(self, session: int, id: str) -> Told:
        return self._with(
            ledger=tuple(
                replace(one, dropped=at(session)) if one.id == id else one
                for one in self.so_far.ledger
            )
        )

    def checked_in(self, session: int, party: str, answers: str) -> Told:
        check_in = CheckIn(Party(party), at(session), _numbers(answers))
        return self._with(check_ins=(*self.so_far.check_ins, check_in))

    def coded(self, session: int, turns: str, counts: str | None, strains: str | None) -> Told:
        found = SessionCodes(session, int(turns), int(turns), _numbers(counts or ""))
        told = self._with(codes=(*self.so_far.codes, found))
        many = int(strains or 0)
        return told.strained(session, left_open=0, strains=many)  # type: ignore[return-value]

    def felt(self, session: int, states: str) -> Told:
        return replace(self, own={**self.own, session: _numbers(states)})

    def answered(
        self, session: int, form: str, total: str, item: str | None, value: str | None
    ) -> Told:
        """Raw answers that add up to this total, from the first item on; one item as said."""
        instrument = instruments()[FORMS[form]]
        scored = instrument.subscales[0].items
        said = {f"q{item}": int(value or 0)} if item else {}
        answers, left = dict.fromkeys(scored, 0) | said, int(total) - sum(said.values())
        free = [
            id for id in scored if id not in {one.id for one in instrument.risk_items} | {*said}
        ]
        for id in free:
            answers[id] = min(left, max(one.value for one in instrument.scale))
            left -= answers[id]
        assert left == 0, f"{form} does not reach {total}"
        return self._filled_in(session, instrument, answers)

    def responded(self, session: int, sheet: str, item: str) -> Told:
        done = RiskResponse(sheet, f"q{item}", "Rang; we meet tomorrow.", day(session), "Ms A.")
        new: Record[RiskResponse] = Record(
            f"r{len(self.so_far.responses) + 1}", (Written(done, at(session)),)
        )
        return self._with(responses=(*self.so_far.responses, new))

    def alike(self, session: int, form: str, value: str) -> Told:
        instrument = instruments()[ALIKE[form]]
        return self._filled_in(
            session, instrument, {one.id: int(value) for one in instrument.items}
        )

    def happened(self, session: int, big: str | None) -> Told:
        event = LifeEvent(day(session), "The firm closes.", big=big is not None)
        new: Record[LifeEvent] = Record(
            f"l{len(self.so_far.events) + 1}", (Written(event, at(session)),)
        )
        return self._with(events=(*self.so_far.events, new))

    def kept_diary(self, session: int, days: str, wild: str | None) -> Told:
        """Two sliders up to the day of the session: calm, and wild on the last days."""
        items = (DiaryItem("i1", "How near were others?"), DiaryItem("i2", "How steady was I?"))
        plan: Record[DiaryPlan] = Record("d1", (Written(DiaryPlan(items), at(1)),))
        first = day(session) - timedelta(days=int(days) - 1)
        entries = []
        for n in range(int(days)):
            is_wild = n >= int(days) - int(wild or 0)
            value = (5, 95)[n % 2] if is_wild else 50 + n % 3
            answers = {item.id: value for item in items}
            entries.append(DiaryEntry(first + timedelta(days=n), answers, at(session)))
        return self._with(diary=plan, days=(*self.so_far.days, *entries))

    def _filled_in(self, session: int, instrument: Instrument, answers: Mapping[str, int]) -> Told:
        when = datetime.combine(day(session), time(20), UTC)
        sheet = AnswerSheet(instrument.id, instrument.version, answers, when, when)
        new: Record[AnswerSheet] = Record(
            f"a{len(self.so_far.sheets) + 1}", (Written(sheet, at(session)),)
        )
        return self._with(sheets=(*self.so_far.sheets, new))

    def _saved(self, session: int, id: str, pattern: Pattern) -> Told:
        mine = [one for one in self.so_far.patterns if one.id == id]
        save = PatternSave(pattern, at(session))
        if mine and mine[-1].state is PatternState.DRAFT:
            again = replace(mine[-1], saves=(*mine[-1].saves, save))
            patterns = tuple(again if one is mine[-1] else one for one in self.so_far.patterns)
        else:
            new = PatternVersion(id, len(mine) + 1, (save,))
            patterns = (*self.so_far.patterns, new)
        return self._with(patterns=patterns)


LINES: tuple[tuple[str, Callable[..., Told]], ...] = (
    (
        r"agreed on (?P<lines>[^,]+)"
        r"(?:, saying “(?P<words>[^”]*)”)?(?:, free (?P<free>\d+))?",
        Told.agreed,
    ),
    (r"(?P<task>t\d+): (?:(?P<outcome>partly|not) )?done", Told.tried),
    (r"the contract is given up", Told.given_up),
    (
        r"(?P<goal>g\d+) marked (?P<level>[−+]?\d)(?: by the (?P<by>patient|therapist))?",
        Told.marked,
    ),
    (r"the two look at the contract", Told.looked),
    (r"told as (?P<kind>event|memory|exception): (?P<ids>e\d+(?: e\d+)*)", Told.episodes),
    (r"episode (?P<id>e\d+) is struck out", Told.struck_episode),
    (r"pattern (?P<id>p\d+) is drafted: (?P<parts>.+)", Told.drafted),
    (r"pattern (?P<id>p\d+) gets the root (?P<root>e\d+)", Told.rooted),
    (r"pattern (?P<id>p\d+) is (?P<step>offered|agreed|dropped)", Told.stepped),
    (r"pattern (?P<id>p\d+) is held at (?P<value>\d+) of 10 as a view", Told.held_as),
    (
        r"a (?P<kind>withdrawal|confrontation)(?: of session (?P<of>\d+))? stands in the ledger, "
        r"repaired: (?P<repaired>not|partly|fully)(?P<own>, own part named)?",
        Told.strain,
    ),
    (
        r"strain (?P<id>s\d+) is now repaired: (?P<repaired>not|partly|fully)"
        r"(?P<own>, own part named)?",
        Told.rewritten,
    ),
    (r"strain (?P<id>s\d+) is struck out", Told.struck_strain),
    (r"check-in of the (?P<party>patient|therapist): (?P<answers>.+)", Told.checked_in),
    (
        r"a transcript of (?P<turns>\d+) turns each(?:, strains (?P<strains>\d+))?"
        r"(?:, codes (?P<counts>.+))?",
        Told.coded,
    ),
    (r"own state: (?P<states>.+)", Told.felt),
    (
        r"(?P<form>PHQ-9|GAD-7|CORE-10) at (?P<total>\d+)"
        r"(?:, item (?P<item>\d+) at (?P<value>\d))?",
        Told.answered,
    ),
    (r"response to item (?P<item>\d+) of (?P<sheet>a\d+)", Told.responded),
    (r"every answer on (?P<form>epistemic trust|self-esteem) at (?P<value>\d)", Told.alike),
    (r"(?:a (?P<big>big)|an) event in the patient's life", Told.happened),
    (r"(?P<days>\d+) days of diary(?:, wild on the last (?P<wild>\d+))?", Told.kept_diary),
)


def _goal(line: str) -> Goal:
    """``g1`` or ``g1 (rank)``: a goal that can be followed, for closeness unless said."""
    id, motive = re.fullmatch(r"(g\d+)(?: \((\w+)\))?", line).groups()  # type: ignore[union-attr]
    return goal(id, motive or "closeness")


def _task(line: str) -> Task:
    """``t1 for g1, a chair_work against p1 with no cost named``; an activity unless said."""
    fitting = (
        r"(?P<id>t\d+) for (?P<goal>g\d+)(?: as (?P<kind>\w+))?(?: against (?P<pattern>p\d+))?"
        r"(?P<bare> with no cost named)?"
    )
    found = re.fullmatch(fitting, line)
    assert found, f"nobody knows how to read the task: {line}"
    return task(
        found["id"],
        found["goal"],
        feeling="" if found["bare"] else "shame",
        kind=found["kind"] or "activity",
        pattern=found["pattern"] or "",
    )


def _numbers(text: str) -> dict[str, int]:
    """``boredom 7, hurt 2`` as a mapping; empty for an empty text."""
    pairs = (part.rsplit(" ", 1) for part in text.split(", ") if part)
    return {name.replace(" ", "_"): int(value) for name, value in pairs}
