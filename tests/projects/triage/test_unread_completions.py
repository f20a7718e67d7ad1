"""Several dossiers declared eligible at once: those whose completion nobody read yet stay behind, by name."""

import pytest
from django.urls import reverse
from django.utils import timezone

from projects.application.enums import ApplicationState as S
from projects.completion import actions as completion
from projects.models import Application
from tests.factories import World, edition_with
from tests.support.completions import answered, fresh
from tests.support.dossiers import full_form, sent
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db


def world_with_two_completions() -> tuple[World, Application, Application]:
    """Both came back; the first was not read."""
    world = edition_with(form=full_form())
    unread, read = (sent(world.edition, at=timezone.now()) for _number in range(2))
    answered(world, unread)
    completion.accept_completion(request=answered(world, read), actor=world.organiser, at=timezone.now())
    return world, unread, read


@pytest.mark.parametrize("alone", [False, True])
def test_a_completion_that_nobody_read_stays_behind_and_is_named(as_user: AsUser, alone: bool) -> None:
    world, unread, read = world_with_two_completions()
    ticked = [unread] if alone else [unread, read]
    url = reverse("projects:change_applications", args=[world.edition.slug])

    page = as_user(world.organiser).post(
        url, {"do": "eligible", "application": [dossier.reference for dossier in ticked]}, follow=True
    )

    words = f"1 dossier n’a pas changé\u00a0: son complément attend d’être lu ({unread.reference})."
    assert words in page.text
    assert ("1 dossier déclaré recevable." in page.text) is not alone
    assert fresh(unread).state == S.SUBMITTED
    assert fresh(read).state == (S.SUBMITTED if alone else S.ELIGIBLE)


def test_the_page_that_shows_the_completion_declares_its_dossier_eligible(as_user: AsUser) -> None:
    world, unread, _read = world_with_two_completions()
    url = reverse("projects:declare_eligible", args=[world.edition.slug])

    page = as_user(world.organiser).post(url, {"application": [unread.reference]}, follow=True)

    assert "1 dossier déclaré recevable." in page.text
    assert "/applications/undo/" in page.text
    assert fresh(unread).state == S.ELIGIBLE
