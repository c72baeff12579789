"""The container files, read as a linter reads them; no container is started here."""

from __future__ import annotations

import re
import tomllib

import yaml

from kb.config import load_settings
from tests.support.server import ROOT

DOCKERFILE = ROOT / "docs" / "deploy" / "Dockerfile"
COMPOSE = ROOT / "docs" / "deploy" / "compose.yaml"


def _instructions() -> list[tuple[str, str]]:
    text = re.sub(r"^\s*#.*\n", "", DOCKERFILE.read_text("utf-8"), flags=re.M).replace("\\\n", " ")
    pairs = (line.split(maxsplit=1) for line in text.splitlines() if line.strip())
    return [(name.upper(), " ".join(rest.split())) for name, rest in pairs]


def _values(name: str) -> list[str]:
    return [rest for found, rest in _instructions() if found == name]


def test_the_image_starts_from_a_fixed_version_and_runs_as_no_root() -> None:
    (base,) = _values("FROM")
    assert re.fullmatch(r"python:3\.\d+\.\d+-[\w-]+", base)
    assert _values("USER") == ["kb"]
    names = [name for name, _rest in _instructions()]
    assert names.index("USER") < names.index("CMD")
    assert "sudo" not in " ".join(_values("RUN"))


def test_the_image_has_what_the_app_needs_and_installs_the_tested_versions() -> None:
    sources = [source for copy in _values("COPY") for source in copy.split()[:-1]]
    assert not [source for source in sources if not (ROOT / source).exists()]
    assert {"kb", "ingest", "cases", "kb_app.py", ".streamlit"} <= set(sources)
    assert "ADD" not in [name for name, _rest in _instructions()]
    (install,) = [run for run in _values("RUN") if "pip install" in run]
    assert "--constraint constraints.txt" in install
    let_in = {line[1:] for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines() if line.startswith("!")}
    assert set(sources) <= let_in
    assert (ROOT / ".dockerignore").read_text("utf-8").splitlines()[1] == "*"


def test_the_commands_are_lists_so_that_signals_arrive() -> None:
    (command,), (check,) = _values("CMD"), _values("HEALTHCHECK")
    assert command == '["python", "-m", "streamlit", "run", "kb_app.py"]'
    assert "CMD [" in check
    port = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))["server"]["port"]
    assert f"127.0.0.1:{port}/healthz" in check


def test_only_the_proxy_is_reached_from_outside() -> None:
    services = yaml.safe_load(COMPOSE.read_text("utf-8"))["services"]
    app, proxy = services["app"], services["proxy"]
    assert "ports" not in app
    assert app["network_mode"] == "service:proxy"
    assert app["read_only"] is True
    assert app["cap_drop"] == ["ALL"]
    assert all("no-new-privileges:true" in one["security_opt"] for one in services.values())
    assert re.fullmatch(r"nginx:\d+\.\d+\.\d+-alpine", proxy["image"])
    assert {port.split(":")[1] for port in proxy["ports"]} == {"80", "443"}
    example = (COMPOSE.parent / proxy["volumes"][0].split(":")[0]).resolve()
    assert example == ROOT / "docs" / "examples" / "nginx.conf"
    assert (COMPOSE.parent / app["build"]["context"]).resolve() == ROOT
    assert (ROOT / app["build"]["dockerfile"]) == DOCKERFILE


def test_the_settings_of_the_container_are_settings() -> None:
    environment = yaml.safe_load(COMPOSE.read_text("utf-8"))["services"]["app"]["environment"]
    known = {f"KB_{name.upper()}" for name in load_settings({}).__dataclass_fields__}
    assert set(environment) <= known
    settings = load_settings(environment)
    assert settings.secure_cookies
    assert settings.public_url.startswith("https://")
