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
    doctor,
    feed,
    lexicon,
    make,
    normalise,
    phonemise,
    say,
    segment,
    site,
    verify,
    voices,
)
from audio_edition.errors import AudioEditionError

INTERRUPTED = 130
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)

app = typer.Typer(
    name="audio-edition",
    no_args_is_help=True,
    add_completion=False,
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


def run() -> NoReturn:
    """Run the command line and end the process with its exit code."""
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        code = app(standalone_mode=False)
        sys.stdout.flush()  # or a full disk would be found too late to be told
    except AudioEditionError as error:
        print(f"audio-edition: {error}", file=sys.stderr)
        code = error.exit_code
    except (KeyboardInterrupt, typer.Abort):
        code = INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 1
    except OSError as error:
        if error.errno not in _NO_ROOM:
            raise
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        print(f"audio-edition: the output could not be written: {error.strerror}", file=sys.stderr)
        code = 1
    except Exception as error:
        # The usage errors of the option parser know how to show themselves; anything else is a bug.
        if not hasattr(error, "show"):
            raise
        error.show()
        code = getattr(error, "exit_code", 2)
    if code == INTERRUPTED:  # typer itself turns an interrupt into this code
        print(
            "audio-edition: interrupted; what was finished is kept, the next run goes on from there",
            file=sys.stderr,
        )
    sys.exit(code if isinstance(code, int) else 0)


def _interrupt(signum: int, frame: object) -> None:
    raise KeyboardInterrupt
