"""What an instrument must hold to be scored: every score from items that are there, in range."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable

from wemode.catalogue.toml_file import Checker
from wemode.domain import Choice, Instrument, Item, Kept, Method, Missing, Subscale
from wemode.domain.instrument import INSTRUMENT_ID, ITEM_ID, LEAST_SHARE
from wemode.domain.limits import LINE, PARAGRAPH

MOST_ITEMS = 300
MOST_ANSWERS = 101
LOINC = re.compile(r"(?P<number>[0-9]{1,7})-(?P<check>[0-9])\Z")
# Answers have codes of their own.
LOINC_ANSWER = re.compile(r"LA[0-9]{1,7}-[0-9]\Z")


def check_instrument(check: Checker, instrument: Instrument) -> None:
    """Say everything in which the parts of an instrument contradict each other."""
    if not INSTRUMENT_ID.match(instrument.id):
        check.say("file", "“id” is no name for an instrument", "Use a to z, 0 to 9 and _")
    if instrument.version < 1:
        check.say("file", "“version” is below 1", "Write version = 1")
    if instrument.licence.file and "/" in instrument.licence.file:
        check.say("licence", "“file” is not beside this file", "Name a file of the same folder")
    for key, text in (("title", instrument.title), ("short", instrument.short)):
        if len(text) > LINE:
            check.say("file", f"“{key}” is too long to be shown", f"Keep to {LINE} characters")
    check_words(check, "stem", instrument.stem)
    _check_loinc(check, "file", instrument.loinc)
    _check_choices(check, "scale", instrument.scale)
    _check_items(check, instrument)
    check.unique("scores", (one.id for one in instrument.subscales))
    for subscale in instrument.subscales:
        check_subscale(check, instrument, subscale)


def _check_items(check: Checker, instrument: Instrument) -> None:
    items = instrument.items
    check.unique("items", (one.id for one in items))
    if instrument.personal or instrument.kept_as is not Kept.FORM:
        if items:
            check.say(
                "items", "it has items, and is asked without any of its own", "Leave them out"
            )
    elif not 1 <= len(items) <= MOST_ITEMS:
        check.say("items", f"there are {len(items)}", f"Give 1 to {MOST_ITEMS}")
    for item in items:
        where = f"item {item.id or '?'}"
        if not ITEM_ID.match(item.id):
            check.say(where, "“id” is no name for an item", "Use a to z, 0 to 9 and _")
        if item.choices:
            _check_choices(check, where, item.choices)
        if item.risk_from is not None and item.risk_from not in _values(instrument, item):
            check.say(where, "“risk_from” is no answer of its scale", "Take one that is")
        check_words(check, where, item.text)
        _check_loinc(check, where, item.loinc)
    if instrument.ships_text and items and not all(map(_is_worded, items)):
        check.say("items", "some have no text", "Give each its text, or write ships_text = false")


def check_words(check: Checker, where: str, text: str) -> None:
    """A text that a patient reads has an end."""
    if len(text) > PARAGRAPH:
        check.say(where, "its text is too long to be shown", f"Keep to {PARAGRAPH:,} characters")


def _is_worded(item: Item) -> bool:
    return bool(item.text) or bool(item.choices and all(one.label for one in item.choices))


def _check_choices(check: Checker, where: str, choices: Iterable[Choice]) -> None:
    found = list(choices)
    if not 2 <= len(found) <= MOST_ANSWERS:
        check.say(where, f"there are {len(found)} answers", f"Give 2 to {MOST_ANSWERS}")
    check.unique(where, (f"answer {one.value}" for one in found))
    for one in found:
        check_words(check, where, one.label)
        if one.loinc and not LOINC_ANSWER.match(one.loinc):
            what = f"the LOINC code of answer {one.value} is none"
            check.say(where, what, "Write it as LA6568-5, or leave it out")


def _check_loinc(check: Checker, where: str, code: str) -> None:
    """A code ends with its check digit (mod 10, Luhn), so that most slips are seen."""
    found = LOINC.match(code)
    if code and (found is None or _luhn(found["number"]) != int(found["check"])):
        check.say(where, "“loinc” is no LOINC code", "Write it as 44249-1, or leave it out")


def _luhn(number: str) -> int:
    doubled = [int(d) * (2 if n % 2 == 0 else 1) for n, d in enumerate(reversed(number))]
    return -sum(d // 10 + d % 10 for d in doubled) % 10


def check_subscale(check: Checker, instrument: Instrument, subscale: Subscale) -> None:
    """Say everything that is wrong with one score of an instrument."""
    where = f"score {subscale.id or '?'}"
    before = len(check.problems)
    if not ITEM_ID.match(subscale.id):
        check.say(where, "“id” is no name for a score", "Use a to z, 0 to 9 and _")
    check.unique(where, subscale.items)
    known = {one.id for one in instrument.items}
    for id in sorted(set(subscale.items) - known):
        check.say(where, f"names item “{id}”, which is not there", "Mend the name")
    for id in sorted(subscale.reversed - set(subscale.items)):
        check.say(where, f"reverses “{id}”, which is not one of its items", "Mend the name")
    if not subscale.items and not instrument.personal:
        check.say(where, "it has no items", "Name them")
    if not subscale.items and instrument.personal and subscale.method is Method.SUM:
        what = "a sum over each patient’s own items has no lowest and highest score"
        check.say(where, what, 'Write method = "mean"')
    _check_loinc(check, where, subscale.loinc)
    _check_missing(check, where, subscale)
    if len(check.problems) == before:
        _check_recode(check, where, instrument, subscale)
    if len(check.problems) == before:
        _check_range(check, where, instrument, subscale)
    _check_constants(check, where, subscale)


def _check_missing(check: Checker, where: str, subscale: Subscale) -> None:
    if subscale.missing is Missing.COMPLETE:
        if subscale.least:
            check.say(where, "“least” has no meaning without missing = “prorate”", "Leave it out")
        return
    fewest = math.ceil(LEAST_SHARE * len(subscale.items))
    if not fewest <= subscale.least <= len(subscale.items):
        remedy = f"Give {fewest} to {len(subscale.items)}: 80 % of the items or more"
        check.say(where, "“least” does not fit", remedy)
    if not subscale.missing_source:
        remedy = "Name the study or manual under missing_source, or leave “missing” out"
        check.say(where, "the rule for missing answers has no source", remedy)


def _check_recode(check: Checker, where: str, instrument: Instrument, subscale: Subscale) -> None:
    if not subscale.recode:
        return
    values = {value for id in subscale.items for value in _of(instrument, id)}
    for value in sorted(values - set(subscale.recode)):
        check.say(where, f"“recode” leaves out the answer {value}", "Give each a value")
    for value in sorted(set(subscale.recode) - values):
        check.say(where, f"“recode” holds {value}, which is no answer", "Remove it")


def _check_range(check: Checker, where: str, instrument: Instrument, subscale: Subscale) -> None:
    low, high = span(instrument, subscale)
    for key, given, gives in (
        ("lowest", subscale.lowest, low),
        ("highest", subscale.highest, high),
    ):
        if not math.isclose(given, gives, abs_tol=1e-9):
            remedy = f"Write {key} = {gives:g}, or mend scale or items"
            check.say(where, f"“{key}” is {given:g}, its answers give {gives:g}", remedy)


def span(instrument: Instrument, subscale: Subscale) -> tuple[float, float]:
    """The lowest and the highest score that the answers can give; of a personal one the mean."""
    if not subscale.items:
        values = [one.value for one in instrument.scale] or [0]
        return min(values), max(values)
    ends = []
    for id in subscale.items:
        raw = _of(instrument, id)
        turned = [min(raw) + max(raw) - one for one in raw] if id in subscale.reversed else raw
        coded = [subscale.recode.get(one, one) for one in turned]
        ends.append((min(coded), max(coded)))
    by = 1 if subscale.method is Method.SUM else len(ends)
    return sum(low for low, _ in ends) / by, sum(high for _, high in ends) / by


def _check_constants(check: Checker, where: str, subscale: Subscale) -> None:
    starts = [one.lowest for one in subscale.bands]
    if starts != sorted(set(starts)):
        check.say(where, "the bands are not in order", "Begin each higher than the one before")
    if starts and starts[0] != subscale.lowest:
        check.say(where, "the bands do not begin at the lowest score", "Name the lowest band too")
    inside = [("a band", one) for one in starts]
    inside += [("a cut-off", one.value) for one in subscale.cutoffs]
    inside += [("a norm", one.mean) for one in subscale.norms]
    for what, value in inside:
        if not subscale.lowest <= value <= subscale.highest:
            check.say(where, f"{what} lies outside its scores", "Check the number")
    width = subscale.highest - subscale.lowest
    for norm in subscale.norms:
        if norm.sd <= 0 or (norm.n is not None and norm.n < 2):
            check.say(where, "a norm has no spread or no sample", "Check sd and n")
        elif norm.sd > width:
            check.say(where, "a norm spreads wider than its scores", "Check sd")
    for one in subscale.reliability:
        if not 0 < one.value <= 1:
            check.say(where, "a reliability is not between 0 and 1", "Check the number")
    change = subscale.reliable_change
    if change is not None:
        if change.difference <= 0:
            check.say(where, "the reliable change is not above 0", "Check the number")
        elif change.difference > width:
            what = "the reliable change is wider than its scores"
            check.say(where, what, "Check the number")
        if change.confidence is not None and not 0 < change.confidence < 1:
            check.say(where, "the confidence is not between 0 and 1", "Write 0.95 for 95 %")


def _of(instrument: Instrument, id: str) -> list[int]:
    item = instrument.item(id)
    return [0] if item is None else _values(instrument, item) or [0]


def _values(instrument: Instrument, item: Item) -> list[int]:
    return [one.value for one in instrument.choices(item)]
