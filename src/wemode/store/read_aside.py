"""One thing of what patients sent and did not fit, with its content, to look at."""

from __future__ import annotations

import wemode.store.ready  # noqa: F401 - sets Django up before the tables are imported
from wemode.errors import NotFound, Problem
from wemode.store import models, read_links
from wemode.store.access import Action, Actor, authorise
from wemode.store.gateway import plain_errors, record_read
from wemode.store.results import Aside


def content(actor: Actor, id: int) -> Aside:
    """What lies aside under this id; the audit log says which one was read.

    NotFound where it does not, as once it was cleared away; Locked where no key is held.
    """
    authorise(actor, Action.READ_ASIDE)
    with plain_errors():
        row = models.PutAside.objects.select_related("case").filter(pk=id).first()
        if row is None:
            raise NotFound(Problem("submission", "it does not lie aside", "Load the page again"))
        about = {"case": row.case.public_id} if row.case else {}
        record_read(actor, Action.READ_ASIDE, aside=row.pk, **about)
        return read_links.aside(row)
