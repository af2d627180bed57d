"""Constants, words and codes of the instruments are those that were found, and no others."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from wemode.catalogue.instruments import digest, instruments
from wemode.domain import Subscale

FILE = Path(__file__).parent.parent / "golden/instrument_constants.toml"
GOLDEN = tomllib.loads(FILE.read_text(encoding="utf-8"))


def constants(one: Subscale) -> dict[str, Any]:
    change = one.reliable_change
    found = {
        "norms": [[norm.mean, norm.sd] for norm in one.norms],
        "reliability": [known.value for known in one.reliability],
        "cutoffs": [cutoff.value for cutoff in one.cutoffs],
        "reliable_change": change.difference if change else None,
        "bands": [band.lowest for band in one.bands],
    }
    return {name: value for name, value in found.items() if value}


def test_every_constant_is_the_one_that_was_found_and_there_is_no_other() -> None:
    found = {
        f"{form.id}.{one.id}": constants(one)
        for form in instruments().values()
        for one in form.subscales
        if constants(one)
    }
    assert found == {name: table for name, table in GOLDEN.items() if "." in name}


def test_every_constant_names_its_source() -> None:
    for form in instruments().values():
        for one in form.subscales:
            change = [one.reliable_change] if one.reliable_change else []
            for known in (*one.norms, *one.reliability, *one.cutoffs, *one.bands, *change):
                assert known.source.strip(), (form.id, one.id)


def test_the_functional_group_is_the_population_and_not_the_patients() -> None:
    norms = [
        norm for form in instruments().values() for one in form.subscales for norm in one.norms
    ]
    assert {norm.population for norm in norms if norm.functional} == {
        "General population, Germany",
        "General population, United Kingdom",
    }
    assert len([norm for norm in norms if not norm.functional]) == 1


def test_the_words_that_are_shipped_are_those_that_were_compared() -> None:
    shipped = {
        one.id: digest(one) for one in instruments().values() if one.ships_text and one.items
    }
    assert shipped == GOLDEN["words"]


def test_every_loinc_code_stands_where_it_belongs() -> None:
    found = {
        one.id: " ".join(
            filter(
                None, (one.loinc, *(s.loinc for s in one.subscales), *(i.loinc for i in one.items))
            )
        )
        for one in instruments().values()
    }
    assert {id: codes for id, codes in found.items() if codes} == GOLDEN["loinc"]
