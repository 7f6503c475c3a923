"""Pages for people. All are made here on the server and work without scripts; htmx exchanges parts where it runs."""

from __future__ import annotations

from litestar import Response, get

from truceline.serve.asking import Asked, here_for, page_of
from truceline.serve.first_screen import cell_values, first_screen, pane


@get("/", sync_to_thread=True, include_in_schema=False)
def table(request: Asked) -> Response[bytes]:
    """The first screen; asked for the evidence pane alone, that."""
    here = here_for(request, ("cell", "rows"))
    if request.headers.get("hx-request") == "true" and request.headers.get("hx-target") == "evidence":
        return page_of(request, "evidence.html", here, lambda view: pane(view, here, None))
    from truceline.serve.asking import house_of

    house = house_of(request)
    return page_of(request, "grid.html", here, lambda view: first_screen(house, view, here))


@get(
    ["/cells/{term:str}/{party:str}/{day:str}", "/cells/{term:str}/{party:str}/{day:str}/{until:str}"],
    sync_to_thread=True,
    include_in_schema=False,
)
def cell(request: Asked, term: str, party: str, day: str, until: str | None = None) -> Response[bytes]:
    """One cell with all of its evidence."""
    here = here_for(request, ())
    asked = f"{day}/{until}" if until else day
    return page_of(request, "cell.html", here, lambda view: cell_values(view, view.explain(term, party, asked)))


PAGES = [table, cell]
