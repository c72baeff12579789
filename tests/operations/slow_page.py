"""A page whose script writes for three seconds."""

from __future__ import annotations

import time

import streamlit as st

from kb.ui.frame.resources import get_library


def write_slowly(name: str) -> None:
    """Writes, and says beside the data folder that it began."""
    library = get_library()
    with library.database.write() as tx:
        sql = "INSERT INTO counters (name, value) VALUES (:name, :value)"
        tx.execute(sql, {"name": f"{name} began", "value": 1})
        (library.settings.data_dir.parent / "began").touch()
        time.sleep(3)
        tx.execute(sql, {"name": f"{name} ended", "value": 1})


if __name__ == "__main__" or st.runtime.exists():
    if st.query_params.get("do") == "write":
        write_slowly("page")
    if st.query_params.get("do") == "fail":
        raise RuntimeError("what somebody wrote")
    st.write("here")
