"""The gate in front of everything the server answers."""

from kb.ui.gate.gate import Gate

__all__ = ["Gate"]
