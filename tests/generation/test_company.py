"""Groups take turns where company does not pay, by the figures of the last calls and nothing else."""

from __future__ import annotations

from generation.company import Company


def draw(company: Company, calls: int, together: float, alone: float, shape: str = "256²") -> str:
    """Which calls were for all and which for one group, where a drawing takes so many seconds in each."""
    chosen = ""
    for _ in range(calls):
        pays = company.pays(shape)
        company.took(shape, together if pays else alone, together=pays)
        chosen += "T" if pays else "a"
    return chosen


def test_what_is_quicker_a_drawing_is_found_out_in_a_few_calls_and_kept() -> None:
    assert draw(Company(), 20, together=1.2, alone=1.0) == "TTT" + "a" * 17
    assert draw(Company(), 20, together=0.8, alone=1.0) == "TTTaaa" + "T" * 14
    assert draw(Company(), 20, together=1.0, alone=1.0)[6:] == "T" * 14


def test_one_slow_call_decides_nothing() -> None:
    company = Company()
    assert company.pays("256²")
    company.took("256²", 400.0, together=True)
    assert draw(company, 20, together=0.8, alone=1.0)[6:] == "T" * 14


def test_another_load_of_the_machine_is_noticed() -> None:
    company = Company()
    draw(company, 20, together=0.8, alone=1.0)
    assert draw(company, 400, together=1.5, alone=1.0)[-1] == "a"


def test_each_shape_has_figures_of_its_own_and_not_all_are_kept() -> None:
    company = Company()
    draw(company, 20, together=1.2, alone=1.0)
    assert company.pays("512²") and not company.pays("256²")
    for side in range(100):
        company.pays(side)
    assert company.pays("256²")
