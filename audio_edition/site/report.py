"""SITE/report.html: one page that tells an editor in the morning what needs a human, problems first."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterator
from urllib.parse import quote

from audio_edition.page import wording
from audio_edition.page.anchor import anchor
from audio_edition.page.markup import escape
from audio_edition.page.markup import template as page_template
from audio_edition.page.readalong import content_policy
from audio_edition.shown import shown
from audio_edition.site.config import Site
from audio_edition.site.known import Faulty, Known
from audio_edition.site.markup import fill, template
from audio_edition.site.night import Night
from audio_edition.site.page import local

_WORDS, _EDITIONS = 200, 200
"""Rows that are shown; the rest is counted."""
_FINDINGS = 4
"""Findings that are shown of one edition."""


def write_site_report(site: Site, night: Night) -> str:
    """The report as a string. It tells how the site stands, not when it was looked at: the same site, the same page."""
    style = page_template("report.css") + template("report.css")
    base = quote(os.path.relpath(site.editions, site.folder)) + "/"
    problems = [*_problems(night, base)]
    notes = [*_notes(night, base)]
    return fill(
        "report.html",
        {
            "policy": content_policy(style, ""),
            "css": style,
            "title": escape(site.config.title),
            "summary": _summary(night, len(problems)),
            "problems": _list(problems)
            or '<p class="good">Ingenting ventar på deg: alle artiklar er lesne, og alt er kontrollert.</p>',
            "notes": f"<section><h2>Verdt å vite</h2>\n{_list(notes)}\n</section>" if notes else "",
            "words": _words(night, base),
            "editions": _editions(night, base),
            "feeds": _feeds(night),
            "page": escape(f"{base}index.html"),
        },
    )


def _list(rows: list[str]) -> str:
    return "<ul>\n" + "\n".join(rows) + "\n</ul>" if rows else ""


def _summary(night: Night, problems: int) -> str:
    unknown = {word for known in night.editions for word, _ in known.unknown_words}
    newest = night.editions[0] if night.editions else None
    rows = [
        ("Treng eit menneske", str(problems)),
        ("Utgåver", str(len(night.editions))),
        ("Speletid i alt", wording.duration(sum(known.duration_s for known in night.editions))),
        ("Ord lesne etter reglar", str(len(unknown))),
        ("Nyaste utgåva", wording.date_and_time(local(newest.moment)) if newest else "ingen"),
    ]
    return "\n".join(f"<div><dt>{name}</dt><dd>{escape(value)}</dd></div>" for name, value in rows)


def _problems(night: Night, base: str) -> Iterator[str]:
    """Articles without an edition first, then what is wrong with what is published, then what was not fetched."""
    for outcome in night.failed:
        yield _row("Ikkje lesen", outcome.problem, bad=True)
    for known in night.editions:
        for fault in known.hard_faults:
            yield _heard("Feil i lyden", known, fault, base, bad=True)
        for error in known.errors:
            yield _row("Feil i utgåva", error, link=_report(known, base), bad=True)
    for name, findings in night.feed_findings.items():
        for finding in findings:
            if finding.is_error:
                yield _row(f"Feil i {name}", f"{finding.text} [{finding.check}]", bad=True)
    for problem in night.unreadable:
        yield _row("Feil i utgåva", problem, bad=True)
    for problem in night.broken:
        yield _row("Uventa feil", problem, bad=True)
    for result in night.fetched:
        if result.status == "failed":
            yield _row("Ikkje henta", result.problem, bad=True)


def _notes(night: Night, base: str) -> Iterator[str]:
    for known in night.editions:
        for fault in known.faults:
            if not fault.hard:
                yield _heard("Høyr på", known, fault, base)
    for known in night.editions:
        for warning in known.warnings:
            yield _row("Merk", warning, link=_report(known, base))
        if told := _told_by_verify(known):
            more = f" … og {len(told) - _FINDINGS} ting til" if len(told) > _FINDINGS else ""
            yield _row("Kontrollen seier", "; ".join(told[:_FINDINGS]) + more, link=_report(known, base))
    for name, said in night.feed_findings.items():
        for finding in said:
            if not finding.is_error:
                yield _row(f"Merk i {name}", f"{finding.text} [{finding.check}]")
    for outcome in night.outcomes:
        if outcome.status in ("held", "duplicate"):
            yield _row("Held tilbake" if outcome.status == "held" else "To like", outcome.problem)
    for folder, article in night.orphans:
        yield _row(
            "Artikkelen er borte",
            f"{article}. Utgåva er framleis ute; slett mappa {folder} for å trekkje henne tilbake.",
        )


def _heard(kind: str, known: Known, fault: Faulty, base: str, *, bad: bool = False) -> str:
    link = f"{base}{quote(known.folder)}/report.html#{anchor(fault.section, fault.sentence)}"
    return _row(kind, f"{known.title}: {fault.problem}", link=(link, f"«{fault.written}»"), bad=bad)


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


def _row(kind: str, text: str, *, link: tuple[str, str] | None = None, bad: bool = False) -> str:
    address = f' <a href="{escape(link[0])}">{escape(link[1])}</a>' if link else ""
    return f"<li{' class=bad' if bad else ''}><strong>{escape(kind)}:</strong> {escape(shown(text))}{address}</li>"


def _words(night: Night, base: str) -> str:
    """Words that were read by rule, names first, with the command that corrects one."""
    where: dict[tuple[str, str], list[Known]] = defaultdict(list)
    for known in night.editions:
        for word, ipa in known.unknown_words:
            where[word, ipa].append(known)
    if not where:
        return '<p class="good">Alle orda er kjende.</p>'
    # Names are what rules read wrong most often.
    ordered = sorted(where.items(), key=lambda item: (not item[0][0][:1].isupper(), -len(item[1]), item[0]))
    rows = "\n".join(
        f"<tr><th scope='row'>{escape(word)}</th><td class='ipa'>{escape(ipa)}</td><td class='count'>{len(editions)}</td>"
        f'<td><a href="{base}{quote(editions[0].folder)}/report.html#words">{escape(editions[0].title)}</a></td></tr>'
        for (word, ipa), editions in ordered[:_WORDS]
    )
    more = f"<p>… og {len(ordered) - _WORDS} til.</p>" if len(ordered) > _WORDS else ""
    head = (
        "<tr><th scope='col'>Ord</th><th scope='col'>Slik vart det lese</th><th scope='col'>Utgåver</th>"
        "<th scope='col'>Høyr det i</th></tr>"
    )
    return (
        "<p>Vart eit ord lese feil? Rett det éin gong, så vert setningane med ordet lesne på nytt i alle utgåvene:<br>"
        "<code>audio-edition fix «ORD» «LES-SLIK» --site MAPPA</code></p>"
        f'<div class="scroll"><table><thead>{head}</thead><tbody>\n{rows}\n</tbody></table></div>{more}'
    )


def _editions(night: Night, base: str) -> str:
    if not night.editions:
        return "<p>Her er ingen utgåver enno.</p>"
    rows = "\n".join(
        f'<tr><td class="when">{wording.date(local(known.moment))}</td>'
        f'<th scope="row"><a href="{base}{quote(known.folder)}/index.html">{escape(known.title)}</a></th>'
        f'<td class="count">{wording.clock(known.duration_s)}</td><td>{escape(known.narrator)}</td>'
        f"<td>{_state(known)}</td>"
        f'<td><a href="{base}{quote(known.folder)}/report.html">rapport<span class="away"> for {escape(known.title)}</span></a></td></tr>'
        for known in night.editions[:_EDITIONS]
    )
    more = f"<p>… og {len(night.editions) - _EDITIONS} eldre.</p>" if len(night.editions) > _EDITIONS else ""
    head = (
        "<tr><th scope='col'>Dato</th><th scope='col'>Tittel</th><th scope='col'>Lengd</th>"
        "<th scope='col'>Røyst</th><th scope='col'>Kontroll</th><th scope='col'></th></tr>"
    )
    return f'<div class="scroll"><table><thead>{head}</thead><tbody>\n{rows}\n</tbody></table></div>{more}'


def _state(known: Known) -> str:
    count = len(known.hard_faults) + len(known.errors)
    if count:
        return f'<span class="wrong">{count} feil</span>'
    return '<span class="good">i orden</span>' if known.verified else "ikkje kontrollert"


def _feeds(night: Night) -> str:
    rows = []
    for built in night.feeds:
        findings = night.feed_findings.get(built.path.name, [])
        errors = sum(finding.is_error for finding in findings)
        state = f'<span class="wrong">{errors} feil</span>' if errors else '<span class="good">i orden</span>'
        rows.append(
            f'<tr><th scope="row"><a href="{escape(built.url)}">{escape(built.url)}</a></th>'
            f'<td class="count">{built.items}</td><td>{state}</td></tr>'
        )
    if not rows:
        return "<p>Ingen straum er sett opp; det vert gjort i feed.toml.</p>"
    head = "<tr><th scope='col'>Adresse</th><th scope='col'>Utgåver</th><th scope='col'>Kontroll</th></tr>"
    return f'<div class="scroll"><table><thead>{head}</thead><tbody>\n{chr(10).join(rows)}\n</tbody></table></div>'
