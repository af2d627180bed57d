"""wemode link and wemode door: a link from opening to closing, and where the door may stand."""

from __future__ import annotations

import contextlib
import os
import re
import socket
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from http.cookiejar import CookieJar
from io import StringIO
from pathlib import Path

import click
import pytest
import segno
from click.testing import CliRunner

from tests.cli.running import made_file
from tests.cli.running import run as wemode
from tests.conftest import CaseFile
from tests.store.conftest import posix_only
from wemode.cli import main
from wemode.cli.door import host_names, is_loopback
from wemode.cli.options import OpenCaseFile
from wemode.domain import Practice
from wemode.store import actions, practice
from wemode.store.door import Door, LinkGone, door_path

ADDRESS = "https://page.example.org"


def fill(book: OpenCaseFile) -> None:
    actions.open_case(actor=book.actor, code_name="K-01", started_on=date(2026, 1, 7))


def fill_with_address(book: OpenCaseFile) -> None:
    fill(book)
    practice.set_practice(actor=book.actor, practice=Practice(address=ADDRESS))


@pytest.fixture(scope="module")
def closed(empty_file: CaseFile, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_file(empty_file, tmp_path_factory.mktemp("practice"), fill)


def run(closed: Path, *words: str, exit_code: int = 0) -> str:
    done = wemode(closed, *words)
    assert done.returncode == exit_code, done.stderr
    return done.stdout + done.stderr


def token_and_code(said: str) -> tuple[str, str]:
    token = re.search(r"/p/in/([A-Za-z0-9_-]{43})/", said)
    code = re.search(r"Code, to be said and not sent: (\d{3} \d{3})", said)
    assert token, said
    assert code, said
    return token[1], code[1]


def test_a_link_from_opening_to_closing(closed: Path) -> None:
    door = Door(door_path(closed))
    assert "none is open" in run(closed, "link", "show", "K-01", exit_code=2)
    said = run(closed, "link", "open", "k-01", "--days", "30")
    token, code = token_and_code(said)
    assert "Words to say in the session" in said
    assert "opens on this machine only" in said
    assert "nobody to call" in said
    until = (datetime.now(UTC) + timedelta(days=30)).astimezone().date()
    assert f"until {until.isoformat()}" in said
    door.bind(token, code)
    shown = run(closed, "link", "show", "K-01")
    assert token in shown
    assert "No code opens it now" in shown
    assert "Used on a device since" in shown
    renewed, newer = token_and_code(run(closed, "link", "code", "K-01"))
    assert renewed == token
    assert door.bind(token, newer)
    assert "erased from the door" in run(closed, "link", "revoke", "K-01")
    with pytest.raises(LinkGone):
        door.knock(token)
    run(closed, "link", "revoke", "K-01", exit_code=2)
    run(closed, "link", "open", "no-such-case", exit_code=2)


def test_the_terminal_shows_the_address_as_a_picture(closed: Path) -> None:
    opened = run(closed, "link", "open", "K-01", "--qr")
    token, _ = token_and_code(opened)
    code = segno.make(f"http://127.0.0.1:8137/p/in/{token}/", error="m", micro=False)
    drawn = StringIO()
    code.terminal(drawn, compact=True)
    assert drawn.getvalue() in opened
    assert drawn.getvalue() in run(closed, "link", "show", "K-01", "--qr")
    assert "█" not in run(closed, "link", "show", "K-01")


def test_opening_another_link_closes_the_one_before(closed: Path) -> None:
    first, _ = token_and_code(run(closed, "link", "open", "K-01"))
    second, _ = token_and_code(run(closed, "link", "open", "K-01"))
    door = Door(door_path(closed))
    assert door.knock(second)
    with pytest.raises(LinkGone):
        door.knock(first)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--host", "0.0.0.0"], "in clear"),
        (["--host", "::"], "in clear"),
        (["--host", "page.example.org"], "in clear"),
        (["--certificate", __file__], "belong together"),
        (["--behind-proxy"], "Under which name"),
        (["--behind-proxy", "--address", "http://page.example.org"], "Patients need https"),
    ],
)
def test_a_door_that_would_be_unsafe_is_not_opened(
    tmp_path: Path, words: list[str], said: str
) -> None:
    door = tmp_path / "cases.wemode.door"
    Door(door).standing("none")
    done = CliRunner().invoke(main, ["door", "--door", str(door), *words])
    assert done.exit_code == 2
    assert said in " ".join(done.output.split())


