"""Users that ask a service as fast as it answers, and what became of their requests."""

from __future__ import annotations

import asyncio
import math
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from phi4_node.errors import BadInputError

if TYPE_CHECKING:
    import httpx

BROKEN = "no answer"
"""The status of a request whose connection was refused or broke."""
LATE = "timed out"
"""The status of a request that nobody answered in time."""

_BODIES: dict[str, Callable[[str], dict[str, Any]]] = {
    **dict.fromkeys(("/v1/solve", "/v1/math/solve", "/v1/logic/analyze"), lambda text: {"problem": text}),
    **dict.fromkeys(("/chat", "/v1/inference", "/reasoning"), lambda text: {"prompt": text}),
    **dict.fromkeys(
        ("/v1/general/chat", "/v1/chat/completions"),
        lambda text: {"messages": [{"role": "user", "content": text}]},
    ),
    "/api/chat": lambda text: {"messages": [{"role": "user", "content": text}], "stream": False},
}
USUAL_PATH = "/v1/solve"


@dataclass(frozen=True)
class Plan:
    """What is asked, and by how many.

    Attributes:
        url: The route.
        problems: Asked in turn, again and again.
        users: Requests at once.
        requests: Requests in all.
        seconds: How long one may take.
        key: An API key, if the service wants one.
        model: Named in each request, where the route wants one.
    """

    url: str
    problems: Sequence[str]
    users: int
    requests: int
    seconds: float
    key: str = ""
    model: str = ""

    def body(self, number: int) -> dict[str, Any]:
        """The body of a request.

        Raises:
            BadInputError: If it is not known what the route takes.
        """
        import httpx

        path = httpx.URL(self.url).path.rstrip("/")
        known = [one for one in _BODIES if path.endswith(one)]  # a gateway may have put something before it
        if not known:
            raise BadInputError(f"It is not known what {path} takes; name one of {', '.join(_BODIES)}.")
        body = _BODIES[max(known, key=len)](self.problems[number % len(self.problems)])
        return {**body, "model": self.model} if self.model else body


class Figures(BaseModel):
    """What became of the requests.

    Attributes:
        url: The route.
        users: Requests at once.
        requests: Requests that came to an end.
        seconds: From the first to the end of the last.
        per_second: Answers (200) per second: QPS.
        latency: Seconds of the answers: `mean`, `p50`, `p90`, `p95`, `p99`, `max`.
        statuses: How often each status came.
        verdicts: How often each verdict came, where the service gives any.
        cached: Answers that were kept from before.
    """

    url: str
    users: int
    requests: int
    seconds: float
    per_second: float
    latency: dict[str, float]
    statuses: dict[str, int]
    verdicts: dict[str, int]
    cached: int


@dataclass
class Load:
    """A load under way; what it has measured can be asked for at any time.

    Args:
        plan: What is asked.
        on_end: Called at the end of each request.
    """

    plan: Plan
    on_end: Callable[[], None] = lambda: None
    _took: list[float] = field(default_factory=list)
    _statuses: Counter[str] = field(default_factory=Counter)
    _verdicts: Counter[str] = field(default_factory=Counter)
    _cached: int = 0
    _begun: int = 0
    _started: float = 0.0
    _ended: float = 0.0

    async def run(self) -> None:
        """Ask until all requests have ended."""
        import httpx

        plan = self.plan
        headers = {"Authorization": f"Bearer {plan.key}"} if plan.key else {}
        limits = httpx.Limits(max_connections=plan.users, max_keepalive_connections=plan.users)
        self._started = self._ended = time.perf_counter()
        async with httpx.AsyncClient(timeout=plan.seconds, headers=headers, limits=limits) as client:
            await asyncio.gather(*(self._user(client) for _ in range(min(plan.users, plan.requests))))

    def figures(self) -> Figures:
        """What has been measured so far."""
        took = sorted(self._took)
        seconds = self._ended - self._started
        latency = {
            "mean": sum(took) / len(took) if took else 0.0,
            **{f"p{share}": quantile(took, share / 100) for share in (50, 90, 95, 99)},
            "max": took[-1] if took else 0.0,
        }
        return Figures(
            url=self.plan.url,
            users=self.plan.users,
            requests=self._statuses.total(),
            seconds=round(seconds, 3),
            per_second=round(len(took) / seconds, 3) if seconds else 0.0,
            latency={name: round(value, 4) for name, value in latency.items()},
            statuses=dict(self._statuses.most_common()),
            verdicts=dict(self._verdicts.most_common()),
            cached=self._cached,
        )

    async def _user(self, client: httpx.AsyncClient) -> None:
        while self._begun < self.plan.requests:
            number = self._begun
            self._begun += 1
            await self._ask(client, number)
            self.on_end()

    async def _ask(self, client: httpx.AsyncClient, number: int) -> None:
        import httpx

        begun = time.perf_counter()
        try:
            response = await client.post(self.plan.url, json=self.plan.body(number))
        except httpx.TimeoutException:
            self._end(LATE)
            return
        except httpx.HTTPError:
            self._end(BROKEN)
            return
        self._end(str(response.status_code))
        if response.status_code == 200:
            self._took.append(self._ended - begun)
            self._note(response)

    def _end(self, status: str) -> None:
        self._ended = time.perf_counter()
        self._statuses[status] += 1

    def _note(self, response: httpx.Response) -> None:
        try:
            said = response.json()
        except ValueError:
            return
        if not isinstance(said, dict):
            return
        self._cached += said.get("cached") is True
        verdict = said.get("verdict") or said.get("phi4_node")
        if isinstance(verdict, dict) and "status" in verdict:
            self._verdicts[str(verdict["status"])] += 1


def quantile(ordered: Sequence[float], share: float) -> float:
    """The value that this share of the values does not exceed (nearest rank); 0 if there are none."""
    if not ordered:
        return 0.0
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]
