"""Provide `python -m kb upgrade-check`."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict

import click

from kb.clock import utc_now
from kb.config import Settings
from kb.operations.readiness import STOP, check_readiness


@click.command("upgrade-check")
@click.option("--json", "as_json", is_flag=True, help="Print a list of objects.")
@click.pass_obj
def upgrade_check(settings: Settings, as_json: bool) -> None:
    """Report what this version would do to the data folder, changing nothing.

    Exit status 1: something must be fixed.
    """
    checks = check_readiness(settings, utc_now())
    if as_json:
        click.echo(json.dumps([asdict(check) for check in checks], ensure_ascii=False, indent=2))
    else:
        for check in checks:
            click.echo(f"{check.state:5}{check.name:10}{check.text}")
    sys.exit(1 if any(check.state == STOP for check in checks) else 0)
