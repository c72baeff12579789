"""Fuzz the running app with raw requests: anonymous, as a client manager, and sometimes as a trainer."""

from __future__ import annotations

import os
import random
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

from bench.fuzz.mutation import spoil
from bench.fuzz.outcome import Defect, Outcome
from bench.fuzz.seeds import Seed
from bench.fuzz.world import watch_children
from bench.small_library import opened, person_of, prepare_library, settings_of
from kb.clock import utc_now
from kb.learning.formats.exchange import ENDINGS
from kb.people.accounts import NewPerson, add_person
from kb.people.directory import find_login
from kb.people.person import ACTIVE, Role
from kb.people.sessions import open_session
from kb.people.units import HOUSE, get_unit
from kb.store import Database

_ANSWERS_WITHIN_SECONDS = 20.0
_STARTS_WITHIN_SECONDS = 120.0
_SESSION_LASTS = 50
_TRAINER = "trainer"
_MAX_MEGABYTES = 2_000
_GOOD = re.compile(rb"HTTP/1\.[01] (?:1\d\d|2\d\d|3\d\d|4\d\d|503)\b")
_UVICORN = "h11._util.LocalProtocolError"
_BAD_LINES = ("Traceback", "WAY OUT", "unexpected error")
_PATHS = (
    "/", "/signin", "/setup", "/invite", "/password", "/signout", "/download/s1/1", "/export/audit.csv",
    "/export/statistics.xlsx", "/report/usage", "/export/retention.csv", "/report/retention",
    "/export/cohort-calendar.ics", "/export/my-tests.ics", "/export/questions.csv", "/export/questions.template.xlsx",
    "/healthz", "/metrics", "/_stcore/stream", "/_stcore/health", "/_stcore/host-config", "/_stcore/upload_file/a/b",
    "/media/abc.png", "/static/index.html", "/component/x/y", "/auth/login", "/oauth2callback", "/signin/oidc",
    "/signin/oidc/back",
)  # fmt: skip
_METHODS = (
    "GET",
    "GET",
    "GET",
    "POST",
    "POST",
    "HEAD",
    "OPTIONS",
    "PUT",
    "DELETE",
    "PATCH",
    "TRACE",
    "CONNECT",
    "QUERY",
)
_FIELDS = (
    "lang", "next", "code", "token", "login", "password", "name", "form", "table", "cohort", "unit", "first",
    "last", "from",
    "to", "line", "window", "state", "type", "text", "action", "person", "new", "again", "form_token", "month",
    "period",
    "competency", "source", "words",
)  # fmt: skip
_VALUES = (
    "zh", "en", "2024-01-01", "2024-13-45", "0001-01-01", "9999-12-31", "-1", "0", "1e999", "9" * 5000, "%", "%00",
    "%ff",
    "%ed%a0%80", "../../etc/passwd", "//evil.example", "/\\evil.example", "javascript:alert(1)", "'", '"', "<b>", "{x}",
    "١", "house", "/house/", "values", "live", "a" * 3000, "%0d%0aSet-Cookie:%20a=b", "", "null", "[]", "$",
    "%F0%9F%98%80",
)  # fmt: skip
_DAYS = ("0001-01-01", "2024-02-30", "2026-01-01", "2026-12-31", "9999-12-31", "20260101", "2026-W01-1", "")
_HEADERS = (
    "Accept: text/html", "Accept: " + "a/b;q=0.1," * 200, "Accept-Language: zh-CN,en;q=0.x",
    "Accept-Language: " + "z-" * 900,
    "Origin: null", "Origin: http://evil.example", "Sec-Fetch-Site: cross-site", "X-App-Person: admin",
    "X_App_Person: x",
    "X-Forwarded-For: 1.2.3.4, " + "9" * 500, "X-Forwarded-Proto: https", "Forwarded: for=\"[::1\"",
    "Range: bytes=0-,5-1,-9",
    "Range: bytes=99999999999999999999-", "If-None-Match: \"x\"", "If-Modified-Since: never", "If-Range: 0",
    "Authorization: Bearer x", "Authorization: Basic =", "Cookie: kb=", "Cookie: kb=\"; kb-form=;;;=",
    "Expect: 100-continue",
    "Content-Type: multipart/form-data", "Content-Type: multipart/form-data; boundary=" + "b" * 300,
    "Content-Type: application/x-www-form-urlencoded; charset=utf-7", "Content-Type: text/\x80",
    "Accept-Encoding: gzip;q=x",
    "Upgrade: websocket", "Upgrade: h2c", "Sec-WebSocket-Key: x", "Sec-WebSocket-Version: 99", "TE: trailers",
    "A: " + "x" * 9000,
    "Host: evil.example", "Host: [::1", "X-Request-Id: \t", "Content-Encoding: gzip", "Transfer-Encoding: chunked",
    "Content-Length: 99999999999", "Content-Length: -1",
)  # fmt: skip
_BODIES = (
    b"login=zhang&password=x", b"login=%ff%00&password=" + b"p" * 5000, b"a=1&" * 2000, b"\x00" * 100, b"{}",
    b"[" * 5000,
    b"--b\r\nContent-Disposition: form-data; name=\"login\"; filename=\"x\"\r\n\r\nzhang\r\n--b--\r\n",
    b"login=zhang&login=b",
    b"password=" + "密".encode() * 3000 + b"&login=zhang", b"login=&password=", b"=&=&=", b"%", b"x" * 300_000,
)  # fmt: skip


