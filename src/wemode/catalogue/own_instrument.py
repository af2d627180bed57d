"""A user's own words for an instrument of which only the key is shipped.

The document says under which licence the user holds the words (``held``); nobody checks that but
the user. It may also bring scores, where the key was not found and the user has it at hand.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from wemode.catalogue.instrument_checks import check_subscale, check_words
from wemode.catalogue.instrument_file import choices, number, read_subscales
from wemode.catalogue.toml_file import Checker, Table
from wemode.domain import Choice, Instrument, Item, Licence
from wemode.errors import Problem, Unfit

OWN_KEYS = frozenset(
    {"extends", "version", "held", "stem", "recall", "language", "texts", "labels", "choices"}
    | {"subscales"}
)


def extend_tables(check: Checker, base: Instrument, raw: Table) -> Instrument:
    """The base with the words of these tables; ``check`` holds the problems."""
    check.known_keys("file", raw, OWN_KEYS)
    scores = read_subscales(check, raw)
    if base.ships_text and words_given(raw):
        what = f"{base.short} has its words already, or none of its own"
        check.say("file", what, "Leave yours out; a translation is a whole file with its own id")
    held = check.text("file", raw, "held", needed=not base.ships_text)
    version = number(check, "file", raw, "version", whole=True, needed=False)
    if version is not None and version < 1:
        check.say("file", "“version” is below 1", "Write version = 1")
    found = replace(
        base,
        version=base.version if version is None else int(version),
        stem=check.text("file", raw, "stem", needed=False) or base.stem,
        recall=check.text("file", raw, "recall", needed=False) or base.recall,
        language=check.text("file", raw, "language", needed=False) or base.language,
        subscales=(*base.subscales, *scores),
        licence=Licence(base.licence.id, held, "whoever brought the words")
        if held
        else base.licence,
        caution="" if scores else base.caution,
    )
    if not base.ships_text:
        found = replace(found, scale=_scale(check, base, raw), items=_items(check, base, raw))
    check_words(check, "stem", found.stem)
    check.unique("scores", (one.id for one in found.subscales))
    for one in scores:
        check_subscale(check, found, one)
    return found


def words_given(raw: Table) -> bool:
    """Whether a document brings words and not only scores."""
    return any(key in raw for key in ("stem", "texts", "labels", "choices"))


def _table(check: Checker, raw: Table, key: str) -> dict[str, Any]:
    value = raw.get(key, {})
    if isinstance(value, dict):
        return value
    check.say("file", f"“{key}” is no table", f"Write [{key}]")
    return {}


def _items(check: Checker, base: Instrument, raw: Table) -> tuple[Item, ...]:
    texts, own = _table(check, raw, "texts"), _table(check, raw, "choices")
    for key, table in (("texts", texts), ("choices", own)):
        for id in sorted(set(table) - {one.id for one in base.items}):
            check.say(key, f"there is no item “{id}”", "Mend its name")
    items = []
    for item in base.items:
        text = check.text("texts", texts, item.id, needed=not item.choices)
        check_words(check, f"item {item.id}", text)
        chosen = _choices_of(check, item, own) if item.choices else item.choices
        items.append(replace(item, text=text, choices=chosen))
    for id in sorted(set(own) & {one.id for one in base.items if not one.choices}):
        check.say("choices", f"item “{id}” has the answers of all", "Put them under [labels]")
    return tuple(items)


def _choices_of(check: Checker, item: Item, own: dict[str, Any]) -> tuple[Choice, ...]:
    """The answers of an item of its own, in the order in which the user's form prints them."""
    where = f"choices of item {item.id}"
    found = choices(check, where, own.get(item.id, []))
    values = sorted(one.value for one in item.choices)
    if sorted(one.value for one in found) != values:
        listed = ", ".join(map(str, values))
        check.say(where, "they are not all there", f"Give one for each of {listed}")
    for one in found:
        check_words(check, where, one.label)
        if not one.label:
            check.say(where, f"answer {one.value} has no words", "Fill in its label")
    return found


def _scale(check: Checker, base: Instrument, raw: Table) -> tuple[Choice, ...]:
    """The scale with its labels; both ends must have one where items are answered on it."""
    labels = _table(check, raw, "labels")
    known = {str(one.value) for one in base.scale}
    for key in sorted(set(labels) - known):
        check.say("labels", f"there is no answer “{key}”", "Mend it")
    found = tuple(
        replace(one, label=check.text("labels", labels, str(one.value), needed=False))
        for one in base.scale
    )
    for one in found:
        check_words(check, "labels", one.label)
    if any(not item.choices for item in base.items):
        for end in (found[0], found[-1]):
            if not end.label:
                check.say("labels", f"answer {end.value} has no words", "Name both ends at least")
    return found


def own_template(base: Instrument) -> str:
    """A file to be filled in with what is not shipped of an instrument: its words, its scores.

    Raises Unfit where nothing is missing.
    """
    if not base.ships_text:
        return "\n".join((*_words_template(base), *_scores_template(base))) + "\n"
    if base.items and not base.subscales:
        head = (f"# The scores of the {base.short}.", f'extends = "{base.id}"')
        return "\n".join((*head, *_scores_template(base))) + "\n"
    what = f"nothing is missing from {base.short}"
    raise Unfit(Problem("instrument", what, "Choose one whose words or scores you have to bring"))


def _words_template(base: Instrument) -> Iterator[str]:
    yield f"# The words of the {base.short}: fill them in from your own copy of the form."
    yield f"# {base.licence.statement}"
    yield "# Then `wemode instrument check` this file, and `wemode instrument keep` it."
    yield f'extends = "{base.id}"'
    yield "# Under which licence or permission do you hold the words?"
    yield 'held = ""'
    yield 'language = "en"'
    yield 'stem = ""'
    yield 'recall = ""'
    shared = [item for item in base.items if not item.choices]
    if shared:
        yield "\n# The answers; both ends at least."
        yield "[labels]"
        yield from (f'"{one.value}" = ""' for one in base.scale)
        yield "\n[texts]"
        yield from (f'{item.id} = ""' for item in shared)
    if len(shared) < len(base.items):
        yield "\n# Of each item its sentences, in the order of your form, each with what it counts."
        yield "[choices]"
        for item in base.items:
            if item.choices:
                answers = ", ".join(
                    f'{{ value = {one.value}, label = "" }}' for one in item.choices
                )
                yield f"{item.id} = [{answers}]"


def _scores_template(base: Instrument) -> Iterator[str]:
    if base.subscales:
        return
    yield "\n# The key was not found. If you have it at hand, add scores, one block for each:"
    yield "# [[subscales]]"
    yield '# id = "a_name"'
    yield '# title = "A name"'
    yield f'# items = ["{base.items[0].id}", "{base.items[1].id}"]'
    yield '# method = "mean"'
    yield '# better = "neither"'
    yield f"# lowest = {base.scale[0].value}"
    yield f"# highest = {base.scale[-1].value}"
