"""The service against its own OpenAPI description and against strangers, through a real socket.

Schemathesis makes requests from the description, good and bad ones; `hostile.py` has our own. The model is a
fake that fails now and then. The seeds are fixed; how many requests there are is a matter of time:

    PHI4_NODE_BAD_REQUESTS=5000 .ci/schema -s
"""

from __future__ import annotations

import json
import logging
import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import hypothesis
import pytest
import requests
import structlog
from hypothesis import HealthCheck, Phase
from hypothesis.errors import Unsatisfiable

from phi4_node.chat_model import ChatPhi4Mini
from phi4_node.serve import create_app
from phi4_node.serve.callers import new_key
from tests.fake_models import said
from tests.serve import hostile
from tests.serve.conftest import RIGHT, settings
from tests.serve.live import live

schemathesis = pytest.importorskip("schemathesis", reason="it does not go with langgraph-api: run .ci/schema")

from schemathesis import Case, GenerationMode  # noqa: E402
from schemathesis.core.failures import FailureGroup  # noqa: E402
from schemathesis.specs.openapi import checks  # noqa: E402

REQUESTS = int(os.environ.get("PHI4_NODE_BAD_REQUESTS", "2500"))
"""Requests in all, about: so many fit into two minutes of one core."""

MODES = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
DOCUMENTED = {502, 503}
"""Statuses of failures that are the model's; a 500 would be a bug of ours."""
CHECKS = [
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
    checks.negative_data_rejection,
]


@dataclass
class Served:
    """The running service and what it has answered.

    Attributes:
        url: Its address.
        key: A key that it knows.
        statuses: How often it gave each status.
    """

    url: str
    key: str
    statuses: Counter[int] = field(default_factory=Counter)

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.key}"}

    def judge(self, what: str, status: int, headers: Any, text: str) -> None:
        """What holds of every answer, whatever was asked."""
        self.statuses[status] += 1
        assert status < 500 or status in DOCUMENTED, f"{what}: {status} {text[:500]}"
        assert headers.get("x-content-type-options") == "nosniff", what
        assert headers.get("x-request-id"), what
        if status >= 400:
            body = json.loads(text)
            is_ours = body.get("success") is False or "reason" in body  # an ErrorBody, or /ready that is not
            assert is_ours or set(body["error"]) == {"message", "type", "param", "code"}, what
            assert not hostile.leak_in(text), f"{what}: {hostile.leak_in(text)!r} in {text[:500]}"
        assert hostile.SECRET not in text, what


