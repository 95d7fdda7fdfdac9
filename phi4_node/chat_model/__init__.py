"""`ChatPhi4Mini`: an engine, what is known of its model, and what a small model needs to be a good chat model."""

from phi4_node.chat_model.model import ChatPhi4Mini

__all__ = ["ChatPhi4Mini"]
