"""Serve metrics for monitoring."""

from __future__ import annotations

from prometheus_client import CONTENT_TYPE_LATEST
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from kb.errors import KbError
from kb.operations.figures import metrics_text
from kb.ui.gate.monitoring import brings_metrics_token
from kb.ui.signin.visit import visit_of


async def metrics(request: Request) -> Response:
    """Return the metrics in Prometheus format, for bank administrators and for requests with the metrics token."""
    visit = visit_of(request)
    by_token = brings_metrics_token(request.headers, visit.settings)

    def _answer() -> Response:
        try:
            person = None if by_token else visit.person()
            content = metrics_text(visit.database, person, visit.settings, now=visit.now)
        except KbError as error:
            return PlainTextResponse(error.message, status_code=error.status)
        return Response(content, headers={"Content-Type": CONTENT_TYPE_LATEST})

    return await run_in_threadpool(_answer)
