"""Code that a model wrote, run against the examples of the problem, inside bubblewrap and nowhere else."""

from phi4_node.domains.coding.checker import CodeChecker
from phi4_node.domains.coding.examples import Example, read_examples
from phi4_node.domains.coding.jail import why_no_jail

__all__ = ["CodeChecker", "Example", "read_examples", "why_no_jail"]
