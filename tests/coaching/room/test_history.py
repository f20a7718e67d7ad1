"""A room from outside: its history in words, and its brief of one page."""

import io
from datetime import timedelta
from uuid import uuid4

import pikepdf
import pytest
from django.urls import reverse
from django.utils import timezone

from accelerator.questionnaires.builder import publish
from coaching.canvas.actions.canvas import freeze_canvas, reopen_canvas, validate_canvas
from coaching.ideas.enums import Verdict, Visibility
from coaching.models import Canvas, CanvasItem, Contribution
from coaching.pairing.enums import PairingState
from coaching.plan.actions import record_progress, share_need
from coaching.plan.enums import ActionState
from coaching.room.queries import LONGEST, REPEATED, cut_text
from programmes.defaults import SPEC
from tests import factories
from tests.support import plan as plans
from tests.support.rooms import typed

pytestmark = pytest.mark.django_db


def list_lines(client, place):
    """Each line of the page as a reader sees it: words, what they are about, the tab."""
    page = client.get(reverse("coaching:room_history", args=[place.project.slug]))
    return [
        " ".join(filter(None, (news.words, news.note, str(news.tab.label))))
        for day in page.context["days"]
        for news in day.news
    ]


def add_step(client, place, label):
    url = reverse("coaching:room_row_field", args=[place.project.slug, "step", uuid4(), "label"])
    assert client.post(url, {"value": label, "base_version": 0}).status_code == 200


def test_equal_acts_of_a_person_in_a_day_are_one_line(client, place, holder, mentor):
    for person, labels in ((holder, ("Décider", "Choisir", "")), (mentor, ("Former",))):
        client.force_login(person)
        for label in labels:
            add_step(client, place, label)

    assert list_lines(client, place) == [
        f"{mentor} a ajouté une étape Frise",
        f"{holder} a ajouté 2 étapes Frise",
    ]


def test_another_day_is_another_line(client, place, holder):
    client.force_login(holder)
    add_step(client, place, "Décider")
    CanvasItem.objects.update(created_at=timezone.now() - timedelta(days=2))
    add_step(client, place, "Choisir")

    assert list_lines(client, place) == [f"{holder} a ajouté une étape Frise"] * 2


def test_a_step_changed_or_removed_by_another_is_listed(client, place, holder, mentor):
    client.force_login(holder)
    add_step(client, place, "Décider")
    add_step(client, place, "Choisir")
    first, second = CanvasItem.objects.order_by("pk")
    client.force_login(mentor)
    slug = place.project.slug
    field = reverse("coaching:room_row_field", args=[slug, "step", first.uid, "label"])
    client.post(field, {"value": "Décider ensemble", "base_version": first.version})
    client.post(reverse("coaching:room_row_remove", args=[slug, "step", second.uid]))

    assert list_lines(client, place) == [
        f"{mentor} a retiré une étape Frise",
        f"{mentor} a modifié une étape Frise",
        f"{holder} a ajouté 2 étapes Frise",
    ]


def test_the_life_of_a_canvas_is_listed_with_its_reason(client, place, holder):
    organiser = factories.role(place.edition, "organiser")
    client.force_login(holder)
    add_step(client, place, "Décider")
    canvas, now = Canvas.objects.get(), timezone.now()
    validate_canvas(canvas=canvas, actor=holder, at=now + timedelta(minutes=1))
    reopen_canvas(canvas=canvas, reason="Une date a changé", actor=holder, at=now + timedelta(minutes=2))
    freeze_canvas(canvas=canvas, actor=organiser, at=now + timedelta(minutes=3))

    assert list_lines(client, place)[:3] == [
        f"{organiser} a figé le canevas Frise",
        f"{holder} a rouvert le canevas Une date a changé Frise",
        f"{holder} a validé le canevas Frise",
    ]


def test_ideas_are_counted_as_the_project_reads_them(client, place, mentor):
    for verdict, visibility in (
        (Verdict.KEEP, Visibility.VISIBLE),
        (Verdict.KEEP, Visibility.VISIBLE),
        ("", Visibility.VISIBLE),
        (Verdict.DIG, Visibility.HIDDEN),
    ):
        Contribution.objects.create(
            participation=place, author_name="Léa", text="Un essai", verdict=verdict, visibility=visibility,
            judged_at=timezone.now() if verdict else None, **typed(),
        )  # fmt: skip
    client.force_login(mentor)

    assert sorted(list_lines(client, place)) == ["2 idées gardées Idées", "3 idées reçues Idées"]


