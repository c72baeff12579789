"""Provide the knowledge base: what people look up and learn, and the parts everything else builds on."""

__version__ = "0.2.0"
