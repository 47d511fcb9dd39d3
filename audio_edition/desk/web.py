"""The desk in the browser (extra [desk]): a Starlette application over the same functions as the commands."""

from __future__ import annotations

import functools
import logging
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from audio_edition.desk import actions, views
from audio_edition.desk.correct import preview
from audio_edition.desk.guard import HEADERS, Guard
from audio_edition.desk.room import Room
from audio_edition.desk.state import DeskState
from audio_edition.desk.takes import own_reading, takes_of
from audio_edition.desk.verdicts import Overtaken
from audio_edition.errors import AudioEditionError, UsageError
from audio_edition.site.server import is_own, own_names

_log = logging.getLogger(__name__)
_ASSETS = {"desk.css": "text/css; charset=utf-8", "desk.js": "text/javascript; charset=utf-8"}
_MOST_FORM_BYTES = 64_000
TEMPLATES = Path(__file__).parent / "templates"

View = Callable[[DeskState, Request], Response]


class Desk:
    """The application of one site: `desk.app` for a server, `desk.path` where its pages begin."""

    def __init__(self, room: Room) -> None:
        """Raises VoiceError, SettingsError or LexiconError when the site cannot be worked on."""
        self.guard, self.state = Guard(), DeskState(room)
        self.names = own_names("127.0.0.1")
        self.path = f"/{self.guard.token}/"
        get, post = self._get, self._post
        sentence = "/{token}/utgave/{name}/{place}"
        self.app = Starlette(
            routes=[
                Route("/{token}/", get(views.overview)),
                Route("/{token}/fil/{asset}", get(_asset)),
                Route("/{token}/utgave/{name}/", get(views.edition)),
                Route("/{token}/utgave/{name}/lyd.mp3", get(_sound)),
                Route("/{token}/utgave/{name}/dom", post(actions.judge_edition), methods=["POST"]),
                Route(f"{sentence}/", get(views.sentence)),
                Route(f"{sentence}/les.flac", get(_preview)),
                Route(f"{sentence}/opptak/{{number:int}}.flac", get(_take)),
                Route(f"{sentence}/ord", post(actions.correct_word), methods=["POST"]),
                Route(f"{sentence}/opptak", post(actions.new_takes), methods=["POST"]),
                Route(f"{sentence}/vel", post(actions.choose_take), methods=["POST"]),
                Route(f"{sentence}/dom", post(actions.judge_sentence), methods=["POST"]),
            ]
        )

    def _get(self, view: View) -> Callable[[Request], Any]:
        async def answer(request: Request) -> Response:
            if refused := self._refusal(request):
                return refused
            return _guarded(await run_in_threadpool(self._told, view, request))

        return answer

    def _post(self, act: Callable[[DeskState, Request, dict[str, str]], str]) -> Callable[[Request], Any]:
        async def answer(request: Request) -> Response:
            if refused := self._refusal(request):
                return refused
            body = b""
            async for part in request.stream():
                body += part
                if len(body) > _MOST_FORM_BYTES:
                    return _guarded(PlainTextResponse("The form is too large", 413))
            fields = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True)
            form = {key: values[0] for key, values in fields.items()}
            if not self.guard.is_ours(request.headers, form.get("csrf", "")):
                return _guarded(PlainTextResponse("This form was not sent from the desk", 403))
            return _guarded(
                await run_in_threadpool(self._told, functools.partial(_acted, act, form), request)
            )

        return answer

    def _refusal(self, request: Request) -> Response | None:
        if not is_own(request.headers.get("host"), self.names):
            return _guarded(PlainTextResponse("This desk answers under its own names only", 421))
        if not self.guard.knows(request.path_params["token"]):
            return _guarded(PlainTextResponse("Not found", 404))
        request.state.form = self.guard.form
        return None

    def _told(self, view: View, request: Request) -> Response:
        """The view's answer, or a page that says in one sentence why there is none."""
        try:
            return view(self.state, request)
        except Overtaken as error:
            return views.problem(self.state, request, error, 409)
        except UsageError as error:
            return views.problem(self.state, request, error, 404 if request.method == "GET" else 400)
        except AudioEditionError as error:
            return views.problem(self.state, request, error, 500)


def _acted(act: Any, form: dict[str, str], state: DeskState, request: Request) -> Response:
    """After an action back to a page, with what was done and in how many seconds."""
    begun = time.monotonic()
    done = act(state, request, form)
    told = state.t("desk.done.in", done=done, seconds=state.t.number(time.monotonic() - begun))
    back = form.get("attende", "")
    base = f"/{request.path_params['token']}/"
    # Only our own pages: an address of elsewhere is none of ours.
    target = base + quote(back.lstrip("/"), safe="/.~-_%") if back and ".." not in back else base
    return RedirectResponse(f"{target}?gjort={quote(told)}", 303)


def _guarded(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers[name] = value
    return response


def _asset(state: DeskState, request: Request) -> Response:
    name = request.path_params["asset"]
    if name not in _ASSETS:
        return PlainTextResponse("Not found", 404)
    return Response((TEMPLATES / name).read_bytes(), media_type=_ASSETS[name])


def _sound(state: DeskState, request: Request) -> Response:
    return FileResponse(
        state.edition(request.path_params["name"]).folder / "edition.mp3", media_type="audio/mpeg"
    )


def _preview(state: DeskState, request: Request) -> Response:
    edition = state.edition(request.path_params["name"])
    word, sounds = request.query_params.get("ord", ""), request.query_params.get("lydar", "")
    with state.speaking:
        clip = preview(state.booth, edition, request.path_params["place"], word, sounds)
    return FileResponse(clip.path, media_type="audio/flac")


def _take(state: DeskState, request: Request) -> Response:
    """The sound of a take; number 0 is the edition's own reading."""
    edition, place = state.edition(request.path_params["name"]), request.path_params["place"]
    number = request.path_params["number"]
    with state.speaking:
        if number == 0:
            return FileResponse(own_reading(state.booth, edition, place).path, media_type="audio/flac")
        heard = next(
            (one for one in takes_of(state.booth, edition, place) if one.take.number == number), None
        )
    if heard is None or heard.clip is None:
        raise UsageError(heard.problem if heard is not None else f"there is no take {number}")
    return FileResponse(heard.clip.path, media_type="audio/flac")
