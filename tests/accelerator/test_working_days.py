"""The calendar of France, by which planned dates are moved."""

from datetime import date

import pytest

from accelerator.working_days import find_easter, is_working_day


@pytest.mark.parametrize(
    ("year", "easter"), [(2000, (4, 23)), (2019, (4, 21)), (2024, (3, 31)), (2027, (3, 28)), (2038, (4, 25))]
)
def test_easter_is_found(year: int, easter: tuple[int, int]) -> None:
    assert find_easter(year) == date(year, *easter)


def test_weekends_and_public_holidays_are_no_working_days() -> None:
    free = [date(2027, 1, 1), date(2027, 3, 29), date(2027, 5, 6), date(2027, 5, 17), date(2027, 7, 14)]
    weekend = [date(2027, 6, 5), date(2027, 6, 6)]

    assert not any(map(is_working_day, free + weekend))
    assert all(map(is_working_day, [date(2027, 3, 30), date(2027, 6, 4), date(2027, 12, 24)]))
