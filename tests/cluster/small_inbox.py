"""What the tests of a cluster share."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

from audio_edition.edition.batch import make_all
from audio_edition.edition.outcome import Outcome
from audio_edition.edition.talk import Quiet
from audio_edition.settings import Settings

Made = Callable[..., "subprocess.CompletedProcess[str]"]

TIMED = {"edition.json", "report.html"}
"""They tell when an edition was made, and how long it took."""


def write(inbox: Path, *titles: str) -> None:
    for title in titles:
        text = f"{title}\n\nFerja gjekk sju turar.\n\nDette er saka om {title.casefold()}.\n"
        (inbox / f"{title.casefold().replace(' ', '-')}.txt").write_text(text, encoding="utf-8")


class Heard(Quiet):
    """Keeps what a run warns of."""

    def __init__(self) -> None:
        self.warnings: list[str] = []

    def warning(self, text: str) -> None:
        self.warnings.append(text)


def make_here(inbox: Path, out: Path, *, cluster: str | None = None, **settings: object) -> Sequence[Outcome]:
    """The editions of the inbox, made in this process or, by its order, on a cluster; all must be well."""
    chosen = Settings.model_validate({"voice": "silence", "jobs": 1, "cluster": cluster, **settings})
    if cluster is None:
        outcomes: Sequence[Outcome] = make_all([str(inbox)], out, chosen)
    else:
        from audio_edition.cluster.run import make_all_on_cluster

        outcomes, _ = make_all_on_cluster([str(inbox)], out, chosen, Heard())
    assert all(outcome.exit_code == 0 for outcome in outcomes), [outcome.problem for outcome in outcomes]
    return outcomes


def published(out: Path) -> list[str]:
    """Names of the editions in a folder of them, and of whatever else lies there and should not."""
    return sorted(path.name for path in out.iterdir() if path.name not in _OURS)


_OURS = {".audio-edition.jsonl", ".audio-edition.lock"}


def in_folder(out: Path) -> dict[str, bytes]:
    """File → bytes of all editions, but for what tells times."""
    return {
        path.relative_to(out).as_posix(): b"" if path.name in TIMED else path.read_bytes()
        for path in sorted(out.rglob("*"))
        if path.is_file() and not path.relative_to(out).parts[0].startswith(".")
    }
