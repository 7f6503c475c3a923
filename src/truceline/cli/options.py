"""Options that the commands on a store share."""

from __future__ import annotations

from typing import Annotated

import typer

StoreName = Annotated[str, typer.Argument(metavar="STORE", help="A file, or postgresql://user@host/database.")]
Which = Annotated[str | None, typer.Option("--agreement", "-a", help="Which agreement, where the store holds several.")]
Since = Annotated[str | None, typer.Option(help="First day.")]
Until = Annotated[str | None, typer.Option(help="Last day.")]
