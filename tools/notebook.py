"""Run docs/notebook.ipynb, and keep what it shows: ``python tools/notebook.py``. The tests run it the same way.

The cells run in order in one namespace, here and not in a kernel, so that no server is started and no socket opened;
what a cell ends with is shown as Jupyter shows it: by its ``_repr_html_``, else by its ``repr``.
"""

from __future__ import annotations

import ast
import contextlib
import io
import json
import sys
from pathlib import Path
from typing import Any

PATH = Path(__file__).parent.parent / "docs" / "notebook.ipynb"


def executed(path: Path = PATH) -> dict[str, Any]:
    """The notebook (nbformat 4) with the outputs that it has now."""
    notebook: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    namespace: dict[str, Any] = {"__name__": "__main__"}
    number = 0
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            number += 1
            cell["execution_count"] = number
            cell["outputs"] = _outputs("".join(cell["source"]), namespace, number)
    return notebook


def _outputs(source: str, namespace: dict[str, Any], number: int) -> list[dict[str, Any]]:
    tree = ast.parse(source)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    printed = io.StringIO()
    value = None
    with contextlib.redirect_stdout(printed):
        exec(compile(tree, f"cell {number}", "exec"), namespace)
        if isinstance(last, ast.Expr):
            value = eval(compile(ast.Expression(last.value), f"cell {number}", "eval"), namespace)
    found: list[dict[str, Any]] = []
    if printed.getvalue():
        lines = printed.getvalue().splitlines(keepends=True)
        found.append({"name": "stdout", "output_type": "stream", "text": lines})
    if value is not None:
        html = getattr(value, "_repr_html_", None)
        data = {"text/html": [html()]} if html is not None else {"text/plain": repr(value).splitlines(keepends=True)}
        found.append({"data": data, "execution_count": number, "metadata": {}, "output_type": "execute_result"})
    return found


def main() -> int:
    """Write the outputs into the notebook."""
    notebook = executed()
    PATH.write_text(json.dumps(notebook, indent=1, ensure_ascii=False, sort_keys=True) + "\n", encoding="utf-8")
    print(f"{PATH.name}: {len(notebook['cells'])} cells")
    return 0


if __name__ == "__main__":
    sys.exit(main())
