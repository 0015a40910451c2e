"""Weights in prompts: the marks of AUTOMATIC1111's web UI, and what is none."""

from __future__ import annotations

import pytest

from generation.engines.diffusers.prompt_weights import Span, not_understood, read_weights


@pytest.mark.parametrize(
    ("prompt", "spans"),
    [
        ("a fox", [("a fox", 1)]),
        ("a (red fox:1.3), fog", [("a ", 1), ("red fox", 1.3), (", fog", 1)]),
        ("(fox) [fog]", [("fox", 1.1), (" ", 1), ("fog", 1 / 1.1)]),
        ("((fox))", [("fox", 1.21)]),
        ("(a (red:1.5) fox:2)", [("a ", 2), ("red", 3), (" fox", 2)]),
        (r"a \(red\) fox", [("a (red) fox", 1)]),
        ("a smile :) and (one open", [("a smile :) and (one open", 1)]),
        ("(at 5:30) (4:3)", [("at 5:30", 1.1), (" ", 1), ("4:3", 1.1)]),
        ("(fox:9.5)", [("fox:9.5", 1.1)]),  # no weight that anybody means
        ("(a [b) c]", [("(a ", 1), ("b) c", 1 / 1.1)]),
    ],
)
def test_brackets_weigh_what_stands_in_them(prompt: str, spans: list[tuple[str, float]]) -> None:
    read = read_weights(prompt)
    assert [each.text for each in read] == [text for text, _ in spans]
    assert [each.weight for each in read] == pytest.approx([weight for _, weight in spans])


def test_no_text_weighs_anything() -> None:
    assert read_weights("") == () and read_weights("()") == ()
    assert read_weights("(fox:4)(owl:4)") == (Span("foxowl", 4.0),)


@pytest.mark.parametrize(
    ("prompt", "anywhere", "without_weights"),
    [
        ("a (fox:1.3) and (an owl) at (5:30)", [], ["(fox:1.3)"]),
        ("[cat:dog:0.5] and [a|b]", ["[cat:dog:0.5]", "[a|b]"], []),
        ("an embedding:easy, a bedding:x", ["embedding:easy"], []),
    ],
)
def test_what_a_model_does_not_read_is_named(prompt: str, anywhere: list[str], without_weights: list[str]) -> None:
    assert list(not_understood(prompt, reads_weights=True)) == anywhere
    assert list(not_understood(prompt, reads_weights=False)) == anywhere + without_weights
