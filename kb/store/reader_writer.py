"""Define what a transaction offers on either engine: reading inside one snapshot, writing inside one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

Row = dict[str, Any]
Parameters = Mapping[str, Any]


class Reader:
    """Read inside one consistent snapshot. Results are lists, never lazy cursors."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def rows(self, sql: str, parameters: Parameters | None = None) -> list[Row]:
        """Return all rows of a statement with named parameters."""
        cursor = self._connection.execute(sql, parameters or {})
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def tuples(self, sql: str, parameters: Parameters | None = None) -> list[tuple[Any, ...]]:
        """Return what `rows` does, as plain tuples: for many rows with few columns."""
        found: list[tuple[Any, ...]] = self._connection.execute(sql, parameters or {}).fetchall()
        return found

    def row(self, sql: str, parameters: Parameters | None = None) -> Row | None:
        """Return the first row, or None."""
        found = self.rows(sql, parameters)
        return found[0] if found else None

    def value(self, sql: str, parameters: Parameters | None = None) -> Any:
        """Return the first column of the first row, or None."""
        found = self._connection.execute(sql, parameters or {}).fetchone()
        return None if found is None else found[0]


class Writer(Reader):
    """Read and write inside one transaction."""

    def execute(self, sql: str, parameters: Parameters | None = None) -> int:
        """Run one statement; return how many rows it changed."""
        count: int = self._connection.execute(sql, parameters or {}).rowcount
        return count

    def execute_many(self, sql: str, parameters: Iterable[Parameters]) -> None:
        """Run one statement for many sets of parameters."""
        self._connection.executemany(sql, parameters)
