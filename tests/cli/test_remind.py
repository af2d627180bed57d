"""wemode remind: whom, once a day, over which connection, and what the mail does not say."""

from __future__ import annotations

import asyncio
import email
import logging
import smtplib
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from email.message import EmailMessage
from email.policy import default

import pytest
from click.testing import CliRunner, Result

from tests.conftest import CaseFile
from wemode.cli import main, remind
from wemode.domain import DiaryItem, DiaryPlan, EndingKind, Mail, Practice
from wemode.report import reminders
from wemode.store import actions, ending, measures, practice, read, setup, vault
from wemode.store import reminders as kept
from wemode.store.access import Actor, Role

ME = Actor("therapist", Role.THERAPIST)
ITEMS = (DiaryItem("i1", "How much did I perform today"),)
ADDRESS = "https://mill.example.org"
FIRST, SECOND = "ferry@example.org", "reed@example.org"


@dataclass
class Post:
    """A mail server of this test alone: what it was told, and what it took."""

    port: int = 0
    said: list[str] = field(default_factory=list)
    taken: list[tuple[str, EmailMessage]] = field(default_factory=list)
    refuses: str = "nobody"
    breaks_off: bool = False
    after: str = "250 fine"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 here\r\n")
        to = ""
        while line := (await reader.readline()).decode().strip():
            self.said.append(line)
            verb, answer = line.split()[0].upper(), "250 fine"
            if verb == "EHLO":
                answer = "250-here\r\n250-STARTTLS\r\n250 AUTH PLAIN"
            elif verb == "STARTTLS":
                answer = "454 not now"
            elif verb == "AUTH":
                answer = "235 come in"
            elif verb == "RCPT":
                to = line.partition("<")[2].rstrip(">")
                answer = f"550 no {to} here" if to == self.refuses else answer
            elif verb == "DATA":
                writer.write(b"354 go on\r\n")
                content = await reader.readuntil(b"\r\n.\r\n")
                self.taken.append((to, email.message_from_bytes(content[:-3], policy=default)))
                if self.breaks_off:
                    break
                answer = self.after
            writer.write(f"{answer}\r\n".encode())
        writer.close()


@pytest.fixture
def post() -> Iterator[Post]:
    made, loop = Post(), asyncio.new_event_loop()
    server = loop.run_until_complete(asyncio.start_server(made.serve, "127.0.0.1", 0))
    made.port = server.sockets[0].getsockname()[1]
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    yield made
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    server.close()
    loop.close()


@pytest.fixture
def made(case_file: CaseFile, post: Post, monkeypatch: pytest.MonkeyPatch) -> CaseFile:
    """A closed case file: F-01 and F-02 keep a diary and have not written today."""
    monkeypatch.setenv("WEMODE_FILE", str(case_file.path))
    mail = Mail("127.0.0.1", post.port, "room@example.org")
    practice.set_practice(actor=ME, practice=Practice("At the Mill", address=ADDRESS, mail=mail))
    for name, to in (("F-01", FIRST), ("F-02", SECOND)):
        opened = {"code_name": name, "first_name": "Annabella", "started_on": date(2026, 3, 2)}
        case_id = actions.open_case(actor=ME, **opened)
        plan(case_id, to)
    setup.close_vault()
    return case_file


def plan(case_id: str, to: str, hour: int | None = 0, items: tuple[DiaryItem, ...] = ITEMS) -> None:
    history = read.case_history(ME, case_id)
    seen = len(history.case.diary.writings) if history.case.diary else None
    made = DiaryPlan(items, hour, to)
    measures.plan_diary(actor=ME, case_id=case_id, plan=made, seen=seen)


def cases() -> dict[str, str]:
    return {one.code_name: one.public_id for one in read.caseload(ME)}


def again(made: CaseFile) -> None:
    setup.open_vault(made.path, vault.unlock(made.path, made.passphrase))


def run(made: CaseFile, *words: str) -> Result:
    return CliRunner().invoke(main, ("remind", *words), input=f"{made.passphrase}\n")


