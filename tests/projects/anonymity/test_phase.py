"""The anonymous phase: jurors read dossiers without who applies, organisers read all, and the meeting opens it."""

from io import BytesIO
from typing import Any

import pikepdf
import pytest
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import override

from accelerator.outbox.models import OutgoingMail
from accelerator.questionnaires.enums import QuestionKind
from accelerator.questionnaires.models import Answer, Attachment
from programmes.defaults import PARTNERS
from programmes.enums import RoleName
from programmes.models import Edition, Organisation
from projects.anonymity.actions import (
    AnonymityRefused,
    begin_anonymous_review,
    open_identities,
    override_mask,
)
from projects.anonymity.models import MaskChoice
from projects.application.enums import ApplicationState
from projects.conflicts.actions import recuse
from projects.declarations.actions import close_round, open_round
from projects.deliberation.actions.meetings import open_meeting
from projects.models import Application, ConflictEffect, LinkAnswer, LinkDeclaration, Review, ReviewAssignment
from projects.review import emails
from projects.review.actions.assignment import assign
from tests import factories
from tests.factories import World, published_form
from tests.support.anonymity import HOLDER, STRUCTURE, attach, build_world, list_names
from tests.support.pdfs import small_pdf
from tests.support.reviews import page_url, plain, sent_review
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db


def file_url(application: Application, attachment: Attachment) -> str:
    return reverse("projects:application_file", args=[application.reference, attachment.pk])


def test_a_juror_reads_a_number_and_masked_answers_and_an_organiser_reads_names(as_user: AsUser) -> None:
    world = build_world()
    [application] = world.applications
    juror = as_user(world.reviewer)

    for url in (
        reverse("projects:review_queue"),
        page_url(application),
        reverse("projects:dossier_print", args=[application.reference]),
        reverse("projects:recuse", args=[application.reference]),
        reverse("projects:discussion", args=[application.reference]),
    ):
        page = plain(juror.get(url).text)
        assert "Dossier 1" in page
        assert list_names(page) == []
    page = plain(juror.get(page_url(application)).text)
    assert "Chez [masqué], [masqué] ([masqué]) mesure le sel." in page
    assert "masqué pendant l’évaluation anonyme" in page
    print_url = reverse("projects:dossier_print", args=[application.reference])
    assert STRUCTURE in plain(as_user(world.organiser).get(print_url).text)


def test_an_organiser_who_scores_reads_names_in_the_list_too(as_user: AsUser) -> None:
    world = build_world()
    [application] = world.applications
    factories.role(world.edition, RoleName.REVIEWER, who=world.organiser)
    ReviewAssignment.objects.create(application=application, reviewer=world.organiser, assigned_at=now())

    page = plain(as_user(world.organiser).get(reverse("projects:review_queue")).text)

    assert STRUCTURE in page
    assert "Dossier 1" not in page


def test_names_are_masked_in_english_too(as_user: AsUser) -> None:
    world = build_world()
    client = as_user(world.reviewer)
    client.cookies["django_language"] = "en"

    page = plain(client.get(page_url(world.applications[0])).text)

    assert "Application 1" in page
    assert "At [masked]" not in page
    assert "Chez [masked], [masked] ([masked]) mesure le sel." in page
    assert "organisation masked" in page


def test_the_page_makes_no_more_queries_than_any(as_user: AsUser, django_assert_max_num_queries: Any) -> None:
    world = build_world()
    [application] = world.applications
    for title in ("plan", "budget"):
        attach(application, f"{title}.pdf", small_pdf(title=title), "application/pdf")
    client = as_user(world.reviewer)
    client.get(page_url(application))
    with django_assert_max_num_queries(12):
        client.get(page_url(application))

    for reviewer in world.reviewers:
        sent_review(application, reviewer, "3", "3")
    with django_assert_max_num_queries(12):
        client.get(page_url(application))


def test_a_chair_reads_no_names_either_and_nobody_reads_who_stepped_aside(as_user: AsUser) -> None:
    world = build_world()
    [application] = world.applications
    chair = as_user(factories.role(world.edition, RoleName.CHAIR))
    sent_review(application, world.reviewers[0], "3", "3")
    sent_review(application, world.reviewers[1], "3", "2")

    for name, args in (
        ("ranking", [world.edition.slug]),
        ("deliberation", [world.edition.slug]),
        ("decide", [world.edition.slug, application.reference]),
        ("discussion", [application.reference]),
    ):
        page = plain(chair.get(reverse(f"projects:{name}", args=args)).text)
        assert "Dossier 1" in page
        assert list_names(page) == []


