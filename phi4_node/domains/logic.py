"""Logic: arguments, syllogisms, truth-tellers and liars, relations between statements."""

from phi4_node.domains.base import DomainSpec, Sampling, cue
from phi4_node.domains.formalisation import FORMALISATION
from phi4_node.schema import Domain

LOGIC = DomainSpec(
    name="logic",
    domain=Domain.LOGIC,
    system={
        "en": (
            "You are a careful logician. Use only what the premises state. Reply in exactly this form:\n"
            "Analysis: the premises and how they relate.\n"
            "Steps:\n"
            "1. One inference per step, naming the premises it uses.\n"
            "2. Look for a situation in which the premises are true and the conclusion is false.\n"
            "Answer: only the conclusion; for a yes or no question begin with Yes or No."
        ),
        "zh": (
            "你是一位严谨的逻辑学家，只使用题目给出的前提。请严格按照以下格式回答：\n"
            "分析：有哪些前提，它们之间是什么关系。\n"
            "步骤：\n"
            "1. 每步只做一个推理，并指明用到的前提。\n"
            "2. 寻找前提为真而结论为假的反例。\n"
            "答案：只写结论；是非题以“是”或“否”开头。"
        ),
    },
    sampling=Sampling(temperature=0.3, top_p=0.9, warmer=0.8, max_tokens=900),
    resamples=True,
    opinion=FORMALISATION,
    other_ways={
        "en": (
            "Assume the conclusion is false and see whether a premise is then broken.",
            "Go through the possible cases one by one.",
        ),
        "zh": ("先假设结论为假，看是否与前提矛盾。", "逐一讨论所有可能的情况。"),
    },
    cues=(
        cue(
            5,
            r"\bknaves?\b|\bsyllogisms?\b|\bpropositional\b|\btautology\b|\bpremises?\b|"
            r"\bfallacy\b|\bfirst-order logic\b",
        ),
        cue(
            4,
            r"\bcan (?:we|it be|you|one) (?:conclude|infer|deduce)|\bdoes it (?:logically )?follow|"
            r"\bfollows? from\b|"
            r"\bwhat can (?:we|be) conclude|\blogically (?:valid|equivalent|follows?|entail)|"
            r"\b(?:valid|sound) argument\b",
        ),
        cue(
            8,
            r"\b(?:true|false),? or (?:true|false|uncertain|unknown)\b|\btrue, false\b|"
            r"\bis the following statement\b",
        ),
        cue(4, r"[∀∃→↔∧∨¬⊢⊨]|\\(?:forall|exists|neg|land|lor|implies|vdash)\b"),
        cue(
            3,
            r"\balways (?:tells?|lies?|speaks?)\b|\bliars?\b|\btruth-?tellers?\b|\bis lying\b|\bthe truth\b",
        ),
        cue(
            3,
            r"\b(?:all|every|each|no|some)\s+[a-z]+(?:\s[a-z]+)?\s+(?:are|is)\b.*?[.;,]\s*(?:all|every|each|no|some|[a-z]+)\b.{1,60}?\b(?:are|is)\b",
        ),
        cue(
            2,
            r"\b(?:conclu(?:de|sion)|deduce|inference|contradict\w*|implies|consistent|riddle|logic(?:al)?)\b",
        ),
        cue(1, r"\bif\b.{1,120}\bthen\b"),
        cue(4, r"推理|逻辑|前提|三段论|命题|说谎|真话|假话|骑士|无赖|推出|推断|必然成立|矛盾"),
        cue(3, r"(?:所有|凡是|一切).{1,20}都.{1,40}(?:有些|有的|所有|没有)|有些.{1,20}是"),
        cue(1, r"如果.{1,60}那么"),
    ),
)
