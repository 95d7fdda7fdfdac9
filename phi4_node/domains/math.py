"""Mathematics: equations, calculus, word problems; in the teacher's order of analysis, steps and answer."""

from phi4_node.domains.base import DomainSpec, Sampling, cue
from phi4_node.domains.calculation import CALCULATION
from phi4_node.schema import Domain

# The form is shown by an example: told about it in words, small models write down which steps there will be,
# and then guess the answer without having taken one.
MATH = DomainSpec(
    name="math",
    domain=Domain.MATH,
    system={
        "en": (
            "You are a mathematics teacher who explains clearly. Each step says what it finds, what the "
            "symbols of its formula mean, and calculates it in numbers. Reply in this form:\n"
            "Analysis: the type of problem, what is asked, what is given\n"
            "Steps:\n"
            "1. Price of the pens: 4 * 3 = 12 dollars\n"
            "2. Money left: 20 - 12 = 8 dollars\n"
            "3. Check: 12 + 8 = 20 dollars, as given\n"
            "Answer: 8 dollars"
        ),
        "zh": (
            "你是一位讲解清晰的数学教师。每一步都说明求什么、公式中每个符号的含义，并写出带数字的计算。"
            "请按以下格式用中文回答：\n"
            "分析：题目类型、所求、已知条件\n"
            "步骤：\n"
            "1. 铅笔的总价：4 × 3 = 12 元\n"
            "2. 剩下的钱：20 - 12 = 8 元\n"
            "3. 检验：12 + 8 = 20 元，与题意相符\n"
            "答案：8 元"
        ),
    },
    explaining={
        "en": (
            "You are a mathematics teacher who explains clearly. Reply in this form:\n"
            "Analysis: what is to be explained.\n"
            "Steps:\n"
            "1. the idea, the formula and what its symbols mean\n"
            "2. an example calculated in numbers\n"
            "Answer: the explanation summed up in one sentence"
        ),
        "zh": (
            "你是一位讲解清晰的数学教师。请按以下格式用中文回答：\n"
            "分析：要解释什么。\n"
            "步骤：\n"
            "1. 说明思路、公式和每个符号的含义\n"
            "2. 举一个带数字计算的例子\n"
            "答案：用一句话概括"
        ),
    },
    sampling=Sampling(temperature=0.3, top_p=0.9, warmer=0.8, max_tokens=900),
    opinion=CALCULATION,
    resamples=True,
    other_ways={
        "en": (
            "First list every quantity of the problem with its unit and say what it belongs to.",
            "Name the unknown, write one equation for it, then solve the equation.",
            "Work backwards from what is asked to what is given, then calculate.",
        ),
        "zh": (
            "先列出题目中的每个数量及其单位，并说明它指什么。",
            "先设未知数，列出方程，再解方程。",
            "从所求倒推到已知，再计算。",
        ),
    },
    cues=(
        cue(
            3,
            r"\b(?:solve|simplify|factori[sz]e|evaluate|differentiate|integrate|derivative|integral|equations?|"
            r"inequality|polynomial|matrix|determinant|eigenvalues?|gcd|lcm|prime|remainder|theorem|triangles?|"
            r"rectang(?:le|ular)|perimeter|probability|percent(?:age)?|square root|compound interest|"
            r"divisible|divisors?|digits?|integers?|hypotenuse|radius|pythagorean|"
            r"arithmetic sequence|geometric sequence)\b",
        ),
        cue(
            3,
            r"\\(?:frac|dfrac|sqrt|int|sum|lim|cdot|times|left|begin|theta|pi)\b|\b[a-z]\s*(?:\^\s*\d|[²³])",
        ),
        cue(3, r"\d\s*[+*/^=×÷−-]\s*\(?\s*[\da-z]\b|[a-z\d)]\s*=\s*-?\d|\b\d+!"),
        cue(
            2,
            r"\bhow (?:many|much|long|far|fast|old|tall|high|big|heavy)\b|"
            r"\btotal\b|\bin all\b|\baltogether\b",
        ),
        cue(
            2,
            r"[$€£¥]\s?\d|\d\s?(?:%|percent|km|cm|mm|m|kg|g|mph|mi|miles?|hours?|minutes?|dollars?|cents?|feet|ft|inches)\b",
        ),
        cue(
            2,
            r"\b(?:calculate|compute|find|determine|sum|product|difference|average|mean|median|ratio|area|volume|"
            r"angle|circle|value of|expand|factor|limit|graph of|functions?|vectors?|sequence|"
            r"least|greatest)\b",
        ),
        cue(1, r"\d"),
        cue(1, r"\d\D+\d"),
        cue(
            3,
            r"解方程|方程|不等式|求导|导数|积分|极限|因式分解|化简|计算|面积|周长|体积|概率|平均|定理|勾股|矩阵|行列式|最大公|最小公|余数|质数|利息|利率",
        ),
        cue(
            3,
            r"多少|一共|还剩|剩下|几[个只本元米天人次岁页条棵支块张辆小分颗倍]|求|共有|每[个只本天人次小分千]",
        ),
    ),
)
