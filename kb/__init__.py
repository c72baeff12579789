"""The knowledge base: what people look up and learn, and what everything else stands on."""

__version__ = "0.2.0"
