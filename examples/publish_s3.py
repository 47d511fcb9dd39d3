"""Put the published folder of a site into an S3 bucket: sound and pages first, what points to them last.

    pip install boto3
    python examples/publish_s3.py mysite/public BUCKET [--endpoint URL] [--delete]

Credentials and region are found as boto3 finds them (environment, ~/.aws). A file is sent when it is not in the bucket
with the same bytes. `report.html` and `edition.json` of the editions are the newsroom's and stay here. `--delete` removes
what is no longer in the folder, after everything else.
"""

from __future__ import annotations

import argparse
import hashlib
from collections.abc import Iterator
from pathlib import Path

import boto3
from botocore.exceptions import ClientError

from audio_edition.site.server import content_type

KEPT_BACK = ("report.html", "edition.json")
LAST = (".xml", ".opml")
FOR_EVER = "public, max-age=31536000, immutable"
"""Names under _media/ change with their content."""
FRESH = "max-age=300"


def published(folder: Path) -> Iterator[Path]:
    """Files that go out, in their order: pages after what they link to, feeds at the end."""
    files = [
        path
        for path in folder.rglob("*")
        if path.is_file()
        and not any(part.startswith(".") for part in path.relative_to(folder).parts)
        and not (path.name in KEPT_BACK and path.parent != folder)
    ]
    return iter(sorted(files, key=lambda path: (path.suffix in LAST, path == folder / "index.html", path)))


def publish(folder: Path, bucket: str, *, endpoint: str | None = None, delete: bool = False) -> list[str]:
    """Send what is new or changed; returns the keys that were sent, in order. Raises ClientError of boto3."""
    client = boto3.client("s3", endpoint_url=endpoint)
    sent, keys = [], set()
    for path in published(folder):
        key = path.relative_to(folder).as_posix()
        keys.add(key)
        data = path.read_bytes()
        digest = hashlib.sha256(data).hexdigest()
        if stored_digest(client, bucket, key) == digest:
            continue
        client.put_object(
            Bucket=bucket,
            Key=key,
            Body=data,
            ContentType=content_type(path),
            CacheControl=FOR_EVER if key.startswith("_media/") else FRESH,
            Metadata={"sha256": digest},
        )
        sent.append(key)
    if delete:
        for page in client.get_paginator("list_objects_v2").paginate(Bucket=bucket):
            for known in page.get("Contents", ()):
                if known["Key"] not in keys:
                    client.delete_object(Bucket=bucket, Key=known["Key"])
    return sent


def stored_digest(client, bucket: str, key: str) -> str | None:  # type: ignore[no-untyped-def]
    """SHA-256 of what the bucket holds under `key`, as it was told when it was sent."""
    try:
        told: str | None = client.head_object(Bucket=bucket, Key=key)["Metadata"].get("sha256")
    except ClientError as error:
        if error.response["Error"]["Code"] in ("404", "NoSuchKey"):
            return None
        raise
    return told


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("bucket")
    parser.add_argument("--endpoint", help="address of an S3-compatible store")
    parser.add_argument("--delete", action="store_true", help="remove what is no longer in the folder")
    chosen = parser.parse_args()
    if not (chosen.folder / "index.html").is_file():
        parser.error(f"{chosen.folder}: is no published folder; it has no index.html")
    for name in publish(chosen.folder, chosen.bucket, endpoint=chosen.endpoint, delete=chosen.delete):
        print(name)
