"""The key of the inbox: what a patient's page sends is sealed to its public half.

One X25519 key a case file (RFC 7748), made at first use; the private half is sealed once more
under a key derived from the case file's. Raises Locked where no key is held.
"""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from django.db import transaction
from django.utils import timezone

import wemode.store.ready  # noqa: F401 - sets Django up before the tables are imported
from wemode.store import models
from wemode.store.gateway import plain_errors
from wemode.store.private import seal_bytes, unseal_bytes

_PURPOSE = "inbox key"


def public() -> bytes:
    """The half that may leave the case file: 32 bytes."""
    return bytes(_row().public)


def private() -> bytes:
    """The half that opens what was sent: 32 bytes, never to be kept outside the case file."""
    return unseal_bytes(_PURPOSE, bytes(_row().sealed), _PURPOSE, "key of the inbox")


def _row() -> models.InboxKey:
    with plain_errors(), transaction.atomic():
        row = models.InboxKey.objects.filter(pk=1).first()
        if row is None:
            # Of two who make it at once one wins, and both take that one.
            models.InboxKey.objects.bulk_create([_made()], ignore_conflicts=True)
            row = models.InboxKey.objects.get(pk=1)
        return row


def _made() -> models.InboxKey:
    key = X25519PrivateKey.generate()
    return models.InboxKey(
        pk=1,
        public=key.public_key().public_bytes_raw(),
        sealed=seal_bytes(_PURPOSE, key.private_bytes_raw(), _PURPOSE),
        made_at=timezone.now(),
    )
