"""What models do not declare and the database must hold all the same."""

import pytest
from django.db import connection


@pytest.mark.django_db
def test_the_searched_text_is_compared_byte_by_byte() -> None:
    """A later migration of the column would quietly undo it, and searching would take twice the time."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select collation_name from information_schema.columns"
            " where table_name = 'projects_application' and column_name = 'search_text'"
        )

        assert cursor.fetchall() == [("C",)]
