"""The notebooks, run from top to bottom by a real kernel with the real small model."""

from __future__ import annotations

import importlib.util
import os
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import REPOSITORY, needs

NOTEBOOKS = sorted((REPOSITORY / "notebooks").glob("*.ipynb"))


@pytest.mark.model
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
@pytest.mark.timeout(1800)
def test_runs_from_top_to_bottom(path: Path, qwen_coder: str, tmp_path: Path) -> None:
    packages = ("nbclient", "ipykernel", "matplotlib")
    missing = [name for name in packages if importlib.util.find_spec(name) is None]
    needs("a Jupyter kernel", not missing, 'pip install -e ".[dev]"')
    import nbformat
    from nbclient import NotebookClient

    notebook = nbformat.read(path, as_version=4)
    # a kernel of this very environment, wherever Jupyter looks for others
    os.environ.setdefault("IPYTHONDIR", str(tmp_path))
    client = NotebookClient(notebook, timeout=900, resources={"metadata": {"path": str(tmp_path)}})
    client.execute()
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    assert not [output for output in outputs if output.output_type == "error"]
    assert any(_is_shown(output) for output in outputs), "a reader wants to see tables or pictures"


def _is_shown(output: Any) -> bool:
    return bool({"text/html", "image/png"} & set(output.get("data", {})))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_is_kept_as_it_ran(path: Path) -> None:
    """A reader on the web sees tables and pictures; nothing of the machine that it ran on is shown."""
    nbformat = pytest.importorskip("nbformat")
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    assert any(_is_shown(output) for output in outputs)
    assert not [output for output in outputs if output.output_type == "error"]
    assert "/tmp/" not in path.read_text("utf-8") and str(Path.home()) not in path.read_text("utf-8")
