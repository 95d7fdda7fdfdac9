"""Tasks that misbehave, for the tests of the sandbox; they run in workers only."""

import os
import random
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path


def echo(payload):
    return {"echo": payload, "pid": os.getpid()}


def spin(payload):
    while True:
        pass


def sleep(payload):
    time.sleep(payload["seconds"])
    return {"pid": os.getpid()}


def hard_number(payload):
    """Hours inside one call of C code, which heeds no signal handlers."""
    import gmpy2

    return {"digits": gmpy2.num_digits(gmpy2.fac(10**9))}


def gmp_memory(payload):
    import gmpy2

    return {"bits": gmpy2.bit_length(gmpy2.mpz(1) << (8 << 33))}


def allocate(payload):
    return {"length": len(bytearray(payload["megabytes"] << 20))}


def hoard(payload):
    hoard.kept = bytearray(payload["megabytes"] << 20)
    return {"pid": os.getpid()}


def noise(payload):
    print("noise on stdout")  # noqa: T201
    print("noise on stderr", file=sys.stderr)  # noqa: T201
    os.write(1, b'{"result": "forged"}\n')
    os.write(2, b"more noise\n")
    return {"quiet": True, "read": sys.stdin.read() if sys.stdin else ""}


def abort(payload):
    os.abort()


def leave(payload):
    os._exit(7)


def fail(payload):
    raise TypeError("a bug")


def recurse(payload):
    return recurse(payload)


def huge_reply(payload):
    return {"text": "x" * (20 << 20)}


def no_reply(payload):
    return {"set": {1}}


def deep_reply(payload):
    reply = inner = {}
    for _ in range(100_000):
        inner["a"] = inner = {}
    return reply


def attempt(payload):
    """Do what a worker must not be able to do; tell what came of it."""
    attempts = {
        "socket": lambda: socket.create_connection(("127.0.0.1", payload["port"]), timeout=2),
        "udp": lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", ("127.0.0.1", 9)),
        "unix": lambda: socket.socket(socket.AF_UNIX),
        "write": lambda: Path(payload["path"], "new").write_text("written"),
        "empty": lambda: Path(payload["path"], "empty").touch(),
        "change": lambda: Path(payload["path"], "old").write_text("changed"),
        "remove": lambda: Path(payload["path"], "old").unlink(),
        "rename": lambda: Path(payload["path"], "old").rename(Path(payload["path"], "other")),
        "folder": lambda: Path(payload["path"], "folder").mkdir(),
        "mode": lambda: Path(payload["path"], "old").chmod(0o777),
        "program": lambda: subprocess.run(["/bin/true"], check=True),
        "fork": lambda: os.fork() or os._exit(0),
        "kill": lambda: os.kill(payload["pid"], 0),
    }
    results = {}
    for name, act in attempts.items():
        try:
            results[name] = f"done: {act()}"
        except OSError as error:
            results[name] = f"refused: {error.errno}"
    return results


def thread(payload):
    seen = []
    worker = threading.Thread(target=lambda: seen.append(1))
    worker.start()
    worker.join()
    return {"seen": seen}


def surroundings(payload):
    return {
        "environment": dict(os.environ),
        "descriptors": sorted(int(path.name) for path in Path("/proc/self/fd").iterdir()),
        "threads": threading.active_count(),
        "session": os.getsid(0) == os.getpid(),
        "hash": hash("fixed"),
        "random": random.random(),
        "digits": len(str(10**50_000)),
        "isolated": [sys.flags.no_user_site, sys.flags.safe_path],
    }


def ground_types(payload):
    import sympy

    rng = sympy.core.random.rng
    return {"ground": sympy.external.gmpy.GROUND_TYPES, "random": rng.random()}
