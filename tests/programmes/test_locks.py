"""The edition's row, by which those who come at once take turns."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from programmes.locks import lock_and_read_edition, lock_edition
from programmes.models import Edition
from tests import factories

pytestmark = pytest.mark.django_db


def test_the_row_of_this_edition_is_locked_in_one_query() -> None:
    for edition in (factories.edition(), factories.edition()):
        with CaptureQueriesContext(connection) as asked:
            lock_edition(edition.pk)
        (query,) = asked.captured_queries
        assert str(edition.pk) in query["sql"]
        assert ("FOR NO KEY UPDATE" in query["sql"]) is connection.features.has_select_for_no_key_update


def test_what_is_read_under_the_lock_is_what_stands() -> None:
    edition = factories.edition()
    Edition.objects.filter(pk=edition.pk).update(name="Renommée")

    read = lock_and_read_edition(edition.pk, "programme")

    assert (read.pk, read.name) == (edition.pk, "Renommée")
    assert read._state.fields_cache.keys() == {"programme"}


def test_an_edition_that_is_gone_is_not_taken_for_locked() -> None:
    with pytest.raises(Edition.DoesNotExist):
        lock_edition(0)