def test_news_of_actions_and_needs_passed_on_are_listed(client, place, holder):
    action, need, now = plans.action(place, line="Déposer le dossier"), plans.need(place), timezone.now()
    other = plans.need(factories.participation(place.edition))
    record_progress(
        action=action, state=ActionState.DONE, note="", actor=holder, at=now + timedelta(minutes=1)
    )
    share_need(need=need, actor=holder, at=now + timedelta(minutes=2))
    share_need(need=other, actor=holder, at=now + timedelta(minutes=3))
    client.force_login(holder)

    lines = list_lines(client, place)

    assert lines[0] == f"{holder} a transmis un besoin aux partenaires Plan"
    assert f"{holder} a fini une action Déposer le dossier Plan" in lines
    assert sum("partenaires" in line for line in lines) == 1


def test_a_deleted_account_is_named_somebody_in_the_history(client, place, holder, mentor):
    client.force_login(mentor)
    add_step(client, place, "Décider")
    CanvasItem.objects.update(created_by=None, saved_by=None)
    client.force_login(holder)

    assert list_lines(client, place) == ["Quelqu’un a ajouté une étape Frise"]


def test_a_person_who_has_to_validate_is_named_to_the_others(client, place, holder, mentor):
    client.force_login(mentor)
    add_step(client, place, "Décider")
    room = reverse("coaching:room", args=[place.project.slug])

    page = client.get(room).content.decode()
    client.force_login(holder)
    page_text = client.get(room).content.decode()

    assert f"{holder} doit relire et valider" in page
    assert "relisez, puis validez" in page_text
    assert "doit relire" not in page_text
    there = client.get(reverse("coaching:room_timeline", args=[place.project.slug])).content.decode()
    assert "Relisez, corrigez, puis validez" in there
    assert "relisez, puis validez" not in there  # said once


TEXTS = {
    "long": "Les équipes du soir n’ont pas été associées au choix. " * 380,
    "endless": "W" * 20_000,
    "lines": "- un frein\n" * 2_000,
    "right to left": "لم تُستشر فرق المساء في اختيار البرنامج. " * 500,
    "emoji": "👩🏽‍🔧🧵🪡 " * 2_000,
}


@pytest.fixture
def place():
    return factories.participation(
        factories.edition(form=publish(SPEC, name="Candidature", at=factories.NOW))
    )


def print_brief(client, place, text):
    application = place.project.application
    application.sheet = factories.sheet(place.edition.call.form, **dict.fromkeys(REPEATED, text))
    application.save(update_fields=["sheet"])
    place.project.summary = text[:600]
    place.project.save(update_fields=["summary"])
    client.force_login(place.project.members.get(leads=True).user)
    return client.get(reverse("coaching:room_brief_pdf", args=[place.project.slug])).content


@pytest.mark.parametrize("name", ["endless", "lines", "right to left", "emoji"])
def test_a_brief_has_one_page_whatever_was_written(client, place, name):
    printed = print_brief(client, place, TEXTS[name])

    with pikepdf.open(io.BytesIO(printed)) as document:
        assert len(document.pages) == 1


def test_a_long_text_is_cut_at_a_word_and_says_so():
    cut = cut_text(TEXTS["long"])

    assert len(cut) <= LONGEST + 2
    assert cut.endswith(" …")
    assert TEXTS["long"].startswith(cut.removesuffix(" …"))
    assert cut_text("Trop de saisies.\n\n\nVraiment.") == "Trop de saisies.\nVraiment."


def test_those_who_work_with_a_project_read_where_to_reach_it(client, place):
    holder = place.project.members.get(leads=True).user
    mentor = factories.role(place.edition, "mentor")
    pairing = place.pairings.create(
        mentor=mentor, proposed_by=mentor, proposed_at=factories.NOW, state="proposed"
    )
    client.force_login(mentor)
    address = reverse("coaching:room_brief", args=[place.project.slug])

    before = client.get(address).content.decode()
    pairing.state = PairingState.ACCEPTED
    pairing.save()
    after = client.get(address).content.decode()

    assert holder.email not in before
    assert holder.email in after
