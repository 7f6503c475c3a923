"""Agreement files by name or path: load one, or list everything that is wrong with it."""

from __future__ import annotations

import os
import pathlib

from truceline.agreement.build import built
from truceline.agreement.findings import Findings, did_you_mean, shown
from truceline.agreement.rules import check_rules
from truceline.agreement.shape import Shaped, shaped
from truceline.agreement.tree import MAX_BYTES, parse_tree
from truceline.errors import AgreementError, Problem, UsageError
from truceline.model.agreement import Agreement

_LIBRARY = pathlib.Path(__file__).parent / "library"
_SUFFIXES = (".yaml", ".yml")


def library_names() -> tuple[str, ...]:
    """The names of the agreements that ship with Truceline, sorted."""
    return tuple(sorted(path.stem for path in _LIBRARY.glob("*.yaml")))


def load_agreement(name_or_path: str | os.PathLike[str]) -> Agreement:
    """The agreement of that name in the library, or in the file at that path.

    AgreementError (``.problems``: every problem, with file and line) when the file is wrong; UsageError when there is
    none. A file is UTF-8, YAML 1.2, at most 1 MB; paths in it lead to files below its own folder.
    """
    path, name = _found(name_or_path)
    return parse_agreement(_bytes(path, name), name=name, folder=path.parent)


def check_agreement(name_or_path: str | os.PathLike[str]) -> tuple[Problem, ...]:
    """Everything that is wrong with an agreement file, sorted by line, unknown keys that are passed over included."""
    path, name = _found(name_or_path)
    findings = Findings(name)
    try:
        _examined(_bytes(path, name), findings, path.parent)
    except AgreementError as error:
        return error.problems
    return findings.problems(passed_over=True)


def parse_agreement(data: bytes, *, name: str, folder: pathlib.Path | None = None) -> Agreement:
    """The agreement in ``data``; ``name`` is the file's name in problems, ``folder`` where its geometry files lie.

    Any bytes give an Agreement or an AgreementError, in bounded time.
    """
    findings = Findings(name)
    file = _examined(data, findings, folder)
    if findings:
        raise AgreementError(findings.problems())
    return built(file.value)


def _examined(data: bytes, findings: Findings, folder: pathlib.Path | None) -> Shaped:
    file = shaped(parse_tree(data, name=findings.file), findings)
    check_rules(file, folder)
    return file


def _found(name_or_path: str | os.PathLike[str]) -> tuple[pathlib.Path, str]:
    """The file, and what to call it in problems."""
    name = os.fspath(name_or_path)
    names = library_names()
    if isinstance(name_or_path, str) and name in names:
        return _LIBRARY / f"{name}.yaml", f"{name}.yaml"
    path = pathlib.Path(name)
    try:
        if path.is_dir():
            raise UsageError(f'"{shown(name)}" is a folder; name an agreement file in it.')
        if path.exists():
            return path, name
    except (OSError, ValueError):  # a name that no file can have
        pass
    if name.endswith(_SUFFIXES) or os.sep in name:
        raise UsageError(f'There is no agreement file "{shown(name)}".')
    have = ", ".join(names)
    raise UsageError(
        f'There is no agreement "{shown(name)}" in the library, and no such file{did_you_mean(name, names)} '
        f"The library has: {have}."
    )


def _bytes(path: pathlib.Path, name: str) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise UsageError(f'"{shown(name)}" cannot be read: {error.strerror}.') from error
