"""Who calls: address, key and rate. Keys are random and long, so a plain hash of them is safe to keep."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import secrets
import time
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import structlog
from fastapi import Request
from limits import RateLimitItem, parse
from limits.aio.storage import MemoryStorage, RedisStorage
from limits.aio.strategies import SlidingWindowCounterRateLimiter
from pydantic import BaseModel, Field, ValidationError
from redis.exceptions import RedisError
from starlette.exceptions import HTTPException

from phi4_node.errors import BadInputError
from phi4_node.serve.settings import Settings

_log = structlog.get_logger("phi4_node.serve.callers")
_PREFIX = "sha256:"
_KEY_BYTES = 32
_REDIS_SECONDS = 1.0
_REDIS_RETRY_SECONDS = 10.0

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class KeyEntry(BaseModel):
    """One key of the keys file.

    Attributes:
        hash: `sha256:` and the hex digest of the key.
        rate: Requests that this key may make, as in `100/hour`; empty for the service's own rate.
    """

    hash: str = Field(pattern=r"^sha256:[0-9a-f]{64}$")
    rate: str = ""


class KeysFile(BaseModel):
    """The keys file: `[keys.NAME]` tables."""

    keys: dict[str, KeyEntry] = Field(default_factory=dict)


@dataclass(frozen=True)
class Caller:
    """Who calls.

    Attributes:
        name: The key's name; the address where no keys are asked for.
        address: Where the call comes from, proxies that are trusted looked through.
        rate: The rate of this caller alone; empty for the service's.
    """

    name: str
    address: str
    rate: str = ""


def new_key() -> tuple[str, str]:
    """A new key and its hash; only the hash is kept."""
    key = f"p4n-{secrets.token_urlsafe(_KEY_BYTES)}"
    return key, hash_of(key)


def hash_of(key: str) -> str:
    """The hash of a key."""
    return _PREFIX + hashlib.sha256(key.encode()).hexdigest()


class Gate:
    """Lets callers in or not.

    Args:
        settings: Keys, addresses and rates.

    Raises:
        BadInputError: If a key, an address or a rate of the settings cannot be read.
    """

    def __init__(self, settings: Settings) -> None:
        self._keys = _keys_of(settings)
        self._allowed = _networks("allowed_ips", settings.allowed_ips)
        self._proxies = _networks("trusted_proxies", settings.trusted_proxies)
        self._rates = Rates(settings.redis_url.get_secret_value())
        self._rate = settings.rate
        for rate in (settings.rate, *(entry.rate for entry in self._keys.values())):
            check_rate(rate)

    @property
    def needs_key(self) -> bool:
        """Whether callers must send a key."""
        return bool(self._keys)

    async def admit(self, request: Request) -> Caller:
        """Who calls, if they may.

        Raises:
            HTTPException: 401 without a known key, 403 from a foreign address, 429 above the rate.
        """
        address = self.address_of(request)
        if self._allowed and not _is_in(address, self._allowed):
            raise HTTPException(403, "Calls from this address are not allowed.")
        name, entry = self._key_of(request)
        if self._keys and entry is None:
            # bounded by address, so that nobody tries keys without end
            await self._rates.take(_rate_of("30/minute"), f"bad-key:{address}")
            raise HTTPException(
                401, "Send a known key: Authorization: Bearer KEY.", {"WWW-Authenticate": "Bearer"}
            )
        rate = entry.rate if entry and entry.rate else self._rate
        if limit := _rate_of(rate):
            await self._rates.take(limit, f"caller:{name or address}")
        return Caller(name or address, address, rate)

    def address_of(self, request: Request) -> str:
        """The caller's address: the last one that no trusted proxy vouches for."""
        address = request.client.host if request.client else ""
        if not _is_in(address, self._proxies):
            return address
        # a proxy may add a line of its own instead of lengthening the one that the client sent
        hops = ",".join(request.headers.getlist("x-forwarded-for")).split(",")
        for hop in reversed(hops):
            if not _is_address(hop.strip()):
                break
            address = hop.strip()
            if not _is_in(address, self._proxies):
                break
        return address

    async def close(self) -> None:
        """Let go of connections."""
        await self._rates.close()

    def _key_of(self, request: Request) -> tuple[str, KeyEntry | None]:
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        given = given if scheme.lower() == "bearer" else request.headers.get("x-api-key", "")
        hashed = hash_of(given.strip())
        found: tuple[str, KeyEntry | None] = ("", None)
        for name, entry in self._keys.items():  # all of them, so that time tells nothing
            if hmac.compare_digest(entry.hash, hashed):
                found = (name, entry)
        return found


