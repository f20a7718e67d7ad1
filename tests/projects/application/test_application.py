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
from projects.members.enums import MemberRights
from projects.models import Application
from tests.factories import edition_with, user
from tests.support.dossiers import complete_draft, draft, fill, full_form, lead, member, sent, the_call, url
from tests.support.types import BuildOnce

pytestmark = pytest.mark.django_db
HTML = "<script>alert('bonjour')</script> & <b>gras</b>"


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


def test_who_comes_to_a_closed_call_is_led_to_an_open_one(client: Client) -> None:
    made = the_call()
    close_the_call()
    another = the_call()

    page = client.get(reverse("projects:apply", args=[made.slug])).text

    assert reverse("programmes:call", args=[another.slug]) in page


def test_an_unpublished_call_does_not_exist(client: Client) -> None:
    made = the_call(published_at=None)

    assert client.get(reverse("projects:apply", args=[made.slug])).status_code == 404


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


def test_a_wrong_siret_is_an_error_of_its_field_and_the_rest_is_saved(as_user, begun: Application) -> None:
    application = begun
    browser = as_user(lead(application))

    response = browser.post(
        url("application_form", application, step=1),
        {"q_siret": "12345678901234", "q_structure_name": "Scierie", "go": "next"},
    )

    assert response.status_code == 422
    assert "12345678901234" in response.text
    assert 'href="#id_q_siret"' in response.text
    assert fresh(application).structure_name == "Scierie"


def test_ten_thousand_characters_are_refused_in_words_and_kept_on_the_page(
    as_user, begun: Application
) -> None:
    application = begun
    pasted = "abcdefghij" * 1000

    response = as_user(lead(application)).post(
        url("application_form", application, step=2), {"q_work_problem": pasted, "go": "next"}
    )

    assert response.status_code == 422
    assert pasted in response.text
    assert "work_problem" not in queries.values(application.sheet)


def test_the_rules_are_accepted_where_one_sends(as_user, begun: Application) -> None:
    application = begun
    browser = as_user(lead(application))

    response = browser.post(
        url("application_form", application, step=4), {"q_rules_accepted": "on", "go": "next"}
    )

    assert response.status_code == 302
    assert "rules_accepted" not in queries.values(application.sheet)
    assert "q_rules_accepted" not in browser.get(url("application_form", application, step=4)).text


def test_a_step_that_does_not_exist_is_not_found(as_user, begun: Application) -> None:
    application = begun

    assert as_user(lead(application)).get(url("application_form", application, step=9)).status_code == 404


def test_one_answer_saves_itself_and_the_columns_follow(as_user, begun: Application) -> None:
    application = begun
    browser = as_user(lead(application))

    response = browser.post(
        url("application_answer", application, key="title"), {"value": "Quai connecté", "base_version": "0"}
    )

    assert response.status_code == 200
    assert response.json()["version"] == 1
    assert fresh(application).title == "Quai connecté"


def test_two_people_on_one_answer_see_both_texts(as_user, begun: Application) -> None:
    application = begun
    lea = member(application, MemberRights.EDIT, at=timezone.now())
    target = url("application_answer", application, key="solution")

    as_user(lead(application)).post(target, {"value": "Un tableau.", "base_version": "0"})
    response = as_user(lea).post(target, {"value": "Une tablette.", "base_version": "0"})

    assert response.status_code == 409
    assert response.json()["theirs"] == "Un tableau."


# — who may


OWN_PAGES: list[tuple[str, dict[str, Any]]] = [
    ("application", {}),
    ("application_form", {"step": 1}),
    ("application_review_and_submit", {}),
    ("application_sent", {}),
    ("application_withdraw", {}),
]
OWN_POSTS: list[tuple[str, dict[str, Any]]] = [
    ("application_form", {"step": 1}),
    ("application_answer", {"key": "title"}),
    ("application_upload", {"key": "attachments"}),
    ("application_file_remove", {"pk": "00000000-0000-0000-0000-000000000001"}),
    ("application_review_and_submit", {}),
    ("application_withdraw", {}),
]


@pytest.mark.parametrize(("name", "more"), OWN_PAGES)
def test_somebody_elses_dossier_does_not_exist(
    as_user, name: str, more: dict[str, Any], complete: Application
) -> None:
    application = complete

    assert as_user(user()).get(url(name, application, **more)).status_code == 404


@pytest.mark.parametrize(("name", "more"), OWN_POSTS)
def test_a_forged_post_to_somebody_elses_dossier_changes_nothing(
    as_user, name: str, more: dict[str, Any], complete: Application
) -> None:
    application = complete
    stranger = lead(draft(application.call.edition, at=timezone.now()))

    response = as_user(stranger).post(
        url(name, application, **more),
        {"q_title": "Volé", "value": "Volé", "rules": "on", "rules_version": "1"},
    )

    assert response.status_code == 404
    assert fresh(application).state == ApplicationState.DRAFT
    assert queries.values(application.sheet)["title"] == "L’écran d’atelier des salarié·es"


