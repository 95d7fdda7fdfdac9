"""Weights put into ONNX Runtime's form, by the model builder of `onnxruntime-genai`.

The builder wants a Hugging Face folder; a GGUF file is unpacked into one first. Both steps run in processes
of their own: they take several times the memory of the weights, all of it is given back, and they can be
killed.
"""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

from phi4_node.weights.builder_output import BuilderOutput, cause
from phi4_node.weights.catalog import known_models
from phi4_node.weights.errors import (
    ConversionError,
    ConverterMissingError,
    DiskFullError,
    SourceUnreachableError,
    UnknownWeightsError,
)
from phi4_node.weights.progress import Progress, ProgressCallback, silent
from phi4_node.weights.store import fetch, find, weights_folder

Precision = Literal["int4", "int8", "fp16", "bf16", "fp32"]
Provider = Literal["cpu", "cuda", "dml", "webgpu", "NvTensorRtRtx"]

PRECISIONS: tuple[Precision, ...] = get_args(Precision)
PROVIDERS: tuple[Provider, ...] = get_args(Provider)

_NEEDED = ("onnxruntime_genai", "torch", "transformers", "onnx", "onnx_ir", "gguf", "accelerate")
_BYTES_PER_WEIGHT = {"int4": 1.3, "int8": 2.1, "fp16": 2.0, "bf16": 2.0, "fp32": 4.0}
"""Of the result. The builder leaves the embedding in float32, which is much of a small model: measured 1.25
for int4 with 1.5 B parameters and 2.01 for int8 with 135 M."""
_GGUF_BYTES_PER_WEIGHT = 0.56
"""Of the usual four-bit kinds; of larger kinds there are fewer weights than this says, never more."""
_CONFIG = "genai_config.json"
_REPO_FILES = ["*.json", "*.safetensors", "*.jinja", "*.txt", "*.model"]


@dataclass(frozen=True)
class _Source:
    """Where the weights are.

    Attributes:
        name: What the result is called if nobody says otherwise.
        path: A GGUF file or a Hugging Face folder; None if it must be fetched first.
        fetched: What to fetch: a name of the catalog, or a repository; empty if `path` is there.
    """

    name: str
    path: Path | None
    fetched: str = ""


def converted_folder(name: str) -> Path:
    """Where the result for a name is kept, unless another folder was asked for."""
    return weights_folder().parent / "onnx" / name


def converted_folders() -> list[Path]:
    """The results that are kept under a name."""
    return sorted(config.parent for config in converted_folder("").glob(f"[!.]*/{_CONFIG}"))


def convert(
    source: str,
    out: Path | None = None,
    *,
    precision: Precision = "int4",
    provider: Provider = "cpu",
    progress: ProgressCallback | None = None,
) -> Path:
    """A folder that the ONNX Runtime engine can load; it appears only when it is complete.

    Args:
        source: A folder or repository of Hugging Face weights, a GGUF file, or a name of the catalog.
        out: The folder to make; `converted_folder` of the source's name if None, which is then returned at
            once if it is there already.
        precision: Of the weights.
        provider: What will run it.
        progress: Told often how far it is; the bytes are those of the source.

    Raises:
        ConverterMissingError: torch and the rest are not installed.
        UnknownWeightsError: There is no such source.
        DiskFullError: There is no room for the result and what is needed on the way.
        ConversionError: The folder is there already, or the builder fails; the message says why.
        WeightsError: The source cannot be fetched.
    """
    from filelock import FileLock, Timeout

    found = _find(source)
    target = (out.expanduser() if out else converted_folder(found.name)).absolute()
    if (target / _CONFIG).is_file() and out is None:
        return target
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise ConversionError(f"{target} is there already; name another folder, or remove it.")
    missing = [name for name in _NEEDED if importlib.util.find_spec(name) is None]
    if missing:
        raise ConverterMissingError(
            f'Converting needs {", ".join(missing)}. Run: pip install "phi4-node[convert]"; torch is large '
            "(install its build for CPUs first if you have no GPU). The result runs without it."
        )
    tell = progress or silent
    target.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(target.parent / f".{target.name}.lock")
    try:
        with lock.acquire(timeout=0):
            return _convert(found, target, precision, provider, tell)
    except Timeout as error:
        raise ConversionError(f"Another process is making {target}; wait for it.") from error
    finally:
        if not lock.is_locked:
            Path(lock.lock_file).unlink(missing_ok=True)


def _convert(
    source: _Source, target: Path, precision: Precision, provider: Provider, tell: ProgressCallback
) -> Path:
    path = source.path or _fetched(source.fetched, tell)
    size = _size(path)
    is_gguf = path.is_file()
    weights = size / _GGUF_BYTES_PER_WEIGHT if is_gguf else size / 2
    room = weights * _BYTES_PER_WEIGHT[precision] + (2 * weights if is_gguf else 0)
    _must_have_room(target.parent, int(room))
    work = target.parent / f".{target.name}.converting"
    shutil.rmtree(work, ignore_errors=True)  # of a run that was killed
    work.mkdir()
    try:
        if is_gguf:
            unpack = [sys.executable, "-m", "phi4_node.weights.unpack", str(path), str(work / "source")]
            _run(unpack, BuilderOutput(layers=0), size, (0.0, 0.4), tell)
            path = work / "source"
        build = _builder(path, work, precision, provider)
        _run(build, BuilderOutput(_layers(path)), size, (0.4 if is_gguf else 0.0, 1.0), tell)
        if not (work / "result" / _CONFIG).is_file():
            raise ConversionError(f"The model builder ended without an error, but wrote no {_CONFIG}.")
        if target.is_dir():
            target.rmdir()  # it is empty
        return (work / "result").rename(target)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _builder(source: Path, work: Path, precision: Precision, provider: Provider) -> list[str]:
    return [
        sys.executable, "-m", "onnxruntime_genai.models.builder",
        "-i", str(source), "-o", str(work / "result"), "-c", str(work / "cache"),
        "-p", precision, "-e", provider,
    ]  # fmt: skip