@pytest.fixture(scope="module", autouse=True)
def quiet() -> Iterator[None]:
    """Thousands of log lines help nobody; what is logged is the matter of tests/cli/test_serve.py."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    yield
    structlog.reset_defaults()


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    key, hashed = new_key()
    engine = hostile.MoodyEngine(chunks=said(RIGHT))
    app = create_app(
        settings(api_keys={"tester": hashed}, attempts=1, playground=False), model=ChatPhi4Mini(engine)
    )
    with live(app) as url:
        found = Served(url, key)
        yield found
        total = sum(found.statuses.values())
        print(f"\n{total} requests; answers by status: {dict(sorted(found.statuses.items()))}")  # noqa: T201


def test_the_description_says_what_there_is(served: Served) -> None:
    described = httpx.get(f"{served.url}/openapi.json", timeout=120).json()
    assert set(described["components"]["securitySchemes"]) == {"bearer", "header"}
    for path, operations in described["paths"].items():
        for operation in operations.values():
            answers = operation["responses"]
            if path in ("/", "/health", "/ready"):
                assert "security" not in operation
                continue
            assert operation["security"] == [{"bearer": []}, {"header": []}], "a key is needed"
            assert {"200", "401", "403", "413", "429"} <= set(answers), path
            if "requestBody" in operation:
                assert {"400", "422"} <= set(answers), path
            if path.endswith("/stream"):
                assert "text/event-stream" in answers["200"]["content"], path
            for status, answer in answers.items():
                if status[0] in "45":
                    (schema,) = [content["schema"] for content in answer["content"].values()]
                    assert schema["$ref"].endswith(("/ErrorBody", "/OpenAIErrorBody", "/Health"))


def test_our_own_list(served: Served) -> None:
    """Every bad body to every endpoint that takes one, and the rest to some."""
    good = {"problem": "1 + 1", "prompt": "1 + 1", "answer": "2", "input": {"problem": "1 + 1"}}
    good["messages"] = [{"role": "user", "content": "1 + 1"}]
    paths = [path for path, method in _operations(served) if method == "POST"]
    with httpx.Client(base_url=served.url, timeout=120) as client:

        def send(what: str, method: str, path: str, **request: Any) -> None:
            reply = client.request(method, path, **request)
            served.judge(f"{what} at {path}", reply.status_code, reply.headers, reply.text)

        json_headers = {**served.headers, "Content-Type": "application/json"}
        for name, body in hostile.bodies():
            for path in paths:
                if REQUESTS >= 5000 or hash_of(name, path) % 4 == 0:
                    send(name, "POST", path, content=body, headers=json_headers)
        for name, headers in hostile.HEADERS.items():
            for path in paths[:8]:
                send(name, "POST", path, json=good, headers={**served.headers, **headers})
        for path in hostile.PATHS:
            for method in ("GET", "POST", "DELETE", "OPTIONS"):
                send("a path", method, path, headers=served.headers)
        for bad_key in (
            "Bearer",
            "Bearer " + "x" * 10_000,
            "Basic YTpi",
            f"Bearer sha256:{0:064}",
            "Bearer é",
        ):
            headers = {"Authorization": bad_key.encode()}
            send("a bad key", "POST", "/v1/solve", json=good, headers=headers)


def test_bytes_that_are_no_request(served: Served) -> None:
    for name, data in hostile.RAW.items():
        answer = hostile.exchanged(served.url, data)
        served.statuses[int(answer.split()[1]) if answer.startswith(b"HTTP/1.") else 0] += 1
        assert not answer.startswith(b"HTTP/1.1 5"), f"{name}: {answer[:300]!r}"
        assert not hostile.leak_in(answer.decode("latin-1")), f"{name}: {answer[:300]!r}"
    assert httpx.get(f"{served.url}/health", timeout=120).status_code == 200, "it lives"


def test_requests_from_the_description(served: Served) -> None:
    refusals = {"negative_data_rejection": {"expected-statuses": [400, 413, 422, 502, 503]}}
    config = schemathesis.Config.from_dict({"checks": refusals})
    schema = schemathesis.openapi.from_url(f"{served.url}/openapi.json", config=config)
    operations = [found.ok() for found in schema.get_all_operations()]
    takes_something = [operation for operation in operations if operation.body or operation.query]
    left = max(REQUESTS - sum(served.statuses.values()), 200)
    each = -(-left // (len(takes_something) * len(MODES)))
    found = []
    with requests.Session() as session:
        for operation in operations:
            for mode in MODES if operation in takes_something else MODES[:1]:
                found.append(_exercise(served, operation, mode, each, session))
    wrong = [complaint for complaint in found if complaint]
    assert not wrong, "\n\n".join(wrong)


def _exercise(
    served: Served, operation: Any, mode: GenerationMode, times: int, session: requests.Session
) -> str:
    """What is wrong with the answers of one operation; empty if nothing."""

    # LangServe has begun its stream when it hears that the messages are none: an event tells it
    begins_first = operation.path.endswith("/stream") and "LangServe" in operation.tags
    checked = [check for check in CHECKS if not (begins_first and check is checks.negative_data_rejection)]

    @hypothesis.seed(20261120)
    @hypothesis.settings(
        max_examples=times,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        report_multiple_bugs=False,
    )
    @hypothesis.given(operation.as_strategy(generation_mode=mode))
    def exercise(case: Case) -> None:
        reply = case.call(headers=served.headers, session=session, timeout=120)
        text = reply.content.decode("utf-8", "replace")
        headers = {name: values[0] for name, values in reply.headers.items()}
        served.judge(operation.label, reply.status_code, headers, text)
        case.validate_response(reply, checks=checked)

    try:
        exercise()
    except Unsatisfiable:
        return "" if mode is GenerationMode.NEGATIVE else f"{operation.label} has no good request"
    except (AssertionError, FailureGroup) as error:
        return f"{operation.label}, {mode.value}: {error}"
    return ""


def test_a_bug_is_told_as_one_and_nothing_more() -> None:
    class Broken(hostile.MoodyEngine):
        async def _astream(self, *args: Any, **kwargs: Any) -> Any:
            raise KeyError(hostile.SECRET)
            yield

    app = create_app(settings(), model=ChatPhi4Mini(Broken(chunks=said(RIGHT))))
    with live(app) as url:
        reply = httpx.post(
            f"{url}/v1/general/chat", json={"messages": [{"role": "user", "content": "Hi"}]}, timeout=120
        )
        assert (reply.status_code, reply.json()["type"]) == (500, "internal")
        assert not hostile.leak_in(reply.text)
        streamed = httpx.post(f"{url}/v1/solve/stream", json={"problem": "Tell me a joke."}, timeout=120)
        assert not hostile.leak_in(streamed.text)
        assert '"type": "internal"' in streamed.text, "a stream ends with an error, not with silence"


def _operations(served: Served) -> list[tuple[str, str]]:
    described = httpx.get(f"{served.url}/openapi.json", timeout=120).json()["paths"]
    return [(path, method.upper()) for path, operations in described.items() for method in operations]


def hash_of(*parts: str) -> int:
    """The same number each time, unlike `hash`."""
    return sum(map(ord, "".join(parts)))
