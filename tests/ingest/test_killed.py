"""A run that is killed anywhere, and begun again, ends like one that was not."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
from pathlib import Path

from kb.store import Database

ROOT = Path(__file__).parents[2]

# Kills itself at the n-th call of a function, in the middle of a batch's transaction or between two.
RUN = """
import os, signal, sys
from pathlib import Path
import ingest.pipeline as pipeline
from kb.store import Database
from kb.files import FileStore
from kb.migrations import migrate

data, files, where, count = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], int(sys.argv[4])
pipeline._BATCH_FILES = 7

def deadly(real):
    def call(*args, **named):
        global count
        count -= 1
        if count == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*args, **named)
    return call

if where == "row":
    pipeline.save_version = deadly(pipeline.save_version)
elif where == "file":
    FileStore.save = deadly(FileStore.save)
elif where == "batch":
    Database.write = deadly(Database.write)
database = Database(data / "kb.sqlite")
migrate(database)
summary = pipeline.ingest_paths(database, FileStore(data / "files"), [files], now="2026-03-01T12:00:00.000Z")
print(summary.added, summary.updated, summary.unchanged)
"""


def run(data: Path, files: Path, where: str = "nowhere", count: int = 0) -> int:
    done = subprocess.run([sys.executable, "-c", RUN, str(data), str(files), where, str(count)], cwd=ROOT, check=False)
    return done.returncode


def rows(data: Path) -> dict[str, list[tuple[object, ...]]]:
    tables = ("documents", "document_versions", "text_blocks", "document_tags", "chunks", "counters")
    database = Database(data / "kb.sqlite")
    assert database.problems() == []
    with database.read() as tx:
        return {table: sorted(tx.tuples(f"SELECT * FROM {table}"), key=repr) for table in tables}


def test_killed_runs_end_as_an_undisturbed_one(tmp_path: Path) -> None:
    files = tmp_path / "files"
    files.mkdir()
    for number in range(30):
        head = f"---\nid: c{number}\ntags: [甲, 乙{number % 3}]\n---\n" if number % 2 else ""
        text = f"{head}# 案例 {number % 25}\n\n" + "客户经理核实贷款用途。" * (number % 25)
        (files / f"{number:02}.md").write_text(text, "utf-8")
    assert run(tmp_path / "calm", files) == 0

    chance = random.Random(7)
    troubled = tmp_path / "troubled"
    killed = [
        run(troubled, files, where, chance.randint(1, most)) for where, most in (("row", 7), ("batch", 2), ("file", 7))
    ]
    assert killed == [-signal.SIGKILL] * 3
    assert run(troubled, files) == 0

    assert rows(troubled) == rows(tmp_path / "calm")
    kept = {path.name for path in (tmp_path / "calm" / "files").rglob("*") if path.is_file()}
    assert kept <= {path.name for path in (troubled / "files").rglob("*")}
