"""Why a file cannot be read: every reason, said once, with what to do about it."""

from __future__ import annotations

from kb.errors import BadInput, KbError

READABLE = "docx, pptx, xlsx, xls, pdf, html, md, csv, txt"


def empty() -> BadInput:
    """Nothing in it."""
    return BadInput("The file is empty or holds no text.")


def too_large(limit_mb: int) -> BadInput:
    """Over the limit of the settings."""
    return BadInput("The file is larger than {limit} MB. Split it into parts.", limit=limit_mb)


def unknown_type(suffix: str) -> BadInput:
    """Neither the name nor the content is of a family that is read."""
    return BadInput(
        "Files of this type ({suffix}) cannot be read. Use one of these: {readable}.",
        suffix=suffix or "?",
        readable=READABLE,
    )


def wrong_content(suffix: str) -> BadInput:
    """Named like an office or PDF file, but something else inside."""
    return BadInput("The content is not what the file name says ({suffix}).", suffix=suffix)


class OldOffice(BadInput):
    """The binary formats of before 2007, RTF, OpenDocument: an office program can turn them into today's."""


def old_office() -> BadInput:
    """A format that is read only where LibreOffice is installed."""
    return OldOffice(
        "The file is in an older or different office format. Open it in Word, Excel, PowerPoint or WPS, "
        "save it as .docx, .xlsx or .pptx and add that file."
    )


def password() -> BadInput:
    """Encrypted PDF or office file."""
    return BadInput("The file is protected by a password. Save a copy without the password and add that file.")


def scanned() -> BadInput:
    """A PDF of pictures."""
    return BadInput("The PDF holds only pictures of pages, no text. Run text recognition (OCR) on it first.")


def calls_for_recognition(error: KbError) -> bool:
    """Whether a PDF was refused because its text is to be seen and not to be read."""
    return error.template in (scanned().template, unmapped().template)


def not_recognized() -> BadInput:
    """A PDF of pictures on which recognition finds no text it is sure of."""
    return BadInput(
        "The pages of the PDF are pictures, and their text could not be recognized. "
        "Scan them again, at 200 dpi or more."
    )


def unmapped() -> BadInput:
    """A PDF whose fonts do not say which characters their letters are."""
    return BadInput(
        "The letters of the PDF cannot be read as text: its fonts do not say which characters they are. "
        "Run text recognition (OCR) on it first, or add the document it was made from."
    )


def damaged() -> BadInput:
    """Cut off, or not well-formed inside."""
    return BadInput("The file is damaged or incomplete. Open it, save it again and add the new file.")


def unpacks_too_large() -> BadInput:
    """An archive bomb."""
    return BadInput("The file unpacks to far more data than a document needs, so it was not opened.")


def unsafe_xml() -> BadInput:
    """Document type declarations, through which entity bombs and external entities come."""
    return BadInput("The file holds definitions that could harm this computer, so it was not opened.")


def too_deep() -> BadInput:
    """Nesting beyond what the libraries follow."""
    return BadInput("The content is nested too deeply to be read.")


def too_much_memory() -> BadInput:
    """The memory limit was hit."""
    return BadInput("The file needs too much memory to be read. Split it into parts.")


def too_slow(seconds: float) -> BadInput:
    """The time limit was hit."""
    return BadInput(
        "Reading took longer than {seconds} seconds and was stopped. Split the file into parts.",
        seconds=round(seconds),
    )


def reader_died() -> BadInput:
    """The reading process ended over this file."""
    return BadInput("The reader broke down over this file, so it was left out.")


def binary() -> BadInput:
    """A text file that is none."""
    return BadInput("The file is not plain text: it holds binary data.")


def unknown_encoding() -> BadInput:
    """No character encoding fits."""
    return BadInput("The character encoding of the file is not known. Save it as UTF-8.")


def front_matter_syntax(line: int) -> BadInput:
    """YAML that does not parse."""
    return BadInput("The head of the file between the --- lines is wrong at line {line}.", line=line)


def front_matter_value() -> BadInput:
    """YAML that parses, with a value that cannot be."""
    return BadInput("The head of the file between the --- lines holds an impossible value, such as a 13th month.")


def front_matter_excess() -> BadInput:
    """YAML that is larger or deeper than any head, or uses aliases."""
    return BadInput("The head of the file between the --- lines is too large or uses YAML aliases.")
