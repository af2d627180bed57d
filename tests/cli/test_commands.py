"""The command line does what its page says, and answers bad input with exit code 2."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from wemode.catalogue import codebook
from wemode.cli import COMMANDS, main
from wemode.guidance import session_rules

TALK = """Therapist: What would you like to be different at the end of this year?
Patient: I don't know. You are the expert, you tell me.
Therapist: When did you last feel at ease? Which day was it?
Patient: Last Sunday in the garden, my neighbour came over and said nothing for an hour.
"""


def run(*arguments: str, typed: str | None = None) -> Result:
    return CliRunner().invoke(main, arguments, input=typed)


def write(folder: Path, text: str | bytes, name: str = "talk.txt") -> Path:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_command_says_how_it_is_used(command: str) -> None:
    result = run(command, "--help")
    assert result.exit_code == 0
    assert "Usage:" in result.output


def test_codes_prints_every_code() -> None:
    output = run("codes").output
    assert all(f"{code.id}  {code.label}" in output for code in codebook())


def test_codes_prints_one_code_and_knows_no_other() -> None:
    assert "Shame" in run("codes", "p.shame").output
    assert run("codes", "p.nothing").exit_code == 2


def test_codes_says_what_is_wrong_with_a_codebook_of_your_own(tmp_path: Path) -> None:
    result = run("codes", "--scheme", str(write(tmp_path, "id = 1", "own.toml")))
    assert result.exit_code == 2
    assert "own.toml" in result.stderr


def test_rules_prints_every_rule_and_one_with_its_facts() -> None:
    output = run("rules").output
    assert all(rule.says in output for rule in session_rules())
    one = run("rules", "bare-yes").output
    assert "tasks_barely_agreed at least 1" in " ".join(one.split())


def test_a_bare_file_is_reviewed_as_text_and_as_json(tmp_path: Path) -> None:
    path = write(tmp_path, TALK)
    assert "4 turns: patient 2, therapist 2" in run("review", str(path)).output
    data = json.loads(run("review", str(path), "--json").output)
    assert [turn["speaker"] for turn in data["turns"]] == ["T", "P", "T", "P"]
    assert [turn["n"] for turn in data["turns"]] == [1, 2, 3, 4]
    for turn in data["turns"]:
        for code in turn["codes"]:
            assert code["code"] in codebook()
            assert 0 <= code["confidence"] <= 1
            assert code["because"]


def test_who_is_therapist_is_never_guessed(tmp_path: Path) -> None:
    text = TALK.replace("Therapist:", "Ada:").replace("Patient:", "Ben:")
    path = write(tmp_path, text)
    asked = run("review", str(path), "--json")
    assert asked.exit_code == 2
    assert "“Ada” (2 turns)" in asked.stderr
    assert "--therapist" in asked.stderr
    told = json.loads(run("review", str(path), "--json", "--therapist", "Ben").output)
    assert [turn["speaker"] for turn in told["turns"]] == ["P", "T", "P", "T"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("talk.docx", b"PK\x03\x04 not a document"),
        ("talk.json", b'{"turns": [{"speaker": "T"'),
        ("talk.eaf", b"<ANNOTATION_DOCUMENT>"),
        ("talk.txt", b"\x00\x01\x02\x03" * 50),
        ("talk.txt", b"Just some prose without anybody speaking.\n" * 3),
    ],
)
def test_a_bad_file_gets_a_message_with_a_remedy(tmp_path: Path, name: str, content: bytes) -> None:
    result = run("review", str(write(tmp_path, content, name)))
    assert result.exit_code == 2
    assert name in result.stderr
    assert "Traceback" not in result.output
    assert not result.stdout


def test_a_missing_file_is_said_to_be_missing(tmp_path: Path) -> None:
    result = run("review", str(tmp_path / "nobody.txt"))
    assert result.exit_code == 2
    assert "there is no such file" in result.stderr


def test_a_file_without_turns_is_reviewed_honestly(tmp_path: Path) -> None:
    result = run("review", str(write(tmp_path, "WEBVTT\n\n", "empty.vtt")))
    assert result.exit_code == 0
    assert "No turns" in result.output


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("talk.txt", "--case", "B-01"),
        ("talk.txt", "--session", "3"),
        ("--case", "B-01", "--therapist", "Ada"),
        ("--case", "B-01", "--session", "0"),
    ],
)
def test_review_wants_a_file_or_a_case_and_only_what_fits_it(arguments: tuple[str, ...]) -> None:
    result = run("review", *arguments)
    assert result.exit_code == 2
    assert "Usage:" in result.stderr


def test_a_folder_is_no_transcript(tmp_path: Path) -> None:
    result = run("review", str(tmp_path))
    assert result.exit_code == 2
    assert f"{tmp_path.name}: this is a folder" in result.stderr
    assert run("review", ".").stderr.startswith("wemode: .: this is a folder")


def test_a_port_that_cannot_be_is_refused() -> None:
    assert run("serve", "--port", "99999").exit_code == 2


def test_json_comes_out_whole_on_a_terminal_of_another_code_page(tmp_path: Path) -> None:
    path = write(tmp_path, TALK.replace("garden", "garden 🙂 ß Ω"))
    done = subprocess.run(
        [sys.executable, "-m", "wemode", "review", str(path), "--json"],
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONIOENCODING": "cp1252"},
    )
    assert done.returncode == 0
    assert "🙂 ß Ω" in json.loads(done.stdout.decode())["turns"][3]["text"]
