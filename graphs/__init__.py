"""The graphs that langgraph.json deploys."""
