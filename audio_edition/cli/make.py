"""`audio-edition make`: articles in, editions out."""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import Annotated, Literal

import typer

from audio_edition.cli.reading import SKIPPED, piped_files

_EPILOG = """Examples:
  audio-edition make article.txt --out editions
  audio-edition make inbox/ --out editions --voice kokoro:kumo --lexicon names.tsv
  audio-edition make @tonight.txt --out editions --json > summary.json
  audio-edition make bok.epub --each-chapter --out editions
  curl -s https://example.org/article | audio-edition make - --out editions
"""


def make(
    articles: Annotated[
        list[str],
        typer.Argument(
            metavar="ARTICLE...",
            help="Text, HTML, Markdown, Word, EPUB, PDF or e-mail files; folders (every article in them); @FILE, a list of paths (@-: on stdin); - for stdin.",
        ),
    ],
    out: Annotated[
        str,
        typer.Option(
            metavar="DIR|ADDRESS",
            help="Folder of editions: one folder an article; or an object store, s3://BUCKET/FOLDER.",
        ),
    ],
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
    clips: Annotated[
        str | None,
        typer.Option(
            metavar="ADDRESS",
            help="Share finished sentences there: s3://BUCKET/FOLDER, file:///FOLDER. [default: each machine keeps its own]",
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
    from audio_edition.cli.making import make_editions  # `make --help` needs none of it

    chosen = {
        "voice": voice,
        "aside_voice": aside_voice,
        "quote_voice": quote_voice,
        "quote_readers": quote_readers,
        "fallback_voice": fallback_voice,
        "rate": rate,
        "jobs": jobs,
        "device": device,
        "publisher": publisher,
        "page_language": page_language,
        "opening": False if no_opening else opening,
        "closing": False if no_closing else closing,
        "skip": skip,
        "lexicon": piped_files(lexicon),
        "table": piped_files(table),
        "preset": preset,
        "bitrate_kbps": bitrate,
        "formats": format,
        "jingle": jingle,
        "chapter_sound": chapter_sound,
        "cover": cover,
        "sign": sign,
        "certificate": certificate,
        "signing_key": signing_key,
        "watermark": watermark,
        "publish": publish,
        "listen": listen,
        "cluster": cluster,
        "grain": grain,
        "clips": clips,
    }
    code = make_editions(
        articles,
        out,
        config,
        chosen,
        each_chapter=each_chapter,
        force=force,
        as_json=as_json,
        depfile=depfile,
    )
    raise typer.Exit(code)


make.__doc__ = f"{inspect.cleandoc(make.__doc__ or '')}\n\n\b\n{_EPILOG}"
