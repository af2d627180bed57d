"""What a practice sets once for all cases: words for a crisis, who reads answers, mail."""

from __future__ import annotations

import re
from dataclasses import dataclass

from wemode.domain.limits import LINE, PARAGRAPH, text_problems
from wemode.errors import Problem, Unfit

_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.\-]*[A-Za-z0-9])?\Z")
_ADDRESS = re.compile(r"https?://[^\s/]+(:\d+)?(/\S*)?\Z")
_MAIL = re.compile(r"[^@\s]+@[^@\s]+\Z")


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail server of the practice; ``password`` never leaves the case file."""

    host: str
    port: int
    sender: str
    user: str = ""
    password: str = ""

    def __repr__(self) -> str:
        return f"Mail(host={self.host!r}, port={self.port})"


@dataclass(frozen=True, slots=True)
class Practice:
    """Words and addresses of the practice. Empty ``crisis`` means that nobody has set it yet.

    ``crisis`` is shown to a patient at once who endorses a risk item; ``reads`` says who reads
    answers and when; ``address`` is where patients reach their page (https://…). ``experimental``
    turns on what rests on the practice's own closed cases. Raises Unfit.
    """

    name: str = ""
    crisis: str = ""
    reads: str = ""
    address: str = ""
    mail: Mail | None = None
    experimental: bool = False

    def __post_init__(self) -> None:
        problems = text_problems("name", "name", self.name, LINE)
        problems += text_problems("crisis", "words for a crisis", self.crisis, PARAGRAPH)
        problems += text_problems("reads", "who reads this", self.reads, PARAGRAPH)
        if self.address and not _ADDRESS.match(self.address):
            remedy = "Write it as https://…"
            problems.append(Problem("address", "it is no address", remedy, "address"))
        if self.mail is not None:
            problems += _mail_problems(self.mail)
        if problems:
            raise Unfit(*problems)


def _mail_problems(mail: Mail) -> list[Problem]:
    problems: list[Problem] = []
    if not _HOST.match(mail.host):
        remedy = "Write it as mail.example.org"
        problems.append(Problem("mail server", "it is no name of a server", remedy, "mail_host"))
    if not 1 <= mail.port <= 65_535:
        problems.append(
            Problem("mail port", "it is no port", "Often it is 465 or 587", "mail_port")
        )
    if not _MAIL.match(mail.sender):
        problems.append(Problem("sender", "it is no mail address", "Mend it", "mail_sender"))
    return problems
