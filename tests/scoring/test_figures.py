"""Figures: read exactly, shown with two places, rounded half away from zero."""

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.scoring.figures import (
    MILLION,
    NotAFigureError,
    Number,
    brief,
    divide,
    points_of,
    show,
    value_of,
)

hundredths = st.integers(-(10**9), 10**9)

READ = [("3", 300), ("0.2", 20), ("0.29", 29), ("-0.5", -50), ("007.10", 710), ("0", 0), ("-0", 0)]
REFUSED = [
    "", " ", "1 ", " 1", "1\n", "+1", "1.", ".5", "1.234", "1.000", "1e2", "1E2", "NaN", "nan", "inf", "-inf",
    "Infinity", "0x10", "1_000", "1,5", "１", "٣", "--1", "1.2.3", "9" * 13, "9" * 5000, "true", "−1",
]  # fmt: skip
ODD = [1.0, 0.5, True, False, None, [], {}, b"1", Decimal(1), 10**12, -(10**12), float("nan")]


@pytest.mark.parametrize("kind", [str, Number])
@pytest.mark.parametrize(("text", "expected"), READ)
def test_points_are_read_from_their_text(kind: type, text: str, expected: int) -> None:
    assert points_of(kind(text)) == expected
    assert value_of(kind(text)) == expected * 10_000


@pytest.mark.parametrize("kind", [str, Number])
@pytest.mark.parametrize("text", REFUSED, ids=lambda text: repr(text[:12]))
def test_other_texts_are_no_points(kind: type, text: str) -> None:
    with pytest.raises(NotAFigureError):
        points_of(kind(text))


@pytest.mark.parametrize("written", ODD, ids=repr)
def test_other_things_are_no_figures(written: object) -> None:
    for read in (points_of, value_of):
        with pytest.raises(NotAFigureError):
            read(written)


def test_whole_numbers_are_points() -> None:
    assert [points_of(3), points_of(-2), points_of(0), value_of(3)] == [300, -200, 0, 3 * MILLION]


def test_values_have_up_to_six_places() -> None:
    assert value_of("94.999999") == 94_999_999
    with pytest.raises(NotAFigureError):
        value_of("94.9999999")


@pytest.mark.parametrize(
    ("figure", "shown", "short"),
    [(0, "0.00", "0"), (5, "0.05", "0.05"), (-5, "-0.05", "-0.05"), (20, "0.20", "0.2"), (300, "3.00", "3"),
     (-1250, "-12.50", "-12.5"), (93450, "934.50", "934.5")],
)  # fmt: skip
def test_how_figures_are_shown(figure: int, shown: str, short: str) -> None:
    assert (show(figure), brief(figure)) == (shown, short)


def test_measured_values_are_shown_briefly() -> None:
    assert [brief(value, MILLION) for value in (40_000_000, 500_000, -1)] == ["40", "0.5", "-0.000001"]


@given(hundredths)
def test_what_is_shown_reads_back(figure: int) -> None:
    assert points_of(show(figure)) == points_of(brief(figure)) == figure


@given(hundredths, st.integers(1, 10**6))
def test_division_rounds_half_away_from_zero(numerator: int, denominator: int) -> None:
    exact = Decimal(numerator) / Decimal(denominator)
    if abs(exact) * denominator == abs(numerator):
        assert divide(numerator, denominator) == exact.quantize(Decimal(1), ROUND_HALF_UP)
    assert abs(2 * divide(numerator, denominator) * denominator - 2 * numerator) <= denominator


@pytest.mark.parametrize(
    ("numerator", "denominator", "quotient"),
    [(25, 2, 13), (-25, 2, -13), (24, 5, 5), (1, 2, 1), (-1, 2, -1), (1, 3, 0), (-1, 3, 0), (0, 7, 0)],
)
def test_halves(numerator: int, denominator: int, quotient: int) -> None:
    assert divide(numerator, denominator) == quotient


def test_a_number_shows_as_it_was_written() -> None:
    assert repr(Number("0.20")) == "0.20"
