"""What OpenAI's image API takes and gives, as far as we do; names and meanings are theirs."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field

from bot.frontends.web.api.descriptions import ANYWAY_WORDS, MASK_WORDS, SEED_WORDS
from bot.frontends.web.api.schemas import Given, Prompt, Seed
from bot.frontends.web.api.transcode import DEFAULT_QUALITY, Format
from generation.engine import MAX_REFERENCES


class ImagesBody(Given):
    """OpenAI's `images.generate`. `quality`, `style`, `moderation` and `user` are read and change nothing."""

    prompt: Prompt
    model: str | None = Field(default=None, max_length=200, description="“vignette”, or a name that /v1/models lists.")
    n: int | None = Field(default=None, ge=1, le=10)
    size: str | None = Field(
        default=None,
        pattern=r"^(auto|[1-9][0-9]{0,3}x[1-9][0-9]{0,3})$",
        examples=["1024x1024", "auto"],
        description="Exactly this: the shape is drawn at the engine's own number of pixels, then enlarged or reduced. "
        "Without it, or with “auto”, as the engine draws.",
    )
    response_format: Literal["url", "b64_json"] | None = Field(
        default=None, description="Without it, both are given; a `url` opens without a key for an hour."
    )
    output_format: Format | None = None
    output_compression: int | None = Field(default=None, ge=0, le=100, description="Quality of JPEG and WebP.")
    background: Literal["auto", "opaque"] | None = None
    quality: Literal["auto", "low", "medium", "high", "standard", "hd"] | None = None
    style: Literal["vivid", "natural"] | None = None
    moderation: Literal["auto", "low"] | None = None
    stream: bool | None = Field(default=None, description="Whether to answer with server-sent events.")
    partial_images: int | None = Field(
        default=None, ge=0, le=3, description="With `stream`: how often to show the picture on its way, at most."
    )
    user: str | None = Field(default=None, max_length=512)
    seed: Seed | None = Field(default=None, description=SEED_WORDS)
    anyway: bool = Field(default=False, description=f"{ANYWAY_WORDS} Not OpenAI's.")


class EditsForm(ImagesBody):
    """OpenAI's `images.edit`: the drawing starts from one picture, or redraws a part of it, or looks at several."""

    image: list[bytes] = Field(
        min_length=1,
        max_length=MAX_REFERENCES,
        description="PNG, JPEG, WebP or GIF, of 16 MiB and 40 megapixels at most each; `image[]` for several.",
    )
    mask: bytes | None = Field(default=None, min_length=1, description=f"{MASK_WORDS} It is one of the first picture.")
    strength: float | None = Field(
        default=None, ge=0, le=1, allow_inf_nan=False, description="The share of it that may change; not OpenAI's."
    )
    input_fidelity: Literal["high", "low"] | None = Field(default=None, description="Read; changes nothing.")


class TokenKinds(BaseModel):
    text_tokens: int = 0
    image_tokens: int = 0


class Usage(BaseModel):
    """Tokens, which nobody counts here."""

    input_tokens: int = 0
    input_tokens_details: TokenKinds = TokenKinds()
    output_tokens: int = 0
    total_tokens: int = 0


class PictureEvent(BaseModel):
    """Data of `image_generation.partial_image` and `.completed`, and of `image_edit.…`."""

    type: str
    b64_json: str
    created_at: int
    size: str
    output_format: Format
    quality: Literal["auto"] = "auto"
    background: Literal["opaque"] = "opaque"
    partial_image_index: int | None = None
    usage: Usage | None = None


class ImageData(BaseModel):
    """One picture."""

    b64_json: str | None = None
    url: str | None = None
    revised_prompt: str | None = None


class ImagesView(BaseModel):
    """All pictures of a request."""

    created: int = Field(description="Unix time.")
    data: list[ImageData]
    output_format: Format
    size: str
    background: Literal["opaque"] = "opaque"
    quality: Literal["auto"] = "auto"


class ModelView(BaseModel):
    id: str
    object: Literal["model"] = "model"
    created: int = 0
    owned_by: str = "vignette"


class ModelsView(BaseModel):
    object: Literal["list"] = "list"
    data: list[ModelView]


class SignedQuery(Given):
    """What a signed address carries."""

    until: str = Field(max_length=20)
    signature: str = Field(max_length=64)
    compression: int = Field(default=DEFAULT_QUALITY, ge=0, le=100)
    size: str | None = Field(default=None, pattern=r"^[1-9][0-9]{0,3}x[1-9][0-9]{0,3}$")


class OpenAIFault(BaseModel):
    message: str
    type: str
    param: str | None
    code: str | None


class OpenAIError(BaseModel):
    """An error as OpenAI's clients read it."""

    error: OpenAIFault
