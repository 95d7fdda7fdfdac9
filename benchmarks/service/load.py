"""Clients in a process of their own: `python -m benchmarks.service.load`, an order as JSON in, samples as JSON out.

The clients are bare sockets that stay open, since a full HTTP client costs more than the services that are measured
here. Each asks problems that no other client asks; or all ask the same few, where the cache is the question.
"""

from __future__ import annotations

import asyncio
import json
import random
import subprocess
import sys
import time
from dataclasses import asdict, astuple, dataclass, field
from itertools import count, islice

from benchmarks.service.questions import Manner, problem, solved

MODEL_PATH = "/api/chat"
_KEPT_SECONDS = 3.0
PATIENCE = 60.0
"""Seconds after which a request counts as hung."""


@dataclass(frozen=True)
class Order:
    """What is asked of the clients.

    Attributes:
        port: Where the service is.
        path: The route.
        seconds: How long requests are begun.
        clients: Requests at once at most.
        rate: Requests per second, begun whether or not others have ended; 0 begins one as another ends.
        first: Number of the first problem.
        distinct: How many different problems are asked, again and again, none whose answer stays wrong and is
            not kept; 0 for a new one each time.
    """

    port: int
    path: str = "/v1/math/solve"
    seconds: float = 10.0
    clients: int = 100
    rate: float = 0.0
    first: int = 0
    distinct: int = 0


@dataclass(slots=True)
class Sample:
    """One request.

    Attributes:
        begun: Seconds since the order.
        took: Seconds until the answer was there.
        status: Of HTTP; 0 for a connection that was refused or broke, -1 for a request that hung.
        asked: The number of the problem.
        answer: The answer, or the error's one word.
        verdict: Its verdict; empty from a service that gives none.
        is_whole: Whether the body was what the service documents, and about this problem.
    """

    begun: float
    took: float
    status: int
    asked: int
    answer: str = ""
    verdict: str = ""
    is_whole: bool = True


@dataclass
class _Connection:
    port: int
    _used: float = 0.0
    _streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = field(default=None)

    async def ask(self, request: bytes) -> tuple[int, bytes]:
        """Status and body; 0 for a connection that is refused or breaks, -1 for an answer that never comes."""
        try:
            return await asyncio.wait_for(self._ask(request), PATIENCE)
        except (OSError, asyncio.IncompleteReadError, TimeoutError) as error:
            self.close()
            return (-1 if isinstance(error, TimeoutError) else 0), b""

    async def _ask(self, request: bytes) -> tuple[int, bytes]:
        if self._streams is not None and time.perf_counter() - self._used > _KEPT_SECONDS:
            self.close()  # the server may be about to end it; HTTP clients drop such a connection as well
        if self._streams is None:
            self._streams = await asyncio.open_connection("127.0.0.1", self.port)
        reader, writer = self._streams
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        lines = head.split(b"\r\n")
        headers = dict(line.lower().split(b": ", 1) for line in lines[1:] if b": " in line)
        body = await reader.readexactly(int(headers[b"content-length"]))
        self._used = time.perf_counter()
        if headers.get(b"connection") == b"close":
            self.close()
        return int(lines[0].split(b" ")[1]), body

    def close(self) -> None:
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None


class _Clients:
    def __init__(self, order: Order) -> None:
        self._order = order
        self._asked = 0
        self._again = list(islice(filter(_is_kept, count(order.first)), order.distinct))
        self._started = time.perf_counter()
        self.samples: list[Sample] = []

    async def closed_loop(self) -> None:
        """Each client asks as soon as it has its answer."""
        await asyncio.gather(*(self._one_after_the_other() for _ in range(self._order.clients)))

    async def open_loop(self) -> None:
        """Requests begin at random times at the wanted rate, however long the others take."""
        free = [_Connection(self._order.port) for _ in range(self._order.clients)]
        running: set[asyncio.Task[None]] = set()
        chance = random.Random(0)
        at = 0.0
        while True:
            at += chance.expovariate(self._order.rate)
            if at > self._order.seconds:
                break
            await asyncio.sleep(max(0.0, self._started + at - time.perf_counter()))
            connection = free.pop() if free else _Connection(self._order.port)
            task = asyncio.create_task(self._once(connection, free))
            running.add(task)
            task.add_done_callback(running.discard)
        await asyncio.gather(*running)

    async def _one_after_the_other(self) -> None:
        connection = _Connection(self._order.port)
        while time.perf_counter() - self._started < self._order.seconds:
            await self._sample(connection)
        connection.close()

    async def _once(self, connection: _Connection, free: list[_Connection]) -> None:
        await self._sample(connection)
        free.append(connection)

    async def _sample(self, connection: _Connection) -> None:
        order = self._order
        number = order.first + self._asked
        if self._again:
            number = self._again[self._asked % len(self._again)]
        self._asked += 1
        request = request_of(order.path, number)
        begun = time.perf_counter()
        status, body = await connection.ask(request)
        took = time.perf_counter() - begun
        told = _told(status, body, number) if status > 0 and order.path != MODEL_PATH else ("", "", True)
        self.samples.append(Sample(begun - self._started, took, status, number, *told))
        if status == 0:
            await asyncio.sleep(0.05)  # nothing listens: a client would wait, too


def _is_kept(number: int) -> bool:
    found = solved(problem(number))
    return found is not None and found.manner is not Manner.STUBBORN


def _told(status: int, body: bytes, number: int) -> tuple[str, str, bool]:
    """Answer, verdict, and whether the body is what it should be."""
    try:
        said = json.loads(body)
        if status != 200:
            return str(said.get("type", "")), "", isinstance(said["detail"], str)
        answer = said["answer"] if "answer" in said else said["solution"].rpartition("Answer: ")[2]
        verdict = said["verdict"]["status"] if "verdict" in said else ""
        return answer.strip(), verdict, said["problem"] == problem(number)
    except (ValueError, LookupError, TypeError, AttributeError):
        return "", "", False


def request_of(path: str, number: int) -> bytes:
    """The request for a problem, byte by byte."""
    if path == MODEL_PATH:
        said = {"role": "user", "content": problem(number)}
        content = {"model": "phi4-mini-reasoning", "messages": [said], "stream": False}
    else:
        content = {"problem": problem(number)}
    body = json.dumps(content).encode()
    head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


async def _carried_out(order: Order) -> list[Sample]:
    clients = _Clients(order)
    await (clients.open_loop() if order.rate else clients.closed_loop())
    return clients.samples


class Running:
    """Clients at work in their own process."""

    def __init__(self, order: Order) -> None:
        command = [sys.executable, "-m", "benchmarks.service.load"]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(asdict(order)))
        self._process.stdin.close()
        self._process.stdin = None

    def wait_until_begun(self) -> None:
        """Wait until the first request is sent."""
        assert self._process.stdout is not None
        self._process.stdout.readline()

    def samples(self) -> list[Sample]:
        """Wait for the end of the load; what came of every request."""
        said, _ = self._process.communicate()
        return [Sample(*one) for one in json.loads(said.rpartition("\n")[2])]


def loaded(order: Order) -> list[Sample]:
    """Carry out an order in a process of its own."""
    return Running(order).samples()


def main() -> None:
    import uvloop

    order = Order(**json.loads(sys.stdin.read()))
    print("begun", flush=True)
    samples = uvloop.run(_carried_out(order))
    json.dump([astuple(one) for one in samples], sys.stdout)


if __name__ == "__main__":
    main()
