"""Commands that let others ask a store over HTTP: the server, and who may come in."""

from __future__ import annotations

import sys
from enum import StrEnum
from typing import Annotated

import typer

from truceline.cli.commands import _now, _out, _stderr, app
from truceline.cli.options import StoreName


class Role(StrEnum):
    """What an account may do; each may do what the ones before it may."""

    READER = "reader"
    REVIEWER = "reviewer"
    ADMIN = "admin"


@app.command()
def serve(
    store: StoreName,
    host: Annotated[
        str, typer.Option(help="The address to listen on. On all but loopback, reading needs signing in.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="The port to listen on.")] = 8000,
    https: Annotated[
        bool, typer.Option("--https", help="A proxy in front speaks HTTPS: cookies travel over nothing else.")
    ] = False,
    delay: Annotated[
        int | None, typer.Option(min=24, help="Hours after which readers see what happened; reviewers see all.")
    ] = None,
) -> None:
    """Show a store to people in a browser, and to programs as JSON. Nothing is fetched and nothing is sent out.

    Everybody on this machine may read; to review, make an account with truceline access add, and sign in.

    \b
    truceline serve idlib.db
    truceline serve postgresql://monitor@db.example/idlib --host 0.0.0.0 --port 8443 --https
    """
    import uvicorn

    from truceline.serve import Settings, add_account, is_loopback, make_app
    from truceline.store import open_store

    with open_store(store) as opened:
        settings = Settings(store=opened.name, host=host, port=port, https=https, delay_hours=delay)
        if not is_loopback(host):
            with opened.snapshot() as snapshot:
                nobody = all(account.revoked is not None for account in snapshot.accounts())
            if nobody:
                token = add_account(opened, "first admin", "admin", at=_now())
                _stderr(f"Nobody could sign in yet. The token of the account 'first admin', shown this once: {token}")
            if not https:
                _stderr("Without --https passwords and cookies travel in the clear; put a proxy with HTTPS in front.")
        _stderr(f"http://{f'[{host}]' if ':' in host else host}:{port}/  (end with Ctrl-C)")
        uvicorn.run(
            make_app(settings, opened),
            host=host,
            port=port,
            log_level="warning",
            access_log=False,  # addresses say what was asked
            server_header=False,
            proxy_headers=False,
            limit_concurrency=200,
            timeout_keep_alive=15,
            ws="none",
        )


access_app = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None, help="Who may come in over HTTP: add, list, revoke, audit."
)
app.add_typer(access_app, name="access")


@access_app.command("add")
def access_add(
    store: StoreName,
    name: Annotated[str, typer.Argument(help="What decisions are signed with.")],
    role: Annotated[Role, typer.Option(help="What the account may do.")] = Role.READER,
    password: Annotated[
        bool, typer.Option("--password", help="Read a password from standard input, for people; else a token is made.")
    ] = False,
) -> None:
    """Make an account: with a token, which is printed this once, or with a password for signing in.

    \b
    truceline access add idlib.db "A. Monitor" --role reviewer --password < password.txt
    truceline access add idlib.db dashboard --role reader
    """
    from truceline.serve import add_account
    from truceline.store import open_store

    secret = sys.stdin.readline().rstrip("\r\n") if password else None
    with open_store(store) as opened:
        token = add_account(opened, name, role.value, at=_now(), password=secret)
    _out(f"{token if token is not None else f'{name}: may sign in'}\n".encode())


@access_app.command("list")
def access_list(store: StoreName) -> None:
    """Every account, with its role and when it was made or revoked.

    \b
    truceline access list idlib.db
    """
    from truceline.show import visible
    from truceline.store import open_store

    with open_store(store) as opened, opened.snapshot() as snapshot:
        for account in snapshot.accounts():
            ended = f"  revoked {account.revoked}" if account.revoked else ""
            _out(f"{visible(account.name)}  {account.role}  {account.kind}  {account.made}{ended}\n".encode())


@access_app.command("revoke")
def access_revoke(store: StoreName, name: Annotated[str, typer.Argument(help="The name of an account.")]) -> None:
    """End an account and sign it out everywhere, at once.

    \b
    truceline access revoke idlib.db press
    """
    from truceline.store import open_store

    with open_store(store) as opened:
        opened.revoke_account(name, at=_now())
    _out(f"{name}: revoked\n".encode())


@access_app.command("audit")
def access_audit(
    store: StoreName, most: Annotated[int, typer.Option(min=1, help="So many lines, the latest first.")] = 50
) -> None:
    """Who signed in, who was refused, and who was signed out.

    \b
    truceline access audit idlib.db --most 20
    """
    from truceline.show import visible
    from truceline.store import open_store

    with open_store(store) as opened, opened.snapshot() as snapshot:
        for login in snapshot.logins(most=most):
            _out(f"{login.at}  {visible(login.account)}  {login.what}  {login.address}\n".encode())
