"""One worker process, seen from the parent: started by exec, asked in JSON lines, ended by SIGKILL."""

from __future__ import annotations

import importlib.util
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from phi4_node.errors import Phi4NodeError
from phi4_node.schema import JsonObject
from phi4_node.verification.sandbox.worker import SETTINGS

MAX_REPLY_BYTES = 16 << 20
REAP_SECONDS = 10.0
# Switches that leave the environment and the folders of the user out, as -I does; but -I would also forbid
# to fix the hash seed, without which the order of sets could differ between two runs.
SWITCHES = ("-s", "-P", "-S", "-X", "utf8")
START = (
    "import sys; sys.path += [path for path in sys.argv[1:] if path not in sys.path]; "
    "from phi4_node.verification.sandbox.worker import main; main()"
)
PASSED_ON = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
"""Without these some installations of Python do not start; the worker forgets them before its first task."""
NEEDED = ("phi4_node", "sympy", "mpmath", "pydantic")


class SandboxError(Phi4NodeError):
    """Base of the errors of the sandbox."""


class DeadlineError(SandboxError):
    """A task took longer than it was given, and its worker was killed."""


class WorkerCrashedError(SandboxError):
    """A worker ended in the middle of a task: a bug in a check, or a crash in a library.

    Attributes:
        trace: Where it happened in the worker, if the worker could still say so.
    """

    def __init__(self, message: str, trace: str = "") -> None:
        super().__init__(message)
        self.trace = trace


class WorkerMemoryError(WorkerCrashedError):
    """A task needed more memory than a worker may have."""


class WorkerStartError(SandboxError):
    """No worker could be started, so nothing can be verified on this system as it is."""


