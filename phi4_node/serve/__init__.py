"""The service: FastAPI routes over the reasoning graph."""

from phi4_node.serve.app import create_app
from phi4_node.serve.settings import Settings

__all__ = ["Settings", "create_app"]
