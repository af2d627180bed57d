"""An instrument in words: what it asks, how it is scored, what its scores may be held against."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from wemode.domain import Better, Instrument, Kept, Missing, Subscale

NO_BASIS = "no published basis"


def instrument_text(one: Instrument) -> str:
    """An instrument as the command line prints it."""
    return "\n".join(_whole(one)) + "\n"


def words_shipped(one: Instrument) -> str:
    """Whether the words of an instrument are shipped, and under which licence."""
    if one.kept_as is Kept.GOALS:
        return "marks on the goals of the contract"
    if one.personal:
        return "the patient’s own words"
    return f"words shipped, {one.licence.id}" if one.ships_text else "bring your own"


def constants(one: Subscale) -> tuple[str, ...]:
    """What the scores may be held against, with its study; then what has no published basis."""
    kinds = {
        "norms": one.norms,
        "reliability": one.reliability,
        "cut-off": one.cutoffs,
        "reliable change": one.reliable_change,
        "bands": one.bands,
    }
    absent = [name for name, found in kinds.items() if not found]
    if len(absent) == len(kinds):
        return (NO_BASIS,)
    return (*_constants(one), *([f"{NO_BASIS}: {', '.join(absent)}"] if absent else ()))


def missing_rule(one: Subscale) -> str:
    """What is done with missing answers, and who says so."""
    if one.missing is Missing.PRORATE:
        return f"from {one.least} answers of {len(one.items)} on: {one.missing_source}"
    return "only where all are answered" + (f": {one.missing_source}" * bool(one.missing_source))


def _constants(one: Subscale) -> Iterator[str]:
    for norm in one.norms:
        n = f", n = {norm.n:,}" if norm.n else ""
        yield f"{norm.population}: mean {norm.mean:g}, SD {norm.sd:g}{n} [{norm.source}]"
    for found in one.reliability:
        yield f"reliability, {found.kind}: {found.value:g} [{found.source}]"
    for cutoff in one.cutoffs:
        way = "down" if one.better is Better.HIGHER else "on"
        yield f"from {cutoff.value:g} {way}: {cutoff.label or 'clinical'} [{cutoff.source}]"
    if change := one.reliable_change:
        level = f" at {change.confidence:.0%}" if change.confidence else ""
        yield f"reliable change: {change.difference:g}{level} [{change.source}]"
    if one.bands:
        named = ", ".join(f"{band.lowest:g} {band.label}" for band in one.bands)
        sources = "; ".join(dict.fromkeys(band.source for band in one.bands))
        yield f"bands from: {named} [{sources}]"


def _whole(one: Instrument) -> Iterator[str]:
    yield f"{one.title} ({one.short}), {one.id}, version {one.version}"
    yield from _wrap(f"Source: {one.source}")
    yield from _wrap(f"Licence: {one.licence.id}. {one.licence.statement} [{one.licence.source}]")
    if one.caution:
        yield from _wrap(one.caution)
    if one.stem:
        yield from ("", *_wrap(one.stem))
    for n, item in enumerate(one.items, 1):
        risk = "  [asks for a response]" if item.risk_from is not None else ""
        own = "; ".join(f"{a.value} {a.label}".strip() for a in item.choices)
        text = item.text or "(your own copy)"
        yield from _wrap(f"{n:>2}. {text}{f' ({own})' * bool(own)}{risk}")
    yield ""
    yield from _wrap("Answers: " + "; ".join(f"{a.value} {a.label}".strip() for a in one.scale))
    for subscale in one.subscales:
        yield from _score(subscale)


def _score(one: Subscale) -> Iterator[str]:
    yield ""
    range_ = f"{one.lowest:g} to {one.highest:g}"
    yield from _wrap(f"{one.title} ({one.id}): {one.method.value}, {range_}")
    if one.reversed:
        turned = [id for id in one.items if id in one.reversed]
        yield from _wrap(f"Reversed: {', '.join(turned)}", "    ")
    yield from _wrap(f"Scored {missing_rule(one)}", "    ")
    for text in constants(one):
        yield from _wrap(text[0].upper() + text[1:], "    ")
    if one.caution:
        yield from _wrap(one.caution, "    ")


def _wrap(text: str, indent: str = "  ") -> list[str]:
    return textwrap.wrap(text, 90, initial_indent=indent, subsequent_indent=f"{indent}  ")
