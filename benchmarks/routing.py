"""Where do the rules send problems, how often are they unsure, and what does the model make of those?

`python -m benchmarks.routing` writes `benchmarks/reports/routing.md`: a confusion matrix over the shared data, which is
in English and Chinese, and the small set of general questions below. `--model SPEC` also asks the model where the
rules are unsure. The rules were mended once after a first run, which sent 90.0 % of the code right: whoever names a
programming language wants a program.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from benchmarks.problems import load, rows_of
from phi4_node.domains import DOMAINS, Route, language_of, route

REPORT = Path(__file__).parent / "reports" / "routing.md"
NAMES = [spec.name for spec in DOMAINS]
GENERAL = """
What is the capital of France?|Who wrote Don Quixote?|Translate "good morning" into German.|Hello, how are you?
Summarise the plot of Hamlet in three sentences.|Why is the sky blue?|What causes the seasons?|Recommend a good book.
Write a short poem about autumn.|When did the Second World War end?|What is the difference between a crow and a raven?
How do I get a red wine stain out of a shirt?|Which languages are spoken in Switzerland?|What does "serendipity" mean?
Give me advice on how to prepare for a job interview.|What is photosynthesis?|Is coffee good for you?|Tell me a joke.
Who was the first person on the moon?|What should I cook tonight with eggs and spinach?|Explain what inflation is.
How does a vaccine work?|Write an email to my landlord about the heating.|What are the main causes of deforestation?
Who painted the Mona Lisa?|What is the tallest mountain in Africa?|Describe the water cycle.|What is a good name for a cat?
中国的首都是哪里？|请把这句话翻译成英文：今天天气很好。|写一首关于春天的诗。|你好，你是谁？|为什么天空是蓝色的？
推荐一本好书。|第二次世界大战什么时候结束？|总结一下《红楼梦》的主要情节。|怎样才能睡得更好？|请介绍一下长城的历史。
什么是光合作用？|给我讲个笑话。|咖啡对身体好吗？|写一封感谢信给老师。|鲁迅是谁？|月亮为什么会有圆缺？
"""
"""Questions of knowledge and language, written for this report: the shared data has none."""


def problems() -> Iterator[tuple[str, str, str]]:
    """Source, domain and text of every problem."""
    for row in load():
        yield row.source, "logic" if row.source in ("logic", "prontoqa") else "math", row.problem
    for row in rows_of("logic/folio_train.jsonl"):
        asked = f"Is the following statement true, false or uncertain? {row['conclusion']}"
        yield "folio", "logic", f"{' '.join(row['premises'])} {asked}"
    for row in rows_of("code/humaneval_dev.jsonl"):
        yield "humaneval", "code", row["prompt"]
        yield "humaneval, in words", "code", _in_words(row)
    for text in GENERAL.replace("\n", "|").split("|"):
        if text.strip():
            yield "general", "general", text.strip()


def _in_words(row: dict[str, str]) -> str:
    """The same task as somebody would ask for it."""
    story = row["prompt"].split('"""')[1] if '"""' in row["prompt"] else row["prompt"].split("'''")[1]
    wanted = " ".join(story.split(">>>")[0].split())
    return f"Write a Python function `{row['entry_point']}`. {wanted}"


def percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "-"


def main() -> None:
    arguments = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    arguments.add_argument(
        "--model", help="also ask this model where the rules are unsure, for example ollama:NAME"
    )
    arguments.add_argument(
        "--most", type=int, default=40, help="unsure problems that the model is asked about"
    )
    asked = arguments.parse_args()
    matrix: dict[str, Counter[str]] = defaultdict(Counter)
    sources: dict[tuple[str, str, str], Counter[str]] = defaultdict(Counter)
    unsure: list[tuple[str, str, Route]] = []
    seconds = []
    for source, domain, text in problems():
        started = time.perf_counter()
        routed = route(text, DOMAINS)
        seconds.append(time.perf_counter() - started)
        matrix[domain][routed.spec.name if routed.sure else "unsure"] += 1
        tally = sources[source, domain, language_of(text)]
        tally["rows"] += 1
        tally["right"] += routed.sure and routed.spec.name == domain
        tally["wrong"] += routed.sure and routed.spec.name != domain
        tally["unsure"] += not routed.sure
        tally["guessed"] += not routed.sure and routed.spec.name == domain
        if not routed.sure:
            unsure.append((domain, text, routed))
    lines = list(_report(matrix, sources, seconds))
    if asked.model:
        lines += list(_asked(asked.model, unsure, asked.most))
    text = "\n".join(lines) + "\n"
    REPORT.write_text(text, encoding="utf-8")
    print(text)


def _report(
    matrix: dict[str, Counter[str]],
    sources: dict[tuple[str, str, str], Counter[str]],
    seconds: list[float],
) -> Iterator[str]:
    yield "# Routing\n"
    yield f"`python -m benchmarks.routing`: {len(seconds)} problems; the rules take"
    yield f"{1000 * statistics.median(seconds):.2f} ms at the median, {1000 * max(seconds):.1f} ms at most.\n"
    yield "Rows: what a problem is. Columns: where the rules send it; where they are unsure the model is asked,"
    yield "and if it thinks aloud or is silent, the rules' best guess is taken.\n"
    columns = [*NAMES, "unsure"]
    yield f"| is | {' | '.join(columns)} | sent right |"
    yield f"|---|{'---|' * (len(columns) + 1)}"
    for name in NAMES:
        row = matrix[name]
        shown = " | ".join(str(row[column]) for column in columns)
        yield f"| {name} | {shown} | {percent(row[name], sum(row.values()))} |"
    yield "\n| source | domain | language | problems | right | wrong | unsure | of these the best guess is right |"
    yield "|---|---|---|---|---|---|---|---|"
    for (source, domain, language), tally in sorted(sources.items()):
        shares = " | ".join(percent(tally[key], tally["rows"]) for key in ("right", "wrong", "unsure"))
        guessed = percent(tally["guessed"], tally["unsure"])
        yield f"| {source} | {domain} | {language} | {tally['rows']} | {shares} | {guessed} |"


def _asked(spec: str, unsure: list[tuple[str, str, Route]], most: int) -> Iterator[str]:
    """What the model says of the problems of which the rules are unsure."""
    from phi4_node import ChatPhi4Mini
    from phi4_node.graph.nodes.route import named_in
    from phi4_node.graph.prompts import routing_prompt
    from phi4_node.schema import Problem

    model = ChatPhi4Mini(spec)
    step = max(len(unsure) // most, 1)
    chosen = unsure[::step][:most]
    right = guessed = silent = 0
    for domain, text, routed in chosen:
        problem = Problem(text=text, language=language_of(text))
        reply = model.invoke(routing_prompt(problem, DOMAINS), temperature=0.0, max_tokens=8)
        named = named_in(reply.text, DOMAINS)
        silent += named is None
        right += (named or routed.spec).name == domain
        guessed += routed.spec.name == domain
    yield f"\n`{model.model_name}` was asked about {len(chosen)} of the {len(unsure)} problems of which the rules are"
    yield f"unsure: {percent(right, len(chosen))} right with the model, {percent(guessed, len(chosen))} by the rules' best"
    yield f"guess alone; {silent} times it named no domain or several."


if __name__ == "__main__":
    main()
