"""What can go wrong, said so that a person can mend it: where, what, how."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with an input: where it stands, what is wrong, how to mend it.

    No field ever quotes clinical text, so a problem may be shown, logged and mailed. ``field`` is
    the machine's name of the place, such as ``g2.wording``, where a form can point at it.
    """

    where: str
    what: str
    remedy: str
    field: str = ""

    def __str__(self) -> str:
        return f"{self.where}: {self.what}. {self.remedy}."


class WemodeError(Exception):
    """Base of every error that Wemode raises on purpose; carries all problems at once."""

    def __init__(self, *problems: Problem) -> None:
        if not problems:
            raise ValueError("an error needs at least one problem")
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))


class BadFile(WemodeError):
    """A file could not be read as what it claims to be. Nothing was stored."""


class BadContent(WemodeError):
    """A catalogue file (codebook, rule, instrument) breaks its own format."""


class Unfit(WemodeError):
    """A form or document does not fit; each problem names its field. Nothing was changed."""


class RolesUnknown(WemodeError):
    """The labels of a transcript do not say who is therapist and who is patient.

    ``labels`` holds the speaker labels in order of appearance, with their number of turns;
    ``missing`` says which of the two is to be named first: "therapist" or "patient".
    """

    def __init__(self, labels: tuple[tuple[str, int], ...], missing: str = "therapist") -> None:
        self.labels = labels
        self.missing = missing
        super().__init__(
            Problem(
                "speakers",
                f"the labels do not say who is the {missing}: {told(labels)}",
                f"Name the {missing} (on the command line: --{missing} NAME)",
            )
        )


def told(labels: tuple[tuple[str, int], ...]) -> str:
    """Speaker labels with their number of turns, in words."""
    return ", ".join(f"“{name}” ({n} turn{'' if n == 1 else 's'})" for name, n in labels)


class Locked(WemodeError):
    """The case file cannot be opened with this passphrase. The file is untouched."""


class NotAllowed(WemodeError):
    """This role may not do this."""


class NotFound(WemodeError):
    """There is no such case, session or turn."""


class Conflict(WemodeError):
    """Somebody else changed it meanwhile, or it is already there. Nothing was written."""
