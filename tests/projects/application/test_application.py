"""The dossier as the people who hold it meet it: start, write, check, send, read again."""

import copy
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accelerator.outbox.models import OutgoingMail
from accelerator.questionnaires import queries
from programmes.models import Call
from projects.application.enums import ApplicationState
from projects.application.queries.applications import form_map
from projects.models import Application, MemberRights
from tests.factories import user
from tests.support.dossiers import complete_draft, draft, fill, lead, member, sent, the_call, url
from tests.support.types import BuildOnce

pytestmark = pytest.mark.django_db


def close_the_call() -> None:
    Call.objects.update(closes_at=timezone.now() - timedelta(seconds=1))


def fresh(application: Application) -> Application:
    return Application.objects.get(pk=application.pk)


def build_begun() -> Application:
    return draft(the_call(), at=timezone.now())


@pytest.fixture(scope="module")
def built_begun(build_once: BuildOnce) -> Application:
    return build_once(build_begun)


@pytest.fixture
def begun(built_begun: Application, db: None) -> Application:
    return copy.deepcopy(built_begun)


def build_complete() -> Application:
    return complete_draft(the_call(), at=timezone.now())


@pytest.fixture(scope="module")
def built_complete(build_once: BuildOnce) -> Application:
    return build_once(build_complete)


@pytest.fixture
def complete(built_complete: Application, db: None) -> Application:
    return copy.deepcopy(built_complete)


# — starting


def test_a_visitor_reads_what_applying_takes_and_is_asked_to_sign_in(client: Client) -> None:
    made = the_call()
    page = reverse("projects:apply", args=[made.slug])

    response = client.get(page)

    assert response.status_code == 200
    assert f"{reverse('account_login')}?next=" in response.text
    assert reverse("projects:start", args=[made.slug]) not in response.text
    assert client.post(reverse("projects:start", args=[made.slug])).status_code == 302
    assert not Application.objects.exists()


def test_one_button_starts_and_later_resumes(as_user) -> None:
    made, maelle = the_call(), user("Maëlle Ravenel")
    browser, start = as_user(maelle), reverse("projects:start", args=[made.slug])

    first, second = browser.post(start), browser.post(start)

    application = Application.objects.get()
    assert first.url == second.url == url("application_form", application, step=1)
    assert application.reference in browser.get(reverse("projects:apply", args=[made.slug])).text


def test_a_closed_call_starts_nothing_and_says_when_it_closed(as_user) -> None:
    made = the_call()
    close_the_call()
    browser = as_user(user())

    response = browser.post(reverse("projects:start", args=[made.slug]), follow=True)

    assert "Dépôt clos depuis le" in response.text
    assert "Ce qu’il vous faut" not in response.text
    assert not Application.objects.exists()


def test_a_visitor_of_a_closed_call_is_led_to_an_open_one(client: Client) -> None:
    made = the_call()
    close_the_call()
    another = the_call()

    page = client.get(reverse("projects:apply", args=[made.slug])).text

    assert reverse("programmes:call", args=[another.slug]) in page


# — writing


def test_next_saves_and_moves_on_even_with_answers_missing(as_user, begun: Application) -> None:
    application = begun
    browser = as_user(lead(application))

    response = browser.post(
        url("application_form", application, step=2), {"q_title": "Quai connecté", "go": "next"}
    )

    assert response.url == url("application_form", application, step=3)
    assert fresh(application).title == fresh(application).project.title == "Quai connecté"


def test_previous_and_check_save_too(as_user, begun: Application) -> None:
    application = begun
    browser, page = as_user(lead(application)), url("application_form", application, step=2)

    back = browser.post(page, {"q_title": "Quai", "go": "previous"})
    check = browser.post(page, {"q_summary": "Un quai.", "go": "check"})

    assert back.url == url("application_form", application, step=1)
    assert check.url == url("application_review_and_submit", application)
    assert queries.values(application.sheet)["title"] == "Quai"
    assert queries.values(application.sheet)["summary"] == "Un quai."


def test_the_rules_are_accepted_where_one_sends(as_user, begun: Application) -> None:
    application = begun
    browser = as_user(lead(application))

    response = browser.post(
        url("application_form", application, step=4), {"q_rules_accepted": "on", "go": "next"}
    )

    assert response.status_code == 302
    assert "rules_accepted" not in queries.values(application.sheet)
    assert "q_rules_accepted" not in browser.get(url("application_form", application, step=4)).text


def test_one_answer_saves_itself_and_the_columns_follow(as_user, begun: Application) -> None:
    application = begun
    browser = as_user(lead(application))

    response = browser.post(
        url("application_answer", application, key="title"), {"value": "Quai connecté", "base_version": "0"}
    )

    assert response.status_code == 200
    assert response.json()["version"] == 1
    assert fresh(application).title == "Quai connecté"


