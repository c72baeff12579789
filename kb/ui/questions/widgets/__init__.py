"""Map each kind of question in `kb.learning.kinds` to its widget."""

from __future__ import annotations

from kb.learning.kinds.choice import Single
from kb.learning.kinds.cloze import Cloze
from kb.learning.kinds.multiple import Multiple
from kb.learning.kinds.number import Numerical
from kb.learning.kinds.order import Ordering
from kb.learning.kinds.pair import Matching
from kb.learning.kinds.scenario import Scenario
from kb.learning.kinds.truth import TrueFalse
from kb.ui.questions.widgets.arranging import Pair, PutInOrder
from kb.ui.questions.widgets.choosing import ChooseOne, ChooseSeveral, Judge
from kb.ui.questions.widgets.typing_in import DescribeClient, EnterNumber, FillIn
from kb.ui.questions.widgets.widget import Widget

WIDGETS: dict[str, Widget] = {
    Single.name: ChooseOne(),
    Multiple.name: ChooseSeveral(),
    TrueFalse.name: Judge(),
    Cloze.name: FillIn(),
    Matching.name: Pair(),
    Numerical.name: EnterNumber(),
    Ordering.name: PutInOrder(),
    Scenario.name: DescribeClient(),
}
"""Widgets by the name of the kind."""
