"""Draw the sections of the retention page."""

from __future__ import annotations

import streamlit as st

from kb.clock import utc_now
from kb.i18n import marked
from kb.i18n import translate as _
from kb.learning.cohorts.cohort import ATTENDANCE_NAMES, checkpoint_name
from kb.learning.retention.curve import TARGET, TRADITIONAL, Curve
from kb.learning.retention.intervals import Estimate, Standing, standing
from kb.learning.retention.own_retention import OwnPoint
from kb.learning.retention.service import (
    CohortCurves,
    OwnRetention,
    Prediction,
    judge_items,
    list_at_risk,
    open_curves,
    open_groups,
    predict,
)
from kb.learning.retention.tables import (
    competency_table,
    control_table,
    curve_table,
    item_table,
    option_table,
    risk_table,
    unit_table,
)
from kb.learning.retention.words import SIGN_NAMES, shown_estimate, shown_share
from kb.people.person import Person
from kb.ui.frame.resources import get_library
from kb.ui.parts.cards import DOCUMENT_PAGE
from kb.ui.parts.competency_names import competency_names
from kb.ui.parts.markdown import plain
from kb.ui.parts.tables import show_table
from kb.ui.retention.charts import draw_calibration, draw_curve, draw_own_curve

CURVE, GROUPS, QUESTIONS, RISK, PREDICTED = (
    marked("Curve"),
    marked("Competencies and units"),
    marked("Questions"),
    marked("Who to talk to"),
    marked("Prediction"),
)
SECTIONS = (CURVE, GROUPS, QUESTIONS, RISK, PREDICTED)
"""Sections of a cohort, in order."""


def show_section(person: Person, cohort_id: str, section: str) -> None:
    """Draw one section of a cohort. Each section loads only its own data, once for chart and table."""
    database, now = get_library().database, utc_now()
    if section == CURVE:
        _show_curves(open_curves(database, person, cohort_id, now=now))
    elif section == GROUPS:
        groups = open_groups(database, person, cohort_id, now=now)
        show_table(competency_table(groups.facts, groups.answers, competency_names()), _("Competencies"))
        show_table(unit_table(groups.facts), _("Units"))
    elif section == QUESTIONS:
        judged = judge_items(database, person, cohort_id, now=now)
        show_table(item_table(judged), _("Questions"))
        st.caption(
            _(
                "Facility: mean share of right answers. Discrimination: correlation with the rest of the form. "
                "Below 20 answers nothing is judged."
            )
        )
        with st.expander(_("Which options are chosen by whom")):
            show_table(option_table(judged), _("Options"))
    elif section == RISK:
        found = list_at_risk(database, person, cohort_id, now=now)
        st.caption(_("A test has few questions: a reason to talk, not a verdict. Only people of your own units."))
        show_table(risk_table(found.risks, found.facts), _("Who to talk to"))
    else:
        _show_prediction(predict(database, person, cohort_id, now=now))


def show_own(own: OwnRetention, names: dict[str, str]) -> None:
    """Draw a person's own course: the curve, weak competencies, and what to read next and why."""
    st.markdown(f"**{plain(own.title)}**")
    draw_own_curve(own.curve)
    st.caption(" · ".join(f"{checkpoint_name(point.day)}: {_standing_of(point)}" for point in own.curve))
    weak = [each for each in own.competencies if each.weak]
    if weak:
        st.markdown(
            _("Review again: {names}").format(
                names=_(", ").join(
                    f"{plain(names.get(each.competency, each.competency))} ({shown_share(each.share)})" for each in weak
                )
            )
        )
    for reading in own.readings:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            if reading.document_id:
                st.page_link(
                    DOCUMENT_PAGE,
                    label=plain(reading.title),
                    query_params={"id": reading.document_id},
                    icon=":material/menu_book:",
                )
            else:
                st.markdown(plain(reading.title))
            st.caption(
                _("missed {count} questions on it, last in: {test}").format(
                    count=len(reading.reason.questions), test=checkpoint_name(reading.reason.day)
                )
            )


def _standing_of(point: OwnPoint) -> str:
    return _(ATTENDANCE_NAMES[point.attendance]) if point.share is None else shown_share(point.share)


def _show_curves(curves: CohortCurves) -> None:
    curve, control = curves.curve, curves.facts.control
    if curve.hidden:
        st.info(_("Fewer than 5 people: not shown."), icon=":material/group_off:")
        return
    _warn_of_absence(curve)
    draw_curve(curve, curves.control)
    kept = [(point.day, point.retention) for point in curve.points if point.retention is not None]
    if kept:
        day, retention = kept[-1]
        st.markdown(
            _("{test}: retention **{share}**, n = {count}. {verdict}").format(
                test=checkpoint_name(day),
                share=shown_estimate(retention),
                count=retention.n,
                verdict=_verdict(retention),
            )
        )
        st.caption(_("Retention: how much of what was known at the end of the course is still known."))
    show_table(curve_table(curve), _("Curve"))
    if control:
        st.markdown(_("Compared with **{title}**").format(title=plain(control.title)))
        show_table(control_table(curves.differences), _("Control"))


def _verdict(retention: Estimate) -> str:
    target, traditional = standing(retention, TARGET), standing(retention, TRADITIONAL)
    if target is Standing.ABOVE:
        return _("The whole interval lies above 85 %.")
    if traditional is Standing.BELOW:
        return _("The whole interval lies below 62 %.")
    if traditional is Standing.ABOVE and target is Standing.BELOW:
        return _("The whole interval lies above 62 % and below 85 %.")
    if traditional is Standing.ABOVE:
        return _("Above 62 %; this sample is too small to tell whether it is above 85 %.")
    return _("Too few answers to tell whether it is above or below 62 % or 85 %.")


def _warn_of_absence(curve: Curve) -> None:
    for point in curve.points:
        if point.absence is not None and point.absence.informative:
            reasons = "; ".join(_(SIGN_NAMES[sign]) for sign in point.absence.signs)
            st.warning(
                _("{test}: read the bounds rather than the figure: {reasons}.").format(
                    test=checkpoint_name(point.day), reasons=reasons
                ),
                icon=":material/person_alert:",
            )


def _show_prediction(found: Prediction) -> None:
    if found.calibration is None:
        st.info(_("Fewer than 5 people have practised: not shown."), icon=":material/group_off:")
        return
    left, right = st.columns(2)
    left.metric(_("Predicted recall today"), shown_share(found.now), border=True)
    right.metric(
        _("Usual error of the prediction"),
        shown_share(found.calibration.rmse),
        border=True,
        help=_("Average difference between predicted and observed recall so far (root mean square)."),
    )
    if found.calibration.default_parameters:
        st.caption(
            _("{count} practice answers: the schedule uses general values, not yet fitted to your people.").format(
                count=found.calibration.reviews
            )
        )
    if found.calibration.bins:
        draw_calibration(found.calibration)
    else:
        st.info(_("Too few repeated answers to compare prediction and recall."))
