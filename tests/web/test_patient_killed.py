"""A server killed in the middle of a form: no page that was sent is lost, none is there twice."""

from __future__ import annotations

import os
import random
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from http.client import HTTPException
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener

import pytest

from tests.web.patient_cast import CODE, FORM, Practice, page

ROOT = Path(__file__).parents[2]
# Longer than a fast machine answers before the last blow.
ITEMS = 400
LONG = replace(FORM, items=tuple(replace(FORM.items[0], id=f"i{n}") for n in range(1, ITEMS + 1)))


class Server:
    """The door's own server; the same port again after a blow."""

    def __init__(self, door: Path) -> None:
        self.door = door
        self.port = 0
        self.start()

    def start(self) -> None:
        command = [sys.executable, "-m", "tests.web.patient_server", str(self.port)]
        settings = {"WEMODE_DOOR": str(self.door), "DJANGO_SETTINGS_MODULE": ""}
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, cwd=ROOT, env={**os.environ, **settings}, text=True
        )
        assert self.process.stdout is not None
        self.port = int(self.process.stdout.readline())

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        assert self.process.stdout is not None
        self.process.stdout.close()


class Phone:
    """A browser without script."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.open = build_opener(HTTPCookieProcessor(CookieJar())).open

    def get(self, place: str) -> str:
        return self._ask(place, None)

    def post(self, place: str, **fields: object) -> str:
        return self._ask(place, {"csrfmiddlewaretoken": self.token, **fields})

    def _ask(self, place: str, fields: dict[str, object] | None) -> str:
        sent = None if fields is None else urlencode(fields).encode()
        answer = self.open(f"http://127.0.0.1:{self.server.port}{place}", sent, timeout=10)
        body: str = answer.read().decode()
        # A blow between two lines of the head reads like an answer that is empty.
        if "</html>" not in body:
            raise ConnectionError("the answer was cut off")
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]*)"', body)
        self.token = token[1] if token else ""
        return body


@pytest.fixture
def practice(tmp_path: Path) -> Practice:
    practice = Practice(tmp_path / "cases.wemode.door")
    practice.lay_out(page(forms=(LONG,)))
    return practice


@pytest.fixture
def server(practice: Practice) -> Iterator[Server]:
    server = Server(practice.door.path)
    yield server
    server.kill()


@pytest.fixture
def phone(practice: Practice, server: Server) -> Phone:
    phone = Phone(server)
    place = f"/p/in/{practice.link.token}/"
    phone.get(place)
    phone.post(place, code=CODE)
    return phone


PLACE = f"/p/form/{LONG.key}/"


def test_after_a_blow_one_goes_on_where_one_was(
    practice: Practice, server: Server, phone: Phone
) -> None:
    phone.get(PLACE)
    for number in range(1, 4):
        phone.post(PLACE, q=number, answer=number)
    server.kill()
    server.start()
    resumed = phone.get(PLACE)
    assert f"4 of {ITEMS}" in resumed
    assert "This is where you were." in resumed
    assert practice.bodies("answers")[-1]["answers"] == {"i1": 1, "i2": 2, "i3": 3}


def test_blows_at_any_moment_lose_no_page_and_double_none(
    practice: Practice, server: Server, phone: Phone
) -> None:
    luck = random.Random(5)
    told: dict[str, int] = {}
    for _blow in range(4):
        phone.get(PLACE)
        number = len(told) + 1
        wait = luck.uniform(0.02, 0.12)
        blow = threading.Timer(wait, server.process.send_signal, (signal.SIGKILL,))
        blow.start()
        try:
            while number <= len(LONG.items):
                value = luck.randrange(4)
                phone.post(PLACE, q=number, answer=value)
                told[f"i{number}"] = value
                number += 1
        except (OSError, HTTPException):
            pass
        blow.join()
        time.sleep(0.05)
        server.kill()
        server.start()
        letters = practice.bodies("answers")
        assert len({one["sheet"] for one in letters}) <= 1
        assert told.items() <= (letters[-1]["answers"] if letters else {}).items()
        sizes = [len(one["answers"]) for one in letters]
        assert sizes == sorted(set(sizes))
        # What was on its way may have arrived without its answer having come back.
        asked = re.search(rf"(\d+) of {ITEMS}\b", phone.get(PLACE))
        assert asked
        assert int(asked[1]) in (len(told) + 1, len(told) + 2)
        seen = practice.bodies("answers")
        told = dict(seen[-1]["answers"]) if seen else {}
    assert told
