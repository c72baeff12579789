"""Mutate valid input: bytes, text, and the entries of zip files. All randomness comes from the given generator."""

from __future__ import annotations

import io
import random
import re
import struct
import warnings
import zipfile
from collections.abc import Callable, Sequence

MAX_BYTES = 4_000_000

_NASTY = [
    b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\xc0\xaf", b"\x1a", b"\r", b"\x0b", b"\xe2\x80\xae",
    b"\xf0\x9f\x98\x80", b"\xef\xbf\xbf", b"0", b"-1", b"1e999", b"NaN", b"inf", b"99999999999999999999999999999999",
    b"9" * 5000, b"0x", b"1_0", b"0000-00-00", b"9999-12-31", b"10000-01-01", b"2024-02-30", b"2024-13-45T99:99:99Z",
    b"!!int ''", b"!!float ''", b"!!bool x", b"!!timestamp x", b"!!python/object/apply:os.system [id]", b"!!binary '='",
    b"&a [*a]", b"*a", b"<<: *x", b"? [a]", b"!!set {a}", b"!!omap [a]", b"!!pairs [a]", b"- - - - -", b"---\n", b"...",
    b"[" * 300, b"{" * 300, b"(" * 300, b"<b>" * 300, b"\\" * 200, b"| " * 300, b"=" * 300, b"~" * 300, b"#" * 100,
    b"*" * 300, b"> " * 200, b"\t" * 100, b" " * 1000, b"%" * 100, b"\"", b"'", b"'''", b"{}", b"{x}", b"{0}", b"%s",
    b"%n", b"../../../../etc/passwd", b"file:///etc/passwd", b"http://127.0.0.1:9/x", b"\\\\host\\share", b"';--",
    b'<!DOCTYPE a [<!ENTITY b "c">]>', b"<!DOCTYPE a SYSTEM 'http://127.0.0.1:9/'>", b"&b;", b"&#0;", b"&#1114112;",
    b"&#xD800;", b"<![CDATA[", b"]]>", b"<?xml version='1.0' encoding='utf-7'?>", b"<script>alert(1)</script>",
    b"=HYPERLINK(1)", b"=cmd|'/c x'!A1", b"{=", b"->", b"=%100%a", b"=%-9e9%", b"{#1..9e999}", b"{1:SA:=a~%0%b}",
    b"\n\n",
    "\u202e\u200b\u0000".encode(), "１２３".encode(), "²".encode(), "İ".encode(), "ß".encode(), "一" .encode() * 400,
]  # fmt: skip
_NUMBER = re.compile(rb"\d+(?:\.\d+)?")
_NUMBERS = [b"0", b"-0", b"-1", b"1e308", b"1e309", b"nan", b"inf", b"9" * 400, b"9" * 5000, b"2147483648",
    b"0.0000001",
            b"18446744073709551616", b"", b"1,5", "٣".encode(), "²".encode()]  # fmt: skip

Spoil = Callable[[random.Random, bytes, Sequence[bytes]], bytes]


def spoil(chance: random.Random, content: bytes, others: Sequence[bytes]) -> bytes:
    """Return the input with one to six mutations; zip files are often mutated inside, and stay zip files."""
    if content.startswith(b"PK") and chance.random() < 0.8:
        return _spoil_zip(chance, content, others)[:MAX_BYTES]
    for _again in range(min(6, 1 + int(chance.expovariate(0.8)))):
        content = chance.choice(_WAYS)(chance, content, others)
    return content[:MAX_BYTES]


def _place(chance: random.Random, content: bytes) -> int:
    return chance.randint(0, len(content))


def _piece(chance: random.Random, content: bytes, most: int = 2000) -> tuple[int, int]:
    start = _place(chance, content)
    return start, min(len(content), start + chance.randint(1, chance.choice((4, 40, most))))


def _flip(chance: random.Random, content: bytes, _others: Sequence[bytes]) -> bytes:
    changed = bytearray(content)
    for _each in range(chance.choice((1, 1, 4, 20))):
        if changed:
            changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def _set(chance: random.Random, content: bytes, _others: Sequence[bytes]) -> bytes:
    changed = bytearray(content)
    for _each in range(chance.choice((1, 2, 8))):
        if changed:
            changed[chance.randrange(len(changed))] = chance.choice((0, 255, 127, 128, 10, 13, chance.randrange(256)))
    return bytes(changed)


def _cut(chance: random.Random, content: bytes, _others: Sequence[bytes]) -> bytes:
    return content[: _place(chance, content)]


def _drop(chance: random.Random, content: bytes, _others: Sequence[bytes]) -> bytes:
    start, end = _piece(chance, content)
    return content[:start] + content[end:]


def _repeat(chance: random.Random, content: bytes, _others: Sequence[bytes]) -> bytes:
    start, end = _piece(chance, content)
    return content[:end] + content[start:end] * chance.choice((1, 1, 3, 50)) + content[end:]


