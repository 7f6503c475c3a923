"""Pages for people. All are made here on the server and work without scripts; htmx exchanges parts where it runs."""

from __future__ import annotations

from litestar import Response, get
from litestar.params import FromPath

from truceline.serve import browsing
from truceline.serve.asking import Asked, here_for, house_of, in_thread, page_of
from truceline.serve.first_screen import cell_values, first_screen, pane


@get("/", include_in_schema=False)
@in_thread
def table(request: Asked) -> Response[bytes]:
    """The first screen; asked for the evidence pane alone, that."""
    here = here_for(request, ("cell", "rows"))
    if request.headers.get("hx-request") == "true" and request.headers.get("hx-target") == "evidence":
        return page_of(request, "evidence.html", here, lambda view: pane(view, here, None))
    house = house_of(request)
    return page_of(request, "grid.html", here, lambda view: first_screen(house, view, here))


@get("/cells/{term:str}/{party:str}/{day:str}", include_in_schema=False)
@in_thread
def cell(request: Asked, term: FromPath[str], party: FromPath[str], day: FromPath[str]) -> Response[bytes]:
    """One cell with all of its evidence."""
    here = here_for(request, ())
    return page_of(request, "cell.html", here, lambda view: cell_values(view, view.explain(term, party, day)))


@get("/cells/{term:str}/{party:str}/{day:str}/{until:str}", include_in_schema=False)
@in_thread
def period(
    request: Asked, term: FromPath[str], party: FromPath[str], day: FromPath[str], until: FromPath[str]
) -> Response[bytes]:
    """One period, asked of the claims."""
    here = here_for(request, ())
    asked = f"{day}/{until}"
    return page_of(request, "cell.html", here, lambda view: cell_values(view, view.explain(term, party, asked)))


@get("/incidents", include_in_schema=False)
@in_thread
def incidents(request: Asked) -> Response[bytes]:
    """Occurrences under the filter."""
    here = here_for(request, ("skip",))
    return page_of(request, "incidents.html", here, lambda view: browsing.incidents_values(view, here))


@get("/incidents/{incident_id:str}", include_in_schema=False)
@in_thread
def incident(request: Asked, incident_id: FromPath[str]) -> Response[bytes]:
    """One occurrence, claims and counter-claims side by side."""
    here = here_for(request, ())
    return page_of(request, "incident.html", here, lambda view: browsing.incident_values(view, here, incident_id))


@get("/claims/{claim_id:str}", include_in_schema=False)
@in_thread
def claim(request: Asked, claim_id: FromPath[str]) -> Response[bytes]:
    """One claim."""
    here = here_for(request, ())
    return page_of(request, "claim_page.html", here, lambda view: browsing.claim_values(view, claim_id))


@get("/agreement", include_in_schema=False)
@in_thread
def agreement(request: Asked) -> Response[bytes]:
    """Clause beside term, and the calendar."""
    return page_of(request, "agreement.html", here_for(request, ()), browsing.agreement_values)


@get("/reports", include_in_schema=False)
@in_thread
def reports(request: Asked) -> Response[bytes]:
    """The reports, the latest first."""
    here = here_for(request, ("before",))
    return page_of(
        request, "reports.html", here, lambda view: browsing.reports_values(view, view.snapshot, here), fresh=True
    )


@get("/reports/{report_id:str}", include_in_schema=False)
@in_thread
def report(request: Asked, report_id: FromPath[str]) -> Response[bytes]:
    """One report with the words of its claims marked."""
    here = here_for(request, ())
    name = report_id.removeprefix("sha256:")
    return page_of(
        request, "report.html", here, lambda view: browsing.report_values(view, view.snapshot, name), fresh=True
    )


@get("/coverage", include_in_schema=False)
@in_thread
def coverage(request: Asked) -> Response[bytes]:
    """Who told of which day, and who watched."""
    here = here_for(request, ())
    return page_of(request, "coverage.html", here, lambda view: browsing.coverage_values(view, here))


@get("/search", include_in_schema=False)
@in_thread
def search(request: Asked) -> Response[bytes]:
    """Reports by their words."""
    here = here_for(request, ("q", "skip"))
    house_of(request).index()
    return page_of(
        request, "search.html", here, lambda view: browsing.search_values(view, view.snapshot, here), fresh=True
    )


@get("/changes", include_in_schema=False)
@in_thread
def changes(request: Asked) -> Response[bytes]:
    """What came to be shown otherwise."""
    here = here_for(request, ())
    house = house_of(request)
    return page_of(request, "changes.html", here, lambda view: browsing.changes_values(view, house))


@get("/map", include_in_schema=False)
@in_thread
def map_page(request: Asked) -> Response[bytes]:
    """Zones and areas."""
    here = here_for(request, ())
    return page_of(request, "map.html", here, lambda view: browsing.map_values(view, here))


PAGES = [
    table,
    cell,
    period,
    incidents,
    incident,
    claim,
    agreement,
    reports,
    report,
    coverage,
    search,
    changes,
    map_page,
]
