"""The commands in the READMEs run as they stand there, in a copy of the project and with small inputs."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from kb.store import Database

ROOT = Path(__file__).parent.parent
READMES = ("README.md", "README.zh-CN.md")
NOT_RUN = {
    "make test": "runs these tests themselves",
    "make pictures": "takes ten minutes; tests/browser/test_page_pictures.py tests what it calls",
    "python -m venv .venv": "the next line fills it from the network",
    ".venv\\Scripts\\python -m pip install -r requirements.txt": "needs the network, and Windows",
    ".venv\\Scripts\\streamlit run kb_app.py": "needs Windows; make run starts the same",
}
"""Commands that are left out, and why. A command that is neither here nor run fails the test."""
QUESTION = "// [id:readme-1]\n::readme-1:: 保理转让的是什么？ { =应收账款 ~存款 ~房产 }\n"


@dataclass(frozen=True)
class Copy:
    """A copy of the project with what the commands of the READMEs ask for."""

    root: Path

    def cohort_id(self) -> str:
        """A cohort of the demo that `make demo` has made."""
        with Database(self.root / "data-demo" / "kb.sqlite").read() as tx:
            return str(tx.value("SELECT MIN(id) FROM cohorts"))

    def run(self, command: str) -> subprocess.CompletedProcess[str]:
        inputs = {"FOLDER": "papers", "文件夹": "papers", "FILE": "some.gift", "NAME": "demo-manager"}
        if command.endswith(" ID"):
            inputs["ID"] = self.cohort_id()
        words = [inputs.get(word, word) for word in shlex.split(command)]
        environment = {name: value for name, value in os.environ.items() if not name.startswith("KB_")}
        while "=" in words[0]:
            name, value = words.pop(0).split("=", 1)
            environment[name] = value
        if words[3:4] in (["stats"], ["retention"], ["rescue-link"]):  # these need people
            environment["KB_DATA_DIR"] = "data-demo"
        if words[0] == "python":
            words[0] = sys.executable
        return subprocess.run(words, cwd=self.root, env=environment, capture_output=True, text=True, timeout=300)


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Copy]:
    root = tmp_path_factory.mktemp("readme") / "project"
    left_out = shutil.ignore_patterns(
        ".git", ".venv*", "data", "data-demo", "images", "__pycache__", ".*_cache", ".hypothesis", "tests"
    )
    shutil.copytree(ROOT, root, ignore=left_out)
    (root / ".venv").mkdir()
    for name in ("bin", "lib", "pyvenv.cfg"):
        if (Path(sys.prefix) / name).exists():
            (root / ".venv" / name).symlink_to(Path(sys.prefix) / name)
    for name in (".installed", ".installed-dev"):
        (root / ".venv" / name).touch()
    (root / "papers").mkdir()
    story = next(
        path for path in sorted((root / "cases/library/cases").glob("*.md")) if "应收账款" in path.read_text("utf-8")
    )
    (root / "papers" / "case.md").write_text(
        re.sub(r"(?m)^id: .*$", "id: readme-case", story.read_text("utf-8")), "utf-8"
    )
    (root / "some.gift").write_text(QUESTION, "utf-8")
    yield Copy(root)
    shutil.rmtree(root)


def _commands(name: str) -> list[str]:
    """The lines of the code blocks of a README, without what is said about them."""
    blocks = re.findall(r"^```\n(.*?)^```", (ROOT / name).read_text("utf-8"), re.S | re.M)
    lines = [re.split(r"\s+# ", line)[0].strip() for block in blocks for line in block.splitlines()]
    return [line for line in lines if line]


def _all_commands() -> list[str]:
    """Each command once, in the order of the READMEs; the server is tried by a test of its own."""
    commands = dict.fromkeys(command for name in READMES for command in _commands(name))
    return [command for command in commands if command not in NOT_RUN and command != "make run"]


def test_the_reasons_are_about_commands_that_are_there() -> None:
    there = {command for name in READMES for command in _commands(name)}
    assert set(NOT_RUN) - there == set()
    assert "make run" in there


def test_the_commands_do_what_they_say(copy: Copy) -> None:
    failed = {}
    for command in _all_commands():
        done = copy.run(command)
        if done.returncode != 0:
            failed[command] = done.stdout[-2000:] + done.stderr[-2000:]
    assert not failed, "\n".join(f"{command}\n{said}" for command, said in failed.items())
    assert (copy.root / "data-demo" / "kb.sqlite").is_file()
    found = copy.run("python -m kb search 应收账款想提前变成钱")
    assert "应收账款" in found.stdout


def test_make_run_prints_the_link_to_open(copy: Copy, tmp_path: Path) -> None:
    log = tmp_path / "log.txt"
    environment = os.environ | {"KB_DATA_DIR": str(tmp_path / "data"), "STREAMLIT_SERVER_PORT": "0"}
    with log.open("w") as said:
        process = subprocess.Popen(
            ["make", "run"], cwd=copy.root, env=environment, stdout=said, stderr=said, start_new_session=True
        )
        try:
            deadline = time.monotonic() + 120
            while "/setup?code=" not in log.read_text("utf-8", "replace") and time.monotonic() < deadline:
                assert process.poll() is None, log.read_text("utf-8", "replace")
                time.sleep(0.3)
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(30)
    assert "/setup?code=" in log.read_text("utf-8", "replace")
