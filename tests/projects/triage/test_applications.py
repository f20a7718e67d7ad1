"""The organiser's dossiers: found, filtered, counted, declared eligible, turned down."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accelerator.outbox.models import OutgoingMail
from accelerator.questionnaires.models import AnswerSheet
from accelerator.questionnaires.queries import content
from programmes.enums import RoleName
from projects.application.actions.answers import refresh_columns
from projects.application.actions.content import refresh_search_entry
from projects.application.enums import ApplicationState as S
from projects.declarations.models import ConflictRound
from projects.models import (
    Application,
    BulkVerb,
    CompletionRequest,
    CompletionState,
    ListColumns,
    Recusal,
    ReviewAssignment,
)
from tests.factories import World, application, edition_with, role
from tests.support.dossiers import draft, full_form
from tests.support.reviews import plain
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db


def the_list(world: World, **query: str) -> str:
    return reverse("projects:manage_applications", args=[world.edition.slug], query=query)


def the_dossier(world: World, dossier: Application) -> str:
    return reverse("projects:manage_application", args=[world.edition.slug, dossier.reference])


def references(page: str) -> list[str]:
    """The dossiers that a list shows, in its order."""
    return list(dict.fromkeys(re.findall(r"/applications/([\w-]+-\d{4})/", page)))


def titled(world: World, title: str, **columns: str) -> Application:
    made = application(world.edition, title=title, **columns)
    refresh_columns(made)
    refresh_search_entry(made, content(made.sheet))
    Application.objects.filter(pk=made.pk).update(**columns)
    return made


def test_drafts_are_counted_and_never_listed(as_user: AsUser) -> None:
    world = edition_with(form=full_form())
    secret = draft(world.edition, at=timezone.now(), title="Projet confidentiel")
    browser = as_user(world.organiser)

    page = browser.get(the_list(world)).text

    assert "1 brouillon en cours" in page
    assert 'name="state"' not in page  # nothing to filter yet
    assert "Projet confidentiel" not in page
    assert secret.reference not in page
    assert browser.get(the_dossier(world, secret)).status_code == 404
    assert "Projet confidentiel" not in browser.get(the_list(world, state="draft")).text


def test_searching_ignores_accents_case_and_median_dots(as_user: AsUser) -> None:
    world = edition_with()
    titled(world, "L’écran d’atelier des salarié·es")
    titled(world, "Quai connecté")
    browser = as_user(world.organiser)

    for words in ("SALARIÉES", "salarié·es", "atelier salariees", "l’écran"):
        page = browser.get(the_list(world, q=words)).text

        assert "L’écran d’atelier" in page, words
        assert "Quai connecté" not in page, words


def test_the_list_is_filtered_by_the_address(as_user: AsUser) -> None:
    world = edition_with()
    titled(world, "Carnet de tournée", state=S.ELIGIBLE, profile="solution_provider", department="Orne")
    titled(world, "Quai connecté")
    browser = as_user(world.organiser)

    for query in (
        {"profile": "solution_provider"},
        {"department": "Orne"},
        {"q": "tournee", "state": "eligible"},
    ):
        page = browser.get(the_list(world, **query)).text

        assert "Carnet de tournée" in page, query
        assert "Quai connecté" not in page, query


def test_the_filters_of_the_address_are_chosen_in_their_lists(as_user: AsUser) -> None:
    world = edition_with()
    titled(world, "Quai connecté", department="Orne")

    page = as_user(world.organiser).get(the_list(world, department="Orne", state="eligible")).text

    assert re.findall(r'<option value="([^"]+)" selected>', page) == ["eligible", "Orne"]


def test_a_phone_prints_the_name_of_a_column_beside_a_value_that_needs_it(as_user: AsUser) -> None:
    world = edition_with(applications=2)
    Application.objects.filter(pk=world.applications[0].pk).update(handled_by=world.organiser)
    ListColumns.objects.create(user=world.organiser, names=["structure", "reviews", "handler"])

    page = as_user(world.organiser).get(the_list(world)).text

    assert page.count('<td data-label="Suivi par">') == 1
    assert page.count('<td class="num" data-label="Évaluations">') == 2
    assert page.count('<td class="plain-value"></td>') == 1


def test_sorting_by_title_turns_round(as_user: AsUser) -> None:
    world = edition_with()
    for title in ("Aube", "Zénith"):
        titled(world, title)
    browser = as_user(world.organiser)

    up, down = (browser.get(the_list(world, sort=sort)).text for sort in ("title", "-title"))

    assert up.index("Aube") < up.index("Zénith")
    assert down.index("Zénith") < down.index("Aube")
    assert 'aria-sort="descending"' in down


def test_pages_read_from_either_end_make_the_whole_list(
    as_user: AsUser, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = edition_with(applications=5)
    browser = as_user(world.organiser)
    for number in (5, 6):  # a last page that is half full, or full
        for sort in ("submitted", "-title"):
            with monkeypatch.context() as short:
                whole = references(browser.get(the_list(world, sort=sort)).text)
                short.setattr("projects.triage.listing.PAGE_SIZE", 2)
                pages = [
                    references(browser.get(the_list(world, sort=sort, page=str(n))).text) for n in (1, 2, 3)
                ]

            assert len(whole) == number
            assert [row for page in pages for row in page] == whole
        application(world.edition, state=S.UNDER_REVIEW)


def test_the_last_page_is_never_empty_for_an_organiser_who_stepped_aside(
    as_user: AsUser, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = edition_with(applications=3)
    theirs, other, own = world.applications
    Recusal.objects.create(
        application=theirs, reviewer=world.organiser, author=world.organiser, reason="Ami.", at=timezone.now()
    )
    own.project.members.update(user=world.organiser)
    monkeypatch.setattr("projects.triage.listing.PAGE_SIZE", 1)

    last = as_user(world.organiser).get(the_list(world, page="3")).text

    assert references(last) == [other.reference]
    assert "page=2" not in last


def test_a_draft_of_an_organiser_takes_no_page_from_the_list(
    as_user: AsUser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Conflicts hide it, as they would if it were sent; but no draft is counted among the dossiers listed."""
    world = edition_with(form=full_form(), applications=2)
    own = draft(world.edition, at=timezone.now(), title="Mon brouillon")
    own.project.members.update(user=world.organiser)
    monkeypatch.setattr("projects.triage.listing.PAGE_SIZE", 1)

    pages = [as_user(world.organiser).get(the_list(world, page=str(number))).text for number in (1, 2)]

    listed = {reference for page in pages for reference in references(page)}
    assert listed == {application.reference for application in world.applications}


