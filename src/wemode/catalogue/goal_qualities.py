"""Goal qualities: what keeps a goal from being followed, and the words that show it, as data.

``goal_qualities/<id>.toml`` holds one quality and its cues, ``goal_qualities/words.toml`` the words
that cues and the reader of goals name as ``<name>``: [verbs] in their base form (also to be had as
``<name_s>`` and ``<name_ing>``), [lists] of words, [patterns] as they stand. A pattern is a regular
expression, broken over lines where it is long; letter case is ignored and curly quotation
marks are made straight.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from wemode.catalogue.toml_file import Checker, read_toml

GOAL_QUALITIES = Path(__file__).parent / "goal_qualities"
WORDS_FILE = "words.toml"
QUALITY_ID = re.compile(r"[a-z][a-z_]*\Z")
FILE_KEYS = frozenset(
    {"id", "version", "order", "title", "says", "better", "source", "structural", "cues"}
)
CUE_KEYS = frozenset(
    {
        "id",
        "pattern",
        "unless",
        "head",
        "whole",
        "with_rank",
        "last",
        "beside_state",
        "example",
    }
)
_NAME = re.compile(r"<([a-z_]+)>")


@dataclass(frozen=True, slots=True)
class GoalCue:
    """One pattern that shows a quality.

    It fires where ``pattern`` matches and ``unless`` does not match the whole wording. ``head``: it
    must match where a wish begins, after “I want to”, “that” and the like. ``whole``: it is also
    tried on what stands after when, without, instead of …, which is else left out.
    ``with_rank``: ambiguous alone, it counts only where the two chose a motive of status.
    ``last``: tried in this order, one after the other, only where no other cue explains the wording
    and it names no act; 0 for a cue that stands for itself. ``beside_state``: such a cue is also
    tried where the wording is only a state. ``example`` is a wording on which the pattern matches.
    """

    id: str
    pattern: re.Pattern[str]
    example: str
    unless: re.Pattern[str] | None = None
    head: bool = False
    whole: bool = False
    with_rank: bool = False
    last: int = 0
    beside_state: bool = False


@dataclass(frozen=True, slots=True)
class GoalQuality:
    """One quality a goal can fail: its name, one sentence on what fails, a better direction."""

    id: str
    title: str
    says: str
    better: str
    source: str
    cues: tuple[GoalCue, ...]


@dataclass(frozen=True, slots=True)
class GoalQualities:
    """All qualities in their order, and the patterns the reader of goals uses, by name."""

    qualities: tuple[GoalQuality, ...]
    words: Mapping[str, re.Pattern[str]]

    def __getitem__(self, id: str) -> GoalQuality:
        """The quality with this id; KeyError where there is none."""
        for quality in self.qualities:
            if quality.id == id:
                return quality
        raise KeyError(id)


@cache
def goal_qualities() -> GoalQualities:
    """The qualities shipped with Wemode. Raises BadContent naming every problem at once."""
    return read_goal_qualities(GOAL_QUALITIES)


def read_goal_qualities(directory: Path) -> GoalQualities:
    """The qualities in this directory. Raises BadContent with the problems of all its files."""
    check = Checker(directory.name)
    words = _words(check, directory / WORDS_FILE)
    found: list[tuple[int, GoalQuality]] = []
    for path in sorted(directory.glob("*.toml")):
        if path.name != WORDS_FILE:
            found.append(_quality(check, path, words))
    if not found:
        check.say("folder", "holds no qualities", "Add one file a quality")
    check.unique("qualities", (quality.id for _, quality in found))
    check.unique("order", (str(order) for order, _ in found))
    found.sort(key=lambda pair: pair[0])
    qualities = tuple(quality for _, quality in found)
    return check.done(
        lambda: GoalQualities(qualities, {name: _compile(text) for name, text in words.items()})
    )


def _words(check: Checker, path: Path) -> dict[str, str]:
    """Verbs in three forms, lists as whole words, patterns with the names in them filled in."""
    raw = read_toml(path)
    check.known_keys(path.name, raw, {"verbs", "lists", "patterns"})
    words: dict[str, str] = {}
    for name, text in raw.get("verbs", {}).items():
        verbs = [verb.strip() for verb in str(text).split(",")]
        for ending, forms in (("", _base), ("_s", _third_person), ("_ing", _gerunds)):
            found = sorted({form for verb in verbs for form in forms(verb)}, key=_longest_first)
            words[name + ending] = rf"\b(?:{'|'.join(found)})\b"
    for name, entries in raw.get("lists", {}).items():
        where = f"{path.name}, {name}"
        if not isinstance(entries, list) or not all(isinstance(one, str) for one in entries):
            check.say(where, "is not a list of words", 'Write name = ["…", "…"]')
            continue
        filled = "|".join(_fill(check, where, entry, words) for entry in entries)
        words[name] = rf"\b(?:{filled})\b"
    for name, text in raw.get("patterns", {}).items():
        words[name] = f"(?:{_fill(check, f'{path.name}, {name}', _unbroken(str(text)), words)})"
    for name, text in words.items():
        _check_pattern(check, f"{path.name}, {name}", text, piece=True)
    return words


def _base(verb: str) -> tuple[str, ...]:
    return (verb,)


def _third_person(verb: str) -> tuple[str, ...]:
    """Makes, goes, cries; the ending goes to the first word of “pick up”."""
    head, *rest = verb.split(" ")
    if re.search(r"[^aeiou]y$", head):
        head = f"{head[:-1]}ies"
    else:
        head += "es" if re.search(r"(?:[sxzo]|ch|sh)$", head) else "s"
    return (" ".join([head, *rest]),)


def _gerunds(verb: str) -> tuple[str, ...]:
    """Every form the spelling rules could give: a form that is no word matches nothing."""
    head, *rest = verb.split(" ")
    stems = (head, head.removesuffix("e"), head + head[-1])
    return tuple(" ".join([f"{stem}ing", *rest]) for stem in dict.fromkeys(stems))


def _longest_first(word: str) -> tuple[int, str]:
    return (-len(word), word)


def _quality(check: Checker, path: Path, words: Mapping[str, str]) -> tuple[int, GoalQuality]:
    raw = read_toml(path)
    check.known_keys(path.name, raw, FILE_KEYS)
    fields = {
        key: check.text(path.name, raw, key) for key in ("id", "title", "says", "better", "source")
    }
    if fields["id"] != path.stem or not QUALITY_ID.match(path.stem):
        check.say(path.name, "is not named after its id", "Give both the same name")
    order = raw.get("order")
    if not isinstance(order, int) or isinstance(order, bool):
        check.say(path.name, "“order” is not a whole number", "Write order = 1")
        order = 0
    cues = tuple(
        cue
        for block in check.tables("cues", raw)
        if (cue := _cue(check, path.name, block, words)) is not None
    )
    check.unique(path.name, (cue.id for cue in cues))
    if not cues and raw.get("structural") is not True:
        check.say(path.name, "holds no cues", "Add [[cues]] or structural = true")
    return order, GoalQuality(cues=cues, **fields)


def _cue(
    check: Checker, file: str, block: dict[str, Any], words: Mapping[str, str]
) -> GoalCue | None:
    where = f"{file}, cue {block.get('id', '?')}"
    before = len(check.problems)
    check.known_keys(where, block, CUE_KEYS)
    id, example = (check.text(where, block, key) for key in ("id", "example"))
    block = block | {key: _unbroken(block[key]) for key in ("pattern", "unless") if key in block}
    pattern = _fill(check, where, check.text(where, block, "pattern"), words)
    unless = _fill(check, where, check.text(where, block, "unless", needed=False), words)
    for text in filter(None, (pattern, unless)):
        _check_pattern(check, where, text)
    flags = {key: block.get(key, False) for key in ("head", "whole", "with_rank", "beside_state")}
    for key, value in flags.items():
        if not isinstance(value, bool):
            check.say(where, f"“{key}” is neither true nor false", "Write true or leave it out")
    last = block.get("last", 0)
    if not isinstance(last, int) or isinstance(last, bool) or last < 0:
        check.say(where, "“last” is not a whole number from 0", "Write last = 1")
    if len(check.problems) > before:
        return None
    return GoalCue(
        id, _compile(pattern), example, _compile(unless) if unless else None, last=last, **flags
    )


def _unbroken(text: Any) -> Any:
    """A pattern in one line: breaks and the indentation after them only make it readable."""
    return re.sub(r"(?:\A|\n)\s*", "", text) if isinstance(text, str) else text


def _fill(check: Checker, where: str, text: str, words: Mapping[str, str]) -> str:
    """The text with every <name> replaced by the pattern of that name."""
    for name in _NAME.findall(text):
        if name not in words:
            check.say(where, f"names “{name}”, which is not there", f"See {WORDS_FILE}")
    return _NAME.sub(lambda match: words.get(match[1], ""), text)


def _check_pattern(check: Checker, where: str, text: str, *, piece: bool = False) -> None:
    """Says what is wrong with a pattern; only a piece of one may match nothing."""
    try:
        compiled = _compile(text)
    except re.error as error:
        check.say(where, f"is no regular expression: {error.msg}", "Mend the pattern")
        return
    if not piece and compiled.search(""):
        check.say(where, "matches an empty wording", "Ask for at least one word")


def _compile(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE)
