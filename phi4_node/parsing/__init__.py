"""From what a model writes to thinking, steps and answer; for whole replies and for streams."""

from phi4_node.parsing.thinking import Split, ThinkingSplitter, split_thinking

__all__ = ["Split", "ThinkingSplitter", "split_thinking"]
