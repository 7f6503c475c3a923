"""Who may come in: tokens for programs, passwords and sessions for people. The store keeps hashes and nothing else."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping

from truceline.serve.settings import Settings
from truceline.serve.visitor import Visitor
from truceline.store import Store

COOKIE = "truceline"


class Door:
    """Tells who a request is from."""

    def __init__(self, settings: Settings, store: Store) -> None:
        self._settings = settings
        self._store = store

    def visitor(self, authorization: str | None, cookies: Mapping[str, str]) -> Visitor:
        """Who asks; on loopback a reader without a name, elsewhere one who may not read."""
        return Visitor(may_read=self._settings.is_local)

    def csrf(self, visitor: Visitor) -> str:
        """What a form must bring back, so that no other site's page can send it."""
        if visitor.session is None:
            return ""
        return hmac.new(visitor.session.encode(), b"truceline form", hashlib.sha256).hexdigest()
