"""Reading 50,000 turns in each format, beside the bare library where one does the parsing."""

from __future__ import annotations

import io

import srt
import webvtt

from benchmarks.material import long_session
from benchmarks.timing import say, seconds
from wemode.formats import read_transcript, write_transcript

FORMATS = {"plain": "txt", "vtt": "vtt", "srt": "srt", "csv": "csv", "json": "json", "cha": "cha"}


def run() -> None:
    """Time each reader on 50,000 turns, and the peers on the same bytes."""
    transcript = long_session(50_000)
    files = {name: write_transcript(transcript, name) for name in FORMATS}
    ours = {
        name: say(
            f"read 50,000 turns of {name}",
            seconds(lambda n=name, e=ending: read_transcript(files[n], name=f"a.{e}"), 2),
        )
        for name, ending in FORMATS.items()
    }
    vtt, srt_text = files["vtt"].decode(), files["srt"].decode()
    peers = {
        "vtt": say("    webvtt-py alone, no turns", seconds(lambda: webvtt.from_string(vtt), 2)),
        "srt": say(
            "    srt alone, no turns", seconds(lambda: list(srt.parse(io.StringIO(srt_text))), 2)
        ),
    }
    for name, peer in peers.items():
        print(f"{'':4}{name}: ours takes {ours[name] / peer:.2f} times the bare library")