def test_each_gets_one_mail_a_day_that_says_nothing(made: CaseFile, post: Post) -> None:
    dry = run(made, "--dry-run")
    assert dry.output == "Would be reminded: F-01, F-02.\n"
    assert post.said == []
    done = run(made)
    assert done.exit_code == 0, done.output
    assert done.output == "F-01: reminded\nF-02: reminded\n"
    assert [to for to, _ in post.taken] == [FIRST, SECOND]
    for to, mail in post.taken:
        assert (mail["To"], mail["From"]) == (to, "room@example.org")
        assert mail["Subject"] == "A few minutes for today"
        text = mail.get_content()
        assert text.split() == reminders.body(Practice(address=ADDRESS)).split()
        assert ADDRESS in text
        whole = mail.as_string()
        for secret in ("Annabella", "F-0", "Mill", "perform", "diary", "/p/in/"):
            assert secret not in whole
        assert mail["Message-ID"].endswith("@example.org>")
    assert run(made).output == "Nobody is to be reminded now.\n"
    assert len(post.taken) == 2


def test_whom_to_remind(made: CaseFile) -> None:
    again(made)
    held, id = read.practice(ME), cases()
    evening = datetime.now().astimezone().replace(hour=20, minute=0)
    today = evening.date()

    def due(at: datetime = evening, held: Practice = held) -> list[str]:
        return [one.code_name for one in reminders.due(ME, held, at)]

    plan(id["F-02"], SECOND, hour=20)
    assert due() == ["F-01", "F-02"]
    assert due(evening - timedelta(minutes=1)) == ["F-01"]
    assert due(held=replace(held, mail=None)) == []
    plan(id["F-02"], "")
    assert due() == ["F-01"]
    plan(id["F-02"], SECOND, hour=None)
    assert due() == ["F-01"]
    plan(id["F-02"], SECOND, items=())
    assert due() == ["F-01"]
    plan(id["F-02"], SECOND)
    measures.write_day(actor=ME, case_id=id["F-02"], on=today, answers={"i1": 3})
    assert due() == ["F-01"]
    assert due(evening + timedelta(days=1)) == ["F-01", "F-02"]
    ending.close_case(actor=ME, case_id=id["F-01"], how=EndingKind.PLANNED)
    assert due() == []
    ending.reopen_case(actor=ME, case_id=id["F-01"])
    assert due() == ["F-01"]


