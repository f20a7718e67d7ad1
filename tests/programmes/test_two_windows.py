"""Two windows of one form, or two people: separate changes are merged, a field that both changed is reported."""

import pytest

from accelerator.web.merging import MergingForm
from programmes.locks import lock_and_read_edition
from programmes.models import Call, Edition
from tests import factories
from tests.support.windows import SHARED_PAGES, SharedPage

pytestmark = pytest.mark.django_db
MINE, THEIRS, ALSO_MINE, LATER = (f"https://exemple.test/{number}" for number in range(4))
"""Texts that any of these fields takes."""
TRIED_APART = {"RetentionForm", "PostponeForm", "EditionDatesForm"}
"""Of months and days: ``tests/projects/retention/test_pages.py``, ``tests/programmes/test_dates.py``."""


@pytest.fixture(params=SHARED_PAGES)
def page(request: pytest.FixtureRequest) -> SharedPage:
    return SHARED_PAGES[request.param]()


def list_kinds(form: type) -> list[type]:
    found = [kind for sub in form.__subclasses__() for kind in (sub, *list_kinds(sub))]
    return [kind for kind in found if kind.__module__.split(".")[0] != "tests"]


def test_every_form_that_merges_is_tried_here() -> None:
    kinds = {kind.__name__ for kind in list_kinds(MergingForm) if hasattr(kind, "Meta")}
    assert kinds >= TRIED_APART
    assert len(kinds - TRIED_APART) == len(SHARED_PAGES)


def test_fields_saved_in_another_window_stay_and_one_that_both_changed_is_reported(
    page: SharedPage,
) -> None:
    (client, first), (_other, second) = page.open(), page.open()
    assert client.post(page.address, first | {page.one: MINE}).status_code == 302
    assert client.post(page.address, second | {page.other: THEIRS}).status_code == 302
    assert page.read() == (MINE, THEIRS)

    (client, third), (_other, fourth) = page.open(), page.open()
    client.post(page.address, third | {page.one: THEIRS, page.other: LATER})
    refused = client.post(page.address, fourth | {page.one: ALSO_MINE})

    assert refused.status_code == 422
    form = refused.context["form"]
    assert THEIRS in form.errors[page.one][0]
    assert (form[page.one].value(), form[page.other].value()) == (ALSO_MINE, LATER)
    assert page.read() == (THEIRS, LATER)

    again = fourth | {name: form[name].value() for name in (page.one, page.other, "seen")}
    assert client.post(page.address, again).status_code == 302
    assert page.read() == (ALSO_MINE, LATER)


def test_a_text_whose_lines_end_as_browsers_end_them_is_the_same() -> None:
    page = SHARED_PAGES["call"]()
    (client, first), (_other, second) = page.open(), page.open()

    client.post(page.address, first | {"intro_fr": "D’autres projets."})
    client.post(page.address, second | {"intro_fr": "Des\nprojets.", "faq_fr": "Une question ?"})

    assert page.read() == ("D’autres projets.", "Une question ?")
    assert Call.objects.get().rules_version == 1


@pytest.mark.parametrize("seen", ["", "[]", "rien", "{}", "[" * 3900])
def test_a_page_that_does_not_say_what_it_showed_saves_what_it_was_given(seen: str) -> None:
    page = SHARED_PAGES["settings"]()
    client, sent = page.open()
    place = Edition.objects.get().place
    Edition.objects.update(place="Rouen")

    assert client.post(page.address, sent | {"seen": seen, "theme_fr": "Autre"}).status_code == 302
    assert page.read() == ("Autre", place)


def test_the_values_read_under_the_lock_are_the_present_ones() -> None:
    edition = factories.edition()
    Edition.objects.filter(pk=edition.pk).update(name="Renommée")

    read = lock_and_read_edition(edition.pk, "programme")

    assert (read.pk, read.name) == (edition.pk, "Renommée")
    assert read._state.fields_cache.keys() == {"programme"}
