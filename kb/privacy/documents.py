"""Numbers of passports, travel permits and identity cards other than the resident's, after the word for them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kb.privacy.numbers import FoundNumber

_AFTER_WORD = r"(?:号码?|证号?|编号)?(?:[^\dA-Za-z。;,\n\0]{0,4})"
_PERMIT = re.compile(
    rf"(?:护照|回乡证|台胞证|通行证|居留(?:身份)?证|永居证|身份证|居住证|HKID|passport|海员证|军官证){_AFTER_WORD}"
    r"(?P<number>[A-Za-z]{1,3}\d{6,15}(?:\([\dA]\))?|8[123]0000\d{11}[\dXx]|\d{8}(?:\d{2})?)(?![A-Za-z0-9])",
    re.I,
)
_HKID = re.compile(r"(?<![A-Za-z0-9])[A-Z]{1,2} ?\d{6} ?\([\dA]\)")
_BEARER = re.compile(r"(?<![A-Za-z0-9])(?P<number>[EGDPS][A-Z]?\d{7,8})(?= ?(?:的)?护照)")


def find_travel_documents(text: str) -> Iterator[FoundNumber]:
    """Yield numbers of passports, permits for Hong Kong, Macau and Taiwan, residence permits and Hong Kong ids."""
    for pattern in (_PERMIT, _BEARER):
        for found in pattern.finditer(text):
            yield FoundNumber(found.start("number"), found.end("number"), sure=True)
    for found in _HKID.finditer(text):
        yield FoundNumber(found.start(), found.end(), sure=True)
