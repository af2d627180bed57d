"""A case gathered for other programs: as a FHIR Bundle, as tidy tables; and what was taken in."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from wemode.analysis.contract_course import marks_read, on_scale
from wemode.analysis.levels import measures
from wemode.domain import Case, ContractVersion, Instrument, OwnItem
from wemode.errors import BadFile, Problem
from wemode.formats.fhir import (
    LOST,
    AskedItem,
    LeftOut,
    Outgoing,
    Sheet,
    SheetScore,
    bundle_bytes,
    read_bundle,
)
from wemode.formats.tidy import ScoreRow, rows_of
from wemode.formats.tidy.rows import Row, asked
from wemode.report.intake import contract_changed
from wemode.store import exchange, read
from wemode.store.access import Actor
from wemode.store.exchange import TakenIn


@dataclass(frozen=True, slots=True)
class Exported:
    """A Bundle as the bytes of its file, and how many resources of each type it holds.

    ``named`` is how often the first name stands in it, in words as they were said.
    """

    content: bytes
    resources: Mapping[str, int]
    named: int = 0


@dataclass(frozen=True, slots=True)
class ExportedTables:
    """The rows of each table, and how often the first name stands in their words."""

    rows: Mapping[str, list[Row]]
    named: int = 0


def fhir_export(actor: Actor, case_id: str, made_at: datetime) -> Exported:
    """The case as a FHIR Bundle. Audited as an export."""
    history = exchange.take_out(actor=actor, case_id=case_id, form="fhir")
    instruments = read.instruments(actor)
    gathered = outgoing(history.code_name, history.public_id, history.case, instruments)
    content = bundle_bytes(gathered, made_at)
    kinds = (one["resource"]["resourceType"] for one in json.loads(content)["entry"])
    return Exported(content, Counter(kinds), _named(history.first_name, content.decode()))


def table_export(actor: Actor, case_id: str) -> ExportedTables:
    """The rows of the tidy tables of a case. Audited as an export."""
    history = exchange.take_out(actor=actor, case_id=case_id, form="tables")
    case = _read_with(history.case, read.instruments(actor))
    rows = rows_of(history.code_name, case, score_rows(case))
    cells = (cell for found in rows.values() for row in found for cell in row)
    words = "\n".join(cell for cell in cells if isinstance(cell, str))
    return ExportedTables(rows, _named(history.first_name, words))


def fhir_import(actor: Actor, case_id: str, data: bytes, *, of: str = "") -> TakenIn:
    """Take a Bundle into a case; ``of`` is the code name that the Bundle may bear instead.

    Raises BadFile with every problem of it, also where it bears another case's name.
    """
    incoming = read_bundle(data, read.instruments(actor))
    here = read.case(actor, case_id).code_name
    named = incoming.code_name.casefold()
    if named and named not in (here.casefold(), of.casefold()):
        raise _other_case(here)
    taken = exchange.take_in(actor=actor, case_id=case_id, incoming=incoming)
    contract_changed(actor, case_id)
    return taken


def outgoing(
    code_name: str, seed: str, case: Case, instruments: Mapping[str, Instrument]
) -> Outgoing:
    """What of a case goes into a Bundle; ``seed`` makes its names unlike any other case's."""
    case = _read_with(case, instruments)
    still = {one.id for one in case.diary.value.items} if case.diary else set()
    return Outgoing(
        code_name=code_name,
        seed=seed,
        instruments=instruments,
        own_items=_own_items(case),
        sheets={one.id: one.value for one in case.answered},
        scores=tuple(
            SheetScore(one.sheet, one.subscale, one.value, one.band) for one in score_rows(case)
        ),
        diary=tuple(AskedItem(item, id in still) for id, item in asked(case).items()),
        days=case.diary_days,
        contract=None if case.standing is None else _sheet(case, case.standing),
        marks=case.marks,
    )


