"""What a workbook says about showing its cells: number formats by style, styles that strike their text out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kb.office_files.number_format import GENERAL
from kb.office_files.package import Element, is_on, whole_number

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"

_YEAR_MONTH, _MONTH_DAY = 'yyyy"年"m"月"', 'm"月"d"日"'
_HALF_DAY = '上午/下午h"时"mm"分"'
BUILT_IN: Mapping[int, str] = {
    0: GENERAL, 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?",
    5: "¥#,##0;¥-#,##0", 6: "¥#,##0;¥-#,##0", 7: "¥#,##0.00;¥-#,##0.00", 8: "¥#,##0.00;¥-#,##0.00",
    13: "# ??/??", 14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM",
    20: "h:mm", 21: "h:mm:ss", 22: "yyyy/m/d h:mm", 37: "#,##0;(#,##0)", 38: "#,##0;(#,##0)",
    39: "#,##0.00;(#,##0.00)", 40: "#,##0.00;(#,##0.00)", 41: '#,##0;-#,##0;"-";@', 42: '¥#,##0;¥-#,##0;¥"-";@',
    43: '#,##0.00;-#,##0.00;"-";@', 44: '¥#,##0.00;¥-#,##0.00;¥"-";@', 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0",
    48: "##0.0E+0", 49: "@", 27: _YEAR_MONTH, 28: _MONTH_DAY, 29: _MONTH_DAY, 30: "m-d-yy", 31: 'yyyy"年"m"月"d"日"',
    32: 'h"时"mm"分"', 33: 'h"时"mm"分"ss"秒"', 34: _HALF_DAY, 35: f'{_HALF_DAY}ss"秒"', 36: _YEAR_MONTH,
    50: _YEAR_MONTH, 51: _MONTH_DAY, 52: _YEAR_MONTH, 53: _MONTH_DAY, 54: _MONTH_DAY, 55: _HALF_DAY,
    56: f'{_HALF_DAY}ss"秒"', 57: _YEAR_MONTH, 58: _MONTH_DAY,
}  # fmt: skip
"""The formats that files name by number alone, as the programs show them in Chinese."""


@dataclass(frozen=True)
class CellStyle:
    """How a cell is shown."""

    code: str = GENERAL
    struck: bool = False


def cell_styles(root: Element | None) -> Sequence[CellStyle]:
    """Return the styles of a workbook's cells by their index. Fills, borders and colours are not looked at."""
    if root is None:
        return ()
    codes = dict(BUILT_IN)
    for element in root.iter(f"{MAIN}numFmt"):
        codes[whole_number(element.get("numFmtId"), -1)] = element.get("formatCode", GENERAL)
    fonts = root.find(f"{MAIN}fonts")
    struck = [] if fonts is None else [is_on(font.find(f"{MAIN}strike")) for font in fonts]
    styles = root.find(f"{MAIN}cellXfs")
    found = []
    for style in () if styles is None else styles:
        font = whole_number(style.get("fontId"), -1)
        code = codes.get(whole_number(style.get("numFmtId")), GENERAL)
        found.append(CellStyle(code, 0 <= font < len(struck) and struck[font]))
    return found
