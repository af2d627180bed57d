"""Many actions as one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction

import wemode.store.ready  # noqa: F401 - sets Django up before the database is asked
from wemode.store.gateway import plain_errors


@contextmanager
def together() -> Iterator[None]:
    """All actions of the block or none of them, and of its reads all entries; on the disk once.

    For filling a file, and for what one page reads: nobody else can write to it meanwhile.
    """
    with plain_errors(), transaction.atomic():
        yield
