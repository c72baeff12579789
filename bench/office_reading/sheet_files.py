"""Workbooks of random features, by openpyxl."""

from __future__ import annotations

import io
import random
from collections.abc import Callable
from datetime import date, timedelta

import openpyxl

from bench.office_reading.pieces import Made, amount, words

Column = Callable[[random.Random], tuple[object, str, str]]
"""Gives a value, its number format, and what the program shows."""


def _rate(chance: random.Random) -> tuple[object, str, str]:
    value = chance.randint(1, 9999) / 100_000
    return value, "0.000%", f"{value:.3%}"


def _institution(chance: random.Random) -> tuple[object, str, str]:
    value = chance.randint(1, 99_999)
    return value, "000000", f"{value:06}"


def _balance(chance: random.Random) -> tuple[object, str, str]:
    value = amount(chance)
    return value, "#,##0.00", f"{value:,.2f}"


def _plain(chance: random.Random) -> tuple[object, str, str]:
    value = chance.randint(1, 10**12)
    return value, "General", str(value)


def _day(chance: random.Random) -> tuple[object, str, str]:
    value = date(2020, 1, 1) + timedelta(chance.randint(0, 2500))
    return value, 'yyyy"年"m"月"d"日"', f"{value.year}年{value.month}月{value.day}日"


def _millions(chance: random.Random) -> tuple[object, str, str]:
    value = chance.randint(10, 99_999) / 10
    return value, '0.0"万元"', f"{value:.1f}万元"


def _text(chance: random.Random) -> tuple[object, str, str]:
    text = words(chance)
    return text, "General", text


def _account(chance: random.Random) -> tuple[object, str, str]:
    text = str(chance.randint(10**18, 10**19 - 1))
    return text, "@", text


_COLUMNS: tuple[Column, ...] = (_rate, _institution, _balance, _plain, _day, _millions, _text, _account)


def sheet_file(name: str, chance: random.Random) -> Made:
    """Return a workbook of one to three sheets; some rows, columns and sheets are hidden."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    made = Made(name, b"")
    for number in range(chance.randint(1, 3)):
        sheet = book.create_sheet(f"表{number}")
        is_hidden = number > 0 and chance.random() < 0.3
        columns = chance.sample(_COLUMNS, chance.randint(2, 5))
        hidden_column = chance.randrange(len(columns)) if chance.random() < 0.3 else -1
        heads = [f"列{at}项" for at, _ in enumerate(columns)]
        sheet.append(heads)
        shown = [f"表{number}", *(head for at, head in enumerate(heads) if at != hidden_column)]
        for line in range(2, chance.randint(4, 12)):
            row_is_hidden = chance.random() < 0.1
            for at, column in enumerate(columns):
                value, code, text = column(chance)
                cell = sheet.cell(line, at + 1, value)
                cell.number_format = code
                if at != hidden_column and not row_is_hidden:
                    shown.append(text)
            sheet.row_dimensions[line].hidden = row_is_hidden
        if hidden_column >= 0:
            sheet.column_dimensions[openpyxl.utils.get_column_letter(hidden_column + 1)].hidden = True
        if is_hidden:
            sheet.sheet_state = "hidden"
        else:
            made.shown += shown
    saved = io.BytesIO()
    book.save(saved)
    made.content = saved.getvalue()
    return made
