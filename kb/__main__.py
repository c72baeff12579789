"""Run the command line: `python -m kb …`."""

from __future__ import annotations

from kb.commands import main

if __name__ == "__main__":
    main()
