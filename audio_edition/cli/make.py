"""`audio-edition make`: articles in, editions out."""

from __future__ import annotations

import contextlib
import inspect
import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from audio_edition.cli.reading import SKIPPED, STDIN, piped_files, read_bytes
from audio_edition.disk import MOST_BYTES
from audio_edition.errors import UsageError

if TYPE_CHECKING:
    from audio_edition.edition.outcome import Outcome

_EPILOG = """Examples:
  audio-edition make article.txt --out editions
  audio-edition make inbox/ --out editions --voice kokoro:kumo --lexicon names.tsv
  audio-edition make @tonight.txt --out editions --json > summary.json
  audio-edition make bok.epub --each-chapter --out editions
  curl -s https://example.org/article | audio-edition make - --out editions
"""

_LONGEST_NAME = 255
"""Bytes, of the file systems that there are."""


def make(
    articles: Annotated[
        list[str],
        typer.Argument(
            metavar="ARTICLE...",
            help="Text, HTML, Markdown, Word, EPUB, PDF or e-mail files; folders (every article in them); @FILE, a list of paths (@-: on stdin); - for stdin.",
        ),
    ],
    out: Annotated[Path, typer.Option(help="Folder of editions: one folder an article.")],
    voice: Annotated[str | None, typer.Option(help="Narrator: ID or ID:SPEAKER. [default: kokoro]")] = None,
    aside_voice: Annotated[str | None, typer.Option(help="Reads captions and image descriptions.")] = None,
    quote_voice: Annotated[str | None, typer.Option(help="Reads paragraphs of speech.")] = None,
    quote_readers: Annotated[
        bool | None,
        typer.Option(
            "--quote-readers/--no-quote-readers",
            help="Speech in a woman's or a man's voice of its own, where the article says whose it is. [default: on]",
        ),
    ] = None,
    fallback_voice: Annotated[str | None, typer.Option(help="Tried when a sentence fails twice.")] = None,
    rate: Annotated[float | None, typer.Option(help="Speaking rate, 0.5 to 2. [default: 1]")] = None,
    jobs: Annotated[int | None, typer.Option(help="Worker processes. [default: measured]")] = None,
    device: Annotated[
        Literal["cpu", "cuda"] | None, typer.Option(help="What the model runs on. [default: cpu]")
    ] = None,
    publisher: Annotated[str | None, typer.Option(help="Where the article does not name its own.")] = None,
    page_language: Annotated[
        str | None, typer.Option(help="Of pages and reports themselves: nn, nb or en. [default: nn]")
    ] = None,
    opening: Annotated[
        str | None, typer.Option(help="Text of the opening; {title}, {publisher}, {date}.")
    ] = None,
    no_opening: Annotated[bool, typer.Option("--no-opening", help="No spoken opening.")] = False,
    closing: Annotated[str | None, typer.Option(help="Text of the closing line.")] = None,
    no_closing: Annotated[bool, typer.Option("--no-closing", help="No closing line.")] = False,
    skip: Annotated[
        list[str] | None,
        typer.Option(metavar=SKIPPED, help="Not read aloud; repeat for more."),
    ] = None,
    lexicon: Annotated[
        list[Path] | None, typer.Option(help="Lexicon, TSV or PLS; repeat for more, the last wins.")
    ] = None,
    table: Annotated[
        list[Path] | None, typer.Option(help="Table of written<TAB>spoken; repeat for more, the last wins.")
    ] = None,
    preset: Annotated[
        Literal["podcast", "broadcast", "acx"] | None,
        typer.Option(help="Loudness and peaks for. [default: podcast]"),
    ] = None,
    bitrate: Annotated[
        int | None, typer.Option(metavar="48|64|96|128|160|192", help="MP3 bit rate in kb/s. [default: 96]")
    ] = None,
    format: Annotated[
        list[str] | None,
        typer.Option(
            metavar="m4b|opus|epub|daisy",
            help="Made as well (epub: text and sound in step); repeat for several.",
        ),
    ] = None,
    jingle: Annotated[Path | None, typer.Option(help="Sound at the start.")] = None,
    chapter_sound: Annotated[Path | None, typer.Option(help="Sound before each further chapter.")] = None,
    cover: Annotated[Path | None, typer.Option(help="Picture to use as the cover.")] = None,
    sign: Annotated[
        bool | None, typer.Option("--sign/--no-sign", help="Sign the sound files (C2PA). [default: no-sign]")
    ] = None,
    certificate: Annotated[Path | None, typer.Option(help="Certificate chain to sign with, PEM.")] = None,
    signing_key: Annotated[Path | None, typer.Option(help="Its private key, PEM.")] = None,
    watermark: Annotated[
        bool | None,
        typer.Option(
            "--watermark/--no-watermark", help="Inaudible mark in the sound. [default: no-watermark]"
        ),
    ] = None,
    listen: Annotated[
        bool | None,
        typer.Option(
            "--listen/--no-listen",
            help="Let a listener check each new sentence, and say again what is misheard. [default: no-listen]",
        ),
    ] = None,
    publish: Annotated[
        str | None,
        typer.Option(
            help="When an edition goes out: at_once, approved (by an editor) or faultless. [default: at_once]"
        ),
    ] = None,
    cluster: Annotated[
        str | None,
        typer.Option(
            metavar="ADDRESS",
            help="Do the work on a Dask cluster: tcp://HOST:8786, or local:N for N workers started here.",
        ),
    ] = None,
    grain: Annotated[
        str | None,
        typer.Option(
            metavar="auto|article|sentence",
            help="What a worker of the cluster is given; auto: sentences when there is one article. [default: auto]",
        ),
    ] = None,
    config: Annotated[
        Path | None, typer.Option(help="Settings. [default: audio-edition.toml, if there]")
    ] = None,
    each_chapter: Annotated[
        bool,
        typer.Option("--each-chapter", help="Of a book (EPUB), an edition a chapter; else one of all of it."),
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Make again what is unchanged, from fresh speech.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Summary as JSON on stdout.")] = False,
    depfile: Annotated[Path | None, typer.Option(help="Write a dependency file for make.")] = None,
) -> None:
    """Make the spoken edition of each article, in a folder of its own under --out.

    What is unchanged is left alone; sentences that were spoken before are not spoken again. Exit code 0: all
    done; 1: some article or section failed, the rest is done; 2: nothing could be used.
    """
    from audio_edition.cli.progress import Talk
    from audio_edition.edition.batch import make_all
    from audio_edition.edition.studio import Studio
    from audio_edition.settings import load_settings
    from audio_edition.site.fitness import findings_of

    if file := next(
        (path for path in (out, *out.parents) if os.path.lexists(path) and not path.is_dir()), None
    ):
        raise UsageError(f"{file}: is a file, not a folder; choose another --out")
    if long := next((part for part in out.parts if len(os.fsencode(part)) > _LONGEST_NAME), None):
        raise UsageError(
            f"{long[:40]}…: no folder can have a name of {len(long)} letters; choose another --out"
        )
    settings = load_settings(
        config,
        voice=voice,
        aside_voice=aside_voice,
        quote_voice=quote_voice,
        quote_readers=quote_readers,
        fallback_voice=fallback_voice,
        rate=rate,
        jobs=jobs,
        device=device,
        publisher=publisher,
        page_language=page_language,
        opening=False if no_opening else opening,
        closing=False if no_closing else closing,
        skip=skip,
        lexicon=piped_files(lexicon),
        table=piped_files(table),
        preset=preset,
        bitrate_kbps=bitrate,
        formats=format,
        jingle=jingle,
        chapter_sound=chapter_sound,
        cover=cover,
        sign=sign,
        certificate=certificate,
        signing_key=signing_key,
        watermark=watermark,
        publish=publish,
        listen=listen,
        cluster=cluster,
        grain=grain,
    )
    if each_chapter:
        from audio_edition.article.chapters import each_chapter_of

        articles = each_chapter_of(articles)
    given = {STDIN: read_bytes(STDIN, MOST_BYTES)} if {STDIN, f"@{STDIN}"} & set(articles) else None
    talk = Talk()
    figures: dict[str, object] | None = None
    try:
        if settings.cluster is not None:
            from audio_edition.cluster.run import make_all_on_cluster

            outcomes, run = make_all_on_cluster(
                articles,
                out,
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
                    out,
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
        told = [summary(outcome) for outcome in outcomes]
        if figures is not None:
            told.append({"source": None, "status": "run"} | figures)
        print(json.dumps(told, ensure_ascii=False, indent=1))
    if depfile is not None:
        _write_depfile(depfile, outcomes)
    raise typer.Exit(exit_code(outcomes))


make.__doc__ = f"{inspect.cleandoc(make.__doc__ or '')}\n\n\b\n{_EPILOG}"


def exit_code(outcomes: list[Outcome]) -> int:
    """0 all done; 2 no article can be used; 1 something failed and the rest is done."""
    codes = {outcome.exit_code for outcome in outcomes}
    return codes.pop() if len(codes) == 1 else int(bool(codes))


def summary(outcome: Outcome) -> dict[str, object]:
    """One article's outcome for `--json`."""
    manifest = outcome.manifest
    made_by: dict[str, object] = {"worker": outcome.worker, "tries": outcome.tries} if outcome.worker else {}
    return {
        "source": outcome.source,
        "status": outcome.status,
        "folder": str(outcome.folder) if outcome.folder else None,
        "problem": outcome.problem or None,
        "to_check": list(outcome.doubts),
        "duration_s": manifest.duration_s if manifest else None,
        "loudness": manifest.loudness.model_dump() if manifest else None,
        "timings": manifest.timings.model_dump() if manifest else None,
        "unknown_words": len(manifest.unknown_words) if manifest else None,
        "seconds": round(outcome.seconds, 3),
        **made_by,
    }


def _write_depfile(path: Path, outcomes: list[Outcome]) -> None:
    """`<folder>/edition.mp3: <article>`, a line an edition, escaped as make wants it."""
    from audio_edition.disk import write_whole
    from audio_edition.shown import shown

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
    """A name in a rule of GNU make. Raises ValueError for one with a line end or a semicolon, which no rule can hold.

    A colon, a space and what make takes for a pattern have a backslash before them; what would make a setting of
    the rule is the value of a call of make's own.
    """
    text = str(path)
    if any(sign in text for sign in "\n\r\0;"):
        raise ValueError(text)
    out = ["./"] if text.startswith("~") else []
    for sign in text:
        if sign == "$":
            out.append("$$")
        elif sign in " \t#:*?[]|" or (sign == "%" and target):
            out.append("\\" + sign)
        elif sign in "=&\\":
            out.append(f"$(or {sign})")
        else:
            out.append(sign)
    return "".join(out)
