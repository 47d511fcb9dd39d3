"""The commands of a site that are given by hand: init, fetch, fix, serve."""

from __future__ import annotations

import logging
import sys
from pathlib import Path
from typing import Annotated

import typer

from audio_edition.cli.editor import EDITOR, editor
from audio_edition.cli.progress import TerminalTalk
from audio_edition.errors import EngineUnavailable
from audio_edition.phonemise.lexicon_review import stamped
from audio_edition.site.config import Site
from audio_edition.site.fetch import fetch as fetch_all
from audio_edition.site.fix import fix as fix_word
from audio_edition.site.init import init as make_site
from audio_edition.site.server import serve as make_server
from audio_edition.site.sources import load_sources


def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder of the new site; it is made.")],
    title: Annotated[str, typer.Option(help="What the site is called. Said once, used everywhere.")],
    url: Annotated[str, typer.Option(help="Address at which its folder public/ will be found.")],
    description: Annotated[str | None, typer.Option(help="A sentence about it, for podcast apps.")] = None,
    publisher: Annotated[str | None, typer.Option(help="Who publishes. [default: the title]")] = None,
) -> None:
    """Make a new site: inbox with an example article, one commented settings file, Makefile, timer, cron line.

    Nothing that is there already is written over. The paths of the files go to stdout.

    Examples:

      audio-edition init lydavis --title "Lydavisa" --url https://lyd.example.org/

      audio-edition nightly lydavis && audio-edition serve lydavis/public
    """
    for path in make_site(folder, title, url, description=description, publisher=publisher):
        print(path)
    print(f"next: audio-edition nightly {folder}", file=sys.stderr)


def fetch(
    sources: Annotated[Path, typer.Option("--from", help="What to fetch, and how gently.")] = Path(
        "sources.toml"
    ),
    inbox: Annotated[
        Path | None, typer.Option(help="Folder for the articles. [default: inbox beside sources.toml]")
    ] = None,
) -> None:
    """Fetch new and changed articles into the inbox: INBOX/YYYY-MM-DD/. Their paths go to stdout.

    An article that changed upstream is written over its first copy and so becomes a new version of the same
    edition. Exit code 1 when some address failed; the rest is fetched.

    Examples:

      audio-edition fetch --from sources.toml

      audio-edition fetch --from sources.toml --inbox tonight && audio-edition make tonight --out editions
    """
    results = fetch_all(load_sources(sources), inbox or sources.parent / "inbox")
    for result in results:
        if result.status in ("new", "changed"):
            print(result.path)
        print(f"{result.status}: {result.problem or result.url}", file=sys.stderr)
    raise typer.Exit(1 if any(result.status == "failed" for result in results) else 0)


def fix(
    word: Annotated[str, typer.Argument(help="The word as it is written.")],
    respelling: Annotated[
        str, typer.Argument(help="How it is said: a respelling in Nynorsk letters, or IPA.")
    ],
    site: Annotated[Path, typer.Option(help="The site's folder.")] = Path("."),
    language: Annotated[str, typer.Option(help="Language of the word, for the lexicon.")] = "",
    why: Annotated[str, typer.Option("--why", "--note", help="Why, for whoever reads the lexicon.")] = "",
    by: Annotated[
        str | None, typer.Option(help="Who corrects it. [default: your login name]", envvar=EDITOR)
    ] = None,
) -> None:
    """Correct how a word is said, in every edition of the site.

    The word goes into the site's lexicon, with who, when, why and what the program said by itself; only the sentences that hold it are spoken again; the editions are
    republished and the feeds rebuilt. Tells on stdout what changed; exit code 1 when nothing did.

    Examples:

      audio-edition fix Straumsnes "STRAUMS-nes" --site examples/site

      audio-edition fix Giertsen "²ˈjæʈsn̩" --site /srv/lyd
    """
    talk = TerminalTalk()
    try:
        note = stamped(why, editor(by), word)
        done = fix_word(Site(site), word, respelling, language=language, note=note, talk=talk)
    finally:
        talk.close()
    for line in done.lines():
        print(line)
    raise typer.Exit(1 if done.problems or not done.changed else 0)


def serve(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="Folder of editions; with --desk, of a site.")
    ],
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 takes any that is free.")] = 8000,
    host: Annotated[str, typer.Option(help="0.0.0.0 lets others on the network in.")] = "127.0.0.1",
    desk: Annotated[bool, typer.Option("--desk", help="The editors' desk of the site DIR.")] = False,
) -> None:
    """Listen to a folder of editions before it is published: a small server, for this machine alone.

    --desk opens the editors' desk of a site (extra [desk]): what needs a human first, other takes, names corrected on
    air, approve and reject. Its address holds a token; it is on this machine alone, whatever --host says.

    Byte ranges, validators and content types as players expect them. Ends with Ctrl-C.

    Examples:

      audio-edition serve examples/site/public

      audio-edition serve editions --port 8080

      audio-edition serve examples/site --desk
    """
    if desk:
        _serve_desk(folder, port, host)
        return

    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stderr)
    server = make_server(folder, host, port)
    address = server.server_address
    shown = f"[{address[0]!s}]" if ":" in str(address[0]) else str(address[0])
    print(f"http://{shown}:{address[1]}/", flush=True)
    with server:
        server.serve_forever()


def _serve_desk(folder: Path, port: int, host: str) -> None:
    site = Site(folder)
    try:
        from audio_edition.desk.serving import serve_desk
    except ImportError as error:
        raise EngineUnavailable(
            f"the desk needs the Python module {error.name}; do: pip install 'audio-edition[desk]'"
        ) from error
    logging.basicConfig(level=logging.WARNING, format="%(message)s", stream=sys.stderr)
    serve_desk(site, host, port, lambda address: print(address, flush=True))
