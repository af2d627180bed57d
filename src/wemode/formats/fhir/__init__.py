"""A case as a FHIR R4 Bundle and back: forms, diary, goals and contract of one patient.

What a Bundle does not hold is ``LOST``, what an import does not take up again ``NOT_TAKEN``.
"""

from wemode.formats.fhir.bundle import bundle, bundle_bytes
from wemode.formats.fhir.codes import EXTENSIONS
from wemode.formats.fhir.lost import LOST, NOT_TAKEN, Lost
from wemode.formats.fhir.reading import read_bundle
from wemode.formats.fhir.values import (
    AskedItem,
    Incoming,
    IncomingDay,
    LeftOut,
    Outgoing,
    Sheet,
    SheetScore,
)

__all__ = [
    "EXTENSIONS",
    "LOST",
    "NOT_TAKEN",
    "AskedItem",
    "Incoming",
    "IncomingDay",
    "LeftOut",
    "Lost",
    "Outgoing",
    "Sheet",
    "SheetScore",
    "bundle",
    "bundle_bytes",
    "read_bundle",
]
