"""A door for tests, with links as the case file would give them, and a clock that can be set."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from wemode.store import seal
from wemode.store.door import Door, Visit

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)
PAGE = {"contract": "Stay at the table until everybody has eaten", "diary": ["How heavy was today"]}


@dataclass
class Clock:
    """Seconds since 1970, moved by hand."""

    now: float = field(default_factory=NOON.timestamp)

    def __call__(self) -> float:
        return self.now

    def forward(self, **by: float) -> None:
        self.now += timedelta(**by).total_seconds()


@dataclass(frozen=True)
class TestLink:
    """A link as the store gives it."""

    __test__ = False

    id: str = field(default_factory=lambda: secrets.token_urlsafe(12))
    token: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    code: str = "428117"
    expires_at: datetime = NOON + timedelta(days=90)

    def with_code(self, code: str) -> TestLink:
        return replace(self, code=code)


@dataclass
class Practice:
    """A door, the key that its letters are sealed to, and the clock of both."""

    door: Door
    clock: Clock
    key: X25519PrivateKey = field(default_factory=X25519PrivateKey.generate)

    @property
    def inbox(self) -> bytes:
        return self.key.public_key().public_bytes_raw()

    def publish(self, link: TestLink, page: dict = PAGE) -> bool:
        return self.door.publish(link, page, inbox=self.inbox)

    def visit(self, link: TestLink) -> Visit:
        """A device bound to the link, and let in."""
        self.publish(link)
        return self.door.enter(link.token, self.door.bind(link.token, link.code))

    def letters(self, *links: TestLink) -> list[dict]:
        """The letters that wait, opened."""
        tokens = {link.id: link.token for link in links}
        return [
            seal.unseal_letter(
                tokens[one.link], self.key.private_bytes_raw(), one.blob, one.link, one.id
            )
            for one in self.door.waiting()
        ]


def practice(folder: Path) -> Practice:
    """A practice whose door lies in this folder; the file is made at first use."""
    clock = Clock()
    return Practice(Door(folder / "cases.wemode.door", clock), clock)
