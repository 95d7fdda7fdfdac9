"""The compose files resolved by the Compose Specification's own validator, with env.example's variables."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from tests.conftest import REPOSITORY

DEPLOY = REPOSITORY / "deploy"
PROGRAM = "PHI4_NODE_COMPOSE_SPEC"
INSTALL = f'export {PROGRAM}="$(.ci/compose-spec ~/.cache/phi4-node-ci)"'
BACKENDS = ("ollama", "vllm", "onnx")

Project = dict[str, Any]


def find_validator() -> str | None:
    """The validator's program."""
    return shutil.which(os.environ.get(PROGRAM) or "compose-spec")


def resolved(
    program: str, backend: str, folder: Path, *, more: Sequence[Path] = (), **variables: str
) -> Project:
    """What Compose makes of the two files of a backend.

    Args:
        program: The validator.
        backend: Which second file.
        folder: For temporary files.
        more: Files after those two.
        variables: What stands in `.env` instead of what stands in env.example.
    """
    lines = (DEPLOY / "env.example").read_text("utf-8").splitlines()
    lines += [f"{name}={value}" for name, value in variables.items()]
    (folder / "env").write_text("\n".join(lines), "utf-8")
    files = [str(DEPLOY / name) for name in ("compose.yaml", f"compose.{backend}.yaml", *more)]
    # the validator looks up variables only for files that are included
    included = {"path": files, "project_directory": str(DEPLOY), "env_file": str(folder / "env")}
    (folder / "project.yaml").write_text(yaml.safe_dump({"name": "test", "include": [included]}), "utf-8")
    done = subprocess.run(
        [program, "-format", "json", "project.yaml"],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    if done.returncode:
        raise ValueError(done.stderr)
    project: Project = json.loads(done.stdout)
    return project
