"""Read settings once: defaults, then a TOML file, then the environment."""

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
    """Hold every setting. Each field is `KB_<NAME>` in the environment and `name` in the TOML file."""

    data_dir: Path = _setting(Path("data"), "Folder with everything that must be backed up.")
    library_dir: Path = _setting(STARTER_LIBRARY, "Library that seeds an empty data folder.")
    embedding_model: str = _setting(
        str(BUNDLED_MODEL), "sentence-transformers model: a folder or, with a model hub in reach, a name."
    )
    embedding_device: str = _setting("cpu", "Device the embedding model runs on.")
    embedding_backend: str = _setting("torch", "How the model runs: torch, onnx or openvino, where installed.")
    embedding_batch: int = _setting(256, "Passages encoded at once.")
    embedding_query_prompt: str = _setting("", "Prefix of queries, for a model that needs one and does not define it.")
    embedding_document_prompt: str = _setting("", "Prefix of passages, likewise.")
    reranker_model: str = _setting("", "CrossEncoder that re-ranks the best 50: a folder or a name; empty for none.")
    popularity_in_ranking: bool = _setting(
        True, "Documents others used with attested success rank slightly higher; new cases get a slot occasionally."
    )
    language: str = _setting("zh", "Language of commands and of people who have not chosen one: zh or en.")
    max_file_mb: int = _setting(25, "Largest file that is read, in MB.")
    recognize_scans: bool = _setting(True, "Pages of PDF files that are pictures are read by text recognition.")
    max_scanned_pages: int = _setting(50, "Most pages of one file that are recognized.")
    log_level: str = _setting("INFO", "Least level written to the log.")
    backup_dir: str = _setting("", "Folder for backups; empty means `backups` beside the data folder.")
    backup_hour: int = _setting(-1, "Hour of the day (0 to 23, Shanghai time) at which the app backs up; -1 for never.")
    backup_keep: int = _setting(14, "How many backups are kept; 0 for all.")
    backup_recipient: str = _setting("", "Public age key (age1…) that backups are encrypted for; empty for none.")
    drill_days: int = _setting(7, "Days after which a scheduled backup is followed by a drill; 0 for never.")
    metrics_token_file: str = _setting(
        "", "File with the token that monitoring needs to read /metrics; empty for none."
    )
    public_url: str = _setting("", "Address people open, such as https://kb.bank.example; needed for OIDC.")
    trusted_proxies: str = _setting(
        "", "Addresses of proxies whose X-Forwarded-For is believed, with commas between; empty for none."
    )
    secure_cookies: bool = _setting(False, "Served behind TLS: cookies are sent over HTTPS only.")
    session_idle_minutes: int = _setting(30, "Minutes without a click after which people must sign in again.")
    session_hours: int = _setting(12, "Hours after which people must sign in again in any case.")
    usage_raw_months: int = _setting(
        24,
        "Months for which single views, downloads and searches are kept; later only what the figures need. 0: forever.",
    )
    oidc_issuer: str = _setting("", "Address of the OpenID provider; empty means local accounts only.")
    oidc_client_id: str = _setting("", "Client id at the OpenID provider.")
    oidc_client_secret_file: str = _setting("", "File that holds the client secret and nothing else.")
    oidc_label: str = _setting("", "Name of the company account on the sign-in page.")
    oidc_login_claim: str = _setting("preferred_username", "Claim with the sign-in name.")
    oidc_name_claim: str = _setting("name", "Claim with the person's name.")
    oidc_role_claim: str = _setting(
        "", "Claim that decides the role at each sign-in, or its path (realm_access.roles); empty means it is set here."
    )
    oidc_roles: str = _setting(
        "",
        "Role of each value of that claim: kb-trainers=trainer,kb-admins=admin; as JSON where values have commas.",
    )

    @property
    def database_path(self) -> Path:
        """Return the SQLite file."""
        return self.data_dir / "kb.sqlite"

    @property
    def demo_mark(self) -> Path:
        """Return the marker file whose presence says that the data are synthetic."""
        return self.data_dir / "DEMO"

    @property
    def files_dir(self) -> Path:
        """Return the folder of original files, named by the hash of their content."""
        return self.data_dir / "files"

    @property
    def backups_dir(self) -> Path:
        """Return the folder that backups are written to."""
        return Path(self.backup_dir) if self.backup_dir else self.data_dir.absolute().parent / "backups"

    @property
    def cache_dir(self) -> Path:
        """Return the folder of caches: rebuilt from the database at any time, never backed up."""
        return self.data_dir / "cache"


def load_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Return settings from `KB_CONFIG` (a TOML file, optional) and the environment, which wins.

    Raise BadInput for an unknown name in the file or a value of the wrong type, naming it.
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
        if isinstance(default, bool):
            return {"true": True, "1": True, "false": False, "0": False}[str(value).lower()]
        return type(default)(value) if not isinstance(default, Path) else Path(value)
    except (TypeError, ValueError, KeyError) as error:
        raise BadInput("The setting {name} cannot be {value}.", name=name, value=value) from error
