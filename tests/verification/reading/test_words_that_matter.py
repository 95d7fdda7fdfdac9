"""Words that were once passed over and change what is right: counts, domains, bases, the reach of signs."""

import pytest

from phi4_node.schema import Outcome
from phi4_node.verification.judge import check_problem

_KNIGHTS = (
    "A very special island is inhabited only by knights and knaves. Knights always tell the truth, and knaves"
    ' always lie. {} Ann says "Bob is a knave". Bob says "We are both knights". So who is a knight and who is'
    " a knave?"
)
_ARGUMENT = (
    "Consider these{} statements:\n1. All humans are engineers\n2. No engineers are mammals\n\n"
    "Does it logically follow that:\nNo humans are mammals?\n(Answer Yes or No)"
)
_MARBLES = "A bag contains 3 red and 4 blue marbles. {} marbles are drawn at random without replacement. {}"

NEVER_HOLDS = [
    # Of three numbers, "their product" is the product of all.
    ("The sum of three consecutive integers is 15. What is their product?", "24"),
    ("The sum of three consecutive integers is 15. What is the product of the two integers?", "24"),
    ("The sum of three consecutive integers is 15. What is the largest of the odd integers?", "6"),
    ("The sum of three consecutive integers is 15. What is the largest of the two integers?", "6"),
    ("The product of three consecutive positive integers is 24. What is their sum?", "6"),
    # The answer is asked for in a base, or the numerals are in one.
    ("Suppose 2x + 3 = 11. What is x? Give your answer in base 2.", "4"),
    ("In base 5, x + 12 = 31. What is x?", "19"),
    ("求不定积分：∫2x dx 结果用二进制表示", "x²+C"),
    # Which of the solutions are to be entered.
    ("Solve 2x^2 - 5x + 2 = 0. Enter all integer solutions, separated by commas.", "2, 1/2"),
    (
        "Find all complex solutions of x^4 = 16. Enter all real solutions, separated by commas.",
        "2, -2, 2i, -2i",
    ),
    # What is said around an argument or a puzzle.
    (_ARGUMENT.format(" false"), "Yes"),
    ("The following is a reversed puzzle. All A are B. All B are C. Does it follow that all A are C?", "Yes"),
    (_KNIGHTS.format("Today everyone lies and you meet Ann and Bob."), "Ann is a knight, Bob is a knave"),
    (_KNIGHTS.format("Two inhabitants, Ann and Bob, are lying."), "Ann is a knight, Bob is a knave"),
    # `a * b` is a sign with a new meaning.
    ("Define a * b = a + b. Evaluate $\\int_0^a x^2 dx$", "a^3/3"),
    # Two of three.
    ("Three dice are rolled. What is the probability that both dice show 6?", "1/216"),
    ("Three dice are rolled. What is the probability that the sum of the two dice is 7?", "5/72"),
    (_MARBLES.format("Three", "What is the probability that the two marbles are the same color?"), "1/7"),
    ("Find the least common multiple (GCD) of 4 and 6.", "12"),
    # A sequence that is written out ends where it ends.
    ("What is the sum of the geometric series 1, 1/2, 1/4?", "2"),
    ("What is the sum of the finite geometric sequence 1, 1/2, 1/4, ...?", "2"),
    # How far a sign reaches.
    ("What is $\\lim_{x \\to 2} x^2 + x$?", "4 + x"),
    ("What is $\\frac{d}{dx} x^2 + x$?", "3x"),
    ("What is d/dx sin(x) + cos(x)?", "2cos(x)"),
    ("What is the derivative of x^2 squared?", "4x^2"),
    ("What is 3 times 2^2 squared?", "144"),
    ("Given triangle ABC with coordinates A=(0,0), B=(4,0), C=(0,3), find the area of triangle ABD.", "6"),
    # Over which numbers, and of which of the possible values.
    ("Factor x^2 - 2 over the integers.", "(x - sqrt(2))(x + sqrt(2))"),
    ("Factor 4x^2 - 1 over the integers.", "4(x - 1/2)(x + 1/2)"),
    ("在实数范围内因式分解：x²-2", "x²-2"),
    ("在实数范围内分解因式：x⁴-4", "(x²+2)(x²-2)"),
    (
        "Suppose n is an integer such that n divides 12. What is the least possible positive value of n?",
        "-12",
    ),
    ("同时掷三枚骰子，两枚骰子点数之和为7的概率是多少？", "5/72"),
]
NEVER_FAILS = [
    ("The sum of three consecutive integers is 15. What is the sum of their squares?", "77"),
    ("Solve 2x^2 - 5x + 2 = 0. Enter all integer roots separated by commas.", "2"),
    ("What is the sum of the geometric series 1, 1/2, 1/4?", "7/4"),
    ("What is the sum of the first 4 positive integers squared?", "30"),
    ("What are the real eigenvalues of [[2,0,0],[0,0,-1],[0,1,0]]?", "2"),
    ("How many integers from 1 to 20 have exactly 4 integer divisors?", "4"),
    ("What is $\\lim_{x \\to 2} x^2 + x$?", "6"),
    ("What is $\\frac{d}{dx} x^2 + x$?", "2x + 1"),
    ("What is the derivative of x^2 squared?", "4x^3"),
]
HOLDS = [
    ("The sum of three consecutive integers is 15. What is their product?", "120"),
    ("The sum of three consecutive integers is 15. What is the largest integer?", "6"),
    ("The sum of three consecutive integers is 15. What is the largest of the three integers?", "6"),
    ("The product of two consecutive positive even integers is 48. What is their sum?", "14"),
    ("In base 5, $x + 12_5 = 31_5$. What is x?", "9"),
    ("Solve x^3 - x = 0. List all real roots, separated by commas.", "0, 1, -1"),
    (_ARGUMENT.format(""), "Yes"),
    (_KNIGHTS.format("One day you meet Ann and Bob."), "Ann is a knight, Bob is a knave"),
    (
        _KNIGHTS.format("Two inhabitants, Ann and Bob, are standing in front of you."),
        "Ann is a knight, Bob is a knave",
    ),
    ("Define f(x) = 2x. Evaluate f(3).", "6"),
    ("Let a * b = 12. Let a = 3. What is b?", "4"),
    ("Two dice are rolled. What is the probability that the sum of the two dice is 7?", "1/6"),
    (_MARBLES.format("Two", "What is the probability that the two marbles are the same color?"), "3/7"),
    ("Find the least common multiple (LCM) of 4 and 6.", "12"),
    ("What is the sum of the infinite geometric series 1, 1/2, 1/4, ...?", "2"),
    ("What is the sum of the finite geometric sequence 1, 1/2, 1/4, ..., 1/64?", "127/64"),
    ("What is $\\lim_{x \\to 2} (x^2 + x)$?", "6"),
    ("What is $\\sum_{k=1}^3 k + \\sum_{k=1}^3 k^2$?", "20"),
    ("What is $\\frac{d}{dx} \\left(x^2 + x\\right)$?", "2x + 1"),
    ("What is d/dx -x^2?", "-2x"),
    ("Factor 4x^2 - 2 over the integers.", "2(2x^2 - 1)"),
    ("在实数范围内因式分解：x²-2", "(x+√2)(x-√2)"),
    ("在实数范围内分解因式：x²-4", "(x+2)(x-2)"),
    ("掷两枚骰子，两枚骰子点数之和为7的概率是多少？", "1/6"),
]


@pytest.mark.parametrize(("problem", "answer"), NEVER_HOLDS)
def test_it_does_not_hold(problem: str, answer: str) -> None:
    assert check_problem(problem, answer).outcome is not Outcome.HOLDS


@pytest.mark.parametrize(("problem", "answer"), NEVER_FAILS)
def test_it_does_not_fail(problem: str, answer: str) -> None:
    assert check_problem(problem, answer).outcome is not Outcome.FAILS


@pytest.mark.parametrize(("problem", "answer"), HOLDS)
def test_it_holds(problem: str, answer: str) -> None:
    assert check_problem(problem, answer).outcome is Outcome.HOLDS
