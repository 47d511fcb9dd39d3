"""A real S3 server on loopback that asks for credentials, for tests that are given its environment."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

_NUMBERS = count(1)
_SERVER = """
import sys, time, pathlib
from moto.server import ThreadedMotoServer
server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
server.start()
path = pathlib.Path(sys.argv[1])
path.with_suffix(".new").write_text(str(server.get_host_and_port()[1]))
path.with_suffix(".new").rename(path)
time.sleep(3600)
"""
_TO_MAKE_A_USER = "3"
"""Calls that moto takes from anybody."""


@contextmanager
def s3_server(folder: Path) -> Iterator[dict[str, str]]:
    """moto's server, without a bucket; what makes a process use it, as environment variables."""
    port_file = folder / "moto.port"
    with open(folder / "moto.log", "wb") as log:
        server = subprocess.Popen(
            [sys.executable, "-c", _SERVER, str(port_file)],
            stdout=log,
            stderr=log,
            env=os.environ | {"INITIAL_NO_AUTH_ACTION_COUNT": _TO_MAKE_A_USER},
        )
    try:
        while not port_file.exists():
            assert server.poll() is None, (folder / "moto.log").read_text()
            time.sleep(0.05)
        environment = {
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port_file.read_text()}",
            "AWS_ACCESS_KEY_ID": "ingen",
            "AWS_SECRET_ACCESS_KEY": "ingen",
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_EC2_METADATA_DISABLED": "true",
        }
        yield environment | user(environment, "skriv", "s3:*", "iam:*")
    finally:
        server.kill()
        server.wait()


def user(environment: dict[str, str], name: str, *may: str) -> dict[str, str]:
    """Credentials of a new user who may do so much."""
    iam = _service("iam", environment)
    statement = {"Effect": "Allow", "Action": may, "Resource": "*"}
    iam.create_user(UserName=name)
    iam.put_user_policy(
        UserName=name,
        PolicyName=name,
        PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [statement]}),
    )
    key = iam.create_access_key(UserName=name)["AccessKey"]
    return {"AWS_ACCESS_KEY_ID": key["AccessKeyId"], "AWS_SECRET_ACCESS_KEY": key["SecretAccessKey"]}


def keep_in(environment: dict[str, str]) -> str:
    """Name of a new bucket."""
    name = f"lyd-{next(_NUMBERS)}"
    _service("s3", environment).create_bucket(Bucket=name)
    return name


def _service(name: str, environment: dict[str, str]) -> Any:
    import boto3

    return boto3.client(
        name,
        endpoint_url=environment["AWS_ENDPOINT_URL"],
        region_name=environment["AWS_DEFAULT_REGION"],
        aws_access_key_id=environment["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=environment["AWS_SECRET_ACCESS_KEY"],
    )
