"""Reading the tables of an instrument file into an Instrument; docs/instruments.md has the format.

What the tables say of each other (a subscale of items that are not there, bands out of order) is
checked in instrument_checks once they are read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import fields
from enum import StrEnum
from typing import Any, TypeVar

from wemode.catalogue.toml_file import Checker, Table
from wemode.domain import (
    Band,
    Better,
    Choice,
    Cutoff,
    Instrument,
    Item,
    Kept,
    Level,
    Licence,
    Method,
    Missing,
    Norm,
    Reliability,
    ReliableChange,
    Subscale,
)

# A file has the names of the domain, so what a table may hold is what the value has.
FILE_KEYS = frozenset(one.name for one in fields(Instrument))
LICENCE_KEYS = frozenset(one.name for one in fields(Licence))
CHOICE_KEYS = frozenset(one.name for one in fields(Choice))
ITEM_KEYS = frozenset(one.name for one in fields(Item))
SUBSCALE_KEYS = frozenset(one.name for one in fields(Subscale))
NORM_KEYS = frozenset(one.name for one in fields(Norm))
# No answer, score or constant of a questionnaire is larger; what is, is a slip.
LARGEST = 1_000_000
_Choice = TypeVar("_Choice", bound=StrEnum)


def read_tables(check: Checker, raw: Table) -> Instrument:
    """The instrument in these tables, as far as they can be read; ``check`` holds the problems."""
    check.known_keys("file", raw, FILE_KEYS)
    items = tuple(_item(check, block) for block in check.tables("items", raw))
    version = number(check, "file", raw, "version", whole=True)
    return Instrument(
        id=check.text("file", raw, "id"),
        # What is wrong with one that is none is said already.
        version=1 if version is None else int(version),
        title=check.text("file", raw, "title"),
        short=check.text("file", raw, "short"),
        items=items,
        scale=choices(check, "scale", raw.get("scale", [])),
        subscales=read_subscales(check, raw),
        licence=_licence(check, raw.get("licence")),
        source=check.text("file", raw, "source"),
        ships_text=flag(check, "file", raw, "ships_text", default=True),
        personal=flag(check, "file", raw, "personal", default=False),
        stem=check.text("file", raw, "stem", needed=False),
        recall=check.text("file", raw, "recall", needed=False),
        language=check.text("file", raw, "language", needed=False) or "en",
        loinc=check.text("file", raw, "loinc", needed=False),
        kept_as=one_of(check, "file", raw, "kept_as", Kept, Kept.FORM) or Kept.FORM,
        caution=check.text("file", raw, "caution", needed=False),
    )


def read_subscales(check: Checker, raw: Table) -> tuple[Subscale, ...]:
    """The scores of a file, as far as they can be read."""
    return tuple(_subscale(check, block) for block in check.tables("subscales", raw))


def number(
    check: Checker, where: str, table: Table, key: str, *, whole: bool = False, needed: bool = True
) -> float | None:
    """The number under ``key``; None where it is missing or is none, said where it is needed."""
    value = table.get(key)
    if value is None:
        if needed:
            check.say(where, f"“{key}” is missing", f"Write {key} = and the number")
        return None
    if isinstance(value, bool) or not isinstance(value, int if whole else int | float):
        kind = "a whole number" if whole else "a number"
        check.say(where, f"“{key}” is not {kind}", f"Write {key} = 1")
        return None
    if value != value:
        check.say(where, f"“{key}” is no number", "Write it in digits")
        return None
    if abs(value) > LARGEST:
        check.say(where, f"“{key}” is too large to be true", "Check the number")
        return None
    return value


def flag(check: Checker, where: str, table: Table, key: str, *, default: bool) -> bool:
    """The true or false under ``key``, or the default."""
    value = table.get(key, default)
    if not isinstance(value, bool):
        check.say(where, f"“{key}” is neither true nor false", f"Write {key} = true")
        return default
    return value


def one_of(
    check: Checker,
    where: str,
    table: Table,
    key: str,
    kinds: type[_Choice],
    default: _Choice | None = None,
) -> _Choice | None:
    """The value of ``kinds`` under ``key``; the default where there is none."""
    if key not in table:
        if default is None:
            check.say(where, f"“{key}” is missing", f"Write one of {_listed(kinds)}")
        return default
    try:
        return kinds(table[key])
    except ValueError:
        check.say(where, f"“{key}” is none of those known", f"Write one of {_listed(kinds)}")
        return default


def choices(check: Checker, where: str, blocks: Any) -> tuple[Choice, ...]:
    """The answers of a scale, in the order in which they are shown."""
    found = []
    for n, block in enumerate(_blocks(check, where, blocks), 1):
        place = f"{where}, answer {n}"
        check.known_keys(place, block, CHOICE_KEYS)
        value = number(check, place, block, "value", whole=True)
        label = check.text(place, block, "label", needed=False)
        loinc = check.text(place, block, "loinc", needed=False)
        found.append(Choice(int(value or 0), label, loinc))
    return tuple(found)


def _item(check: Checker, block: Table) -> Item:
    where = f"item {block.get('id', '?')}"
    check.known_keys(where, block, ITEM_KEYS)
    risk = number(check, where, block, "risk_from", whole=True, needed=False)
    return Item(
        id=check.text(where, block, "id"),
        text=check.text(where, block, "text", needed=False),
        choices=choices(check, where, block.get("choices", [])),
        risk_from=None if risk is None else int(risk),
        loinc=check.text(where, block, "loinc", needed=False),
    )


def _licence(check: Checker, table: Any) -> Licence:
    if not isinstance(table, dict):
        check.say("file", "there is no [licence]", "Say under which licence the words stand")
        return Licence("", "", "")
    check.known_keys("licence", table, LICENCE_KEYS)
    return Licence(
        id=check.text("licence", table, "id"),
        statement=check.text("licence", table, "statement"),
        source=check.text("licence", table, "source"),
        file=check.text("licence", table, "file", needed=False),
    )


def _subscale(check: Checker, block: Table) -> Subscale:
    where = f"score {block.get('id', '?')}"
    check.known_keys(where, block, SUBSCALE_KEYS)
    change = block.get("reliable_change")
    return Subscale(
        id=check.text(where, block, "id"),
        title=check.text(where, block, "title"),
        items=check.texts(where, block, "items"),
        method=one_of(check, where, block, "method", Method) or Method.SUM,
        better=one_of(check, where, block, "better", Better) or Better.NEITHER,
        lowest=number(check, where, block, "lowest") or 0,
        highest=number(check, where, block, "highest") or 0,
        missing=one_of(check, where, block, "missing", Missing, Missing.COMPLETE)
        or Missing.COMPLETE,
        least=int(number(check, where, block, "least", whole=True, needed=False) or 0),
        missing_source=check.text(where, block, "missing_source", needed=False),
        reversed=frozenset(check.texts(where, block, "reversed")),
        recode=_recode(check, where, block.get("recode", {})),
        level=one_of(check, where, block, "level", Level) if "level" in block else None,
        norms=tuple(_norm(check, where, one) for one in _listed_in(check, where, block, "norms")),
        reliability=tuple(
            _reliability(check, where, one)
            for one in _listed_in(check, where, block, "reliability")
        ),
        cutoffs=tuple(
            _cutoff(check, where, one) for one in _listed_in(check, where, block, "cutoffs")
        ),
        reliable_change=None if change is None else _change(check, where, change),
        bands=tuple(_band(check, where, one) for one in _listed_in(check, where, block, "bands")),
        loinc=check.text(where, block, "loinc", needed=False),
        caution=check.text(where, block, "caution", needed=False),
    )


def _recode(check: Checker, where: str, table: Any) -> dict[int, float]:
    """Raw answer to value. TOML keys are texts: “1”, “2”."""
    found: dict[int, float] = {}
    for key in table if isinstance(table, dict) else ():
        new = number(check, f"{where}, recode", table, key)
        if re.fullmatch(r"-?[0-9]{1,6}", str(key)) is None:
            check.say(where, "“recode” holds an answer that is no whole number", 'Write "1" = 0')
        elif new is not None:
            found[int(key)] = float(new)
    if not isinstance(table, dict):
        check.say(where, "“recode” is no table", 'Write recode = { "1" = 0, "2" = 1 }')
    return found


def _norm(check: Checker, where: str, table: Table) -> Norm:
    where = f"{where}, norm"
    check.known_keys(where, table, NORM_KEYS)
    n = number(check, where, table, "n", whole=True, needed=False)
    return Norm(
        population=check.text(where, table, "population"),
        mean=number(check, where, table, "mean") or 0,
        sd=number(check, where, table, "sd") or 0,
        source=check.text(where, table, "source"),
        n=None if n is None else int(n),
        functional=flag(check, where, table, "functional", default=False),
    )


def _reliability(check: Checker, where: str, table: Table) -> Reliability:
    where = f"{where}, reliability"
    check.known_keys(where, table, {"kind", "value", "source"})
    return Reliability(
        kind=check.text(where, table, "kind"),
        value=number(check, where, table, "value") or 0,
        source=check.text(where, table, "source"),
    )


def _cutoff(check: Checker, where: str, table: Table) -> Cutoff:
    where = f"{where}, cut-off"
    check.known_keys(where, table, {"value", "source", "label"})
    return Cutoff(
        value=number(check, where, table, "value") or 0,
        source=check.text(where, table, "source"),
        label=check.text(where, table, "label", needed=False),
    )


def _change(check: Checker, where: str, table: Any) -> ReliableChange | None:
    where = f"{where}, reliable change"
    if not isinstance(table, dict):
        check.say(where, "it is no table", "Write [subscales.reliable_change]")
        return None
    check.known_keys(where, table, {"difference", "source", "confidence"})
    return ReliableChange(
        difference=number(check, where, table, "difference") or 0,
        source=check.text(where, table, "source"),
        confidence=number(check, where, table, "confidence", needed=False),
    )


def _band(check: Checker, where: str, table: Table) -> Band:
    where = f"{where}, band"
    check.known_keys(where, table, {"lowest", "label", "source"})
    return Band(
        lowest=number(check, where, table, "lowest") or 0,
        label=check.text(where, table, "label"),
        source=check.text(where, table, "source"),
    )


def _blocks(check: Checker, where: str, value: Any) -> list[dict[str, Any]]:
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        check.say(where, "the answers are no list of blocks", 'Write [{ value = 0, label = "…" }]')
        return []
    return value


def _listed_in(check: Checker, where: str, block: Table, key: str) -> list[dict[str, Any]]:
    value = block.get(key, [])
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        check.say(where, f"“{key}” is no list of blocks", f"Write each as [[subscales.{key}]]")
        return []
    return value


def _listed(kinds: Iterable[StrEnum]) -> str:
    return ", ".join(kind.value for kind in kinds)