def score_rows(case: Case) -> tuple[ScoreRow, ...]:
    """The scores of all fillings, oldest filling first; none where too few items were answered."""
    order = {one.id: n for n, one in enumerate(case.answered)}
    rows = [
        ScoreRow(
            sheet=point.sheet,
            instrument=measure.instrument.id,
            version=measure.instrument.version,
            subscale=measure.subscale.id,
            value=point.value,
            answered=point.answered,
            of=point.of,
            band=point.band,
            on=point.on,
            session=point.session,
        )
        for measure in measures(case)
        for point in measure.points
    ]
    return tuple(sorted(rows, key=lambda one: order[one.sheet]))


def taken_in_text(taken: TakenIn, code_name: str) -> str:
    """What was taken in, and what was not and why, as the command line prints it."""
    return "\n".join(_taken_in(taken, code_name)) + "\n"


def taken_in_json(taken: TakenIn) -> str:
    """The same for other programs."""
    return json.dumps(asdict(taken), ensure_ascii=False, indent=1)


def lost_lines() -> Iterator[str]:
    """What a Bundle does not hold, each with its reason."""
    return (f"- {one.what}: {one.why}" for one in LOST)


def named_line(named: int) -> str:
    """What is to be told where the first name stands in the words that went out."""
    if not named:
        return ""
    times = "once" if named == 1 else f"{named} times"
    return f"The first name stands in the words {times}: read them before you hand them on.\n"


def exported_json(file: str, found: Exported) -> str:
    """What was written and what stays behind, for other programs."""
    document: dict[str, Any] = {
        "file": file,
        "resources": dict(found.resources),
        "first_name_in_words": found.named,
        "not_held": [asdict(one) for one in LOST],
    }
    return json.dumps(document, ensure_ascii=False, indent=1)


def _named(first_name: str, words: str) -> int:
    name = first_name.strip()
    return len(re.findall(rf"\b{re.escape(name)}\b", words, re.IGNORECASE)) if name else 0


def _read_with(case: Case, instruments: Mapping[str, Instrument]) -> Case:
    return replace(case, own_instruments=tuple(instruments.values()))


def _own_items(case: Case) -> dict[str, tuple[OwnItem, ...]]:
    """The patient's own items of all plans, by instrument, as they were last worded."""
    found: dict[str, dict[str, OwnItem]] = {}
    for writing in case.forms.writings if case.forms else ():
        for form in writing.value.forms:
            if form.own_items:
                named = found.setdefault(form.instrument, {})
                named |= {item.id: item for item in form.own_items}
    return {id: tuple(items.values()) for id, items in found.items()}


def _sheet(case: Case, version: ContractVersion) -> Sheet:
    seen = on_scale(case, version)
    last = {goal.id: marks_read(seen, goal.id) for goal in version.contract.goals}
    return Sheet(
        number=version.number,
        state=version.state,
        contract=version.contract,
        levels={id: marks[-1].level for id, marks in last.items() if marks},
        agreed_on=version.agreed.on if version.agreed else None,
    )


def _other_case(here: str) -> BadFile:
    what = f"the file bears the code name of another case than {here}"
    remedy = "Check whose it is; to take it in all the same, give that name with --of"
    return BadFile(Problem("Patient, identifier", what, remedy))


def _taken_in(taken: TakenIn, code_name: str) -> Iterator[str]:
    yield f"Taken into {code_name}:"
    yield f"- forms: {len(taken.sheets)}"
    yield f"- days of the diary: {taken.days}" + (", and its plan" * taken.diary_planned)
    draft = f"version {taken.draft}, a draft" if taken.draft else "none"
    yield f"- contract: {draft}"
    if taken.questionnaires:
        yield f"- questionnaires of the practice's own: {', '.join(taken.questionnaires)}"
    if taken.there:
        yield f"There already: {taken.there}."
    if taken.left_out:
        yield "Left out:"
        yield from _grouped(taken.left_out)


def _grouped(left_out: Iterable[LeftOut]) -> Iterator[str]:
    by_reason: dict[str, list[str]] = {}
    for one in left_out:
        by_reason.setdefault(one.why, []).append(one.what)
    for why, names in by_reason.items():
        more = f" and {len(names) - 3} more" if len(names) > 3 else ""
        yield f"- {', '.join(names[:3])}{more}: {why}"
