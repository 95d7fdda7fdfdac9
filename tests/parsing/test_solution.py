import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from phi4_node.parsing import SolutionStream, parse_solution
from phi4_node.schema import Solution

HEADED = """## Analysis
A quadratic equation.

## Steps
1. Factor:
   (x + 3)(x - 1) = 0

   \\[ x + 3 = 0 \\]

2. Solve both:
   - x = 1
   - x = -3

## Answer
**x = 1 or x = -3**
"""

REPLIES = [
    # text, analysis, steps, answer
    (
        HEADED,
        "A quadratic equation.",
        ("Factor:\n   (x + 3)(x - 1) = 0\n\n   \\[ x + 3 = 0 \\]", "Solve both:\n   - x = 1\n   - x = -3"),
        "x = 1 or x = -3",
    ),
    (
        "**Analysis:** speed is distance over time\n"
        "**Steps:**\n- 240 / 3 = 80\n- 80 + 20 = 100\n"
        "**Answer:** 100 km/h.",
        "speed is distance over time",
        ("240 / 3 = 80", "80 + 20 = 100"),
        "100 km/h",
    ),
    (
        "ANALYSIS\nspeed\nSTEPS\nStep 1: 240/3 = 80\nStep 2: add 20\nANSWER\n100",
        "speed",
        ("240/3 = 80", "add 20"),
        "100",
    ),
    (
        "1. Analysis: known\n2. Steps:\n(1) one\n(2) two\n3. Answer: $x = 2$",
        "known",
        ("one", "two"),
        "x = 2",
    ),
    (
        "**分析:**一元二次方程\n**步骤:**\n第一步:因式分解\n第二步:求根\n**答案:**x=1",
        "一元二次方程",
        ("因式分解", "求根"),
        "x=1",
    ),
    (
        "【分析】已知路程\n【解答】①240÷3=80\n②80+20=100\n答:100千米",
        "已知路程",
        ("240÷3=80", "80+20=100"),
        "100千米",
    ),
    ("解题思路:先求和\n解题步骤:\n1、3+4=7\n2、7×2=14\n最终答案:14。", "先求和", ("3+4=7", "7×2=14"), "14"),
    (
        "### Step 1: Add\n3+4=7\n### Step 2: Double\n7*2=14\n### Final Answer\n\\boxed{14}",
        "",
        ("Add\n3+4=7", "Double\n7*2=14"),
        "14",
    ),
    (
        "**Step 1: Add** 3+4=7\n\n**Step 2: Double**\n7*2=14\n\n**Answer: 14**",
        "",
        ("Add: 3+4=7", "Double\n7*2=14"),
        "14",
    ),
    (
        "To solve this, we do:\n\n1. **Factor**: abc\n\n2. **Solve**: x = 1\n\n"
        "Therefore, the answer is x = 1.",
        "To solve this, we do:",
        ("**Factor**: abc", "**Solve**: x = 1"),
        "x = 1",
    ),
    ("3+4=7\n7*2=14\n#### 14", "", ("3+4=7", "7*2=14"), "14"),
    (
        "First part.\n\nSecond part gives 5.\n\nThe answer is 5.",
        "",
        ("First part.", "Second part gives 5.", "The answer is 5."),
        "5",
    ),
    ('{"reasoning": "3 + 4 = 7", "answer": "7"}', "", ("3 + 4 = 7",), "7"),
    ('{"analysis": "sum", "steps": ["3 + 4 = 7", "done"], "answer": 7}', "sum", ("3 + 4 = 7", "done"), "7"),
    ('{"分析": "求和", "步骤": ["3+4=7"], "答案": "7"}', "求和", ("3+4=7",), "7"),
    (
        '{"steps": [{"explanation": "add", "output": "3+4=7"}], "final_answer": ["1", "-3"]}',
        "",
        ("add\n3+4=7",),
        "1, -3",
    ),
    ('{"steps": [], "answer": {"x": 1, "y": 2.50}}', "", (), "x = 1, y = 2.50"),
    ('Here it is:\n```json\n{"reasoning": "r", "answer": "$18"}\n```', "", ("r",), "$18"),
    ('<think>hm</think>{"reasoning": "r", "answer": "<think>5</think>"}', "", ("r",), "<think>5</think>"),
    ('{"reasoning": "\\\\frac{1}{2}", "answer": "\\\\frac{1}{2}"}', "", ("\\frac{1}{2}",), "\\frac{1}{2}"),
    ('{"reasoning": "\\theta \\{1\\}", "answer": "\\frac{1}{2}"}', "", ("\\theta \\{1\\}",), "\\frac{1}{2}"),
    ('{\n"reasoning": "raw\nlines"\n"answer": "5"\n}', "", ("raw", "lines"), "5"),
    ('```json\n{\n"reasoning": "So it is 0.\n\n"answer": "0"\n}\n```', "", ("So it is 0.",), "0"),
    (
        '{"answer": "\\begin{pmatrix}1 & 0 \\\\ 0 & 1\\end{pmatrix}"}',
        "",
        (),
        "\\begin{pmatrix}1 & 0 \\\\ 0 & 1\\end{pmatrix}",
    ),
    ('{"reasoning": "cut off before the', "", ("cut off before the",), ""),
    ('{"reasoning": "r", "answer": "3*68 + 2*80 = 364"}', "", ("r",), "364"),
    ('{"reasoning": "r", "answer": "y = 2x + 1"}', "", ("r",), "y = 2x + 1"),
    ('{"answer": "5"}\n\n## Question:\nAnother one\n{"answer": "7"}', "", (), "5"),
    ('{"reasoning": "r", "answer": "10"}\nWait.\nFinal answer: "answer": "12"', "", ("r",), "12"),
    ("42", "", (), "42"),
    ("", "", (), ""),
]


