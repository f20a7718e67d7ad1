"""« Préremplir »: the directory fills in what is empty, says what it left alone, and is never needed."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from accelerator.accounts.limits import Limit
from accelerator.questionnaires import queries
from programmes.models import Call
from projects.application.actions.versions import start_revision
from projects.models import Application
from tests.factories import edition
from tests.support.directory import SIRET, Directory, directory
from tests.support.dossiers import draft, full_form, lead, sent
from tests.support.shared import share_world
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db


@pytest.fixture
def service(settings: Settings) -> Iterator[Directory]:
    with directory() as running:
        settings.COMPANY_LOOKUP_URL = running.url
        yield running


def build_dossier() -> Application:
    return draft(edition(form=full_form()), at=timezone.now())


built, dossier = share_world(build_dossier)


def page(application: Application) -> str:
    return reverse("projects:application_form", args=[application.reference, 1])


def button(application: Application, step: int = 1) -> str:
    return reverse("projects:application_prefill", args=[application.reference, step])


def message_of(response: Any) -> str:
    return " ".join(str(message) for message in response.context["messages"])


def test_sending_the_page_fills_in_what_is_empty(
    dossier: Application, service: Directory, as_user: AsUser
) -> None:
    response = as_user(lead(dossier)).post(button(dossier), {"q_siret": SIRET}, follow=True)

    values = queries.values(dossier.sheet)
    assert response.redirect_chain[0][0] == page(dossier)
    assert "Prérempli d’après l’annuaire" in message_of(response)
    assert {key: values[key] for key in ("structure_name", "town", "department", "head_count")} == {
        "structure_name": "SCIERIE DES AULNES",
        "town": "Lisieux",
        "department": "Calvados",
        "head_count": "10_49",
    }
    assert Application.objects.get(pk=dossier.pk).structure_name == "SCIERIE DES AULNES"


def test_what_was_typed_is_saved_with_a_message(
    dossier: Application, service: Directory, as_user: AsUser
) -> None:
    typed = {"q_siret": "000 000 018 00010", "q_structure_name": "Les Aulnes", "q_town": "Lisieux"}

    response = as_user(lead(dossier)).post(button(dossier), typed, follow=True)

    values = queries.values(dossier.sheet)
    assert values["structure_name"] == "Les Aulnes"
    assert values["department"] == "Calvados"
    assert "Ce que vous aviez écrit n’a pas changé" in message_of(response)
    assert "SCIERIE DES AULNES" in message_of(response)


def test_the_rest_of_the_page_is_stored_when_the_directory_fails(
    dossier: Application, service: Directory, as_user: AsUser
) -> None:
    service.status = 503

    response = as_user(lead(dossier)).post(
        button(dossier), {"q_siret": SIRET, "q_holder_function": "Gérante"}, follow=True
    )

    assert response.status_code == 200
    assert "ne répond pas" in message_of(response)
    assert queries.values(dossier.sheet)["holder_function"] == "Gérante"


def test_a_wrong_siret_is_an_error_of_its_field_and_nothing_is_requested(
    dossier: Application, service: Directory, as_user: AsUser
) -> None:
    wrong = as_user(lead(dossier)).post(button(dossier), {"q_siret": "12345678901234", "q_town": "Caen"})
    none = as_user(lead(dossier)).post(button(dossier), {"q_siret": "pas encore"}, follow=True)

    assert wrong.status_code == 422
    assert queries.values(dossier.sheet)["town"] == "Caen"
    assert "14 chiffres" in message_of(none)
    assert service.queries == []


def test_an_unknown_siret_is_reported(dossier: Application, service: Directory, as_user: AsUser) -> None:
    service.body = json.dumps({"results": []}).encode()

    response = as_user(lead(dossier)).post(button(dossier), {"q_siret": SIRET}, follow=True)

    assert "ne connaît pas" in message_of(response)
    assert queries.values(dossier.sheet)["siret"] == SIRET


def test_a_script_gets_the_values_and_nothing_is_saved(
    dossier: Application, service: Directory, as_user: AsUser
) -> None:
    typed = {"q_siret": SIRET, "q_structure_name": "Les Aulnes", "q_town": "", "v_head_count": "0"}

    answer = as_user(lead(dossier)).post(button(dossier), typed, headers={"X-Requested-With": "fetch"}).json()

    assert answer["filled"] == {"town": "Lisieux", "department": "Calvados", "head_count": "10_49"}
    assert "SCIERIE DES AULNES" in answer["message"]
    assert "structure_name" not in queries.values(dossier.sheet)


def test_a_script_gets_the_failure_of_the_directory(
    dossier: Application, service: Directory, as_user: AsUser
) -> None:
    service.status = 500

    answer = as_user(lead(dossier)).post(
        button(dossier), {"q_siret": SIRET}, headers={"X-Requested-With": "fetch"}
    )

    assert (answer.status_code, answer.json()["filled"]) == (200, {})
    assert "à la main" in answer.json()["message"]


def test_after_closing_nothing_is_filled_in(
    dossier: Application, service: Directory, as_user: AsUser
) -> None:
    Call.objects.update(closes_at=timezone.now() - timedelta(seconds=1))
    browser = as_user(lead(dossier))

    plain = browser.post(button(dossier), {"q_siret": SIRET})
    script = browser.post(button(dossier), {"q_siret": SIRET}, headers={"X-Requested-With": "fetch"})

    assert (plain.status_code, script.status_code) == (422, 423)
    assert "town" not in queries.values(dossier.sheet)


def test_a_new_version_is_filled_in_and_the_valid_one_is_not(service: Directory, as_user: AsUser) -> None:
    application = sent(edition(form=full_form()), at=timezone.now())
    sheet = start_revision(application=application, actor=lead(application), at=timezone.now())

    as_user(lead(application)).post(button(application), {"q_siret": SIRET, "q_town": "", "v_town": "1"})

    assert queries.values(sheet)["town"] == "Lisieux"
    assert Application.objects.get(pk=application.pk).structure_name == "Scierie des Aulnes"


def test_one_person_asks_a_service_of_all_only_so_often(
    dossier: Application, service: Directory, as_user: AsUser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("projects.application.views.form.LOOKUPS", (Limit(2, timedelta(hours=1)),))
    browser = as_user(lead(dossier))

    for _time in range(2):
        browser.post(button(dossier), {"q_siret": SIRET})
        cache.clear()
    refused = browser.post(button(dossier), {"q_siret": SIRET, "q_title": "Gardé"}, follow=True)

    assert len(service.queries) == 2
    assert "réessayez dans une heure" in message_of(refused)
    assert queries.values(dossier.sheet)["siret"], "what was typed is kept"
