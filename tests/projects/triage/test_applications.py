"""The organiser's dossiers: found, filtered, counted, declared eligible, turned down."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accelerator.outbox.models import OutgoingMail
from accelerator.questionnaires.models import Answer, AnswerSheet
from accelerator.questionnaires.queries import content
from accelerator.web.templatetags.prose import exactdate
from projects.application.actions.answers import refresh_columns
from projects.application.actions.search_entries import refresh_search_entry
from projects.application.enums import ApplicationState as S
from projects.completion.actions import RequestedAnswer, answer_completion, request_completion
from projects.completion.enums import AnswerProblem, CompletionState
from projects.models import Application, CompletionRequest, Recusal
from tests.factories import World, application, edition_with
from tests.support.dossiers import draft, full_form, lead, sent
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


def test_an_empty_edition_says_what_will_come(as_user: AsUser) -> None:
    world = edition_with()

    assert "Aucun dossier déposé pour l’instant" in as_user(world.organiser).get(the_list(world)).text


def test_drafts_are_counted_and_never_shown(as_user: AsUser) -> None:
    world = edition_with(form=full_form())
    secret = draft(world.edition, at=timezone.now(), title="Projet confidentiel")
    browser = as_user(world.organiser)

    page = browser.get(the_list(world)).text

    assert "1 brouillon en cours" in page
    assert "Projet confidentiel" not in page
    assert secret.reference not in page
    assert browser.get(the_dossier(world, secret)).status_code == 404
    assert "Projet confidentiel" not in browser.get(the_list(world, state="draft")).text


@pytest.mark.parametrize("words", ["salariees", "SALARIÉES", "salarié·es", "atelier salariees", "l’écran"])
def test_searching_ignores_accents_case_and_median_dots(as_user: AsUser, words: str) -> None:
    world = edition_with()
    titled(world, "L’écran d’atelier des salarié·es")
    titled(world, "Quai connecté")

    page = as_user(world.organiser).get(the_list(world, q=words)).text

    assert "L’écran d’atelier" in page
    assert "Quai connecté" not in page


@pytest.mark.parametrize(
    "query",
    [
        {"state": "eligible"},
        {"profile": "solution_provider"},
        {"department": "Orne"},
        {"q": "tournee", "state": "eligible"},
    ],
)
def test_filters_in_the_address(as_user: AsUser, query: dict[str, str]) -> None:
    world = edition_with()
    titled(world, "Carnet de tournée", state=S.ELIGIBLE, profile="solution_provider", department="Orne")
    titled(world, "Quai connecté")

    page = as_user(world.organiser).get(the_list(world, **query)).text

    assert "Carnet de tournée" in page
    assert "Quai connecté" not in page


def test_nonsense_in_the_address_filters_nothing(as_user: AsUser) -> None:
    world = edition_with(applications=1)

    response = as_user(world.organiser).get(the_list(world, state="x", profile="'--", sort="pk;", page="-3"))

    assert response.status_code == 200
    assert world.applications[0].reference in response.text


def test_sorting_by_title_turns_round(as_user: AsUser) -> None:
    world = edition_with()
    for title in ("Aube", "Zénith"):
        titled(world, title)
    browser = as_user(world.organiser)

    up, down = (browser.get(the_list(world, sort=sort)).text for sort in ("title", "-title"))

    assert up.index("Aube") < up.index("Zénith")
    assert down.index("Zénith") < down.index("Aube")
    assert 'aria-sort="descending"' in down


@pytest.mark.parametrize("sort", ["submitted", "-title"])
@pytest.mark.parametrize("number", [5, 6, 7])
def test_pages_read_from_either_end_make_the_whole_list(
    as_user: AsUser, monkeypatch: pytest.MonkeyPatch, sort: str, number: int
) -> None:
    world = edition_with(applications=number)
    browser = as_user(world.organiser)
    whole = references(browser.get(the_list(world, sort=sort)).text)
    monkeypatch.setattr("projects.triage.listing.PAGE_SIZE", 2)

    pages = [references(browser.get(the_list(world, sort=sort, page=str(n))).text) for n in (1, 2, 3, 4)]

    assert len(whole) == number
    assert [row for page in pages[: -(-number // 2)] for row in page] == whole


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


def test_fifty_on_a_page_at_a_constant_cost(as_user: AsUser) -> None:
    world = edition_with(applications=1)
    browser = as_user(world.organiser)

    with CaptureQueriesContext(connection) as for_one:
        browser.get(the_list(world))
    for _number in range(51):
        application(world.edition)
    with CaptureQueriesContext(connection) as for_many:
        page = browser.get(the_list(world)).text

    assert len(for_many) == len(for_one) <= 12
    assert "1 à 50 sur 52" in page


def test_one_dossier_costs_the_same_whatever_happened_to_it(as_user: AsUser) -> None:
    world = edition_with(form=full_form())
    dossier = sent(world.edition, at=timezone.now())
    browser, page = as_user(world.organiser), the_dossier(world, dossier)
    eligible = reverse("projects:declare_eligible", args=[world.edition.slug])
    ineligible = reverse("projects:declare_ineligible", args=[world.edition.slug, dossier.reference])

    with CaptureQueriesContext(connection) as short:
        browser.get(page)
    for _turn in range(3):
        browser.post(ineligible, {"reason": "Vérification en cours."})
        browser.post(eligible, {"application": dossier.reference})
    with CaptureQueriesContext(connection) as long:
        text = browser.get(page).text

    assert text.count("Déclaré non recevable") == 3
    assert "Vérification en cours." in text
    assert len(long) <= len(short) + 1  # messages waiting are read from their cookie, not from the database
    assert len(long) <= 12


def test_access_needs_are_set_apart(as_user: AsUser) -> None:
    world = edition_with(form=full_form())
    dossier = sent(world.edition, at=timezone.now(), access_needs="Boucle magnétique")

    page = as_user(world.organiser).get(the_dossier(world, dossier)).text

    assert page.count("Boucle magnétique") == 1
    assert page.index("Pour l’accueil seulement") < page.index("Boucle magnétique")


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


def test_turning_down_without_a_reason_is_an_error_of_the_field(as_user: AsUser) -> None:
    world = edition_with(applications=1, state=S.SUBMITTED)
    target = reverse(
        "projects:declare_ineligible", args=[world.edition.slug, world.applications[0].reference]
    )

    response = as_user(world.organiser).post(target, {"reason": " "})

    assert response.status_code == 422
    assert "Indiquez la raison" in response.text
    assert not OutgoingMail.objects.exists()


def test_turning_down_twice_from_two_tabs_writes_one_mail(as_user: AsUser) -> None:
    world = edition_with(applications=1, state=S.SUBMITTED)
    target = reverse(
        "projects:declare_ineligible", args=[world.edition.slug, world.applications[0].reference]
    )
    browser = as_user(world.organiser)

    first, second = (browser.post(target, {"reason": "Hors région."}) for _tab in range(2))

    assert (first.status_code, second.status_code) == (302, 422)
    assert OutgoingMail.objects.count() == 1


def test_the_organiser_of_another_edition_finds_nothing(as_user: AsUser) -> None:
    world, other = edition_with(applications=1, state=S.SUBMITTED), edition_with()
    dossier = world.applications[0]
    browser = as_user(other.organiser)
    borrowed = reverse("projects:manage_application", args=[other.edition.slug, dossier.reference])
    forged = reverse("projects:declare_eligible", args=[other.edition.slug])

    assert browser.get(the_list(world)).status_code == 403
    assert browser.get(the_dossier(world, dossier)).status_code == 403
    assert browser.get(borrowed).status_code == 404
    browser.post(forged, {"application": dossier.reference})

    assert Application.objects.get(pk=dossier.pk).state == S.SUBMITTED


@pytest.mark.parametrize("who", ["reviewers", "mentors", "partners"])
def test_other_roles_do_not_enter(as_user: AsUser, who: str) -> None:
    world = edition_with(applications=1, **{who: 1})

    assert as_user(getattr(world, who)[0]).get(the_list(world)).status_code == 403


def test_answers_are_not_read_by_the_list(as_user: AsUser) -> None:
    world = edition_with(applications=2)
    Answer.objects.all().delete()

    assert world.applications[0].title in as_user(world.organiser).get(the_list(world)).text


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


def test_each_filter_offers_everything_once(as_user) -> None:
    world = edition_with(applications=1)
    Application.objects.update(department="Calvados")

    page = as_user(world.organiser).get(reverse("projects:manage_applications", args=[world.edition.slug]))
    selects = re.findall(r"<select.*?</select>", page.text, re.DOTALL)

    firsts = [re.findall(r"<option[^>]*>([^<]*)", select) for select in selects]
    assert all(options.count("Tous") + options.count("Toutes") <= 1 for options in firsts)
    assert ["Tous", "Calvados"] in firsts
    assert ["Toutes"] in firsts


def test_the_fingerprint_of_a_completed_dossier_stands_beside_its_version_and_instant(
    as_user: AsUser,
) -> None:
    world = edition_with(form=full_form())
    yesterday, today = timezone.now() - timedelta(days=1), timezone.now()
    dossier = sent(world.edition, at=yesterday)
    request = request_completion(
        application=dossier,
        requested=[RequestedAnswer("summary", AnswerProblem.INCOMPLETE, "Précisez.")],
        message="Merci.",
        due_at=today + timedelta(days=7),
        actor=world.organiser,
        at=yesterday,
    )
    answer_completion(request=request, reply="C’est exact.", actor=lead(dossier), at=today)
    second = dossier.versions.get(number=2)

    page = re.sub(r"[ \n]+", " ", as_user(world.organiser).get(the_dossier(world, dossier)).text)

    own = as_user(lead(dossier)).get(reverse("projects:application", args=[dossier.reference])).text
    assert "Votre complément est arrivé, l’équipe le lit" in own
    assert f"Version 2, reçue le {exactdate(second.submitted_at)} <code>{second.content_hash}</code>" in page


def test_the_search_says_where_it_looks(as_user: AsUser) -> None:
    world = edition_with(applications=1)

    page = as_user(world.organiser).get(the_list(world)).text

    assert "lit les coordonnées, les textes et les choix du dossier" in page
    assert 'aria-describedby="searched"' in page


def test_a_search_for_what_a_colleague_follows_is_theirs_too(as_user: AsUser) -> None:
    world = edition_with(organisers=2, applications=2, state=S.SUBMITTED)
    me = world.organiser
    Application.objects.filter(pk=world.applications[0].pk).update(handled_by=me)
    shared = reverse("projects:manage_applications", args=[world.edition.slug], query={"handler": me.pk})

    for who in world.organisers:
        found = as_user(who).get(shared).context["list"]
        assert [row.reference for row in found.rows] == [world.applications[0].reference]
        assert not found.filters.unknown
