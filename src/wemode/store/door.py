"""The door: what a patient's phone reaches. A plain file of its own, never the case file.

It holds sealed pages, sealed letters and marks by which link, device and code are known again; no
token, no key, no clinical text. The therapist's side publishes and collects; the patient's side
binds one device to a link by a code, reads its page and leaves letters. Needs neither Django nor
the case file. Any number of threads and processes of one machine may use it at once.
"""

from __future__ import annotations

import hmac
import json
import math
import re
import secrets
import sqlite3
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

from wemode.errors import Conflict, Problem, Unfit
from wemode.store import door_file, seal
from wemode.store.door_errors import (
    CodeShut,
    DoorError,
    Gone,
    LinkGone,
    NotThisDevice,
    TooLarge,
    TooMany,
    WrongCode,
)
from wemode.store.seal import Altered

__all__ = [
    "Altered",
    "CodeShut",
    "Door",
    "DoorError",
    "Gone",
    "Link",
    "LinkGone",
    "NotThisDevice",
    "Sealed",
    "Standing",
    "TooLarge",
    "TooMany",
    "Visit",
    "WrongCode",
    "door_path",
]

KINDS = ("answers", "day", "attempt", "mark", "check_in")
TRIES = 5
CODE_DIGITS = 6
# A form, a day or a line has a few hundred characters; a page some ten thousand.
LARGEST = 64 * 1024
LARGEST_PAGE = 1024 * 1024
LETTERS_A_DAY = 500
BYTES_A_DAY = 4 * 1024 * 1024
MOST_KEPT = 40
UNKNOWN_A_MINUTE = 30
SUBMISSION_ID = re.compile(r"[A-Za-z0-9_-]{8,60}\Z")
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}\Z")
_DAY = 24 * 60 * 60


class Link(Protocol):
    """What the case file knows of a link, as far as the door has to know it."""

    @property
    def id(self) -> str: ...
    @property
    def token(self) -> str: ...
    @property
    def code(self) -> str: ...
    @property
    def expires_at(self) -> datetime: ...


