"""PDF to text, page by page, with PDFium."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pypdfium2
import pypdfium2.raw as pdfium

from ingest.readers import refusals
from ingest.readers.document import DocumentBuilder, ReadDocument, first_heading
from ingest.readers.markdown_text import unescape
from ingest.readers.pdf_columns import in_columns
from ingest.readers.pdf_lines import Line, PageText, text_of
from ingest.readers.pdf_paragraphs import paragraphs_of
from ingest.readers.pdf_running import without_running_lines
from kb.search.places import place_code

MEDIA_TYPE = "application/pdf"


def read_pdf(content: bytes) -> ReadDocument:
    """Return a PDF's paragraphs under the pages they begin on; a sentence that goes on overleaf stays whole.

    Pages that hold only a picture, or letters of which no one can tell the characters, are counted.
    """
    with opened(content) as document:
        texts = [text_of(page) if _is_drawn(page) else None for page in pages_of(document)]
    unreadable = [text is not None and is_unread(text) for text in texts]
    lines = [[] if text is None or unread else text.lines for text, unread in zip(texts, unreadable, strict=True)]
    if not any(lines):
        raise _refusal(texts)
    builder = DocumentBuilder()
    builder.note("page", sum(unreadable))
    builder.note("character", sum(line.text.count("\ufffd") for page in lines for line in page))
    columns: list[list[Line]] = [in_columns(page) for page in without_running_lines(lines)]
    for number, paragraphs in enumerate(paragraphs_of(columns), start=1):
        builder.add("\n\n".join(paragraphs), place_code("page", number))
    title = first_heading(builder.build(MEDIA_TYPE).text)
    read = builder.build(MEDIA_TYPE, unescape(title) if title else None)
    if not read.text:  # nothing but page numbers
        raise refusals.scanned()
    return read


def unread_pages(document: pypdfium2.PdfDocument) -> list[int]:
    """Return the numbers, from 1, of the pages that show something of which no text can be read."""
    pages = enumerate(pages_of(document), start=1)
    return [number for number, page in pages if _is_drawn(page) and is_unread(text_of(page))]


def is_unread(text: PageText) -> bool:
    """Whether a page that shows something has no text, or one that cannot be read."""
    return not text.lines or text.is_unreadable


@contextmanager
def opened(content: bytes) -> Iterator[pypdfium2.PdfDocument]:
    """A PDF with the values of its forms on its pages. Raises BadInput for a password and for damage."""
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        if error.err_code in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY):
            raise refusals.password() from error
        raise refusals.damaged() from error
    try:
        yield document
    finally:
        document.close()


def pages_of(document: pypdfium2.PdfDocument) -> Iterator[pypdfium2.PdfPage]:
    """Yield the pages one after the other, each closed before the next."""
    for index in range(len(document)):
        page = document[index]
        if pdfium.FPDFPage_GetAnnotCount(page.raw) > 0:
            # What was filled into a form lies over the page; flattened, it is text of the page.
            pdfium.FPDFPage_Flatten(page.raw, pdfium.FLAT_NORMALDISPLAY)
            page.close()
            page = document[index]
        yield page
        page.close()


def _is_drawn(page: pypdfium2.PdfPage) -> bool:
    return bool(pdfium.FPDFPage_CountObjects(page.raw) > 0)


def _refusal(texts: list[PageText | None]) -> Exception:
    shown = [text for text in texts if text is not None]
    if any(text.unmapped for text in shown):
        return refusals.unmapped()
    return refusals.scanned() if shown else refusals.empty()
