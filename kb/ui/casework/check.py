"""Draw the gate's report on a case, with the actions that resolve it."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from cases.deidentify import Finding, mask_all, mask_finding
from cases.duplicates import VERDICT_NAMES, Candidate, Verdict
from cases.fields import fields_of
from cases.gate import UNREADABLE, GateReport, shown_name
from cases.model import FIELD_NAMES, Case
from cases.reading import get_public_case
from cases.service import decide_duplicate
from kb.clock import utc_now
from kb.errors import NotFound
from kb.i18n import translate as _
from kb.people.person import Person
from kb.privacy.findings import KINDS
from kb.ui.frame.resources import get_library
from kb.ui.parts.markdown import document_markdown, plain


def show_completeness(report: GateReport) -> None:
    """Draw the score as a bar, and the hints worth most points."""
    score = report.completeness.score
    st.progress(score / 100, _("{score} % complete").format(score=score))
    for hint in report.completeness.hints[:4]:
        st.caption(f"+{hint.points} · {plain(hint.message)}")


def show_findings(report: GateReport, case: Case, *, may_mask: bool = True) -> Case | None:
    """Draw detected personal data, each with a mask button; return the masked case once one is pressed, or None."""
    for name in report.unreadable:
        st.error(_(UNREADABLE).format(name=plain(shown_name(name))), icon=":material/attach_file_off:")
    if not report.findings and not report.unread and not report.unreadable:
        st.success(_("No personal data found."), icon=":material/verified_user:")
    if not report.findings:
        return None
    st.warning(
        _("{count} places look like personal data.").format(count=len(report.findings)),
        icon=":material/privacy_tip:",
    )
    masked = mask_all(case) if may_mask and st.button(_("Mask all"), key="case_mask_all", type="primary") else None
    for number, finding in enumerate(report.findings):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(_finding_line(finding))
            maskable = may_mask and fields_of(case)[finding.field].maskable
            if maskable and st.button(_("Mask"), key=f"case_mask_{number}"):
                masked = mask_finding(case, finding)
    return masked


def show_duplicates(report: GateReport, person: Person, case_id: str, case: Case) -> None:
    """Draw similar cases side by side with this one, each with buttons for the decision."""
    decided = {row["other"]: row["verdict"] for row in report.decisions}
    for number, candidate in enumerate(report.duplicates):
        with st.container(border=True):
            title = candidate.title or _("a case waiting for review")
            st.markdown(
                _("Similar to **{title}** ({share} %). Improve that case instead?").format(
                    title=plain(title), share=round(candidate.score * 100)
                )
            )
            _side_by_side(person, candidate, case)
            if candidate.other in decided:
                st.caption(_(VERDICT_NAMES[Verdict(decided[candidate.other])]))
            with st.container(horizontal=True):
                for verdict, name in VERDICT_NAMES.items():
                    st.button(
                        _(name),
                        key=f"case_verdict_{number}_{verdict}",
                        on_click=_decide,
                        args=(person, case_id, candidate, verdict),
                    )


def _decide(person: Person, case_id: str, candidate: Candidate, verdict: Verdict) -> None:
    decide_duplicate(get_library().database, person, case_id, candidate, verdict, now=utc_now())


def _side_by_side(person: Person, candidate: Candidate, case: Case) -> None:
    other = _public(person, candidate)
    left, right = st.columns(2)
    for column, head, shown in ((left, _("This case"), case), (right, _("The other case"), other)):
        with column:
            st.caption(head)
            if shown is None:
                st.caption(_("You may not see it before it is published."))
            else:
                begin = "\n\n".join(filter(None, (shown.situation, shown.approach)))[:600]
                st.markdown(document_markdown(begin, authored=True))


def _public(person: Person, candidate: Candidate) -> Case | None:
    if not candidate.other.startswith("id:"):
        return None
    try:
        return get_public_case(get_library().database, person, candidate.other.removeprefix("id:"))[1]
    except NotFound:
        return None


def _finding_line(finding: Finding) -> str:
    values: Mapping[str, str] = {
        "field": _(FIELD_NAMES[finding.field]),
        "kind": _(KINDS[finding.span.kind]),
        "text": f":red-background[{plain(finding.text)}]",
    }
    line = _("{field}: {text} ({kind})").format(**values)
    return line if finding.span.hard else line + " · " + _("please check")
