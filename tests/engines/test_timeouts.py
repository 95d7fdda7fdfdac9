"""The limits of a request, against servers that are silent at one point or another."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator

import httpx
import pytest
from pydantic import BaseModel, ValidationError

from phi4_node.engines.errors import ServerTimeoutError
from phi4_node.engines.timeouts import AnyTimeouts, Clock, Timeouts
from tests.servers import Handler, body_of

Start = Callable[[Handler], str]


class Settings(BaseModel):
    timeout: AnyTimeouts = Timeouts()


class TestSettings:
    def test_one_number_bounds_the_whole_request(self) -> None:
        timeouts = Settings(timeout=30).timeout  # type: ignore[arg-type]
        assert (timeouts.total, timeouts.first_token, timeouts.between_tokens, timeouts.connect) == (
            30, 30, 30, 5
        )  # fmt: skip

    def test_a_large_number_still_finds_a_server_that_falls_silent(self) -> None:
        timeouts = Timeouts.within(10_000)
        assert (timeouts.total, timeouts.first_token) == (10_000, 10_000)
        assert timeouts.between_tokens == Timeouts().between_tokens

    def test_each_can_be_given_alone_or_left_out(self) -> None:
        timeouts = Settings(timeout={"first_token": 7, "total": None}).timeout  # type: ignore[arg-type]
        assert (timeouts.first_token, timeouts.total) == (7, None)
        assert timeouts.between_tokens == Timeouts().between_tokens

    @pytest.mark.parametrize("value", [0, -1, float("inf"), float("nan"), True, "soon", {"sometimes": 3}])
    def test_what_is_no_limit_is_an_error(self, value: object) -> None:
        with pytest.raises(ValidationError):
            Settings(timeout=value)  # type: ignore[arg-type]

    def test_a_four_billion_model_may_load_on_a_laptop(self) -> None:
        timeouts = Timeouts()
        assert timeouts.first_token is not None
        assert timeouts.first_token >= 300


class Script:
    """Sends pieces with pauses between them, then waits to be released."""

    def __init__(self, *pauses: float, end: bool = False) -> None:
        self._pauses = pauses
        self._end = end
        self.released = threading.Event()

    def __call__(self, request: object) -> None:
        from http.server import BaseHTTPRequestHandler

        assert isinstance(request, BaseHTTPRequestHandler)
        body_of(request)
        request.close_connection = True
        if self._pauses and self.released.wait(self._pauses[0]):
            return
        request.send_response(200)
        request.send_header("Connection", "close")
        request.end_headers()
        for pause in self._pauses[1:]:
            if self.released.wait(pause):
                return
            request.wfile.write(b"x")
            request.wfile.flush()
        if not self._end:
            self.released.wait(30)


@pytest.fixture
def scripted(http_server: Start) -> Iterator[Callable[[Script], str]]:
    scripts: list[Script] = []

    def start(script: Script) -> str:
        scripts.append(script)
        return http_server(script)

    yield start
    for script in scripts:
        script.released.set()


def read(url: str, timeouts: Timeouts, *, tokens: bool) -> str:
    """Read all pieces under a clock; `tokens`: whether each counts as a token or as a mere sign of life."""
    clock = Clock(timeouts, "The server")
    got = ""
    clock.ask()
    try:
        with (
            httpx.Client() as client,
            client.stream("POST", url, timeout=clock.request_timeout()) as response,
            clock.watching(response),
        ):
            for piece in response.iter_text():
                got += piece
                if tokens:
                    clock.token()
    except httpx.TimeoutException:
        raise clock.error() from None
    return got


async def aread(url: str, timeouts: Timeouts, *, tokens: bool) -> str:
    clock = Clock(timeouts, "The server")
    got = ""
    clock.ask()
    try:
        async with (
            httpx.AsyncClient() as client,
            client.stream("POST", url, timeout=clock.request_timeout()) as response,
        ):
            with clock.watching(response):
                pieces: AsyncIterator[str] = response.aiter_text()
                async for piece in pieces:
                    got += piece
                    if tokens:
                        clock.token()
    except httpx.TimeoutException:
        raise clock.error() from None
    return got


PATIENT = Timeouts(first_token=30, between_tokens=30, total=60)


@pytest.mark.parametrize(
    ("script", "timeouts", "tokens", "limit"),
    [
        (Script(30), {"first_token": 0.3}, True, "first_token"),  # not even headers
        (Script(0), {"first_token": 0.3}, True, "first_token"),  # headers and nothing else
        (Script(0, *[0.1] * 200), {"first_token": 0.5}, False, "first_token"),  # signs of life only
        (Script(0, 0.0), {"between_tokens": 0.3}, True, "between_tokens"),
        (Script(0, *[0.1] * 200), {"total": 0.7}, True, "total"),
        (Script(30), {"total": 0.3}, True, "total"),
    ],
)
async def test_the_limit_that_was_reached_is_named(
    scripted: Callable[[Script], str], script: Script, timeouts: dict[str, float], tokens: bool, limit: str
) -> None:
    url = scripted(script)
    limits = PATIENT.model_copy(update=timeouts)
    with pytest.raises(ServerTimeoutError) as caught:
        await asyncio.to_thread(read, url, limits, tokens=tokens)
    with pytest.raises(ServerTimeoutError) as acaught:
        await aread(url, limits, tokens=tokens)
    for error in (caught.value, acaught.value):
        assert error.limit == limit
        assert error.seconds == timeouts[limit]
        assert f"Timeouts({limit}=" in str(error)


async def test_a_reply_within_the_limits_is_read_whole(scripted: Callable[[Script], str]) -> None:
    limits = Timeouts(first_token=20, between_tokens=20, total=60)
    url = scripted(Script(0.1, *[0.02] * 20, end=True))
    assert await asyncio.to_thread(read, url, limits, tokens=True) == "x" * 20
    assert await aread(url, limits, tokens=True) == "x" * 20


def test_no_limits_at_all(scripted: Callable[[Script], str]) -> None:
    limits = Timeouts(connect=None, first_token=None, between_tokens=None, total=None)
    assert read(scripted(Script(0, 0.1, 0.1, end=True)), limits, tokens=True) == "xx"


def test_the_callers_own_time_does_not_count() -> None:
    clock = Clock(Timeouts(between_tokens=10, total=20), "The server")
    clock.token()
    before = clock.left()
    clock.away(1000)  # as long as the caller says, however little time has really passed
    after = clock.left()
    assert before is not None
    assert after is not None
    assert after > 1000 > before


def test_retries_share_the_total(monkeypatch: pytest.MonkeyPatch) -> None:
    now = time.monotonic()
    monkeypatch.setattr("phi4_node.engines.timeouts.monotonic", lambda: now)
    clock = Clock(Timeouts(first_token=30, total=100), "The server")
    now += 90
    clock.ask()
    assert clock.left() == pytest.approx(10)
    clock.ask()
    assert clock.error().limit == "total"
