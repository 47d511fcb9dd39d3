"""The workers of a run: connected to when there is something to do, looked at, told what the work is."""

from __future__ import annotations

import contextlib
import time
import uuid
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from audio_edition.cluster.address import check
from audio_edition.edition.shelves import shelf_of
from audio_edition.edition.talk import Talk
from audio_edition.errors import ClusterError, SettingsError
from audio_edition.settings import Settings
from audio_edition.voices import build_cast

if TYPE_CHECKING:
    from distributed import Client

    from audio_edition.cluster.worker_studio import Contract
    from audio_edition.edition.steadiness import History

_COME_BACK_S = 120.0
"""How long a scheduler that went away is waited for, and workers where there is none left."""
_LOOK_S = 5.0
_LOOKS = 5
"""Times that workers are looked at once more, where others came meanwhile."""


class Hired:
    """A cluster's workers, for one run; nothing is started before `client` is asked for."""

    def __init__(self, settings: Settings, talk: Talk, *, fresh: bool, out: Path) -> None:
        """`out`: the folder of editions. Raises as `address.check`."""
        assert settings.cluster is not None
        check(settings.cluster)
        for key in ("store", "clips"):
            if (getattr(settings, key) or "").startswith("memory:"):
                raise SettingsError(
                    f"{key}: {getattr(settings, key)} is in the memory of one process, and no worker sees it; give s3://…"
                )
        self.address = settings.cluster
        self.settings, self.talk = settings, talk
        self.run = uuid.uuid4().hex[:12]
        self.threads = 0
        """The most that worked at the same time."""
        self.begun: float | None = None
        self._fresh, self._out = fresh, out
        self._stack = contextlib.ExitStack()
        self._client: Client | None = None
        self._refused: dict[str, str] = {}
        self._looked = self._last_seen = 0.0
        self._workers: dict[str, int] = {}
        self._listener: Any = None
        self._past: History | None = None

    @property
    def name(self) -> str:
        """Of the workers' studios."""
        return f"audio-edition-{self.run}"

    @property
    def client(self) -> Client:
        """Connected; every worker has been looked at. Raises ClusterError when nobody can work."""
        if self._client is None:
            self._connect()
        assert self._client is not None
        return self._client

    def listen(self, listener: Any) -> None:
        """`listener(what, key, *more)` is called, in another thread, with what workers tell."""
        self._listener = listener

    def slots(self) -> int:
        """Threads of all workers that may work. Raises ClusterError when there has been none for some time."""
        now = time.monotonic()
        if now - self._looked > _LOOK_S or not self._workers:
            self._looked = now
            with contextlib.suppress(OSError, TimeoutError):
                found = self.client.nthreads()
                self._workers = {at: count for at, count in found.items() if at not in self._refused}
            if self._workers:
                self._last_seen = now
            elif now - self._last_seen > _COME_BACK_S:
                raise ClusterError(
                    f"{self.address}: no worker is left to make articles with; what is finished is kept, run again"
                )
        self.threads = max(self.threads, sum(self._workers.values()))
        return sum(self._workers.values())

    def restriction(self) -> dict[str, Any]:
        """What keeps work from workers that are refused, as options of Dask's `submit`."""
        return {"workers": list(self._workers), "allow_other_workers": False} if self._refused else {}

    def lost(self) -> None:
        """The scheduler went away: wait for it, and begin anew with it. Raises ClusterError when it stays away."""
        self.talk.warning(f"{self.address}: the scheduler went away; waiting for it")
        self.close()
        latest = time.monotonic() + _COME_BACK_S
        while True:
            try:
                self._connect()
                if self.slots():
                    return
                raise ClusterError(f"{self.address}: has no worker yet")
            except ClusterError:
                if time.monotonic() > latest:
                    raise ClusterError(
                        f"{self.address}: the scheduler or its workers did not come back within {_COME_BACK_S:.0f} s; "
                        "what is finished is kept, run again"
                    ) from None
                self.close()
                time.sleep(1)

    def close(self) -> None:
        """Free the workers, and end them where they were started here."""
        client, self._client = self._client, None
        if client is not None:
            with contextlib.suppress(Exception):
                client.unregister_worker_plugin(self.name)
            with contextlib.suppress(Exception):
                client.unregister_scheduler_plugin(self.name)
        self._workers = {}
        self._stack.close()

    def _connect(self) -> None:
        from audio_edition.cluster import connection, facts, scheduler_names, worker_studio
        from audio_edition.edition import steadiness

        cast = build_cast(self.settings)
        ours = facts.facts(self.settings, cast)
        client = self._stack.enter_context(connection.connected(self.address))
        self._client = client
        token = f".audio-edition.seen-{self.run}"
        bench = shelf_of(self.settings, self._out).bench
        bench.show(token)
        self._stack.callback(bench.hide, token)
        if self._past is None:  # the same when a scheduler came back in the middle of the run
            self._past = steadiness.History(self._out).looked_up(cast)
        contract = worker_studio.Contract(
            self.run, self.settings, self._fresh, ours, bench, token, self._past
        )
        with contextlib.suppress(TimeoutError):
            client.wait_for_workers(1, timeout=20)
        found = self._examined(client, contract)
        with contextlib.suppress(Exception):  # a scheduler that loads nothing of ours needs more memory
            client.register_plugin(scheduler_names.ForgetNames(self.name), name=self.name)
        client.subscribe_topic(worker_studio.TOPIC, self._heard)
        warnings.filterwarnings("ignore", message="Sending large graph", module="distributed")
        self.begun = self.begun or time.monotonic()
        self._looked, self._last_seen = 0.0, time.monotonic()
        count = self.slots()
        if not found:
            raise ClusterError(f"{self.address}: has no worker; start one with: dask worker {self.address}")
        link = client.dashboard_link
        self.talk.stage(f"cluster {self.address}: {count} worker threads; dashboard {link}")

    def _examined(self, client: Client, contract: Contract) -> Mapping[str, str]:
        """Look at every worker and give those that may work their studio: worker → why it is refused, or nothing."""
        from audio_edition.cluster import worker_studio

        for left in range(_LOOKS, -1, -1):
            found = {
                at: str(why)
                for at, why in client.run(worker_studio.examine, contract, on_error="return").items()
            }
            for at, why in found.items():
                if why and at not in self._refused:
                    self._refused[at] = why
                    self.talk.warning(f"the worker {at} is refused: {why}")
            refused = frozenset(at for at in found if at in self._refused)
            if found and len(refused) == len(found):
                raise ClusterError(
                    f"{self.address}: none of its workers can be used: {self._refused[next(iter(found))]}"
                )
            try:
                client.register_plugin(worker_studio.WorkerStudio(contract, refused), name=contract.name)
                return found
            except RuntimeError as error:  # one came while the others were looked at, and is another
                if not left:
                    raise ClusterError(f"{self.address}: {error}") from error
        raise AssertionError

    def _heard(self, event: tuple[float, dict[str, Any]]) -> None:
        _, said = event
        if said.get("run") == self.run and self._listener is not None:
            self._listener(said["what"], said["key"], *said["more"])
