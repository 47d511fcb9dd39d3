"""The file of decisions: readable, small enough for version control, changed in one step."""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from audio_edition.config_file import check_config
from audio_edition.decisions.beside import decisions_file, read_bytes
from audio_edition.decisions.model import Decisions, SentenceDecisions, Take, Verdict
from audio_edition.disk import locked, write_whole
from audio_edition.errors import SettingsError

_HEADING = (
    "# What editors have decided of this article's speech; docs/desk.md says what the keys mean.\n"
    "# Written by audio-edition, and meant to be read, kept under version control and changed by hand.\n"
)


def parse(data: bytes, path: Path) -> Decisions:
    """The decisions in a file's bytes. Raises SettingsError that names the file and the key."""
    try:
        table = tomllib.loads(data.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"{path}: not a readable file of decisions: {error}") from error
    return check_config(Decisions, table, path)


def read_decisions(source: str) -> Decisions:
    """What was decided of the article `source`. Raises SettingsError for a file that cannot be used."""
    path = decisions_file(source)
    return Decisions() if path is None else parse(read_bytes(source), path)


def update(source: str, change: Callable[[Decisions], Decisions]) -> Decisions:
    """Change an article's decisions while nobody else does; returns what now stands in the file.

    `change` may raise: then nothing is written. Raises SettingsError for standard input and for a file that cannot
    be used, PublishError when it cannot be written.
    """
    path = decisions_file(source)
    if path is None:
        raise SettingsError(
            "an article that came by standard input has no place for decisions; save it as a file and make it again"
        )
    with locked(path.parent / ".lock"):
        before = parse(read_bytes(source), path)
        after = change(before)
        if after != before:
            write_whole(path, to_toml(after))
    return after


def version(decisions: object) -> str:
    """A short name of a state, for telling whether somebody has changed it meanwhile."""
    text = decisions.model_dump_json() if hasattr(decisions, "model_dump_json") else repr(decisions)
    return hashlib.blake2b(text.encode("utf-8", "backslashreplace"), digest_size=8).hexdigest()


def to_toml(decisions: Decisions) -> str:
    """The file's text, in the order in which sentences were first decided on."""
    lines = [_HEADING]
    if decisions.edition is not None:
        lines += ["[edition]", *_verdict(decisions.edition), ""]
    for sentence in decisions.sentence:
        lines += ["[[sentence]]", *_sentence(sentence), ""]
        if sentence.verdict is not None:
            lines += ["[sentence.verdict]", *_verdict(sentence.verdict), ""]
        for take in sentence.take:
            lines += ["[[sentence.take]]", *_take(take), ""]
    return "\n".join(lines)


def _sentence(sentence: SentenceDecisions) -> list[str]:
    lines = [f"written = {_text(sentence.written)}"]
    if sentence.occurrence > 1:
        lines.append(f"occurrence = {sentence.occurrence}")
    if sentence.chosen is not None:
        lines.append(f"chosen = {sentence.chosen}")
    if sentence.choice is not None:
        told = ", ".join(_who(sentence.choice.by, sentence.choice.at, sentence.choice.why))
        lines.append(f"choice = {{ {told} }}" if told else "choice = {}")
    return lines


def _take(take: Take) -> list[str]:
    lines = [f"number = {take.number}"]
    if take.text is not None:
        lines.append(f"text = {_text(take.text)}")
    if take.rate != 1.0:
        lines.append(f"rate = {take.rate!r}")
    if take.seed:
        lines.append(f"seed = {take.seed}")
    if take.voice is not None:
        lines.append(f"voice = {_text(take.voice)}")
    return lines + _who(take.by, take.at, take.why)


def _verdict(verdict: Verdict) -> list[str]:
    head = [f"verdict = {_text(verdict.verdict)}", f"of = {_text(verdict.of)}"]
    return head + _who(verdict.by, verdict.at, verdict.why)


def _who(by: str, at: datetime | None, why: str) -> list[str]:
    lines = [f"by = {_text(by)}"] if by else []
    lines += [f"at = {at.isoformat()}"] if at else []
    return lines + ([f"why = {_text(why)}"] if why else [])


def _text(text: str) -> str:
    """A basic string of TOML: JSON's escapes are TOML's too, but for the one sign that TOML alone forbids."""
    clean = text.encode("utf-8", "replace").decode()
    return json.dumps(clean, ensure_ascii=False).replace("\x7f", "\\u007f")
