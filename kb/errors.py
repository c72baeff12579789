"""Define errors whose messages are written for people.

`KbError.message` is the only text a person ever sees of an error: it says what happened and what to do,
without internals. Messages are English msgids with named fields, translated where they are shown.
"""

from __future__ import annotations

from kb.i18n import translate


class KbError(Exception):
    """Report something a person can understand and act upon.

    `template` is an English msgid with `{named}` fields, `values` fills them. `str(error)` is the English
    text; `error.message` is the text in the language of the current reader; `status` the HTTP status that says what
    kind of error it is.
    """

    status = 400

    def __init__(self, template: str, **values: object) -> None:
        super().__init__(template.format(**values))
        self.template = template
        self.values = values

    @property
    def message(self) -> str:
        """Return the text to show, in the language of the current reader."""
        return translate(self.template).format(**self.values)


class BadInput(KbError):
    """Report input that cannot be used as it is."""


class NotAllowed(KbError):
    """Report that the person may not do this."""

    status = 403


class NotFound(KbError):
    """Report that there is no such thing, or that the person may not know it exists."""

    status = 404


class Conflict(KbError):
    """Report that the state has changed meanwhile, or does not permit this step."""

    status = 409


class NotReady(KbError):
    """Report what is not possible now: it will be later, or an administrator has to set something up."""

    status = 503
