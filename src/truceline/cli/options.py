"""Options that the commands on a store share."""

from __future__ import annotations

from typing import Annotated

import typer

StoreName = Annotated[str, typer.Argument(metavar="STORE", help="A file, or postgresql://user@host/database.")]
Which = Annotated[str | None, typer.Option("--agreement", "-a", help="Which agreement, where the store holds several.")]
Since = Annotated[str | None, typer.Option(help="First day.")]
Until = Annotated[str | None, typer.Option(help="Last day.")]

#: The filter, under the names that it has everywhere (``truceline.model.selection.Filter``).
Terms = Annotated[list[str] | None, typer.Option("--term", help="Only this term; may be given again.")]
Parties = Annotated[list[str] | None, typer.Option("--party", help="Only this party; may be given again.")]
Statuses = Annotated[list[str] | None, typer.Option("--status", help="Only cells of this status; may be given again.")]
Types = Annotated[list[str] | None, typer.Option("--type", help="Only this event type and its kinds.")]
Sources = Annotated[list[str] | None, typer.Option("--source", help="Only what this source says.")]
Reports = Annotated[list[str] | None, typer.Option("--report", help="Only this report (sha256:…).")]
Places = Annotated[list[str] | None, typer.Option("--place", help="Only this place and what lies in it: a name or id.")]
ZonesOption = Annotated[list[str] | None, typer.Option("--zone", help="Only what may lie in this zone.")]
Area = Annotated[str | None, typer.Option("--area", help="Only what may lie in WEST,SOUTH,EAST,NORTH (degrees).")]
Reviewed = Annotated[str | None, typer.Option("--reviewed", help="reviewed: only what people vouched for; machine.")]
Delay = Annotated[int, typer.Option("--delay", help="Hold back what is newer than so many hours; 24 at the least.")]
Floor = Annotated[float, typer.Option("--floor", help="Show no place finer than so many kilometres.")]