def _grow(chance: random.Random, content: bytes, _others: Sequence[bytes]) -> bytes:
    start, end = _piece(chance, content, 60)
    size = chance.choice((1_000, 10_000, 100_000)) if chance.random() < 0.97 else 1_000_000
    piece = content[start:end] or b"x"
    return content[:start] + piece * (size // len(piece)) + content[start:]


def _splice(chance: random.Random, content: bytes, others: Sequence[bytes]) -> bytes:
    other = chance.choice(others)
    if chance.random() < 0.5:
        return content[: _place(chance, content)] + other[_place(chance, other) :]
    start, end = _piece(chance, other)
    place = _place(chance, content)
    return content[:place] + other[start:end] + content[place:]


def _insert(chance: random.Random, content: bytes, _others: Sequence[bytes]) -> bytes:
    place = _place(chance, content)
    return content[:place] + chance.choice(_NASTY) + content[place:]


def _overwrite_word(chance: random.Random, content: bytes, _others: Sequence[bytes]) -> bytes:
    """Return the input with a token between two separators replaced by a hostile value, tag or attribute."""
    words = [match.span() for match in re.finditer(rb"[^\s:,=<>|\"'{}\[\]&?/]+", content[:200_000])]
    if not words:
        return content
    start, end = chance.choice(words)
    return content[:start] + chance.choice(_NASTY) + content[end:]


def _number(chance: random.Random, content: bytes, _others: Sequence[bytes]) -> bytes:
    numbers = [match.span() for match in _NUMBER.finditer(content[:200_000])]
    if not numbers:
        return content
    start, end = chance.choice(numbers)
    return content[:start] + chance.choice(_NUMBERS) + content[end:]


def _shuffle_lines(chance: random.Random, content: bytes, _others: Sequence[bytes]) -> bytes:
    lines = content.split(b"\n")
    if len(lines) > 1:
        one, two = chance.randrange(len(lines)), chance.randrange(len(lines))
        lines[one], lines[two] = lines[two], lines[one]
    return b"\n".join(lines)


def _nest(chance: random.Random, content: bytes, _others: Sequence[bytes]) -> bytes:
    start, end = _piece(chance, content, 60)
    opening, closing = chance.choice(
        ((b"[", b"]"), (b"{", b"}"), (b"(", b")"), (b"<div>", b"</div>"), (b"<a>", b"</a>"), (b"> ", b""), (b"- ", b""))
    )
    depth = chance.choice((10, 100, 1_000, 20_000))
    return content[:start] + opening * depth + content[start:end] + closing * depth + content[end:]


def _recode(chance: random.Random, content: bytes, _others: Sequence[bytes]) -> bytes:
    text = content.decode("utf-8", "replace")
    return text.encode(chance.choice(("utf-16", "utf-16-be", "utf-32", "gb18030", "utf-8-sig", "utf-7")), "replace")


_WAYS: list[Spoil] = [
    _flip, _set, _cut, _drop, _repeat, _grow, _splice, _insert, _insert, _overwrite_word, _overwrite_word,
    _overwrite_word, _number, _shuffle_lines, _nest, _recode,
]  # fmt: skip


_ODD_NAMES = ["../../evil", "/etc/passwd", "a" * 3000, "a\\b", "xl/vbaProject.bin", "word/vbaProject.bin", "",
    "名字\u202e",
              "mimetype", "C:\\x", "word/document.xml/", "[Content_Types].xml"]  # fmt: skip


def _spoil_zip(chance: random.Random, content: bytes, others: Sequence[bytes]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    names = list(entries)
    pool = [part for part in entries.values() if part] or [b"x"]
    doubled: list[tuple[str, bytes]] = []
    for _again in range(min(4, 1 + int(chance.expovariate(1)))):
        name = chance.choice([each for each in names if each.endswith((".xml", ".rels"))] or names)
        way = chance.random()
        if way < 0.7:
            entries[name] = spoil(chance, entries.get(name, b""), pool)
        elif way < 0.76:
            entries.pop(name, None)
        elif way < 0.82:
            doubled.append((name, entries.get(name, b"")[: chance.randint(0, 2000)]))
        elif way < 0.88:
            entries[chance.choice(_ODD_NAMES)] = chance.choice(pool)
        elif way < 0.93:
            entries[name] = entries.get(chance.choice(names), b"")
        elif way < 0.96:
            entries[name] = chance.choice(others)[:100_000]
        else:
            entries[name] = bytes(chance.choice((1_000, 1_000_000, 8_000_000)))
    made = io.BytesIO()
    method = chance.choice((zipfile.ZIP_DEFLATED, zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED, zipfile.ZIP_BZIP2))
    with warnings.catch_warnings(), zipfile.ZipFile(made, "w") as archive:
        warnings.simplefilter("ignore")  # a name that is there twice is what we want
        for name, part in [*entries.items(), *doubled]:
            archive.writestr(zipfile.ZipInfo(name), part, method, 1)
    packed = made.getvalue()
    return _spoil_directory(chance, packed) if chance.random() < 0.2 else packed


def _spoil_directory(chance: random.Random, packed: bytes) -> bytes:
    """Return the zip with false sizes, methods, flags, offsets or versions in its central directory or a header."""
    changed = bytearray(packed)
    sign, fields = chance.choice(
        (
            (b"PK\x01\x02", ((6, 2), (8, 2), (10, 2), (16, 4), (20, 4), (24, 4), (28, 2), (30, 2), (42, 4))),
            (b"PK\x03\x04", ((4, 2), (6, 2), (8, 2), (14, 4), (18, 4), (22, 4), (26, 2), (28, 2))),
            (b"PK\x05\x06", ((8, 2), (10, 2), (12, 4), (16, 4), (20, 2))),
        )
    )
    places = [match.start() for match in re.finditer(re.escape(sign), packed)]
    if places:
        offset, size = chance.choice(fields)
        at = chance.choice(places) + offset
        value = chance.choice((0, 1, 8, 12, 14, 99, 0xFFFF, chance.randrange(1 << 16)))
        changed[at : at + size] = struct.pack("<I", value if size == 2 else value << chance.choice((0, 16)))[:size]
    return bytes(changed)
