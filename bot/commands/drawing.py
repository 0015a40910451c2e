"""Text and options → the request they ask for; the same for chat, slash commands, forms and the command line."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from bot.commands.characters import check_characters, has_words, shown, unquoted
from bot.commands.errors import CommandError
from bot.commands.loras import take_loras, together
from bot.commands.option_syntax import check_no_options, split
from bot.commands.options import MAX_SEED
from bot.commands.permutations import permute, read_colons
from bot.commands.reading_options import read_options
from bot.domain.limits import DEFAULT_LIMITS, Limits
from bot.domain.requests import Attachment
from generation.engine import MAX_REFERENCES, ImageRequest, Reference
from generation.shown import Control
from story.request import StoryRequest
from story.sentences import NO_CAST, NO_CAST_MARK, ParsedStory, parse_story


@dataclass(frozen=True, slots=True)
class Imagine:
    """One request, or one for every choice out of the `{fox,owl}` groups."""

    requests: tuple[ImageRequest, ...]
    given: frozenset[str] = field(default=frozenset(), compare=False)  # the names of the options that were typed


@dataclass(frozen=True, slots=True)
class Story:
    request: StoryRequest
    given: frozenset[str] = field(default=frozenset(), compare=False)  # the names of the options that were typed
    plan_only: bool = False  # show the plan of its pictures, draw nothing


_OF_STORY = ("context", "causal", "title", "author", "layout", "paper")
NO_OPTIONS: Mapping[str, str] = MappingProxyType({})


def random_seed() -> int:
    return secrets.randbelow(MAX_SEED + 1)


def imagine(
    text: str,
    given: Mapping[str, str] = NO_OPTIONS,
    *,
    limits: Limits = DEFAULT_LIMITS,
    new_seed: Callable[[], int] = random_seed,
    attachments: Sequence[Attachment] = (),
) -> Imagine:
    """The requests of a prompt; options may stand in the text, in `given` (name → text, as typed), or in both.

    Without a seed one is drawn here, and shared: what differs between `{fox,owl}` is then the word alone. An attached
    picture is what the drawing starts from; several are what the model looks at, but with `--mask`, where the first is
    what it starts from, and the second marks what of it may change (one alone marks that itself). With `--control` and
    no job after it, the very first is the one that is followed.
    """
    prompt, fields, typed = _read("imagine", text, given, limits, new_seed)
    attachments = _take_control(attachments, fields)
    start, shown = (attachments[:1], attachments[2:]) if "mask" in fields else _start_or_shown(attachments)
    fields["image"] = start[0].sha256 if start else None
    fields["references"] = _references(shown, fields)
    if "mask" in fields:
        fields["mask"] = _mask(attachments)
    if fields["image"] is None and "strength" in fields:
        raise CommandError("`--strength` goes with a picture to start from: attach one.", None)
    option = fields.pop("loras", ())
    read = [take_loras(_one_line(each)) for each in permute(_one_line(prompt), limits.permutations)]
    requests = []
    for text, marks in read:
        each = _one_line(text)
        _check_words(each, "Say what to draw.")
        check_no_options(check_characters(each), limits)
        requests.append(ImageRequest(prompt=each, loras=together(option, marks), **fields))
    return Imagine(tuple(requests), typed | {"lora"} if any(marks for _, marks in read) else typed)


def story(
    text: str,
    given: Mapping[str, str] = NO_OPTIONS,
    *,
    limits: Limits = DEFAULT_LIMITS,
    new_seed: Callable[[], int] = random_seed,
    attachments: Sequence[Attachment] = (),
) -> Story:
    """The request of a story, one frame per sentence; options as in `imagine`. The model looks at what is attached."""
    prompt, fields, typed = _read("story", text, given, limits, new_seed)
    fields["references"] = _references(attachments, fields)
    told, marks = take_loras(prompt)
    fields["loras"] = together(fields.get("loras", ()), marks)
    typed |= {"lora"} if marks else frozenset()
    parsed = _literal(parse_story(unquoted(told)))
    _check_story(parsed, fields, limits)
    plan_only = fields.pop("plan_only", False)
    of_story = {name: fields.pop(name) for name in _OF_STORY if name in fields}
    drawing = ImageRequest(prompt=" ".join(parsed.sentences), **fields)
    return Story(StoryRequest(parsed.sentences, drawing, parsed.cast, **of_story), typed, plan_only)


def read_sentences(text: str, limits: Limits) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]]:
    """The sentences that a story goes on with, and whom they introduce; raises CommandError."""
    parsed = _literal(parse_story(unquoted(text)))
    _check_words(" ".join(parsed.sentences), f"Write how the story goes on{_introduced(parsed)}.")
    _check_parts(parsed, limits)
    return parsed.sentences, parsed.cast


def literal(sentence: str) -> str:
    r"""A sentence with `\{`, `\}` and `\:` as the marks they mean; raises CommandError for a `{fox,owl}` group."""
    try:
        (drawn,) = permute(sentence, 1)
    except CommandError:
        raise CommandError(r"Braces do not go with a story: `{fox,owl}` is for `imagine`; `\{` is a brace.") from None
    return read_colons(drawn)


def _literal(parsed: ParsedStory) -> ParsedStory:
    cast = tuple((literal(name), literal(looks)) for name, looks in parsed.cast)
    return ParsedStory(tuple(map(literal, parsed.sentences)), cast)


def _take_control(attachments: Sequence[Attachment], fields: dict[str, Any]) -> Sequence[Attachment]:
    """Put what is to be followed among the fields; those that are left are for something else."""
    named = fields.pop("control", None)
    how = {name: fields.pop(f"control_{name}") for name in ("kind", "scale") if f"control_{name}" in fields}
    if named is None:
        if how:
            raise CommandError(f"`--control-{next(iter(how))}` goes with `--control`, which says what to follow.", None)
        return attachments
    if not named.of and not attachments:
        raise CommandError("`--control` goes with a picture to follow: attach it, or say whose job drew it.", None)
    if how.get("scale") == 0:
        raise CommandError("With a `--control-scale` of 0 nothing is followed: leave both out.", None)
    fields["control"] = Control("" if named.of else attachments[0].sha256, named.of, **how)
    return attachments if named.of else attachments[1:]


def _start_or_shown(attachments: Sequence[Attachment]) -> tuple[Sequence[Attachment], Sequence[Attachment]]:
    return (attachments, ()) if len(attachments) == 1 else ((), attachments)


def _mask(attachments: Sequence[Attachment]) -> str:
    if not attachments:
        sentence = (
            "`--mask` goes with a picture to start from: attach that, and after it one that marks what may change."
        )
        raise CommandError(sentence, None)
    return attachments[:2][-1].sha256


def _references(attachments: Sequence[Attachment], fields: Mapping[str, Any]) -> tuple[Reference, ...]:
    """What the model is to look at: what is attached, then what is named."""
    found = (*(Reference(each.sha256) for each in attachments), *fields.get("references", ()))
    if len(found) > MAX_REFERENCES:
        sentence = f"There are {len(found)} pictures to look at, and {MAX_REFERENCES} at most: leave out the rest."
        raise CommandError(sentence, None)
    return found


def _read(
    command: str, text: str, given: Mapping[str, str], limits: Limits, new_seed: Callable[[], int]
) -> tuple[str, dict[str, Any], frozenset[str]]:
    """The prompt as typed, the request's other fields (a seed is always among them), and the options' names."""
    if len(text) > 2 * limits.prompt_length + 500:  # prompt, --no and options together: spares reading a whole book
        raise _too_long(text, limits)
    prompt, inline = split(check_characters(text), limits, command)
    named = [(name, check_characters(value)) for name, value in given.items()]
    options = [*inline, *named]
    fields = read_options(command, options, limits)
    for words in ("negative_prompt", "title", "author"):
        check_no_options(fields.get(words, ""), limits)
    if len(prompt) > limits.prompt_length:
        raise _too_long(prompt, limits)
    fields.setdefault("seed", new_seed())
    return prompt, fields, frozenset(name for name, _ in options)


def _one_line(prompt: str) -> str:
    return unquoted(" ".join(prompt.split()))


def _too_long(text: str, limits: Limits) -> CommandError:
    most = f"at most {limits.prompt_length:,} are drawn"
    return CommandError(f"That is {len(text):,} characters; {most}: shorten it.", None)


def _check_words(text: str, problem: str) -> None:
    if not has_words(text):
        raise CommandError(problem)


def _check_story(parsed: ParsedStory, fields: Mapping[str, Any], limits: Limits) -> None:
    titled = next(
        (f": {shown(fields[name])} is read as its {name}" for name in ("title", "author") if name in fields), ""
    )
    read = _introduced(parsed) or titled
    _check_words(" ".join(parsed.sentences), f"Tell a story in two or more sentences{read}.")
    if len(parsed.sentences) < 2:
        raise CommandError(f"A story has two sentences or more{read}; for a single picture there is `imagine`.")
    _check_parts(parsed, limits)


def _introduced(parsed: ParsedStory) -> str:
    """Which words were not taken for a picture, for the end of a sentence that misses one."""
    return f": {shown(': '.join(parsed.cast[0]))} is read as who {parsed.cast[0][0]} is" if parsed.cast else ""


def _check_parts(parsed: ParsedStory, limits: Limits) -> None:
    if len(parsed.sentences) > limits.sentences:
        count = f"This story has {len(parsed.sentences)} sentences"
        raise CommandError(f"{count}; at most {limits.sentences} are drawn: shorten it.", None)
    for sentence in parsed.sentences:
        check_sentence(sentence, limits)
    known: set[str] = set()
    for name, description in parsed.cast:
        _check_words(description, f"Say what {shown(name)} looks like, or leave the line out.")
        check_no_options(description, limits)
        if name.casefold() in known:
            raise CommandError(f"{shown(name)} is introduced twice: once is enough.")
        known.add(name.casefold())


def check_sentence(sentence: str, limits: Limits) -> None:
    """Refuse what no frame can be drawn from, or what would read otherwise if it were typed again."""
    words = sentence.removeprefix(NO_CAST)
    _check_words(words, f"{shown(sentence)} says nothing to draw: write a sentence there.")
    if NO_CAST_MARK.search(words):
        form = f"story {NO_CAST} Snow falls. Mia the fox wakes."
        raise CommandError(f"`{NO_CAST}` stands at the start of its sentence.", form)
    check_no_options(sentence, limits)