def test_one_mail_that_is_not_taken_stops_no_other(
    made: CaseFile, post: Post, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    post.refuses = FIRST
    done = run(made)
    assert done.exit_code == 1
    assert "F-01: the mail was not taken (SMTP 550)" in done.output
    assert "F-02: reminded" in done.output
    assert "1 mail not sent; the next run tries again." in done.output
    assert "ferry" not in done.output + caplog.text
    post.refuses = "nobody"
    assert run(made).output == "F-01: reminded\n"
    assert [to for to, _ in post.taken] == [SECOND, FIRST]


MAY = "today's mail may have gone, or may not; it is not repeated"


@pytest.mark.parametrize(
    ("post_is", "told"),
    [({"breaks_off": True}, "SMTPServerDisconnected"), ({"after": "554 no"}, "SMTP 554")],
)
def test_a_mail_that_may_have_gone_is_not_repeated_that_day(
    made: CaseFile, post: Post, post_is: dict[str, object], told: str
) -> None:
    vars(post).update(post_is)
    done = run(made)
    assert done.exit_code == 1
    assert f"F-01: {MAY} ({told})\nF-02: {MAY} ({told})\n" in done.output
    assert "the next run tries again" not in done.output
    post.breaks_off, post.after = False, "250 fine"
    assert run(made).output == f"F-01: {MAY}\nF-02: {MAY}\nNobody is to be reminded now.\n"
    assert [to for to, _ in post.taken] == [FIRST, SECOND]


def test_a_run_that_is_killed_before_or_after_a_mail_goes_sends_none_twice(
    made: CaseFile, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    send = remind.smtplib.SMTP.data

    def killed(server: smtplib.SMTP, content: bytes) -> None:
        if post.taken:
            raise SystemExit(9)
        send(server, content)
        raise SystemExit(9)

    with monkeypatch.context() as patched:
        patched.setattr(remind.smtplib.SMTP, "data", killed)
        assert run(made).exit_code == 9
        assert run(made).exit_code == 9
    # The first mail went, the second did not: nobody can know that, and nobody gets two.
    assert [to for to, _ in post.taken] == [FIRST]
    assert run(made).output.splitlines()[-1] == "Nobody is to be reminded now."
    assert [to for to, _ in post.taken] == [FIRST]


def test_two_runs_in_the_same_moment_send_one_mail(
    made: CaseFile, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    announced = remind._announced

    def other_run_first(*given: object) -> bytes:
        content = announced(*given)  # type: ignore[arg-type]
        where = {"actor": ME, "on": datetime.now().astimezone().date()}
        for case_id in cases().values():
            kept.keep_reminded(**where, case_id=case_id)
        return content

    monkeypatch.setattr(remind, "_announced", other_run_first)
    done = run(made)
    assert "F-01: another run reminds just now" in done.output
    assert post.taken == []


def test_addresses_beyond_ascii_go_only_to_a_server_that_takes_them(
    made: CaseFile, post: Post
) -> None:
    again(made)
    plan(cases()["F-01"], "zoë@example.org")
    setup.close_vault()
    done = run(made)
    assert "F-01: the mail was not taken (SMTPNotSupportedError)" in done.output
    assert "F-02: reminded" in done.output


def test_nothing_goes_out_unencrypted(
    made: CaseFile, post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    again(made)
    held = read.practice(ME)
    assert held.mail is not None
    mail = replace(held.mail, user="room", password="swans on the canal")
    practice.set_practice(actor=ME, practice=replace(held, mail=mail))
    setup.close_vault()
    monkeypatch.setattr(remind, "is_loopback", lambda host: False)
    done = run(made)
    assert done.exit_code == 2
    assert "it offers no encryption that holds (SMTP 454), so nothing was sent" in done.output
    assert [line.split()[0] for line in post.said] == ["ehlo", "STARTTLS"]
    assert post.taken == []
    assert "F-01, F-02" in run(made, "--dry-run").output


def test_on_465_it_speaks_tls_from_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, int, bool]] = []

    def connect(host: str, port: int, timeout: float, context: object) -> None:
        asked.append((host, port, context.check_hostname))  # type: ignore[attr-defined]
        raise ConnectionRefusedError

    monkeypatch.setattr(remind.smtplib, "SMTP_SSL", connect)
    with pytest.raises(remind.WemodeError, match="cannot be reached"):
        remind._connected(Mail("mail.example.org", 465, "room@example.org"))
    assert asked == [("mail.example.org", 465, True)]


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"mail": None}, "mail server: the practice has set none"),
        ({"address": ""}, "address: the practice has set none"),
        ({"mail": Mail("127.0.0.1", 1, "room@example.org")}, "it cannot be reached"),
    ],
)
def test_what_is_missing_is_said(made: CaseFile, settings: dict[str, object], says: str) -> None:
    again(made)
    held = replace(read.practice(ME), **settings)
    practice.set_practice(actor=ME, practice=held)
    setup.close_vault()
    done = run(made)
    assert done.exit_code == 2
    assert says in done.output


def test_who_may_not_see_names_does_not_see_where_reminders_go(made: CaseFile) -> None:
    again(made)
    id = cases()["F-01"]
    for role, shown in ((Role.THERAPIST, FIRST), (Role.SUPERVISOR, FIRST), (Role.RESEARCHER, "")):
        record = read.case_history(Actor("Iris", role), id).case.diary
        assert record is not None
        assert [one.value.mail_to for one in record.writings] == [shown]
