"""What graph and checks cost without a model: `python -m benchmarks.overhead`.

A model that answers at once, from a script with right answers in steps, solves problems of all kinds; what is left is
ours: routing, prompts, parsing, checks in the workers, verdict, certificate and LangGraph itself. With `--profile` it
says where the time goes in this process.
"""

from __future__ import annotations

import argparse
import cProfile
import os
import pstats
import statistics
import time
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from pydantic import Field

from benchmarks.problems import Row, load
from phi4_node import create_reasoning_graph, verification
from phi4_node.schema import Budget

PER_SOURCE = 40


class Instant(BaseChatModel):
    """Gives the reply that was set, at once and in pieces as a model would."""

    replies: list[str] = Field(default_factory=list)

    @property
    def _llm_type(self) -> str:
        return "instant"

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        return ChatResult(generations=[ChatGeneration(message=AIMessage(self.replies.pop(0)))])

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        reply = self.replies.pop(0)
        for start in range(0, len(reply), 4):
            yield ChatGenerationChunk(message=AIMessageChunk(reply[start : start + 4]))


def replies_for(row: Row) -> list[str]:
    """A reply in steps with the right answer, and calculations should they be asked for."""
    steps = "1. What is given is written down.\n2. 2 + 3 = 5\n3. 12 * 4 = 48\n4. The result follows."
    calculations = [f"answer = {row.gold}"] * 3
    return [f"Analysis: a problem.\nSteps:\n{steps}\nAnswer: {row.gold}", *calculations]


def main() -> None:
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument("--profile", action="store_true", help="say where the time goes")
    asked = arguments.parse_args()
    rows: dict[str, list[Row]] = defaultdict(list)
    for row in load():
        rows[row.source].append(row)
    model = Instant()
    graph = create_reasoning_graph(model, budget=Budget(attempts=1))
    verification.default_pool().warm()
    profile = cProfile.Profile()
    seconds: dict[str, list[float]] = {}
    busy: list[float] = []
    for source, members in rows.items():
        chosen = members[:: max(len(members) // PER_SOURCE, 1)][:PER_SOURCE]
        seconds[source] = []
        for row in chosen:
            model.replies = replies_for(row)
            if asked.profile:
                profile.enable()
            used, started = time.process_time(), time.perf_counter()
            graph.invoke({"problem": row.problem})
            seconds[source].append(time.perf_counter() - started)
            busy.append(time.process_time() - used)
            profile.disable()
    for source, taken in seconds.items():
        print(
            f"{source:20} {1000 * statistics.median(taken):6.1f} ms at the median, {1000 * max(taken):7.1f} at most"
        )
    everything = [one for taken in seconds.values() for one in taken]
    print(
        f"{'all':20} {1000 * statistics.median(everything):6.1f} ms at the median of {len(everything)} problems"
    )
    print(
        f"{'this process alone':20} {1000 * statistics.median(busy):6.1f} ms of processor time at the median"
    )
    print(
        f"load of the machine  {os.getloadavg()[0]:6.1f} on {os.cpu_count()} processors; wall time needs an idle one"
    )
    if asked.profile:
        pstats.Stats(profile).sort_stats("cumulative").print_stats(45)


if __name__ == "__main__":
    main()
