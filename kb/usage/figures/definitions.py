"""Define each figure of the statistics in one sentence; shown next to it and in the report's appendix."""

from __future__ import annotations

from kb.i18n import marked
from kb.usage.figures import model as figures

DEFINITIONS = {
    figures.VALID_CASES: marked("Cases that readers can find at the end of the period: published and not expired."),
    figures.ELIGIBLE: marked("Documents that were published for at least 30 days of the period."),
    figures.REUSED: marked("Distinct documents that someone other than an author reported using in the period."),
    figures.REUSE_RATE: marked("Documents that were used ÷ documents published for at least 30 days of the period."),
    figures.READERS: marked("Distinct people with any event in the period, on documents of others."),
    figures.REUSE_PER_READER: marked("Uses ÷ active readers."),
    figures.VIEWS: marked("A document was opened; once per person, document and 30 minutes."),
    figures.DOWNLOADS: marked("A file was handed out; once per person, document, format and day."),
    figures.USES: marked("“I used this”, with a situation; once per person, document and situation."),
    figures.OUTCOMES: marked("The outcome of a use; one per use, later ones are revisions."),
    figures.SEARCHES: marked("Questions asked in the search."),
    figures.SEARCH_OPENED: marked("Searches from whose results a document was opened within 10 minutes ÷ searches."),
    figures.SEARCH_USED: marked("Searches from whose results a use was reported within 10 minutes ÷ searches."),
    figures.ZERO_RESULT: marked("Searches that found nothing."),
    figures.NO_CLICK: marked("Searches that had results, none of which was opened."),
}
"""By name of the figure."""

GENERAL_RULES = (
    marked("What authors do with their own documents is recorded, but counts in no figure."),
    marked("Days are those of Beijing time. A use counts on the day it was reported."),
    marked("Groups of fewer than five people are hidden, as is any figure from which one could be inferred."),
    marked("A change is shown in percentage points or units, and in percent of what it is compared with."),
    marked("First use: days from first publication to the first use by someone other than an author."),
    marked("Half-life: the age at which half of the views of a document's first year had occurred."),
)
"""What holds for all figures."""
