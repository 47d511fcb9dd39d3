#!/usr/bin/env bash
# A Dask cluster on this machine as it would be on many: one scheduler, two workers, the examples made, all stopped.
#
#   examples/cluster/run.sh OUT [option of `audio-edition make` …]
#
# PYTHON names the Python that has audio-edition[cluster]. Each worker has a home of its own when HOMES is set to a
# folder; else all use the same voices and finished sentences, as on machines with a shared disk.
set -euo pipefail
cd "$(dirname "$0")/../.."
OUT=${1:?give the folder of editions}
shift
PYTHON=${PYTHON:-python3}
WORK=$(mktemp -d)
pids=()
stop() {
    for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
    wait 2>/dev/null || true
    rm -rf "$WORK"
}
trap stop EXIT

# Three deaths set an article aside; nothing waits behind the work of a thread; a worker does not watch
# itself at work, and the dashboard keeps a thousand tasks and not a hundred thousand.
export DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES=2 DASK_DISTRIBUTED__SCHEDULER__WORKER_SATURATION=1.0 \
    DASK_DISTRIBUTED__SCHEDULER__DASHBOARD__TASKS__TASK_STREAM_LENGTH=1000 DASK_DISTRIBUTED__ADMIN__LOW_LEVEL_LOG_LENGTH=100 \
    DASK_DISTRIBUTED__WORKER__PROFILE__ENABLED=False DASK_DISTRIBUTED__ADMIN__TICK__INTERVAL=1s

"$PYTHON" -m distributed.cli.dask_scheduler --host 127.0.0.1 --port 0 --dashboard-address 127.0.0.1:0 \
    --scheduler-file "$WORK/scheduler.json" 2>"$WORK/scheduler.log" &
pids+=($!)
for number in 1 2; do
    if [ -n "${HOMES:-}" ]; then export AUDIO_EDITION_HOME="$HOMES/$number"; fi
    "$PYTHON" -m distributed.cli.dask_worker --scheduler-file "$WORK/scheduler.json" --host 127.0.0.1 --nthreads 1 --nworkers 1 \
        --no-dashboard --local-directory "$WORK" 2>"$WORK/worker-$number.log" &
    pids+=($!)
done
for _ in $(seq 600); do
    [ -s "$WORK/scheduler.json" ] && break
    sleep 0.1
done
ADDRESS=$("$PYTHON" -c 'import json, sys; print(json.load(open(sys.argv[1]))["address"])' "$WORK/scheduler.json")
"$PYTHON" -m audio_edition make examples/ferje.txt examples/laks.md examples/skule.html --out "$OUT" --cluster "$ADDRESS" "$@"
