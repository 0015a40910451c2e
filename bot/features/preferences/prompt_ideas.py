"""Ideas for prompts, from the grammar of the Storybook world; on a thread, because it tries many."""

from __future__ import annotations

import re
from random import Random

TRIES = 2000  # captions, about half a second
PICTURES, STORIES, SENTENCES = 4, 1, 4
LONGEST = 110  # characters of a caption
_LITTLE = frozenset(("a", "an", "the", "and", "or", "of", "in", "on", "at", "with", "to", "by", "for", "some", "about"))


def ideas(theme: str, rng: Random) -> tuple[list[str], bool]:
    """Lines that can be sent as they are, without a prefix, and whether they have to do with the theme."""
    from generation.storybook.synonyms import SYNONYMS
    from story.storybook.telling.tell import sample_caption, sample_story  # a grammar that few need

    said = [word for word in re.findall(r"\w+", theme.lower()) if word not in _LITTLE]
    singular = [(word, word.removesuffix("s")) for word in said]
    # For every word that says something, those that would do: the world's own where it has one for it.
    wanted = [frozenset((word, one, SYNONYMS.get(word, word), SYNONYMS.get(one, one))) for word, one in singular]
    tries = TRIES if wanted else 10 * PICTURES  # any will do where there is no theme
    told = [text for text in (sample_caption(rng)[1] for _ in range(tries)) if len(text) <= LONGEST]
    stories = [" ".join(each.sentence for each in sample_story(rng, sentences=SENTENCES)) for _ in range(tries // 20)]
    pictures, fits = _best(told, wanted, PICTURES)
    tales, tells = _best(stories, wanted, STORIES)
    if fits and not tells:
        tales = []
    return [*(f"imagine {each}" for each in pictures), *(f"story {each}" for each in tales)], fits or not wanted


def _best(texts: list[str], wanted: list[frozenset[str]], count: int) -> tuple[list[str], bool]:
    """Those that have to do with most of what is wanted, and whether there are any; else the first."""
    scores = {}
    for text in texts:
        told = frozenset(re.findall(r"\w+", text.lower()))
        scores[text] = sum(bool(words & told) for words in wanted)
    fitting = sorted(filter(scores.get, scores), key=lambda text: -scores[text])
    return (fitting or texts)[:count], bool(fitting)
