"""Define the kinds of questions, a module each. A new kind is a module here, listed in KINDS, and a widget.

Whatever needs to know a kind walks KINDS: checking, scoring, every file format, forms, practice and tests.
"""

from __future__ import annotations

from kb.learning.kinds.choice import Single
from kb.learning.kinds.cloze import Cloze
from kb.learning.kinds.kind import Kind
from kb.learning.kinds.multiple import Multiple
from kb.learning.kinds.number import Numerical
from kb.learning.kinds.order import Ordering
from kb.learning.kinds.pair import Matching
from kb.learning.kinds.scenario import Scenario
from kb.learning.kinds.truth import TrueFalse

KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (Single(), Multiple(), TrueFalse(), Cloze(), Matching(), Numerical(), Ordering(), Scenario())
}
"""By name, in the order in which people choose among them."""
