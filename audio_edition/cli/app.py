"""The command line: parse, call, print. Data goes to stdout, talk to stderr; the exit code tells the truth.

Exit codes: 0 everything done; 1 some article or section failed and the rest is done; 2 wrong usage or
unusable input; 130 interrupted.
"""

from __future__ import annotations

import errno
import os
import signal
import sys
from pathlib import Path
from typing import NoReturn

import typer

from audio_edition import __version__
from audio_edition.cli import streams
from audio_edition.cli.late import Late, LateGroup
from audio_edition.errors import AudioEditionError
from audio_edition.shown import shown

os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
"""Or each run reads the metadata of every package of the machine, to find plugins of pydantic that nothing here needs."""

INTERRUPTED = 130
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)
_UNUSABLE = (
    errno.ENAMETOOLONG,
    errno.ELOOP,
    errno.ENOTDIR,
    errno.EISDIR,
    errno.ENOENT,
    errno.EACCES,
    errno.EPERM,
    errno.ENXIO,
)

LATE = {
    "make": Late("make:make", "Make the spoken edition of each article, in a folder of its own under --out."),
    "init": Late(
        "site:init",
        "Make a new site: inbox with an example article, one commented settings file, Makefile, timer, cron line.",
    ),
    "doctor": Late(
        "doctor:doctor",
        "Say what this machine has and lacks for making editions, a line a thing, each lack with its mend.",
    ),
    "segment": Late("segment:segment", "Show the blocks of an article: role, spoken or skipped and why."),
    "normalise": Late(
        "normalise:normalise", "Write text out in words, as it will be spoken: one line out for each line in."
    ),
    "phonemise": Late(
        "phonemise:phonemise", "Write the sounds of a text in IPA: one line out for each line in."
    ),
    "say": Late("say:say", "Say text from standard input with one voice."),
    "verify": Late(
        "verify:verify",
        "Check an edition: files, decoded length, loudness, chapters, transcripts, ledger, and every sentence.",
    ),
    "bind": Late("bind:bind", "Bind editions into one EPUB with sound: a part an article, newest first."),
    "detect": Late(
        "provenance:detect",
        "Say what a sound file tells about who speaks: notice, tags, signature, watermark.",
    ),
    "certificate": Late(
        "provenance:certificate",
        "Make a certificate for trials, good for 30 days, that says in its name that it is no newsroom's.",
    ),
    "takes": Late(
        "takes:takes",
        "Speak other readings of a sentence and number them; without options, the usual ones: slower, faster, another draw.",
    ),
    "choose": Late(
        "takes:choose", "Publish another take of a sentence, from now on, for as long as the sentence stands."
    ),
    "approve": Late(
        "takes:approve", "Say that an edition, a section or a sentence is right as it sounds now."
    ),
    "reject": Late("takes:reject", "Say that an edition, a section or a sentence is wrong as it sounds now."),
    "fetch": Late(
        "site:fetch",
        "Fetch new and changed articles into the inbox: INBOX/YYYY-MM-DD/. Their paths go to stdout.",
    ),
    "fix": Late("site:fix", "Correct how a word is said, in every edition of the site."),
    "serve": Late(
        "site:serve",
        "Listen to a folder of editions before it is published: a small server, for this machine alone.",
    ),
    "nightly": Late(
        "nightly:nightly",
        "Everything a site needs in a night: fetch, make, verify, feeds, the site's page, the report, notify.",
    ),
    "voices": Late(
        "voices:app",
        "Voices: list, show, install, import, compile, pack, train, remove, sample, score, tidy.",
    ),
    "lexicon": Late(
        "lexicon:app",
        "Say how words are pronounced: check, add, find what is missing, exchange with other systems.",
    ),
    "feed": Late("feed:app", "Build and check podcast feeds."),
    "cache": Late("cache:app", "The cache of finished sentences."),
}


class _Commands(LateGroup):
    late = LATE


app = typer.Typer(
    cls=_Commands,
    name="audio-edition",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="Turn a Nynorsk news article into a spoken edition.",
    epilog="Example: audio-edition make article.txt --out editions",
)


@app.callback(invoke_without_command=True)
def _version(
    version: bool = typer.Option(False, "--version", help="Print the version and end."),
) -> None:
    if version:
        typer.echo(f"audio-edition {__version__}")
        raise typer.Exit


_FILTERS = ("normalise", "phonemise")
"""Commands that read without end and so stop when nobody reads what they write."""


def run() -> NoReturn:
    """Run the command line and end the process with its exit code."""
    streams.guard(stop_when_gone=any(argument in _FILTERS for argument in sys.argv[1:2]))
    signal.signal(signal.SIGTERM, _interrupt)
    code: object = 0
    try:
        code = app(standalone_mode=False)
        sys.stdout.flush()  # or a full disk would be found too late to be told
    except AudioEditionError as error:
        _tell(error)
        code = error.exit_code
    except (KeyboardInterrupt, typer.Abort):
        code = INTERRUPTED
    except BrokenPipeError:
        _drop_output()
    except OSError as error:
        code = _file_system(error)
    except RecursionError as error:
        code = _unforeseen(error)
    except RuntimeError as error:
        # What pathlib raises for a link that leads to itself, before Python 3.13.
        loop = str(error).startswith("Symlink loop from")
        if loop:
            _tell(f"{shown(str(error).removeprefix('Symlink loop from '))}: is a link that leads to itself")
        code = 2 if loop else _unforeseen(error)
    except Exception as error:
        # The usage errors of the option parser know how to show themselves; anything else is a bug.
        if hasattr(error, "show"):
            error.show()
            code = getattr(error, "exit_code", 2)
        else:
            code = _unforeseen(error)
    if code == INTERRUPTED:  # typer itself turns an interrupt into this code
        _tell("interrupted; what was finished is kept, the next run goes on from there")
    sys.exit(code if isinstance(code, int) else 0)


def _tell(text: object) -> None:
    print(f"audio-edition: {text}", file=sys.stderr)


def _file_system(error: OSError) -> int:
    """An error that no command has foreseen where it happened: a name too long, a disk that fails."""
    if error.errno in _NO_ROOM and error.filename is None:
        _drop_output()
        _tell(f"the output could not be written: {error.strerror}")
        return 1
    if error.errno == errno.ENOENT and not _stands_somewhere():
        _tell("the folder in which this runs is gone; change into one that is there")
        return 2
    if error.filename is None:
        return _unforeseen(error)
    name = shown(os.fsdecode(error.filename) if isinstance(error.filename, bytes) else error.filename)
    _tell(f"{name if len(name) <= 120 else name[:119] + '…'}: {(error.strerror or str(error)).lower()}")
    return 2 if error.errno in _UNUSABLE else 1


def _stands_somewhere() -> bool:
    """Whether the working folder is there still."""
    try:
        return bool(Path.cwd())
    except OSError:
        return False


def _unforeseen(error: Exception) -> int:
    from audio_edition.crash_log import keep

    _tell(keep(error, " ".join(sys.argv[1:])))
    return 1


def _drop_output() -> None:
    """What is still to be written has nowhere to go: Python must not find that out while it ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def _interrupt(signum: int, frame: object) -> None:
    raise KeyboardInterrupt
