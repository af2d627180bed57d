"""wemode codes: the codebook."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from pathlib import Path

import click

from wemode.catalogue import Code, Codebook, codebook, read_codebook


@click.command("codes")
@click.argument("code", required=False)
@click.option(
    "--scheme",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="A codebook of your own (TOML) instead of ours.",
)
def codes_command(code: str | None, scheme: Path | None) -> None:
    """Print the codebook, or one CODE of it."""
    book = codebook() if scheme is None else read_codebook(scheme)
    if code is not None and code not in book:
        raise click.BadParameter(f"There is no code {code!r}; `wemode codes` lists them all.")
    click.echo("\n".join(_one(book, book[code]) if code else _all(book)))


def _all(book: Codebook) -> Iterator[str]:
    yield f"{book.title}, version {book.version} ({book.id}): {len(book.codes)} codes"
    for code in book:
        yield ""
        yield from _one(book, code)


def _one(book: Codebook, code: Code) -> Iterator[str]:
    yield f"{code.id}  {code.label}  ({book.groups[code.group]})"
    yield from _wrap(code.definition)
    if code.not_when:
        yield from _wrap(f"Not when: {code.not_when}")
    if code.caution:
        yield from _wrap(code.caution)
    for example in code.examples:
        yield from _wrap(f"“{example}”", "    ")
    yield from _wrap("Source: " + "; ".join(book.sources[source] for source in code.sources))


def _wrap(text: str, indent: str = "  ") -> list[str]:
    return textwrap.wrap(text, 78, initial_indent=indent, subsequent_indent=indent)