class WorkerProcess:
    """A worker that was started and may not be ready yet; not thread-safe but for `kill`.

    Attributes:
        ready: Whether it has loaded everything.
        missing: The measures of isolation that the system did not allow; known once it is ready.
        tasks: How many tasks it has done.
        grown_mb: Memory that it holds beyond what it had when it started.
    """

    def __init__(self, tasks: Mapping[str, str], memory_mb: int, python: str) -> None:
        if os.name != "posix":
            raise WorkerStartError("Verification needs Linux or macOS; on Windows run it in WSL.")
        self.missing: tuple[str, ...] = ()
        self.tasks = 0
        self.grown_mb = 0
        self.ready = False
        self._memory_mb = memory_mb
        self._buffer = b""
        self._socket, theirs = socket.socketpair()
        with theirs:
            try:
                self._process = subprocess.Popen(  # nosec B603  # our own module
                    [python, *SWITCHES, "-c", START, *search_path()],
                    stdin=theirs.fileno(),
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.PIPE,  # only for what goes wrong before it is ready
                    cwd="/",
                    env=SETTINGS | {name: os.environ[name] for name in PASSED_ON if name in os.environ},
                    start_new_session=True,  # Ctrl-C in the terminal is for the parent alone
                )
            except OSError as error:
                self._socket.close()
                raise WorkerStartError(f"Cannot start a worker with {python}: {error}.") from error
        self._setup = {"tasks": dict(tasks), "memory_mb": memory_mb}

    def wait_ready(self, seconds: float) -> None:
        """Wait until the worker has loaded everything; at once if it has.

        Raises:
            WorkerStartError: It ended, or is not ready in time.
        """
        if self.ready:
            return
        deadline = time.monotonic() + seconds
        try:
            self._send(self._setup, deadline)
            reply = self._receive(deadline)
        except TimeoutError as error:
            raise WorkerStartError(
                f"A verification worker was not ready after {seconds:g} s; is this machine overloaded?"
            ) from error
        except (EOFError, OSError) as error:
            raise WorkerStartError(f"A verification worker did not start: {self._last_words()}") from error
        if "ready" not in reply:
            reason = f"{reply.get('error', 'out of memory')}\n{reply.get('trace', '')}"
            raise WorkerStartError(f"A verification worker did not start: {reason}")
        self.missing = tuple(reply["missing"])
        self._close_stderr()
        self.ready = True

    def ask(self, task: str, payload: JsonObject, seconds: float) -> JsonObject:
        """Have a task done.

        Raises:
            DeadlineError: It took longer than `seconds`. After an error the worker is of no more use.
            WorkerMemoryError: It needed too much memory.
            WorkerCrashedError: It ended in any other way.
        """
        deadline = time.monotonic() + seconds
        try:
            self._send({"task": task, "payload": payload, "seconds": seconds}, deadline)
            reply = self._receive(deadline)
        except TimeoutError as error:
            raise DeadlineError(f"The check took longer than {seconds:g} s and was stopped.") from error
        except (EOFError, OSError) as error:
            raise self._death(seconds) from error
        self.tasks += 1
        if "out_of_memory" in reply:
            raise WorkerMemoryError(f"The check needed more than {self._memory_mb} MB of memory.")
        if "error" in reply:
            reason = f"The check failed in the worker ({reply['error']})."
            raise WorkerCrashedError(reason, reply.get("trace", ""))
        self.grown_mb = reply["grown_mb"]
        result: JsonObject = reply["result"]
        return result

    def kill(self) -> None:
        """End it now, from any thread; whoever waits for its reply learns that it ended."""
        self._process.kill()

    def reap(self) -> None:
        """End it and give back everything that it held."""
        self._process.kill()
        self._process.wait(REAP_SECONDS)
        self._close_stderr()
        self._socket.close()

    def abandon(self) -> None:
        """Forget it in a child made by fork: it is the parent's, and must not be held open from here."""
        self._process.returncode = 0  # otherwise Popen would wait for a process that is not ours
        self._close_stderr()
        self._socket.close()

    def _send(self, message: JsonObject, deadline: float) -> None:
        self._socket.settimeout(_remaining(deadline))
        self._socket.sendall(json.dumps(message).encode() + b"\n")

    def _receive(self, deadline: float) -> JsonObject:
        chunks = [self._buffer]
        size = len(self._buffer)
        while b"\n" not in chunks[-1]:
            self._socket.settimeout(_remaining(deadline))
            chunk = self._socket.recv(1 << 16)
            if not chunk:
                raise EOFError
            size += len(chunk)
            if size > MAX_REPLY_BYTES:
                raise WorkerCrashedError(f"The check answered with more than {MAX_REPLY_BYTES >> 20} MB.")
            chunks.append(chunk)
        line, _, self._buffer = b"".join(chunks).partition(b"\n")
        try:
            reply: JsonObject = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise WorkerCrashedError(f"The answer of the worker cannot be read: {error}.") from error
        return reply

    def _death(self, seconds: float) -> SandboxError:
        """What to say of a worker that hung up."""
        self._process.kill()
        code = self._process.wait(REAP_SECONDS)
        if -code in (signal.SIGXCPU, signal.SIGALRM):
            return DeadlineError(f"The check took longer than {seconds:g} s and was stopped.")
        if code >= 0:
            return WorkerCrashedError(f"The check ended its worker (exit code {code}).")
        name = signal.Signals(-code).name
        if -code in (signal.SIGABRT, signal.SIGKILL, signal.SIGSEGV, signal.SIGBUS):
            hint = f"; most often that means that {self._memory_mb} MB of memory were not enough"
            return WorkerCrashedError(f"The check crashed its worker ({name}){hint}.")
        return WorkerCrashedError(f"The check crashed its worker ({name}).")

    def _last_words(self) -> str:
        """What a worker that never became ready wrote to its standard error."""
        self._process.kill()
        code = self._process.wait(REAP_SECONDS)
        stderr = self._process.stderr
        words = stderr.read(1 << 16).decode(errors="replace").strip() if stderr and not stderr.closed else ""
        return words or f"it ended with exit code {code} and said nothing"

    def _close_stderr(self) -> None:
        if self._process.stderr:
            self._process.stderr.close()


def search_path() -> list[str]:
    """Where the worker finds this package and what it needs, whatever way this process found them."""
    found = []
    for name in NEEDED:
        spec = importlib.util.find_spec(name)
        places = spec.submodule_search_locations if spec else None
        found += [str(Path(place).parent) for place in places or ()]
    return list(dict.fromkeys(found + [path for path in sys.path if Path(path).is_absolute()]))


def _remaining(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left
