"""Publishing a form that changed: who is writing follows it, who has sent does not."""

from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from accelerator.audit.models import AuditEntry
from accelerator.outbox.models import OutgoingMail
from accelerator.questionnaires import drafting, queries, revisions
from accelerator.questionnaires.enums import QuestionKind
from accelerator.questionnaires.models import Answer, Question, Revision
from accelerator.transitions import TransitionRefused
from programmes.actions.call_form import start_form
from programmes.enums import FormStart
from projects.application.actions import submission
from projects.application.actions.call import publish_form
from projects.application.enums import ApplicationState
from projects.models import Application
from tests.factories import World, application, edition_with
from tests.support.shared import share_world

pytestmark = pytest.mark.django_db


def revised() -> tuple[Any, Revision]:
    """A world with a draft and a dossier that was sent, and a form being changed: its title goes, a summary comes."""
    world = edition_with()
    for state in (ApplicationState.DRAFT, ApplicationState.SUBMITTED):
        application(world.edition, state=state, title=f"Quai {state}")
    draft = start_form(
        call=world.edition.call, start=FormStart.CURRENT, actor=world.organiser, at=timezone.now()
    )
    section = draft.sections.get()
    drafting.remove_question(question=draft.questions.get())
    drafting.save_question(
        section=section,
        fields={"label_fr": "Résumé", "kind": QuestionKind.LONG_TEXT, "required": True, "audience": "jury"},
    )
    return world, draft


def publish(world: World) -> revisions.Carried:
    return publish_form(call=world.edition.call, actor=world.organiser, at=timezone.now())


def dossier(world: World, state: ApplicationState) -> Application:
    return Application.objects.select_related("sheet").get(call=world.edition.call, state=state)


def page(world: World) -> str:
    return reverse("projects:publish_form", args=[world.edition.slug])


built, changed = share_world(revised)


def test_drafts_follow_the_form_and_sent_dossiers_keep_theirs(as_user, changed) -> None:
    world, draft = changed

    as_user(world.organiser).post(page(world))

    world.edition.call.refresh_from_db()
    writing, sent = dossier(world, ApplicationState.DRAFT), dossier(world, ApplicationState.SUBMITTED)
    assert (world.edition.call.form, world.edition.call.draft_form) == (draft, None)
    assert (writing.sheet.revision_id == draft.pk, sent.sheet.revision_id == draft.pk) == (True, False)
    assert [row.text for row in queries.set_aside(writing.sheet)] == ["Quai draft"]
    assert queries.values(sent.sheet) == {"title": "Quai submitted"}
    entry = AuditEntry.objects.get(verb="publish_form")
    assert entry.data == {"revision": 2, "drafts": 1, "set_aside": {"title": 1}}


def test_those_who_write_are_notified_of_the_questions_that_came_and_went(changed) -> None:
    world, _draft = changed

    publish(world)

    mail = OutgoingMail.objects.get(template="projects/application/form_changed")
    assert mail.to_email == dossier(world, ApplicationState.DRAFT).project.find_lead().email
    assert "Une question s’ajoute" in mail.text
    assert "- Résumé" in mail.text
    assert "votre réponse reste lisible à part" in mail.text


def test_a_maximum_shortened_under_a_draft_is_mailed_displayed_and_listed_apart(as_user) -> None:
    world = edition_with()
    application(world.edition, state=ApplicationState.DRAFT, title="Quai des Aulnes")
    draft = start_form(
        call=world.edition.call, start=FormStart.CURRENT, actor=world.organiser, at=timezone.now()
    )
    title = draft.questions.get()
    drafting.save_question(section=title.section, question=title, fields={"max_length": 10})

    publish(world)

    mail = OutgoingMail.objects.get(template="projects/application/form_changed")
    assert "Une question a changé" in mail.text
    writing = dossier(world, ApplicationState.DRAFT)
    browser = as_user(writing.project.find_lead())
    page = browser.get(reverse("projects:application_form", args=[writing.reference, 1])).text
    assert "Votre texte dépasse la limite de 10" in page
    page = browser.get(reverse("projects:application_review_and_submit", args=[writing.reference])).text
    assert "1 réponse est à corriger" in page
    assert "Il manque" not in page


def test_a_person_who_writes_reads_what_left_the_form(as_user, changed) -> None:
    world, _draft = changed
    publish(world)
    writing = dossier(world, ApplicationState.DRAFT)
    browser = as_user(writing.project.find_lead())

    for name, args in (("application", []), ("application_form", [1])):
        text = browser.get(reverse(f"projects:{name}", args=[writing.reference, *args])).text
        assert "Questions retirées du formulaire" in text
        assert "Quai draft" in text


def test_a_question_added_is_awaited_before_sending(changed) -> None:
    world, _draft = changed
    writing = dossier(world, ApplicationState.DRAFT)
    publish(world)  # while a page that names the earlier form is open

    with pytest.raises(submission.Incomplete) as refused:
        submission.submit_application(
            application=writing, actor=writing.project.find_lead(), at=timezone.now()
        )

    assert [question.key for question in refused.value.missing] == ["resume"]


def test_publishing_twice_is_publishing_once(as_user, changed) -> None:
    world, _draft = changed
    stale = type(world.edition.call).objects.get(pk=world.edition.call.pk)
    publish(world)

    with pytest.raises(TransitionRefused):
        publish_form(call=stale, actor=world.organiser, at=timezone.now())
    assert as_user(world.organiser).post(page(world)).status_code == 302
    assert AuditEntry.objects.filter(verb="publish_form").count() == 1


def test_another_calls_drafts_are_left_alone(changed) -> None:
    world, draft = changed
    other = edition_with()
    other.edition.call.form = world.edition.call.form
    other.edition.call.save()
    stranger = application(other.edition, state=ApplicationState.DRAFT)

    publish(world)

    stranger.sheet.refresh_from_db()
    assert stranger.sheet.revision_id != draft.pk


def test_no_answer_is_ever_deleted(changed) -> None:
    world, _draft = changed
    before = Answer.objects.count()

    publish(world)

    assert Answer.objects.count() == before
    assert Question.objects.filter(key="title").exists()


def test_a_draft_that_changes_nothing_is_not_offered_and_nobody_following_is_not_counted(as_user) -> None:
    world = edition_with()
    written = application(world.edition, state=ApplicationState.DRAFT)
    browser, address = as_user(world.organiser), reverse("projects:publish_form", args=[world.edition.slug])
    draft = start_form(
        call=world.edition.call, start=FormStart.CURRENT, actor=world.organiser, at=timezone.now()
    )
    button = 'aria-describedby="what-happens"'

    text = browser.get(address).text
    assert button not in text
    assert "passera au nouveau formulaire" not in text
    assert "Rien ne change pour personne" in text
    assert browser.post(address).status_code == 422, "nor published by a page of yesterday"
    assert not AuditEntry.objects.filter(verb="publish_form").exists()

    written.delete()
    question = draft.questions.get()
    question.label_fr = "Le titre"
    question.save()
    assert button in browser.get(address).text
    page = browser.post(address, follow=True).text
    assert "Le formulaire est publié." in page
    assert "en cours d’écriture" not in page.partition('id="toasts"')[2].partition("<main")[0]