def test_a_door_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    case_file = tmp_path / "cases.wemode"
    assert "there is no such door" in run(case_file, "door", exit_code=2)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("host", "alone"),
    [
        ("127.0.0.1", True),
        ("127.8.8.8", True),
        ("::1", True),
        ("localhost", True),
        ("0.0.0.0", False),
        ("192.168.1.9", False),
        ("localhost.example.org", False),
        ("", False),
    ],
)
def test_which_hosts_are_this_machine_alone(host: str, alone: bool) -> None:
    assert is_loopback(host) is alone


def test_only_the_name_given_is_answered() -> None:
    assert host_names(ADDRESS, "own") == ("page.example.org",)
    assert host_names(ADDRESS, "proxy") == ("page.example.org", "127.0.0.1", "localhost", "[::1]")
    assert host_names(ADDRESS, "") == ("127.0.0.1", "localhost", "[::1]")
    assert host_names("https://[2001:db8::1]:8443", "own") == ("[2001:db8::1]",)
    with pytest.raises(click.UsageError):
        host_names("", "own")


@contextmanager
def running(door: Path, folder: Path, *words: str) -> Iterator[tuple[int, list[str]]]:
    """The door's own server, without the case file; its port, and what it printed by the end."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    said: list[str] = []
    # Into a file: a pipe that nobody reads would stop it.
    with (folder / "said").open("w+") as out:
        program = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "wemode",
                "door",
                "--door",
                str(door),
                "--port",
                str(port),
                *words,
            ],
            stdout=out,
            stderr=subprocess.STDOUT,
            env={**os.environ, "WEMODE_FILE": str(folder / "nowhere.wemode")},
        )
        try:
            for _ in range(300):
                with socket.socket() as probe:
                    if probe.connect_ex(("127.0.0.1", port)) == 0:
                        break
                assert program.poll() is None, (folder / "said").read_text()
                time.sleep(0.05)
            yield port, said
        finally:
            program.terminate()
            program.wait(20)
            out.flush()
            said.append((folder / "said").read_text())


def certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate that the test itself signs for page.example.org."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "page.example.org")])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("page.example.org")]), False)
        .sign(key, hashes.SHA256())
    )
    paths = folder / "certificate.pem", folder / "key.pem"
    paths[0].write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    paths[1].write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return paths


class Phone:
    """A browser with cookies that speaks to the port by the practice's name."""

    def __init__(self, port: int, host: str, context: ssl.SSLContext | None = None) -> None:
        self.base = f"{'https' if context else 'http'}://127.0.0.1:{port}"
        self.host = host
        self.origin = f"{'https' if context else 'http'}://{host}"
        self.jar = CookieJar()
        handlers: list[urllib.request.BaseHandler] = [urllib.request.HTTPSHandler(context=context)]
        self.opener = urllib.request.build_opener(*handlers, _NoRedirect())
        self.cookies: dict[str, str] = {}

    def ask(
        self, path: str, form: dict[str, str] | bytes | None = None, kind: str = ""
    ) -> tuple[int, dict[str, list[str]], str]:
        headers = {"Host": self.host, **({"Content-Type": kind} if kind else {})}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{key}={value}" for key, value in self.cookies.items())
        if form is not None:
            headers["Origin"] = self.origin
        data = urllib.parse.urlencode(form).encode() if isinstance(form, dict) else form
        request = urllib.request.Request(self.base + path, data, headers)
        try:
            answer = self.opener.open(request, timeout=20)
        except urllib.error.HTTPError as error:
            answer = error
        with answer:
            text = answer.read().decode()
            for line in answer.headers.get_all("Set-Cookie") or ():
                key, _, value = line.partition(";")[0].partition("=")
                self.cookies[key] = value
            told = {key.lower(): answer.headers.get_all(key) for key in answer.headers}
            return answer.status, told, text


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None