def test_ticked_dossiers_become_eligible_and_one_stays_on_the_list(as_user: AsUser) -> None:
    world = edition_with(applications=3, state=S.SUBMITTED)
    ticked = [dossier.reference for dossier in world.applications[:2]]

    response = as_user(world.organiser).post(
        reverse("projects:declare_eligible", args=[world.edition.slug]),
        {"application": ticked, "next": the_list(world, state="submitted")},
        follow=True,
    )

    assert "2 dossiers déclarés recevables." in response.text
    assert response.redirect_chain[0][0] == the_list(world, state="submitted")
    assert sorted(Application.objects.values_list("state", flat=True)) == [
        S.ELIGIBLE,
        S.ELIGIBLE,
        S.SUBMITTED,
    ]


def test_the_list_leads_to_the_first_dossier_to_check_before_anything_is_ticked(as_user: AsUser) -> None:
    world = edition_with(applications=3, state=S.SUBMITTED)
    checked, first = list(Application.objects.order_by("-submitted_at", "-pk")[:2])
    Application.objects.filter(pk=checked.pk).update(state=S.ELIGIBLE)
    client = as_user(world.organiser)

    lead = client.get(the_list(world)).text.partition("Vérifier le premier dossier")[0]

    assert lead.rstrip().endswith(f'/applications/{first.reference}/">')
    Application.objects.update(state=S.ELIGIBLE)
    assert "Vérifier le premier dossier" not in client.get(the_list(world)).text


def test_the_list_of_dossiers_to_check_leads_to_the_next_act_once_all_are_checked(as_user: AsUser) -> None:
    world = edition_with(
        reviewers=1, applications=2, form=full_form(), closes_at=timezone.now() - timedelta(days=1)
    )
    ReviewAssignment.objects.all().delete()
    Application.objects.update(reviews_expected=0)
    left = titled(world, "Quai connecté", state=S.SUBMITTED)
    browser = as_user(world.organiser)
    to_check, others = the_list(world, state="submitted"), the_list(world, state="withdrawn")

    assert "vérifiés" not in browser.get(to_check).text
    Application.objects.filter(pk=left.pk).update(state=S.ELIGIBLE)
    checked = plain(browser.get(to_check).text)

    assert "Tous les dossiers sont vérifiés" in checked
    assert "Ouvrir le tour des conflits. Chaque membre dit ses liens" in checked
    assert f'href="{reverse("projects:manage_conflicts", args=[world.edition.slug])}"' in checked
    assert "Aucun dossier ne correspond" in browser.get(others).text
    ConflictRound.objects.create(edition=world.edition, opened_at=timezone.now(), opened_by=world.organiser)
    role(world.edition, RoleName.CHAIR)
    waiting = plain(browser.get(to_check).text)
    assert "sans évaluateur" not in waiting, "the answers of the round come first, and others give them"


