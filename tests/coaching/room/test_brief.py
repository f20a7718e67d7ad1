"""The brief: one page on a project, however much was said of it."""

import io

import pikepdf
import pytest
from django.urls import reverse

from accelerator.questionnaires.builder import publish
from coaching.pairing.enums import PairingState
from coaching.room.queries import LONGEST, REPEATED, cut_text
from programmes.defaults.application_form import SPEC
from tests import factories

pytestmark = pytest.mark.django_db

TEXTS = {
    "long": "Les équipes du soir n’ont pas été associées au choix. " * 380,
    "endless": "W" * 20_000,
    "lines": "- un frein\n" * 2_000,
    "right to left": "لم تُستشر فرق المساء في اختيار البرنامج. " * 500,
    "emoji": "👩🏽‍🔧🧵🪡 " * 2_000,
    "short": "Trop de saisies.",
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


@pytest.mark.parametrize("name", list(TEXTS))
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