class App:
    """The running app; requests go to it one after the other."""

    name = "http"

    def __init__(self, process: subprocess.Popen[bytes], port: int, folder: Path, share: int) -> None:
        self.share, self.process, self._port, self.folder = share, process, port, folder
        self.seeds: list[Seed] = [("request.bin", path.encode()) for path in _PATHS]
        self._database = Database(settings_of(folder).database_path)
        self._cookie, self._form, self._until_new_session = "", ("", ""), 0
        self._read_to = self._role = 0
        self._last: list[bytes] = []

    def throw(self, chance: random.Random, _name: str, content: bytes) -> Outcome:
        """Send a request made from a mutated path. Raises Defect for status 5xx, no answer, and tracebacks."""
        self._sign_in()
        request, whole = self._request(chance, content)
        if chance.random() < 0.15:
            request, whole = spoil(chance, request, [request])[:500_000], False
        self._last = [*self._last[-2:], request]
        answer = self._ask(request, whole)
        self._look_at_log()
        if self.process.poll() is not None:
            raise Defect("the app ended")
        if answer and not _GOOD.match(answer):
            raise Defect(f"answered {answer[:60]!r} to {request[:300]!r}")
        if not answer and whole:
            raise Defect(f"no answer to {request[:300]!r}")
        return Outcome.TAKEN if answer[9:10] in (b"2", b"3") else Outcome.REFUSED

    def look_back(self) -> None:
        """Raise Defect if the database is damaged or the app has grown beyond its memory limit."""
        time.sleep(0.2)
        self._look_at_log()
        if problems := self._database.problems():
            raise Defect(problems[0])
        if (megabytes := self.megabytes()) > _MAX_MEGABYTES:
            raise Defect(f"the app takes {megabytes:.0f} MB")

    @property
    def base(self) -> str:
        """Return the address it answers under."""
        return f"http://127.0.0.1:{self._port}"

    def megabytes(self) -> float:
        """Return the largest resident size of the app so far."""
        status = Path(f"/proc/{self.process.pid}/status")
        if not status.exists():
            return 0.0
        return (
            next(int(line.split()[1]) for line in status.read_text().splitlines() if line.startswith("VmHWM:")) / 1000
        )

    def _sign_in(self) -> None:
        if self._until_new_session:
            self._until_new_session -= 1
            return
        self._until_new_session = _SESSION_LASTS
        self._role = (self._role + 1) % 3
        with self._database.write() as tx:
            who = person_of(tx, self.folder) if self._role else find_login(tx, _TRAINER)
            assert who is not None
            self._cookie = open_session(tx, who.id, utc_now()).token
        page = self._ask(
            f"GET /signin HTTP/1.1\r\nHost: 127.0.0.1:{self._port}\r\nConnection: close\r\n\r\n".encode(), True
        )
        cookie = re.search(rb"kb-form=([^;\r\n]+)", page)
        field = re.search(rb'type="hidden" name="([^"]+)" value="([^"]+)"', page)
        self._form = (
            cookie.group(1).decode() if cookie else "",
            "=".join(part.decode() for part in field.groups()) if field else "",
        )

    def _request(self, chance: random.Random, content: bytes) -> tuple[bytes, bool]:
        """Return a request, and whether it is whole: one that must be answered."""
        path = chance.choice(_PATHS) if chance.random() < 0.6 else quote(content[:4000], safe="/%?&=.:")
        if chance.random() < 0.3:
            path = path.rsplit(".", 1)[0] + chance.choice(
                (*ENDINGS, ".exe", ".", "/", "//", ";a=b", "%2e%2e%2f", "%00")
            )
        if chance.random() < 0.6:
            fields = [f"{field}={chance.choice(_DAYS)}" for field in ("from", "to") if chance.random() < 0.3]
            fields += [f"{chance.choice(_FIELDS)}={self._value(chance)}" for _each in range(chance.randint(1, 6))]
            path += ("&" if "?" in path else "?") + "&".join(fields)
        headers = [f"Host: 127.0.0.1:{self._port}", "Connection: close"]
        cookies = [f"kb={self._cookie}"] if chance.random() < 0.6 else []
        body = chance.choice(_BODIES) if chance.random() < 0.3 else b""
        method = "POST" if body and chance.random() < 0.7 else chance.choice(_METHODS)
        if method == "POST" and chance.random() < 0.7:
            cookies.append(f"kb-form={self._form[0]}")
            headers.append("Content-Type: application/x-www-form-urlencoded")
            more = "&".join(f"{chance.choice(_FIELDS)}={self._value(chance)}" for _each in range(3))
            body = b"&".join((self._form[1].encode(), more.encode(), body))
        if cookies:
            headers.append("Cookie: " + "; ".join(cookies))
        odd = [chance.choice(_HEADERS) for _each in range(chance.choice((0, 0, 1, 3)))]
        whole = not any(
            line.startswith(("Content-Length", "Transfer", "Host", "Expect", "Upgrade", "A: ")) for line in odd
        )
        if body or method in ("POST", "PUT", "PATCH"):
            headers.append(f"Content-Length: {len(body)}")
        head = "\r\n".join([f"{method} {path or '/'} HTTP/1.1", *headers, *odd])
        encoded = head.encode("latin-1", "replace")
        return encoded + b"\r\n\r\n" + body, whole and method not in ("CONNECT",) and len(encoded) < 8_000

    def _value(self, chance: random.Random) -> str:
        value = chance.choice(_VALUES)
        return value if "%" in value else quote(value)

    def _ask(self, request: bytes, whole: bool) -> bytes:
        answer = b""
        with socket.create_connection(("127.0.0.1", self._port), timeout=_ANSWERS_WITHIN_SECONDS) as connection:
            try:
                connection.sendall(request)
                if not whole:
                    with suppress(OSError):  # the server may have closed it first
                        connection.shutdown(socket.SHUT_WR)
                while part := connection.recv(65536):
                    answer += part if len(answer) < 100_000 else b""
            except TimeoutError as error:
                if whole:
                    raise Defect(f"no answer within {_ANSWERS_WITHIN_SECONDS} s to {request[:300]!r}") from error
            except (ConnectionResetError, BrokenPipeError):
                pass  # the server need not hear out what it refuses
        return answer

    def _look_at_log(self) -> None:
        path = self.folder / "log.txt"
        if path.stat().st_size == self._read_to:
            return
        text = path.read_bytes()
        new, self._read_to = text[self._read_to :].decode("utf-8", "replace"), len(text)
        if _UVICORN in new:
            return  # uvicorn refused a broken body by itself, and the app's answer comes too late for it
        if any(words in new for words in _BAD_LINES):
            requests: Sequence[bytes] = [request[:300] for request in self._last]
            raise Defect(f"the log: {new[-1500:]}\nafter {requests!r}")


