"""`python -m phi4_node` is the command line."""

from phi4_node.cli import main

main()
