"""Events of a story in which somebody speaks: everyone on stage stays, and who is called by name is there too."""

from __future__ import annotations

from story.storybook.english.conjugate import conjugate
from story.storybook.english.nouns import pick
from story.storybook.english.said import (
    GOING_THERE,
    LOOKING,
    SAID,
    SAID_ALONE,
    SAID_DOING,
    SAID_GIVING,
    SAID_HUGGING,
    SAID_LEAVING,
    SAID_TO,
    SAID_TO_ALL,
    SAYING,
)
from story.storybook.sampling import sample_prop
from story.storybook.stories.pair_events import another
from story.storybook.stories.prop_events import may_appear
from story.storybook.stories.refer import destination, may_pronoun, noun_phrase, prop_words, target
from story.storybook.stories.stage import Stage, StoryFrame

#: '"Hooray!" Mia cheers' could be two sentences; '"Hooray!" cheers Mia' is one.
NO_MERE_SAYING = ("~cheer", "~sing", "~sob")


def _heard(stage: Stage, who: int) -> bool:
    """Whether this actor may speak to those on stage: they are awake."""
    return not stage.asleep(who, *stage.on)


def _quote(stage: Stage, text: str, who: int, verb: str = "", *, lead: bool = True) -> tuple[str, str]:
    """A quotation with its speaker, and how a following verb knows its subject: ('"Hello!" says Mia', "Mia")."""
    actor = stage.actors[who]
    if may_pronoun(stage, who) and stage.chance(0.5):
        actor.linked, speaker = True, actor.pronoun
    else:
        speaker = noun_phrase(stage, who)
    says = stage.do((verb,) if verb else SAYING[text[-1]])
    if lead and not verb and stage.chance(0.2):
        return f'{speaker} {says}, "{text[:-1] + "." if text[-1] == "," else text}"', speaker
    pronoun = speaker in ("she", "he", "it")
    if pronoun or (verb not in NO_MERE_SAYING and stage.chance(0.2)):
        return f'"{text}" {speaker} {says}', speaker
    return f'"{text}" {says} {speaker}', speaker


def _stay(stage: Stage, *who: int) -> dict[int, str]:
    return dict.fromkeys((*stage.on, *who), "standing")


def say(stage: Stage, who: int) -> StoryFrame | None:
    """ "How are you?" asks Mia: talking, unless she is alone."""
    if not _heard(stage, who):
        return None
    acts = _stay(stage, who)
    other = another(stage, who)
    if other is not None and stage.chance(0.4):
        acts[other] = "standing"
        actor = stage.actors[other]
        stage.mention_look(other, *(() if actor.name else ("kind",)))
        text = pick(stage.rng, SAID_TO).format(actor.name or actor.noun)
    else:
        text = pick(stage.rng, SAID if len(acts) > 1 else SAID_ALONE)
    if len(acts) > 1:
        acts[who] = "talking"
    return stage.tell(_quote(stage, text, who)[0], acts)


def exclaim(stage: Stage, who: int) -> StoryFrame | None:
    """ "Look, a kite!" cries Tom, who has found it."""
    if not _heard(stage, who) or not may_appear(stage):
        return None
    text = pick(stage.rng, LOOKING).format(stage.new_prop(*sample_prop(stage.rng)))
    return stage.tell(_quote(stage, text, who)[0], _stay(stage, who))


def say_and_do(stage: Stage, who: int) -> StoryFrame | None:
    """ "I am so tired," says Mia and falls asleep."""
    if not _heard(stage, who):
        return None
    text, verb, also, action = pick(stage.rng, SAID_DOING)
    quote, _ = _quote(stage, text, who, verb, lead=False)
    return stage.tell(f"{quote} {stage.do((also,))}".rstrip(), _stay(stage, who) | {who: action})


def propose(stage: Stage, who: int) -> StoryFrame | None:
    """ "Let us dance!" says Mia, and they dance; or they go where she says."""
    if len(stage.on) < 2 or who not in stage.on or not _heard(stage, who):
        return None
    crew = stage.on
    if stage.chance(0.4):
        quote, _ = _quote(stage, "Let us go HERE!", who, lead=False)
        end, action = pick(stage.rng, GOING_THERE)
        quote = quote.replace("HERE", destination(stage, crew)) + conjugate(end, True, stage.past)
        return stage.tell(quote, dict.fromkeys(crew, action))
    text, doing, action = pick(stage.rng, SAID_TO_ALL)
    they = pick(
        stage.rng, ("they", "they both", "both of them") if len(crew) == 2 else ("they", "they all", "all three")
    )
    quote, _ = _quote(stage, text, who, lead=False)
    return stage.tell(f"{quote}, and {they} {stage.do((doing,), plural=True)}", dict.fromkeys(crew, action))


def say_and_give(stage: Stage, who: int) -> StoryFrame | None:
    """ "This is for you," says Mia and gives Otto the kite."""
    other = another(stage, who)
    if other is None or not stage.holds(who) or not _heard(stage, who):
        return None
    quote, speaker = _quote(stage, pick(stage.rng, SAID_GIVING), who, "~say", lead=False)
    item = prop_words(stage)
    verb = stage.do(("and ~give {item} to {to}", "and ~hand {item} to {to}"))
    acts = _stay(stage, who, other)
    stage.keep(other)
    return stage.tell(f"{quote} {verb.format(item=item, to=target(stage, other, speaker))}", acts)


def say_and_hug(stage: Stage, who: int) -> StoryFrame | None:
    """ "I missed you!" says Mia and hugs Otto."""
    other = another(stage, who)
    if other is None or not _heard(stage, who):
        return None
    quote, speaker = _quote(stage, pick(stage.rng, SAID_HUGGING), who, "~say", lead=False)
    hug = stage.do(("and ~hug {}",), target(stage, other, speaker))
    return stage.tell(f"{quote} {hug}", _stay(stage) | {who: "hugging", other: "hugging"})


def say_and_leave(stage: Stage, who: int) -> StoryFrame | None:
    """ "Goodbye!" says Otto and leaves: the others stay."""
    if len(stage.on) < 2 or who not in stage.on or stage.on != stage.present() or not _heard(stage, who):
        return None
    quote, _ = _quote(stage, pick(stage.rng, SAID_LEAVING), who, "~say", lead=False)
    leaves = stage.do(("and ~leave", "and ~go home", "and ~go away"))
    stage.actors[who].place = ""
    return stage.tell(f"{quote} {leaves}", {index: "standing" for index in stage.on if index != who})
