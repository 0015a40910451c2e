"""Settings: what the person who runs Vignette decides; `config.example.toml` explains every key.

Later wins: defaults, the TOML file, the secrets file, the environment (VIGNETTE_WEB__PORT is `web.port`). Secrets come
from the last two only, so that a settings file can be shown to anybody.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import quote

from pydantic import AfterValidator, Field, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from bot.settings.files import flat, read_secrets, read_settings
from bot.settings.mistakes import SettingsError, check_environment, sentence, variable
from bot.settings.sections import (
    ApiSettings,
    DiscordSettings,
    EngineSettings,
    LimitSettings,
    ModerationSettings,
    ProvenanceSettings,
    QuotaSettings,
    RaySettings,
    StorageSettings,
    WebSettings,
    is_loopback,
)

__all__ = [
    "ApiSettings",
    "DiscordSettings",
    "EngineSettings",
    "LimitSettings",
    "ModerationSettings",
    "ProvenanceSettings",
    "QuotaSettings",
    "RaySettings",
    "Settings",
    "SettingsError",
    "StorageSettings",
    "WebSettings",
    "is_loopback",
    "load",
]

DEFAULT_FILE = Path("config.toml")
DATABASES = ("sqlite+aiosqlite://", "postgresql+asyncpg://")


def _known_database(given: str) -> str:
    if given and not given.startswith(DATABASES):
        raise ValueError(f"a database's URL begins with {' or '.join(DATABASES)}.")
    return given


class Settings(BaseSettings):
    model_config = SettingsConfigDict(
        frozen=True,
        extra="forbid",
        hide_input_in_errors=True,
        env_prefix="VIGNETTE_",
        env_nested_delimiter="__",
        env_ignore_empty=True,
    )

    data_dir: Annotated[Path, AfterValidator(Path.expanduser)] = Path("data")
    secrets_file: str = ""
    database_url: Annotated[str, AfterValidator(_known_database)] = Field(default="", repr=False)
    lease_seconds: int = Field(default=30, ge=5, le=3600)
    drain_seconds: float = Field(default=8, ge=0, le=3600)
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    log_json: bool = False
    queue: Literal["processes", "ray"] = "processes"
    engine: EngineSettings = EngineSettings()
    web: WebSettings = WebSettings()
    api: ApiSettings = ApiSettings()
    discord: DiscordSettings = DiscordSettings()
    ray: RaySettings = RaySettings()
    quotas: QuotaSettings = QuotaSettings()
    limits: LimitSettings = LimitSettings()
    moderation: ModerationSettings = ModerationSettings()
    storage: StorageSettings = StorageSettings()
    provenance: ProvenanceSettings = ProvenanceSettings()

    @property
    def database(self) -> str:
        """The database's URL: as set, or SQLite in the data folder, whatever that is called."""
        return self.database_url or f"sqlite+aiosqlite:///{quote(str(self.data_dir / 'vignette.db'))}"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment before what the files hold, which `load` passes in."""
        return env_settings, init_settings


def load(config: Path | None = None) -> Settings:
    """The settings of a file, or of config.toml in this folder where there is one, with the environment's on top."""
    path = config or (DEFAULT_FILE if DEFAULT_FILE.exists() else None)
    check_environment(Settings)
    given = read_settings(path) if path else {}
    named = os.environ.get(variable("secrets_file")) or given.get("secrets_file")
    secrets = read_secrets(Path(str(named)).expanduser()) if named else {}
    files = dict.fromkeys(flat(given), str(path)) | dict.fromkeys(flat(secrets), str(named))
    merged = dict(given)
    for name, value in secrets.items():  # laid over the settings, section by section
        section = merged.get(name, {})
        merged[name] = {**section, **value} if isinstance(value, dict) and isinstance(section, dict) else value
    try:
        return Settings(**merged)
    except ValidationError as error:
        raise SettingsError(sentence(error, Settings, files)) from None
