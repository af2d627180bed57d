"""What a patient is told at the door; nothing in it says anything of another link."""

from __future__ import annotations

from enum import StrEnum

from wemode.errors import Problem, WemodeError


class Gone(StrEnum):
    """Why a link leads nowhere."""

    UNKNOWN = "unknown"
    EXPIRED = "expired"
    REVOKED = "revoked"


_GONE = {
    Gone.UNKNOWN: ("it is not complete or no longer in use", "Look whether all of it was copied"),
    Gone.EXPIRED: ("its time is over", "Ask your therapist for a new one"),
    Gone.REVOKED: ("it was closed", "Ask your therapist for a new one"),
}


class DoorError(WemodeError):
    """The door stays shut, or does not take this."""


class LinkGone(DoorError):
    """The link leads nowhere: ``reason`` says why."""

    def __init__(self, reason: Gone) -> None:
        self.reason = reason
        what, remedy = _GONE[reason]
        super().__init__(Problem("link", what, remedy))


class NotThisDevice(DoorError):
    """The link opens on another device, or on none yet (``bound``): a code is needed first."""

    def __init__(self, *, bound: bool) -> None:
        self.bound = bound
        what = "it is used on another device" if bound else "this device has not given the code yet"
        remedy = "Ask your therapist for a new code to move it here" if bound else "Enter the code"
        super().__init__(Problem("link", what, remedy))


class WrongCode(DoorError):
    """The code does not fit; so many ``tries`` are left."""

    def __init__(self, tries: int) -> None:
        self.tries = tries
        super().__init__(Problem("code", "it does not fit", "Compare it digit by digit", "code"))


class CodeShut(DoorError):
    """The code was tried too often: it opens nothing any more."""

    def __init__(self) -> None:
        remedy = "Ask your therapist for a new code; nothing is lost"
        super().__init__(Problem("code", "it was tried too often", remedy, "code"))


class TooMany(DoorError):
    """More than a person sends or tries in this time."""

    def __init__(self, remedy: str = "Wait a minute") -> None:
        super().__init__(Problem("this page", "too much came in at once", remedy))


class TooLarge(DoorError):
    """More than a form or a line can hold."""

    def __init__(self) -> None:
        super().__init__(Problem("what was sent", "it is too large", "Shorten it"))
