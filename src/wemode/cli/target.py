"""Where a command writes a file to: whether it may, and whole or not at all."""

from __future__ import annotations

from pathlib import Path

from wemode.errors import BadFile, Problem


def write_private(path: Path, made: bytes) -> None:
    """The whole file or none, readable by its owner alone even where another stood there."""
    beside = path.with_name(f".{path.name}.part")
    try:
        beside.touch(mode=0o600)
        beside.write_bytes(made)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def check_free(path: Path, force: bool) -> None:
    """Refuse a path that no file can be written to, or at which one stands unless by force."""
    if path.is_dir():
        raise BadFile(Problem(path.name, "this is a folder", "Name a file in it"))
    if not path.absolute().parent.is_dir():
        raise BadFile(Problem(path.name, "its folder is not there", "Make it, or name another"))
    if path.exists() and not force:
        remedy = "Name another, or write over it with --force"
        raise BadFile(Problem(path.name, "there is a file of that name", remedy))
