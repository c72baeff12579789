"""What Streamlit must still have. A new version of it that moves something fails here, by name."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime import Runtime
from streamlit.testing.v1 import AppTest

from kb.ui.frame import streamlit_internals as internals


def test_a_rerun_is_told_from_a_timer_and_from_other_frames() -> None:
    typed, timer, clearing = BackMsg(), BackMsg(), BackMsg()
    typed.rerun_script.query_string = ""
    timer.rerun_script.is_auto_rerun = True
    clearing.clear_cache = True
    kinds = [internals.frame_kind(frame.SerializeToString()) for frame in (typed, timer, clearing)]
    assert kinds == ["rerun_script", "rerun_script:auto", "clear_cache"]


@pytest.mark.parametrize("frame", [b"\xff\xff", b"not a frame at all"])
def test_what_is_no_frame_has_no_kind(frame: bytes) -> None:
    assert internals.frame_kind(frame) == ""


def test_a_frame_can_send_the_browser_elsewhere() -> None:
    message = ForwardMsg()
    message.ParseFromString(internals.redirect_frame("/signin?ended=1"))
    assert message.auth_redirect.url == "/signin?ended=1"


def test_the_page_has_an_inline_script_to_be_named_by_its_hash() -> None:
    assert "<script>" in internals.index_page()


def test_options_are_read_and_set() -> None:
    before = internals.option("server.maxUploadSize")
    internals.set_option("server.maxUploadSize", before + 1)
    try:
        assert internals.option("server.maxUploadSize") == before + 1
    finally:
        internals.set_option("server.maxUploadSize", before)


def test_the_session_behind_a_page_and_the_pages_behind_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    pages = {"page-1": SimpleNamespace(session=SimpleNamespace(_user_info={"session_id": "mine"}))}
    runtime = SimpleNamespace(
        _session_mgr=SimpleNamespace(get_session_info=pages.get),
        media_file_mgr=SimpleNamespace(_files_by_session_and_coord={"page-1": {"place": "file-1"}, "page-2": {}}),
    )
    monkeypatch.setattr(internals, "get_instance", lambda: runtime)
    assert internals.sign_in_session_of("page-1") == "mine"
    assert internals.sign_in_session_of("page-2") is None
    assert list(internals.pages_offering("file-1")) == ["page-1"]
    assert list(internals.pages_offering("file-2")) == []
    # The real runtime still keeps both under these names; tests/ui/gate drives them on a running server.
    assert {"_session_mgr", "_media_file_mgr"} <= set(Runtime.__init__.__code__.co_names)


def _counting_page() -> None:
    import streamlit as st

    from kb.ui.frame.once import once_per_run

    calls = st.session_state.setdefault("calls", [])

    @once_per_run
    def look(name: str) -> int:
        calls.append(name)
        return len(calls)

    st.write(look("a"), look("a"), look("b"))
    st.button("Again")


def test_a_run_remembers_and_the_next_run_looks_again() -> None:
    at = AppTest.from_function(_counting_page).run()
    assert at.session_state.calls == ["a", "b"]
    at.button[0].click().run()
    assert at.session_state.calls == ["a", "b", "a", "b"]


def test_outside_a_run_nothing_is_remembered() -> None:
    assert internals.run_memory() is None


def test_two_runs_of_one_context_do_not_share(monkeypatch: pytest.MonkeyPatch) -> None:
    context = SimpleNamespace(cursors={})
    monkeypatch.setattr(internals, "get_script_run_ctx", lambda suppress_warning: context)
    first = internals.run_memory()
    assert first is not None
    first["key"] = 1
    assert internals.run_memory() == {"key": 1}
    context.cursors = {}
    assert internals.run_memory() == {}


def test_a_context_starts_each_run_with_cursors_of_its_own() -> None:
    from streamlit.runtime.scriptrunner_utils.script_run_context import ScriptRunContext

    assert "cursors" in ScriptRunContext.__dataclass_fields__
    assert "cursors" in ScriptRunContext.reset.__code__.co_names


def test_a_style_is_written_and_nothing_but_a_style() -> None:
    def page() -> None:
        import streamlit as st

        from kb.ui.frame.streamlit_internals import write_style

        write_style(st.container(), ".a {color: red}")

    assert not AppTest.from_function(page).run().exception
    with pytest.raises(ValueError, match="must not contain a tag"):
        internals.write_style(SimpleNamespace(), "</style><script>")  # type: ignore[arg-type]


def _page_with_files() -> None:
    import streamlit as st

    from kb.ui.frame.streamlit_internals import drop_unused_uploads

    drop_unused_uploads()
    if not st.checkbox("Elsewhere"):
        st.file_uploader("Files", accept_multiple_files=True, key="files")


def test_files_that_no_field_shows_any_more_are_freed(monkeypatch: pytest.MonkeyPatch) -> None:
    from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager

    freed: list[str] = []
    real = MemoryUploadedFileManager.remove_file

    def _remove(self: MemoryUploadedFileManager, session_id: str, file_id: str) -> None:
        freed.append(file_id)
        real(self, session_id, file_id)

    monkeypatch.setattr(MemoryUploadedFileManager, "remove_file", _remove)
    at = AppTest.from_function(_page_with_files).run()
    at.file_uploader(key="files").set_value([("a.txt", b"a", "text/plain"), ("b.txt", b"b", "text/plain")]).run()
    at.run()
    assert freed == []
    at.checkbox[0].check().run()
    at.run()
    assert len(freed) == 2
