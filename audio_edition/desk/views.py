"""The pages of the desk: overview, edition, sentence."""

from __future__ import annotations

import getpass
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from audio_edition.decisions.model import Take
from audio_edition.decisions.store import read_decisions, version
from audio_edition.desk.candidates import Candidate, candidates
from audio_edition.desk.correct import entry_state
from audio_edition.desk.overview import user_reviews
from audio_edition.desk.room import OnDesk, place_of
from audio_edition.desk.state import DeskState
from audio_edition.desk.verdicts import state as decided_state
from audio_edition.edition.manifest import SectionRecord, SentenceRecord
from audio_edition.edition.policy import decided, edition_verdict, stale_verdicts, verdict_on
from audio_edition.errors import AudioEditionError
from audio_edition.fault import Fault
from audio_edition.page.markup import printable
from audio_edition.page.wording import Wording, length
from audio_edition.voices import list_voices

_TEMPLATES = Path(__file__).parent / "templates"
_AROUND = 2
"""Sentences before and after that are shown with one."""
_UNSURE = ("rules", "foreign")


@dataclass(frozen=True, slots=True)
class Shown:
    """A sentence as a page shows it."""

    place: str
    written: str
    spoken: str
    start_s: float
    end_s: float
    faults: tuple[Fault, ...]
    verdict: str
    take: int | None
    here: bool = False


def overview(state: DeskState, request: Request) -> Response:
    editions = state.editions()
    return _page(
        request,
        state,
        "overview.html",
        problems=state.overview.problems(state.room, editions),
        editions=editions,
    )


def edition(state: DeskState, request: Request) -> Response:
    found = state.edition(request.path_params["name"])
    decisions = read_decisions(found.article())
    return _page(
        request,
        state,
        "edition.html",
        edition=found,
        sentences=_shown(found),
        verdict=edition_verdict(found.manifest, decisions),
        stale=stale_verdicts(found.manifest, decisions),
        version=decided_state(found),
    )


def sentence(state: DeskState, request: Request) -> Response:
    found, place = state.edition(request.path_params["name"]), request.path_params["place"]
    section, record = found.sentence(place)
    rows = _shown(found, place)
    at = next(number for number, one in enumerate(rows) if one.here)
    around = rows[max(0, at - _AROUND) : at + _AROUND + 1]
    of = read_decisions(found.article()).of(*found.written_at(place))
    words = list({word.grapheme: word for word in record.words}.values())
    asked = request.query_params.get("ord") or _doubtful(state, words)
    chosen = next((word for word in words if word.grapheme == asked), words[0] if words else None)
    options: list[Candidate] = candidates(chosen.grapheme, chosen.ipa) if chosen is not None else []
    return _page(
        request,
        state,
        "sentence.html",
        edition=found,
        section=section,
        record=record,
        place=place,
        around=around,
        before=rows[at - 1] if at else None,
        after=rows[at + 1] if at + 1 < len(rows) else None,
        words=words,
        word=chosen,
        options=options,
        of=of,
        verdict=verdict_on(record, of),
        version=version(of),
        word_version=entry_state(state.room, chosen.grapheme) if chosen is not None else "",
        voices=[
            f"{known.voice.id}:{name}"
            for known in list_voices()
            if known.voice is not None and not known.reason
            for name in known.voice.speakers
        ],
        recipe=lambda take: _recipe(take, state.t),
    )


def problem(state: DeskState, request: Request, error: AudioEditionError, status: int) -> Response:
    """A page that says what cannot be done, in one sentence."""
    return _page(request, state, "problem.html", status=status, error=str(error))


def _recipe(take: Take, t: Wording) -> str:
    """What a take does otherwise, in a few words."""
    parts = [t("desk.told_rate", rate=t.number(take.rate, 2))] if take.rate != 1.0 else []
    parts += [t("desk.told_seed", seed=take.seed)] if take.seed else []
    parts += [take.voice] if take.voice else []
    return ", ".join([*parts, *([f"«{take.text}»"] if take.text else [])])


def _shown(found: OnDesk, here: str = "") -> list[Shown]:
    decisions = read_decisions(found.article())
    return [
        _row(section, record, verdict_on(record, of), here)
        for section, record, of in decided(found.manifest, decisions)
    ]


def _row(section: SectionRecord, record: SentenceRecord, verdict: str, here: str) -> Shown:
    place = place_of(section, record)
    return Shown(
        place, record.written, record.spoken if record.spoken != record.written else "", record.start_s, record.end_s,
        record.faults, verdict, record.take, place == here,
    )  # fmt: skip


def _doubtful(state: DeskState, words: list[Any]) -> str:
    """The word that an editor most likely came for."""
    reviews = user_reviews(state.room)
    for word in words:
        if word.source == "user" and word.grapheme in reviews:
            return str(word.grapheme)
    for source in _UNSURE:
        for word in words:
            if word.source == source and word.grapheme[:1].isupper():
                return str(word.grapheme)
    unsure = [word for word in words if word.source in _UNSURE] or [
        w for w in words[1:] if w.grapheme[:1].isupper()
    ]
    return str(unsure[0].grapheme) if unsure else ""


def _page(request: Request, state: DeskState, name: str, *, status: int = 200, **values: Any) -> Response:
    base = f"/{request.path_params['token']}/"
    page = (
        _environment()
        .get_template(name)
        .render(
            base=base,
            t=state.t,
            status=status,
            csrf=request.state.form,
            done=request.query_params.get("gjort", ""),
            me=_me(),
            address=lambda edition, place="": (
                f"{base}utgave/{quote(edition.name)}/{place + '/' if place else ''}"
            ),
            **values,
        )
    )
    return HTMLResponse(page, status)


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=lambda value: printable(value) if type(value) is str else value,
    )
    made.filters["lasting"] = length
    made.filters["q"] = lambda text: quote(str(text), safe="")
    return made


@cache
def _me() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return ""
