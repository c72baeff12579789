"""Define the app's own routes in addition to the pages: sign-in, files, health. The gate guards all of them."""

from __future__ import annotations

from starlette.routing import Route

from kb.ui.gate.monitoring import HEALTH_PATH, METRICS_PATH, READY_PATH
from kb.ui.routes.audit_export import export_audit
from kb.ui.routes.calendars import serve_cohort_calendar, serve_own_calendar
from kb.ui.routes.first_page import redirect_to_start
from kb.ui.routes.health import health, ready
from kb.ui.routes.metrics import metrics
from kb.ui.routes.originals import serve_original
from kb.ui.routes.question_export import export_questions
from kb.ui.routes.retention_export import export_retention, print_retention
from kb.ui.routes.statistics_export import export_statistics, print_statistics
from kb.ui.signin import SIGN_IN_ROUTES

ROUTES = [
    *SIGN_IN_ROUTES,
    Route("/download/{document_id}/{version}", serve_original),
    Route("/export/audit.{form}", export_audit),
    Route("/export/statistics.{form}", export_statistics),
    Route("/report/usage", print_statistics),
    Route("/export/retention.{form}", export_retention),
    Route("/report/retention", print_retention),
    Route("/export/cohort-calendar.ics", serve_cohort_calendar),
    Route("/export/my-tests.ics", serve_own_calendar),
    Route("/export/questions.{form}", export_questions),
    Route("/search", redirect_to_start),
    Route(HEALTH_PATH, health),
    Route(READY_PATH, ready),
    Route(METRICS_PATH, metrics),
]
