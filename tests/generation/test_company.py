"""Drawings take turns where company does not pay, by the figures of the last calls and nothing else."""

from __future__ import annotations

from generation.company import Company


def draw(company: Company, calls: int, together: float, alone: float, shape: str = "256²") -> list[int]:
    """How many of four advance in each call, where a call for all and one for one take so many seconds a drawing."""
    chosen = []
    for _ in range(calls):
        count = company.at_most(shape, 4)
        company.took(shape, count, count * (together if count > 1 else alone))
        chosen.append(count)
    return chosen


def test_what_is_quicker_a_drawing_is_found_out_in_a_few_calls_and_kept() -> None:
    assert draw(Company(), 20, together=1.2, alone=1.0) == [4, 4, 4] + [1] * 17
    assert draw(Company(), 20, together=0.8, alone=1.0) == [4, 4, 4, 1, 1, 1] + [4] * 14
    assert draw(Company(), 20, together=1.0, alone=1.0)[6:] == [4] * 14


def test_one_slow_call_decides_nothing() -> None:
    company = Company()
    company.at_most("256²", 4)
    company.took("256²", 4, 400.0)
    assert draw(company, 20, together=0.8, alone=1.0)[6:] == [4] * 14


def test_another_load_of_the_machine_is_noticed() -> None:
    company = Company()
    draw(company, 20, together=0.8, alone=1.0)
    assert draw(company, 400, together=1.5, alone=1.0)[-1] == 1


def test_each_shape_has_figures_of_its_own_and_not_all_are_kept() -> None:
    company = Company()
    draw(company, 20, together=1.2, alone=1.0)
    assert company.at_most("512²", 4) == 4 and company.at_most("256²", 4) == 1
    for side in range(100):
        company.at_most(side, 2)
    assert company.at_most("256²", 4) == 4


def test_who_is_alone_is_not_measured() -> None:
    company = Company()
    picture = object()  # a pipeline that is drawn whole shares no call: its drawing is its own shape
    assert company.at_most(picture, 1) == 1
    company.took(picture, 1, 1.0)
    assert not company._figures
