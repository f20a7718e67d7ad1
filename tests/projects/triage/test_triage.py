"""Working through the list: search, filters kept and shared, columns, changes to several dossiers and back."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accelerator.audit.models import AuditEntry
from programmes.enums import RoleName
from projects.application.enums import ApplicationState as S
from projects.decision.actions.deliberation import decide
from projects.decision.enums import Outcome
from projects.models import Application, BulkAction, Decision, ListColumns, Recusal, SavedFilter, Tag
from projects.triage.actions import bulk
from tests.factories import World, application, edition_with, role
from tests.support.dossiers import full_form, sent
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db


def the_list(world: World, **query: str) -> str:
    return reverse("projects:manage_applications", args=[world.edition.slug], query=query)


def change(browser: Client, world: World, do: str, *dossiers: Application, **more: str) -> str:
    """Do it to these dossiers; the page that follows."""
    body = {"do": do, "application": [dossier.reference for dossier in dossiers], **more}
    url = reverse("projects:change_applications", args=[world.edition.slug])
    return browser.post(url, body, follow=True).text


def undo(browser: Client, action: BulkAction) -> str:
    url = reverse("projects:undo_bulk", args=[action.edition.slug, bulk.token_of(action)])
    return browser.post(url, follow=True).text


def states(*dossiers: Application) -> list[str]:
    return [Application.objects.get(pk=dossier.pk).state for dossier in dossiers]


# --- several at once, and back ---


def test_declared_eligible_then_taken_back_from_the_toast(as_user: AsUser) -> None:
    world = edition_with(applications=3, state=S.SUBMITTED)
    first, second, third = world.applications
    browser = as_user(world.organiser)

    page = change(browser, world, "eligible", first, second)
    action = BulkAction.objects.get()

    assert "2 dossiers déclarés recevables." in page
    assert f"/manage/{world.edition.slug}/applications/undo/" in page
    assert states(first, second, third) == [S.ELIGIBLE, S.ELIGIBLE, S.SUBMITTED]
    assert "2 dossiers remis comme avant." in undo(browser, action)
    assert states(first, second, third) == [S.SUBMITTED] * 3
    assert AuditEntry.objects.filter(verb="undo_eligible").count() == 2


def test_taking_eligibility_back_erases_a_decision_that_was_not_announced(as_user: AsUser) -> None:
    world = edition_with(applications=1, state=S.SUBMITTED)
    browser = as_user(world.organiser)
    change(browser, world, "eligible", *world.applications)
    dossier = Application.objects.get()
    decide(application=dossier, outcome=Outcome.SELECTED, actor=world.organiser, at=timezone.now())

    undo(browser, BulkAction.objects.get())

    assert not Decision.objects.exists()
    assert AuditEntry.objects.get(verb="erase_decision").data == {"outcome": "selected"}


def test_undo_leaves_later_changes_of_a_colleague(as_user: AsUser) -> None:
    world = edition_with(applications=2, state=S.SUBMITTED)
    stored, moved = world.applications
    browser = as_user(world.organiser)
    change(browser, world, "eligible", stored, moved)
    Application.objects.filter(pk=moved.pk).update(state=S.UNDER_REVIEW)

    page = undo(browser, BulkAction.objects.get())

    assert "1 dossier remis comme avant. 1 a changé entre-temps et reste tel quel." in page
    assert states(stored, moved) == [S.SUBMITTED, S.UNDER_REVIEW]


def test_undone_once_and_within_ten_minutes() -> None:
    world, at = edition_with(applications=1, state=S.SUBMITTED), timezone.now()
    rows = Application.objects.filter(pk=world.applications[0].pk)
    action = bulk.declare_eligible(edition=world.edition, applications=rows, actor=world.organiser, at=at)
    too_late = at + timedelta(minutes=10, seconds=1)

    with pytest.raises(bulk.CannotUndo, match="dix minutes"):
        bulk.undo(action=action, actor=world.organiser, at=too_late)
    bulk.undo(action=action, actor=world.organiser, at=at + timedelta(minutes=10))
    with pytest.raises(bulk.CannotUndo, match="déjà"):
        bulk.undo(action=action, actor=world.organiser, at=at)


def test_a_colleague_does_not_take_ones_change_back(as_user: AsUser) -> None:
    world = edition_with(applications=1, state=S.SUBMITTED, organisers=2)
    change(as_user(world.organisers[0]), world, "eligible", *world.applications)

    page = undo(as_user(world.organisers[1]), BulkAction.objects.get())

    assert "Seule la personne qui a fait ce changement" in page
    assert states(*world.applications) == [S.ELIGIBLE]


def test_a_forged_token_or_one_of_another_edition_undoes_nothing(as_user: AsUser) -> None:
    world, other = edition_with(applications=1, state=S.SUBMITTED), edition_with()
    role(other.edition, RoleName.ORGANISER, who=world.organiser)
    browser = as_user(world.organiser)
    change(browser, world, "eligible", *world.applications)
    token = bulk.token_of(BulkAction.objects.get())

    for slug, given in ((world.edition.slug, f"{token}x"), (other.edition.slug, token)):
        assert browser.post(reverse("projects:undo_bulk", args=[slug, given])).status_code == 404
    assert states(*world.applications) == [S.ELIGIBLE]


def test_refused_and_set_aside_dossiers_are_not_opened_in_passing(as_user: AsUser) -> None:
    world = edition_with()
    refused = application(world.edition, state=S.INELIGIBLE)
    aside = application(world.edition, findings_standing=1)

    page = change(as_user(world.organiser), world, "eligible", refused, aside)

    assert f"1 dossier n’a pas changé\u00a0: une règle l’écarte ({aside.reference})." in page
    assert "1 dossier n’était pas à vérifier." in page
    assert states(refused, aside) == [S.INELIGIBLE, S.SUBMITTED]


def test_a_tag_is_put_on_those_that_lack_it_and_taken_off_those_only(as_user: AsUser) -> None:
    world = edition_with(applications=2)
    had, lacked = world.applications
    browser = as_user(world.organiser)
    change(browser, world, "tag", had, tag="À revoir")

    page = change(browser, world, "tag", had, lacked, tag="a REVOIR")

    assert "1 dossier étiqueté." in page
    assert Tag.objects.get().name == "À revoir"
    undo(browser, BulkAction.objects.latest("pk"))
    assert list(Tag.objects.get().applications.all()) == [had]


def test_given_to_a_colleague_and_back_to_a_person_who_followed_each(as_user: AsUser) -> None:
    world = edition_with(applications=3, organisers=2)
    me, colleague = world.organisers
    first, second, third = world.applications
    Application.objects.filter(pk=first.pk).update(handled_by=me)
    browser = as_user(me)

    page = change(browser, world, "assign", first, second, third, colleague=str(colleague.pk))
    Application.objects.filter(pk=third.pk).update(handled_by=me)

    assert "3 dossiers confiés." in page
    assert "1 a changé entre-temps" in undo(browser, BulkAction.objects.get())
    followed = dict(Application.objects.values_list("pk", "handled_by"))
    assert followed == {first.pk: me.pk, second.pk: None, third.pk: me.pk}


def test_nothing_is_given_to_a_colleague_who_stepped_aside_now_or_since(as_user: AsUser) -> None:
    world = edition_with(applications=3, organisers=2)
    me, colleague = world.organisers
    first, second, third = world.applications
    Application.objects.filter(pk=second.pk).update(handled_by=colleague)
    aside = {"author": me, "reason": "Ami.", "at": timezone.now()}
    Recusal.objects.create(application=first, reviewer=colleague, **aside)
    browser = as_user(me)

    page = change(browser, world, "assign", first, third, colleague=str(colleague.pk))
    assert "1 dossier confié. 1 dossier n’a pas été confié" in page
    assert f"s’en est déportée, ou le tient ({first.reference})" in page
    assert Application.objects.get(pk=first.pk).handled_by is None

    change(browser, world, "assign", second, third, colleague=str(me.pk))
    Recusal.objects.create(application=second, reviewer=colleague, **aside)  # no way back to them
    Recusal.objects.create(application=third, reviewer=me, **aside)  # nor by one's own hand
    assert "2 ont changé entre-temps" in undo(browser, BulkAction.objects.latest("pk"))
    assert set(Application.objects.exclude(pk=first.pk).values_list("handled_by", flat=True)) == {me.pk}


def test_a_change_without_its_object_says_what_is_missing(as_user: AsUser) -> None:
    world = edition_with(applications=1, state=S.SUBMITTED)
    url, browser = (
        reverse("projects:change_applications", args=[world.edition.slug]),
        as_user(world.organiser),
    )

    for body, words in (
        ({"do": "eligible"}, "Cochez au moins un dossier."),
        ({"do": ""}, "Choisissez ce qu’il faut faire"),
        ({"do": "delete"}, "Sélectionnez un choix valide"),
        ({"do": "tag", "tag": "  "}, "Écrivez l’étiquette"),
        ({"do": "assign", "colleague": "999999"}, "Choisissez à qui confier"),
        ({"do": "assign", "colleague": ""}, "Choisissez à qui confier"),
        ({"do": "assign", "colleague": str(edition_with().organiser.pk)}, "Choisissez à qui confier"),
    ):
        ticked = {} if "Cochez" in words else {"application": world.applications[0].reference}
        assert words in browser.post(url, {**body, **ticked}, follow=True).text
    assert not BulkAction.objects.exists()


def test_a_ticked_dossier_of_another_edition_stops_the_bulk_action(as_user: AsUser) -> None:
    world, other = (edition_with(applications=1, state=S.SUBMITTED) for _each in range(2))
    both = (*world.applications, *other.applications)

    page = change(as_user(world.organiser), world, "eligible", *both)

    assert "n’est pas dans cette liste" in page
    assert states(*both) == [S.SUBMITTED, S.SUBMITTED]


def test_every_dossier_of_the_search_whatever_its_page(as_user: AsUser) -> None:
    world = edition_with()
    orne = [application(world.edition, department="Orne") for _number in range(51)]
    elsewhere = application(world.edition)

    page = change(as_user(world.organiser), world, "eligible", every="1", query="department=Orne&page=2")

    assert "51 dossiers déclarés recevables." in page
    assert set(states(*orne)) == {S.ELIGIBLE}
    assert states(elsewhere) == [S.SUBMITTED]


def test_selecting_all_of_a_list_whose_filter_was_deleted_selects_none(as_user: AsUser) -> None:
    world = edition_with(organisers=2, applications=2, state=S.SUBMITTED)
    me, colleague = world.organisers
    Application.objects.filter(pk=world.applications[0].pk).update(handled_by=colleague)
    colleague.roles.update(ended_at=timezone.now())
    browser = as_user(me)

    listed = browser.get(
        reverse("projects:manage_applications", args=[world.edition.slug], query={"handler": colleague.pk})
    )
    page = change(browser, world, "eligible", every="1", query=f"handler={colleague.pk}")

    assert "Un filtre de cette adresse n’a pas ou plus d’effet : Suivi par." in listed.text.replace(
        "\xa0", " "
    )
    assert "Un filtre de cette liste n’existe plus" in page
    assert set(states(*world.applications)) == {S.SUBMITTED}


# --- search and filters ---


def test_a_dossier_is_found_by_its_siret_and_its_address(as_user: AsUser) -> None:
    world = edition_with(form=full_form())
    dossier = sent(world.edition, at=timezone.now())

    browser = as_user(world.organiser)
    for words in ("000 000 018", "0000000180", "maelle ravenel"):
        assert dossier.reference in browser.get(the_list(world, q=words)).text, words


def test_followers_and_tags_are_filters(as_user: AsUser) -> None:
    world = edition_with(applications=2)
    mine, other = world.applications
    Application.objects.filter(pk=mine.pk).update(handled_by=world.organiser)
    tag = Tag.objects.create(edition=world.edition, name="Prioritaire", key="prioritaire")
    tag.applications.add(mine)
    browser = as_user(world.organiser)

    for query in ({"handler": "me"}, {"tag": str(tag.pk)}):
        page = browser.get(the_list(world, **query)).text
        assert mine.reference in page
        assert other.reference not in page
    nobodys = browser.get(the_list(world, handler="none")).text
    assert other.reference in nobodys
    assert mine.reference not in nobodys


def test_dossiers_to_look_at_are_a_filter(as_user: AsUser) -> None:
    world = edition_with(applications=1)
    aside, browser = application(world.edition, findings_standing=1), as_user(world.organiser)

    for look in ("rules", "overruled", "unchecked", "answered", "late", "duplicates"):
        page = browser.get(the_list(world, look=look))

        assert (page.status_code, aside.reference in page.text) == (200, look == "rules"), look


# --- searches kept by name ---


def keep(browser: Client, world: World, **body: str) -> str:
    return browser.post(
        reverse("projects:save_filter", args=[world.edition.slug]), body, follow=True
    ).request["QUERY_STRING"]


def test_a_search_is_saved_shared_and_deleted(as_user: AsUser) -> None:
    world = edition_with(applications=1, organisers=2)
    me, colleague = (as_user(person) for person in world.organisers)

    visible = keep(me, world, name="Du Calvados", query="department=Calvados&page=3&evil=1", shared="on")
    keep(me, world, name="À moi", query="state=submitted")

    assert visible == "department=Calvados"
    assert SavedFilter.objects.get(name="Du Calvados").query == "department=Calvados"
    theirs = colleague.get(the_list(world)).text
    assert "Du Calvados" in theirs
    assert "À moi" not in theirs
    stored = SavedFilter.objects.get(name="Du Calvados")
    forget = reverse("projects:delete_filter", args=[world.edition.slug, stored.pk])
    assert colleague.post(forget).status_code == 404
    me.post(forget)
    assert "Du Calvados" not in me.get(the_list(world)).text


def test_the_same_name_again_is_the_search_saved_again(as_user: AsUser) -> None:
    world = edition_with(applications=1)
    browser = as_user(world.organiser)

    for state in ("submitted", "eligible"):
        keep(browser, world, name="Les miens", query=f"state={state}")

    assert SavedFilter.objects.get().query == "state=eligible"


def test_a_search_of_one_edition_is_not_listed_in_another(as_user: AsUser) -> None:
    world, other = edition_with(applications=1), edition_with(applications=1)
    role(other.edition, RoleName.ORGANISER, who=world.organiser)
    browser = as_user(world.organiser)
    keep(browser, world, name="Ici seulement", query="state=submitted", shared="on")
    stored = SavedFilter.objects.get()

    assert "Ici seulement" not in browser.get(the_list(other)).text
    borrowed = reverse("projects:delete_filter", args=[other.edition.slug, stored.pk])
    assert browser.post(borrowed).status_code == 404


@pytest.mark.parametrize("target", ["ailleurs", "9999-99-99", "https://piege.test/", "//piege.test/"])
def test_a_forged_way_back_leads_to_the_list(as_user: AsUser, target: str) -> None:
    world = edition_with(applications=1)
    address = reverse("projects:choose_columns", args=[world.edition.slug])

    response = as_user(world.organiser).post(address, {"columns": ["structure"], "next": target})

    assert response.headers["Location"] == the_list(world)


# --- columns ---


def test_columns_are_saved_for_the_person_in_every_edition(as_user: AsUser) -> None:
    world, other = edition_with(applications=1), edition_with(applications=1)
    role(other.edition, RoleName.ORGANISER, who=world.organiser)
    browser = as_user(world.organiser)
    url = reverse("projects:choose_columns", args=[world.edition.slug])

    browser.post(url, {"columns": ["score", "holder"]})

    for edition in (world, other):
        page = browser.get(the_list(edition)).text
        assert 'data-label="Personne porteuse"' in page
        assert 'data-label="Note du comité"' in page
        assert world.applications[0].structure_name not in page
    browser.post(url, {})
    assert world.applications[0].structure_name in browser.get(the_list(world)).text


def test_a_default_column_that_no_dossier_fills_is_left_out_until_one_does(as_user: AsUser) -> None:
    world = edition_with(applications=1)
    browser = as_user(world.organiser)
    choose = reverse("projects:choose_columns", args=[world.edition.slug])

    def list_columns() -> list[str]:
        return [name for _column, name in browser.get(the_list(world)).context["columns"]]

    assert "handler" not in list_columns()
    Application.objects.update(handled_by=world.organiser)
    assert "handler" in list_columns()
    Application.objects.update(handled_by=None)
    browser.post(choose, {"columns": ["structure", "handler"]})
    assert list_columns() == ["structure", "handler"]


def test_a_forged_column_is_refused(as_user: AsUser) -> None:
    world = edition_with(applications=1)
    url = reverse("projects:choose_columns", args=[world.edition.slug])

    page = as_user(world.organiser).post(url, {"columns": ["content_hash"]}, follow=True).text

    assert "Une de ces colonnes n’existe pas." in page
    assert not ListColumns.objects.exists()
