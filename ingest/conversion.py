"""Older office formats to those that are read, by LibreOffice where it is installed.

LibreOffice must write, so the process that reads cannot run it. It gets a folder of its own that is removed
afterwards, limits of time, memory and file size, no network, and a profile in which no macro runs and nothing that
a document links to is loaded.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from ingest.readers import Limits, refusals

_MEMORY_BYTES = 4 * 1024**3
_MAX_OUTPUT = 200 * 1024**2
_ROOT = Path(__file__).parent.parent
_one_at_a_time = threading.BoundedSemaphore(1)

_MEDIA_TYPES = {
    ".doc": "application/msword",
    ".ppt": "application/vnd.ms-powerpoint",
    ".rtf": "application/rtf",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".odp": "application/vnd.oasis.opendocument.presentation",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
    ".xlsb": "application/vnd.ms-excel.sheet.binary.macroEnabled.12",
}
_UNKNOWN_TYPE = "application/octet-stream"
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableActiveContent" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update"><prop oor:name="Link" oor:op="fuse"><value>0</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Content/Update"><prop oor:name="Link" oor:op="fuse"><value>1</value></prop></item>
</oor:items>
"""  # noqa: E501


@dataclass(frozen=True)
class Converted:
    """A file in today's format, and the media type of the one it was made from."""

    content: bytes
    suffix: str
    media_type: str


def find_libreoffice() -> str | None:
    """The program that converts, None where it is not installed."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def convert(path: Path, content: bytes, limits: Limits) -> Converted | None:
    """Return an older office file in today's format; None where LibreOffice is not installed or cannot help.

    Raises BadInput where it takes too long or makes nothing of the file.
    """
    program = find_libreoffice()
    formats = _formats(content)
    if program is None or formats is None:
        return None
    own, target = formats
    with _one_at_a_time, tempfile.TemporaryDirectory(prefix="kb-office-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        made = _run(program, folder, content, own, target, limits)
    suffix = path.suffix.lower()
    return Converted(made, target, _MEDIA_TYPES.get(suffix if suffix in _MEDIA_TYPES else own, _UNKNOWN_TYPE))


def _run(program: str, folder: Path, content: bytes, own: str, target: str, limits: Limits) -> bytes:
    settings = folder / "profile" / "user" / "registrymodifications.xcu"
    settings.parent.mkdir(parents=True)
    settings.write_text(_SETTINGS, "utf-8")
    source = folder / f"file{own}"  # never the name that people gave it
    source.write_bytes(content)
    seconds = limits.conversion_seconds
    command = [
        *(sys.executable, "-m", "ingest.confined", str(_MEMORY_BYTES), str(_MAX_OUTPUT), str(int(seconds) + 1)),
        *(program, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--norestore", "--nologo"),
        *("--nolockcheck", "--nodefault", "--convert-to", target[1:], "--outdir", str(folder / "made"), str(source)),
    ]
    environment = {name: os.environ[name] for name in ("PATH", "LANG", "SYSTEMROOT") if name in os.environ}
    environment |= {"HOME": str(folder), "TMPDIR": str(folder), "PYTHONPATH": str(_ROOT), "SAL_USE_VCLPLUGIN": "svp"}
    process = subprocess.Popen(  # noqa: S603 - the arguments are ours
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired as error:
        raise refusals.too_slow(seconds) from error
    finally:
        _end(process)
    made = folder / "made" / f"file{target}"
    if not made.is_file() or not 0 < made.stat().st_size < _MAX_OUTPUT:
        raise refusals.damaged()
    return made.read_bytes()


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the program and all it started."""
    with suppress(OSError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    process.wait()


def _formats(content: bytes) -> tuple[str, str] | None:
    """The suffix that fits an old file's content, and that of the format it becomes; None for no office file."""
    if content.startswith(b"{\\rtf"):
        return ".rtf", ".docx"
    if content.startswith(b"PK"):
        head = content[:200]
        for kind, own, target in (
            (b"text", ".odt", ".docx"),
            (b"presentation", ".odp", ".pptx"),
            (b"spreadsheet", ".ods", ".xlsx"),
        ):
            if b"application/vnd.oasis.opendocument." + kind in head:
                return own, target
        return (".xlsb", ".xlsx") if b"xl/workbook.bin" in content else None
    for stream, own, target in (("WordDocument", ".doc", ".docx"), ("PowerPoint Document", ".ppt", ".pptx")):
        if stream.encode("utf-16-le") in content:
            return own, target
    return None
