"""Dossiers that may be one: the same SIRET, or nearly the same title. Organisers see them, nobody else."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from accelerator.questionnaires.actions import save_answer
from programmes.enums import RoleName
from programmes.models import Edition
from projects.application.actions.submission import submit_application, withdraw_application
from projects.application.actions.versions import start_revision
from projects.completion.actions import RequestedAnswer, answer_completion, request_completion
from projects.models import AnswerProblem, Application, Duplicate, Recusal
from projects.triage.actions.screening import pair_up
from projects.triage.likeness import ALIKE
from tests.factories import edition, role
from tests.support.dossiers import full_form, lead, sent
from tests.support.shared import share_world
from tests.support.types import AsUser

TITLE = "L’écran d’atelier des salarié·es"
SIRETS = ["00000001800010", "00000002600013", "00000003400017", "00000004200010", "00000005900014"]


@pytest.fixture
def send(db: None, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks) -> Any:
    """A dossier sent to an edition, as far as what follows the transaction."""

    def send(made: Edition, **answers: Any) -> Application:
        with django_capture_on_commit_callbacks(execute=True):
            application = sent(made, at=timezone.now(), **answers)
        application.refresh_from_db()
        return application

    return send


def count(application: Application) -> int:
    return Application.objects.get(pk=application.pk).duplicates


def build_call_edition():
    return edition(form=full_form())


built, call_edition = share_world(build_call_edition)


def test_the_same_siret_is_reported_whatever_the_title(send: Any, call_edition) -> None:
    made = call_edition
    application = send(made, title="Un quai connecté pour les caristes")
    other = send(made, title="La ruche numérique des aidantes")

    pair = Duplicate.objects.get()

    assert (pair.first, pair.second, pair.same_siret) == (application, other, True)
    assert (count(application), count(other)) == (1, 1)


def test_nearly_the_same_title_is_reported(send: Any, call_edition) -> None:
    titles = [
        TITLE,
        "L’ecran d’atelier des salariees",
        "l'écran d'atelier des salarié·e·s",
        "L’écran d’atelier de nos salarié·es",
        "Écran d’atelier des salarié·es",
    ]
    one, *others = (
        send(call_edition, title=title, siret=siret) for title, siret in zip(titles, SIRETS, strict=True)
    )

    pairs = Duplicate.objects.filter(first=one)

    assert {pair.second for pair in pairs} == set(others)
    assert not [pair for pair in pairs if pair.same_siret or pair.likeness < ALIKE]
    assert count(one) == len(others)


def test_titles_of_one_subject_are_not_the_same_title(send: Any, call_edition) -> None:
    made = call_edition
    send(made, title="Un planning partagé pour les équipes de nuit")
    send(made, title="Un planning équitable pour les aides à domicile", siret="00000002600013")

    assert not Duplicate.objects.exists()


def test_two_dossiers_without_siret_are_not_duplicates(send: Any, call_edition) -> None:
    made = call_edition
    reason = "Association en cours de création"
    send(made, title="Un quai connecté pour les caristes", siret=reason)
    send(made, title="La ruche numérique des aidantes", siret=reason)

    assert not Duplicate.objects.exists()


def test_dossiers_of_another_call_are_not_duplicates(send: Any) -> None:
    form = full_form()

    send(edition(form=form)), send(edition(form=form))

    assert not Duplicate.objects.exists()


def test_three_of_a_kind_are_counted(send: Any, call_edition) -> None:
    made = call_edition
    three = [send(made) for _ in range(3)]

    assert [count(item) for item in three] == [2, 2, 2]


def test_a_withdrawn_one_is_not_reported_any_more(
    send: Any, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks, call_edition
) -> None:
    made = call_edition
    one, other = send(made), send(made)

    with django_capture_on_commit_callbacks(execute=True):
        withdraw_application(application=other, actor=lead(other), at=timezone.now())

    assert (count(one), count(other)) == (0, 0)
    assert pair_up(application=one) == 0


def test_a_version_sent_again_is_compared_again(
    send: Any, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks, call_edition
) -> None:
    made = call_edition
    one, other = send(made), send(made, title="Rien de semblable ici", siret="00000002600013")
    at = timezone.now()
    sheet = start_revision(application=other, actor=lead(other), at=at)
    sheet.answers.filter(question__key="siret").update(value="00000001800010")

    with django_capture_on_commit_callbacks(execute=True):
        submit_application(
            application=Application.objects.get(pk=other.pk), actor=lead(other), at=at, rules_version=1
        )

    assert (count(one), count(other)) == (1, 1)


def test_only_organisers_are_notified(send: Any, as_user: AsUser, call_edition) -> None:
    made = call_edition
    one, other = send(made, title="Un quai connecté"), send(made, title="La ruche des aidantes")
    page = reverse("projects:manage_application", args=[made.slug, one.reference])

    text = as_user(role(made, RoleName.ORGANISER)).get(page).text
    own = as_user(lead(one)).get(reverse("projects:application", args=[one.reference])).text

    assert "Doublon possible" in text
    assert other.reference in text
    assert "Même SIRET." in text
    assert "Doublon" not in own
    assert other.reference not in own


def test_a_person_recused_from_a_lookalike_does_not_read_of_it(
    send: Any, as_user: AsUser, call_edition
) -> None:
    made = call_edition
    one, other = send(made, title="Un quai connecté"), send(made, title="La ruche des aidantes")
    me = role(made, RoleName.ORGANISER)
    page = reverse("projects:manage_application", args=[made.slug, one.reference])
    Recusal.objects.create(application=other, reviewer=me, author=me, reason="Ami.", at=timezone.now())

    assert other.reference not in as_user(me).get(page).text


def test_a_siret_put_right_later_is_the_projects_and_is_compared_with_its_twin(
    send: Any, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks, call_edition
) -> None:
    made, at = call_edition, timezone.now()
    twin = send(made, title="Un quai connecté pour les caristes", siret="00000002600013")
    dossier = send(made, title="La ruche numérique des aidantes")
    request = request_completion(
        application=dossier,
        requested=[RequestedAnswer("siret", AnswerProblem.WRONG)],
        message="",
        due_at=at + timedelta(days=7),
        actor=role(made, RoleName.ORGANISER),
        at=at,
    )
    save_answer(
        sheet=request.sheet, key="siret", raw="00000002600013", base_version=None, actor=lead(dossier), at=at
    )

    with django_capture_on_commit_callbacks(execute=True):
        answer_completion(request=request, reply="", actor=lead(dossier), at=at)

    dossier = Application.objects.get(pk=dossier.pk)
    assert dossier.project.organisation == twin.project.organisation
    assert (count(twin), count(dossier)) == (1, 1)
