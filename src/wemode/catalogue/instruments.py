"""The instruments: questionnaires as data, one file each, and a practice's own beside them.

``instruments/<id>.toml`` holds one (docs/instruments.md has the format). Words stand there only
where their licence clearly lets them be passed on; of the others the file holds what is scored and
how, and whoever uses it brings the words (own_instrument).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from wemode.catalogue.instrument_checks import check_instrument
from wemode.catalogue.instrument_file import read_tables
from wemode.catalogue.own_instrument import extend_tables
from wemode.catalogue.toml_file import Checker, Table, read_toml
from wemode.domain import Choice, Instrument
from wemode.errors import BadContent, Problem

INSTRUMENTS = Path(__file__).parent / "instruments"
# Under these, words may be packed and passed on with Wemode. “method”: there are none to license.
FREE_LICENCES = frozenset({"public-domain", "CC-BY-4.0", "CC-BY-ND-4.0", "method"})
# SHA-256 of the words (``words``) of instruments that may not be altered.
FROZEN_WORDS = {"core10": "eae7cf7c04dd053c205f42c60f055b2cd7fd98d69b6bb72a3d2416ab21822a9a"}


@cache
def instruments() -> Mapping[str, Instrument]:
    """The instruments shipped with Wemode, by id. Raises BadContent naming every problem."""
    return read_instruments(INSTRUMENTS)


def read_instruments(folder: Path) -> Mapping[str, Instrument]:
    """The instruments to be packed from this folder, by id.

    Raises BadContent with the problems of all files, also where words stand in one without a
    licence that lets them be passed on.
    """
    check = Checker(folder.name)
    found: dict[str, Instrument] = {}
    for path in sorted(folder.glob("*.toml")):
        file = Checker(path.name)
        instrument = _full(file, read_toml(path))
        if instrument.id != path.stem:
            file.say("file", "it is not named after its id", "Give both the same name")
        _check_licence(file, instrument, folder)
        check.problems += file.problems
        found[instrument.id] = instrument
    if not found:
        check.say("folder", "it holds no instruments", "Add one file for each")
    return check.done(lambda: MappingProxyType(found))


def read_instrument(path: Path) -> Instrument:
    """A user's own file: a whole instrument, or the words of one of ours (``extends``).

    Raises BadContent with every problem at once.
    """
    return own_instrument(read_toml(path), path.name)


def own_instrument(document: Table, name: str = "your file") -> Instrument:
    """The instrument of an own document, as ``read_toml`` gives it and the case file keeps it.

    Raises BadContent with every problem at once.
    """
    check = Checker(name)
    if "extends" in document:
        base = instruments().get(str(document["extends"]))
        if base is None:
            what = "“extends” names none of our instruments"
            raise BadContent(Problem(f"{name}, file", what, "`wemode instrument list` shows them"))
        found = extend_tables(check, base, document)
    else:
        found = _full(check, document)
        if found.id in instruments():
            what = f"“{found.id}” is one of our instruments"
            check.say("file", what, "Give yours another id, or bring the words with “extends”")
    return check.done(lambda: found)


def words(instrument: Instrument) -> tuple[str, ...]:
    """All that a patient would read of an instrument: its stem, items and answers."""
    items = [part for item in instrument.items for part in (item.text, *_labels(item.choices))]
    return tuple(filter(None, (instrument.stem, *_labels(instrument.scale), *items)))


def digest(instrument: Instrument) -> str:
    """SHA-256 of the words, by which a single altered character is seen."""
    return hashlib.sha256("\n".join(words(instrument)).encode()).hexdigest()


def _is_written(path: Path) -> bool:
    return path.is_file() and bool(path.read_text(encoding="utf-8").strip())


def _labels(choices: Iterable[Choice]) -> list[str]:
    return [one.label for one in choices]


def _full(check: Checker, raw: Table) -> Instrument:
    instrument = read_tables(check, raw)
    check_instrument(check, instrument)
    if not instrument.ships_text and words(instrument):
        what = "it holds words of the form, though ships_text = false"
        check.say("file", what, "Take them out, or name the licence under which they are free")
    return instrument


def _check_licence(check: Checker, instrument: Instrument, folder: Path) -> None:
    """Words may be packed only under a licence of the list, with its file where it has one.

    What this cannot see: whether a licence that is named is the true one, and words that somebody
    wrote into another file of the package.
    """
    licence = instrument.licence
    if words(instrument) and licence.id not in FREE_LICENCES:
        what = "it holds words, and its licence does not let them be packed"
        check.say("licence", what, "Take the words out and write ships_text = false")
    if licence.id == "method" and instrument.items:
        what = "a method has no items, and these are under no licence of their own"
        check.say("licence", what, "Name the licence under which their words are free")
    if instrument.recall and not instrument.ships_text:
        what = "“recall” is of the form, though ships_text = false"
        check.say("file", what, "Leave it to whoever brings the words")
    if licence.file and not _is_written(folder / licence.file):
        what = f"there is no file “{licence.file}”, or nothing in it"
        check.say("licence", what, "Put it beside this file")
    if licence.id == "CC-BY-ND-4.0" or instrument.id in FROZEN_WORDS:
        if not licence.file:
            check.say("licence", "it needs a file of its own", "Name it under “file”")
        if FROZEN_WORDS.get(instrument.id) != digest(instrument):
            what = "its words are not those that were checked, and may not be altered"
            check.say("file", what, "Write them as they were published")