@posix_only
def test_the_door_serves_a_patient_over_tls_without_the_case_file(
    tmp_path: Path, empty_file: CaseFile
) -> None:
    case_file = made_file(empty_file, tmp_path, fill_with_address)
    said = run(case_file, "link", "open", "K-01")
    assert f"{ADDRESS}/p/in/" in said
    token, code = token_and_code(said)
    door = tmp_path / "elsewhere" / "the.door"
    door.parent.mkdir()
    door_path(case_file).rename(door)
    for file in (case_file, case_file.with_name("cases.wemode.key")):
        file.unlink()
    pem, key = certificate(tmp_path)
    words = ("--certificate", str(pem), "--key", str(key))
    with running(door, tmp_path, *words) as (port, printed):
        context = ssl.create_default_context(cafile=str(pem))
        context.check_hostname = False
        phone = Phone(port, "page.example.org", context)
        status, told, text = phone.ask(f"/p/in/{token}/")
        assert status == 200, text
        assert told["cache-control"] == ["no-store"]
        assert told["referrer-policy"] == ["strict-origin"]
        assert "max-age" in told["strict-transport-security"][0]
        assert "default-src 'none'" in told["content-security-policy"][0]
        csrf = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', text)
        assert csrf, text
        refused, _, _ = phone.ask(f"/p/in/{token}/", {"code": code})
        assert refused == 403  # a form that is not ours
        part = '--x\r\nContent-Disposition: form-data; name="{}"\r\n\r\n{}\r\n'
        with_file = part.format("csrfmiddlewaretoken", csrf[1])
        with_file += part.format('code"; filename="code.txt', code) + "--x--\r\n"
        kind = "multipart/form-data; boundary=x"
        status, _, text = phone.ask(f"/p/in/{token}/", with_file.encode(), kind)
        assert status == 400, text  # a file is no code
        assert "It does not fit" in text
        form = {"code": code, "csrfmiddlewaretoken": csrf[1]}
        status, told, text = phone.ask(f"/p/in/{token}/", form)
        assert status == 302, text
        (cookie,) = [one for one in told["set-cookie"] if one.startswith("wemode_patient=")]
        for part in ("HttpOnly", "Secure", "SameSite=Strict", "Path=/p/"):
            assert part in cookie
        status, _, text = phone.ask("/p/")
        assert status == 200, text
        assert Phone(port, "page.example.org", context).ask("/p/")[0] == 403
        assert Phone(port, "elsewhere.example.org", context).ask("/p/")[0] == 400
        for path in ("/unlock/", "/case/x/", "/import/", "/design/", "/p/nothing/"):
            status, _, text = phone.ask(path)
            assert status == 404, path
            assert "there is nothing here" in text.lower()
        assert phone.ask("/p/in/" + "x" * 43 + "/")[0] == 410
        large = {"code": "1" * 3_000_000, "csrfmiddlewaretoken": csrf[1]}
        # It is answered before all of it was read, so the line may be cut under the answer.
        with contextlib.suppress(urllib.error.URLError, ConnectionError):
            assert phone.ask(f"/p/in/{token}/", large)[0] == 400
        assert phone.ask("/p/")[0] == 200
    (lines,) = printed
    for secret in (token, code, phone.cookies["wemode_patient"], "/p/in"):
        assert secret not in lines, lines


@posix_only
def test_behind_a_proxy_it_believes_what_that_says_of_tls(
    tmp_path: Path, empty_file: CaseFile
) -> None:
    case_file = made_file(empty_file, tmp_path, fill_with_address)
    token, _ = token_and_code(run(case_file, "link", "open", "K-01"))
    with running(door_path(case_file), tmp_path, "--behind-proxy") as (port, _):
        phone = Phone(port, "page.example.org")
        status, told, _ = phone.ask(f"/p/in/{token}/")
        assert status == 200
        assert "Secure" in "".join(told["set-cookie"])
