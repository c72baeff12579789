"""Serve files and printable reports."""
