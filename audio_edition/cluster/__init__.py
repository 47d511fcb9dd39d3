"""The work on a Dask cluster: whole articles on its workers, or the sentences of one spread over them.

    address    `local:4` starts a cluster here, `tcp://HOST:8786` is one that runs
    worker_studio  what a worker process holds: settings, voices, the studio; loaded once
    articles   whole articles: a bounded window in flight, published by the client, in order
    sentences  the sentences of one article
    watch      ends a worker whose work takes too long

Scheduling, trying again and counting deaths are Dask's; the extra `[cluster]` installs it.
"""
