"""Settings, read once: defaults, then a TOML file, then the environment."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from kb.errors import BadInput

BUNDLED_MODEL = Path(__file__).parent / "search" / "model"
STARTER_LIBRARY = Path(__file__).parent.parent / "cases" / "library"


def _setting(default: Any, help: str) -> Any:
    return field(default=default, metadata={"help": help})


@dataclass(frozen=True)
class Settings:
    """Everything that can be set. Each field is `KB_<NAME>` in the environment and `name` in the TOML file."""

    data_dir: Path = _setting(Path("data"), "Folder with everything that must be backed up.")
    library_dir: Path = _setting(STARTER_LIBRARY, "Library that an empty data folder is filled with.")
    embedding_model: str = _setting(
        str(BUNDLED_MODEL), "sentence-transformers model: a folder or, with a model hub in reach, a name."
    )
    embedding_device: str = _setting("cpu", "Device the embedding model runs on.")
    embedding_batch: int = _setting(256, "Passages encoded at once.")
    language: str = _setting("zh", "Language of commands and of people who have not chosen one: zh or en.")
    max_file_mb: int = _setting(25, "Largest file that is read, in MB.")
    log_level: str = _setting("INFO", "Least level written to the log.")

    @property
    def database_path(self) -> Path:
        """The SQLite file."""
        return self.data_dir / "kb.sqlite"

    @property
    def files_dir(self) -> Path:
        """Original files, named by the hash of their content."""
        return self.data_dir / "files"

    @property
    def cache_dir(self) -> Path:
        """What can be rebuilt from the database at any time; need not be backed up."""
        return self.data_dir / "cache"


def load_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Settings from `KB_CONFIG` (a TOML file, optional) and the environment, which wins.

    Raises BadInput for an unknown name in the file or a value of the wrong type, naming it.
    """
    environment = os.environ if environment is None else environment
    values: dict[str, Any] = {}
    known = {item.name: item for item in fields(Settings)}
    config_file = environment.get("KB_CONFIG")
    if config_file:
        try:
            values.update(tomllib.loads(Path(config_file).read_text("utf-8")))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise BadInput(
                "The settings file {path} cannot be read: {reason}", path=config_file, reason=error
            ) from error
        for name in values:
            if name not in known:
                raise BadInput("The settings file {path} has an unknown name: {name}", path=config_file, name=name)
    for name in known:
        text = environment.get(f"KB_{name.upper()}")
        if text:
            values[name] = text
    return Settings(**{name: _typed(name, known[name].default, value) for name, value in values.items()})


def _typed(name: str, default: Any, value: Any) -> Any:
    try:
        return type(default)(value) if not isinstance(default, Path) else Path(value)
    except (TypeError, ValueError) as error:
        raise BadInput("The setting {name} cannot be {value}.", name=name, value=value) from error
