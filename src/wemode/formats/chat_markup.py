"""The markup within a CHAT utterance, made readable, and made again.

Source: MacWhinney, Tools for Analyzing Talk, part 1: The CHAT Transcription Format (TalkBank).
"""

from __future__ import annotations

import re

_REMARK_CODES = re.compile(r"\[(?:=! ?|% ?|= )([^\[\]]{1,300})\]")
_OTHER_CODES = re.compile(r"\[[^\[\]]{0,300}\]")
_BARE = "[+ bare]"
"""Our own postcode: the mark that ends the utterance is not in the speech."""

_EVENT = re.compile(r"&=(\d|[\w:;'-]+)")
_INTERPOSED = re.compile(r"&\*([A-Za-z0-9]{1,12}):(\S+)")
_FILLER = re.compile(r"&(?:[-~]([\w'’:^-]+)|(u[hm]+|e[hmr]+|ähm?|a[hm]+|h?m+)(?![\w'’]))")
_FRAGMENT = re.compile(r"&\+?([\w'’:^-]+)")
_PAUSE = re.compile(r"\((\.{1,3}|[\d:]{0,6}\.?\d{0,3})\)")
_OMITTED = re.compile(r"(?<!\S)0(?=[A-Za-z])\S*")
_UNSAID = {"xxx": "unclear", "xx": "unclear", "yyy": "unclear", "www": "not transcribed"}
_UNSAID_WORD = re.compile(r"(?<!\S)(xxx?|yyy|www)(?:@\S+)?(?!\S)")
_WORD_CODE = re.compile(r"(?<=\w)@[a-z]{1,3}(?:[:&+$][\w&+]*)*")
_LINKER = re.compile(r"^\s*\+(?:\"|”|“|\^|<|,|\+|≈|≋)\s*")
_ENDINGS = (
    ("+//?", "—?"), ("+//.", "—"), ("+/?", "—?"), ("+/.", "—"), ("+..?", "…?"), ("+...", "…"),
    ("+…", "…"), ("+!?", "?!"), ('+"/.', "."), ('+".', "."), ("+”/.", "."), ("+”.", "."),
    ("+.", ""),
)  # fmt: skip
_ENDING = re.compile(r"\s*(" + "|".join(re.escape(mark) for mark, _ in _ENDINGS) + ")")
_SHORTENED = re.compile(r"(?<=\w)\(([\w'’]+)\)|\(([\w'’]+)\)(?=\w)")
_LENGTHENED = re.compile(r"(?<=[^\W\d_]):+")
_PROSODY = re.compile("[↑↓↗↘⇗⇘→∞≈≋≡∙⌈⌉⌊⌋∆∇⁎⁇°◉▁▔☺♋∬Ϋ∲§↻∾ˈˌ‹›〔〕]")
_SPACED_MARK = re.compile(r"\s+(?=[.?!,;](?:\s|$))")
_NOTHING_SAID = re.compile(r"^\s*0(?=\s*[.?!]?\s*$)")
_NO_CHAT = re.compile(r"[\[\](){}<>&@+_~^#:*|%$=/\\\x15‡„]")


def speech_of(content: str) -> tuple[str, tuple[str, ...]]:
    """Speech and remarks of an utterance; sounds, pauses and unclear words become remarks."""
    remarks: list[tuple[int, str]] = []
    content = " ".join(content.split())
    bare = _BARE in content

    def put(found: re.Match[str], remark: str) -> str:
        remarks.append((found.start(), remark))
        return " " * len(found[0])

    text = _REMARK_CODES.sub(lambda m: put(m, " ".join(m[1].split())), content)
    text = _OTHER_CODES.sub(lambda m: " " * len(m[0]), text)
    text = _EVENT.sub(lambda m: put(m, re.sub("[:;_]", " ", m[1])), text)
    text = _INTERPOSED.sub(lambda m: put(m, f"{m[1]}: {m[2].replace('_', ' ')}"), text)
    text = _PAUSE.sub(lambda m: put(m, _pause(m[1])), text)
    text = _UNSAID_WORD.sub(lambda m: put(m, _UNSAID[m[1]]), text)
    text = _words(text)
    if bare:
        text = re.sub(r"\s*[.?!]\s*$", "", text)
    return _tidy(text, bool(remarks)), tuple(remark for _, remark in sorted(remarks))


def chat_of(sentence: str) -> tuple[str, str]:
    """One sentence as an utterance, in CHAT's characters: its words, and what ends it.

    Both are empty where nothing is left.
    """
    text = " ".join(_NO_CHAT.sub(" ", sentence).split())
    if not re.search(r"\w", text):
        return "", ""
    for mark, said in (("+/.", "—"), ("+...", "…"), ("+!?", "?!")):
        body = text.removesuffix(said)
        if body != text and body[-1:].isalnum():
            return _spaced(body), mark
    if text[-1] in ".?!" and text[-2:-1].isalnum():
        return _spaced(text[:-1]), text[-1]
    return _spaced(text), f". {_BARE}"


def _words(text: str) -> str:
    text = _LINKER.sub("", text)
    text = _FILLER.sub(lambda m: m[1] or m[2], text)
    text = _FRAGMENT.sub(r"\1-", text)
    text = _OMITTED.sub(" ", text)
    text = _ENDING.sub(lambda m: dict(_ENDINGS)[m[1]], text)
    text = _WORD_CODE.sub("", text)
    text = _SHORTENED.sub(lambda m: m[1] or m[2], text)
    text = text.replace("‡", ",").replace("„", ",")
    text = _PROSODY.sub("", text).replace("_", " ").replace("^", "").replace("~", "")
    text = re.sub(r"(?<=\w)\+(?=\w)", "-", text)
    text = _LENGTHENED.sub("", text)
    return _NOTHING_SAID.sub("", re.sub("[<>]", " ", text))


def _pause(content: str) -> str:
    return "pause" if not re.search(r"\d", content) else f"pause {content.rstrip('.')} s"


def _spaced(text: str) -> str:
    return re.sub(r"(?<=\w),(?=\s)", " ,", text)


def _tidy(text: str, had_remarks: bool) -> str:
    text = " ".join(text.split())
    text = _SPACED_MARK.sub("", text)
    return text if re.search(r"\w", text) or (text.strip(".,; ") and not had_remarks) else ""
