"""Build the model, or measure a recipe on held-out passages: `python -m training`."""

import time
from pathlib import Path

import click

from training.measure import Collection, as_table, figures
from training.pairs import read_pairs, read_text
from training.passages import read_passages, split
from training.pipeline import Data, Model, build
from training.recipe import Recipe
from training.sets import from_folder, from_passages
from training.synonyms import read_groups

OWN = Path(__file__).parent / "data"
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)

pairs_option = click.option("--pairs", type=FILE, multiple=True, help="JSON lines {src, a, b}, may be gzipped.")
text_option = click.option("--text", type=FOLDER, multiple=True, help="Folder of plain documents.")
data_option = click.option("--data", type=FOLDER, default=OWN, help="Our passages, wordings and synonyms.")
cache_option = click.option("--cache", type=click.Path(path_type=Path), help="Keeps slow steps between runs.")
seed_option = click.option("--seed", default=0, show_default=True)
set_option = click.option("--set", "settings", multiple=True, help="name=value of the recipe, for trials.")
sets_option = click.option("--sets", type=FOLDER, multiple=True, help="Folder with corpus, queries and qrels.")


@click.group()
def main() -> None:
    """Build the small Chinese search model."""


@main.command("build")
@pairs_option
@text_option
@data_option
@cache_option
@seed_option
@set_option
@click.option("--out", type=click.Path(path_type=Path), required=True)
def build_command(
    pairs: tuple[Path, ...], text: tuple[Path, ...], data: Path, cache: Path | None, seed: int,
    settings: tuple[str, ...], out: Path,
) -> None:  # fmt: skip
    """Train on everything and write the model."""
    from training.export import write_model

    groups = read_groups(data / "synonyms", data / "everyday")
    material = Data(read_passages(data), groups, read_pairs(pairs), list(read_text(text)))
    model = build(material, Recipe().changed(list(settings)), seed, cache, says=50)
    write_model(model.table, model.tokenizer, out)
    click.echo(f"{out}: {len(model.table)} tokens, {model.table.shape[1]} dimensions")


@main.command("measure")
@pairs_option
@text_option
@data_option
@cache_option
@seed_option
@set_option
@sets_option
@click.option("--share", default=0.08, show_default=True, help="Share of passages kept aside.")
def measure_command(
    pairs: tuple[Path, ...], text: tuple[Path, ...], data: Path, cache: Path | None, seed: int,
    settings: tuple[str, ...], sets: tuple[Path, ...], share: float,
) -> None:  # fmt: skip
    """Train without the held-out passages and report on them."""
    train, test = split(read_passages(data), share)
    groups = read_groups(data / "synonyms", data / "everyday")
    material = Data(train, groups, read_pairs(pairs), list(read_text(text)))
    recipe = Recipe().changed(list(settings))
    started = time.monotonic()
    model = build(material, recipe, seed, cache, says=50)
    click.echo(f"{len(train)} passages trained on, {len(test)} kept aside, {time.monotonic() - started:.0f} s")
    report(model, {"held out": from_passages(test)} | {folder.name: from_folder(folder) for folder in sets})


@main.command("evaluate")
@click.argument("folder", type=FOLDER)
@sets_option
def evaluate_command(folder: Path, sets: tuple[Path, ...]) -> None:
    """Report on a finished model with collections it was not trained on."""
    from training.export import read_model

    table, tokenizer = read_model(folder)
    report(Model(tokenizer, table), {name.name: from_folder(name) for name in sets})


def report(model: Model, collections: dict[str, Collection]) -> None:
    """Print a table for each collection."""
    for name, collection in collections.items():
        click.echo(f"\n{name}: {len(collection.texts)} texts, {len(collection.queries)} queries\n")
        click.echo(as_table(figures(collection, model.encode)))


if __name__ == "__main__":
    main()
