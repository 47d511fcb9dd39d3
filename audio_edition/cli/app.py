"""The command line: parse, call, print. Data goes to stdout, talk to stderr; the exit code tells the truth.

Exit codes: 0 everything done; 1 some article or section failed and the rest is done; 2 wrong usage or
unusable input; 130 interrupted.
"""

from __future__ import annotations

import errno
import os
import signal
import sys
from typing import NoReturn

import typer

from audio_edition.cli import (
    bind,
    cache,
    doctor,
    feed,
    lexicon,
    make,
    normalise,
    phonemise,
    provenance,
    say,
    segment,
    site,
    streams,
    takes,
    verify,
    voices,
)
from audio_edition.errors import AudioEditionError
from audio_edition.shown import shown

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
)

app = typer.Typer(
    name="audio-edition",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="Turn a Nynorsk news article into a spoken edition.",
    epilog="Example: audio-edition make article.txt --out editions",
)
app.command()(make.make)
app.command()(site.init)
app.command()(doctor.doctor)
app.command()(segment.segment)
app.command()(normalise.normalise)
app.command()(phonemise.phonemise)
app.command()(say.say)
app.command()(verify.verify)
app.command()(bind.bind)
app.add_typer(voices.app, name="voices")
app.add_typer(lexicon.app, name="lexicon")
app.add_typer(feed.app, name="feed")
app.add_typer(cache.app, name="cache")
app.command()(provenance.detect)
app.command()(provenance.certificate)
app.command()(takes.takes)
app.command()(takes.choose)
app.command()(takes.approve)
app.command()(takes.reject)
app.command()(site.fetch)
app.command()(site.fix)
app.command()(site.serve)
app.command()(site.nightly)


@app.callback(invoke_without_command=True)
def _version(
    version: bool = typer.Option(False, "--version", help="Print the version and end."),
) -> None:
    if version:
        from audio_edition import __version__

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
    if error.filename is None:
        return _unforeseen(error)
    name = shown(os.fsdecode(error.filename) if isinstance(error.filename, bytes) else error.filename)
    _tell(f"{name if len(name) <= 120 else name[:119] + '…'}: {(error.strerror or str(error)).lower()}")
    return 2 if error.errno in _UNUSABLE else 1


def _unforeseen(error: Exception) -> int:
    from audio_edition.crash_log import keep

    _tell(keep(error, " ".join(sys.argv[1:])))
    return 1


def _drop_output() -> None:
    """What is still to be written has nowhere to go: Python must not find that out while it ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def _interrupt(signum: int, frame: object) -> None:
    raise KeyboardInterrupt
