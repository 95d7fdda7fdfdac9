"""The command line; `main` is its entry. One file per command, and nothing heavy is imported for `--help`."""

from phi4_node.cli.app import main

__all__ = ["main"]
