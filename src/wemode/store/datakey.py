"""The key of a case file, in memory only."""

from __future__ import annotations

import hmac
import secrets
from typing import NoReturn

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from wemode.errors import Locked, Problem

KEY_BYTES = 32


class DataKey:
    """32 random bytes that never print, pickle or compare in the open.

    ``wipe`` overwrites them; copies that Python or the operating system made on the way (while
    handing the key to SQLCipher, say) are out of reach, so this shortens exposure, no more.
    """

    __slots__ = ("_bytes", "_wiped")

    def __init__(self, content: bytes) -> None:
        if len(content) != KEY_BYTES:
            raise ValueError(f"a data key has {KEY_BYTES} bytes")
        self._bytes = bytearray(content)
        self._wiped = False

    @classmethod
    def random(cls) -> DataKey:
        """A fresh key from the system's source of randomness."""
        return cls(secrets.token_bytes(KEY_BYTES))

    def reveal(self) -> bytes:
        """The bytes themselves; only for wrapping them. Raises Locked after ``wipe``."""
        if self._wiped:
            raise Locked(Problem("case file", "it was closed", "Unlock it again"))
        return bytes(self._bytes)

    def for_sqlcipher(self, salt: bytes = b"") -> str:
        """The key as SQLCipher's raw key literal, with the file's salt where it is new."""
        return f"x'{self.reveal().hex()}{salt.hex()}'"

    def derived(self, purpose: str) -> bytes:
        """Another 32-byte key for one purpose (HKDF-SHA256, RFC 5869); tells nothing of this."""
        return HKDF(
            algorithm=SHA256(), length=KEY_BYTES, salt=None, info=f"wemode {purpose}".encode()
        ).derive(self.reveal())

    def copy(self) -> DataKey:
        """The same key, wiped on its own."""
        return DataKey(self.reveal())

    def wipe(self) -> None:
        """Overwrite the key; afterwards it opens nothing."""
        self._wiped = True
        self._bytes[:] = bytes(KEY_BYTES)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, DataKey):
            return NotImplemented
        return hmac.compare_digest(self._bytes, other._bytes)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return "DataKey(…)"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a data key is never written out")
