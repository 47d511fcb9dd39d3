"""report.html for the editor: what may be wrong first, then every sentence with what was said and how."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from audio_edition.page import wording
from audio_edition.page.anchor import anchor
from audio_edition.page.markup import escape, fill, json_block, lang, template
from audio_edition.page.plot import plot
from audio_edition.page.readalong import content_policy
from audio_edition.page.waveform import Envelope

_ROLES = {
    "opening": "Opning", "closing": "Avslutning", "title": "Tittel", "lead": "Ingress", "byline": "Byline",
    "heading": "Mellomtittel", "paragraph": "Avsnitt", "quote": "Sitat", "list_item": "Listepunkt",
    "fact_box": "Faktaboks", "caption": "Bilettekst", "alt": "Biletskildring", "credit": "Kreditering",
    "boilerplate": "Sidetekst",
}  # fmt: skip
_SOURCES = {
    "rules": "uttalereglane", "foreign": "gjetta framandspråk", "stem": "kjend ord", "compound": "samansetjing", "inflection": "bøying",
    "lexicon": "ordlista", "user": "eiga ordliste", "article": "artikkelen", "inline": "teksten",
    "function": "småord", "letters": "bokstavar",
}  # fmt: skip
_WORD = re.compile(r"\w+")
_UNSURE = ("rules", "foreign")
_TARGETS_LUFS = {"podcast": -19.0, "broadcast": -26.0}
MONO_TO_STEREO_LU = 3.01
"""A mono file that is played in both channels is this much louder (BS.1770 adds the channels' energies)."""

Manifest = Mapping[str, Any]


def write_report(manifest: Manifest, envelope: Envelope | None = None, *, audio: str = "edition.mp3") -> str:
    """The report as a string.

    `manifest` is that of edition.json; keys that are missing are left out of the report. `envelope` is what
    `waveform_envelope` gives for the sound `audio`, which lies beside the report.
    """
    style, program = template("report.css"), template("report.js")
    faulty = [s for _, s in _sentences(manifest) if s.get("faults")]
    drawing = ""
    if envelope is not None:
        target = _TARGETS_LUFS.get(str((manifest.get("loudness") or {}).get("preset")))
        faults_s = [float(s["start_s"]) for s in faulty if s.get("start_s") is not None]
        drawing = (
            f'<div class="drawing">{plot(envelope, manifest.get("chapters") or [], target, faults_s)}</div>'
        )
    duration_s = float(manifest.get("duration_s") or (envelope.duration_s if envelope else 0.0))
    return fill(
        "report.html",
        {
            "policy": content_policy(style, program),
            "title": escape(str(manifest.get("title", ""))),
            "css": style,
            "audio": escape(audio),
            "summary": _summary(manifest, duration_s),
            "problems": _problems(manifest, audio),
            "plot": drawing or "<p>Ingen måling er lagd ved.</p>",
            "words": _unknown_words(manifest, audio),
            "sections": "\n".join(_section(s, envelope, audio) for s in manifest.get("sections") or []),
            "skipped": _skipped(manifest),
            "data": json_block({"duration": duration_s}),
            "script": program,
        },
    )


def _sentences(manifest: Manifest) -> Iterator[tuple[Manifest, Manifest]]:
    for section in manifest.get("sections") or []:
        for sentence in section.get("sentences") or []:
            yield section, sentence


def _summary(manifest: Manifest, duration_s: float) -> str:
    rows = [("Lengd", wording.clock(duration_s)), ("Laga", _moment(manifest.get("made")))]
    loudness = manifest.get("loudness") or {}
    if (lufs := loudness.get("integrated_lufs")) is not None:
        both = wording.number(lufs + MONO_TO_STEREO_LU)
        rows.append(("Lydstyrke", f"{wording.number(lufs)} LUFS mono = {both} LUFS i to kanalar"))
    if (peak := loudness.get("true_peak_dbtp")) is not None:
        rows.append(("Sann topp", f"{wording.number(peak)} dBTP"))
    if (spread := loudness.get("range_lu")) is not None:
        rows.append(("Lydstyrkeomfang", f"{wording.number(spread)} LU"))
    members = {f"{v.get('id')}:{v.get('speaker')}" for v in (manifest.get("voice") or {}).values()}
    rows.append(("Røyster", ", ".join(sorted(members))))
    rows.append(("Setningar", str(sum(1 for _ in _sentences(manifest)))))
    timings = manifest.get("timings") or {}
    if duration_s and (total_s := timings.get("total_s")):
        rows.append(
            ("Laga på", f"{wording.number(total_s)} s ({wording.number(total_s / duration_s, 2)} × lengda)")
        )
    rows.append(("Program", str(manifest.get("generator", ""))))
    return "\n".join(f"<div><dt>{name}</dt><dd>{escape(value)}</dd></div>" for name, value in rows if value)


def _moment(text: object) -> str:
    try:
        return wording.date_and_time(datetime.fromisoformat(str(text)).astimezone())
    except ValueError:
        return ""


def _problems(manifest: Manifest, audio: str) -> str:
    """Warnings, sentences with faults, and sentences that had to be tried again, worst first."""
    items = [f"<li>{escape(str(warning))}</li>" for warning in manifest.get("warnings") or []]
    ranked = sorted(
        _sentences(manifest), key=lambda pair: (-len(pair[1].get("faults") or ()), -_tries(pair[1]))
    )
    for section, sentence in ranked:
        faults = ", ".join(_faults(sentence))
        if faults:
            items.append(
                f'<li class="bad">{_place(section, sentence, audio)} <strong>{escape(faults)}</strong></li>'
            )
        elif _tries(sentence) > 1:
            items.append(
                f"<li>{_place(section, sentence, audio)} gjekk gjennom på forsøk {_tries(sentence)}</li>"
            )
    for entry in manifest.get("ledger") or []:
        if not entry.get("spoken") and entry.get("role") not in ("credit", "boilerplate"):
            text = escape(str(entry.get("text", "")))
            items.append(f"<li>Ikkje lese opp: «{text}» – {escape(str(entry.get('reason', '')))}</li>")
    if count := len(manifest.get("unknown_words") or []):
        words = "Eitt ord har" if count == 1 else f"{count} ord har"
        items.append(f'<li><a href="#words">{words} ei uttale som er gjetta</a> ut frå skrivemåten</li>')
    good = ""
    if all(not s.get("faults") and _tries(s) == 1 for _, s in _sentences(manifest)):
        good = '<p class="good">Kvar setning gjekk gjennom lydkontrollen på første forsøk.</p>'
    return f"{good}<ul>\n{chr(10).join(items)}\n</ul>" if items else good


def _tries(sentence: Manifest) -> int:
    return int(sentence.get("tries") or 1)


def _place(section: Manifest, sentence: Manifest, audio: str) -> str:
    target = f"#{_name(section, sentence)}"
    return f'{_play(sentence, audio)} <a href="{target}">«{escape(str(sentence.get("written", "")))}»</a>'


def _faults(sentence: Manifest) -> list[str]:
    return [str(fault["problem"]) for fault in sentence.get("faults") or ()]


def _name(section: Manifest, sentence: Manifest) -> str:
    return anchor(int(section.get("index", 0)), int(sentence.get("index", 0)))


def _play(sentence: Manifest, audio: str) -> str:
    """A link into the sound; the program turns it into a button that stops where the sentence ends."""
    start_s, end_s = sentence.get("start_s"), sentence.get("end_s")
    if start_s is None or end_s is None:
        return ""
    label = escape(f"Spel av: {str(sentence.get('written', ''))[:80]}")
    return (
        f'<a class="play" href="{escape(audio)}#t={float(start_s):.3f},{float(end_s):.3f}" '
        f'data-start="{float(start_s):.3f}" data-end="{float(end_s):.3f}" aria-label="{label}"></a>'
    )


def _unknown_words(manifest: Manifest, audio: str) -> str:
    words = manifest.get("unknown_words") or []
    if not words:
        return '<p class="good">Alle orda i artikkelen er kjende.</p>'
    where: dict[str, tuple[Manifest, Manifest]] = {}
    for section, sentence in _sentences(manifest):
        for word in sentence.get("words") or []:
            where.setdefault(str(word.get("grapheme")), (section, sentence))
    rows = []
    for word in words:
        grapheme = str(word.get("word", ""))
        found = where.get(grapheme)
        heard = f"{_play(found[1], audio)} {escape(str(found[1].get('written', '')))}" if found else ""
        rows.append(
            f"<tr><th scope='row'>{escape(grapheme)}</th><td class='ipa'>{escape(str(word.get('ipa', '')))}</td>"
            f"<td>{escape(_SOURCES.get(str(word.get('source')), str(word.get('source', ''))))}</td>"
            f"<td class='count'>{escape(str(word.get('count', '')))}</td><td class='context'>{heard}</td></tr>"
        )
    head = "<tr><th scope='col'>Ord</th><th scope='col'>Uttale</th><th scope='col'>Kjem frå</th><th scope='col'>Gonger</th><th scope='col'>Høyr det</th></tr>"
    return f'<div class="scroll"><table><thead>{head}</thead><tbody>\n{chr(10).join(rows)}\n</tbody></table></div>'


def _section(section: Manifest, envelope: Envelope | None, audio: str) -> str:
    role = str(section.get("role", ""))
    facts = [str(section.get("voice", ""))]
    start_s, end_s = section.get("start_s"), section.get("end_s")
    if start_s is not None and end_s is not None:
        facts.append(f"{wording.clock(float(start_s))}–{wording.clock(float(end_s))}")
        lufs = envelope.loudness_lufs(float(start_s), float(end_s)) if envelope else None
        facts += [f"{wording.number(lufs)} LUFS"] if lufs is not None else []
    sentences = "\n".join(_sentence(section, s, audio) for s in section.get("sentences") or [])
    return (
        f'<section class="part"><div><h3>{escape(_ROLES.get(role, role))}</h3>'
        f'<p class="facts">{escape(" · ".join(filter(None, facts)))}</p></div>\n<div>{sentences}</div>\n</section>'
    )


def _sentence(section: Manifest, sentence: Manifest, audio: str) -> str:
    written, spoken = str(sentence.get("written", "")), str(sentence.get("spoken", ""))
    faults = _faults(sentence)
    parts = [
        f'<p class="written"{lang(str(sentence.get("language", "nn")), "nn")}>{_play(sentence, audio)} {escape(written)}</p>'
    ]
    if _words(spoken) != _words(written):
        parts.append(f'<p class="spoken">{escape(spoken)}</p>')
    if unsure := _unsure(sentence.get("words") or []):
        parts.append(f'<p class="unsure">{unsure}</p>')
    facts = []
    if (lufs := sentence.get("loudness_lufs")) is not None:
        facts.append(f"klippet: {wording.number(float(lufs))} LUFS")
    if _tries(sentence) > 1:
        facts.append(f"{_tries(sentence)} forsøk")
    facts += faults
    ipa = escape(" ".join(str(word.get("ipa", "")) for word in sentence.get("words") or []))
    if ipa or facts:
        parts.append(
            f'<details><summary>Uttale{escape(": " + ", ".join(facts)) if facts else ""}</summary><p class="ipa">{ipa}</p></details>'
        )
    return f'<div class="sentence{" bad" if faults else ""}" id="{_name(section, sentence)}">{"".join(parts)}</div>'


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _unsure(words: Sequence[Manifest]) -> str:
    found = [
        f'<b>{escape(str(word.get("grapheme", "")))}</b> <span class="ipa">{escape(str(word.get("ipa", "")))}</span>'
        for word in words
        if word.get("source") in _UNSURE
    ]
    return " · ".join(dict.fromkeys(found))


def _skipped(manifest: Manifest) -> str:
    rows = [
        f"<tr><td>{escape(_ROLES.get(str(e.get('role')), str(e.get('role', ''))))}</td><td>{escape(str(e.get('text', '')))}</td>"
        f"<td>{escape(str(e.get('reason', '')))}</td></tr>"
        for e in manifest.get("ledger") or []
        if not e.get("spoken")
    ]
    if not rows:
        return '<p class="good">Alt i artikkelen er lese opp.</p>'
    head = "<tr><th scope='col'>Rolle</th><th scope='col'>Tekst</th><th scope='col'>Grunn</th></tr>"
    return f'<div class="scroll"><table><thead>{head}</thead><tbody>\n{chr(10).join(rows)}\n</tbody></table></div>'
