"""The assents of both as one form: typed text, values, and the turns offered as evidence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from wemode.analysis.contract_draft import evidence_turns
from wemode.domain import Assent, CodedTranscript, ContractVersion, Party, Stamp
from wemode.errors import Problem, Unfit
from wemode.web.contract_sheet import Field
from wemode.web.contract_typed import Typed, told

PARTS = ("on", "session", "words", "free", "turn", "seen_as")
# What, when anything of it is typed, means that this party is to say yes now.
SAID = ("words", "free", "turn", "seen_as")


@dataclass(frozen=True, slots=True)
class Offered:
    """A turn of the session that can stand as evidence: who may use it, and what it says."""

    turn: int
    code: str
    words: str


@dataclass(frozen=True, slots=True)
class Late:
    """What was typed for a party whose yes somebody else took down meanwhile; it is not kept."""

    party: Party
    values: tuple[tuple[str, str], ...]


@dataclass
class AssentForm:
    """All that is typed for those parties who have not said yes yet."""

    parties: tuple[Party, ...]
    values: dict[str, str]
    problems: list[Problem] = field(default_factory=list)
    focus: str = ""
    late: tuple[Late, ...] = ()

    @classmethod
    def empty(cls, parties: tuple[Party, ...], session: int, today: date) -> AssentForm:
        """Today, after the latest session, and nothing said yet."""
        values: dict[str, str] = {}
        for party in parties:
            values[f"{party.value}.on"] = today.isoformat()
            values[f"{party.value}.session"] = str(session)
        return cls(parties, values)

    @classmethod
    def posted(cls, parties: tuple[Party, ...], fields: Mapping[str, str]) -> AssentForm:
        """The form as it was sent."""
        names = [f"{party.value}.{part}" for party in parties for part in PARTS]
        late = (_late(party, fields) for party in Party if party not in parties)
        return cls(
            parties,
            {name: fields.get(name, "").strip() for name in names},
            late=tuple(one for one in late if one.values),
        )

    def field(self, party: Party, part: str) -> Field:
        """One field with what is wrong with it."""
        name = f"{party.value}.{part}"
        wrong = tuple(
            told(one)
            for one in self.problems
            if one.field == name or (part == "words" and one.field == party.value)
        )
        return Field(name, self.values.get(name, ""), wrong)

    def fields(self, party: Party) -> dict[str, Field]:
        """The fields of one party by the name of the part."""
        return {part: self.field(party, part) for part in PARTS}

    def use(self, party: Party, turn: int, words: str) -> None:
        """Put a turn of the session into the form: its number, and the patient's words."""
        self.values[f"{party.value}.turn"] = str(turn)
        if words:
            self.values[f"{party.value}.words"] = words
        self.focus = f"f-{party.value}.words"

    def session(self, party: Party) -> int | None:
        """The session in which this party said yes, as far as it can be read."""
        return Typed(self.values).whole(f"{party.value}.session")

    def assents(
        self, today: date, version: ContractVersion, turns: Mapping[int, int | None]
    ) -> tuple[Assent, ...]:
        """The assents of those for whom anything was typed. Raises Unfit with every problem.

        Where one is raised, it also holds what the case file would refuse of day, session and
        turn, so that all is told at once; ``turns`` says of each appointment how many it has.
        """
        given = [party for party in self.parties if self._speaks(party)]
        if not given:
            what, remedy = _("nobody has said anything yet"), _("Take down the words of one")
            where = _("assent")
            raise Unfit(Problem(where, what, remedy, f"{self.parties[0].value}.words"))
        made: list[Assent] = []
        problems: list[Problem] = []
        for party in given:
            try:
                made.append(self._assent(party, today))
            except Unfit as error:
                problems += error.problems
        if problems:
            told_of = {one.field for one in problems}
            found = (one for party in given for one in self._untimely(party, today, version, turns))
            raise Unfit(*problems, *(one for one in found if one.field not in told_of))
        return tuple(made)

    @property
    def speaks(self) -> bool:
        """Whether anything was typed for a party who is still to say yes."""
        return any(self._speaks(party) for party in self.parties)

    def _speaks(self, party: Party) -> bool:
        return any(self.values.get(f"{party.value}.{part}") for part in SAID)

    def _assent(self, party: Party, today: date) -> Assent:
        typed, who = Typed(self.values), party.value
        whose = _("the patient’s") if party is Party.PATIENT else _("the therapist’s")
        free = typed.rating(f"{who}.free", f"{whose} {_('free choice')}", needed=True)
        turn = typed.whole(f"{who}.turn", f"{whose} {_('turn')}")
        session = typed.whole(f"{who}.session", f"{whose} {_('session')}")
        on = typed.day(f"{who}.on", f"{whose} {_('day')}")
        words, seen_as = typed.text(f"{who}.words"), typed.text(f"{who}.seen_as")
        if session is not None and session < 0:
            what, remedy = _("sessions count from 1, 0 is before the first"), _("Mend it")
            typed.problems.append(
                Problem(f"{whose} {_('session')}", what, remedy, f"{who}.session")
            )
        at = Stamp(max(0, session or 0), on or today)
        try:
            made = Assent(party, at, words, free if free is not None else 0, turn, seen_as)
        except Unfit as error:
            raise Unfit(*error.problems, *typed.problems) from None
        typed.done()
        return made

    def _untimely(
        self,
        party: Party,
        today: date,
        version: ContractVersion,
        turns: Mapping[int, int | None],
    ) -> Iterator[Problem]:
        """What is wrong with when it was said, as far as that can be read."""
        typed, who = Typed(self.values), party.value
        on, session = typed.day(f"{who}.on", ""), typed.whole(f"{who}.session")
        turn = typed.whole(f"{who}.turn")
        at = Stamp(max(0, session or 0), on or today)
        if at.session and at.session not in turns:
            what, remedy = _("the case has no such session"), _("Choose one of the case")
            where = _("session %d") % at.session
            yield Problem(where, what, remedy, f"{who}.session")
        else:
            held = turns.get(at.session)
            if turn is not None and held is not None and turn > held:
                what = _("session %(s)d has %(n)d turns") % {"s": at.session, "n": held}
                remedy = _("Choose one of those, or leave it empty")
                yield Problem(_("turn"), what, remedy, f"{who}.turn")
        if at.on > today:
            what = _("%s is still to come") % at.on.isoformat()
            yield Problem(_("date"), what, _("Mend the date"), f"{who}.on")
        yield from version.refusals(Assent(party, at, "…", 0))


def _late(party: Party, fields: Mapping[str, str]) -> Late:
    """What was typed for a party, or still stood on the form as typed too late."""
    names = ((part, f"{party.value}.{part}") for part in ("words", "seen_as"))
    typed = ((part, fields.get(name) or fields.get(f"late.{name}", "")) for part, name in names)
    return Late(party, tuple((part, text.strip()) for part, text in typed if text.strip()))


def offered(coded: CodedTranscript) -> tuple[Offered, ...]:
    """Where the patient committed, the choice was checked, the cost named; in order of turns."""
    found = evidence_turns(coded)
    kinds = (
        ("p.commits", found.commits),
        ("t.checks_choice", found.checks_choice),
        ("t.names_cost", found.names_cost),
    )
    return tuple(
        Offered(turn, code, coded.transcript.turn(turn).text)
        for turn, code in sorted((turn, code) for code, turns in kinds for turn in turns)
    )
