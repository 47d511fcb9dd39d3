"""The scheduler of a long run does not keep the name of every task that it has ever had."""

from __future__ import annotations

import pytest
from dask.utils import key_split
from distributed import Client, LocalCluster

from audio_edition.cluster import scheduler_names
from audio_edition.cluster.scheduler_names import ForgetNames

pytestmark = pytest.mark.slow


def test_names_of_tasks_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scheduler_names, "KEPT", 10)
    cluster = LocalCluster(n_workers=1, threads_per_worker=1, processes=False, dashboard_address=":0")
    with cluster, Client(cluster) as client:

        def kept_names(run: str) -> int:
            key_split.cache_clear()
            for number in range(60):
                client.submit(abs, number, key=f"{run}-{number:08d}a1").result(timeout=60)
            return int(key_split.cache_info().currsize)

        without = kept_names("without")
        client.register_plugin(ForgetNames("a run"), name="a run")
        with_it = kept_names("with")
        client.unregister_scheduler_plugin("a run")
    assert without >= 60
    assert with_it < 30
