"""Going through the dossiers of a list one after the other, and keeping the list while one works on a dossier."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from projects.models import Application, Note, Recusal
from projects.triage.actions import screening
from tests.factories import World, edition_with
from tests.support.completions import send_request
from tests.support.dossiers import full_form, sent
from tests.support.shared import share_world
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db
QUERY = {"q": "lutherie", "sort": "title"}


def send_four() -> World:
    """Three dossiers with the word « lutherie », sent in the order C, A, B, and one without it."""
    world = edition_with(form=full_form())
    for hours, title in enumerate(["Lutherie C", "Lutherie A", "Maraîchage", "Lutherie B"]):
        sent(world.edition, at=timezone.now() - timedelta(hours=9 - hours), title=title)
    return world


built, world = share_world(send_four)


def dossier(title: str) -> Application:
    return Application.objects.get(title=title)


def page_of(world: World, title: str, name: str = "manage_application", **query: str) -> str:
    return reverse(f"projects:{name}", args=[world.edition.slug, dossier(title).reference], query=query)


def link(rel: str, page: str) -> str:
    found = re.search(rf'rel="{rel}" href="([^"]+)"', page)
    assert found, f"no link to the dossier {rel}"
    return found[1].replace("&amp;", "&")


def test_the_next_dossier_is_the_next_of_the_list_it_was_opened_from(as_user: AsUser, world: World) -> None:
    browser = as_user(world.organiser)

    page, seen = browser.get(page_of(world, "Lutherie A", **QUERY)), []
    while page.resolver_match.view_name == "projects:manage_application":
        seen.append(page.context["application"].title)
        page = browser.get(link("next", page.text), follow=True)

    assert seen == ["Lutherie A", "Lutherie B", "Lutherie C"]
    assert page.request["QUERY_STRING"] == "q=lutherie&sort=title"
    assert "C’était le dernier dossier de cette liste." in page.text


def test_the_previous_dossier_is_the_previous_of_the_list_it_was_opened_from(
    as_user: AsUser, world: World
) -> None:
    browser = as_user(world.organiser)

    page = browser.get(link("prev", browser.get(page_of(world, "Lutherie B", **QUERY)).text), follow=True)
    assert page.context["application"] == dossier("Lutherie A")

    page = browser.get(link("prev", page.text), follow=True)
    assert page.resolver_match.view_name == "projects:manage_applications"
    assert "C’était le premier dossier de cette liste." in page.text


def test_a_dossier_opened_by_itself_stands_among_all_by_the_time_they_came(
    as_user: AsUser, world: World
) -> None:
    browser = as_user(world.organiser)

    page = browser.get(link("next", browser.get(page_of(world, "Lutherie B")).text), follow=True)

    assert page.context["application"] == dossier("Maraîchage")


def test_a_dossier_that_has_just_left_the_list_keeps_its_place_in_it(as_user: AsUser, world: World) -> None:
    browser = as_user(world.organiser)
    waiting = page_of(world, "Lutherie A", state="submitted")
    page = browser.post(
        reverse("projects:declare_eligible", args=[world.edition.slug]),
        {"application": dossier("Lutherie A").reference, "next": waiting},
        follow=True,
    )

    page = browser.get(link("next", page.text), follow=True)

    assert page.context["application"] == dossier("Lutherie C")


def test_nobody_is_led_to_a_dossier_they_stepped_aside_from(as_user: AsUser, world: World) -> None:
    Recusal.objects.create(
        application=dossier("Lutherie B"),
        reviewer=world.organiser,
        author=world.organiser,
        reason="Ami.",
        at=timezone.now(),
    )
    browser = as_user(world.organiser)

    page = browser.get(page_of(world, "Lutherie A", "next_application", **QUERY), follow=True)

    assert page.context["application"] == dossier("Lutherie C")
    assert browser.get(page_of(world, "Lutherie B", "next_application")).status_code == 404


def test_work_on_a_dossier_does_not_lose_its_list(as_user: AsUser, world: World) -> None:
    browser, due = as_user(world.organiser), timezone.localtime() + timedelta(days=7)
    completion = {"due_at": due.strftime("%Y-%m-%dT%H:%M"), "p_impact": "incomplete", "m_impact": "Plus ?"}

    for name, data in (
        ("add_note", {"text": "À rappeler"}),
        ("follow_application", {"colleague": "", "new_tag": "À voir"}),
        ("check_application", {}),
        ("request_completion", completion),
        ("declare_ineligible", {"reason": "Le siège est hors de la région."}),
    ):
        answer = browser.post(page_of(world, "Lutherie A", name, **QUERY), data)

        lands_on = name if name == "request_completion" else "manage_application"
        assert answer.status_code == 302
        assert answer["Location"] == page_of(world, "Lutherie A", lands_on, **QUERY)


def test_changing_a_part_of_a_dossier_does_not_lose_its_list(as_user: AsUser, world: World) -> None:
    application, at = dossier("Lutherie A"), timezone.now()
    request = send_request(world, application, "impact")
    note = Note.objects.create(application=application, author=world.organiser, text="À rappeler", at=at)
    screening.set_rules(
        call=world.edition.call, accepted={"head_count": ["300_more"]}, actor=world.organiser, at=at
    )
    browser = as_user(world.organiser)
    parts = [
        ("remove_note", note.pk, {}, "manage_application"),
        ("overrule_finding", application.findings.get().pk, {"reason": "Le groupe."}, "manage_application"),
        ("close_completion", request.pk, {"go": "cancel"}, "request_completion"),
    ]

    for name, pk, data, lands_on in parts:
        address = reverse(
            f"projects:{name}", args=[world.edition.slug, application.reference, pk], query=QUERY
        )
        assert browser.post(address, data)["Location"] == page_of(world, "Lutherie A", lands_on, **QUERY)


def test_after_a_note_that_is_refused_the_dossier_is_declared_eligible_from_the_same_page(
    as_user: AsUser, world: World
) -> None:
    browser = as_user(world.organiser)
    refused = browser.post(page_of(world, "Lutherie A", "add_note", **QUERY), {"text": ""})
    assert refused.status_code == 422
    form = refused.text[refused.text.index('value="' + dossier("Lutherie A").reference) :]
    following = re.search(r'name="next" value="([^"]+)"', form)
    assert following

    page = browser.post(
        reverse("projects:declare_eligible", args=[world.edition.slug]),
        {
            "application": dossier("Lutherie A").reference,
            "next": following[1].replace("&amp;", "&"),
        },
        follow=True,
    )

    assert page.status_code == 200
    assert page.context["application"] == dossier("Lutherie A")
    assert page.request["QUERY_STRING"] == "q=lutherie&sort=title"