# — who may


OWN_POSTS: list[tuple[str, dict[str, Any]]] = [
    ("application_form", {"step": 1}),
    ("application_answer", {"key": "title"}),
    ("application_upload", {"key": "attachments"}),
    ("application_file_remove", {"pk": "00000000-0000-0000-0000-000000000001"}),
    ("application_review_and_submit", {}),
    ("application_withdraw", {}),
]


@pytest.mark.parametrize(("name", "more"), OWN_POSTS)
def test_a_member_who_only_reads_writes_nothing(
    as_user, name: str, more: dict[str, Any], complete: Application
) -> None:
    application = complete
    reader = member(application, MemberRights.READ, at=timezone.now())
    browser = as_user(reader)

    assert "sans le modifier" in browser.get(url("application", application)).text
    assert browser.post(url(name, application, **more), {"value": "Non"}).status_code == 403


# — sending


def test_missing_answers_are_named_with_a_link_to_their_field(as_user) -> None:
    application = complete_draft(the_call(), at=timezone.now(), title="")

    response = as_user(lead(application)).get(url("application_review_and_submit", application))

    assert f"{url('application_form', application, step=2)}#div_id_q_title" in response.text
    assert "Envoyer le dossier" not in response.text


def test_two_tabs_one_sending_one_receipt(as_user, complete: Application) -> None:
    application = complete
    one, other = as_user(lead(application)), as_user(lead(application))
    target, post = url("application_review_and_submit", application), {"rules": "on", "rules_version": "1"}
    one.get(target), other.get(target)

    first, second = one.post(target, post), other.post(target, post)

    assert first.url == second.url == url("application_sent", application)
    page = other.get(second.url).text
    assert application.reference in page
    assert fresh(application).content_hash in page
    assert OutgoingMail.objects.filter(template="projects/application/receipt").count() == 1


def test_a_sent_dossier_is_read_and_not_written(as_user) -> None:
    application = sent(the_call(), at=timezone.now())
    browser = as_user(lead(application))

    form = browser.get(url("application_form", application, step=1))
    answer = browser.post(
        url("application_answer", application, key="title"), {"value": "Autre", "base_version": "1"}
    )

    assert form.url == url("application", application)
    assert answer.status_code == 423
    assert "L’écran d’atelier" in browser.get(form.url).text


# — too late


def test_a_draft_resumes_at_its_first_missing_answer(as_user) -> None:
    application = complete_draft(the_call(), at=timezone.now(), impact="")
    browser = as_user(lead(application))

    assert f'href="{url("application_resume", application)}"' in browser.get("/my/").text
    answer = browser.get(url("application_resume", application))

    (gaps,) = form_map(application).gaps()
    assert gaps["links"][0]["href"].startswith(answer.url)
    fill(application, lead(application), at=timezone.now(), impact="Des réunions plus courtes.")
    assert browser.get(url("application_resume", application)).url == url(
        "application_review_and_submit", application
    )


def test_a_draft_reads_what_is_written_and_says_which_part_is_empty(as_user, begun: Application) -> None:
    fill(begun, lead(begun), at=timezone.now(), title="Réserver une vague")

    text = as_user(lead(begun)).get(url("application", begun)).text

    assert "Réserver une vague</p>" in text
    assert "Rien n’y est encore écrit." in text
    assert "sans réponse" not in text


def test_after_closing_the_draft_is_readable_and_nothing_saves(as_user, complete: Application) -> None:
    application = complete
    close_the_call()
    browser = as_user(lead(application))

    page = browser.get(url("application_form", application, step=2))
    typed = browser.post(url("application_form", application, step=2), {"q_title": "Trop tard", "go": "next"})
    answer = browser.post(url("application_answer", application, key="title"), {"value": "Trop tard"})
    upload = browser.post(url("application_upload", application, key="attachments"))
    sending = browser.post(
        url("application_review_and_submit", application), {"rules": "on", "rules_version": "1"}
    )

    assert "L’appel est clos depuis le" in page.text
    assert "L’écran d’atelier" in page.text
    assert typed.status_code == 422
    assert "Trop tard" in typed.text
    assert (answer.status_code, upload.status_code) == (423, 423)
    assert "clos" in answer.json()["error"]
    assert sending.status_code == 422
    assert queries.values(application.sheet)["title"] == "L’écran d’atelier des salarié·es"
    assert fresh(application).state == ApplicationState.DRAFT


# — words that look like code


# — the cost of a page
