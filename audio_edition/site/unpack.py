"""The body of an answer as it was before it was packed, counted while it is unpacked, layer by layer."""

from __future__ import annotations

import zlib
from collections.abc import Iterable

from audio_edition.errors import FetchError

_MOST_LAYERS = 2
_STEP_BYTES = 1 << 16
_MEMBER = b"\x1f\x8b"


def unpacked(blocks: Iterable[bytes], encoding: str, max_bytes: int, *, cut: bool = False) -> bytes:
    """All of `blocks` with the layers of a Content-Encoding taken off; no layer may have more than `max_bytes`.

    `cut`: of what is larger the first `max_bytes` are given, where it is not packed.

    Raises FetchError, one sentence without the address, for what is too large, cut short, or packed in a way that
    was not asked for.
    """
    names = [name.strip().lower() for name in encoding.split(",")]
    names = [name for name in names if name and name != "identity"]
    if len(names) > _MOST_LAYERS:
        raise FetchError(f"the answer is packed {len(names)} times over")
    for name in names:
        if name not in ("gzip", "x-gzip", "deflate"):
            raise FetchError(f"the answer is packed as {name[:40]!r}, which was not asked for")
    layers = [_Layer(name) for name in reversed(names)]
    data = bytearray()
    raw = 0
    for block in blocks:
        raw += len(block)
        if raw > max_bytes:
            if cut and not layers:
                return bytes(data + block)[:max_bytes]
            raise _too_large(max_bytes)
        data += _through(layers, block, max_bytes, len(data))
        if len(data) > max_bytes:
            raise _too_large(max_bytes)
    if any(not layer.is_whole for layer in layers) and raw:
        raise FetchError("the answer ends in the middle of its packed data")
    return bytes(data)


def _through(layers: list[_Layer], block: bytes, max_bytes: int, held: int) -> bytes:
    if not layers:
        return block
    out = bytearray()
    for part in layers[0].feed(block, max_bytes):
        out += _through(layers[1:], part, max_bytes, held + len(out))
        if held + len(out) > max_bytes:
            raise _too_large(max_bytes)
    return bytes(out)


class _Layer:
    """One packing. Data of gzip may be several members, each packed alone, that follow each other (RFC 1952)."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._inflate = self._fresh()
        self._made = 0
        self._begun = False
        self._held = b""
        """Less than the two bytes by which the beginning of packed data is known."""

    def _fresh(self) -> zlib._Decompress:
        return zlib.decompressobj(zlib.MAX_WBITS if self._name == "deflate" else zlib.MAX_WBITS | 16)

    @property
    def is_whole(self) -> bool:
        return self._inflate.eof

    def feed(self, block: bytes, max_bytes: int) -> Iterable[bytes]:
        """What `block` unpacks to, in steps of a limited size; what follows the end of the packed data is passed over."""
        left = self._held + block
        self._held = b""
        while left:
            if self._inflate.eof or not self._begun:
                if len(left) < 2:
                    self._held = left
                    return
                if self._inflate.eof:
                    if self._name == "deflate" or left[:2] != _MEMBER:
                        return
                    self._inflate = self._fresh()
            try:
                part = self._inflate.decompress(left, _STEP_BYTES)
            except zlib.error as error:
                if self._name != "deflate" or self._begun:
                    raise FetchError(f"the answer cannot be unpacked: {error}") from error
                self._inflate = zlib.decompressobj(-zlib.MAX_WBITS)  # many servers leave the header off
                self._begun = True
                continue
            self._begun = True
            self._made += len(part)
            if self._made > max_bytes:
                raise _too_large(max_bytes)
            yield part
            left = self._inflate.unconsumed_tail or self._inflate.unused_data


def _too_large(max_bytes: int) -> FetchError:
    return FetchError(f"the answer is larger than {max_bytes / 1e6:.1f} MB")