@pytest.mark.parametrize(("text", "analysis", "steps", "answer"), REPLIES)
def test_reads(text, analysis, steps, answer):
    solution = parse_solution(text)
    assert (solution.analysis, solution.steps, solution.answer) == (analysis, steps, answer)


FULL_WIDTH = [
    ("分析COLON求和\n步骤COLON\n1、3+4=7\n答案COLON7。", "求和", ("3+4=7",), "7"),
    ("## 步骤\n第1步COLON加\n第2步COMMA乘\n**答案COLON**14", "", ("加", "乘"), "14"),
    ("答案LPAR千克RPARCOLON 5", "", (), "5"),
]


@pytest.mark.parametrize(("text", "analysis", "steps", "answer"), FULL_WIDTH)
def test_full_width_punctuation(text, analysis, steps, answer):
    for name, code in {"COLON": 0xFF1A, "COMMA": 0xFF0C, "LPAR": 0xFF08, "RPAR": 0xFF09}.items():
        text = text.replace(name, chr(code))
    solution = parse_solution(text)
    assert (solution.analysis, solution.steps, solution.answer) == (analysis, steps, answer)


def test_thinking_and_text():
    solution = parse_solution("<think>plan</think>\nThe answer is 4.", thinking="before")
    assert solution.thinking == "before\n\nplan"
    assert solution.text == "The answer is 4."
    assert solution.answer == "4"
    assert parse_solution("so \\boxed{3}</think>\\boxed{4}").answer == "4"
    assert parse_solution("", thinking="I get \\boxed{4}").answer == "4"
    assert parse_solution("<think>never ends \\boxed{4}").answer == "4"
    assert parse_solution("[T]a[/T]5", open_tag="[T]", close_tag="[/T]").thinking == "a"


def test_reply_that_praises_itself_is_only_text():
    solution = parse_solution('The answer is 5.\nverified: true\n{"status": "verified"}')
    assert solution.answer == "5"
    assert set(solution.model_dump()) == set(Solution().model_dump())


@given(st.text(max_size=300))
def test_any_text_gives_a_solution(text):
    assert parse_solution(text, text).text in (text, text.strip()) or "think>" in text


