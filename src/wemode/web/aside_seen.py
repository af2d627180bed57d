"""What patients sent and could not be taken in, as the caseload tells it; the door's trouble."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from wemode.errors import Problem, WemodeError
from wemode.report.aside import aside_page
from wemode.web import door_keeper
from wemode.web.current import actor


@dataclass(frozen=True, slots=True)
class AsideNotice:
    """How many things lie aside, in how many an item was endorsed, what keeps us from the door."""

    waiting: int
    endorsed: int
    trouble: tuple[Problem, ...]


def notice() -> AsideNotice:
    """For the caseload; audited where anything lies aside."""
    page = aside_page(actor())
    return AsideNotice(len(page.lines), page.endorsed, trouble())


def trouble() -> tuple[Problem, ...]:
    """Why the patients' door could not be used the last time, nothing where it could."""
    error = door_keeper.KEEPER.trouble
    if error is None:
        return ()
    if isinstance(error, WemodeError):
        return error.problems
    # Whatever broke may quote what was being read; the log has it.
    return (
        Problem(
            _("The patients’ door"),
            _("letters could not be fetched or pages not laid out the last time"),
            _("It is tried again with every page; what was sent stays there meanwhile"),
        ),
    )
