"""What the forms of the desk do, each told in a sentence for the page that comes after."""

from __future__ import annotations

from pydantic import ValidationError
from starlette.requests import Request

from audio_edition.config_file import problems
from audio_edition.decisions.model import Take
from audio_edition.desk import verdicts
from audio_edition.desk.correct import correct, speak_ahead
from audio_edition.desk.room import OnDesk
from audio_edition.desk.state import DeskState
from audio_edition.desk.takes import make_takes, usual
from audio_edition.errors import UsageError

Form = dict[str, str]
_WORDS: dict[str, verdicts.Judgement | None] = {"ja": "approved", "nei": "rejected", "angre": None}


def correct_word(state: DeskState, request: Request, form: Form) -> str:
    word, sounds = (
        form.get("ord", "").strip(),
        (form.get("skrive", "").strip() or form.get("lydar", "").strip()),
    )
    if not word or not sounds:
        raise UsageError("choose a reading of the word, or write how it is said")
    with state.speaking:
        speak_ahead(state.booth, state.room, word, sounds)
    with state.making:
        done = correct(
            state.room, word, sounds, by=form.get("namn", ""), why=form.get("kvifor", ""),
            expected=form.get("ordversjon"),
        )  # fmt: skip
    state.renew()
    if done.problems:
        raise UsageError("; ".join(done.problems))
    t = state.t
    return t(
        "desk.done.word",
        word=word,
        editions=t.count("desk.done.editions", len(done.changed)),
        sentences=t.count("desk.done.sentences", sum(map(len, done.changed.values()))),
    )


def new_takes(state: DeskState, request: Request, form: Form) -> str:
    edition, place = _sentence(state, request)
    text = form.get("tekst", "").strip()
    own = edition.sentence(place)[1].written
    with state.speaking:
        made, _ = make_takes(
            state.booth, edition, place, _wanted(form, text if text != own else ""),
            by=form.get("namn", ""), why=form.get("kvifor", ""),
        )  # fmt: skip
    if not made:
        return state.t("desk.done.no_takes")
    numbers = ", ".join(str(one.take.number) for one in made)
    return state.t.count("desk.done.takes", len(made), numbers=numbers)


def _wanted(form: Form, text: str) -> list[Take]:
    if form.get("vanlege"):
        return usual()
    try:
        take = Take(
            number=1,
            text=text or None,
            rate=float(form.get("fart", "1").replace(",", ".") or 1),
            seed=int(form.get("fro", "0") or 0),
            voice=form.get("royst") or None,
        )
    except ValidationError as error:
        raise UsageError(f"no such take: {'; '.join(problems(error, Take))}") from error
    except ValueError as error:
        raise UsageError(f"rate and seed are numbers: {error}") from error
    if take.recipe == Take(number=1).recipe:
        raise UsageError("change something first: the text, the rate, the voice or the seed")
    return [take]


def choose_take(state: DeskState, request: Request, form: Form) -> str:
    edition, place = _sentence(state, request)
    number = int(form.get("opptak", "0")) if form.get("opptak", "0").isdecimal() else 0
    verdicts.choose(
        edition, place, number or None,
        by=form.get("namn", ""), why=form.get("kvifor", ""), expected=form.get("versjon"),
    )  # fmt: skip
    _put_out(state, edition)
    return state.t("desk.done.chosen", n=number) if number else state.t("desk.done.own")


def judge_sentence(state: DeskState, request: Request, form: Form) -> str:
    edition, place = _sentence(state, request)
    said = form.get("dom", "")
    verdicts.judge_sentence(
        edition,
        place,
        _word(said),
        by=form.get("namn", ""),
        why=form.get("kvifor", ""),
        expected=form.get("versjon"),
    )
    _put_out(state, edition)
    return state.t(f"desk.done.{said}", what=state.t("desk.sentence", place=place))


def judge_edition(state: DeskState, request: Request, form: Form) -> str:
    edition = state.edition(request.path_params["name"])
    said = form.get("dom", "")
    verdicts.judge(
        edition,
        _word(said),
        by=form.get("namn", ""),
        why=form.get("kvifor", ""),
        expected=form.get("versjon"),
    )
    _put_out(state, edition)
    return state.t(f"desk.done.{said}", what=edition.manifest.title)


def _word(said: str) -> verdicts.Judgement | None:
    if said not in _WORDS:
        raise UsageError("a verdict is ja, nei or angre")
    return _WORDS[said]


def _put_out(state: DeskState, edition: OnDesk) -> None:
    with state.making:
        night = state.room.put_out([edition])
    failed = [outcome.problem for outcome in night.outcomes if outcome.status == "failed"]
    if failed:
        raise UsageError("; ".join(failed))


def _sentence(state: DeskState, request: Request) -> tuple[OnDesk, str]:
    edition, place = state.edition(request.path_params["name"]), request.path_params["place"]
    edition.sentence(place)
    return edition, place
