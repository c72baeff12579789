"""Offer the services of the case library to pages and commands. Each checks permission and writes the audit log."""

from cases.attachments import keep_attachment, read_attachment, read_missing_texts
from cases.commissioned import find_commission, mask_text, start_commissioned_case
from cases.drafts import discard_revision, recall_case, restore_version, revise_case, save_draft, start_case
from cases.reading import (
    compare,
    get_public_case,
    get_work,
    list_comments,
    list_history,
    list_own,
    list_versions,
)
from cases.review import (
    claim_case,
    comment_on_case,
    get_review,
    list_queue,
    publish_case,
    release_case,
    return_case,
    take_over_review,
)
from cases.submission import check_draft, decide_duplicate, submit_case
from cases.suggestions import suggest
from cases.upkeep import expire_due, list_reminders, renew_case, withdraw_case

__all__ = [
    "check_draft",
    "claim_case",
    "comment_on_case",
    "compare",
    "decide_duplicate",
    "discard_revision",
    "expire_due",
    "find_commission",
    "get_public_case",
    "get_review",
    "get_work",
    "keep_attachment",
    "list_comments",
    "list_history",
    "list_own",
    "list_queue",
    "list_reminders",
    "list_versions",
    "mask_text",
    "publish_case",
    "read_attachment",
    "read_missing_texts",
    "recall_case",
    "release_case",
    "renew_case",
    "restore_version",
    "return_case",
    "revise_case",
    "save_draft",
    "start_case",
    "start_commissioned_case",
    "submit_case",
    "suggest",
    "take_over_review",
    "withdraw_case",
]
