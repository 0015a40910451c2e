"""LoRAs as people name them: `--lora ink:0.8`, several with commas, or `<lora:ink:0.8>` in the prompt."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.commands.characters import shown
from bot.commands.errors import CommandError
from generation.request.loras import MAX_LORA_WEIGHT, NAME

Loras = tuple[tuple[str, float], ...]
MARK = re.compile(r"[^\S\n]*<lora:([^<>\n]*)>[^\S\n]*", re.IGNORECASE)
_LORA = re.compile(rf"({NAME})(?::([+-]?(?:\d{{1,2}}(?:\.\d{{1,4}})?|\.\d{{1,4}})))?")
_FORM = "--lora ink:0.8"


@dataclass(frozen=True, slots=True)
class LoraList:
    """Which LoRAs and textual inversions there are."""

    word: str = ""  # in their names or trigger words; "": all of them


def read_loras(text: str) -> Loras:
    """One or several, with commas between; a weight that nobody gave is 1. Raises CommandError."""
    return tuple(_read(each.strip()) for each in text.split(","))


def take_loras(text: str) -> tuple[str, Loras]:
    """The text without the `<lora:…>` in it, and what they name; raises CommandError."""
    named = tuple(_read(match[1].strip()) for match in MARK.finditer(text))
    return (MARK.sub(" ", text).strip(" ") if named else text), named


def together(option: Loras, marks: Loras) -> Loras:
    """Those of the option and of the prompt, each once; raises CommandError."""
    names = [name.casefold() for name, _ in (*option, *marks)]
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise CommandError(f"The LoRA {shown(twice)} is there twice: give it once.", _FORM)
    return (*option, *marks)


def written(name: str, weight: float) -> str:
    """As it is typed after `--lora`."""
    return name if weight == 1 else f"{name}:{weight:g}"


def _read(text: str) -> tuple[str, float]:
    match = _LORA.fullmatch(text)
    weight = float(match[2] or 1) if match else 0.0
    if match is None or abs(weight) > MAX_LORA_WEIGHT:
        most = f"{MAX_LORA_WEIGHT:g}"
        given = f", not {shown(text)}" if text else ""
        raise CommandError(f"A LoRA is its name, a colon and a weight from -{most} to {most}{given}.", _FORM)
    return match[1], weight
