"""Make the demo's data folder and print how to open it: `python -m demo`."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import click

from demo.making import make_demo
from kb.clock import day_of, utc_now
from kb.config import load_settings


@click.command()
@click.option("--data", type=click.Path(path_type=Path), default=Path("data-demo"), show_default=True)
@click.option("--seed", default=7, show_default=True, help="Another number makes another year.")
def main(data: Path, seed: int) -> None:
    """Make a data folder with a year of synthetic data; every page says that it is demo data."""
    if data.exists() and any(data.iterdir()):
        raise click.ClickException(f"{data} is not empty. Delete it first, or name another folder.")
    settings = replace(load_settings({}), data_dir=data)
    bank = make_demo(settings, seed, date.fromisoformat(day_of(utc_now())))
    for role, (login, password) in bank.passwords.items():
        click.echo(f"{role.value:15} {login:14} {password}")
    click.echo(f"KB_DATA_DIR={data} make run")


if __name__ == "__main__":
    main()
