"""What a server is told when it starts: which store, where it listens, who may do what, and the clock."""

from __future__ import annotations

import datetime as dt
import ipaddress
from collections.abc import Callable

import msgspec


def read_clock() -> dt.datetime:
    """Now, in UTC."""
    return dt.datetime.now(dt.UTC).replace(microsecond=0)


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """``host`` and ``port`` to listen on. On loopback everybody may read; elsewhere nobody without having signed in.

    ``https`` says that what stands in front speaks HTTPS: cookies then travel over nothing else. ``body_limit`` is in
    bytes, ``rate`` in requests a second from one address with ``burst`` at once; ``delay_hours`` and ``floor`` hold
    back what is too new and too exact (None: as the release rules have it). ``now`` reads the clock.
    """

    store: str
    host: str = "127.0.0.1"
    port: int = 8000
    https: bool = False
    body_limit: int = 1_000_000
    patience: float = 15.0
    rate: float = 50.0
    burst: int = 500
    delay_hours: int | None = None
    session_hours: float = 12.0
    now: Callable[[], dt.datetime] = read_clock

    @property
    def is_local(self) -> bool:
        """True where only this machine can connect."""
        return is_loopback(self.host)


def is_loopback(host: str) -> bool:
    """True for an address, or a name, of this machine alone."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
