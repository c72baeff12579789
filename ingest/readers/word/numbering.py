"""The numbers that Word puts before paragraphs: 第二条, （一）, 1.2.3, counted as Word counts them.

Lists of one definition count on together, wherever their paragraphs stand. A list instance that names a start of
its own begins there with its first paragraph; a deeper level begins again after a paragraph of a higher one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from ingest.readers.word.counting import count_as
from ingest.readers.word.names import MC, VAL, W
from ingest.readers.word.styles import Styles, paragraph_style_id
from ingest.readers.word.symbols import symbol
from kb.office_files.package import Element, is_on, whole_number

BULLET = "-"

_PLACE = re.compile(r"%([1-9])")
_BOXES = frozenset("□☐☑☒✓✔✗✘■")
_NO_SPACE_AFTER = tuple("）)】〕、，。：．》」』")
_WIDE = re.compile(r"[\u2e80-\uffef]$")
_LEVELS = 9


@dataclass(frozen=True)
class _Level:
    start: int = 1
    style: str = "decimal"
    text: str = ""
    font: str = ""
    restart: int | None = None
    plain: bool = False


@dataclass(frozen=True)
class _Instance:
    definition: str
    levels: Mapping[int, _Level] = field(default_factory=dict)
    starts: Mapping[int, int] = field(default_factory=dict)


class Numbering:
    """The lists of a document, and how far each has counted. Paragraphs are asked for in their order."""

    def __init__(self, root: Element | None, styles: Styles) -> None:
        self._styles = styles
        self._definitions: dict[str, dict[int, _Level]] = {}
        self._levels_of_styles: dict[tuple[str, str], int] = {}
        self._instances: dict[str, _Instance] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._started: set[tuple[str, int]] = set()
        links: dict[str, str] = {}
        for element in () if root is None else root.findall(f"{W}abstractNum"):
            name = element.get(f"{W}abstractNumId", "")
            self._definitions[name] = dict(map(self._read_level, element.iter(f"{W}lvl")))
            for level in element.iter(f"{W}lvl"):
                linked = level.find(f"{W}pStyle")
                if linked is not None:
                    self._levels_of_styles[name, linked.get(VAL, "")] = whole_number(level.get(f"{W}ilvl"))
            link = element.find(f"{W}numStyleLink")
            if link is not None:
                links[name] = link.get(VAL, "")
        for element in () if root is None else root.findall(f"{W}num"):
            self._instances[element.get(f"{W}numId", "")] = self._read_instance(element)
        for name, style_id in links.items():
            instance = self._instances.get(styles.numbering_of(style_id)[0])
            if instance is not None and not self._definitions[name]:
                self._definitions[name] = self._definitions.get(instance.definition, {})

    def label(self, paragraph: Element) -> str:
        """Return what Word writes before a paragraph and count it: "- " for a bullet, "" without a list."""
        found = self._list_of(paragraph)
        if found is None:
            return ""
        number_id, index = found
        instance = self._instances[number_id]
        level = self._level(instance, index)
        self._count(number_id, instance, index, level)
        if level.style == "bullet":
            sign = symbol(level.text, level.font)
            return f"{BULLET} {sign} " if sign in _BOXES else f"{BULLET} "
        counts = self._counts[instance.definition]

        def written(match: re.Match[str]) -> str:
            other = int(match[1]) - 1
            shown = self._level(instance, other)
            style = "decimal" if level.plain and shown.style != "decimalZero" else shown.style
            return count_as(style, counts.get(other, self._start(instance, other, shown)))

        label = _PLACE.sub(written, level.text).strip()
        if not label:
            return ""
        return label if label.endswith(_NO_SPACE_AFTER) and _WIDE.search(label) else f"{label} "

    def _list_of(self, paragraph: Element) -> tuple[str, int] | None:
        own = paragraph.find(f"{W}pPr/{W}numPr")
        style_id = paragraph_style_id(paragraph)
        number_id, index = "", None
        if own is not None:
            number = own.find(f"{W}numId")
            number_id = "" if number is None else number.get(VAL, "")
            level = own.find(f"{W}ilvl")
            index = None if level is None else whole_number(level.get(VAL))
        if not number_id:
            number_id, style_index = self._styles.numbering_of(style_id) if style_id else ("", None)
            index = style_index if index is None else index
        instance = self._instances.get(number_id)
        if instance is None or number_id == "0":
            return None
        if index is None:
            index = self._level_of_style(instance.definition, style_id)
        return number_id, min(max(index, 0), _LEVELS - 1)

    def _level_of_style(self, definition: str, style_id: str | None) -> int:
        for style in self._styles.chain(style_id) if style_id else ():
            if (definition, style.id) in self._levels_of_styles:
                return self._levels_of_styles[definition, style.id]
        return 0

    def _count(self, number_id: str, instance: _Instance, index: int, level: _Level) -> None:
        counts = self._counts.setdefault(instance.definition, {})
        begins = index in instance.starts and (number_id, index) not in self._started
        self._started.add((number_id, index))
        if begins or index not in counts:
            counts[index] = self._start(instance, index, level)
        else:
            counts[index] += 1
        for deeper in [other for other in counts if other > index]:
            restart = self._level(instance, deeper).restart
            if restart is None or (restart > 0 and index < restart):
                del counts[deeper]

    def _level(self, instance: _Instance, index: int) -> _Level:
        return instance.levels.get(index) or self._definitions.get(instance.definition, {}).get(index) or _Level()

    def _start(self, instance: _Instance, index: int, level: _Level) -> int:
        return instance.starts.get(index, level.start)

    def _read_instance(self, element: Element) -> _Instance:
        definition = element.find(f"{W}abstractNumId")
        levels, starts = {}, {}
        for override in element.findall(f"{W}lvlOverride"):
            index = whole_number(override.get(f"{W}ilvl"))
            level = override.find(f"{W}lvl")
            if level is not None:
                levels[index] = self._read_level(level)[1]
            start = override.find(f"{W}startOverride")
            if start is not None:
                starts[index] = whole_number(start.get(VAL), 1)
        return _Instance("" if definition is None else definition.get(VAL, ""), levels, starts)

    @staticmethod
    def _read_level(element: Element) -> tuple[int, _Level]:
        def value(name: str, default: str) -> str:
            found = element.find(f"{W}{name}")
            return default if found is None else str(found.get(VAL, default))

        restart = element.find(f"{W}lvlRestart")
        fonts = element.find(f"{W}rPr/{W}rFonts")
        level = _Level(
            start=whole_number(value("start", "0")),
            style=_style(element),
            text=value("lvlText", ""),
            font="" if fonts is None else fonts.get(f"{W}ascii") or fonts.get(f"{W}hAnsi") or "",
            restart=None if restart is None else whole_number(restart.get(VAL)),
            plain=is_on(element.find(f"{W}isLgl")),
        )
        return whole_number(element.get(f"{W}ilvl")), level


def _style(level: Element) -> str:
    """The number format of a level; "padded:3" for one of Word's own that writes 001."""
    found = level.find(f"{W}numFmt")
    if found is not None:
        return str(found.get(VAL, "decimal"))
    # What Word before 2010 could not write stands beside what it showed in its place.
    custom = level.find(f"{MC}AlternateContent/{MC}Choice/{W}numFmt")
    written = "" if custom is None else custom.get(f"{W}format", "").partition(",")[0].strip()
    if written.isdigit():
        return f"padded:{len(written)}"
    fallback = level.find(f"{MC}AlternateContent/{MC}Fallback/{W}numFmt")
    return "decimal" if fallback is None else str(fallback.get(VAL, "decimal"))
