"""The workshop's own promises: no network in tests, no quiet skips, repeatable Hypothesis, a script that CI can run."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import hypothesis
import pytest

ROOT = Path(__file__).parent.parent
#: Addresses for documentation (RFC 5737, RFC 3849): were the guard gone, nothing would answer there.
FAR = [("192.0.2.1", 80), ("2001:db8::1", 80), ("0.0.0.0", 80)]


@pytest.mark.parametrize("address", FAR, ids=lambda address: address[0])
def test_no_test_reaches_another_machine(address: tuple[str, int]) -> None:
    """Connecting, sending and listening beyond this machine are refused before a packet leaves."""
    family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as stream, pytest.raises(AssertionError, match="loopback"):
        stream.connect(address)
    with socket.socket(family, socket.SOCK_DGRAM) as datagrams, pytest.raises(AssertionError, match="loopback"):
        datagrams.sendto(b"", address)
    with socket.socket(family, socket.SOCK_STREAM) as server, pytest.raises(AssertionError, match="loopback"):
        server.bind(address)


def test_no_test_looks_up_a_name() -> None:
    """Names are looked up nowhere but on this machine."""
    with pytest.raises(AssertionError, match="localhost"):
        socket.getaddrinfo("example.org", 80)
    with pytest.raises(AssertionError, match="localhost"):
        socket.gethostbyname("example.org")


def test_loopback_and_unix_sockets_work(tmp_path: Path) -> None:
    """A server of our own can be tested."""
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()):
        pass
    with socket.socket(socket.AF_UNIX) as server, socket.socket(socket.AF_UNIX) as client:
        server.bind(str(tmp_path / "s"))
        server.listen()
        client.connect(str(tmp_path / "s"))


@pytest.mark.parametrize(
    ("variables", "closing", "code"),
    [({}, "1 passed, 2 skipped", 0), ({"TRUCELINE_NO_SKIPS": "1"}, "1 passed, 2 errors", 1)],
    ids=["a stranger's clone", "a run that must be whole"],
)
def test_skips_are_told_or_forbidden(tmp_path: Path, variables: dict[str, str], closing: str, code: int) -> None:
    """Without the yardsticks a test skips and says what to set; where nothing may be skipped, it fails."""
    shutil.copy(ROOT / "tests" / "conftest.py", tmp_path)
    (tmp_path / "test_it.py").write_text(
        "import pytest\n"
        "def test_needs(shared): ...\n"
        "def test_works(): ...\n"
        "@pytest.mark.skip(reason='no reason')\n"
        "def test_shy(): ...\n"
    )
    clean = {name: value for name, value in os.environ.items() if not name.startswith("TRUCELINE_")}
    command = [sys.executable, "-m", "pytest", "-ra", "-p", "no:cacheprovider", "--rootdir", tmp_path, tmp_path]
    run = subprocess.run(command, env=clean | variables, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert run.returncode == code, run.stdout
    assert closing in run.stdout
    assert "set TRUCELINE_SHARED" in run.stdout


def test_hypothesis_is_repeatable_unless_asked_to_search() -> None:
    """The same examples every time; `--hypothesis-profile=thorough` looks for new ones."""
    assert hypothesis.settings.get_profile("quick").derandomize
    assert not hypothesis.settings.get_profile("thorough").derandomize


def test_the_environment_is_clean() -> None:
    """No setting of the person who runs the tests reaches what is tested."""
    ours = {name for name in os.environ if name.startswith("TRUCELINE_")}
    assert ours <= {"TRUCELINE_SHARED", "TRUCELINE_NO_SKIPS"}
    assert Path.home().name.startswith("truceline-home-")


def test_ci_runs_what_a_stranger_runs() -> None:
    """One script, executable, that stops at the first failure and calls the README's command."""
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    text = script.read_text(encoding="utf-8")
    assert "set -euo pipefail" in text
    assert "make --no-print-directory test" in text
