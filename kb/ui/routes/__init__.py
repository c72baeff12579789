"""Routes of our own beside the pages: signing in, files, health. The gate stands before all of them."""

from __future__ import annotations

from starlette.routing import Route

from kb.ui.gate.monitoring import METRICS_PATH
from kb.ui.routes.audit_export import export_audit
from kb.ui.routes.health import health
from kb.ui.routes.metrics import metrics
from kb.ui.routes.originals import hand_out_original
from kb.ui.signin import SIGN_IN_ROUTES

ROUTES = [
    *SIGN_IN_ROUTES,
    Route("/download/{document_id}/{version:int}", hand_out_original),
    Route("/export/audit.{form}", export_audit),
    Route("/healthz", health),
    Route(METRICS_PATH, metrics),
]
