"""SITE/report.html: one page that tells an editor in the morning what needs a human, problems first."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

from audio_edition.page.anchor import anchor
from audio_edition.page.document import Document
from audio_edition.page.wording import PageLanguage, Wording, length, wording
from audio_edition.shown import shown
from audio_edition.site.config import Site
from audio_edition.site.known import Faulty, Known
from audio_edition.site.night import Night
from audio_edition.site.page import local

_WORDS, _EDITIONS = 200, 200
"""Rows that are shown; the rest is counted."""
_FINDINGS = 4
"""Findings that are shown of one edition."""
_KEPT_IN = {"held": "row.held", "waiting": "row.waiting", "duplicate": "row.alike"}


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One thing to be told."""

    kind: str
    text: str
    ours: bool = True
    """The text is the page's own words; else a message of the program, in English."""
    link: tuple[str, str] | None = None
    """(address, text)."""
    bad: bool = False


@dataclass(frozen=True, slots=True)
class GuessedWord:
    """A word that was read by rule, and an edition that it is heard in."""

    word: str
    ipa: str
    editions: int
    address: str
    title: str


@dataclass(frozen=True, slots=True)
class Listed:
    """An edition in the table of all."""

    date: str
    title: str
    page: str
    report: str
    length: str
    narrator: str
    wrong: int
    checked: bool


def site_report(site: Site, night: Night, language: PageLanguage = "nn") -> Document:
    """The report. It tells how the site stands, not when it was looked at: the same site, the same page."""
    t = wording(language)
    base = quote(os.path.relpath(site.editions, site.folder)) + "/"
    problems = tuple(_problems(night, base, t))
    words = tuple(_words(night, base))
    values = {
        "title": site.config.title,
        "page": f"{base}index.html",
        "summary": tuple(_summary(night, len(problems), t)),
        "problems": problems,
        "notes": tuple(_notes(night, base, t)),
        "words": words[:_WORDS],
        "more_words": max(0, len(words) - _WORDS),
        "editions": tuple(_listed(known, base, t) for known in night.editions[:_EDITIONS]),
        "more_editions": max(0, len(night.editions) - _EDITIONS),
        "feeds": tuple(
            (built.url, built.items, sum(f.is_error for f in night.feed_findings.get(built.path.name, ())))
            for built in night.feeds
        ),
    }
    return Document("site_report.html", t, ("report.css", "site_report.css"), values=values)


def _summary(night: Night, problems: int, t: Wording) -> Iterator[tuple[str, str]]:
    unknown = {word for known in night.editions for word, _ in known.unknown_words}
    yield t("needs_human"), str(problems)
    yield t("editions_of_site"), str(len(night.editions))
    yield t("total_time"), t.duration(sum(known.duration_s for known in night.editions))
    yield t("words_by_rule"), str(len(unknown))
    newest = night.editions[0] if night.editions else None
    yield t("newest_edition"), t.date_and_time(local(newest.moment)) if newest else t("none")


def _problems(night: Night, base: str, t: Wording) -> Iterator[ReportRow]:
    """Articles without an edition first, then what is wrong with what is published, then what was not fetched."""
    for outcome in night.failed:
        yield _told(t("row.not_read"), outcome.problem, bad=True)
    for known in night.editions:
        for fault in known.hard_faults:
            yield _heard(t("row.sound"), known, fault, base, bad=True)
        for error in known.errors:
            yield _told(t("row.edition"), error, link=_report(known, base), bad=True)
    for name, findings in night.feed_findings.items():
        for finding in findings:
            if finding.is_error:
                yield _told(t("row.feed", name=name), f"{finding.text} [{finding.check}]", bad=True)
    for problem in night.unreadable:
        yield _told(t("row.edition"), problem, bad=True)
    for problem in night.broken:
        yield _told(t("row.unexpected"), problem, bad=True)
    for result in night.fetched:
        if result.status == "failed":
            yield _told(t("row.not_fetched"), result.problem, bad=True)


def _notes(night: Night, base: str, t: Wording) -> Iterator[ReportRow]:
    for known in night.editions:
        for fault in known.faults:
            if not fault.hard:
                yield _heard(t("row.listen"), known, fault, base)
    for known in night.editions:
        for warning in known.warnings:
            yield _told(t("row.note"), warning, link=_report(known, base))
        if told := _told_by_verify(known):
            rest = len(told) - _FINDINGS
            more = f" {t('things_more', n=rest)}" if rest > 0 else ""
            said = "; ".join(told[:_FINDINGS]) + more
            yield _told(t("row.checked"), said, link=_report(known, base))
    for name, findings in night.feed_findings.items():
        for finding in findings:
            if not finding.is_error:
                yield _told(t("row.note_in", name=name), f"{finding.text} [{finding.check}]")
    for outcome in night.outcomes:
        if outcome.status in _KEPT_IN:
            yield _told(t(_KEPT_IN[outcome.status]), outcome.problem)
    for folder, article in night.orphans:
        yield ReportRow(t("row.gone"), shown(t("gone_text", article=article, folder=folder)))


def _told(kind: str, text: str, *, link: tuple[str, str] | None = None, bad: bool = False) -> ReportRow:
    return ReportRow(kind, shown(text), False, link, bad)


def _heard(kind: str, known: Known, fault: Faulty, base: str, *, bad: bool = False) -> ReportRow:
    link = f"{base}{quote(known.folder)}/report.html#{anchor(fault.section, fault.sentence)}"
    return _told(kind, f"{known.title}: {fault.problem}", link=(link, f"«{fault.written}»"), bad=bad)


def _told_by_verify(known: Known) -> list[str]:
    """Warnings of `verify`, less those of sentences that the gate's own words tell of already."""
    faulty = {(fault.section, fault.sentence) for fault in known.faults}
    return [
        f"{finding.where}: {finding.problem}"
        for finding in known.findings
        if not finding.is_error and (finding.section, finding.sentence) not in faulty
    ]


def _report(known: Known, base: str) -> tuple[str, str]:
    return f"{base}{quote(known.folder)}/report.html", known.title


def _words(night: Night, base: str) -> Iterator[GuessedWord]:
    """Words that were read by rule, names first."""
    where: dict[tuple[str, str], list[Known]] = defaultdict(list)
    for known in night.editions:
        for word, ipa in known.unknown_words:
            where[word, ipa].append(known)
    # Names are what rules read wrong most often.
    ordered = sorted(where.items(), key=lambda item: (not item[0][0][:1].isupper(), -len(item[1]), item[0]))
    for (word, ipa), editions in ordered:
        address, title = _report(editions[0], base)
        yield GuessedWord(word, ipa, len(editions), f"{address}#words", title)


def _listed(known: Known, base: str, t: Wording) -> Listed:
    return Listed(
        date=t.date(local(known.moment)),
        title=known.title,
        page=f"{base}{quote(known.folder)}/index.html",
        report=f"{base}{quote(known.folder)}/report.html",
        length=length(known.duration_s),
        narrator=known.narrator,
        wrong=len(known.hard_faults) + len(known.errors),
        checked=known.verified,
    )
