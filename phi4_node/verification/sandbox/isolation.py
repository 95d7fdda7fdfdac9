"""What a worker process gives up before it looks at anybody's text.

Text is never evaluated, so all of this is a second wall: a mistake in a symbolic engine ends a task, not the
machine. Each measure that the system refuses is named in the list that `restrict` returns, and verdicts
say so.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import math
import os
import platform
import resource
import signal
import struct
import sys
import threading
import time

MEGABYTE = 1 << 20
OPEN_FILES = 32
GRACE_SECONDS = 1.0
"""The parent kills at the deadline; if there is no parent any more, the kernel does so this much later."""

_PR_SET_NO_NEW_PRIVS = 38
_PR_SET_SECCOMP = 22
_SECCOMP_MODE_FILTER = 2
_CLONE_NEWUSER = 0x10000000
_CLONE_NEWNET = 0x40000000
_CLONE_THREAD = 0x10000
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC

# Line by line: sockets; new programs and signals to other processes; other processes' memory, and
# io_uring, which would go around this filter; everything that changes the file system.
_DENIED = {
    "x86_64": (
        # socket connect bind listen
        *(41, 42, 49, 50),
        # fork vfork execve execveat kill tkill rt_sigqueueinfo rt_tgsigqueueinfo pidfd_send_signal
        *(57, 58, 59, 322, 62, 200, 129, 297, 424),
        # ptrace process_vm_readv process_vm_writev bpf io_uring_setup openat2
        *(101, 310, 311, 321, 425, 437),
        # truncate ftruncate rename mkdir rmdir creat link unlink symlink chmod fchmod chown fchown lchown
        # mknod
        *(76, 77, 82, 83, 84, 85, 86, 87, 88, 90, 91, 92, 93, 94, 133),
        # mkdirat mknodat fchownat unlinkat renameat linkat symlinkat fchmodat renameat2 fchmodat2
        *(258, 259, 260, 263, 264, 265, 266, 268, 316, 452),
    ),
    "aarch64": (
        *(198, 203, 200, 201),
        *(221, 281, 129, 130, 138, 240, 424),
        *(117, 270, 271, 280, 425, 437),
        *(45, 46, 33, 34, 35, 36, 37, 38, 52, 53, 54, 55, 276, 452),
    ),
}
_OPEN = {"x86_64": ((2, 1), (257, 2)), "aarch64": ((56, 2),)}  # system call, which argument has the flags
_CLONE = {"x86_64": 56, "aarch64": 220}
_CLONE3 = 435
_ARCHITECTURE = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_X32 = 0x40000000  # on x86_64, system call numbers from here on are a second way to the same calls

_LOAD, _EQUALS, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_ALLOW, _KILL, _REFUSE = 0x7FFF0000, 0x80000000, 0x00050000


def restrict(memory_mb: int) -> list[str]:
    """Give up memory, files, processes and the network, for good.

    Args:
        memory_mb: Address space that may be added to what the process has now.

    Returns:
        One phrase for each measure that this system did not allow.
    """
    with contextlib.suppress(OSError):  # being polite is not part of the isolation
        os.nice(5)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (OPEN_FILES, OPEN_FILES))
    missing = []
    if not _cap_memory(memory_mb):
        missing.append("memory is watched, not capped")
    leaves_network = sys.platform == "linux" and _leave_network()
    filtered = sys.platform == "linux" and _filter_system_calls()
    if not filtered:
        # Where the filter works this is not needed, and it would forbid threads too.
        resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
        missing.append("system calls are not filtered")
        if not leaves_network:
            missing.append("the network is not closed off")
    return missing


def limit_task(seconds: float) -> None:
    """Let the kernel end this process if a task goes on after its deadline and nobody kills it."""
    used = time.process_time()
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (math.ceil(used + seconds + GRACE_SECONDS), hard))
    signal.setitimer(signal.ITIMER_REAL, seconds + GRACE_SECONDS)


def unlimit_task() -> None:
    """Stop the clock of `limit_task`."""
    signal.setitimer(signal.ITIMER_REAL, 0)


def address_space() -> int:
    """Bytes of address space in use; where the system does not tell, the most that was ever resident."""
    if sys.platform == "linux":
        with open("/proc/self/statm", "rb") as statm:  # noqa: PTH123 - runs after every task
            return int(statm.read().split()[0]) * resource.getpagesize()
    return _most_resident()


def _cap_memory(memory_mb: int) -> bool:
    """Cap the address space; on systems that only pretend to (macOS), start a watchman."""
    limit = address_space() + memory_mb * MEGABYTE
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
        return True
    threading.Thread(target=watch_memory, args=(limit,), daemon=True).start()
    return False


def watch_memory(limit: int) -> None:
    """End this process soon after it was larger than `limit` bytes."""
    while _most_resident() < limit:
        time.sleep(0.05)
    os.kill(os.getpid(), signal.SIGKILL)


def _most_resident() -> int:
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


def _leave_network() -> bool:
    """Move to a network without interfaces, in a user namespace without rights."""
    libc = ctypes.CDLL(None, use_errno=True)
    return bool(libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET) == 0)


def _filter_system_calls() -> bool:
    """Have the kernel refuse sockets, processes and changes to files (seccomp)."""
    program = system_call_filter(platform.machine())
    if not program:
        return False
    buffer = ctypes.create_string_buffer(program, len(program))
    header = ctypes.create_string_buffer(struct.pack("HxxxxxxP", len(program) // 8, ctypes.addressof(buffer)))
    libc = ctypes.CDLL(None, use_errno=True)
    zero = ctypes.c_ulong(0)
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, ctypes.c_ulong(1), zero, zero, zero) != 0:
        return False
    return bool(libc.prctl(_PR_SET_SECCOMP, ctypes.c_ulong(_SECCOMP_MODE_FILTER), header, zero, zero) == 0)


def system_call_filter(machine: str) -> bytes:
    """The filter in the kernel's own small language (classic BPF): 8 bytes for each instruction.

    Empty for a machine whose system calls are not known here.
    """
    if machine not in _DENIED:
        return b""
    number, architecture, first_argument = 0, 4, 16
    refuse = _REFUSE | errno.EPERM
    code: list[tuple[int, int, int, int]] = [
        (_LOAD, 0, 0, architecture),
        (_EQUALS, 1, 0, _ARCHITECTURE[machine]),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, number),
    ]
    if machine == "x86_64":
        code += [(_AT_LEAST, 0, 1, _X32), (_RETURN, 0, 0, refuse)]
    for call in _DENIED[machine]:
        code += [(_EQUALS, 0, 1, call), (_RETURN, 0, 0, refuse)]
    # The C library goes back to plain clone when clone3 is unknown; the flags of clone can be looked at.
    code += [(_EQUALS, 0, 1, _CLONE3), (_RETURN, 0, 0, _REFUSE | errno.ENOSYS)]
    for call, argument in _OPEN[machine]:
        code += [
            (_EQUALS, 0, 4, call),
            (_LOAD, 0, 0, first_argument + 8 * argument),
            (_ANY_BIT, 0, 1, _WRITING),
            (_RETURN, 0, 0, refuse),
            (_RETURN, 0, 0, _ALLOW),
        ]
    code += [
        (_EQUALS, 0, 4, _CLONE[machine]),
        (_LOAD, 0, 0, first_argument),
        (_ANY_BIT, 1, 0, _CLONE_THREAD),
        (_RETURN, 0, 0, refuse),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _ALLOW),
    ]
    return b"".join(struct.pack("=HBBI", *instruction) for instruction in code)
