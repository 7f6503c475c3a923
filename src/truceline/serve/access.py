"""Who may come in: tokens for programs, passwords and sessions for people. The store keeps hashes and nothing else.

A token is 256 bits from the system and is kept as its SHA-256: it cannot be guessed, so that a slow hash would only
slow the server. A password is kept with Argon2id (RFC 9106) and costs the same time whether the name exists or not.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
from collections.abc import Mapping
from typing import get_args

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from truceline.errors import UsageError
from truceline.serve.guard import Pace
from truceline.serve.problems import Refused
from truceline.serve.settings import Settings
from truceline.serve.visitor import ROLES, Role, Visitor
from truceline.store import Account, Login, Session, Store

COOKIE = "truceline"
#: So many tries to sign in with one name, or from one address, at once; then one every so many seconds.
TRIES, EVERY = 5, 12.0
LEAST_LETTERS = 12
_PREFIX = "tl_"


def add_account(store: Store, name: str, role: str, *, at: str, password: str | None = None) -> str | None:
    """Let somebody ask: with a password, or with a token, which is given back this once. UsageError says what not."""
    name = name.strip()
    if not name or len(name) > 100 or not name.isprintable():
        raise UsageError("An account has a name of up to 100 letters.")
    if role not in get_args(Role):
        raise UsageError(f"There is no role {role}; there are {', '.join(ROLES)}.")
    if password is not None:
        if len(password) < LEAST_LETTERS:
            raise UsageError(f"A password has at least {LEAST_LETTERS} characters.")
        store.add_account(Account(name, role, "password", PasswordHasher().hash(password), at))
        return None
    token = _PREFIX + secrets.token_urlsafe(32)
    store.add_account(Account(name, role, "token", _digest(token), at))
    return token


class Door:
    """Tells who a request is from."""

    def __init__(self, settings: Settings, store: Store) -> None:
        self._settings = settings
        self._store = store
        self._hasher = PasswordHasher()
        self._pace = Pace(1 / EVERY, TRIES)
        self._nobody = self._hasher.hash(secrets.token_urlsafe(32))
        # One password at a time: each takes 64 MB for a moment, on purpose.
        self._one = threading.Lock()

    def _now(self) -> str:
        return self._settings.now().isoformat()

    def visitor(self, authorization: str | None, cookies: Mapping[str, str]) -> Visitor:
        """Who asks; on loopback a reader without a name, elsewhere one who may not read. Refused for a bad token."""
        if authorization is not None:
            kind, _, token = authorization.partition(" ")
            account = None
            if kind.lower() == "bearer" and token.isascii():
                with self._store.snapshot() as snapshot:
                    account = snapshot.token(_digest(token.strip()))
            if account is None:
                raise Refused(401, "This token is not known, or was revoked.", headers=CHALLENGE)
            return _visitor(account, None)
        cookie = cookies.get(COOKIE)
        if cookie:
            with self._store.snapshot() as snapshot:
                found = snapshot.session(_digest(cookie), now=self._now())
            if found is not None:
                return _visitor(found[1], found[0].id)
        return Visitor(may_read=self._settings.is_local)

    def sign_in(self, name: str, secret: str, *, address: str) -> str:
        """A cookie for a browser in which somebody gave a name with its password, or a token. Refused otherwise."""
        wait = max(self._pace.wait(f"name {name}"), self._pace.wait(f"from {address}"))
        if wait > 0:
            self._note(name, "refused: too many tries", address)
            raise Refused(429, "Too many tries; wait a minute.", headers={"retry-after": str(int(wait) + 1)})
        account = self._known(name, secret)
        if account is None:
            self._note(name, "refused", address)
            raise Refused(403, "The name and the password do not belong together.")
        cookie = secrets.token_urlsafe(32)
        now = self._settings.now()
        ends = now.timestamp() + self._settings.session_hours * 3600
        self._store.add_session(
            Session(
                _digest(cookie), account.name, now.isoformat(), type(now).fromtimestamp(ends, now.tzinfo).isoformat()
            )
        )
        self._note(account.name, "signed in", address)
        return cookie

    def sign_out(self, visitor: Visitor, *, address: str) -> None:
        """End this session."""
        if visitor.session is not None:
            self._store.end_session(visitor.session)
            self._note(visitor.name, "signed out", address)

    def end(self, session: str, visitor: Visitor, *, address: str) -> None:
        """End another session."""
        self._store.end_session(session)
        self._note(visitor.name, f"ended the session {session[:12]}", address)

    def csrf(self, visitor: Visitor) -> str:
        """What a form must bring back, so that no other site's page can send it."""
        if visitor.session is None:
            return ""
        return hmac.new(visitor.session.encode(), b"truceline form", hashlib.sha256).hexdigest()

    def check_form(self, visitor: Visitor, given: str | None) -> None:
        """Refused when a form of a session does not bring back what it was given."""
        expected = self.csrf(visitor)
        if visitor.session is not None and not hmac.compare_digest(expected.encode(), (given or "").encode()):
            raise Refused(403, "This form is from an earlier session; load its page again and send it once more.")

    def _known(self, name: str, secret: str) -> Account | None:
        with self._store.snapshot() as snapshot:
            token = snapshot.token(_digest(secret)) if secret.startswith(_PREFIX) else None
            account = snapshot.account(name)
        if token is not None:
            return token
        with self._one:
            try:
                known = account is not None and account.kind == "password"
                self._hasher.verify(account.secret if known and account is not None else self._nobody, secret)
            except (Argon2Error, InvalidHashError):
                return None
        return account if known else None

    def _note(self, name: str, what: str, address: str) -> None:
        self._store.note_login(Login(self._now(), name[:100].replace("\x00", ""), what, address))


#: What a program is told that gave no token, or a bad one (RFC 6750).
CHALLENGE = {"www-authenticate": 'Bearer realm="Truceline"'}


def _visitor(account: Account, session: str | None) -> Visitor:
    role: Role = account.role if account.role in ROLES else "reader"
    return Visitor(name=account.name, role=role, session=session)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
