"""`ChatPhi4Mini`: an engine, what is known of its model, and what a small one needs."""

from phi4_node.chat_model.model import ChatPhi4Mini

__all__ = ["ChatPhi4Mini"]
