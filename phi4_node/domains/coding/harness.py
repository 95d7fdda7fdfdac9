"""What runs inside the jail, by itself: it reads a request, runs code and examples, and says what came.

This file is handed to an isolated interpreter as text; nothing of this package is there, nor any file but the
standard library. It refuses to run anywhere else.
"""

import contextlib
import io
import json
import os
import resource
import sys
from collections.abc import Iterator
from typing import Any

LONGEST_RESULT = 20_000


def main() -> None:
    """Serve the one request on standard input; one JSON line for each example that was reached."""
    if os.path.exists("/etc") or os.path.exists("/proc/self"):  # noqa: PTH110 - pathlib costs time to load
        sys.exit("not in a jail")
    os.environ.clear()
    request = json.load(sys.stdin)
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8", errors="backslashreplace")
    sys.stdin = io.StringIO()
    limit(request)

    def tell(**finding: object) -> None:
        answers.write(json.dumps(finding) + "\n")
        answers.flush()

    space: dict[str, Any] = {"__name__": "solution"}
    is_program = all(example["kind"] == "program" for example in request["examples"])
    if not is_program:
        error = run(request["code"], space)
        if error:
            tell(index=-1, error=error)
            return
        find_function(request, space)
    for index, example in enumerate(request["examples"]):
        tell(index=index, begun=True)
        tell(index=index, **outcome(example, request, space))


def limit(request: dict[str, Any]) -> None:
    """Bound memory, time, files and processes for good."""
    memory, seconds = request["memory"], request["cpu_seconds"]
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (16, 16))
    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
    if request["filter"]:
        import ctypes
        import struct

        # Root may pass RLIMIT_NPROC; the kernel's filter for system calls lets nobody start a process.
        program = bytes.fromhex(request["filter"])
        buffer = ctypes.create_string_buffer(program, len(program))
        header = ctypes.create_string_buffer(
            struct.pack("HxxxxxxP", len(program) // 8, ctypes.addressof(buffer))
        )
        libc = ctypes.CDLL(None)
        zero = ctypes.c_ulong(0)
        libc.prctl(38, ctypes.c_ulong(1), zero, zero, zero)  # PR_SET_NO_NEW_PRIVS
        if libc.prctl(22, ctypes.c_ulong(2), header, zero, zero) != 0:  # PR_SET_SECCOMP, filter
            sys.exit("the filter for system calls was refused")
    sys.setrecursionlimit(5000)


def run(code: str, space: dict[str, Any]) -> str:
    """Run code in a name space; what went wrong, or nothing."""
    try:
        with quietly():
            # to run it is what the jail is for
            exec(compile(code, "<code>", "exec"), space)  # noqa: S102  # nosec B102
    except BaseException as error:  # noqa: BLE001 - told to whoever asked
        return told(error)
    return ""


def find_function(request: dict[str, Any], space: dict[str, Any]) -> None:
    """Make the function that the examples call known by its name."""
    name = request["function"]
    solution = space.get("Solution")
    if name and name not in space and isinstance(solution, type) and hasattr(solution, name):
        space[name] = getattr(solution(), name)
    if name and name in space:
        space.setdefault("candidate", space[name])


def outcome(example: dict[str, Any], request: dict[str, Any], space: dict[str, Any]) -> dict[str, Any]:
    """What came of one example."""
    kind, source = example["kind"], example["source"]
    if kind == "program":
        return program(request["code"], source)
    if kind in ("run", "assert"):
        error = run(source, space)
        return {"error": error} if error else {"got": ""}
    if kind == "arguments":
        source = f"{request['function']}({source})"
    printed = io.StringIO()
    try:
        with quietly(printed):
            # to run it is what the jail is for
            value = eval(compile(source.strip(), "<example>", "eval"), space)  # noqa: S307  # nosec B307
            text = repr(value)
    except BaseException as error:  # noqa: BLE001 - told to whoever asked
        return {"error": told(error)}
    return {"got": text[:LONGEST_RESULT], "printed": printed.getvalue()[:LONGEST_RESULT]}


def program(code: str, given: str) -> dict[str, Any]:
    """What the code prints as a program that is fed `given`."""
    printed = io.StringIO()
    sys.stdin = io.StringIO(given + "\n")
    try:
        with quietly(printed):
            # to run it is what the jail is for
            exec(compile(code, "<code>", "exec"), {"__name__": "__main__"})  # noqa: S102  # nosec B102
    except SystemExit:
        pass
    except BaseException as error:  # noqa: BLE001 - told to whoever asked
        return {"error": told(error)}
    return {"got": "", "printed": printed.getvalue()[:LONGEST_RESULT]}


@contextlib.contextmanager
def quietly(out: io.StringIO | None = None) -> Iterator[None]:
    """Keep what the code prints from the answers."""
    with contextlib.redirect_stdout(out or io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        yield


def told(error: BaseException) -> str:
    """An error as `ZeroDivisionError: division by zero`, with the line of the code that it came from."""
    line, trace = 0, error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == "<code>":
            line = trace.tb_lineno
        trace = trace.tb_next
    try:
        message = " ".join(str(error).split())[:300]
    except BaseException:  # noqa: BLE001 - the code may define errors of its own, whose text fails
        message = ""
    where = f" (line {line})" if line else ""
    return type(error).__name__ + (": " + message if message else "") + where


if __name__ == "__main__":
    main()
