"""What a nightly run found and did."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from audio_edition.counted import counted
from audio_edition.edition.outcome import Outcome
from audio_edition.feed.build import Built
from audio_edition.finding import Finding
from audio_edition.shown import shown
from audio_edition.site.fetched import Fetched
from audio_edition.site.known import Known

REPORT = "report.html"


@dataclass(slots=True)
class Night:
    """What a run found and did."""

    site: Path
    fetched: list[Fetched] = field(default_factory=list)
    outcomes: Sequence[Outcome] = ()
    """Of which most lie on the disk in a night of many thousands."""
    editions: list[Known] = field(default_factory=list)
    """All editions of the site, newest first."""
    checked: list[Known] = field(default_factory=list)
    """Editions that were verified in this run."""
    unreadable: list[str] = field(default_factory=list)
    """Editions whose manifest is not one, a sentence each."""
    orphans: list[tuple[str, str]] = field(default_factory=list)
    """(folder, article) of editions whose article is gone from the inbox."""
    feeds: list[Built] = field(default_factory=list)
    feed_findings: dict[str, list[Finding]] = field(default_factory=dict)
    """Feed file → what the linter says, errors first."""
    broken: list[str] = field(default_factory=list)
    """Steps of the night that failed in a way that nobody has foreseen, a sentence each."""
    notify_problem: str = ""
    webhook_problems: list[str] = field(default_factory=list)
    cache: str = ""
    """How large the cache of finished sentences is, after a night with news."""
    cluster: list[str] = field(default_factory=list)
    """What the cluster did and what it cost, where there was one."""
    hints: list[str] = field(default_factory=list)
    """What to do next, where nothing is wrong and nothing could be done."""
    seconds: float = 0.0

    @property
    def made(self) -> list[Outcome]:
        return [outcome for outcome in self.outcomes if outcome.status == "made"]

    @property
    def failed(self) -> list[Outcome]:
        return [outcome for outcome in self.outcomes if outcome.status == "failed"]

    @property
    def problems(self) -> list[str]:
        """What went wrong in this run, a sentence each; the exit code tells whether there is any."""
        return [
            *(result.problem for result in self.fetched if result.status == "failed"),
            *(outcome.problem for outcome in self.outcomes if outcome.exit_code),
            *(f"{known.folder}: {error}" for known in self.checked for error in known.errors),
            *self.unreadable,
            *self._feed_errors,
            *self.broken,
            *([self.notify_problem] if self.notify_problem else []),
            *self.webhook_problems,
        ]

    @property
    def standing(self) -> list[str]:
        """What is wrong with the site as it stands, also what earlier runs have found."""
        return [
            *(result.problem for result in self.fetched if result.status == "failed"),
            *(outcome.problem for outcome in self.failed),
            *(f"{known.folder}: {error}" for known in self.editions for error in known.errors),
            *(f"{known.folder}: {fault.problem}" for known in self.editions for fault in known.hard_faults),
            *self.unreadable,
            *self._feed_errors,
            *self.broken,
        ]

    @property
    def _feed_errors(self) -> list[str]:
        return [
            f"{name}: {finding} [{finding.check}]"
            for name, findings in self.feed_findings.items()
            for finding in findings
            if finding.is_error
        ]

    def lines(self) -> list[str]:
        """The night in a few lines, for a log."""
        counts = [f"{len(self.made)} made", f"{len(self.failed)} failed"]
        counts.append(f"{sum(outcome.status == 'unchanged' for outcome in self.outcomes)} unchanged")
        for status, said in (("held", "held back"), ("waiting", "waiting"), ("duplicate", "duplicates")):
            if several := [outcome for outcome in self.outcomes if outcome.status == status]:
                counts.append(f"{len(several)} {said}")
        if news := [result for result in self.fetched if result.status in ("new", "changed")]:
            counts.insert(0, f"{len(news)} fetched")
        changed = [built.path.name for built in self.feeds if built.changed]
        return [
            *(f"problem: {shown(problem)}" for problem in self.problems),
            *self.hints,
            *self.cluster,
            *([self.cache] if self.cache else []),
            f"{self.site}: {', '.join(counts)}; feeds changed: {', '.join(changed) or 'none'};"
            f" {counted(len(self.editions), 'edition')}; {self.seconds:.1f} s",
            f"{self.site / REPORT}",
        ]

    def news(self) -> dict[str, Any]:
        """What the command to notify is told."""
        titles = {known.folder: known.title for known in self.editions}
        return {
            "site": str(self.site.resolve()),
            "report": str((self.site / REPORT).resolve()),
            "fetched": [
                {"url": result.url, "status": result.status, "path": str(result.path)}
                for result in self.fetched
                if result.status in ("new", "changed")
            ],
            "made": [
                {
                    "title": titles.get(outcome.folder.name, ""),
                    "folder": str(outcome.folder),
                    "source": outcome.source,
                    "duration_s": manifest.duration_s if (manifest := outcome.manifest) else None,
                    "problem": outcome.problem or None,
                }
                for outcome in self.made
                if outcome.folder is not None
            ],
            "problems": self.standing,
            "feeds": [
                {"url": built.url, "items": built.items, "changed": built.changed} for built in self.feeds
            ],
        }
