"""Own all database connections: a `Database` opens transactions, a `Reader` or `Writer` works inside one."""

from kb.store.reader_writer import Parameters, Reader, Row, Writer
from kb.store.sqlite import Database

__all__ = ["Database", "Parameters", "Reader", "Row", "Writer"]
