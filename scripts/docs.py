#!/usr/bin/env python3
"""Write the generated pages of the docs again: docs/codes.md and docs/guidance.md.

python scripts/docs.py          write them
python scripts/docs.py --check  say which are out of date, and fail
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from wemode.catalogue import codebook
from wemode.catalogue.rules import Rule
from wemode.domain import Speaker
from wemode.guidance import FACTS, session_rules
from wemode.guidance.facts import meaning

DOCS = Path(__file__).resolve().parent.parent / "docs"


def codes_page() -> str:
    """The codebook as a page."""
    return "\n".join(_codes()) + "\n"


def guidance_page() -> str:
    """The rules and the facts they read as a page."""
    return "\n".join(_guidance()) + "\n"


PAGES = {"codes.md": codes_page, "guidance.md": guidance_page}


def _codes() -> Iterator[str]:
    book = codebook()
    yield f"# {book.title}, version {book.version}"
    yield f"\n*Generated from `catalogue/schemes/{book.id}.toml`; `wemode codes` prints it too.*\n"
    yield book.rule
    for speaker, title in ((Speaker.PATIENT, "Patient"), (Speaker.THERAPIST, "Therapist")):
        yield f"\n## {title}"
        for code in book.for_speaker(speaker):
            yield f"\n### `{code.id}` {code.label}\n"
            yield code.definition
            if code.not_when:
                yield f"\nNot when: {code.not_when}"
            if code.caution:
                yield f"\n{code.caution}"
            yield ""
            yield from (f"> {example}\n" for example in code.examples)
            yield f"Group: {book.groups[code.group].lower()}. Source: {', '.join(code.sources)}."
    yield "\n## Sources\n"
    yield from (f"- {short}: {long}" for short, long in book.sources.items())


def _guidance() -> Iterator[str]:
    yield "# Guidance: the rules and the facts they read"
    yield "\n*Generated from `catalogue/rules/*.toml`; `wemode rules` prints them too.*\n"
    yield "Advice is a suggestion to the therapist. The first rule that holds heads the review,"
    yield "the others stand below it in this order. A rule compares named facts with numbers;"
    yield "nothing in a rule file is ever run as code. These rules need one session only."
    for rule in session_rules():
        yield from _rule(rule)
    yield "\n## Facts\n"
    yield from (f"- `{name}`: {meaning(name)}" for name in FACTS)


def _rule(rule: Rule) -> Iterator[str]:
    yield f"\n## `{rule.id}` {rule.title}\n"
    yield f"**{rule.says}**\n"
    yield f"{rule.because}\n"
    for word, conditions in (("all of", rule.all_of), ("one of", rule.any_of)):
        if conditions:
            yield f"- Holds when {word}: " + "; ".join(f"`{c}`" for c in conditions)
    yield f"- Off when: {rule.off_when}"
    yield f"- Source: {rule.source}"
    yield f"- Evidence found in: {rule.population}"


def main(arguments: list[str]) -> int:
    """Write or check every generated page."""
    stale = []
    for name, page in PAGES.items():
        path = DOCS / name
        if "--check" in arguments:
            if not path.exists() or path.read_text(encoding="utf-8") != page():
                stale.append(name)
        else:
            path.write_text(page(), encoding="utf-8")
    for name in stale:
        print(f"docs/{name} is out of date: run python scripts/docs.py")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
