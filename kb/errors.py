"""Errors that speak to people.

`KbError.message` is the only text a person ever sees of an error: it says what happened and what to do,
without internals. Messages are English msgids with named fields, translated where they are shown.
"""

from __future__ import annotations

from kb.i18n import translate


class KbError(Exception):
    """Something a person can understand and act upon.

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
        """The text to show, in the language of the current reader."""
        return translate(self.template).format(**self.values)


class BadInput(KbError):
    """What was given cannot be used as it is."""


class NotAllowed(KbError):
    """The person may not do this."""

    status = 403


class NotFound(KbError):
    """There is no such thing, or the person may not know of it."""

    status = 404


class Conflict(KbError):
    """Another person changed it meanwhile."""

    status = 409


class NotReady(KbError):
    """Not possible now; it will be, or an administrator has to set something up."""

    status = 503
