"""Endorsed items that wait for a response, as every page of a case and the caseload tell them.

No level is computed and nothing is ranked: each says what was answered and when, until it is
recorded what was done.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from wemode.analysis.risk import OpenRisk, open_risks
from wemode.domain import Case, Instrument
from wemode.report.measures import next_on
from wemode.store import read, read_waiting
from wemode.store.access import Actor

# An item in short: so many signs, cut between words.
SHORT = 90


@dataclass(frozen=True, slots=True)
class RiskPrompt:
    """One endorsed item without a response: which (``sheet`` and ``item``), its words, the answer.

    ``taken_back`` where the patient changed the answer afterwards: it was given all the same.
    """

    sheet: str
    item: str
    value: int
    instrument: str
    words: str
    answer: str
    answered_at: datetime
    taken_back: bool


@dataclass(frozen=True, slots=True)
class Waits:
    """What waits in a case: endorsed items without a response, forms that are due."""

    risks: int = 0
    forms: int = 0


def risk_prompts(actor: Actor, case_id: str) -> tuple[RiskPrompt, ...]:
    """The endorsed items of a case that nobody has responded to, oldest first. Audited."""
    instruments = read.instruments(actor)
    known = read_waiting.endorsed(actor, instruments.values(), case_id).get(case_id)
    return prompts_of(known, instruments) if known else ()


def prompts_of(case: Case, instruments: Mapping[str, Instrument]) -> tuple[RiskPrompt, ...]:
    """The endorsed items that nobody has responded to, oldest first."""
    found = sorted(open_risks(case, instruments), key=lambda one: one.answered_at)
    return tuple(_prompt(one, instruments[one.instrument]) for one in found)


def waiting(actor: Actor, today: date) -> Mapping[str, Waits]:
    """What waits in each case where anything does, for the caseload."""
    instruments = read.instruments(actor)
    risks = {
        case_id: len(open_risks(known, instruments))
        for case_id, known in read_waiting.endorsed(actor, instruments.values()).items()
    }
    forms = {
        case_id: sum(
            due is not None and due <= today
            for one in asked.plan.forms
            if (due := next_on(one, asked.finished.get(one.instrument)))
        )
        for case_id, asked in read_waiting.forms_asked(actor, instruments.values()).items()
    }
    return {
        case_id: Waits(risks.get(case_id, 0), forms.get(case_id, 0))
        for case_id in risks.keys() | forms.keys()
        if risks.get(case_id) or forms.get(case_id)
    }


def in_short(text: str) -> str:
    """The words of an item, cut between words where they are many."""
    if len(text) <= SHORT:
        return text
    return f"{text[: SHORT + 1].rsplit(' ', 1)[0].rstrip(' ,;:')} …"


def _prompt(risk: OpenRisk, instrument: Instrument) -> RiskPrompt:
    item = instrument.item(risk.item)
    text = item.text if item else ""
    return RiskPrompt(
        sheet=risk.sheet,
        item=risk.item,
        value=risk.value,
        instrument=instrument.short,
        words=in_short(text),
        answer=risk.label or str(risk.value),
        answered_at=risk.answered_at,
        taken_back=risk.taken_back,
    )