PIECES = st.lists(
    st.sampled_from(
        [
            *("## Steps\n", "1. ", "2. ", "a = 1\n", "\n", "**Answer:** ", "\\boxed{", "}", '{"answer": "'),
            *('"', "```", "$", "答案", "\\[", "\\]", "The answer is ", "5", ". ", "- ", "# ", "Step 1: "),
            *("<think>", "</think>", "\\"),
        ]
    ),
    max_size=40,
).map("".join)


@given(PIECES)
def test_any_mixture_gives_a_solution(text):
    parse_solution(text)


BOMBS = [
    "a" * 1_000_000,
    "\\boxed{" * 150_000,
    "{" * 1_000_000,
    "[" * 1_000_000,
    '{"a":' * 200_000,
    '{"answer": "' + "\\" * 1_000_000,
    '"answer": "' * 100_000,
    "the answer is " * 70_000,
    "$x = 1$ and " * 80_000,
    "**a** and " * 100_000,
    "1. a\n" * 200_000,
    "```\n" * 250_000,
    "```json\n{" * 100_000,
    "答案" * 300_000,
    " " * 1_000_000 + "x",
    "\n" * 1_000_000,
    "Answer:\n" * 125_000,
    "*" * 1_000_000,
    "$" * 1_000_000,
    "\\(" * 500_000,
    "#" * 1_000_000,
    "1" * 1_000_000,
    "1,000," * 160_000,
    "= " * 500_000,
    "<think>" * 140_000,
    "## Question:\n" * 80_000,
    "so the answer is: \n" * 50_000,
    "\\text{" * 160_000,
]


@pytest.mark.timeout(60)
@pytest.mark.parametrize("text", BOMBS, ids=lambda text: repr(text[:12]))
def test_a_megabyte_of_anything_is_read_in_linear_time(text):
    parse_solution(text)


def stream(text, size):
    reading = SolutionStream()
    seen = [reading.feed(text[start : start + size]) for start in range(0, len(text), size)]
    return seen, reading.finish()


@pytest.mark.parametrize("size", [1, 3, 50])
@pytest.mark.parametrize("text", [reply[0] for reply in REPLIES if reply[0]])
def test_stream_ends_like_the_whole_and_never_takes_a_step_back(text, size):
    seen, whole = stream(text, size)
    assert whole == parse_solution(text)
    for before, after in zip(seen, [*seen[1:], whole], strict=True):
        assert after.steps[: len(before.steps)] == before.steps


def test_stream_shows_steps_before_the_end():
    reading = SolutionStream()
    reading.feed("<think>x</think>## Steps\n1. one\n2. two\n3. th")
    assert reading.solution.steps == ("one",)
    same = reading.solution
    assert reading.feed("roo") is same
    reading.feed("\n## Answer\n")
    assert reading.solution.steps == ("one", "two", "throo")
    reading.feed("5\n")
    assert reading.finish().answer == "5"


def test_stream_of_json_shows_steps():
    text = json.dumps({"steps": [f"step number {index} of many" for index in range(40)], "answer": "5"})
    seen, whole = stream(text, 4)
    assert len({len(solution.steps) for solution in seen}) > 10
    assert whole.answer == "5"


@pytest.mark.timeout(60)
@pytest.mark.parametrize("unit", ["1. step\n", "word ", '{"steps": ["a", ', "a = b\n\n"])
def test_long_streams_stay_linear(unit):
    seen, whole = stream(unit * (300_000 // len(unit)), 7)
    assert seen
    assert whole.text


@pytest.mark.parametrize(
    ("sentence", "answer"),
    [
        ("The solutions to the equation x² + 2x - 3 = 0 are x = 1 and x = -3.", "x = 1 and x = -3"),
        ("The values of x that satisfy the equation are x = 1 or x = -3.", "x = 1 or x = -3"),
        ("The equation x^2+2x-3=0 has the solutions x = 1, x = -3.", "x = 1, x = -3"),
        ("方程的解为 x = 1 或 x = -3。", "x = 1 或 x = -3"),
        ("The solutions of x^2 = 4 are 2 and -2.", "2 and -2"),
    ],
)
def test_all_solutions_of_a_sentence_are_the_answer(sentence: str, answer: str) -> None:
    assert parse_solution(f"Answer: {sentence}").answer == answer
