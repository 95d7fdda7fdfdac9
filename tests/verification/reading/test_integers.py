"""Kinds of integers in words: what is read, and what must not be read that way."""

import pytest

from phi4_node.verification.judge import check_problem

RIGHT = [
    ("How many multiples of 7 are there between 100 and 200?", "14"),
    ("How many integers between 1 and 1000 inclusive are divisible by 3 or 5?", "467"),
    ("How many integers from 1 to 100 are divisible by 3 but not by 5?", "27"),
    ("How many positive integers less than 100 are neither even nor divisible by 5?", "40"),
    ("What is the sum of the first 50 positive odd integers?", "2500"),
    ("What is the largest three-digit multiple of 7?", "994"),
    ("What is the second smallest prime number greater than 50?", "59"),
    ("What is the smallest prime whose digits sum to 19?", "199"),
    ("What is the smallest three-digit palindrome that is divisible by 18?", "252"),
    ("How many positive integers less than 50 have exactly 3 divisors?", "4"),
    ("How many positive integers less than 20 are relatively prime to 20?", "8"),
    ("How many odd divisors does 360 have?", "6"),
    ("What is the sum of the proper divisors of 284?", "220"),
    ("What is the sum of the smallest and largest prime factors of 84?", "9"),
    (r"Find the least positive integer $x$ such that $3x \equiv 4 \pmod{11}$.", "5"),
    (r"How many positive integers $n$ satisfy $n^2 < 50$?", "7"),
    ("What is the smallest integer greater than $\\sqrt{300}$?", "18"),
    (r"What is the largest integer $n$ for which $3^n$ is a factor of $20!$?", "8"),
    (
        "What is the smallest positive integer that leaves a remainder of 2 when divided by 5 and a"
        " remainder of 3 when"
        " divided by 7?",
        "17",
    ),
    (r"What is the smallest positive integer $n$ such that $\frac{n}{84}$ is a terminating decimal?", "21"),
    ("How many whole numbers between 1 and 1000 do not contain the digit 1?", "728"),
    (r"Solve the congruence $7n \equiv 3 \pmod{10}$, as a residue modulo 10.", "9"),
    ("50以内有多少个质数?", "15"),
    (
        r"If $a\equiv 5\pmod{9}$ and $b\equiv 7\pmod{9}$, what is the remainder when $a + 2b$ is divided"
        r" by 9?",
        "1",
    ),
    (r"Suppose $m$ is a two-digit prime such that $3m \equiv 1 \pmod{100}$. What is $m$?", "67"),
    (r"If the three-digit number $\underline{5d4}$ is divisible by 9, what is $d$?", "0 or 9"),
    (
        "The least common multiple of two numbers is 60 and their greatest common divisor is 4. If one"
        " of the numbers is"
        " 12, what is the other number?",
        "20",
    ),
]


@pytest.mark.parametrize(
    ("problem", "answer"), RIGHT[:-2] + RIGHT[-1:], ids=[row[0][:50] for row in RIGHT[:-2] + RIGHT[-1:]]
)
def test_right_answers_hold_and_neighbours_fail(problem, answer):
    check = check_problem(problem, answer)
    assert check.outcome.value == "holds", check.reason
    assert check_problem(problem, str(int(answer) + 1)).outcome.value == "fails"
    assert check_problem(problem, "-" + answer).outcome.value == "fails"


def test_a_digit_that_may_be_either_has_no_value():
    problem, answer = RIGHT[-2]
    for given in (answer, "0", "9"):
        assert check_problem(problem, given).outcome.value == "undecided"
    several = (
        r"Given that $\underline{5d4}$ is divisible by 9, "
        "what is the sum of all digits that could replace $d$?"
    )
    assert check_problem(several, "9").outcome.value == "holds"


NEVER = [
    ("What is the smallest positive integer $n$ such that $3n > 20$?", "1"),  # the condition is not lost
    ("What is the smallest positive integer such that $n > 20$?", "1"),
    (r"What is the smallest positive integer $n$ satisfying $x + n > 3$?", "1"),
    ("How many positive integers less than 10 are there if $x > 3$?", "9"),
    ("What is the smallest positive integer $n$, where $n$ is even?", "1"),
    ("How many integers between 1 and 10 are there?", "8"),  # are 1 and 10 meant?
    ("How many integers between 1 and 10 are there?", "10"),
    ("How many integers less than 10 are divisible by 3?", "3"),  # infinitely many
    ("How many prime factors does 12 have?", "2"),  # or 3
    ("What is the sum of the prime factors of 12?", "5"),  # or 7
    ("What is the sum of the prime factors of 12?", "7"),
    ("How many natural numbers are less than 5?", "4"),  # or 5
    ("How many factors of 12 and 18 are even?", "4"),  # common ones, or of both together?
    ("What is the smallest multiple of 7?", "7"),
    ("What is the smallest multiple of 7?", "0"),
    ("How many digits are in 0?", "1"),
    ("What is the smallest positive consecutive integer?", "1"),
    ("How many positive integers less than 100 are divisible by 2 and 3 or 5?", "30"),
    ("How many distinct prime numbers less than 10 are sums of two primes?", "4"),
    ("How many two-digit numbers have different digits?", "90"),
    (r"If $n \equiv 3 \pmod{7}$, what is the remainder when $n$ is divided by 5?", "3"),
    (r"The number $2d2$ is divisible by 7. What is $d$?", "5"),  # perhaps a product
    (r"If $n \equiv 3 \pmod{7}$, what is the smallest possible value of $n$?", "3"),
]


@pytest.mark.parametrize(("problem", "answer"), NEVER, ids=[f"{row[0][:50]} {row[1]}" for row in NEVER])
def test_what_is_doubtful_or_half_read_never_holds(problem, answer):
    assert check_problem(problem, answer).outcome.value != "holds"


DIGITS = [
    ("What is the units digit of $7^{2009}$?", "7"),
    ("Find the remainder of $7^{17}$ when it is divided by 5.", "2"),
    ("How many trailing zeros does $100!$ have?", "24"),
    ("What is the sum of the digits of $2^{20}$?", "31"),
    (
        r"What is the 100th digit to the right of the decimal point in the decimal representation of"
        r" $\frac{1}{7}$?",
        "8",
    ),
    (
        r"When $\frac{3}{400}$ is written as a decimal, how many digits are to the right of the decimal"
        r" point?",
        "4",
    ),
    ("How many digits are in $2^{10} \\cdot 5^8$?", "9"),
    ("What is the hundreds digit in the following product: $5 \\times 6 \\times 7 \\times 8$?", "6"),
    ("How many 1 bits are there in the binary representation of the number 1000?", "6"),
    ("State the final answer to the following arithmetic problem: 84 - 93 + 41 =", "32"),
]


@pytest.mark.parametrize(("problem", "answer"), DIGITS, ids=[row[0][:50] for row in DIGITS])
def test_digits_and_remainders(problem, answer):
    check = check_problem(problem, answer)
    assert check.outcome.value == "holds", check.reason
    assert check_problem(problem, str(int(answer) + 1)).outcome.value == "fails"
