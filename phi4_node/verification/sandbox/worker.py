"""The child process in which everything symbolic happens; `process.py` starts it and talks to it.

It gets one JSON line for each task on file descriptor 0, which is a socket, and answers with one JSON line
on the same socket. Nothing that a library prints can get in between: the standard streams lead nowhere.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import random
import select
import signal
import sys
import traceback
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

from phi4_node.verification.sandbox import isolation

JsonObject = dict[str, Any]
Task = Callable[[JsonObject], JsonObject]

# Plain Python integers: the C library behind gmpy2 aborts when memory is short and heeds no signals.
SETTINGS = {"PYTHONHASHSEED": "0", "SYMPY_GROUND_TYPES": "python", "MPMATH_NOGMPY": "1"}
"""The whole environment of a worker."""
MAX_RECURSION = 3000
"""Symbolic engines go deeper than Python's usual 1000; much more could overrun the C stack."""
MAX_INTEGER_DIGITS = 100_000
ORPHAN_SECONDS = 15.0
OUT_OF_MEMORY = b'{"out_of_memory": true}\n'


def main() -> None:
    """Get ready, say so, and serve tasks until the parent hangs up."""
    channel = os.dup(0)
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 0)
    os.dup2(nowhere, 1)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's business
    try:
        _serve(channel, nowhere)
    except MemoryError:
        os.write(channel, OUT_OF_MEMORY)  # made beforehand, since there may be nothing left to make it from
        os._exit(1)
    except BaseException as error:
        _send(channel, {"error": _told(error), "trace": traceback.format_exc(limit=-8)})
        raise


def _serve(channel: int, nowhere: int) -> None:
    lines = _lines(channel)
    setup = next(lines, None)
    if setup is None:
        return
    sys.setrecursionlimit(MAX_RECURSION)
    sys.set_int_max_str_digits(MAX_INTEGER_DIGITS)
    tasks = _load(setup["tasks"])
    gc.collect()
    gc.freeze()  # what is loaded now stays; the collector need not look at it again
    os.dup2(nowhere, 2)
    for name in os.environ.keys() - SETTINGS:
        del os.environ[name]
    missing = isolation.restrict(setup["memory_mb"])
    baseline = isolation.address_space()
    _send(channel, {"ready": True, "missing": missing})
    for request in lines:
        _seed()
        isolation.limit_task(request["seconds"])
        reply = _reply(tasks[request["task"]], request["payload"])
        isolation.unlimit_task()
        reply["grown_mb"] = (isolation.address_space() - baseline) // isolation.MEGABYTE
        _send(channel, reply)


def _load(table: dict[str, str]) -> dict[str, Task]:
    """Import what the tasks need, so that no task waits for it and nothing has to be found later."""
    tasks = {}
    modules: dict[str, ModuleType] = {}
    for name, place in table.items():
        module_name, _, function = place.partition(":")
        modules[module_name] = module = importlib.import_module(module_name)
        tasks[name] = getattr(module, function)
    for module in modules.values():
        if warm := getattr(module, "warm", None):
            warm()
    sys.dont_write_bytecode = True
    return tasks


def _seed() -> None:
    """The same task gets the same random numbers, whatever was done before it."""
    random.seed(0)
    if engine := sys.modules.get("sympy.core.random"):
        engine.seed(0)


def _reply(task: Task, payload: JsonObject) -> JsonObject:
    """Do a task; any error but too deep a recursion is a bug, ends this process and is told to the parent."""
    try:
        return {"result": task(payload)}
    except RecursionError as error:
        return {"error": _told(error), "trace": traceback.format_exc(limit=-8)}


def _told(error: BaseException) -> str:
    return f"{type(error).__name__}: {str(error)[:500]}"


def _lines(channel: int) -> Iterator[JsonObject]:
    """The parent's lines; ends when the parent hangs up or is gone."""
    parent = os.getppid()
    buffer = b""
    while True:
        while b"\n" not in buffer:
            if not select.select([channel], [], [], ORPHAN_SECONDS)[0]:
                if os.getppid() != parent:  # somebody else still holds the other end of the socket
                    return
                continue
            chunk = os.read(channel, 1 << 16)
            if not chunk:
                return
            buffer += chunk
        line, _, buffer = buffer.partition(b"\n")
        yield json.loads(line)


def _send(channel: int, message: JsonObject) -> None:
    data = memoryview(json.dumps(message).encode() + b"\n")
    while data:
        data = data[os.write(channel, data) :]
