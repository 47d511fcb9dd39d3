"""The recipes of docs/publishing.md, run: rsync to a folder and over ssh, and an S3 store on loopback."""

from __future__ import annotations

import getpass
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
NEWSROOM = ("report.html", "edition.json")


def recipe(folder: Path, target: str, script: Path) -> Path:
    """publish.sh as the document has it, for this folder and that target."""
    text = (ROOT / "docs" / "publishing.md").read_text(encoding="utf-8")
    found = re.search(r"```sh\n(#!/bin/sh\n# publish\.sh\n.*?)```", text, re.S)
    assert found
    said = found[1].replace("/srv/mysite/public", str(folder)).replace("user@host:/srv/lyd/", target)
    assert str(folder) in said and said.count(target) == 3
    script.write_text(said, encoding="utf-8")
    return script


def names(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def public(folder: Path) -> set[str]:
    """What of a published folder is for everybody."""
    return {
        name
        for name in names(folder)
        if not any(part.startswith(".") for part in name.split("/")) and Path(name).name not in NEWSROOM
    }


@pytest.fixture
def rsync() -> str:
    found = shutil.which("rsync")
    if found is None:
        pytest.skip("rsync is not installed (Debian: apt install rsync)")
    return found


def published_twice(site: Path, target: str, there: Path, script: Path, **environment: str) -> None:
    """The first run brings everything, the second takes away what is gone here."""
    run = ["sh", str(recipe(site / "public", target, script))]
    subprocess.run(run, check=True, env=os.environ | environment, timeout=60)
    assert names(there) == public(site / "public") and "feed.xml" in names(there)
    gone = next(path for path in (site / "public").iterdir() if path.is_dir() and path.name[0] not in "._")
    shutil.rmtree(gone)
    subprocess.run(run, check=True, env=os.environ | environment, timeout=60)
    assert names(there) == public(site / "public")
    assert not (there / gone.name).exists()


def test_rsync_to_a_folder(site: Path, tmp_path: Path, rsync: str) -> None:
    there = tmp_path / "web"
    there.mkdir()
    published_twice(site, f"{there}/", there, tmp_path / "publish.sh")


@pytest.fixture
def ssh(tmp_path: Path) -> Iterator[str]:
    """How ssh reaches a server on loopback that knows one key and nothing else."""
    server = shutil.which("sshd") or shutil.which("sshd", path="/usr/sbin")
    if server is None or shutil.which("ssh") is None:
        pytest.skip("there is no ssh server (Debian: apt install openssh-server)")
    if os.getuid() == 0:
        Path("/run/sshd").mkdir(exist_ok=True)
    folder = tmp_path / "ssh"
    folder.mkdir(mode=0o700)
    for name in ("host", "own"):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(folder / name)], check=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    (folder / "config").write_text(
        f"Port {port}\nListenAddress 127.0.0.1\nHostKey {folder}/host\nAuthorizedKeysFile {folder}/own.pub\n"
        f"PidFile {folder}/pid\nStrictModes no\nUsePAM no\nPasswordAuthentication no\nPermitRootLogin yes\n",
        encoding="utf-8",
    )
    running = subprocess.Popen([server, "-D", "-e", "-f", str(folder / "config")], stderr=subprocess.DEVNULL)
    try:
        for _ in range(100):
            with socket.socket() as knock:
                if knock.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield (
            f"ssh -p {port} -i {folder}/own -o BatchMode=yes -o StrictHostKeyChecking=no"
            f" -o UserKnownHostsFile={folder}/known -o IdentitiesOnly=yes"
        )
    finally:
        running.terminate()
        running.wait(10)


def test_rsync_over_ssh(site: Path, tmp_path: Path, rsync: str, ssh: str) -> None:
    there = tmp_path / "web"
    there.mkdir()
    target = f"{getpass.getuser()}@127.0.0.1:{there}/"
    published_twice(site, target, there, tmp_path / "publish.sh", RSYNC_RSH=ssh)


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    server = pytest.importorskip("moto.server", reason="moto is not installed: pip install 'moto[server]'")
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    running = server.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    running.start()
    host, port = running.get_host_and_port()
    yield f"http://{host}:{port}"
    running.stop()


def test_an_s3_store_gets_every_file_once_with_its_type_and_feeds_last(site: Path, store: str) -> None:
    import boto3

    client = boto3.client("s3", endpoint_url=store)
    client.create_bucket(Bucket="lyd")

    def publish(*options: str) -> list[str]:
        command = [
            sys.executable, str(ROOT / "examples" / "publish_s3.py"), str(site / "public"), "lyd", "--endpoint", store,
            *options,
        ]  # fmt: skip
        done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=120)
        return done.stdout.splitlines()

    sent = publish()
    assert set(sent) == public(site / "public")
    pages = [number for number, name in enumerate(sent) if name.endswith(".mp3")]
    feeds = [number for number, name in enumerate(sent) if name.endswith((".xml", ".opml"))]
    assert max(pages) < sent.index("index.html") < min(feeds)
    feed = client.head_object(Bucket="lyd", Key="feed.xml")
    assert feed["ContentType"] == "application/rss+xml; charset=utf-8"
    chapters = next(name for name in sent if name.startswith("_media/") and name.endswith(".chapters.json"))
    told = client.head_object(Bucket="lyd", Key=chapters)
    assert told["ContentType"] == "application/json+chapters" and "immutable" in told["CacheControl"]
    assert publish() == []
    gone = next(path for path in (site / "public").iterdir() if path.is_dir() and path.name[0] not in "._")
    shutil.rmtree(gone)
    (site / "public" / "feed.xml").write_bytes((site / "public" / "feed.xml").read_bytes() + b"\n")
    assert publish("--delete") == ["feed.xml"]
    left = {item["Key"] for item in client.list_objects_v2(Bucket="lyd")["Contents"]}
    assert left == public(site / "public")