def test_the_copy_of_a_pdf_says_nothing_and_an_office_document_is_withheld(as_user: AsUser) -> None:
    world = build_world()
    [application] = world.applications
    plan = attach(application, f"{STRUCTURE}.pdf", small_pdf(title=STRUCTURE), "application/pdf")
    sheet = attach(application, f"{STRUCTURE}.ods", b"PK", "application/vnd.oasis.opendocument.spreadsheet")
    juror = as_user(world.reviewer)

    copy = juror.get(file_url(application, plan))

    assert list_names(copy["Content-Disposition"]) == []
    assert 'filename="files-1.pdf"' in copy["Content-Disposition"]
    with pikepdf.open(BytesIO(copy.content)) as document:
        assert "/Info" not in document.trailer
    assert juror.get(file_url(application, sheet)).status_code == 404
    page = plain(juror.get(page_url(application)).text)
    assert "Un fichier est retenu" in page
    assert list_names(page) == []

    override_mask(
        application=application,
        choice=MaskChoice.HAND_OUT,
        value=sheet.sha256,
        actor=world.organiser,
        at=now(),
    )

    handed_out = juror.get(file_url(application, sheet))
    assert handed_out.content == b"PK"
    assert 'filename="files-2.ods"' in handed_out["Content-Disposition"]
    original = as_user(world.organiser).get(file_url(application, plan))
    assert b"Salaisons" in b"".join(original.streaming_content)


def test_mails_to_jurors_name_no_structure(as_user: AsUser) -> None:
    world = build_world()
    [application] = world.applications

    message = emails.duties_assigned(world.edition, world.reviewer, [application], due=None, at=now())

    text = message.render().text
    assert "Dossier 1" in text
    assert list_names(text) == []
    assert application.title == f"Le fumoir des {STRUCTURE}"
    with override("en"):
        organisers = emails.duties_assigned(world.edition, world.organiser, [application], due=None, at=now())
        assert STRUCTURE in organisers.render().text


def test_identities_open_with_the_meeting(as_user: AsUser) -> None:
    world = build_world()
    [application] = world.applications
    juror = as_user(world.reviewer)
    sent_review(application, world.reviewers[0], "3", "3")

    open_meeting(edition=world.edition, actor=world.organiser, at=now())

    assert not Edition.objects.get(pk=world.edition.pk).hides_identities
    page = plain(juror.get(page_url(application)).text)
    assert f"Le fumoir des {STRUCTURE}" in page
    assert STRUCTURE in page


def test_the_phase_cannot_begin_once_somebody_has_read_who_applies_or_the_committee_has_met() -> None:
    world = build_world(is_anonymous=False)
    sent_review(world.applications[0], world.reviewer, "3", "3")

    with pytest.raises(AnonymityRefused) as refusal:
        begin_anonymous_review(edition=world.edition, actor=world.organiser, at=now())

    assert "commencée" in str(refusal.value.message)
    Review.objects.all().delete()
    open_meeting(edition=world.edition, actor=world.organiser, at=now())
    with pytest.raises(AnonymityRefused, match="séance"):
        begin_anonymous_review(edition=world.edition, actor=world.organiser, at=now())


def test_identities_open_once_and_a_phase_begun_by_mistake_begins_again() -> None:
    world = build_world()

    assert open_identities(edition=world.edition, actor=world.organiser, at=now())
    assert not open_identities(edition=world.edition, actor=world.organiser, at=now())
    assert begin_anonymous_review(edition=world.edition, actor=world.organiser, at=now())
    assert Edition.objects.get(pk=world.edition.pk).hides_identities


def test_a_site_is_masked_without_its_www_and_a_broken_address_stops_nothing(as_user: AsUser) -> None:
    world = build_world()
    [application] = world.applications
    Answer.objects.filter(sheet=application.sheet, question__key="solution").update(value="Voir fumoir.eco")
    juror = as_user(world.reviewer)

    for website in ("https://www.fumoir.eco/", "fumoir.eco", "http://[fumoir.eco"):
        Organisation.objects.filter(projects__application=application).update(website=website)
        page = juror.get(page_url(application))

        assert (page.status_code, "fumoir.eco" in page.text) == (200, "[" in website)


def round_url(world: World) -> str:
    return reverse("projects:declare_links", args=[world.edition.slug])


def test_the_round_names_structures_without_a_number_and_dossiers_open_all_together(as_user: AsUser) -> None:
    world = build_world(applications=1)
    other, application = world.applications
    ReviewAssignment.objects.get_or_create(
        application=other, reviewer=world.reviewer, defaults={"assigned_at": now()}
    )
    Application.objects.filter(pk=other.pk).update(state=ApplicationState.UNDER_REVIEW)
    open_round(edition=world.edition, actor=world.organiser, at=now())
    juror = as_user(world.reviewer)

    page = juror.get(round_url(world)).text
    assert STRUCTURE in page
    assert HOLDER in page
    assert application.reference not in page
    assert other.reference not in page
    [first, second] = [line.split('"')[0] for line in page.split('data-row="')[1:]]
    assert juror.post(round_url(world), {f"answer-{first}": "none"}).status_code == 302

    assert not Application.objects.reviewed_by(world.reviewer).exists()
    assert juror.post(round_url(world), {f"answer-{second}": "unknown"}).status_code == 302
    assert not Application.objects.reviewed_by(world.reviewer).exists()
    assert (
        juror.post(round_url(world), {f"answer-{second}": "none", f"version-{second}": "1"}).status_code
        == 302
    )
    assert Application.objects.reviewed_by(world.reviewer).count() == 2


