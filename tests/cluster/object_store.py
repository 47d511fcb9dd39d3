"""A real S3 server on loopback, for a test that is given its environment."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

BUCKET = "lyd"


@contextmanager
def s3_server(folder: Path) -> Iterator[dict[str, str]]:
    """moto's server with one empty bucket; what makes a process use it, as environment variables."""
    port_file = folder / "moto.port"
    code = (
        "import sys, time, pathlib; from moto.server import ThreadedMotoServer;"
        "server = ThreadedMotoServer(ip_address='127.0.0.1', port=0, verbose=False); server.start();"
        f"path = pathlib.Path({str(port_file)!r}); path.with_suffix('.new').write_text(str(server.get_host_and_port()[1]));"
        "path.with_suffix('.new').rename(path); time.sleep(3600)"
    )
    with open(folder / "moto.log", "wb") as log:
        server = subprocess.Popen([sys.executable, "-c", code], stdout=log, stderr=log)
    try:
        while not port_file.exists():
            assert server.poll() is None, (folder / "moto.log").read_text()
            time.sleep(0.1)
        environment = {
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port_file.read_text()}",
            "AWS_ACCESS_KEY_ID": "nokkel",
            "AWS_SECRET_ACCESS_KEY": "loynd",
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_EC2_METADATA_DISABLED": "true",
        }
        make = f"import boto3; boto3.client('s3').create_bucket(Bucket={BUCKET!r})"
        subprocess.run([sys.executable, "-c", make], check=True, env=os.environ | environment, timeout=60)
        yield environment
    finally:
        server.kill()
        server.wait()
