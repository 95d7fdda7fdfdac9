"""Mathematics only: nothing is routed. PHI4_NODE_MODEL names the model."""

import os

from phi4_node import create_reasoning_graph

graph = create_reasoning_graph(
    os.environ.get("PHI4_NODE_MODEL"), domain="math", trust_callers=False, name="math"
)