def test_a_closed_round_names_what_one_declared_and_not_what_one_left_by_its_number(as_user: AsUser) -> None:
    world = build_world(applications=1)
    other, application = world.applications
    Application.objects.filter(pk=other.pk).update(structure_name="Forges de Vire")
    LinkDeclaration.objects.create(
        application=application,
        reviewer=world.reviewer,
        author=world.reviewer,
        answer=LinkAnswer.LINK,
        effect=ConflictEffect.HIDDEN,
        reason="Mon frère.",
        at=now(),
    )
    recuse(application=other, reviewer=world.reviewer, author=world.reviewer, reason="Ma sœur.", at=now())
    open_round(edition=world.edition, actor=world.organiser, at=now())
    close_round(edition=world.edition, actor=world.organiser, at=now())

    page = as_user(world.reviewer).get(round_url(world)).text

    assert STRUCTURE in page
    assert "Forges de Vire" not in page
    assert application.reference not in page
    assert other.reference not in page


@pytest.mark.parametrize("choices", [{}, {"allies": False}])
def test_no_answer_is_read_both_beside_a_structure_and_beside_a_number(
    as_user: AsUser, choices: dict[str, bool]
) -> None:
    world = build_world()
    [application] = world.applications
    form = factories.published_form(
        {"key": "allies", "kind": QuestionKind.LONG_TEXT, "audience": "jury", "role": PARTNERS}
    )
    application.sheet = factories.sheet(form, allies="Inria et la CCI")
    application.save(update_fields=["sheet"])
    Edition.objects.filter(pk=world.edition.pk).update(identifying_questions=choices)
    open_round(edition=world.edition, actor=world.organiser, at=now())
    juror = as_user(world.reviewer)

    listed = juror.get(round_url(world)).text
    juror.post(round_url(world), {"rest": "none"})
    read = juror.get(page_url(application)).text

    assert ["Inria" in listed, "Inria" in read] == ([False, True] if choices else [True, False])


def test_a_number_that_is_tried_in_the_round_answers_nothing(as_user: AsUser) -> None:
    world = build_world()
    [application] = world.applications
    open_round(edition=world.edition, actor=world.organiser, at=now())
    juror = as_user(world.reviewer)

    response = juror.post(round_url(world), {f"answer-{application.reference}": "none"})

    assert response.status_code == 422
    assert not application.declarations.exists()


def test_mails_to_a_person_about_their_link_name_the_structure_alone() -> None:
    world = build_world()
    [application] = world.applications

    recuse(
        application=application,
        reviewer=world.reviewer,
        author=world.organiser,
        reason="Même groupe.",
        effect=ConflictEffect.NO_VOTE,
        at=now(),
    )

    mail = OutgoingMail.objects.get(template="projects/conflicts/recused_for_them")
    assert STRUCTURE in mail.text
    assert application.reference not in mail.subject + mail.text


def test_a_new_duty_is_assigned_by_its_number() -> None:
    world = build_world()
    [application] = world.applications
    juror = factories.role(world.edition, RoleName.REVIEWER)

    assign(application=application, reviewer=juror, actor=world.organiser, at=now())

    mail = OutgoingMail.objects.get(template="projects/review/assigned", to_email=juror.email)
    assert "Dossier 1" in mail.text
    assert list_names(mail.subject + mail.text + mail.html) == []
    assert "Vous reconnaissez un dossier" in mail.text
    assert "Vous connaissez ces personnes" not in mail.text


def test_the_activity_of_a_person_is_left_beside_the_masked_name(as_user: AsUser) -> None:
    world = build_world()
    [application] = world.applications
    form = published_form(
        {"key": "second_participant", "kind": QuestionKind.SHORT_TEXT, "audience": "organisers"},
        {"key": "solution", "kind": QuestionKind.LONG_TEXT, "audience": "jury"},
    )
    application.sheet = factories.sheet(
        form, second_participant="Chloé Martin, couturière", solution="Mme Martin, puis Chloé, couturières."
    )
    application.save(update_fields=["sheet"])

    page = plain(as_user(world.reviewer).get(page_url(application)).text)

    assert "Mme [masqué], puis [masqué], couturières." in page
