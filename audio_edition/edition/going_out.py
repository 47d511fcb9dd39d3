"""Whether a finished edition is published, or waits beside what is published for an editor."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from audio_edition.decisions.beside import decisions_file
from audio_edition.decisions.model import Decisions
from audio_edition.decisions.store import parse
from audio_edition.edition.index import ArticleJob
from audio_edition.edition.manifest import read_manifest
from audio_edition.edition.policy import reasons_to_wait, stale_verdicts
from audio_edition.edition.shelf import FolderShelf
from audio_edition.edition.talk import Talk
from audio_edition.edition.waiting import Policy, waiting_folder
from audio_edition.errors import PublishError
from audio_edition.finding import Finding
from audio_edition.shown import shown


def decisions_of(job: ArticleJob) -> Decisions:
    """What editors have decided of the article. Raises SettingsError where that cannot be read."""
    path = decisions_file(job.source)
    return parse(job.decisions, path) if job.decisions and path is not None else Decisions()


def put_out(
    job: ArticleJob,
    shelf: FolderShelf,
    folder: Path,
    target: Path,
    policy: Policy,
    findings: Iterable[Finding],
    talk: Talk,
) -> list[str]:
    """Put the finished edition in `folder` where it belongs: `target`, or among those that wait. Returns the reasons
    for which it is not to go out: what was published before then stays, unless it is this very one.
    """
    waiting = waiting_folder(target.parent) / target.name
    manifest = read_manifest(folder)
    if manifest is None:
        raise PublishError(f"{folder}: its edition.json cannot be read back; run again")
    decisions = decisions_of(job)
    for stale in stale_verdicts(manifest, decisions):
        talk.warning(f"{shown(job.source)}: {stale}")
    # What is out already is taken back for a plain no alone, not because the policy has become stricter.
    is_out = folder == target
    reasons = reasons_to_wait(manifest, decisions, "at_once" if is_out else policy, findings)
    place = waiting if reasons else target
    if folder != place:
        shelf.publish(folder, place)
    if not reasons and waiting.is_dir():
        shelf.clear(waiting)
    return reasons


EditionCheck = Callable[[Path], Iterable[Finding]]
