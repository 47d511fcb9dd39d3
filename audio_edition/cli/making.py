"""What `audio-edition make` does, once its options are read: apart from them, so that help imports nothing of it."""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections.abc import Iterable, Mapping
from itertools import chain
from pathlib import Path
from textwrap import indent
from typing import Any

from audio_edition.cli.progress import TerminalTalk
from audio_edition.cli.reading import STDIN, read_bytes
from audio_edition.disk import MOST_BYTES, write_whole
from audio_edition.edition.batch import make_all
from audio_edition.edition.outcome import Outcome
from audio_edition.edition.store_shelf import desk_of
from audio_edition.edition.studio import Studio
from audio_edition.errors import UsageError
from audio_edition.objects import is_address, local_path
from audio_edition.settings import load_settings
from audio_edition.shown import shown
from audio_edition.site.fitness import findings_of

_LONGEST_NAME = 255
"""Bytes, of the file systems that there are."""


def make_editions(
    articles: list[str],
    out: str,
    config: Path | None,
    chosen: Mapping[str, Any],
    *,
    each_chapter: bool,
    force: bool,
    as_json: bool,
    depfile: Path | None,
) -> int:
    """Make the editions, tell of them on stderr, and give the exit code. `chosen`: settings by name; None: as they are."""
    folder, store = _place(out)
    if depfile is not None and store is not None:
        raise UsageError(f"--depfile: names files that make looks at, and {store} has none; leave it out")
    settings = load_settings(config, **chosen, store=store)
    if each_chapter:
        from audio_edition.article.chapters import each_chapter_of  # books alone; it reads them

        articles = each_chapter_of(articles)
    given = {STDIN: read_bytes(STDIN, MOST_BYTES)} if {STDIN, f"@{STDIN}"} & set(articles) else None
    talk = TerminalTalk()
    figures: dict[str, object] | None = None
    try:
        if settings.cluster is not None:
            from audio_edition.cluster.run import make_all_on_cluster  # the extra [cluster]

            outcomes, run = make_all_on_cluster(
                articles,
                folder,
                settings,
                talk,
                on_outcome=talk.outcome,
                check=findings_of,
                force=force,
                given=given,
            )
            figures = run.figures()
            for line in run.lines():
                print(line, file=sys.stderr)
        else:
            studio = Studio(settings, talk, fresh=force, check=findings_of)
            with contextlib.closing(studio):
                outcomes = make_all(
                    articles,
                    folder,
                    settings,
                    on_outcome=talk.outcome,
                    studio=studio,
                    apart_from=2,
                    force=force,
                    given=given,
                )
    finally:
        talk.close()
    if as_json:
        _print_json(outcomes, figures)
    if depfile is not None:
        _write_depfile(depfile, outcomes)
    return exit_code(outcomes)


def _place(out: str) -> tuple[Path, str | None]:
    """The folder of editions, or the desk of a store and its address. Raises UsageError for what can be neither."""
    folder = Path(out)
    if is_address(out):
        local = local_path(out)
        if local is None:
            return desk_of(out), out
        folder = local
    if file := next(
        (path for path in (folder, *folder.parents) if os.path.lexists(path) and not path.is_dir()), None
    ):
        what = (
            "a link that leads nowhere (its disk is not mounted?)"
            if not file.exists()
            else "a file, not a folder"
        )
        raise UsageError(f"{file}: is {what}; choose another --out")
    if long := next((part for part in folder.parts if len(os.fsencode(part)) > _LONGEST_NAME), None):
        raise UsageError(
            f"{long[:40]}…: no folder can have a name of {len(long)} letters; choose another --out"
        )
    return folder, None


def exit_code(outcomes: Iterable[Outcome]) -> int:
    """0 all done; 2 no article can be used; 1 something failed and the rest is done."""
    codes = {outcome.exit_code for outcome in outcomes}
    return codes.pop() if len(codes) == 1 else int(bool(codes))


def _print_json(outcomes: Iterable[Outcome], figures: dict[str, object] | None) -> None:
    """A list with an element an article, printed as it comes: there may be a hundred thousand."""
    elements = (summary(outcome) for outcome in outcomes)
    run = () if figures is None else ({"source": None, "status": "run"} | figures,)
    between = "["
    for element in chain(elements, run):
        print(f"{between}\n{indent(json.dumps(element, ensure_ascii=False, indent=1), ' ')}", end="")
        between = ","
    print("[]" if between == "[" else "\n]")


def summary(outcome: Outcome) -> dict[str, object]:
    """One article's outcome for `--json`."""
    manifest = outcome.manifest
    made_by: dict[str, object] = {"worker": outcome.worker, "tries": outcome.tries} if outcome.worker else {}
    return {
        "source": outcome.source,
        "status": outcome.status,
        "folder": outcome.address or (str(outcome.folder) if outcome.folder else None),
        "problem": outcome.problem or None,
        "to_check": [doubt.text for doubt in outcome.doubts],
        "duration_s": manifest.duration_s if manifest else None,
        "loudness": manifest.loudness.model_dump() if manifest else None,
        "timings": manifest.timings.model_dump() if manifest else None,
        "unknown_words": len(manifest.unknown_words) if manifest else None,
        "seconds": round(outcome.seconds, 3),
        **made_by,
    }


_IN_SOURCES, _IN_TARGETS = frozenset(" \t#:*?[]|"), frozenset(" #:*?[]%")
"""What GNU make gives a meaning to on either side of a rule's colon."""


def _write_depfile(path: Path, outcomes: Iterable[Outcome]) -> None:
    """`<folder>/edition.mp3: <article>`, a line an edition, escaped as make wants it."""
    lines: list[bytes] = []
    for outcome in outcomes:
        if outcome.folder is None or outcome.source == "-":
            continue
        try:
            target, source = (
                for_make(outcome.folder / "edition.mp3", target=True),
                for_make(Path(outcome.source)),
            )
        except ValueError:
            print(f"{path}: {shown(outcome.source)} is left out: make has no way to name it", file=sys.stderr)
            continue
        lines.append(os.fsencode(f"{target}: {source}\n"))
    write_whole(path, b"".join(lines))
    print(f"{path}: {len(lines)} dependencies", file=sys.stderr)


def for_make(path: Path, *, target: bool = False) -> str:
    """A name in a rule of GNU make, before its colon (`target`) or after it. Raises ValueError for one that no rule can
    hold: with a line end, a semicolon, a tab in a target, or of the form of a member of an archive, `a(b)`.

    A colon, a space and what make takes for a pattern have a backslash before them, and backslashes that stand there
    already are doubled; what would make a setting of the rule is the value of a call of make's own.
    """
    text = str(path)
    archive = text.endswith(")") and "(" in text
    if archive or any(sign in text for sign in "\n\r\0;") or (target and "\t" in text):
        raise ValueError(text)
    special = _IN_TARGETS if target else _IN_SOURCES
    out = ["./"] if text.startswith("~") else []
    at = 0
    while at < len(text):
        sign = text[at]
        if sign == "\\":
            run = len(text) - at - len(text[at:].lstrip(sign))
            at += run
            out.append(
                sign * 2 * run if text[at : at + 1] in special and at < len(text) else f"$(or {sign})" * run
            )
            continue
        if sign == "$":
            out.append("$$")
        elif sign in special:
            out.append(f"\\{sign}")
        elif sign in "=&":
            out.append(f"$(or {sign})")
        else:
            out.append(sign)
        at += 1
    return "".join(out)
