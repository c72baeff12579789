"""Add the language each person chose; empty means that of the settings."""

STATEMENTS = ("ALTER TABLE people ADD COLUMN language TEXT NOT NULL DEFAULT ''",)
