"""Forged frames: whatever kind Streamlit's protocol knows, only those that our pages send get through."""

from __future__ import annotations

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg

from kb.ui.gate.frames import ALLOWED, allowed_kind
from tests.support.people import signed_in
from tests.support.server import RunningApp
from tests.support.ws_client import PageSocket

PASSING = {"rerun_script", "stop_script", "app_heartbeat", "file_urls_request"}
KINDS = [field.name for field in BackMsg.DESCRIPTOR.oneofs_by_name["type"].fields]
OPERATIONS = [
    field.name
    for field in BackMsg.DESCRIPTOR.fields_by_name["backend_operation_request"]
    .message_type.oneofs_by_name["payload"]
    .fields
]


def _frame(kind: str) -> bytes:
    message = BackMsg()
    if BackMsg.DESCRIPTOR.fields_by_name[kind].message_type is None:
        setattr(message, kind, True)
    else:
        getattr(message, kind).SetInParent()
    return bytes(message.SerializeToString())


def _operation(payload: str) -> bytes:
    message = BackMsg()
    getattr(message.backend_operation_request, payload).SetInParent()
    return bytes(message.SerializeToString())


UNKNOWN_KIND = b"\xa2\x06\x00"
"""A field of number 100: a kind that a later version of the protocol may have."""


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_of_frame_passes_only_where_it_is_listed(kind: str) -> None:
    assert bool(allowed_kind(_frame(kind))) == (kind in PASSING)


@pytest.mark.parametrize("payload", OPERATIONS)
def test_of_the_operations_only_rows_of_a_table_are_handed_out(payload: str) -> None:
    assert bool(allowed_kind(_operation(payload))) == (payload == "dataframe_chunk")


@pytest.mark.parametrize("frame", [b"", b"\xff\xff", b"no frame", UNKNOWN_KIND])
def test_what_the_protocol_does_not_know_fails_closed(frame: bytes) -> None:
    assert allowed_kind(frame) == ""


def test_every_listed_kind_exists() -> None:
    assert {kind.split(":")[0] for kind in ALLOWED} <= set(KINDS)


def test_a_refused_frame_ends_the_socket(app: RunningApp) -> None:
    refused = {kind: _frame(kind) for kind in KINDS if kind not in PASSING}
    refused |= {payload: _operation(payload) for payload in OPERATIONS if payload != "dataframe_chunk"}
    refused |= {"unknown": UNKNOWN_KIND}
    assert len(refused) > 8
    who = signed_in(app.database)
    for kind, frame in refused.items():
        with PageSocket(app.base, who.cookies) as page:
            page.rerun()
            page.send(frame)
            assert page.seconds_until_closed(5) < 5, kind
    with PageSocket(app.base, who.cookies) as page:
        page.rerun()
        page.send("clear_cache")
        assert page.seconds_until_closed(5) < 5, "text is no frame"


def test_listed_frames_leave_the_page_open(app: RunningApp) -> None:
    with PageSocket(app.base, signed_in(app.database).cookies) as page:
        page.rerun()
        for frame in (*map(_frame, sorted(PASSING - {"rerun_script"})), _operation("dataframe_chunk")):
            page.send(frame)
        assert page.rerun()
