"""The engines side by side, on the same weights and prompts: `python -m benchmarks.engines`.

It writes `benchmarks/reports/engines.md` and `engines.png` beside it. Each engine is measured in a process of its own,
one after the other: time to the first token, tokens per second at 1, 2 and 4 requests at once, memory, tool calls,
structured outputs; then what `ChatPhi4Mini` costs over a bare HTTP client. Qwen2.5-Coder-1.5B in Q4_K_M, except where
an engine cannot read that file; the table says so. An engine that is not installed here is left out with the reason.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime
import importlib.util
import json
import os
import platform
import shlex
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import psutil

from benchmarks.client_overhead import RATE, Overhead, bare, ours
from benchmarks.client_overhead import measure as measure_client
from benchmarks.engine_measures import AT_ONCE, CONTEXT, SCHEMA_TASKS, TOOL_TASKS
from phi4_node import ChatPhi4Mini, weights
from phi4_node.engines.machine import usable_cores
from tests.engines.conftest import modelfile
from tests.llama_process import LlamaProcess
from tests.ollama_server import INSTALL, ollama_program, serving_ollama

REPORT = Path(__file__).parent / "reports" / "engines.md"
WEIGHTS = "qwen2.5-coder-1.5b"
SLOTS = 2
MOST_SHARE = 0.03
MOST_FIRST = 0.005

Found = dict[str, Any]


def weights_file() -> Path:
    """The weights; fetched if they are not here."""
    return weights.find(WEIGHTS) or weights.fetch(WEIGHTS)


def measured(spec: str, tokens: int, pid: int | None = None) -> Found:
    """The measures of one engine, from a process of its own."""
    command = [sys.executable, "-m", "benchmarks.engine_measures", spec, "--tokens", str(tokens)]
    if pid is not None:
        command += ["--pid", str(pid)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        return {"error": f"ended with {done.returncode}; see above"}
    found: Found = json.loads(done.stdout.splitlines()[-1])
    return found


def embedded(tokens: int) -> Found:
    weights_file()
    return measured(f"embedded:{WEIGHTS}", tokens)


def openai(tokens: int) -> Found:
    with llama_server(usable_cores()) as server:
        return measured(f"openai:{WEIGHTS}@{server.url}/v1", tokens, server.pid)


def ollama(tokens: int) -> Found:
    if not ollama_program():
        return {"error": f"not here; to get it: {INSTALL}"}
    with tempfile.TemporaryDirectory() as folder:
        home, models = Path(folder) / "home", Path(folder) / "models"
        with serving_ollama(home, models, OLLAMA_NUM_PARALLEL=str(SLOTS)) as server:
            threads = f"PARAMETER num_thread {usable_cores()}\n"
            server.create("qwen2.5-coder:1.5b", f"{modelfile(WEIGHTS, str(weights_file()))}\n{threads}")
            assert server._process is not None
            return measured(f"ollama:qwen2.5-coder:1.5b@{server.url}", tokens, server._process.pid)


def onnx(tokens: int) -> Found:
    if importlib.util.find_spec("onnxruntime_genai") is None:
        return {"error": 'not installed; to get it: pip install -e ".[onnx]"'}
    from phi4_node.weights.convert import converted_folder

    if not converted_folder(WEIGHTS).is_dir():
        return {"error": f"no converted weights; to get them: phi4-node convert {WEIGHTS}"}
    return {**measured(f"onnx:{WEIGHTS}", tokens), "other_weights": "int4 by onnxruntime-genai"}


def transformers(tokens: int) -> Found:
    needed = ("torch", "transformers", "langchain_huggingface", "accelerate", "llguidance", "gguf")
    missing = [name for name in needed if importlib.util.find_spec(name) is None]
    if missing:
        return {"error": f'lacks {", ".join(missing)}; to get it: pip install -e ".[transformers,convert]"'}
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "phi4_node.weights.unpack", str(weights_file()), folder]
        subprocess.run(command, check=True, stdout=sys.stderr)
        return {
            **measured(f"transformers:{folder}", tokens),
            "other_weights": "the same, unpacked into bfloat16 (3.1 GB)",
        }


ENGINES: dict[str, Callable[[int], Found]] = {
    "embedded": embedded, "openai": openai, "ollama": ollama, "onnx": onnx, "transformers": transformers
}  # fmt: skip
TITLES = {
    "embedded": "embedded (llama.cpp in this process)",
    "openai": "OpenAI-compatible (llama.cpp's server)",
    "ollama": "Ollama",
    "onnx": "ONNX Runtime",
    "transformers": "transformers",
}


@contextlib.contextmanager
def llama_server(threads: int) -> Iterator[LlamaProcess]:
    server = LlamaProcess(weights_file(), context=CONTEXT, slots=SLOTS, threads=threads)
    try:
        yield server
    finally:
        server.stop()


def against_bare(tokens: int, rounds: int) -> Found:
    """Tokens per second and first token with the bare client and ours, in turn, on one real server.

    It has one thread: with more, any other work on the machine stops it by more than what is measured.
    """
    alone = httpx.Limits(max_keepalive_connections=0)  # llama.cpp closes what is kept
    with llama_server(1) as server, httpx.Client(timeout=600, trust_env=False, limits=alone) as client:
        model = ChatPhi4Mini(f"openai:{WEIGHTS}@{server.url}/v1", temperature=0.0, top_p=1.0, top_k=1)
        same = {"temperature": 0.0, "seed": 1}
        ways: dict[str, Callable[[], Iterator[str]]] = {
            "bare": lambda: bare(client, server.url, tokens, top_p=1.0, top_k=1, **same),
            "ours": lambda: ours(model, tokens, **same),
        }
        lengths = {name: len("".join(way())) for name, way in ways.items()}
        if len(set(lengths.values())) > 1:
            raise RuntimeError(f"the clients got replies of different lengths: {lengths}")
        seen: dict[str, list[tuple[float, float]]] = {name: [] for name in ways}
        for turn in range(rounds):
            for name in sorted(ways, reverse=bool(turn % 2)):
                begun = time.perf_counter()
                stream = ways[name]()
                next(stream)
                first = time.perf_counter()
                written = sum(len(text) for text in stream)  # the same text, however it is cut into pieces
                pace = written / (time.perf_counter() - first) * tokens / lengths[name]
                seen[name].append((first - begun, pace))
    ratios = [our[1] / plain[1] for plain, our in zip(seen["bare"], seen["ours"], strict=True)]
    firsts = [our[0] - plain[0] for plain, our in zip(seen["bare"], seen["ours"], strict=True)]
    speed = {name: statistics.median(pace for _, pace in pairs) for name, pairs in seen.items()}
    return {"speed": speed, "ratios": ratios, "firsts": firsts}


def table(results: dict[str, Found]) -> list[str]:
    head = ["", *(TITLES[name] for name in results)]
    rows = [head, ["---", *("---:" for _ in results)]]

    def row(title: str, cell: Callable[[Found], str]) -> None:
        rows.append([title, *("-" if "error" in found else cell(found) for found in results.values())])

    row("ready after, s", lambda found: f"{found['ready']:.1f}")
    row("tokens of the prompt", lambda found: f"{found['prompt']}")
    row("first token, s", lambda found: f"{found['first_cold']:.2f}")
    row("first token, the same rules before another question, s", lambda found: f"{found['first_warm']:.2f}")
    for at_once in AT_ONCE:
        row(
            f"tokens/s, {at_once} request{'s' * (at_once > 1)} at once",
            lambda found, at_once=at_once: f"{found['speeds'][str(at_once)]:.1f}",  # type: ignore[misc]
        )
    row("memory at most, GB", lambda found: f"{found['memory'] / 1e9:.2f}")
    row("tool calls right", lambda found: f"{found['calls']} of {len(TOOL_TASKS)}")
    row("structured outputs valid", lambda found: f"{found['valid']} of {len(SCHEMA_TASKS)}")
    row("their values right", lambda found: f"{found['right']} of {len(SCHEMA_TASKS)}")
    return ["| " + " | ".join(cells) + " |" for cells in rows]


def report(results: dict[str, Found], real: Found, client: Overhead, seconds: float) -> str:
    busy = os.getloadavg()[0]
    speed = real["speed"]["bare"]
    share = client.token * speed
    ratio = statistics.median(real["ratios"])
    first = statistics.median(real["firsts"])
    slower = 1 - client.our_pace / client.bare_pace
    passed = max(share, slower) < MOST_SHARE and client.first < MOST_FIRST
    left_out = [f"- {TITLES[name]}: {found['error']}" for name, found in results.items() if "error" in found]
    others = [
        f"- {TITLES[name]}: {found['other_weights']}"
        for name, found in results.items()
        if "other_weights" in found
    ]
    lines = [
        "# Engines side by side",
        "",
        f"{datetime.date.today():%Y-%m-%d}, {_processor()}, {usable_cores()} cores, "
        f"{psutil.virtual_memory().total / 2**30:.0f} GB, Python {platform.python_version()}, {seconds / 60:.0f} minutes; "
        f"load average at the end {busy:.1f}.",
        f"Command: `{shlex.join(['python', '-m', 'benchmarks.engines', *sys.argv[1:]])}`",
        "",
        f"Weights: Qwen2.5-Coder-1.5B-Instruct Q4_K_M, {CONTEXT} tokens of context, {SLOTS} slots, all cores.",
        *others,
        "",
        *table(results),
        "",
        "Memory is that of the process that holds the model: for the embedded engine it includes Python and LangChain.",
        "Tool calls and values are the model's; what counts as a call is read from its text where the server reads none.",
        *(["", "Left out:", "", *left_out] if left_out else []),
        "",
        "![Tokens per second](engines.png)",
        "",
        "## `ChatPhi4Mini` over a bare HTTP client",
        "",
        "| | bare httpx | ChatPhi4Mini | more |",
        "|---|---:|---:|---:|",
        f"| processor time for a token, µs | {client.bare_token * 1e6:.0f} | {client.our_token * 1e6:.0f} | "
        f"{client.token * 1e6:.0f}, which is {share:.2%} of a token at {speed:.0f} tokens/s |",
        f"| wall time to the first token (lower quartile), ms | {client.bare_first * 1e3:.1f} | {client.our_first * 1e3:.1f} | "
        f"{client.first * 1e3:.1f} |",
        f"| processor time to the first token, ms | {client.bare_first_cpu * 1e3:.1f} | "
        f"{client.our_first_cpu * 1e3:.1f} | {client.first_cpu * 1e3:.1f} |",
        f"| tokens/s of a reply sent at {RATE} | {client.bare_pace:.2f} | {client.our_pace:.2f} | {slower:+.2%} |",
        "",
        "Measured against a server without a model that has its tokens ready, or sends them at a fixed rate. "
        f"Bars: under {MOST_SHARE:.0%} of tokens per second and under {MOST_FIRST * 1e3:.0f} ms to the first token: "
        f"**{'kept' if passed else 'not kept'}**.",
        "",
        f"With the real model on one thread, in turn: {speed:.1f} tokens/s against {real['speed']['ours']:.1f}, "
        f"{1 - ratio:+.1%} at the median of {len(real['ratios'])} pairs, and {first * 1e3:+.1f} ms to the first token. "
        f"The pairs scatter from {1 - max(real['ratios']):+.1%} to {1 - min(real['ratios']):+.1%}, by what else the "
        "machine does: where they scatter by more than the bar, they say nothing about it.",
        "",
    ]
    return "\n".join(lines)


def plot(results: dict[str, Found], file: Path) -> None:
    """Tokens per second by engine and requests at once."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    shown = {name: found for name, found in results.items() if "error" not in found}
    figure, axes = pyplot.subplots(figsize=(7, 3.2), layout="constrained")
    width = 0.8 / len(AT_ONCE)
    for index, at_once in enumerate(AT_ONCE):
        places = [position + index * width for position in range(len(shown))]
        bars = axes.bar(
            places,
            [found["speeds"][str(at_once)] for found in shown.values()],
            width * 0.95,
            label=str(at_once),
        )
        axes.bar_label(bars, fmt="%.0f", fontsize=8)
    axes.set_xticks(
        [position + width * (len(AT_ONCE) - 1) / 2 for position in range(len(shown))], list(shown)
    )
    axes.set_ylabel("tokens per second, all requests")
    figure.legend(title="requests at once", frameon=False, loc="outside right upper")
    axes.spines[["top", "right"]].set_visible(False)
    figure.savefig(file, dpi=120)


