"""What a cell of a table may hold."""

from datetime import date, datetime

Cell = str | int | float | date | datetime | None
