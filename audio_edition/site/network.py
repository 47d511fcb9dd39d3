"""Connections to addresses that were checked: a name is looked up once, and what was checked is connected to."""

from __future__ import annotations

import functools
import ipaddress
import os
import socket
import ssl
from collections.abc import Iterable
from typing import Any

import httpcore
import httpx

from audio_edition.errors import FetchError

_WRAPPING = (ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("::ffff:0:0:0/96"))
"""Of translators (NAT64, SIIT): the last 32 bits are an IPv4 address."""
_UNICAST = ipaddress.ip_network("2000::/3")
"""All that is given out of IPv6's public network; the rest is local, or nobody's."""
_RESERVED = tuple(map(ipaddress.ip_network, ("192.0.0.0/24", "192.88.99.0/24", "3fff::/20")))
"""What Python, in one version or another, takes for public."""


def refuse_private(host: str, address: str) -> None:
    """Raise FetchError for an address that is not of the public network, in whatever way it is written."""
    if not is_public(address):
        raise FetchError(
            f"{host} leads to {address}, an address of a private network; "
            "set allow_private = true in sources.toml if that is meant"
        )


def is_public(address: str) -> bool:
    """Whether an IP address, and the IPv4 address that it may wrap, is one of the public network."""
    found = ipaddress.ip_address(address.split("%", maxsplit=1)[0])
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour
        if any(found in network for network in _WRAPPING):
            inner = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
        if found.teredo is not None:
            return False
        if inner is not None:
            return is_public(str(inner))
        if found not in _UNICAST:  # such as ::127.0.0.1, as it was once written
            return False
    if any(found.version == network.version and found in network for network in _RESERVED):
        return False
    return found.is_global and not found.is_multicast


def look_up(host: str, port: int) -> list[str]:
    """Addresses of a host. Raises OSError or UnicodeError when it has none."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


class _Checked(httpcore.NetworkBackend):
    """Connects to public addresses alone."""

    def __init__(self) -> None:
        self._plain = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        try:
            addresses = look_up(host, port)
        except (OSError, UnicodeError) as error:
            raise httpcore.ConnectError(f"the host cannot be found: {error}") from error
        for address in addresses:
            refuse_private(host, address)
        failure: Exception = httpcore.ConnectError("the host has no address")
        for address in addresses:
            try:
                return self._plain.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure

    def connect_unix_socket(self, *rest: Any, **named: Any) -> httpcore.NetworkStream:
        raise httpcore.ConnectError("only the network is visited")

    def sleep(self, seconds: float) -> None:
        self._plain.sleep(seconds)


def transport() -> httpx.HTTPTransport:
    """A transport of httpx that connects to public addresses alone."""
    made = httpx.HTTPTransport(verify=authorities())
    made._pool = httpcore.ConnectionPool(
        ssl_context=authorities(), network_backend=_Checked(), http1=True, http2=False
    )
    return made


def authorities() -> ssl.SSLContext:
    """Whom this machine trusts, and the file or folder that the environment names; read once, for it takes 25 ms."""
    return _authorities(os.environ.get("SSL_CERT_FILE"), os.environ.get("SSL_CERT_DIR"))


@functools.cache
def _authorities(file: str | None, folder: str | None) -> ssl.SSLContext:
    return httpx.create_ssl_context()