class Rates:
    """Rates, counted in Redis for all processes; in this process where there is no Redis or it is down."""

    def __init__(self, redis_url: str = "") -> None:
        self._own = SlidingWindowCounterRateLimiter(MemoryStorage())
        self._shared = None
        self._down_until = 0.0
        if redis_url:
            storage = RedisStorage(
                f"async+{redis_url}",
                implementation="redispy",
                socket_timeout=_REDIS_SECONDS,
                socket_connect_timeout=_REDIS_SECONDS,
            )
            self._shared = SlidingWindowCounterRateLimiter(storage)

    async def take(self, limit: RateLimitItem | None, who: str) -> None:
        """Count a request.

        Raises:
            HTTPException: 429 with `Retry-After` above the limit.
        """
        if limit is None:
            return
        limiter = self._shared if self._shared and time.monotonic() >= self._down_until else self._own
        try:
            within = await limiter.hit(limit, who)
            stats = await limiter.get_window_stats(limit, who)
        except (RedisError, OSError) as error:
            _log.warning("rates_unreachable", error=type(error).__name__)
            self._down_until = time.monotonic() + _REDIS_RETRY_SECONDS
            within = await self._own.hit(limit, who)
            stats = await self._own.get_window_stats(limit, who)
        if not within:
            wait = max(1, round(stats.reset_time - time.time()))
            raise HTTPException(429, f"Too many requests; the limit is {limit}.", {"Retry-After": str(wait)})

    async def close(self) -> None:
        """Nothing is held that the end of the process does not free."""


async def admitted(request: Request) -> Caller:
    """The dependency of every route that does work: who calls, if they may."""
    gate: Gate = request.app.state.gate
    caller = await gate.admit(request)
    request.state.caller, request.state.address = caller.name, caller.address
    return caller


def read_keys(path: Path) -> dict[str, KeyEntry]:
    """The keys of a keys file.

    Raises:
        BadInputError: If it cannot be read.
    """
    try:
        return KeysFile.model_validate(tomllib.loads(path.read_text("utf-8"))).keys
    except OSError as error:
        raise BadInputError(f"Cannot read the keys in {path}: {error.strerror}.") from None
    except (tomllib.TOMLDecodeError, ValidationError, UnicodeDecodeError):
        raise BadInputError(f"{path} is no keys file; write its lines with: phi4-node key NAME") from None


def _keys_of(settings: Settings) -> dict[str, KeyEntry]:
    keys = read_keys(settings.api_keys_file) if settings.api_keys_file else {}
    try:
        return keys | {name: KeyEntry(hash=hashed) for name, hashed in settings.api_keys.items()}
    except ValidationError:
        raise BadInputError("api_keys holds hashes, not keys; make one with: phi4-node key NAME") from None


def check_rate(rate: str) -> None:
    """Raise `BadInputError` unless the rate can be read; an empty one means no limit."""
    _rate_of(rate)


def _rate_of(rate: str) -> RateLimitItem | None:
    if not rate:
        return None
    try:
        return parse(rate)
    except ValueError:
        raise BadInputError(f"The rate {rate!r} cannot be read; write it like 10/minute.") from None


def _networks(setting: str, texts: Sequence[str]) -> tuple[Network, ...]:
    try:
        return tuple(ipaddress.ip_network(text, strict=False) for text in texts)
    except ValueError as error:
        raise BadInputError(f"{setting}: {error}.") from None


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def _is_in(address: str, networks: Sequence[Network]) -> bool:
    if not networks or not _is_address(address):
        return False
    found = ipaddress.ip_address(address)
    found = getattr(found, "ipv4_mapped", None) or found
    return any(found in network for network in networks)
