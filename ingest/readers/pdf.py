"""PDF to text, page by page, with PDFium."""

from __future__ import annotations

from collections.abc import Iterator

import pypdfium2
import pypdfium2.raw as pdfium

from ingest.readers import refusals
from ingest.readers.document import DocumentBuilder, ReadDocument, first_heading
from ingest.readers.pdf_lines import lines_of
from ingest.readers.pdf_paragraphs import paragraphs_of, without_running_lines
from kb.search.places import place_code


def read_pdf(content: bytes) -> ReadDocument:
    """A PDF's paragraphs under the pages they begin on; a sentence that goes on overleaf stays whole."""
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        if error.err_code in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY):
            raise refusals.password() from error
        raise refusals.damaged() from error
    try:
        pages = [lines_of(page) for page in _pages(document)]
        if not any(pages):
            drawn = any(pdfium.FPDFPage_CountObjects(page.raw) > 0 for page in _pages(document))
            raise refusals.scanned() if drawn else refusals.empty()
    finally:
        document.close()
    builder = DocumentBuilder()
    for number, paragraphs in enumerate(paragraphs_of(without_running_lines(pages)), start=1):
        builder.add("\n\n".join(paragraphs), place_code("page", number))
    read = builder.build("application/pdf")
    if not read.text:  # nothing but page numbers
        raise refusals.scanned()
    return ReadDocument(read.text, read.media_type, read.marks, title=first_heading(read.text))


def _pages(document: pypdfium2.PdfDocument) -> Iterator[pypdfium2.PdfPage]:
    for index in range(len(document)):
        page = document[index]
        yield page
        page.close()
