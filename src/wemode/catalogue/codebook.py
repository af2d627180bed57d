"""The codebook: what a coder may say of one turn, as data.

A codebook is one TOML file. Ours is ``schemes/wemode-1.toml``; a user's own loads the same way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from wemode.catalogue.toml_file import Checker, Table, read_toml
from wemode.domain import Speaker

SCHEMES = Path(__file__).parent / "schemes"
DEFAULT_SCHEME = "wemode-1"
CODE_ID = re.compile(r"[pt]\.[a-z][a-z_]*\Z")
CODE_KEYS = frozenset(
    {"id", "label", "group", "definition", "not_when", "sources", "caution", "examples"}
)
FILE_KEYS = frozenset(
    {"id", "version", "title", "language", "licence", "rule", "sources", "groups", "codes"}
)


@dataclass(frozen=True, slots=True)
class Code:
    """One code: its stable id, a short label, when to set it, when not, and where it comes from."""

    id: str
    label: str
    group: str
    definition: str
    not_when: str
    sources: tuple[str, ...]
    caution: str
    examples: tuple[str, ...]

    @property
    def speaker(self) -> Speaker:
        """Whose turns may bear this code."""
        return Speaker.PATIENT if self.id.startswith("p.") else Speaker.THERAPIST


@dataclass(frozen=True, slots=True)
class Codebook:
    """A versioned set of codes with the sources and groups they name."""

    id: str
    version: int
    title: str
    language: str
    licence: str
    rule: str
    sources: Mapping[str, str]
    groups: Mapping[str, str]
    codes: tuple[Code, ...]

    def __iter__(self) -> Iterator[Code]:
        return iter(self.codes)

    def __contains__(self, code_id: object) -> bool:
        return any(code.id == code_id for code in self.codes)

    def __getitem__(self, code_id: str) -> Code:
        """The code with this id; KeyError where there is none."""
        for code in self.codes:
            if code.id == code_id:
                return code
        raise KeyError(code_id)

    def for_speaker(self, speaker: Speaker) -> tuple[Code, ...]:
        """The codes that may stand on this speaker's turns."""
        return tuple(code for code in self.codes if code.speaker is speaker)


@cache
def codebook(scheme: str = DEFAULT_SCHEME) -> Codebook:
    """A codebook shipped with Wemode, by id. Raises BadContent where there is none."""
    return read_codebook(SCHEMES / f"{scheme}.toml")


def read_codebook(path: Path) -> Codebook:
    """The codebook in this file. Raises BadContent naming every problem at once."""
    raw = read_toml(path)
    check = Checker(path.name)
    check.known_keys("file", raw, FILE_KEYS)
    version = raw.get("version")
    if not isinstance(version, int) or version < 1:
        check.say("file", "“version” is not a whole number from 1", "Write version = 1")
        version = 1
    sources = _named(check, raw, "sources")
    groups = _named(check, raw, "groups")
    codes = tuple(
        _code(check, number, block, sources, groups)
        for number, block in enumerate(check.tables("codes", raw), start=1)
    )
    if not codes:
        check.say("file", "holds no codes", "Add at least one [[codes]] block")
    check.unique("codes", (code.id for code in codes))
    fields = {
        key: check.text("file", raw, key) for key in ("id", "title", "language", "licence", "rule")
    }
    return check.done(
        lambda: Codebook(version=version, sources=sources, groups=groups, codes=codes, **fields)
    )


def _named(check: Checker, raw: Table, key: str) -> dict[str, str]:
    table = raw.get(key, {})
    if not isinstance(table, dict) or not all(isinstance(v, str) for v in table.values()):
        check.say("file", f"[{key}] is not a table of texts", f'Write [{key}] and NAME = "…"')
        return {}
    return dict(table)


def _code(
    check: Checker,
    number: int,
    block: Table,
    sources: Mapping[str, str],
    groups: Mapping[str, str],
) -> Code:
    where = f"code {block.get('id', number)}"
    check.known_keys(where, block, CODE_KEYS)
    code_id = check.text(where, block, "id")
    if code_id and not CODE_ID.match(code_id):
        check.say(where, "its id is not p.name or t.name", "Use p. for patient, t. for therapist")
    cited = check.texts(where, block, "sources")
    if not cited:
        check.say(where, "names no source", "Name one of the [sources]")
    for source in cited:
        if source not in sources:
            check.say(where, f"cites “{source}”, which is not in [sources]", "Add it there")
    group = check.text(where, block, "group")
    if group and group not in groups:
        check.say(where, f"stands in group “{group}”, which is not in [groups]", "Add it there")
    examples = check.texts(where, block, "examples")
    if not examples:
        check.say(where, "has no example", "Write at least one of your own")
    return Code(
        id=code_id,
        label=check.text(where, block, "label"),
        group=group,
        definition=check.text(where, block, "definition"),
        not_when=check.text(where, block, "not_when", needed=False),
        sources=cited,
        caution=check.text(where, block, "caution", needed=False),
        examples=examples,
    )
