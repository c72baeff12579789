"""The case library's services, in one place for pages and commands. Each asks for permission and keeps a record."""

from cases.commissioned import find_commission, mask_text, start_commissioned_case
from cases.drafts import discard_revision, recall_case, restore_version, revise_case, save_draft, start_case
from cases.importing import import_case
from cases.reading import (
    case_id_of,
    compare,
    get_public_case,
    get_version,
    get_work,
    keep_attachment,
    list_comments,
    list_decisions,
    list_history,
    list_own,
    list_versions,
    read_attachment,
)
from cases.review import (
    claim_case,
    comment_on_case,
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
    "case_id_of",
    "check_draft",
    "claim_case",
    "comment_on_case",
    "compare",
    "decide_duplicate",
    "discard_revision",
    "expire_due",
    "find_commission",
    "get_public_case",
    "get_version",
    "get_work",
    "import_case",
    "keep_attachment",
    "list_comments",
    "list_decisions",
    "list_history",
    "list_own",
    "list_queue",
    "list_reminders",
    "list_versions",
    "mask_text",
    "publish_case",
    "read_attachment",
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
