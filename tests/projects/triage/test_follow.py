"""What organisers keep on a dossier: who follows it, tags, notes between them, the checklist."""

import pytest
from django.urls import reverse
from django.utils import timezone

from accelerator.audit.models import AuditEntry
from projects.models import Application, Check, CheckItem, Note, Recusal, Tag
from projects.triage.actions import eligibility
from projects.triage.actions.tags import remove_note, tag_called
from tests.factories import World, edition_with
from tests.support.dossiers import full_form, lead, member, sent
from tests.support.shared import share_world
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db


def address(world: World, name: str, dossier: Application | None = None, **more: int) -> str:
    ref = (dossier or world.applications[0]).reference
    return reverse(f"projects:{name}", kwargs={"edition": world.edition.slug, "ref": ref, **more})


def world_with_two() -> World:
    return edition_with(applications=2, organisers=2)


built, world = share_world(world_with_two)


# --- follow ---


def test_a_colleague_follows_and_tags_are_put_on_and_off(as_user: AsUser, world: World) -> None:
    me, colleague = world.organisers
    old = Tag.objects.create(edition=world.edition, name="Ancien", key="ancien")
    old.applications.add(world.applications[0])
    browser = as_user(me)

    page = browser.post(
        address(world, "follow_application"),
        {"colleague": colleague.pk, "tags": [], "new_tag": "À  voir"},
        follow=True,
    ).text

    dossier = Application.objects.get(pk=world.applications[0].pk)
    assert dossier.handled_by == colleague
    assert [tag.name for tag in dossier.tags.order_by("pk")] == ["À voir"]
    assert f"Suivi par {colleague.name}." in page
    assert "À voir" in page


def test_a_stranger_or_another_editions_tag_is_refused(as_user: AsUser) -> None:
    world, other = world_with_two(), edition_with()
    theirs = Tag.objects.create(edition=other.edition, name="Ailleurs", key="ailleurs")
    own = Tag.objects.create(edition=world.edition, name="Ici", key="ici")
    browser = as_user(world.organiser)

    for body in (
        {"colleague": other.organiser.pk},
        {"tags": [theirs.pk]},
        {"tags": [own.pk, theirs.pk]},
        {"tags": [own.pk, "9" * 26]},
    ):
        assert browser.post(address(world, "follow_application"), body).status_code == 422

    dossier = Application.objects.get(pk=world.applications[0].pk)
    assert dossier.handled_by is None
    assert not dossier.tags.exists()


def test_nobody_follows_a_dossier_they_stepped_aside_from_or_hold(as_user: AsUser) -> None:
    world = edition_with(applications=2, organisers=2)
    me, colleague = world.organisers
    aside, held = world.applications
    Recusal.objects.create(
        application=aside, reviewer=colleague, author=colleague, reason="Ami.", at=timezone.now()
    )
    member(held, "edit", at=timezone.now(), who=colleague)
    browser = as_user(me)

    for dossier, words in ((aside, "s’est déportée de ce dossier"), (held, "tient ce dossier, ou l’a tenu")):
        page = browser.post(address(world, "follow_application", dossier), {"colleague": colleague.pk})
        assert page.status_code == 422
        assert words in page.text

    assert not Application.objects.exclude(handled_by=None).exists()


def test_a_tag_whose_key_is_longer_than_its_name_is_made_once() -> None:
    world = edition_with()

    made, found = (
        tag_called(edition=world.edition, name="\N{ARABIC LIGATURE SALLALLAHOU ALAYHE WASALLAM}" * 40)
        for _each in range(2)
    )

    made.full_clean()
    assert made == found


# --- notes ---


