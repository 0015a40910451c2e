"""Place, time, weather and what is carried are read by rules, and stay as long as a reader would take them to."""

from __future__ import annotations

import pytest

from story.plans.rules import plan_story
from story.plans.setting import held_in, place_of, time_of, weather_of


def test_a_place_stays_until_another_and_weather_until_somebody_goes_in() -> None:
    told = ("Mia the fox walks in the forest.", "It rains.", "She sings.", "She runs into a hut.", "Night falls.")
    frames = plan_story(told).frames
    assert [each.place for each in frames] == ["forest", "forest", "forest", "hut", "hut"]
    assert [each.weather for each in frames] == ["", "rain", "rain", "", ""]
    assert [each.time for each in frames] == ["", "", "", "", "night"]


def test_it_is_what_was_found_when_it_is_carried() -> None:
    frames = plan_story(("Mia the fox finds a brass lantern.", "She carries it up the hill.")).frames
    assert [each.held for each in frames] == [(), ("brass lantern",)]


def test_who_is_missed_or_gone_is_absent_and_not_on_stage() -> None:
    frames = plan_story(("Mia the fox sits by the lake.", "She misses Otto the owl.")).frames
    assert [each.name for each in frames[1].characters] == ["Mia"]
    assert frames[1].absent == ("Otto",)


def test_clothes_are_told_apart_from_looks() -> None:
    [mia] = plan_story(("Mia the red fox with a green scarf and a hat waves.",)).frames[0].characters
    assert (mia.name, mia.looks, mia.clothes) == ("Mia", "red fox", ("green scarf", "hat"))


@pytest.mark.parametrize(
    ("sentence", "place"),
    [
        ("In a dark forest lived a wolf.", "dark forest"),
        ("She ran from the house to the lake.", "lake"),
        ("He left the castle.", ""),
        ("They go home.", "home"),
        ("The empty castle at night.", "empty castle"),
        ("She looked into the rabbit hole.", None),
        ("He was in a bad mood.", None),
    ],
)
def test_where_a_sentence_plays(sentence: str, place: str | None) -> None:
    assert place_of(sentence) == place


@pytest.mark.parametrize(
    ("sentence", "time", "weather"),
    [
        ("At midnight the storm came.", "midnight", "storm"),
        ("The sun rose.", "dawn", None),
        ("Good night, said the owl.", None, None),
        ("It was already dark and the wind blew.", "night", "wind"),
        ("She was white as snow.", None, None),
        ("The rain stopped.", None, ""),
    ],
)
def test_when_and_in_what_weather(sentence: str, time: str | None, weather: str | None) -> None:
    assert (time_of(sentence), weather_of(sentence)) == (time, weather)


@pytest.mark.parametrize(
    ("sentence", "held"),
    [
        ("A crow sat with a piece of cheese in her beak.", ("piece of cheese",)),
        ("The crow sat there with a cheese in her beak.", ("cheese",)),
        ("He took his axe and went away.", ("axe",)),
        ("She takes a nap.", ()),
        ("He takes his wife home.", ()),
    ],
)
def test_what_is_carried(sentence: str, held: tuple[str, ...]) -> None:
    assert held_in(sentence) == held
