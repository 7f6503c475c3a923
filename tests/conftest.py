"""What holds for every test: no network, a clean environment, repeatable Hypothesis, and the folder of yardsticks.

Three variables are read, and no others:

``TRUCELINE_SHARED``
    the folder of yardsticks (cases, evaluation sets, geometry). Tests that read it ask for the fixture ``shared``
    and skip without it.
``TRUCELINE_POSTGRES``
    ``postgresql://…`` of a server whose user may make databases; without it the tests of the store start one.
``TRUCELINE_NO_SKIPS``
    ``1`` turns every skip into a failure, so that a run that should be whole cannot quietly be half.
"""

from __future__ import annotations

import ipaddress
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

SHARED = os.environ.get("TRUCELINE_SHARED", "")
KNOWN = ("TRUCELINE_SHARED", "TRUCELINE_POSTGRES", "TRUCELINE_NO_SKIPS")
NO_SKIPS = os.environ.get("TRUCELINE_NO_SKIPS", "") == "1"

# "quick" finds the same examples every time; "thorough" (`pytest --hypothesis-profile=thorough`) looks for new ones.
hypothesis.settings.register_profile("quick", derandomize=True, database=None, deadline=None, max_examples=50)
hypothesis.settings.register_profile("thorough", derandomize=False, deadline=None, max_examples=2000, print_blob=True)
hypothesis.settings.load_profile("quick")


class NetworkUsed(AssertionError):
    """A test, or the code it runs, tried to reach another machine."""


def _is_near(host: object) -> bool:
    if host is None or host in ("", "localhost", b"localhost"):
        return True
    name = host.decode("ascii", "replace") if isinstance(host, bytes) else str(host)
    try:
        return ipaddress.ip_address(name.partition("%")[0]).is_loopback
    except ValueError:
        return False


def _guard(event: str, arguments: tuple[object, ...]) -> None:
    """An audit hook: it sees every socket, also those that C code opens through Python's ``socket`` module."""
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg", "socket.bind"):
        address = arguments[1]
        # A unix socket's address is a path; an internet one is (host, port, …). sendmsg may give none.
        if isinstance(address, tuple) and not _is_near(address[0]):
            raise NetworkUsed(f"{event} to {address!r}: tests open no sockets but loopback and unix ones")
    elif event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr") and not _is_near(arguments[0]):
        raise NetworkUsed(f"{event} of {arguments[0]!r}: tests look up no names but localhost")


sys.addaudithook(_guard)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--examples", type=int, default=1000, help="on how many cases each law of the engine is tried")
    parser.addoption("--kills", type=int, default=3, help="how often a run that writes to a store is killed")
    parser.addoption("--shots", action="store_true", help="write the pictures of docs/images anew")


def pytest_configure(config: pytest.Config) -> None:
    """Start every run, and what it starts, from the same environment."""
    # The engine's laws and oracles take as many cases as asked for: the same ones every time, whatever the profile.
    hypothesis.settings.register_profile(
        "laws",
        derandomize=True,
        database=None,
        deadline=None,
        max_examples=config.getoption("--examples"),
        # What explains a failure takes longer than all the rest, and says little of cases that are drawn from a seed.
        phases=[phase for phase in hypothesis.Phase if phase is not hypothesis.Phase.explain],
        suppress_health_check=[hypothesis.HealthCheck.too_slow, hypothesis.HealthCheck.filter_too_much],
    )
    for name in list(os.environ):
        foreign = name.startswith(("TRUCELINE_", "XDG_")) and name not in KNOWN
        if foreign or name in ("FORCE_COLOR", "CLICOLOR_FORCE", "PYTHONWARNINGS", "LANGUAGE", "LINES"):
            del os.environ[name]
    home = tempfile.TemporaryDirectory(prefix="truceline-home-")
    config.add_cleanup(home.cleanup)
    os.environ.update(
        HOME=home.name, LC_ALL="C.UTF-8", TZ="UTC", NO_COLOR="1", TERM="dumb", COLUMNS="120", PYTHONHASHSEED="0"
    )


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of yardsticks that ``TRUCELINE_SHARED`` names; without it the test skips and says so."""
    if not SHARED:
        pytest.skip("the folder of yardsticks is missing: set TRUCELINE_SHARED to where it lies")
    folder = Path(SHARED).resolve()
    if not folder.is_dir():
        pytest.fail(f"TRUCELINE_SHARED names {SHARED}, which is no folder: set it to the folder of yardsticks")
    return folder


def _forbid_skip(report: pytest.TestReport | pytest.CollectReport) -> None:
    if NO_SKIPS and report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"{report.nodeid}: nothing may be skipped in this run (TRUCELINE_NO_SKIPS=1), but: {reason}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Iterator[None]:
    """A skipped test is a failed one where nothing may be skipped."""
    report: pytest.TestReport = yield  # type: ignore[misc]
    _forbid_skip(report)
    return report  # type: ignore[return-value]


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Iterator[None]:
    """The same for a module that skips itself."""
    report: pytest.CollectReport = yield  # type: ignore[misc]
    _forbid_skip(report)
    return report  # type: ignore[return-value]
