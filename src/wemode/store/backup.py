"""A copy of the case file in one zip, proved by opening it.

The zip holds the encrypted case file, its key file and a manifest with their hashes, under neutral
names: a file name can hold a patient's. It opens with the passphrase of the day it was made. What
stands in the zip is as secret as the case file itself, no less and no more.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import wemode
from wemode.errors import BadFile, Locked, Problem, WemodeError
from wemode.store import chain, sqlcipher
from wemode.store.access import Action, Actor
from wemode.store.datakey import DataKey
from wemode.store.files import make_private_folder, put_in_place, refuse_existing, sync_file
from wemode.store.keyring import KEYRING
from wemode.store.results import AuditRecord, Break
from wemode.store.vault import key_path

CASE_FILE, KEY_FILE, MANIFEST = "case.wemode", "case.wemode.key", "manifest.json"
FORMAT, VERSION = "wemode-backup", 1
_CHUNK = 1 << 20
_MANIFEST_LIMIT = 1 << 16


def make_backup(*, actor: Actor, target: Path) -> Path:
    """Copy the open case file and its key file into one new zip file, and return its path.

    The copy is consistent while others write, is recorded in the audit log, and has been unpacked,
    opened and checked before the zip gets its name. Conflict where ``target`` is already there.
    """
    from wemode.store.gateway import writing

    opened = KEYRING.require()
    if opened.path is None or opened.key is None:
        raise WemodeError(
            Problem("backup", "the store is a server", "Use the server's own tool, pg_dump")
        )
    refuse_existing(target)
    make_private_folder(target.parent)
    with writing(actor, Action.MAKE_BACKUP):
        pass  # the entry comes first, so that the copy holds it
    with tempfile.TemporaryDirectory(prefix=".wemode-", dir=target.parent) as folder:
        packed = _packed(opened.path, opened.key, Path(folder))
        _prove(packed, opened.key, target.name, Path(folder))
        put_in_place(packed, target)
    return target


def restore(backup: Path, target: Path) -> None:
    """Put a backup's case file and key file at ``target``; needs no passphrase.

    Conflict where either file is already there, BadFile where the zip is none of Wemode's or is
    damaged; then nothing is written.
    """
    refuse_existing(target, key_path(target))
    make_private_folder(target.parent)
    with tempfile.TemporaryDirectory(prefix=".wemode-", dir=target.parent) as folder:
        unpacked = _unpacked(backup, Path(folder))
        put_in_place(unpacked / KEY_FILE, key_path(target))
        put_in_place(unpacked / CASE_FILE, target)


def _packed(path: Path, key: DataKey, folder: Path) -> Path:
    copy = _empty(folder / CASE_FILE)
    connection = sqlcipher.connect(path, key)
    try:
        connection.execute("VACUUM INTO ?", (str(copy),))
    except sqlcipher.Database.DatabaseError as error:
        raise WemodeError(
            Problem(
                path.name,
                f"it cannot be copied ({error})",
                "See that the disk is not full; if it is not, restore an earlier backup",
            )
        ) from None
    finally:
        connection.close()
    shutil.copyfile(key_path(path), _empty(folder / KEY_FILE))
    manifest = {
        "format": FORMAT,
        "version": VERSION,
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "made_by": f"Wemode {wemode.__version__}",
        "sha256": {name: _hash(folder / name) for name in (CASE_FILE, KEY_FILE)},
    }
    packed = _empty(folder / "backup.zip")
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:  # ciphertext does not shrink
        for name in (CASE_FILE, KEY_FILE):
            archive.write(folder / name, name)
        archive.writestr(MANIFEST, json.dumps(manifest, indent=2) + "\n")
    sync_file(packed)
    return packed


def _prove(packed: Path, key: DataKey, name: str, folder: Path) -> None:
    (folder / "unpacked").mkdir()
    with _opened(_unpacked(packed, folder / "unpacked") / CASE_FILE, key) as connection:
        wrong = sqlcipher.problems_within(connection)
        broken = _first_break(connection)
    if wrong or broken:
        what = f"{len(wrong)} faults in the file" if wrong else f"audit entry {broken.seq} is wrong"
        raise WemodeError(
            Problem(name, f"the copy is not sound ({what})", "Restore an earlier backup")
        )


@contextmanager
def _opened(path: Path, key: DataKey) -> Iterator[sqlcipher.Connection]:
    connection = sqlcipher.connect(path, key)
    try:
        yield connection
    finally:
        connection.close()


def _first_break(connection: sqlcipher.Connection) -> Break | None:
    head = connection.execute("SELECT seq, hash FROM store_audithead").fetchone()
    columns = ", ".join(f'"{name}"' for name in AuditRecord.__slots__)
    rows = connection.execute(f"SELECT {columns} FROM store_auditentry ORDER BY seq")
    return chain.first_break(map(_record, rows), head and tuple(head))


def _record(row: tuple) -> AuditRecord:
    values = dict(zip(AuditRecord.__slots__, row, strict=True))
    at = values["at"]
    moment = at if isinstance(at, datetime) else datetime.fromisoformat(str(at))
    values["at"] = moment.replace(tzinfo=UTC)
    for name in ("about", "detail"):
        values[name] = json.loads(values[name])
    return AuditRecord(**values)


def _unpacked(backup: Path, folder: Path) -> Path:
    try:
        with zipfile.ZipFile(backup) as archive:
            hashes = _hashes_of(archive)
            for name in (CASE_FILE, KEY_FILE):
                with archive.open(name) as source, _empty(folder / name).open("wb") as copy:
                    shutil.copyfileobj(source, copy, _CHUNK)
    except FileNotFoundError:
        raise BadFile(
            Problem(backup.name, "there is no such file", "Check the path of the backup")
        ) from None
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError, RuntimeError):
        raise _no_backup(backup) from None
    for name in (CASE_FILE, KEY_FILE):
        if _hash(folder / name) != hashes.get(name):
            raise _no_backup(backup)
        sync_file(folder / name)
    return folder


def _hashes_of(archive: zipfile.ZipFile) -> dict[str, str]:
    if archive.getinfo(MANIFEST).file_size > _MANIFEST_LIMIT:
        raise ValueError("no manifest is that long")
    manifest = json.loads(archive.read(MANIFEST))
    if manifest["format"] != FORMAT:
        raise ValueError("not a backup")
    if manifest["version"] > VERSION:
        raise Locked(Problem("backup", "it was written by a later Wemode", "Install that version"))
    return dict(manifest["sha256"])


def _empty(path: Path) -> Path:
    os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    return path


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _no_backup(backup: Path) -> BadFile:
    return BadFile(
        Problem(backup.name, "it is no backup of Wemode's, or it is damaged", "Choose another copy")
    )
