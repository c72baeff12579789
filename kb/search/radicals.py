"""Radicals that stand for characters: PDF files made on a Mac write ⻓⻔⻋⻛ where people read 长门车风.

Unicode's own folding (NFKC) knows the radicals of Kangxi, U+2F00 and on, and leaves these as they are. The pairs
are those of Unicode's EquivalentUnifiedIdeograph.txt that name one character of the basic plane.
"""

from __future__ import annotations

import unicodedata

_RADICALS = (
    "⺁⺂⺃⺄⺅⺆⺈⺉⺊⺋⺌⺍⺎⺏⺐⺒⺓⺔⺕⺖⺗⺘⺙⺛⺜⺝⺞⺠⺡⺢⺣⺤⺥⺦⺧⺨⺩⺪⺫⺬⺭⺮⺯⺰⺱⺲⺶⺷⺸⺹⺺⺻⺼⺽⺾⺿⻀⻁"
    "⻂⻃⻄⻅⻆⻇⻈⻉⻊⻋⻌⻍⻎⻏⻐⻑⻒⻓⻔⻖⻗⻘⻙⻚⻛⻜⻝⻟⻠⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲"
)
_CHARACTERS = (
    "厂乛乚乙亻冂刀刂卜㔾小小兀尣尢巳幺彑彐忄㣺扌攵旡日月歺民氵氺灬爫爫丬牛犭王疋目示礻竹糹纟罓罒羊羊羊耂肀聿肉臼艹艹艹虎"
    "衤覀西见角角讠贝足车辶辶辶阝钅長镸长门阝雨青韦页风飞食飠饣马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀"
)
CHARACTER_OF: dict[str, str] = dict(zip(_RADICALS, _CHARACTERS, strict=True)) | {
    chr(code): unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)
}
"""The character that each radical looks like."""

_TABLE = str.maketrans(CHARACTER_OF)


def with_characters(text: str) -> str:
    """Return a text with characters where it has radicals; its length stays the same."""
    return text.translate(_TABLE)