def _processor() -> str:
    with contextlib.suppress(OSError):
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--engines", default=",".join(ENGINES), help="which, separated by commas (default: all)"
    )
    parser.add_argument("--tokens", type=int, default=48, help="length of a reply (default: 48)")
    parser.add_argument("--pairs", type=int, default=6, help="turns of bare client and ours (default: 6)")
    parser.add_argument("--report", type=Path, default=REPORT, help="where the report is written")
    options = parser.parse_args()
    unknown = set(options.engines.split(",")) - set(ENGINES)
    if unknown:
        parser.error(f"no engine {', '.join(sorted(unknown))}; there are {', '.join(ENGINES)}")
    begun = time.monotonic()
    client = measure_client()
    results: dict[str, Found] = {}
    for name in options.engines.split(","):
        print(f"{TITLES[name]} ...", file=sys.stderr, flush=True)
        results[name] = ENGINES[name](options.tokens)
        print(json.dumps(results[name]), file=sys.stderr, flush=True)
    real = against_bare(2 * options.tokens, options.pairs)
    options.report.parent.mkdir(exist_ok=True)
    options.report.write_text(report(results, real, client, time.monotonic() - begun), "utf-8")
    plot(results, options.report.with_suffix(".png"))
    print(f"Written: {options.report}", file=sys.stderr)


if __name__ == "__main__":
    main()
