"""Invite many people at once, from the rows of a spreadsheet: an Excel workbook or CSV."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from kb.delimited import NotDelimited, read_delimited
from kb.encodings.decoding import decode_text
from kb.errors import BadInput, KbError
from kb.i18n import LANGUAGES, marked, translate, using_language
from kb.invisible import visible_line
from kb.people.accounts import Invitation, NewPerson, add_invited
from kb.people.person import ROLE_NAMES, Person, Role
from kb.people.roster_workbook import is_workbook, workbook_lines
from kb.people.units import Unit, list_units, units_below
from kb.store import Database

COLUMNS = {
    "login": marked("Sign-in name"),
    "name": marked("Name"),
    "unit": marked("Unit"),
    "role": marked("Role"),
}
"""The columns of the file, headed by these names in any of the languages. Without a role: client manager."""

LinesReader = Callable[[bytes], Iterable[tuple[int, list[str]]]]
_NEEDED = ("login", "name", "unit")
_MAX_ROWS = 5000


@dataclass(frozen=True)
class RosterRow:
    """Hold a line of the file as read; the line number is that of the spreadsheet."""

    line: int
    login: str
    name: str
    unit: str
    role: str = ""


def read_roster(content: bytes, *, workbook: LinesReader = workbook_lines) -> list[RosterRow]:
    """Return the rows of an Excel workbook or of a CSV file in any Chinese encoding.

    Raises BadInput for a file without the columns. `workbook` opens workbooks; a page gives one that does so in a
    process of its own.
    """
    lines = iter(workbook(content) if is_workbook(content) else _csv_lines(content))
    header = [_column(cell) for cell in next(lines, (1, []))[1]]
    missing = [translate(COLUMNS[name]) for name in _NEEDED if name not in header]
    if missing:
        raise BadInput("The first line must name the columns; missing: {columns}.", columns=", ".join(missing))
    rows = []
    for number, cells in lines:
        values = {name: visible_line(cell) for name, cell in zip(header, cells, strict=False) if name}
        if any(values.values()):
            rows.append(RosterRow(number, **(dict.fromkeys(_NEEDED, "") | values)))
        if len(rows) > _MAX_ROWS:
            raise BadInput("A file may have at most {count} people.", count=_MAX_ROWS)
    return rows


def import_people(database: Database, actor: Person, rows: list[RosterRow], *, now: str) -> list[Invitation]:
    """Invite all people of a file, or none. Raise BadInput naming the first line with a mistake."""
    with database.write() as tx:
        units = units_below(tx, actor)
        found = []
        for row in rows:
            try:
                new = NewPerson(row.login, row.name, _unit(units, row.unit).id, _role(row.role))
                found.append(add_invited(tx, actor, new, now))
            except KbError as error:
                raise BadInput("Line {line}: {problem}", line=row.line, problem=error.message) from error
        return found


def unit_names(database: Database, actor: Person) -> dict[str, str]:
    """Return the units the actor looks after as a file may write them: names from the top down, by unit id."""
    units = list_units(database, actor)
    return {unit.id: _full_name(units, unit) for unit in units}


def _unit(units: list[Unit], written: str) -> Unit:
    if not written:
        raise BadInput("The unit is empty. Write in every line to which unit the person belongs.")
    wanted = "/".join(part.strip() for part in written.split("/"))
    found = [unit for unit in units if wanted in (unit.id, unit.name, _full_name(units, unit))]
    if not found:
        raise BadInput("There is no unit called {name}.", name=written)
    if len(found) > 1:
        raise BadInput(
            "Several units are called {name}; write the names from the top down, with slashes.", name=written
        )
    return found[0]


def _full_name(units: list[Unit], unit: Unit) -> str:
    names = {one.id: one.name for one in units}
    return "/".join(names[part] for part in unit.path.strip("/").split("/") if part in names)


def _role(written: str) -> Role:
    if not written:
        return Role.CLIENT_MANAGER
    for role, msgid in ROLE_NAMES.items():
        if written.casefold() in {role.value, *(name.casefold() for name in _in_all_languages(msgid))}:
            return role
    raise BadInput("There is no role called {name}.", name=written)


def _column(written: str) -> str:
    text = visible_line(written).casefold()
    for name, msgid in COLUMNS.items():
        if text in {name, *(heading.casefold() for heading in _in_all_languages(msgid))}:
            return name
    return ""


def _in_all_languages(msgid: str) -> list[str]:
    names = []
    for language in LANGUAGES:
        with using_language(language):
            names.append(translate(msgid))
    return names


def _csv_lines(content: bytes) -> Iterator[tuple[int, list[str]]]:
    text = decode_text(content, guess=False)
    if text is None:
        raise BadInput("The file is no text that can be read. Save it as CSV (UTF-8) or as .xlsx again.")
    try:
        yield from read_delimited(text)
    except NotDelimited as error:
        raise BadInput("Line {line} of the file cannot be read as CSV.", line=error.line) from error
