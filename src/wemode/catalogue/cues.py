"""Cues: transparent rules that set a code on a turn by the words that stand in it, as data.

``cues/<code>.toml`` holds the cues of one code, ``cues/words.toml`` the word lists that patterns
may name as ``<list>``. A pattern is a regular expression, matched anywhere in the turn with letter
case ignored and curly quotation marks made straight. A cue fires where its pattern matches, none
of its exclusions does, and every context condition holds; one that fires sets its code.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from wemode.catalogue.codebook import Codebook, codebook
from wemode.catalogue.toml_file import Checker, Table, read_toml

CUES = Path(__file__).parent / "cues"
WORDS_FILE = "words.toml"
FILE_KEYS = frozenset({"code", "version", "cues"})
CUE_KEYS = frozenset(
    {
        "id",
        "pattern",
        "unless",
        "before",
        "after_code",
        "not_after_code",
        "question",
        "min_words",
        "max_words",
        "in_role_play",
        "example",
    }
)
_LIST_NAME = re.compile(r"<([a-z_]+)>")


@dataclass(frozen=True, slots=True)
class Cue:
    """One transparent rule for one code.

    ``pattern`` must match the turn and ``unless`` must not. ``before`` must match the turn just
    before. ``after_code``: one of these codes must stand (by cue) in the four turns before, and
    none of ``not_after_code``. ``question``: whether a question mark must stand in the turn (None:
    either). ``min_words`` and ``max_words`` bound its length (0: no bound). ``in_role_play``:
    whether a role-play must be under way (None: either). ``example`` is a turn on which it fires.
    """

    code: str
    id: str
    pattern: re.Pattern[str]
    example: str
    unless: re.Pattern[str] | None = None
    before: re.Pattern[str] | None = None
    after_code: tuple[str, ...] = ()
    not_after_code: tuple[str, ...] = ()
    question: bool | None = None
    min_words: int = 0
    max_words: int = 0
    in_role_play: bool | None = None

    @property
    def name(self) -> str:
        """Code and id, such as ``t.owns_part/apology``."""
        return f"{self.code}/{self.id}"


@dataclass(frozen=True, slots=True)
class CueBook:
    """All cues, in order of code, and the word lists they share (list name: pattern)."""

    cues: tuple[Cue, ...]
    words: Mapping[str, re.Pattern[str]]

    def of(self, code: str) -> tuple[Cue, ...]:
        """The cues of one code, in the order of its file."""
        return tuple(cue for cue in self.cues if cue.code == code)


@cache
def cues() -> CueBook:
    """The cues shipped with Wemode. Raises BadContent naming every problem at once."""
    return read_cues(CUES, codebook())


def read_cues(directory: Path, book: Codebook) -> CueBook:
    """The cues in this directory, checked against a codebook.

    Raises BadContent with the problems of all files: unknown keys, codes and lists, patterns that
    do not compile, bounds that exclude everything, codes of two files, ids that stand twice.
    """
    check = Checker(directory.name)
    words = _word_lists(check, directory / WORDS_FILE)
    found: list[Cue] = []
    files = sorted(path for path in directory.glob("*.toml") if path.name != WORDS_FILE)
    for file in files:
        found += _read_file(check, file, book, words)
    if not found:
        check.say("folder", "holds no cues", "Add cues/<code>.toml")
    check.unique("cues", (cue.name for cue in found))
    compiled = {name: _compile(source) for name, source in words.items()}
    return check.done(lambda: CueBook(tuple(found), compiled))


def _word_lists(check: Checker, path: Path) -> dict[str, str]:
    """Name of each list and its words as one bracketed pattern, longest first."""
    lists: dict[str, str] = {}
    for name, entries in read_toml(path).items():
        where = f"{WORDS_FILE}, {name}"
        if not isinstance(entries, list) or not entries:
            check.say(where, "is not a list of words", 'Write name = ["…", "…"]')
            continue
        inner = "|".join(sorted({str(entry) for entry in entries}, key=lambda e: (-len(e), e)))
        if _compiles(check, where, inner):
            lists[name] = rf"\b(?:{inner})\b"
    return lists


def _read_file(check: Checker, path: Path, book: Codebook, words: Mapping[str, str]) -> list[Cue]:
    raw = read_toml(path)
    check.known_keys(path.name, raw, FILE_KEYS)
    code = check.text(path.name, raw, "code")
    if code and code not in book:
        check.say(path.name, f"“{code}” is no code of {book.id}", "Mend the code")
    if code and path.stem != code:
        check.say(path.name, "is not named after its code", f"Call it {code}.toml")
    blocks = check.tables("cues", raw)
    if not blocks:
        check.say(path.name, "holds no cues", "Add at least one [[cues]] block")
    made = [_cue(check, path.name, code, block, book, words) for block in blocks]
    return [cue for cue in made if cue]


def _cue(
    check: Checker, file: str, code: str, block: Table, book: Codebook, words: Mapping[str, str]
) -> Cue | None:
    where = f"{file}, cue {block.get('id', '?')}"
    before = len(check.problems)
    check.known_keys(where, block, CUE_KEYS)
    pattern = check.text(where, block, "pattern")
    sources = {"pattern": pattern} | {
        key: check.text(where, block, key, needed=False) for key in ("unless", "before")
    }
    patterns = {
        key: _pattern(check, f"{where}, {key}", source, words) if source else None
        for key, source in sources.items()
    }
    after = _codes(check, where, block, "after_code", book)
    not_after = _codes(check, where, block, "not_after_code", book)
    low, high = (_bound(check, where, block, key) for key in ("min_words", "max_words"))
    if high and low > high:
        check.say(where, "min_words is above max_words", "Turn them round")
    flags = {key: _flag(check, where, block, key) for key in ("question", "in_role_play")}
    identity = check.text(where, block, "id")
    example = check.text(where, block, "example")
    if len(check.problems) > before or patterns["pattern"] is None:
        return None
    return Cue(
        code=code,
        id=identity,
        pattern=patterns["pattern"],
        example=example,
        unless=patterns["unless"],
        before=patterns["before"],
        after_code=after,
        not_after_code=not_after,
        question=flags["question"],
        min_words=low,
        max_words=high,
        in_role_play=flags["in_role_play"],
    )


def _pattern(
    check: Checker, where: str, source: str, words: Mapping[str, str]
) -> re.Pattern[str] | None:
    for name in _LIST_NAME.findall(source):
        if name not in words:
            check.say(where, f"names the list “{name}”, which is not there", f"See {WORDS_FILE}")
            return None
    full = _LIST_NAME.sub(lambda match: words[match[1]], source)
    if not _compiles(check, where, full):
        return None
    compiled = _compile(full)
    if compiled.search(""):
        check.say(where, "matches an empty turn", "Ask for at least one word")
    return compiled


def _compile(source: str) -> re.Pattern[str]:
    return re.compile(source, re.IGNORECASE)


def _compiles(check: Checker, where: str, source: str) -> bool:
    try:
        _compile(source)
    except re.error as error:
        check.say(where, f"is no regular expression: {error.msg}", "Mend the pattern")
        return False
    return True


def _codes(check: Checker, where: str, block: Table, key: str, book: Codebook) -> tuple[str, ...]:
    named = check.texts(where, block, key)
    for code in named:
        if code not in book:
            check.say(where, f"“{key}” names {code}, no code of {book.id}", "Mend the code")
    return named


def _bound(check: Checker, where: str, block: Table, key: str) -> int:
    value: Any = block.get(key, 0)
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        check.say(where, f"“{key}” is not a number of words", "Write a whole number from 0")
        return 0
    return value


def _flag(check: Checker, where: str, block: Table, key: str) -> bool | None:
    value: Any = block.get(key)
    if value is not None and not isinstance(value, bool):
        check.say(where, f"“{key}” is neither true nor false", "Write true or false")
        return None
    return value
