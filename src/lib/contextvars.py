"""Context variables: each task has a copy of the context in which it was spawned."""
from _contextvars import Context, ContextVar, Token, copy_context

__all__ = ("Context", "ContextVar", "Token", "copy_context")
