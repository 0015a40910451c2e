"""Named prompt styles: what `--style` adds around a prompt."""

from __future__ import annotations

from types import MappingProxyType
from typing import NamedTuple

from generation.engine import EngineError, EngineInfo


class Style(NamedTuple):
    """A prompt with a place for the person's own words, and what to steer away from."""

    template: str
    negative_prompt: str


STYLES = MappingProxyType(
    {
        "picture-book": Style("a picture book illustration of {}, soft colours, gentle light", "photo, text"),
        "watercolor": Style("a watercolor painting of {}, wet paper, soft edges", "photo, 3d render, text"),
        "ink": Style("an ink drawing of {}, black lines on white paper, hatching", "colour, photo, text"),
        "pencil": Style("a pencil sketch of {}, graphite on paper", "colour, photo, text"),
        "crayon": Style("a wax crayon drawing of {}, rough strokes on paper", "photo, 3d render, text"),
        "papercut": Style("a paper cut-out of {}, layers of coloured paper, soft shadows", "photo, text"),
        "oil": Style("an oil painting of {}, visible brush strokes, canvas", "photo, text"),
        "pixel": Style("pixel art of {}, 16-bit, limited palette, crisp pixels", "blur, photo, text"),
        "clay": Style("a clay model of {}, stop motion, studio light", "drawing, text"),
        "comic": Style("a comic panel of {}, bold lines, flat colours", "photo, speech bubble, text"),
        "anime": Style("an anime illustration of {}, clean lines, cel shading", "photo, text"),
        "photo": Style("a photograph of {}, natural light, sharp focus", "drawing, painting, text, blur"),
        "poster": Style("a screen-printed poster of {}, flat shapes, few colours", "photo, text"),
    }
)


#: What a style was called once, in requests that are stored and by people who remember.
FORMER = MappingProxyType({"paper": "papercut"})


def todays(style: str) -> str:
    """The name that a style has now."""
    return FORMER.get(style, style)


def styles_of(info: EngineInfo | None) -> tuple[str, ...]:
    """The styles of ours that an engine draws: those it renders itself, or all, as words of a prompt."""
    return info.styles if info is not None and info.styles else tuple(STYLES)


def check_rendered(info: EngineInfo, style: str | None) -> None:
    """Raises `EngineError` for a style that an engine with renderings of its own has not."""
    if style is not None and info.styles and todays(style) not in info.styles:
        sentence = f"{info.model} cannot draw in the style {style!r}; it can in: {', '.join(info.styles)}."
        raise EngineError(sentence, field="style")


def check_style(style: str | None, words: str = "") -> None:
    """Raises `EngineError` for a name that is none of ours and comes without `words` of its own."""
    if style is not None and not words and todays(style) not in STYLES:
        raise EngineError(f"There is no style named {style!r}. The styles are: {', '.join(STYLES)}.", field="style")


def apply_style(style: str | None, prompt: str, words: str = "") -> tuple[str, str]:
    """The prompt inside the style's template, and the style's negative prompt; `None` is no style.

    `words` are the template of a style that is none of ours; without {} they stand after the prompt.
    """
    check_style(style, words)
    if style is None:
        return prompt, ""
    if words:
        return (words.replace("{}", prompt) if "{}" in words else f"{prompt}, {words}"), ""
    known = STYLES[todays(style)]
    return known.template.replace("{}", prompt), known.negative_prompt
