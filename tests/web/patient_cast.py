"""The patient's phone in page tests: a page of our own at a real door, a link, its code."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.conf import settings
from django.test import Client

from wemode.report.shared import (
    OwnMark,
    SeenPart,
    SeenTogether,
    SharedCheckIn,
    SharedChoice,
    SharedContract,
    SharedDiary,
    SharedForm,
    SharedGoal,
    SharedItem,
    SharedPage,
    SharedPrompt,
    SharedQuestion,
    SharedTask,
    SharedTry,
)
from wemode.store import seal
from wemode.store.door import Door

CODE = "402 917"
CRISIS = "Call us on +41 44 555 01 23, day and night.\n\nOr go to the house at the lake."
READS = "Dr. Weber reads this on Monday and Thursday mornings."


def today() -> date:
    return datetime.now().astimezone(settings.LOCAL_ZONE).date()


def ago(days: int) -> date:
    return today() - timedelta(days=days)


HOW_OFTEN = tuple(
    SharedChoice(value, label)
    for value, label in enumerate(("Not at all", "On some days", "On most days", "Every day"))
)
FORM = SharedForm(
    key="a1b2c3d4e5f6",
    instrument="evenings",
    version=2,
    about="the last week",
    stem="Over the last week, how often was this so?",
    items=(
        SharedItem("one", "I stayed at the table until everybody had eaten", HOW_OFTEN, None),
        SharedItem("two", "I lay awake and counted", HOW_OFTEN, None),
        SharedItem("three", "I thought that I would rather not be there at all", HOW_OFTEN, 1),
        SharedItem("four", "Somebody was glad that I came", HOW_OFTEN, None),
    ),
    first_on=date(2026, 1, 1),
    every=14,
    last_on=None,
)


def page(**more: Any) -> SharedPage:
    """A page with everything on it; fictional."""
    goal = SharedGoal(
        "g1",
        "Stay at the table when it goes quiet",
        (
            "I am out of the door before I know it",
            "I notice it on the stairs",
            "I stay ten minutes by the kitchen clock",
            "I stay, and say that it was hard",
            "I stay, and ask how it was meant",
        ),
        -1,
        "By the kitchen clock. Somebody else knows what is being timed.",
        OwnMark(-1, ago(9)),
    )
    task = SharedTask(
        "t1",
        "g1",
        "On Sunday: ten minutes more, and then look who is still there",
        True,
        "Hot ears, and wanting to laugh it off",
        (SharedTry(ago(12), "partly", False), SharedTry(ago(19), "not", True, "I went up at once")),
    )
    contract = SharedContract(
        purpose="To find out what happens when I stay.",
        agreed_on=ago(40),
        goals=(goal,),
        resting=("Play for somebody again",),
        own=("The old position back",),
        tasks=(task, replace(task, id="t2", words="Say it when I do not know", between=False)),
        therapist_part="I say when I have pushed.",
        patient_part="I come, or I ring.",
        can_promise="To notice sooner. It takes long.",
        cannot_promise="Nobody can promise that others stay.",
        review_in=3,
    )
    diary = SharedDiary(
        questions=(
            SharedQuestion("i1", "How near did I let people come?", 0, 100, "nobody", "very near"),
            SharedQuestion("i2", "How much did I have to be right?", 0, 100, "not", "all day"),
            SharedQuestion("i3", "How did I sleep?", 1, 7, "hardly", "soundly"),
        ),
        since=ago(13),
        written=tuple(ago(days) for days in (13, 12, 11, 9, 8, 6, 5, 4, 2)),
        remind_at=21,
    )
    seen = SeenTogether(
        "The knock",
        "I make a thing and bring it, and I am gone before anybody could have sat down",
        (
            SeenPart("wish", "What I long for", "That somebody sits down and hears it with me"),
            SeenPart("other_response", "What I expect the other to do", "Finds the wrong note"),
            SeenPart("feeling", "What I then feel", "Ashamed, then nothing"),
            SeenPart("act", "What I then do", "I laugh, and take it away"),
        ),
        (
            SeenPart("dreaded_self", "What I am afraid I am", "A joke in pyjamas"),
            SeenPart("healthy_self", "What I also am", "The one who sits down first"),
        ),
        "He plays what there is before he looks what is wrong.",
        False,
    )
    whole = SharedPage(
        tag="0123456789ab",
        made_on=today(),
        reads=READS,
        crisis=CRISIS,
        contract=contract,
        diary=diary,
        forms=(FORM,),
        check_in=SharedCheckIn(
            14,
            ago(2),
            (
                SharedPrompt("understood", "I felt understood."),
                SharedPrompt("free_to_say_no", "What I said yes to, I could have said no to."),
            ),
        ),
        seen=(seen,),
    )
    return replace(whole, **more)


@dataclass(frozen=True)
class Link:
    """What the case file knows of a link."""

    id: str = "Zk3vU0dT9qLw2xYa"
    token: str = "p" * 43
    code: str = CODE.replace(" ", "")
    expires_at: datetime = field(
        default_factory=lambda: datetime.now(UTC).replace(microsecond=0) + timedelta(days=90)
    )


class Practice:
    """The therapist's side of a door: lays a page out, reads the letters."""

    def __init__(self, path: Path, link: Link | None = None) -> None:
        self.door = Door(path)
        self.link = link or Link()
        self._key = X25519PrivateKey.generate()

    @property
    def inbox(self) -> bytes:
        return self._key.public_key().public_bytes_raw()

    def lay_out(self, what: SharedPage) -> None:
        self.door.publish(self.link, what.to_dict(), inbox=self.inbox)

    def letters(self) -> list[Mapping[str, Any]]:
        """What waits, opened, in the order in which it came."""
        raw = self._key.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
        return [
            seal.unseal_letter(self.link.token, raw, one.blob, one.link, one.id)
            for one in self.door.waiting()
        ]

    def bodies(self, kind: str) -> list[Mapping[str, Any]]:
        return [one["body"] for one in self.letters() if one["kind"] == kind]


def come_in(practice: Practice, client: Client | None = None) -> Client:
    """A phone that gave the code."""
    phone = client or Client()
    answer = phone.post(f"/p/in/{practice.link.token}/", {"code": CODE})
    assert answer.status_code == 302, answer.content
    return phone


def field_of(answer: Any, name: str) -> str:
    """The value of a hidden field of the page that was answered."""
    found = re.search(rf'name="{name}" value="([^"]*)"', answer.content.decode())
    assert found, name
    return found[1]


def new_id() -> str:
    return str(uuid4())


def laid_out(settings: Any, folder: Path, what: SharedPage | None = None) -> Practice:
    """A door in this folder with a page at it, which the pages under test serve."""
    settings.DOOR_FILE = folder / "cases.wemode.door"
    practice = Practice(settings.DOOR_FILE)
    practice.lay_out(what or page())
    return practice
