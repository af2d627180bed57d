"""Log lines that say where something failed and never what was being read."""

from __future__ import annotations

import logging
import traceback


class PlacesOnly(logging.Formatter):
    """Level, logger and, of an exception, its class and the places it passed; no message at all.

    Messages of exceptions and addresses of pages may hold what a patient said or who it was.
    """

    def format(self, record: logging.LogRecord) -> str:
        line = f"{record.levelname} {record.name}"
        if not record.exc_info or record.exc_info[0] is None:
            return line
        kind, _, trace = record.exc_info
        places = [f"  {f.filename}:{f.lineno} {f.name}" for f in traceback.extract_tb(trace)]
        return "\n".join((f"{line} {kind.__name__}", *places))
