"""The example files of the documentation, really run: nginx with TLS in front of the app, and the systemd unit."""

from __future__ import annotations

import datetime
import os
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect

from kb.config import load_settings
from kb.people.person import Role
from tests.support.forms import fill_in
from tests.support.people import PASSWORD, make_person
from tests.support.server import ROOT, RunningApp, running_app

EXAMPLES = ROOT / "docs" / "examples"
HOST = "kb.bank.example"
NGINX = shutil.which("nginx", path=os.environ.get("PATH", "") + ":/usr/sbin")


@dataclass(frozen=True)
class Front:
    """nginx before the app."""

    app: RunningApp
    tls_port: int
    plain_port: int
    certificate: Path

    @property
    def context(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=str(self.certificate))


def make_certificate(folder: Path) -> tuple[Path, Path]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, HOST)])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    crt, pem = folder / "kb.crt", folder / "kb.key"
    crt.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    pem.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return crt, pem


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def front(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    if NGINX is None:
        pytest.skip("nginx is not installed")
    folder = tmp_path_factory.mktemp("nginx")
    crt, pem = make_certificate(folder)
    tls_port, plain_port = free_port(), free_port()
    with running_app(folder, KB_PUBLIC_URL=f"https://{HOST}", KB_SECURE_COOKIES="true", KB_LANGUAGE="en") as app:
        example = (EXAMPLES / "nginx.conf").read_text("utf-8")
        for theirs, ours in (
            ("listen 443 ssl", f"listen 127.0.0.1:{tls_port} ssl"),
            ("listen 80", f"listen 127.0.0.1:{plain_port}"),
            ("/etc/ssl/kb/kb.crt", str(crt)),
            ("/etc/ssl/kb/kb.key", str(pem)),
            ("127.0.0.1:8501", f"127.0.0.1:{app.port}"),
        ):
            assert theirs in example
            example = example.replace(theirs, ours)
        (folder / "kb.conf").write_text(example)
        (folder / "nginx.conf").write_text(
            ("user root;\n" if os.geteuid() == 0 else "")
            + f"daemon off;\npid {folder}/pid;\nerror_log {folder}/error.log;\nevents {{}}\nhttp {{\n"
            + "".join(
                f"  {kind}_temp_path {folder}/{kind};\n"
                for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
            )
            + f"  access_log off;\n  include {folder}/kb.conf;\n}}\n"
        )
        command = [NGINX, "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", str(folder / "error.log")]
        subprocess.run([*command, "-t"], check=True, capture_output=True)
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            deadline = time.monotonic() + 10
            while time.monotonic() < deadline:
                with socket.socket() as probe:
                    if probe.connect_ex(("127.0.0.1", tls_port)) == 0:
                        break
                time.sleep(0.05)
            yield Front(app, tls_port, plain_port, crt)
        finally:
            process.terminate()
            process.wait(10)


@pytest.fixture
def browser(front: Front) -> Iterator[httpx2.Client]:
    """Somebody in the bank's network, who knows the app by its name only."""
    with httpx2.Client(
        base_url=f"https://127.0.0.1:{front.tls_port}", verify=front.context, headers={"Host": HOST}, timeout=60
    ) as client:
        client.event_hooks = {"request": [lambda request: request.extensions.update({"sni_hostname": HOST})]}
        yield client


def test_plain_http_leads_to_tls(front: Front) -> None:
    answer = httpx2.get(f"http://127.0.0.1:{front.plain_port}/document?id=1", headers={"Host": HOST})
    assert (answer.status_code, answer.headers["location"]) == (301, f"https://{HOST}/document?id=1")


def test_signing_in_through_tls_opens_a_page_and_its_socket(front: Front, browser: httpx2.Client) -> None:
    person = make_person(front.app.database, Role.ADMIN, name="Wang")
    page = browser.get("/", headers={"Accept": "text/html"})
    assert (page.status_code, page.headers["location"]) == (303, "/signin")
    answer = fill_in(browser, "/signin", login=person.login, password=PASSWORD)
    assert answer.status_code == 303
    cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in browser.cookies.jar)
    assert "__Host-kb=" in cookies
    assert "max-age" in browser.get("/").headers["strict-transport-security"]
    with (
        socket.create_connection(("127.0.0.1", front.tls_port)) as sock,
        connect(
            f"wss://{HOST}/_stcore/stream",
            sock=sock,
            ssl=front.context,
            server_hostname=HOST,
            origin=f"https://{HOST}",  # type: ignore[arg-type]
            subprotocols=["streamlit", "no-token"],  # type: ignore[list-item]
            additional_headers={"Cookie": cookies},
            compression=None,
            open_timeout=60,
        ) as stream,
    ):
        asking = BackMsg()
        asking.rerun_script.page_name = "account"
        stream.send(asking.SerializeToString())
        drawn = ""
        while True:
            message = ForwardMsg()
            message.ParseFromString(stream.recv(60))  # type: ignore[arg-type]
            drawn += str(message)
            if message.WhichOneof("type") == "script_finished":
                break
    assert person.login in drawn


def test_a_client_does_not_choose_its_address(front: Front, browser: httpx2.Client) -> None:
    """Attempts are counted under where the connection comes from, whatever the client says of itself."""
    for number in range(3):
        browser.headers["X-Forwarded-For"] = f"10.9.9.{number}"
        assert fill_in(browser, "/signin", login=f"nobody{number}", password="wrong wrong").status_code == 403
    with front.app.database.read() as tx:
        counted = [row[0] for row in tx.tuples("SELECT subject FROM attempts WHERE subject LIKE 'address:%'")]
    assert counted == ["address:127.0.0.1"]


def test_a_load_balancer_asks_without_a_session(browser: httpx2.Client) -> None:
    answer = browser.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
    assert browser.get("/readyz").status_code in (200, 503)
    assert browser.get("/healthz", headers={"Host": "evil.example"}).status_code == 421


def test_large_bodies_end_at_the_proxy(front: Front, browser: httpx2.Client) -> None:
    assert browser.post("/signin", content=b"0" * (27 * 1024 * 1024)).status_code == 413


def test_the_unit_is_a_sound_one(tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd is not installed")
    text = (EXAMPLES / "kb.service").read_text("utf-8")
    (tmp_path / "kb.service").write_text(text.replace("/opt/kb", str(ROOT)))
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(tmp_path / "kb.service")],
        capture_output=True,
        text=True,
        check=False,
    )
    complaints = [line for line in done.stderr.splitlines() if "kb.service" in line]
    assert complaints == []


def test_the_example_settings_can_be_read() -> None:
    settings = load_settings({"KB_CONFIG": str(EXAMPLES / "kb.toml")})
    assert (settings.backup_hour, settings.secure_cookies) == (3, True)