@pytest.mark.parametrize(("name", "more"), OWN_POSTS)
def test_a_member_who_only_reads_writes_nothing(
    as_user, name: str, more: dict[str, Any], complete: Application
) -> None:
    application = complete
    reader = member(application, MemberRights.READ, at=timezone.now())
    browser = as_user(reader)

    assert "sans le modifier" in browser.get(url("application", application)).text
    assert browser.post(url(name, application, **more), {"value": "Non"}).status_code == 403


def test_a_member_who_left_reads_nothing(as_user, begun: Application) -> None:
    application = begun
    gone = member(application, MemberRights.EDIT, at=timezone.now())
    gone.memberships.update(left_at=timezone.now())

    assert as_user(gone).get(url("application", application)).status_code == 404


# — sending


def test_missing_answers_are_named_with_a_link_to_their_field(as_user) -> None:
    application = complete_draft(the_call(), at=timezone.now(), title="")

    response = as_user(lead(application)).get(url("application_review_and_submit", application))

    assert f"{url('application_form', application, step=2)}#div_id_q_title" in response.text
    assert "Envoyer le dossier" not in response.text


def test_a_forged_sending_of_an_incomplete_dossier_is_refused(as_user, begun: Application) -> None:
    application = begun

    response = as_user(lead(application)).post(
        url("application_review_and_submit", application), {"rules": "on", "rules_version": "1"}
    )

    assert response.status_code == 422
    assert "Il manque" in response.text
    assert fresh(application).state == ApplicationState.DRAFT


def test_the_rules_must_be_accepted(as_user, complete: Application) -> None:
    application = complete

    response = as_user(lead(application)).post(
        url("application_review_and_submit", application), {"rules_version": "1"}
    )

    assert response.status_code == 422
    assert "Acceptez le règlement" in response.text


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


def test_an_old_receipt_announces_no_past_date(as_user) -> None:
    application = sent(the_call(), at=timezone.now())
    address = url("application_sent", application)
    assert "L’appel ferme" in as_user(lead(application)).get(address).text

    Call.objects.update(closes_at=timezone.now() - timedelta(hours=1))
    assert "L’appel ferme" not in as_user(lead(application)).get(address).text
    Application.objects.update(state=ApplicationState.SELECTED)
    assert "La suite" not in as_user(lead(application)).get(address).text


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


def test_a_sent_dossier_says_what_happens_to_it_and_until_when_it_may_change(as_user) -> None:
    application = sent(the_call(), at=timezone.now())
    browser = as_user(lead(application))

    page = browser.get(url("application", application)).text
    assert "Après la clôture, l’équipe vérifie" in page
    assert '<a href="#change">modifier le dossier et le renvoyer</a>' in page
    assert "Vous pouvez encore le modifier" in browser.get("/my/").text

    close_the_call()
    page = browser.get(url("application", application)).text
    assert "L’équipe vérifie que chaque dossier est recevable" in page
    assert "#change" not in page


def test_one_goes_on_writing_where_something_is_missing(as_user) -> None:
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


def test_html_is_shown_as_it_was_typed_on_every_page(as_user) -> None:
    world = edition_with(form=full_form())
    application = sent(
        world.edition, at=timezone.now(), title=HTML, structure_name=HTML, work_problem=HTML, department=HTML
    )
    reference = {"edition": world.edition.slug, "ref": application.reference}
    pages = [
        (lead(application), url("application", application)),
        (lead(application), url("application_sent", application)),
        (lead(application), url("application_withdraw", application)),
        (world.organiser, reverse("projects:manage_applications", args=[world.edition.slug])),
        (world.organiser, reverse("projects:manage_application", kwargs=reference)),
    ]

    for who, page in pages:
        response = as_user(who).get(page)
        assert response.status_code == 200
        assert "<script>alert" not in response.text
        assert "&lt;script&gt;" in response.text

    receipt = OutgoingMail.objects.get(template="projects/application/receipt")
    assert "<script>alert" not in receipt.html


# — the cost of a page


@pytest.mark.parametrize(
    ("name", "more"),
    [
        ("application", {}),
        ("application_form", {"step": 1}),
        ("application_form", {"step": 4}),
        ("application_review_and_submit", {}),
    ],
)
def test_a_page_costs_at_most_twelve_queries(
    as_user, django_assert_max_num_queries, name: str, more: dict, complete: Application
) -> None:
    application = complete
    browser, page = as_user(lead(application)), url(name, application, **more)

    with django_assert_max_num_queries(12):
        assert browser.get(page).status_code == 200


def test_saving_one_answer_costs_at_most_twelve_queries(
    as_user, django_assert_max_num_queries, begun: Application
) -> None:
    application = begun
    browser, target = as_user(lead(application)), url("application_answer", application, key="solution")

    with django_assert_max_num_queries(12):
        assert browser.post(target, {"value": "Un tableau.", "base_version": "0"}).status_code == 200