@dataclass(frozen=True, slots=True)
class Visit:
    """A patient's device that was let in, for one request."""

    link: str
    expires_at: datetime
    token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Sealed:
    """A letter that waits to be collected; ``number`` is its place in the door file.

    ``id`` tells it from others of its link; the name that the client gave it is sealed with it.
    """

    number: int
    link: str
    id: str
    blob: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a link stands at the door: bound to a device since, tries left, letters waiting.

    ``tries`` is 0 where no code opens it: it was used, or was tried too often.
    """

    bound_at: datetime | None
    tries: int
    waiting: int
    revoked: bool


def door_path(case_file: Path) -> Path:
    """The door file that belongs to a case file."""
    return case_file.with_name(case_file.name + ".door")


class Door:
    """The door file at ``path``; made where there is none. ``clock`` gives seconds since 1970."""

    def __init__(self, path: Path, clock: Callable[[], float] = time.time) -> None:
        self.path = path
        self.clock = clock
        self._strangers = _Strangers(clock)

    # The therapist's side.

    def publish(self, link: Link, page: Mapping[str, Any], *, inbox: bytes) -> bool:
        """Lay the page out for a link's device, and its code where that is new to the door.

        ``inbox`` is the case file's public key. False where nothing had changed, and for a link
        that was withdrawn, which stays so. Raises TooLarge; Conflict where the door is another
        case file's.
        """
        content = {"page": dict(page), "inbox": inbox.hex()}
        if len(_json(content)) > LARGEST_PAGE:
            raise TooLarge
        expires = int(link.expires_at.timestamp())
        with door_file.writing(self.path) as file:
            _claim(file, self.path, inbox)
            row = file.execute("SELECT * FROM links WHERE id = ?", (link.id,)).fetchone()
            if row is None:
                file.execute(
                    "INSERT INTO links (id, token_hash, expires_at) VALUES (?, ?, ?)",
                    (link.id, seal.token_hash(link.token), expires),
                )
            elif row["revoked_at"] is not None:
                return False
            mark = seal.code_mark(link.token, link.code)
            if row is None or not hmac.compare_digest(row["code"] or b"", mark):
                _set_code(file, link)
            elif row["expires_at"] == expires and content == _page_of(row, link.token):
                return False
            sealed = seal.seal(link.token, "page", content, link.id)
            file.execute(
                "UPDATE links SET page = ?, expires_at = ? WHERE id = ?", (sealed, expires, link.id)
            )
        return True

    def set_code(self, link: Link) -> None:
        """Let the link's code bind a device, with all tries; the device bound before stays."""
        with door_file.writing(self.path) as file:
            _set_code(file, link)

    def withdraw(self, link_id: str) -> None:
        """Close a link for good: its page and half-filled forms are erased, its letters stay."""
        with door_file.writing(self.path) as file:
            file.execute(
                "UPDATE links SET revoked_at = ?, page = NULL, code = NULL, tries = 0, "
                "device_hash = NULL WHERE id = ? AND revoked_at IS NULL",
                (int(self.clock()), link_id),
            )
            file.execute("DELETE FROM kept WHERE link = ?", (link_id,))

    def keep_only(self, link_ids: Iterable[str]) -> None:
        """Withdraw every link but these, and erase the pages of those whose time is over."""
        living = set(link_ids)
        now = int(self.clock())
        with door_file.reading(self.path) as file:
            rows = file.execute(
                "SELECT id, expires_at, page IS NOT NULL AS has_page FROM links "
                "WHERE revoked_at IS NULL"
            ).fetchall()
        for row in rows:
            if row["expires_at"] > now and row["id"] not in living:
                self.withdraw(row["id"])
            elif row["expires_at"] <= now and row["has_page"]:
                self._erase(row["id"])

    def claim(self, inbox: bytes, address: str | None = None) -> None:
        """Say whose door this is, by the case file's public key, and where patients reach it.

        ``address`` stays as it is where it is None. Conflict where the door is another case
        file's: that one's links and letters are none of ours.
        """
        with door_file.reading(self.path) as file:
            row = file.execute("SELECT * FROM practice").fetchone()
        if row is not None:
            _require_owner(self.path, row, inbox)
            if address in (None, row["address"]):
                return
        with door_file.writing(self.path) as file:
            _claim(file, self.path, inbox)
            file.execute("UPDATE practice SET address = ?", (address or "",))

    @property
    def address(self) -> str:
        """Where patients reach their page, empty where the practice has not said it."""
        with door_file.reading(self.path) as file:
            row = file.execute("SELECT address FROM practice").fetchone()
        return row["address"] if row else ""

    def waiting(self, most: int = 1_000) -> tuple[Sealed, ...]:
        """The letters that wait, in the order in which they came."""
        with door_file.reading(self.path) as file:
            rows = file.execute(
                "SELECT number, link, id, blob FROM inbox ORDER BY number LIMIT ?", (most,)
            ).fetchall()
        return tuple(Sealed(one["number"], one["link"], one["id"], one["blob"]) for one in rows)

    def forget(self, numbers: Iterable[int]) -> None:
        """Erase letters that were collected."""
        with door_file.writing(self.path) as file:
            file.executemany("DELETE FROM inbox WHERE number = ?", ((n,) for n in numbers))

    def standing(self, link_id: str) -> Standing | None:
        """How a link stands, None where it was never published."""
        with door_file.reading(self.path) as file:
            row = file.execute("SELECT * FROM links WHERE id = ?", (link_id,)).fetchone()
            if row is None:
                return None
            count = "SELECT COUNT(*) FROM inbox WHERE link = ?"
            (waiting,) = file.execute(count, (link_id,)).fetchone()
        bound_at = _moment(row["bound_at"]) if row["device_hash"] is not None else None
        return Standing(bound_at, row["tries"], waiting, row["revoked_at"] is not None)

    # The patient's side.

    def knock(self, token: str) -> bool:
        """Whether a code can bind a device to this link now. Raises LinkGone, TooMany."""
        with door_file.reading(self.path) as file:
            return bool(self._living(file, token)["tries"] > 0)

    def bind(self, token: str, code: str) -> str:
        """Bind this device to the link by the code and return the device's secret.

        The code is used up with it, and the device bound before is let in no more. Raises LinkGone,
        WrongCode, CodeShut, NotThisDevice where the code was used already, TooMany.
        """
        digits = "".join(sign for sign in code if sign in "0123456789")
        device = secrets.token_urlsafe(32)
        with door_file.writing(self.path) as file:
            row = self._living(file, token)
            if row["tries"] <= 0:
                raise NotThisDevice(bound=True) if row["code_used"] else CodeShut()
            if len(digits) != CODE_DIGITS:
                raise WrongCode(row["tries"])
            fits = hmac.compare_digest(row["code"], seal.code_mark(token, digits))
            # Committed before the answer is known, so that no try is free.
            if fits:
                file.execute(
                    "UPDATE links SET tries = 0, code_used = 1, device_hash = ?, bound_at = ? "
                    "WHERE id = ?",
                    (seal.device_hash(device), int(self.clock()), row["id"]),
                )
            else:
                file.execute("UPDATE links SET tries = tries - 1 WHERE id = ?", (row["id"],))
        if fits:
            return device
        raise WrongCode(row["tries"] - 1) if row["tries"] > 1 else CodeShut()

    def enter(self, token: str, device: str) -> Visit:
        """Let the device of a link in. Raises LinkGone, NotThisDevice, TooMany."""
        with door_file.reading(self.path) as file:
            row = self._living(file, token)
        known = row["device_hash"]
        if known is None:
            raise NotThisDevice(bound=False)
        if not hmac.compare_digest(known, seal.device_hash(device)):
            raise NotThisDevice(bound=True)
        return Visit(row["id"], _moment(row["expires_at"]), token)

    def leave(self, visit: Visit) -> None:
        """Let this device in no more, nor whoever copied what it held; a new code is needed."""
        with door_file.writing(self.path) as file:
            file.execute("UPDATE links SET device_hash = NULL WHERE id = ?", (visit.link,))

    def page(self, visit: Visit) -> dict[str, Any]:
        """The page laid out for the visitor. Raises LinkGone, Altered."""
        with door_file.reading(self.path) as file:
            row = self._living(file, visit.token)
        page: dict[str, Any] = _content(row, visit.token)["page"]
        return page

    def submit(self, visit: Visit, id: str, kind: str, body: Mapping[str, Any]) -> bool:
        """Leave a letter of a kind; it is on the disk when this returns.

        ``id`` is the client's own: False where a letter with it waits already, which is kept as it
        is. Raises LinkGone, TooLarge, TooMany, Altered; Unfit for an id or a kind that is none.
        """
        _require_letter(id, kind)
        now = self.clock()
        letter = {
            "id": id,
            "kind": kind,
            "body": dict(body),
            # In milliseconds, rounded up: what was answered just now came in no earlier.
            "received_at": math.ceil(now * 1_000),
        }
        size, mark = _size(letter), seal.letter_mark(visit.token, id).hex()
        with door_file.writing(self.path) as file:
            row = self._living(file, visit.token)
            there = "SELECT 1 FROM inbox WHERE link = ? AND id = ?"
            if file.execute(there, (visit.link, mark)).fetchone():
                return False
            _count(file, row, int(now // _DAY), size)
            public = bytes.fromhex(_content(row, visit.token)["inbox"])
            blob = seal.seal_letter(visit.token, public, letter, visit.link, mark)
            file.execute(
                "INSERT INTO inbox (link, id, blob) VALUES (?, ?, ?)", (visit.link, mark, blob)
            )
        return True

    def keep(self, visit: Visit, form_key: str, answers: Mapping[str, Any]) -> None:
        """Keep a half-filled form for this link's device; an empty one is forgotten.

        Raises LinkGone, TooLarge, TooMany.
        """
        mark = seal.form_mark(visit.token, form_key)
        _size(answers)
        with door_file.writing(self.path) as file:
            self._living(file, visit.token)
            file.execute("DELETE FROM kept WHERE link = ? AND form = ?", (visit.link, mark))
            if not answers:
                return
            count = "SELECT COUNT(*) FROM kept WHERE link = ?"
            if file.execute(count, (visit.link,)).fetchone()[0] >= MOST_KEPT:
                raise TooMany("Finish one of the forms that you began")
            blob = seal.seal(visit.token, "kept", dict(answers), visit.link, mark.hex())
            file.execute(
                "INSERT INTO kept (link, form, blob) VALUES (?, ?, ?)", (visit.link, mark, blob)
            )

    def kept(self, visit: Visit, form_key: str) -> dict[str, Any]:
        """The half-filled form that was kept, empty where there is none. Raises Altered."""
        mark = seal.form_mark(visit.token, form_key)
        with door_file.reading(self.path) as file:
            self._living(file, visit.token)
            row = file.execute(
                "SELECT blob FROM kept WHERE link = ? AND form = ?", (visit.link, mark)
            ).fetchone()
        if row is None:
            return {}
        answers: dict[str, Any] = seal.unseal(
            visit.token, "kept", row["blob"], visit.link, mark.hex()
        )
        return answers

    def _living(self, file: sqlite3.Connection, token: str) -> sqlite3.Row:
        """The row of a link that opens now. Raises LinkGone, TooMany for too many unknown ones."""
        row = None
        if _TOKEN.match(token):
            find = "SELECT * FROM links WHERE token_hash = ?"
            row = file.execute(find, (seal.token_hash(token),)).fetchone()
        if row is None:
            self._strangers.count()
            raise LinkGone(Gone.UNKNOWN)
        if row["revoked_at"] is not None:
            raise LinkGone(Gone.REVOKED)
        if row["expires_at"] <= self.clock():
            raise LinkGone(Gone.EXPIRED)
        found: sqlite3.Row = row
        return found

    def _erase(self, link_id: str) -> None:
        with door_file.writing(self.path) as file:
            file.execute(
                "UPDATE links SET page = NULL, device_hash = NULL WHERE id = ?", (link_id,)
            )
            file.execute("DELETE FROM kept WHERE link = ?", (link_id,))


class _Strangers:
    """Counts unknown tokens in this process; a known one is never refused for them."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._minute, self._count = 0, 0

    def count(self) -> None:
        """One more. Raises TooMany where this minute had enough of them."""
        minute = int(self._clock() // 60)
        with self._lock:
            if minute != self._minute:
                self._minute, self._count = minute, 0
            self._count += 1
            if self._count > UNKNOWN_A_MINUTE:
                raise TooMany


def _claim(file: sqlite3.Connection, path: Path, inbox: bytes) -> None:
    row = file.execute("SELECT * FROM practice").fetchone()
    if row is None:
        owner = seal.owner_mark(inbox)
        file.execute("INSERT INTO practice (number, owner) VALUES (1, ?)", (owner,))
    else:
        _require_owner(path, row, inbox)


def _require_owner(path: Path, row: sqlite3.Row, inbox: bytes) -> None:
    if not hmac.compare_digest(row["owner"], seal.owner_mark(inbox)):
        what = "it is the door of another case file"
        raise Conflict(Problem(path.name, what, "Name another one with --door, or move it away"))


def _set_code(file: sqlite3.Connection, link: Link) -> None:
    file.execute(
        "UPDATE links SET code = ?, code_used = 0, tries = ? WHERE id = ? AND revoked_at IS NULL",
        (seal.code_mark(link.token, link.code), TRIES, link.id),
    )


def _content(row: sqlite3.Row, token: str) -> dict[str, Any]:
    if row["page"] is None:
        raise LinkGone(Gone.REVOKED)
    content: dict[str, Any] = seal.unseal(token, "page", row["page"], row["id"])
    return content


def _page_of(row: sqlite3.Row, token: str) -> dict[str, Any] | None:
    """What is laid out now; None where there is nothing or where it does not open."""
    try:
        return _content(row, token)
    except (Altered, LinkGone):
        return None


def _require_letter(id: str, kind: str) -> None:
    if not SUBMISSION_ID.match(id):
        what = "it is no name of a letter"
        raise Unfit(Problem("id", what, "Load the page again and send it anew", "id"))
    if kind not in KINDS:
        what = "nothing of this kind is taken here"
        raise Unfit(Problem("kind", what, "Load the page again", "kind"))


def _json(value: Any) -> str:
    return json.dumps(value, allow_nan=False, separators=(",", ":"))


def _size(value: Any) -> int:
    """How large a letter is. Raises TooLarge; Unfit for what is no JSON."""
    try:
        size = len(_json(value))
    except (TypeError, ValueError, RecursionError):
        raise Unfit(Problem("letter", "it cannot be read", "Load the page again")) from None
    if size > LARGEST:
        raise TooLarge
    return size


def _count(file: sqlite3.Connection, row: sqlite3.Row, day: int, size: int) -> None:
    """Count a letter into its day. Raises TooMany where the day had enough of them."""
    same = row["day"] == day
    letters = (row["letters"] if same else 0) + 1
    total = (row["bytes"] if same else 0) + size
    if letters > LETTERS_A_DAY or total > BYTES_A_DAY:
        raise TooMany("Go on tomorrow")
    file.execute(
        "UPDATE links SET day = ?, letters = ?, bytes = ? WHERE id = ?",
        (day, letters, total, row["id"]),
    )


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