def _find(source: str) -> _Source:
    path = Path(source).expanduser()
    if path.is_dir():
        if not (path / "config.json").is_file():
            raise UnknownWeightsError(
                f"{path} holds no Hugging Face weights: it has no config.json. Name the folder that has it."
            )
        return _Source(path.resolve().name, path)
    if path.is_file():
        if path.suffix.lower() != ".gguf":
            raise UnknownWeightsError(
                f"{path} is no GGUF file; name one, or a folder with Hugging Face weights."
            )
        return _Source(path.stem, path)
    wanted = source.strip().lower().removeprefix("embedded:")
    for model in known_models():
        if wanted == model.name or wanted in model.aliases:
            return _Source(model.name, find(model.name), model.name)
    owner, slash, name = source.partition("/")
    if slash and owner and name and "/" not in name and not source.startswith((".", "~")):
        return _Source(name.lower(), None, source)
    names = ", ".join(model.name for model in known_models())
    raise UnknownWeightsError(
        f"There are no weights {source[:120]!r}. Name a folder with Hugging Face weights, a repository such "
        f"as microsoft/Phi-4-mini-reasoning, a GGUF file, or one of: {names}."
    )


def _fetched(source: str, tell: ProgressCallback) -> Path:
    if "/" not in source:
        return fetch(source, tell)
    import httpx
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, LocalEntryNotFoundError
    from huggingface_hub.utils.tqdm import (
        are_progress_bars_disabled,
        disable_progress_bars,
        enable_progress_bars,
    )

    tell(Progress(0, 0, f"fetching {source} from the model hub"))
    shown = not are_progress_bars_disabled()
    disable_progress_bars()  # they are drawn on standard error, which is not ours
    try:
        # the user names the source and means its latest revision
        return Path(snapshot_download(source, allow_patterns=_REPO_FILES))  # nosec B615
    except (HfHubHTTPError, LocalEntryNotFoundError, httpx.HTTPError, OSError) as error:
        raise SourceUnreachableError(
            f"{source} could not be fetched from the model hub: {' '.join(str(error).split())[:300]}. Check "
            "its name and the network (HF_ENDPOINT, HF_TOKEN, HTTPS_PROXY), or name a folder that you have."
        ) from error
    finally:
        if shown:
            enable_progress_bars()


def _layers(folder: Path) -> int:
    try:
        return int(json.loads((folder / "config.json").read_text("utf-8")).get("num_hidden_layers") or 0)
    except (ValueError, AttributeError) as error:
        raise ConversionError(f"{folder / 'config.json'} cannot be read: {error}.") from error


def _size(path: Path) -> int:
    if path.is_file():
        return path.stat().st_size
    return sum(file.stat().st_size for file in path.glob("*.safetensors"))


def _must_have_room(folder: Path, needed: int) -> None:
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise DiskFullError(
            f"The disk is too full: about {needed / 1e9:.1f} GB are needed in {folder} on the way, and "
            f"{free / 1e9:.1f} GB are free. Make room, or name a folder OUT on another disk."
        )


def _run(
    command: list[str],
    output: BuilderOutput,
    size: int,
    span: tuple[float, float],
    tell: ProgressCallback,
) -> None:
    """Run one step, telling how far it is; whatever happens, it is gone afterwards."""
    quiet = {"TRANSFORMERS_VERBOSITY": "error", "HF_HUB_DISABLE_TELEMETRY": "1", "PYTHONUNBUFFERED": "1"}
    begin, end = span
    tell(Progress(int(size * begin), size, output.what))  # it says nothing itself for a while
    with _ended_for_sure(
        subprocess.Popen(  # nosec B603  # a list, no shell
            command,
            env={**os.environ, **quiet},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # Ctrl-C comes to us alone, and we stop it
        )
    ) as process:
        assert process.stdout is not None
        while data := os.read(process.stdout.fileno(), 65_536):
            output.feed(data)
            done = begin + (end - begin) * output.fraction
            tell(Progress(int(size * done), size, output.what))
        code = process.wait()
    if code == -signal.SIGKILL:
        raise ConversionError(
            f"The system stopped the conversion while {output.what}: most likely memory ran out. It needs "
            f"about {4 * size / 1e9:.0f} GB free; close other programs or choose a smaller model."
        )
    if code != 0:
        raise ConversionError(f"The conversion failed while {output.what}: {cause(output.tail)}")


@contextmanager
def _ended_for_sure(process: subprocess.Popen[bytes]) -> Iterator[subprocess.Popen[bytes]]:
    try:
        with process:
            try:
                yield process
            finally:
                if process.poll() is None:
                    os.killpg(process.pid, signal.SIGKILL)
    finally:
        process.wait()
