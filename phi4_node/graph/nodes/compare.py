"""Compare: where the asker's words decide nothing, weigh the answer against other routes to it.

The other routes are opinions: calculations or formalisations that the model wrote without seeing the
solution, and solutions in words from earlier attempts. When enough of them agree, the answer is supported;
when they differ, nothing is proven either way.
"""

from __future__ import annotations

from langchain_core.messages import BaseMessage, HumanMessage
from langchain_core.runnables import RunnableConfig

from phi4_node import verification
from phi4_node.domains import Opinion
from phi4_node.graph.draw import Reply, Request
from phi4_node.graph.events import CalculationEvent, CheckEvent, VerdictEvent
from phi4_node.graph.nodes.common import Node, Turn, Update, as_json, quiet, teller
from phi4_node.graph.nodes.verify import checking_seconds
from phi4_node.graph.setup import Setup
from phi4_node.graph.state import State
from phi4_node.graph.trust import Tally, weighed
from phi4_node.schema import WORDS, Attempt, Check, Outcome, Status, Usage, Verdict

Compared = tuple[str, Check]
"""An opinion, and what came of comparing it with the answer."""


def compare_node(setup: Setup) -> Node:
    """The node that compares an unchecked answer with opinions: those that are known, then a new one.

    It asks the model once; where one more opinion may settle it, the graph comes here again, so that a run
    that is killed in between has kept the first.
    """

    def compare(turn: Turn, opinion: Opinion, reply: str) -> Check:
        answer, seconds = turn.draft.solution.answer, checking_seconds(turn)
        return opinion.compare(turn.problem, answer, reply, seconds, setup.pool)

    async def acompare(turn: Turn, opinion: Opinion, reply: str) -> Check:
        answer, seconds = turn.draft.solution.answer, checking_seconds(turn)
        return await opinion.acompare(turn.problem, answer, reply, seconds, setup.pool)

    def sync(state: State, config: RunnableConfig) -> Update:
        turn, opinion = _begin(setup, state, config)
        compared = [(reply, compare(turn, opinion, reply)) for reply in state["phi4_opinions"]]
        request = _request(turn, opinion, compared)
        if request is None:
            return _conclude(turn, opinion, compared)
        try:
            reply = turn.draw(request, Reply())
        except setup.model_errors as error:
            if turn.will_retry(error):
                raise
            return {**_conclude(turn, opinion, compared), "phi4_error": str(error)}
        if reply.text.strip():
            compared.append((reply.text, compare(turn, opinion, reply.text)))
        return _conclude(turn, opinion, compared, reply, request)

    async def asynchronous(state: State, config: RunnableConfig) -> Update:
        turn, opinion = _begin(setup, state, config)
        await turn.ready()
        compared = [(reply, await acompare(turn, opinion, reply)) for reply in state["phi4_opinions"]]
        request = _request(turn, opinion, compared)
        if request is None:
            return _conclude(turn, opinion, compared)
        try:
            reply = await turn.adraw(request, Reply())
        except setup.model_errors as error:
            if turn.will_retry(error):
                raise
            return {**_conclude(turn, opinion, compared), "phi4_error": str(error)}
        if reply.text.strip():
            compared.append((reply.text, await acompare(turn, opinion, reply.text)))
        return _conclude(turn, opinion, compared, reply, request)

    return Node("compare", sync, asynchronous)


def opinion_request(turn: Turn, opinion: Opinion, number: int) -> Request:
    """The question for an opinion: drawn without chance, and warmer once the ways to ask are used up."""
    messages: list[BaseMessage] = [HumanMessage(opinion.question(turn.asked, number))]
    about = turn.model.about
    thinks = about.thinking is not None
    longest = (
        about.sampling_for(turn.spec.domain.value).max_tokens or about.max_output
        if thinks
        else opinion.max_tokens
    )
    sampling = {
        "temperature": turn.spec.sampling.warmer if number >= opinion.ways else 0.0,
        "top_p": turn.spec.sampling.top_p,
        "max_tokens": max(min(turn.reply_tokens(messages), longest), 1),
    }
    return Request(messages, sampling, max(turn.seconds_left, 0.0))


def _begin(setup: Setup, state: State, config: RunnableConfig) -> tuple[Turn, Opinion]:
    turn = Turn.of(setup, state, quiet(config))
    assert turn.spec.opinion is not None, "the graph comes here only for domains that have one"
    return turn, turn.spec.opinion


