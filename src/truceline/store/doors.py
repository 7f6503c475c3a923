"""Accounts, sessions and the audit of who signed in. Secrets are kept as hashes only, and nothing here is in the log:
it is about the server, and no part of the record."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Connection, delete, insert, select, update

from truceline.errors import UsageError
from truceline.store.schema import accounts, logins, sessions

#: So many lines of the audit are kept; older ones go.
KEPT_LOGINS = 100_000


class Account(NamedTuple):
    """Somebody who may ask: ``kind`` is password or token, ``secret`` a hash, ``revoked`` when it ended."""

    name: str
    role: str
    kind: str
    secret: str
    made: str
    revoked: str | None = None


class Session(NamedTuple):
    """A browser in which somebody signed in; ``id`` is the SHA-256 of what its cookie holds."""

    id: str
    account: str
    begun: str
    ends: str


class Login(NamedTuple):
    """A line of the audit."""

    at: str
    account: str
    what: str
    address: str


def read_accounts(connection: Connection) -> list[Account]:
    """Every account, revoked ones too, by name."""
    return sorted(Account(*row) for row in connection.execute(select(*(accounts.c[f] for f in Account._fields))))


def keep_account(connection: Connection, account: Account) -> None:
    """Keep an account; a name that was revoked may be given again. UsageError when somebody has it."""
    there = connection.execute(select(accounts.c.revoked).where(accounts.c.name == account.name)).first()
    if there is not None and there.revoked is None:
        raise UsageError(f"There is an account {account.name} already; revoke it first, or choose another name.")
    connection.execute(delete(accounts).where(accounts.c.name == account.name))
    connection.execute(insert(accounts).values(**account._asdict()))


def revoke_account(connection: Connection, name: str, *, at: str) -> None:
    """End an account and all of its sessions. UsageError when there is none."""
    ended = connection.execute(
        update(accounts).where(accounts.c.name == name, accounts.c.revoked.is_(None)).values(revoked=at)
    )
    if ended.rowcount == 0:
        raise UsageError(f"There is no account {name} to revoke.")
    connection.execute(delete(sessions).where(sessions.c.account == name))


def read_session(connection: Connection, id_: str, *, now: str) -> tuple[Session, Account] | None:
    """A session that has not ended, with its account, if that has not been revoked."""
    row = connection.execute(select(sessions).where(sessions.c.id == id_, sessions.c.ends > now)).first()
    if row is None:
        return None
    account = find_account(connection, row.account)
    return None if account is None else (Session(row.id, row.account, row.begun, row.ends), account)


def find_account(connection: Connection, name: str) -> Account | None:
    """An account that has not been revoked."""
    query = select(*(accounts.c[f] for f in Account._fields)).where(
        accounts.c.name == name, accounts.c.revoked.is_(None)
    )
    row = connection.execute(query).first()
    return None if row is None else Account(*row)


def find_token(connection: Connection, secret: str) -> Account | None:
    """The account whose token has this hash."""
    query = select(*(accounts.c[f] for f in Account._fields)).where(
        accounts.c.secret == secret, accounts.c.kind == "token", accounts.c.revoked.is_(None)
    )
    row = connection.execute(query).first()
    return None if row is None else Account(*row)


def keep_session(connection: Connection, session: Session) -> None:
    """Note that somebody signed in; sessions that have ended go."""
    connection.execute(delete(sessions).where(sessions.c.ends <= session.begun))
    connection.execute(insert(sessions).values(**session._asdict()))


def end_session(connection: Connection, id_: str) -> None:
    """Sign out, here or from elsewhere."""
    connection.execute(delete(sessions).where(sessions.c.id == id_))


def read_sessions(connection: Connection, *, now: str) -> list[Session]:
    """The sessions that have not ended, the latest first."""
    rows = connection.execute(select(sessions).where(sessions.c.ends > now))
    return sorted(
        (Session(r.id, r.account, r.begun, r.ends) for r in rows), key=lambda s: (s.begun, s.id), reverse=True
    )


def note_login(connection: Connection, login: Login) -> None:
    """Add a line to the audit."""
    made = connection.execute(insert(logins).values(**login._asdict())).inserted_primary_key
    if made is not None and made[0] % 1000 == 0:
        connection.execute(delete(logins).where(logins.c.number <= made[0] - KEPT_LOGINS))


def read_logins(connection: Connection, *, most: int) -> list[Login]:
    """The audit, the latest first."""
    query = select(logins).order_by(logins.c.number.desc()).limit(most)
    return [Login(row.at, row.account, row.what, row.address) for row in connection.execute(query)]
