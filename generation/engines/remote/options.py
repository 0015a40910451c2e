"""What the operator says of an image server: `[engine.options]`, beside `engine.model` and `engine.key`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr
from yarl import URL

from generation.engine import MAX_REFERENCES

DialectName = Literal[
    "auto", "vllm-omni", "sglang", "localai", "stable-diffusion.cpp", "lightx2v", "openai", "vignette", "plain"
]


def _address(given: str) -> str:
    try:
        url = URL(given)
    except ValueError:
        raise ValueError("it is no address: write one such as http://127.0.0.1:8000") from None
    if url.scheme not in ("http", "https") or not url.host:
        raise ValueError("it must begin with http:// or https:// and name a host")
    if url.user or url.password:
        raise ValueError("a key does not belong into the address: set VIGNETTE_ENGINE__KEY in the environment")
    return given


def _named(given: str) -> str:
    return "" if given == "storybook" else given  # the default of `engine.model`, which no server serves


class RemoteOptions(BaseModel):
    """Whatever is None is asked of the server, or left to it."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    base_url: Annotated[str, AfterValidator(_address)]
    key: SecretStr | None = None  # sent as `Authorization: Bearer …`
    model: Annotated[str, AfterValidator(_named)] = ""  # of those that the server has; "": its first
    dialect: DialectName = "auto"
    graph: str = ""  # a file that ComfyUI exported in API format; "": the server speaks OpenAI's API
    width: int | None = Field(default=None, ge=16, le=8192)
    height: int | None = Field(default=None, ge=16, le=8192)
    size_multiple: int = Field(default=16, ge=1, le=256)
    fixed_size: bool | None = None
    max_pixels: int = Field(default=2048 * 2048, ge=16 * 16, le=40_000_000)
    num_inference_steps: int | None = Field(default=None, ge=1, le=1000)
    guidance_scale: float | None = Field(default=None, ge=0, le=100)
    starts_from_image: bool | None = None
    inpaints: bool | None = None  # whether it keeps to a mask
    references: int | None = Field(default=None, ge=0, le=MAX_REFERENCES)  # pictures that its model looks at
    parallel: int = Field(default=4, ge=1, le=64)  # pictures asked for at a time
    timeout: float = Field(default=600.0, gt=0)  # seconds for one picture
