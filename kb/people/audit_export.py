"""Export the audit log as a table for a spreadsheet, and name its actions."""

from __future__ import annotations

from kb.clock import shown_time
from kb.errors import BadInput
from kb.i18n import marked
from kb.i18n import translate as _
from kb.people.audit import AuditFilter, entries_in
from kb.people.person import Person
from kb.spreadsheets import Cell, Table
from kb.store import Database, Row

MAX_EXPORTED = 50_000
_BATCH = 5000

DEED_NAMES = {
    "add_unit": marked("Unit added"),
    "attach_file": marked("File attached to a case"),
    "attest_outcome": marked("Result of a use attested"),
    "backup_failed": marked("Backup failed"),
    "change_cohort_people": marked("People of a cohort changed"),
    "change_password": marked("Password changed"),
    "change_role_and_unit": marked("Role or unit changed"),
    "choose_password": marked("Password chosen with a link"),
    "claim_case": marked("Case taken into review"),
    "clear_baseline": marked("Baseline removed"),
    "close_cohort": marked("Cohort closed"),
    "close_commission": marked("Case request closed"),
    "comment_case": marked("Case commented on"),
    "commission_case": marked("Case requested"),
    "create_cohort": marked("Cohort set up"),
    "create_first_admin": marked("First administrator created"),
    "decide_duplicate": marked("Decided whether cases are the same"),
    "disable_person": marked("Account disabled"),
    "discard_case": marked("Case discarded"),
    "drill_failed": marked("Drill failed"),
    "drop_commission": marked("Case request dropped"),
    "edit_glossary": marked("Glossary changed"),
    "enable_person": marked("Account enabled"),
    "excuse_person": marked("Person excused from a test"),
    "expire_case": marked("Case expired"),
    "first_company_sign_in": marked("First sign-in with the company account"),
    "freeze_baseline": marked("Baseline frozen"),
    "import_case": marked("Case imported"),
    "invite_person": marked("Person invited"),
    "join_company_account": marked("Company account linked"),
    "material_added": marked("Material added"),
    "material_edited": marked("Details of a material changed"),
    "material_replaced": marked("Material replaced by a new version"),
    "material_restored": marked("Withdrawn material restored"),
    "material_withdrawn": marked("Material withdrawn"),
    "move_unit": marked("Unit moved"),
    "new_password_link": marked("New password link created"),
    "publish_case": marked("Case published"),
    "question_added": marked("Question added"),
    "question_confirmed": marked("Question confirmed against its sources"),
    "question_draft": marked("Question returned to draft"),
    "question_live": marked("Question made live"),
    "question_retired": marked("Question retired"),
    "question_reviewed": marked("Question reviewed"),
    "question_updated": marked("Question changed"),
    "question_waiting": marked("Question submitted for review"),
    "recall_case": marked("Case recalled by its author"),
    "release_case": marked("Case returned to the queue"),
    "rename_unit": marked("Unit renamed"),
    "renew_case": marked("Case renewed"),
    "rescue_link": marked("Rescue link created on the server"),
    "remove_company_account": marked("Company account removed"),
    "restore_backup": marked("Backup restored"),
    "return_case": marked("Case returned to its author"),
    "revise_case": marked("Case revised"),
    "role_from_company_account": marked("Role changed by the company account"),
    "roll_up_usage": marked("Usage rolled up"),
    "run_backup": marked("Backed up"),
    "run_drill": marked("Drill done"),
    "sign_in": marked("Signed in"),
    "sign_in_failed": marked("Sign-in failed"),
    "sign_out": marked("Signed out"),
    "sign_out_everywhere": marked("Signed out everywhere"),
    "start_case": marked("Case started"),
    "submit_case": marked("Case submitted"),
    "take_over_case": marked("Review of a case taken over"),
    "withdraw_case": marked("Case withdrawn"),
}


def action_name(action: str) -> str:
    """Return the display name of a kind of action; its own name if it has no other."""
    return _(DEED_NAMES[action]) if action in DEED_NAMES else action


def audit_table(entries: list[Row]) -> Table:
    """Return entries as a table for people to read."""
    headings = [
        _("Number"),
        _("Time (Beijing)"),
        _("Who"),
        _("Sign-in name"),
        _("Deed"),
        _("About"),
        _("About (id)"),
        _("Unit"),
        _("Details"),
    ]
    return Table(headings, [_cells(entry) for entry in entries])


def export_audit_table(database: Database, actor: Person, filters: AuditFilter) -> Table:
    """Return all entries that pass the filters.

    Needs READ_AUDIT. Raise BadInput if they are too many for one file.
    """
    with database.read() as tx:
        entries: list[Row] = []
        while batch := entries_in(tx, actor, filters, before=entries[-1]["number"] if entries else None, limit=_BATCH):
            entries += batch
            if len(entries) > MAX_EXPORTED:
                raise BadInput("There are more than {count} entries. Choose a shorter period.", count=MAX_EXPORTED)
        return audit_table(entries)


def _cells(entry: Row) -> list[Cell]:
    return [
        entry["number"],
        shown_time(entry["at"], seconds=True),
        entry["actor_name"],
        entry["actor_login"],
        action_name(entry["action"]),
        entry["subject_name"],
        entry["subject"],
        entry["unit_name"],
        "" if entry["detail"] == "{}" else entry["detail"],
    ]
