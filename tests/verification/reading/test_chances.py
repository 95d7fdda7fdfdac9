"""Drawing, dice, coins, numbers of ways, and statistics in words: what is read, and what is not."""

import pytest

from phi4_node.verification import checks
from phi4_node.verification.judge import check_problem
from phi4_node.verification.reading import read

BAG = (
    "A bag contains 12 red marbles and 6 blue marbles. Two marbles are selected at random without"
    " replacement."
)
WHAT = "What is the probability that"

RIGHT = [
    (
        "What is prob of picking 3 r when three letters picked without replacement from {o: 4, r: 3}?",
        "1/35",
    ),
    (
        "What is prob of picking 3 r when three letters picked without replacement from {o: 4, v: 4, t: 2,"
        " r: 3}?",
        "1/286",
    ),
    (
        "What is prob of picking 1 n and 3 t when four letters picked without replacement from {t: 1, n: 5}?",
        "0",
    ),
    ("Calculate prob of sequence lc when two letters picked without replacement from {c: 7, l: 8}.", "4/15"),
    ("Three letters picked with replacement from aab. Give prob of sequence aab.", "4/27"),
    (f"{BAG} {WHAT} one marble is red and one is blue?", "8/17"),
    (f"{BAG} {WHAT} both marbles are red?", "22/51"),
    (f"{BAG} {WHAT} at least one is blue?", "29/51"),
    (f"{BAG} {WHAT} they are the same color?", "9/17"),
    (f"A jar contains 3 red balls and 2 blue balls. A ball is drawn at random. {WHAT} it is red?", "3/5"),
    (f"Two cards are chosen at random from a standard 52-card deck. {WHAT} both are hearts?", "1/17"),
    (
        "If Michael rolls three fair dice, what is the probability that he will roll at least two 1's?",
        "2/27",
    ),
    (f"Jack rolls 5 fair six-sided dice. {WHAT} at least two dice show the same number?", "49/54"),
    (f"We flip a fair coin 10 times. {WHAT} we get heads in at least 6 of the 10 flips?", "193/512"),
    (f"Two dice are rolled. {WHAT} the sum is at least 10?", "1/6"),
    (f"Five 6-sided dice are rolled. {WHAT} exactly two of the dice show a 1 or a 2?", "80/243"),
    (f"A number is selected at random from 1 through 100, inclusive. {WHAT} the number is a prime?", "1/4"),
    ("In how many ways can I stack 5 different books on a shelf?", "120"),
    ("Determine the number of ways to arrange the letters of the word THAT.", "12"),
    ("In how many ways can a 2-person committee be chosen from a group of 5 people?", "10"),
    (
        "My club has 15 members. In how many ways can we choose a president, vice-president, secretary, and"
        " treasurer, if no member can hold more than one office?",
        "32760",
    ),
    ("How many subsets does the set $\\{1,2,3\\}$ have?", "8"),
    ("从10个人中选3个人，有多少种选法？", "120"),
    ("What is the mean of 3, 5 and 10?", "6"),
    ("Find the median of 3, 1, 7, 5.", "4"),
    ("Find the mode of 1, 2, 2, 3.", "2"),
    ("Find the mean of the data set {2, 2, 5}.", "3"),
    ("Determine the average of the integers $71,$ $72,$ $76.$", "73"),
    ("If the mean of 4, 3 and x is 10, what is x?", "23"),
    ("求3，5，10的平均数。", "6"),
]


@pytest.mark.parametrize(("problem", "answer"), RIGHT, ids=[problem for problem, _ in RIGHT])
def test_the_right_answer_holds_and_its_neighbours_do_not(problem, answer):
    assert check_problem(problem, answer).outcome.value == "holds"
    assert check_problem(problem, f"{answer} + 1").outcome.value != "holds"
    assert check_problem(problem, "7/919").outcome.value == "fails"


UNREAD = [
    "Three letters picked without replacement from wwwdodolwj. What is prob of picking 2 o?",  # exactly two?
    f"A jar contains 3 red balls and 2 blue balls. Two balls are drawn at random. {WHAT} both are red?",
    f"A bag contains 3 red balls and some blue balls. A ball is drawn at random. {WHAT} it is red?",
    f"{BAG} {WHAT} the first is red?",
    f"{BAG} {WHAT} both are red if the first is red?",
    f"{BAG} {WHAT} all three are red?",
    f"A fair coin is tossed 3 times. {WHAT} there are 2 heads?",
    f"A biased coin is tossed 3 times. {WHAT} there are exactly 2 heads?",
    f"Two loaded dice are rolled. {WHAT} the sum is 7?",
    f"Nobody rolls two dice. {WHAT} the sum is 7?",
    f"Two dice are rolled. {WHAT} the sum is 7 given that one die shows 3?",
    f"Two dice are rolled. {WHAT} the sum is prime?",
    f"Two dice are rolled. {WHAT} exactly three of the dice show a 1?",
    "In how many ways can I stack 5 books on a shelf?",  # all different?
    "In how many ways can 5 different books be arranged on a shelf if two must be together?",
    "In how many ways can 6 people sit around a round table?",  # are rotations the same?
    "In how many ways can we choose a president and a secretary from 5 people?",
    "Our club has 5 members. In how many ways can we choose a president and a secretary?",
    "How many ways are there to arrange the letters of the word BANANA such that no two A's are adjacent?",
    "How many distinct five-letter rearrangements of the word BANANA can I form?",
    "What is the average speed of 3 and 5?",
    "What is the average of the two numbers 1, 2, 6?",
    "What is the mean of the set $\\{2, 2, 5\\}$?",
    "What is the standard deviation of 1, 2, 3?",
    "What is the average of 1, 2, 3, ...?",
    "What is the median of 1, 2, 3 and the mean of 4, 6?",
]


@pytest.mark.parametrize("text", UNREAD)
def test_nothing_rather_than_half(text):
    assert read(text, checks.names()).claims == ()


def test_a_mean_that_may_be_grouped_in_two_ways_is_not_decided():
    for answer in ("8", "6.5"):
        assert check_problem("What is the mean of 3 and 5 times 2?", answer).outcome.value == "undecided"
