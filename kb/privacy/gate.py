"""The gate for personal data: what every text that another person may read passes."""

from __future__ import annotations

from collections.abc import Sequence

from kb.errors import BadInput
from kb.i18n import marked, translate
from kb.privacy.findings import KINDS, find_personal_data, mask


class PersonalDataInText(BadInput):
    """A text that holds personal data beyond doubt; `kinds` says which, never the data itself."""

    def __init__(self, kinds: Sequence[str]) -> None:
        template = marked("The text holds personal data ({kinds}). Take it out, then save again.")
        super().__init__(template, kinds=", ".join(KINDS[kind] for kind in kinds))
        self.kinds = kinds

    @property
    def message(self) -> str:
        """The kinds in the language of the current reader."""
        return translate(self.template).format(kinds=", ".join(translate(KINDS[kind]) for kind in self.kinds))


def require_clean(*texts: str) -> None:
    """Raise PersonalDataInText where one of the texts holds personal data beyond doubt."""
    found = {span.kind for text in texts for span in find_personal_data(text) if span.hard}
    if found:
        raise PersonalDataInText([kind for kind in KINDS if kind in found])


def masked(text: str) -> str:
    """Return the text with all personal data masked that can be found in it."""
    return mask(text, find_personal_data(text))
