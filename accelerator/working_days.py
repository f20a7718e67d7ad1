"""Working days in France: Monday to Friday, public holidays apart (Code du travail, article L3133-1)."""

from datetime import date, timedelta

FIXED_HOLIDAYS = {(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)}
"""Month and day."""
EASTER_HOLIDAYS = (1, 39, 50)
"""Days after Easter: its Monday, the Ascension, the Monday of Pentecost."""
SATURDAY = 5


def find_easter(year: int) -> date:
    """The Sunday of Easter, by the Gregorian computus (Meeus, Jones and Butcher)."""
    century, rest = divmod(year, 100)
    moon = (19 * (year % 19) + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (rest // 4) - moon - rest % 4) % 7
    late = (year % 19 + 11 * moon + 22 * weekday) // 451
    month, day = divmod(moon + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def is_working_day(day: date) -> bool:
    after_easter = {find_easter(day.year) + timedelta(days=days) for days in EASTER_HOLIDAYS}
    return day.weekday() < SATURDAY and (day.month, day.day) not in FIXED_HOLIDAYS and day not in after_easter
