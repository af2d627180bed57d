"""The caseload as one frozen page value: who needs me first, and the one next step for each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from wemode.domain import EndingKind
from wemode.guidance import SAFETY, known_rules
from wemode.report.measures_risk import Waits
from wemode.report.plain_lines import counted
from wemode.store.results import CaseSummary, ContractBrief

NO_CONTRACT = "none yet"
NOT_REVIEWED = "Not looked at since its codes changed: open the session."
NOTHING = Waits()
ENDED = {
    EndingKind.PLANNED: "as planned",
    EndingKind.LEFT: "the patient left",
    EndingKind.MOVED_ON: "went on elsewhere",
}
# Behind every rule, whose urgencies are small numbers; a case without advice comes last of those
# that go on.
_NOT_REVIEWED, _QUIET, _ENDED = 90_000, 99_000, 100_000


@dataclass(frozen=True, slots=True)
class CaseloadRow:
    """One case in one line.

    ``session`` and ``held_on`` are those of the latest appointment, ``kind`` what became of it;
    ``transcript`` is the latest session with a transcript, to which ``open_strains`` and
    ``next_step`` belong; where no session has one, they belong to the latest appointment.
    ``open_strains`` is None where its line was not made since codes or contract changed. ``waits``
    counts endorsed items without a response, and forms that are due. ``ended`` says how the therapy
    ended, empty while it goes on; such a case needs nothing but a response to an endorsed item.
    """

    public_id: str
    code_name: str
    first_name: str
    session: int | None
    held_on: date | None
    kind: str
    transcript: int | None
    open_strains: int | None
    rule: str
    next_step: str
    contract: str
    urgency: int
    waits: Waits = NOTHING
    ended: str = ""
    ended_on: date | None = None

    @property
    def folds(self) -> bool:
        """Whether it stands below, among those that ended; not while an endorsed item waits."""
        return bool(self.ended) and not self.waits.risks

    @property
    def opens(self) -> int | None:
        """The session whose page the line leads to; None where there was none yet."""
        return self.transcript or self.session


@dataclass(frozen=True, slots=True)
class CaseloadPage:
    """The rows shown, who needs me first on top; ``total`` counts all cases, shown or not."""

    rows: tuple[CaseloadRow, ...]
    total: int

    @property
    def going_on(self) -> tuple[CaseloadRow, ...]:
        """The rows that stand on top."""
        return tuple(row for row in self.rows if not row.folds)

    @property
    def ended(self) -> tuple[CaseloadRow, ...]:
        """The rows that are folded below."""
        return tuple(row for row in self.rows if row.folds)

    @property
    def hidden(self) -> int:
        """How many cases are left out of the rows."""
        return self.total - len(self.rows)

    def matching(self, words: str) -> CaseloadPage:
        """Only the cases whose code name or first name holds every one of these words."""
        wanted = words.casefold().split()
        rows = tuple(
            row
            for row in self.rows
            if all(word in f"{row.code_name} {row.first_name}".casefold() for word in wanted)
        )
        return CaseloadPage(rows, len(rows))

    def first(self, most: int) -> CaseloadPage:
        """The same page cut after ``most`` rows."""
        return CaseloadPage(self.rows[:most], self.total)


def caseload_page(
    cases: Sequence[CaseSummary], waiting: Mapping[str, Waits] | None = None
) -> CaseloadPage:
    """The page value: most urgent advice first, then the latest session, then the code name.

    A case that waits for a response to an endorsed item stands above all that do not.
    """
    rules = {rule.id: (rule.urgency, rule.says) for rule in known_rules()}
    waits = waiting or {}
    rows = sorted(
        (_row(case, rules, waits.get(case.public_id, NOTHING)) for case in cases),
        key=_needs_me_first,
    )
    return CaseloadPage(tuple(rows), len(rows))


def _needs_me_first(row: CaseloadRow) -> tuple[bool, int, int, int, str]:
    day = row.held_on.toordinal() if row.held_on else 0
    return not row.waits.risks, row.urgency, -(row.open_strains or 0), -day, row.code_name


def _row(case: CaseSummary, rules: dict[str, tuple[int, str]], waits: Waits) -> CaseloadRow:
    last, digest = case.last_session, case.digest
    if digest is not None:
        urgency, says = rules.get(digest.rule, (_QUIET, ""))
    elif last is not None:
        urgency, says = _NOT_REVIEWED, NOT_REVIEWED
    else:
        urgency, says = _QUIET, ""
    how, ended_on = case.ended or (None, None)
    if how is not None:
        urgency, says, waits = _ENDED, "", replace(waits, forms=0)
    if waits.risks:
        urgency, says = rules[SAFETY]
    return CaseloadRow(
        public_id=case.public_id,
        code_name=case.code_name,
        first_name=case.first_name,
        session=last.number if last else None,
        held_on=last.held_on if last else None,
        kind=last.kind.value if last else "",
        transcript=case.last_transcript,
        open_strains=digest.open_strains if digest else None,
        rule=SAFETY if waits.risks else digest.rule if digest else "",
        next_step=says,
        contract=contract_words(case.contract),
        urgency=urgency,
        waits=waits,
        ended=ENDED[how] if how else "",
        ended_on=ended_on,
    )


def contract_words(brief: ContractBrief | None) -> str:
    """The contract in six words: agreed v6 · 3 goals · 2 tasks."""
    if brief is None:
        return NO_CONTRACT
    goals = f"{brief.goals} goal{'' if brief.goals == 1 else 's'}"
    tasks = f"{brief.tasks} task{'' if brief.tasks == 1 else 's'}"
    return f"{brief.state.value} v{brief.version} · {goals} · {tasks}"


def caseload_text(page: CaseloadPage) -> str:
    """The caseload for a terminal, two lines a case."""
    if not page.rows:
        return "No cases yet. `wemode import FILE --case CODE --new-case` opens one.\n"
    going_on = "".join(_text(row) for row in page.going_on)
    return going_on + "".join(_ended_text(row) for row in page.ended)


def _text(row: CaseloadRow) -> str:
    name = f"{row.code_name} ({row.first_name})" if row.first_name else row.code_name
    when = f"session {row.session}, {row.held_on}" if row.session else "no session yet"
    if row.kind and row.kind != "held":
        when += f" ({row.kind})"
    strain = f"{row.open_strains} open" if row.open_strains else "none open"
    strain = "not reviewed" if row.open_strains is None else strain
    head = f"{name}  {when}  strain: {strain}  contract: {row.contract}"
    return f"{head}\n{_waits(row.waits)}    {row.next_step or 'No advice.'}\n"


def _ended_text(row: CaseloadRow) -> str:
    return f"{row.code_name}  ended: {row.ended}, {row.ended_on}\n"


def _waits(waits: Waits) -> str:
    """What waits, on a line of its own; nothing where nothing does."""
    found = []
    if waits.risks:
        found.append(f"{counted(waits.risks, 'endorsed item')} without a response")
    if waits.forms:
        found.append(f"{counted(waits.forms, 'form')} due")
    return f"    {', '.join(found)}\n" if found else ""
