"""`python -m bench office-reading`: made files are read and compared with what was put in."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

import click

from bench.office_reading.comparing import Found, compare
from bench.office_reading.forms import forms
from bench.office_reading.pieces import Made
from bench.office_reading.sheet_files import sheet_file
from bench.office_reading.slide_files import slide_file
from bench.office_reading.word_files import SIMPLE, word_file
from ingest.conversion import find_libreoffice
from ingest.reader_process import ReaderProcess
from ingest.readers import Limits
from kb.errors import KbError

_ENOUGH = 0.995
_CONVERTED = (("docx", ("doc", "odt", "rtf")), ("pptx", ("ppt", "odp")), ("xlsx", ("xls", "ods")))
_SHARE_CONVERTED = 10


@click.command("office-reading")
@click.option("--files", default=200, show_default=True, help="How many, ten forms of banks among them.")
@click.option("--seed", default=1, show_default=True, help="Which: the same seed makes the same files.")
def office_reading(files: int, seed: int) -> None:
    """Read office files of known content. Exit status 1: too little was kept, or a figure was changed."""
    chance = random.Random(seed)
    made = [*forms(), *_converted(chance, files // _SHARE_CONVERTED)]
    makers = ((word_file, "docx"), (slide_file, "pptx"), (sheet_file, "xlsx"), (word_file, "docx"))
    for number in range(len(made), files):
        make, suffix = makers[number % len(makers)]
        made.append(make(f"{number}.{suffix}", chance))
    found = list(_read(made[:files]))
    click.echo(table(found))
    for bad in [one for one in found if not one.is_right][:20]:
        said = f"missing {bad.missing[:3]}, figures {bad.figures[:6]}, shown {bad.exposed}, order {bad.out_of_order}"
        click.echo(f"{bad.name}: {bad.refused or said}")
    kept = sum(one.kept for one in found) / max(1, sum(one.characters for one in found))
    wrong = sum(bool(one.figures) for one in found)
    exposed = sum(bool(one.exposed) for one in found)
    unordered = sum(bool(one.out_of_order) for one in found)
    click.echo(
        f"{len(found)} files, seed {seed}: characters kept {kept:.4f}, files with a figure changed {wrong}, "
        f"out of order {unordered}, hidden words shown {exposed}"
    )
    sys.exit(0 if kept >= _ENOUGH and not wrong and not exposed else 1)


def _read(made: Iterable[Made]) -> Iterable[Found]:
    with ReaderProcess(Limits()) as reader:
        for one in made:
            started = time.perf_counter()
            try:
                found = compare(one, reader.read(Path(one.name), one.content).text)
            except KbError as error:
                found = Found(one.name, characters=sum(map(len, one.shown)), refused=str(error))
            found.seconds = time.perf_counter() - started
            yield found


def _converted(chance: random.Random, count: int) -> list[Made]:
    """Files that LibreOffice has turned into older formats; none where it is not installed."""
    program = find_libreoffice()
    if program is None:
        click.echo("LibreOffice is not installed: no older formats.", err=True)
        return []
    plain = []
    for number in range(count):
        kind, targets = _CONVERTED[number % len(_CONVERTED)]
        name = f"old{number}.{kind}"
        one = (
            word_file(name, chance, SIMPLE)
            if kind == "docx"
            else slide_file(name, chance, simple=True)
            if kind == "pptx"
            else sheet_file(name, chance)
        )
        plain.append((one, targets[number // len(_CONVERTED) % len(targets)]))
    converted = []
    with tempfile.TemporaryDirectory() as folder:
        for target in sorted({target for _, target in plain}):
            group = [one for one, into in plain if into == target]
            for one in group:
                (Path(folder) / one.name).write_bytes(one.content)
            _convert(program, folder, target, [one.name for one in group])
            for one in group:
                result = (Path(folder) / one.name).with_suffix(f".{target}")
                converted.append(Made(result.name, result.read_bytes(), one.shown, one.hidden))
    return converted


def _convert(program: str, folder: str, target: str, names: Sequence[str]) -> None:
    profile = (Path(folder) / "profile").as_uri()
    subprocess.run(
        [program, f"-env:UserInstallation={profile}", "--headless", "--convert-to", target, "--outdir", folder, *names],
        cwd=folder,
        check=True,
        capture_output=True,
    )
    shutil.rmtree(Path(folder) / "profile", ignore_errors=True)


def table(found: Sequence[Found]) -> str:
    """Return a line for each kind of file."""
    lines = ["| kind | files | right | characters kept | order | figures changed | hidden shown | refused | s a file |",
             "|---|" + "---:|" * 8]  # fmt: skip
    for kind in sorted({Path(one.name).suffix[1:] for one in found}):
        some = [one for one in found if one.name.endswith(f".{kind}")]
        kept = sum(one.kept for one in some) / max(1, sum(one.characters for one in some))
        lines.append(
            f"| {kind} | {len(some)} | {sum(one.is_right for one in some)} | {kept:.4f} | "
            f"{sum(bool(one.out_of_order) for one in some)} | {sum(bool(one.figures) for one in some)} | "
            f"{sum(bool(one.exposed) for one in some)} | {sum(bool(one.refused) for one in some)} | "
            f"{sum(one.seconds for one in some) / len(some):.2f} |"
        )
    return "\n".join(lines)