def test_a_dossier_declared_eligible_from_its_page_is_taken_back_in_one_click(as_user: AsUser) -> None:
    world = edition_with(applications=1, state=S.SUBMITTED)
    client, dossier = as_user(world.organiser), world.applications[0]
    here = reverse("projects:manage_application", args=[world.edition.slug, dossier.reference])
    page = client.post(
        reverse("projects:declare_eligible", args=[world.edition.slug]),
        {"application": [dossier.reference], "next": here},
        follow=True,
    )
    assert "1 dossier déclaré recevable." in page.text

    undo = re.search(rf'/manage/{world.edition.slug}/applications/undo/[^"]+', page.text)
    client.post(undo.group() if undo else "", {"next": here})

    dossier.refresh_from_db()
    assert dossier.state == S.SUBMITTED


def test_ticking_nothing_says_so(as_user: AsUser) -> None:
    world = edition_with(applications=1, state=S.SUBMITTED)

    response = as_user(world.organiser).post(
        reverse("projects:declare_eligible", args=[world.edition.slug]),
        {"next": "https://ailleurs.example/"},
        follow=True,
    )

    assert "Cochez au moins un dossier." in response.text
    assert response.redirect_chain[0][0] == the_list(world)


def test_a_ticked_reference_with_a_sign_that_no_database_stores_is_not_in_the_list(as_user: AsUser) -> None:
    world = edition_with(applications=1, state=S.SUBMITTED)
    values = {"do": BulkVerb.ELIGIBLE, "application": [world.applications[0].reference, "a\0b"]}
    address = reverse("projects:change_applications", args=[world.edition.slug])

    response = as_user(world.organiser).post(address, values, follow=True)

    assert "Un des dossiers cochés n’est pas dans cette liste." in plain(response.text)


def test_turning_down_takes_a_reason_and_twice_from_two_tabs_writes_one_mail(as_user: AsUser) -> None:
    world = edition_with(applications=1, state=S.SUBMITTED)
    target = reverse(
        "projects:declare_ineligible", args=[world.edition.slug, world.applications[0].reference]
    )
    browser = as_user(world.organiser)

    missing = browser.post(target, {"reason": " "})
    assert (missing.status_code, "Indiquez la raison" in missing.text) == (422, True)
    assert not OutgoingMail.objects.exists()

    first, second = (browser.post(target, {"reason": "Hors région."}) for _tab in range(2))

    assert (first.status_code, second.status_code) == (302, 422)
    assert OutgoingMail.objects.count() == 1


def test_a_row_is_marked_when_an_answer_came_or_it_looks_like_another(as_user: AsUser) -> None:
    world = edition_with(applications=3)
    came, alike, _plain = world.applications
    Application.objects.filter(pk=alike.pk).update(duplicates=1)
    now = timezone.now()
    CompletionRequest.objects.create(
        application=came,
        sheet=AnswerSheet.objects.create(revision=came.sheet.revision, created_at=now),
        state=CompletionState.ANSWERED,
        requested_by=world.organiser,
        requested_at=now,
        due_at=now + timedelta(days=3),
        answered_at=now,
    )

    rows = as_user(world.organiser).get(the_list(world)).text.split("<tr>")

    assert [row.count("complément arrivé") for row in rows if came.reference in row] == [1]
    assert [row.count("doublon possible") for row in rows if alike.reference in row] == [1]
    assert sum(row.count("complément arrivé") + row.count("doublon possible") for row in rows) == 2


def test_a_search_for_what_a_colleague_follows_is_theirs_too(as_user: AsUser) -> None:
    world = edition_with(organisers=2, applications=2, state=S.SUBMITTED)
    me = world.organiser
    Application.objects.filter(pk=world.applications[0].pk).update(handled_by=me)
    shared = reverse("projects:manage_applications", args=[world.edition.slug], query={"handler": me.pk})

    for who in world.organisers:
        listed = as_user(who).get(shared).context["list"]
        assert [row.reference for row in listed.rows] == [world.applications[0].reference]
        assert not listed.filters.unknown