def _request(turn: Turn, opinion: Opinion, compared: list[Compared]) -> Request | None:
    """The question for another opinion, unless the known ones say enough or the budget has no room."""
    if turn.draft.route != WORDS:
        return None
    if _agree(compared) and not _more_may_settle(turn, opinion, compared):
        return None
    request = opinion_request(turn, opinion, len(compared))
    return request if turn.affords(list(request.messages)) else None


def _agree(compared: list[Compared]) -> bool:
    return any(check.outcome is Outcome.HOLDS for _, check in compared)


def _more_may_settle(turn: Turn, opinion: Opinion, compared: list[Compared]) -> bool:
    """Whether the answer would be supported if every further way to ask led to it as well."""
    tally, left = _tally(turn, opinion, compared), opinion.ways - len(compared)
    return left > 0 and not tally.is_supported and tally.may_be_supported(left)


def _tally(turn: Turn, opinion: Opinion, compared: list[Compared]) -> Tally:
    """How many routes lead to the answer of the draft, and what speaks against it."""
    draft = turn.draft
    key = opinion.key(draft.solution.answer)
    others = [attempt for attempt in turn.attempts if attempt.route == WORDS and _counts(attempt)]
    alike = sum(opinion.key(attempt.solution.answer) == key for attempt in others)
    agreeing = [(reply, check) for reply, check in compared if check.outcome is Outcome.HOLDS]
    strange = opinion.strange(turn.problem, draft.solution.answer)
    doubts = [opinion.doubts(turn.problem, draft.solution, reply, check) for reply, check in agreeing]
    return Tally(
        words=alike + (draft.route == WORDS),
        opinions=len(agreeing),
        dissent=len(others) - alike + sum(_differs(check) for _, check in compared),
        doubts=(*([strange] if strange else []), *min(doubts, key=len, default=())),
        needed=opinion.routes,
    )


def _differs(check: Check) -> bool:
    """Whether an opinion came to something else; 9 beside 6 hours is, though no unit was compared."""
    if check.outcome is not Outcome.UNDECIDED:
        return check.outcome is Outcome.FAILS
    evidence = check.evidence
    return bool(evidence.get("value")) and not (evidence.get("error") or evidence.get("rounds_to_answer"))


def _counts(attempt: Attempt) -> bool:
    """Whether an earlier answer has a vote; one that was refuted speaks neither for nor against."""
    return bool(attempt.solution.answer) and attempt.verdict.status is not Status.REFUTED


def _conclude(
    turn: Turn,
    opinion: Opinion,
    compared: list[Compared],
    reply: Reply | None = None,
    request: Request | None = None,
) -> Update:
    draft = turn.draft
    usage = reply.usage(request.messages)[0] if reply and request else Usage()
    # On a second visit the verdict tells of the first comparison already; it is made again with what is new.
    checks = draft.verdict.checks if draft.verdict else ()
    verdict, written = verification.verdict_of([check for check in checks if check.basis != "model"]), ""
    tally = _tally(turn, opinion, compared)
    tell = teller()
    if compared:
        written, check = _telling(compared)
        check = weighed(check, tally)
        verdict = _with(verdict, check)
        tell(CalculationEvent(attempt=turn.number, program=written))
        tell(CheckEvent(attempt=turn.number, check=check))
    # A model that says nothing must not be asked for ever.
    is_new = len(compared) > len(turn.state["phi4_opinions"])
    again = is_new and _agree(compared) and _more_may_settle(turn, opinion, compared)
    if not again:
        tell(VerdictEvent(attempt=turn.number, verdict=verdict))
    changed = {
        "verdict": verdict,
        "calculation": written,
        "votes": tally.votes,
        "doubts": tally.doubts,
        "usage": draft.usage + usage,
        "seconds": round(draft.seconds + turn.seconds, 3),
    }
    return {
        "phi4_draft": as_json(draft.model_copy(update=changed)),
        "phi4_opinions": [reply for reply, _ in compared],
        "phi4_next": "compare" if again else "decide",
        "phi4_spent": turn.charge(usage, out_of_time=bool(reply and reply.out_of_time)),
    }


def _with(verdict: Verdict, check: Check) -> Verdict:
    """The verdict once the opinion is known; if it decides nothing, both reasons are worth telling."""
    both = verification.verdict_of((*verdict.checks, check))
    if check.outcome is not Outcome.UNDECIDED or both.status is not Status.UNCHECKED:
        return both
    return both.model_copy(update={"reason": f"{verdict.reason} {check.reason}"})


def _telling(compared: list[Compared]) -> Compared:
    """The comparison that tells most: one that agrees, else one that differs, else the last."""
    for outcome in (Outcome.HOLDS, Outcome.FAILS):
        for reply, check in compared:
            if check.outcome is outcome:
                return reply, check
    return compared[-1]