def test_a_note_is_read_by_colleagues_and_by_nobody_else(as_user: AsUser) -> None:
    world = edition_with(form=full_form(), organisers=2, reviewers=1)
    dossier = sent(world.edition, at=timezone.now())
    me, colleague = (as_user(person) for person in world.organisers)

    me.post(address(world, "add_note", dossier), {"text": "Appeler <b>lundi</b>."})

    page = colleague.get(address(world, "manage_application", dossier)).text
    assert "Appeler &lt;b&gt;lundi&lt;/b&gt;." in page
    assert "ma note du" not in page
    holder = as_user(lead(dossier)).get(reverse("projects:application", args=[dossier.reference])).text
    assert "Appeler" not in holder
    assert "Appeler" not in str(AuditEntry.objects.get(verb="note").data)


@pytest.mark.parametrize("text", ["", "   ", "x" * 4001])
def test_an_empty_or_endless_note_is_not_saved(as_user: AsUser, text: str, world: World) -> None:
    assert as_user(world.organiser).post(address(world, "add_note"), {"text": text}).status_code == 422
    assert not Note.objects.exists()


def test_ones_own_note_is_taken_back_a_colleagues_is_not(as_user: AsUser, world: World) -> None:
    me, colleague = (as_user(person) for person in world.organisers)
    me.post(address(world, "add_note"), {"text": "À moi."})
    note = Note.objects.get()

    assert colleague.post(address(world, "remove_note", pk=note.pk)).status_code == 404
    misplaced = address(world, "remove_note", world.applications[1], pk=note.pk)
    assert me.post(misplaced).status_code == 404
    me.post(address(world, "remove_note", pk=note.pk))

    assert not Note.objects.exists()


def test_a_note_that_two_clicks_take_back_is_taken_back_once(as_user: AsUser, world: World) -> None:
    as_user(world.organiser).post(address(world, "add_note"), {"text": "À moi."})
    clicks = [Note.objects.get(), Note.objects.get()]

    for note in clicks:
        remove_note(note=note, actor=world.organiser, at=timezone.now())

    assert AuditEntry.objects.filter(verb="remove_note").count() == 1


# --- checklist ---


def points(world: World, *labels: str) -> list[CheckItem]:
    eligibility.set_items(
        call=world.edition.call,
        labels=[(label, "") for label in labels],
        actor=world.organiser,
        at=timezone.now(),
    )
    return list(CheckItem.objects.filter(retired_at=None).order_by("position"))


def test_points_are_ticked_with_a_remark_under_ones_name(as_user: AsUser, world: World) -> None:
    first, second = points(world, "Pièces lisibles", "Problème décrit")
    browser = as_user(world.organiser)

    page = browser.post(
        address(world, "check_application"),
        {f"done_{first.pk}": "on", f"note_{first.pk}": "", f"note_{second.pk}": "Trop vague."},
        follow=True,
    ).text

    assert Application.objects.get(pk=world.applications[0].pk).checks_done == 1
    assert "Trop vague." in page
    assert set(Check.objects.values_list("item", "done", "by")) == {
        (first.pk, True, world.organiser.pk),
        (second.pk, False, world.organiser.pk),
    }


def test_a_forged_point_is_passed_over(as_user: AsUser) -> None:
    world, other = world_with_two(), edition_with()
    (theirs,) = points(other, "Ailleurs")

    as_user(world.organiser).post(
        address(world, "check_application"), {f"done_{theirs.pk}": "on", f"note_{theirs.pk}": "x"}
    )

    assert not Check.objects.exists()


def test_a_point_taken_off_and_put_back_keeps_its_ticks(as_user: AsUser, world: World) -> None:
    (item,) = points(world, "Pièces lisibles")
    as_user(world.organiser).post(
        address(world, "check_application"), {f"done_{item.pk}": "on", f"note_{item.pk}": ""}
    )

    points(world)
    assert Application.objects.get(pk=world.applications[0].pk).checks_done == 0
    assert points(world, "Autre", "Pièces lisibles")[1] == item
    assert Application.objects.get(pk=world.applications[0].pk).checks_done == 1


# --- cost, other editions ---
