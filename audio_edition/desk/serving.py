"""The desk as a server of its own on this machine."""

from __future__ import annotations

import socket
from collections.abc import Callable

import uvicorn

from audio_edition.desk.guard import loopback
from audio_edition.desk.room import Room
from audio_edition.desk.web import Desk
from audio_edition.errors import UsageError
from audio_edition.site.config import Site


def serve_desk(site: Site, host: str, port: int, on_ready: Callable[[str], None]) -> None:
    """Serve the desk of `site` until interrupted; `on_ready` is told its address, token and all.

    Raises UsageError for a host that is not this machine's own or a port that cannot be had, VoiceError or
    SettingsError when the site cannot be worked on.
    """
    listening = _listen(loopback(host), port)
    with listening:
        desk = Desk(Room(site.editions, site))
        desk.state.load()
        shown = f"[{host}]" if ":" in host else host
        on_ready(f"http://{shown}:{listening.getsockname()[1]}{desk.path}")
        # Its own log would hold the token.
        config = uvicorn.Config(desk.app, log_level="warning", access_log=False, server_header=False)
        try:
            uvicorn.Server(config).run(sockets=[listening])
        finally:
            desk.state.booth.close()


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as error:
        listening.close()
        raise UsageError(
            f"cannot listen on {host}:{port}: {error.strerror or error}; choose another --port"
        ) from error
    return listening
