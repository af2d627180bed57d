"""wemode remind: mails that remind patients of their diary, and say nothing of it."""

from __future__ import annotations

import smtplib
import ssl
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import format_datetime, make_msgid
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from wemode.cli.door import is_loopback
from wemode.cli.options import OpenCaseFile, case_file_option, counted, opened
from wemode.errors import Problem, WemodeError

if TYPE_CHECKING:
    from wemode.domain import Mail
    from wemode.report.reminders import Reminder

# On this port a server speaks TLS from the first byte on.
TLS_FROM_THE_START = 465
SECONDS = 20
_WHERE = "mail server"
_MAY_HAVE_GONE = "today's mail may have gone, or may not; it is not repeated"


@click.command("remind")
@click.option("--dry-run", is_flag=True, help="Only say who would be reminded now.")
@case_file_option
def remind_command(dry_run: bool, case_file: Path) -> None:
    """Remind by mail whose hour has come and who has not written today.

    Each patient gets one mail a day at most, however often this runs; let the machine run it once
    an hour, or run it by hand. A mail is noted before it goes: where a run is broken off in
    between, the next one says so and sends no second. The mail holds the address of the practice's
    pages: no name, no question, no answer, no link of the patient's. Mail is not encrypted on its
    way.

    The passphrase comes from the terminal or, without one, from the first line of standard input:
    let a keychain write it there, not a file.
    """
    from wemode.report import reminders
    from wemode.store import read

    with opened(case_file) as book:
        practice, now = read.practice(book.actor), datetime.now().astimezone()
        mail, text = reminders.mail_of(practice), reminders.body(practice)
        found = reminders.due(book.actor, practice, now)
        for name in reminders.unsure(book.actor, now):
            click.echo(f"{name}: {_MAY_HAVE_GONE}", err=True)
        if not found:
            click.echo("Nobody is to be reminded now.")
        elif dry_run:
            click.echo(f"Would be reminded: {', '.join(one.code_name for one in found)}.")
        else:
            _send(book, mail, found, text)


def _send(book: OpenCaseFile, mail: Mail, found: tuple[Reminder, ...], text: str) -> None:
    """A mail to each; exit 1 where one was not taken, after all were tried.

    A server that does not answer as it should ends it: it would be the same for the others.
    """
    from wemode.report.reminders import SUBJECT

    failed = unsure = 0
    for one in found:
        server = _connected(mail)
        try:
            content = _announced(server, _message(mail, one.to, SUBJECT, text), mail.sender, one.to)
        except (smtplib.SMTPException, OSError, ValueError) as error:
            click.echo(f"{one.code_name}: the mail was not taken ({_reason(error)})", err=True)
            failed += 1
        else:
            unsure += not _handed_over(book, server, one, content)
        finally:
            server.close()
    if failed:
        click.echo(f"{counted(failed, 'mail')} not sent; the next run tries again.", err=True)
    if failed or unsure:
        raise SystemExit(1)


def _announced(server: smtplib.SMTP, message: EmailMessage, sender: str, to: str) -> bytes:
    """The mail as it travels, once the server takes one from here for there.

    Most refusals come here, where it is sure that nothing went.
    """
    plain = (sender + to).isascii()
    server.ehlo_or_helo_if_needed()
    code, words = server.mail(sender, () if plain else ("SMTPUTF8", "BODY=8BITMIME"))
    if code != 250:
        raise smtplib.SMTPSenderRefused(code, words, sender)
    code, words = server.rcpt(to)
    if code not in (250, 251):
        raise smtplib.SMTPRecipientsRefused({to: (code, words)})
    return message.as_bytes(policy=SMTP if plain else SMTPUTF8)


def _handed_over(book: OpenCaseFile, server: smtplib.SMTP, one: Reminder, content: bytes) -> bool:
    """Send a mail that is noted before and so goes once; whether it is sure that it went.

    From the note on a mail that may have gone is better than two: it is not repeated that day.
    """
    from wemode.store.reminders import keep_reminded, keep_taken

    which: dict[str, Any] = {"actor": book.actor, "case_id": one.case_id, "on": one.on}
    if not keep_reminded(**which):
        click.echo(f"{one.code_name}: another run reminds just now")
        return True
    try:
        code, words = server.data(content)
        if code != 250:
            raise smtplib.SMTPDataError(code, words)
    except (smtplib.SMTPException, OSError) as error:
        click.echo(f"{one.code_name}: {_MAY_HAVE_GONE} ({_reason(error)})", err=True)
        return False
    # Told first: should the case file refuse the record, the mail is out all the same.
    click.echo(f"{one.code_name}: reminded")
    keep_taken(**which)
    return True


def _message(mail: Mail, to: str, subject: str, text: str) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = mail.sender, to, subject
    message["Date"] = format_datetime(datetime.now().astimezone())
    # Named after the sender's side: else it would bear the name of this machine.
    message["Message-ID"] = make_msgid(domain=mail.sender.rpartition("@")[2])
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text)
    return message


def _connected(mail: Mail) -> smtplib.SMTP:
    """A connection to send over: encrypted, or to this machine itself. Raises WemodeError."""
    try:
        server = _opened_to(mail)
    except (smtplib.SMTPException, OSError) as error:
        remedy = "Check server and port on the Practice page, and that the network is there"
        raise WemodeError(
            Problem(_WHERE, f"it cannot be reached ({_reason(error)})", remedy)
        ) from None
    try:
        if mail.port != TLS_FROM_THE_START and not is_loopback(mail.host):
            _encrypt(server)
        if mail.user:
            server.login(mail.user, mail.password)
    except (smtplib.SMTPException, OSError) as error:
        server.close()
        what = f"it does not let us in ({_reason(error)})"
        remedy = "Check user and password on the Practice page"
        raise WemodeError(Problem(_WHERE, what, remedy)) from None
    except WemodeError:
        server.close()
        raise
    return server


def _opened_to(mail: Mail) -> smtplib.SMTP:
    if mail.port == TLS_FROM_THE_START:
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(mail.host, mail.port, timeout=SECONDS, context=context)
    return smtplib.SMTP(mail.host, mail.port, timeout=SECONDS)


def _encrypt(server: smtplib.SMTP) -> None:
    """STARTTLS with the certificate checked; WemodeError where there is none to be had."""
    try:
        server.starttls(context=ssl.create_default_context())
    except (smtplib.SMTPException, OSError) as error:
        what = f"it offers no encryption that holds ({_reason(error)}), so nothing was sent"
        remedy = "Use the port for TLS, often 465, or ask who runs it"
        raise WemodeError(Problem(_WHERE, what, remedy)) from None


def _reason(error: Exception) -> str:
    """What went wrong, without the server's own words: they quote addresses."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return ", ".join(f"SMTP {code}" for code, _words in error.recipients.values())
    if isinstance(error, smtplib.SMTPResponseException):
        return f"SMTP {error.smtp_code}"
    return type(error).__name__
