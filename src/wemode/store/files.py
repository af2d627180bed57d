"""Writing small files so that a reader sees the old one or the new one, never half of one."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from wemode.errors import Conflict, Problem

PRIVATE_FILE = 0o600
PRIVATE_FOLDER = 0o700


def make_private_folder(folder: Path) -> None:
    """Make the missing folders of a path, readable by their owner alone.

    Folders that are already there keep their rights: they may hold other things.
    """
    missing = [parent for parent in (folder, *folder.parents) if not parent.exists()]
    for parent in reversed(missing):
        parent.mkdir(mode=PRIVATE_FOLDER, exist_ok=True)


def refuse_existing(*paths: Path) -> None:
    """Raise Conflict for those of the paths that are there."""
    problems = [
        Problem(path.name, "is already there", "Choose another name or move that file away")
        for path in paths
        if path.exists() or path.is_symlink()
    ]
    if problems:
        raise Conflict(*problems)


def write_new(path: Path, content: bytes) -> None:
    """Write a file that must not be there yet, whole or not at all; Conflict where it is."""
    temporary = _written_beside(path, content)
    try:
        put_in_place(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def write_over(path: Path, content: bytes) -> None:
    """Write a file in place of the one before, whole or not at all."""
    temporary = _written_beside(path, content)
    try:
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    sync_folder(path.parent)


def put_in_place(temporary: Path, path: Path) -> None:
    """Give a finished file its name; Conflict where the name is taken, even at the last moment."""
    try:
        path.hardlink_to(temporary)
    except FileExistsError:
        refuse_existing(path)
        raise
    except OSError:  # no hard links here (FAT, some network drives): a small window stays open
        refuse_existing(path)
        temporary.rename(path)
    temporary.unlink(missing_ok=True)
    sync_folder(path.parent)


def sync_file(path: Path) -> None:
    """Bring a file's content to the disk."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Bring a folder's names to the disk, where the system can (Windows cannot)."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _written_beside(path: Path, content: bytes) -> Path:
    handle, name = tempfile.mkstemp(prefix=".wemode-", suffix=".part", dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:  # mkstemp made it readable by its owner alone
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return temporary
