"""Presentations, read from their XML: shapes in reading order, tables, charts, notes; nothing that was hidden."""
