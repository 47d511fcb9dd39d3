"""Questions about speed and memory, each a program: `python benchmarks/bench_NAME.py`."""
