"""The sections of the settings: their keys, defaults and bounds; `config.example.toml` explains each."""

from __future__ import annotations

import json
import re
from ipaddress import ip_address
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, SecretStr, model_validator
from pydantic_settings import NoDecode

from bot.domain.limits import Limits
from generation.memory import Memory


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches that address."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _split(given: object) -> object:
    return [part.strip() for part in given.split(",")] if isinstance(given, str) else given


def _from_json(given: object) -> object:
    try:
        return json.loads(given) if isinstance(given, str) else given
    except ValueError:
        raise ValueError('in the environment it is written as JSON, such as {"card": "blue"}.') from None


def _usable_prefix(given: str) -> str:
    if not given or len(given) > 8 or any(character.isspace() for character in given):
        raise ValueError("a prefix has one to eight characters and no spaces.")
    return given


def _ids(given: tuple[str, ...]) -> tuple[str, ...]:
    for each in given:
        if not re.fullmatch("[0-9]{1,20}", each):
            raise ValueError(f"“{each[:40]}” is no id of a server: an id is a number, as in 81384788765712384.")
    return given


def _without_keys(given: str) -> str:
    if "://" in given and not re.fullmatch(r"[a-z0-9]+://[^/@\s]+(/[^@\s]*)?", given):
        raise ValueError("a store is written as s3://bucket/prefix, and its keys come from the environment.")
    return given


Names = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split)]  # in the environment: "cuda:0,cuda:1"
Table = Annotated[dict[str, Any], NoDecode, BeforeValidator(_from_json)]
Credits = Annotated[int, Field(ge=0, le=10**9)]


class Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class EngineSettings(Section):
    name: str = "diffusers"
    model: str = "storybook"
    revision: str = ""
    devices: Annotated[Names, Field(min_length=1)] = ("auto",)
    dtype: Literal["auto", "float32", "float16", "bfloat16"] = "auto"
    memory: Memory = "auto"
    max_batch: int = Field(default=8, ge=1, le=64)
    hub: bool = False
    ip_adapter: str = ""
    controlnet: str = ""
    loras: str = ""
    upscaler: str = ""
    describer: str = ""
    inspirer: str = ""
    checker: str = ""
    director: str = ""
    director_model: str = ""
    panel_checker: str = ""
    panel_redraws: int = Field(default=2, ge=0, le=5)
    panel_threshold: float = Field(default=0.0, ge=0.0, lt=1.0)
    key: SecretStr | None = None
    options: Table = {}


class WebSettings(Section):
    enabled: bool = True
    host: str = "127.0.0.1"
    port: int = Field(default=8420, ge=0, le=65535)
    public: bool = False
    address: Annotated[str, Field(pattern=r"^(https?://[^\s/]+(/\S*)?)?$")] = ""
    local_admin: bool = True
    connections_per_address: int = Field(default=256, ge=8, le=100_000)
    password: SecretStr | None = None

    @property
    def host_from_here(self) -> str:
        """By which this machine itself reaches the page, as it stands in an address."""
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)
        return f"[{host}]" if ":" in host else host

    @model_validator(mode="after")
    def _stays_on_this_machine(self) -> Self:
        if not self.public and not is_loopback(self.host):
            raise ValueError(f"host {self.host} lets other machines in; if that is meant, set `web.public = true`.")
        return self


class ApiSettings(Section):
    enabled: bool = True
    keyless: bool = True
    requests_per_minute: int = Field(default=120, ge=1, le=100_000)
    metrics: Literal["local", "everyone", "off"] = "local"


class DiscordSettings(Section):
    token: SecretStr | None = None
    prefix: Annotated[str, AfterValidator(_usable_prefix)] = "."
    message_content: bool = True
    proxy: Annotated[str, Field(pattern=r"^(https?://\S+)?$", repr=False)] = ""
    shards: int = Field(default=0, ge=0, le=16_384)
    admin_servers: Annotated[Names, AfterValidator(_ids)] = ()


class RaySettings(Section):
    address: Annotated[str, Field(pattern=r"^([^\s:/]+:[0-9]+)?$")] = ""
    token: SecretStr | None = None
    min_workers: int = Field(default=1, ge=1, le=1_000)
    max_workers: int = Field(default=1, ge=1, le=1_000)
    idle_seconds: float = Field(default=300.0, ge=1.0, le=86_400.0)
    gpus: float = Field(default=0.0, ge=0.0, le=64.0)
    cpus: float = Field(default=1.0, ge=0.0, le=1_024.0)
    labels: Table = {}

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if self.address and self.token is None and not is_loopback(self.address.rpartition(":")[0]):
            raise ValueError(f"a cluster at {self.address} takes work from whoever has its token: set `ray.token`.")
        if self.max_workers < self.min_workers:
            raise ValueError(f"max_workers is {self.max_workers} and min_workers {self.min_workers}: swap them.")
        if not all(isinstance(each, str) for each in self.labels.values()):
            raise ValueError('labels are words, as in {"vignette-model" = "sdxl"}.')
        return self


class ModerationSettings(Section):
    default_blocklist: bool = True


class StorageSettings(Section):
    pictures: Annotated[str, AfterValidator(_without_keys)] = ""
    keep_days: int = Field(default=0, ge=0, le=36_500)


class ProvenanceSettings(Section):
    certificate: str = ""
    key: str = ""
    algorithm: Literal["es256", "es384", "es512", "ps256", "ps384", "ps512", "ed25519"] = "es256"
    timestamps: Annotated[str, Field(pattern=r"^(https?://\S+)?$")] = ""

    @model_validator(mode="after")
    def _has_both(self) -> Self:
        if bool(self.certificate) != bool(self.key):
            raise ValueError("a certificate signs with its key: set both `certificate` and `key`, or neither.")
        return self


class QuotaSettings(Section):
    user_daily: Credits = 1_000
    user_monthly: Credits = 10_000
    server_daily: Credits = 10_000
    server_monthly: Credits = 100_000


class LimitSettings(Section):
    queue_depth: int = Field(default=100, ge=1, le=100_000)
    queue_per_user: int = Field(default=10, ge=1, le=10_000)
    prompt_length: int = Field(default=2_000, ge=1, le=10_000)
    sentences: int = Field(default=12, ge=2, le=100)
    images: int = Field(default=4, ge=1, le=10)

    @property
    def of_a_command(self) -> Limits:
        return Limits(self.prompt_length, self.sentences, self.images)