@contextmanager
def running(folder: Path, share: int) -> Iterator[App]:
    """Run the app on a small library in a folder, on a free port."""
    folder.mkdir()
    prepare_library(folder)
    with opened(folder) as library, library.database.write() as tx:
        new = NewPerson(_TRAINER, "Trainer", HOUSE, Role.TRAINER)
        add_person(tx, new, get_unit(tx, HOUSE), state=ACTIVE, password_hash="", now=utc_now())
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    settings = settings_of(folder)
    environment = {
        "KB_DATA_DIR": str(settings.data_dir),
        "KB_LIBRARY_DIR": str(settings.library_dir),
        "KB_EMBEDDING_MODEL": str(folder / "no-model"),
    }
    with (folder / "log.txt").open("wb") as log, watch_children("log"):
        process = subprocess.Popen(
            [sys.executable, "-m", "streamlit", "run", "kb_app.py", "--server.port", str(port)],
            cwd=Path(__file__).parents[2],
            env=os.environ | environment,
            stdout=log,
            stderr=log,
        )
    try:
        _wait(process, port, folder)
        yield App(process, port, folder, share)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(process: subprocess.Popen[bytes], port: int, folder: Path) -> None:
    deadline = time.monotonic() + _STARTS_WITHIN_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                return
        except OSError:
            time.sleep(0.1)
    raise Defect(f"the app does not start: {(folder / 'log.txt').read_text('utf-8', 'replace')[-2000:]}")
