"""Any problem: routed to its domain, solved, checked. PHI4_NODE_MODEL names the model."""

import os

from phi4_node import create_reasoning_graph

graph = create_reasoning_graph(os.environ.get("PHI4_NODE_MODEL"), trust_callers=False, name="reasoning")
