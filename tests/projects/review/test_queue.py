"""The reviewer's list: what is left to read, and what one needs to choose."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import now

from accelerator.outbox.models import OutgoingMail
from accelerator.questionnaires.enums import AnswerAudience, QuestionKind
from accelerator.web.templatetags.prose import deadline, longdate
from programmes.enums import RoleName
from programmes.models import Call, Role
from projects.application.enums import ApplicationState
from projects.conflicts.queries import Conflicts
from projects.decision.actions.announcing import announce
from projects.decision.actions.deliberation import decide
from projects.decision.enums import Outcome
from projects.decision.queries import announcement as queries_announcement
from projects.models import Application, ReviewAssignment, SearchEntry
from projects.review.actions import assignment, proposals, review
from tests import factories
from tests.factories import edition_with, role
from tests.support.reviews import page_url, plain, sent_review

pytestmark = pytest.mark.django_db


def test_the_next_dossier_is_the_one_that_was_begun(as_user) -> None:
    world = edition_with(reviewers=1, applications=3)
    begun = world.applications[2]
    review.save_field(
        application=begun, reviewer=world.reviewer, key="private_note", value="…", base_version=0, at=now()
    )

    page = as_user(world.reviewer).get(reverse("projects:review_queue"))

    assert page.context["next"].reference == begun.reference
    rows = [row.reference for group in page.context["groups"] for row in group["rows"]]
    assert set(rows[:2]) == {application.reference for application in world.applications[:2]}
    assert rows[2:] == [begun.reference]


def test_who_has_no_dossier_yet_reads_when_they_come_and_when_reviews_end(as_user) -> None:
    world = edition_with(
        reviewers=1, closes_at=now() + timedelta(days=3), reviews_due_at=now() + timedelta(days=20)
    )
    address, browser = reverse("projects:review_queue"), as_user(world.reviewer)

    page = plain(browser.get(address).text)

    assert (
        f"L’appel de {world.edition.name} se clôt le {plain(longdate(world.edition.call.closes_at))}" in page
    )
    assert f"Vos évaluations sont attendues {plain(deadline(world.edition.reviews_due_at))}" in page
    assert "suppléance" not in page
    assert "Vos textes" not in page

    Role.objects.jurors().update(is_deputy=True)
    Call.objects.update(closes_at=now() - timedelta(hours=1))
    page = plain(browser.get(address).text)

    assert "est clos : l’organisation répartit les dossiers" in page
    assert "En suppléance" in page


def test_texts_are_offered_to_who_wrote_about_a_dossier_that_they_no_longer_review(as_user) -> None:
    world = edition_with(reviewers=1, applications=2)
    first, browser = world.applications[0], as_user(world.reviewer)
    typed = {"key": "private_note", "value": "…", "base_version": 0, "at": now()}
    review.save_field(application=first, reviewer=world.reviewer, **typed)
    address = reverse("projects:review_queue")

    assert "Vos textes" not in browser.get(address).text
    ReviewAssignment.objects.filter(application=first).update(withdrawn_at=now())
    assert "Vos textes" in browser.get(address).text


def test_the_list_has_of_each_dossier_what_one_needs_to_choose(as_user) -> None:
    form = factories.published_form(
        {"key": "title", "kind": QuestionKind.SHORT_TEXT, "audience": AnswerAudience.PUBLIC},
        {"key": "work_problem", "kind": QuestionKind.LONG_TEXT, "audience": AnswerAudience.JURY},
        {"key": "access_needs", "kind": QuestionKind.LONG_TEXT, "audience": AnswerAudience.LOGISTICS},
    )
    world = edition_with(reviewers=1, applications=1, form=form)
    other = edition_with(applications=1, reviews_due_at=None)
    role(other.edition, RoleName.REVIEWER, who=world.reviewer)
    (near,), (free,) = world.applications, other.applications
    ReviewAssignment.objects.create(
        application=free, reviewer=world.reviewer, assigned_at=now(), reason="Vous connaissez le bois."
    )
    for application, name in ((near, "Scierie des Cèdres"), (free, "Menuiserie Ollivier")):
        Application.objects.filter(pk=application.pk).update(structure_name=name)
    near.sheet = factories.sheet(form, work_problem="a" * 4000, access_needs="b" * 9000)
    near.save(update_fields=["sheet"])

    page = as_user(world.reviewer).get(reverse("projects:review_queue"))

    first, second = [row for group in page.context["groups"] for row in group["rows"]]
    assert (first.reference, second.reference) == (near.reference, free.reference)  # without a deadline: last
    assert (first.title, first.structure_name, first.reason) == (near.title, "Scierie des Cèdres", "")
    assert (second.structure_name, second.reason) == ("Menuiserie Ollivier", "Vous connaissez le bois.")
    assert (first.minutes, second.minutes) == (4, 1)
    pages = page.text + as_user(world.reviewer).get(page_url(free)).text
    text = pages.replace("\u00a0", " ")
    for words in (
        "4 min de lecture",
        "pour votre regard : Vous connaissez le bois.",
        "Pourquoi vous : Vous connaissez le bois.",
        world.edition.name,
        other.edition.name,
    ):
        assert words in text


def test_what_became_of_dossiers_is_folded_behind_those_that_are_left_to_read(as_user) -> None:
    world, another = edition_with(reviewers=1, applications=1), edition_with(applications=1)
    sent_review(world.applications[0], world.reviewer, "4", "4")
    decide(application=world.applications[0], outcome=Outcome.SELECTED, actor=world.organiser, at=now())
    announce(edition=world.edition, early_reason="Tout est lu.", actor=world.organiser, at=now())
    browser, address = as_user(world.reviewer), reverse("projects:review_queue")
    folded = "Voir ce que sont devenus ces dossiers"

    assert folded not in browser.get(address).text
    role(another.edition, RoleName.REVIEWER, who=world.reviewer)
    assignment.assign(
        application=another.applications[0], reviewer=world.reviewer, actor=another.organiser, at=now()
    )
    assert folded in browser.get(address).text


def test_once_announced_jurors_learn_what_became_of_the_dossiers_they_scored(as_user) -> None:
    world = edition_with(reviewers=2, applications=2)
    (anne, boris), (stored, other) = world.reviewers, world.applications
    sent_review(stored, anne, "4", "4")
    decide(application=stored, outcome=Outcome.SELECTED, actor=world.organiser, at=now())
    decide(
        application=other, outcome=Outcome.NOT_SELECTED, reason="Trop tôt.", actor=world.organiser, at=now()
    )
    address = reverse("projects:review_queue")
    before = as_user(anne).get(address).text
    decisions = queries_announcement.list_decisions_to_announce(world.edition)
    expected = queries_announcement.count_announcement(world.edition, Conflicts(), decisions).mails

    sent = announce(edition=world.edition, early_reason="Tout est lu.", actor=world.organiser, at=now())

    groups = {
        group["stage"]: [(line.title, str(line.outcome.label_for_reviewer)) for line in group["rows"]]
        for group in as_user(anne).get(address).context["groups"]
        if group["stage"] == "decided"
    }
    assert "retenu" not in before
    assert groups == {"decided": [(stored.title, "retenu")]}
    assert sent == expected == 4  # two holders, Anne, and the thanks to Boris
    mail = OutgoingMail.objects.get(to_email=anne.email)
    assert stored.title in mail.text
    assert other.title not in mail.text
    thanks = OutgoingMail.objects.get(to_email=boris.email).text
    assert stored.title not in thanks
    assert other.title not in thanks


def test_editions_whose_reviews_are_open_come_before_those_that_closed(as_user) -> None:
    closed = edition_with(reviewers=1, applications=1, reviews_due_at=now() - timedelta(days=300))
    running = edition_with(applications=1, reviews_due_at=now() + timedelta(days=3))
    role(running.edition, RoleName.REVIEWER, who=closed.reviewer)
    ReviewAssignment.objects.create(
        application=running.applications[0], reviewer=closed.reviewer, assigned_at=now()
    )

    page = as_user(closed.reviewer).get(reverse("projects:review_queue"))

    assert [row.reference for group in page.context["groups"] for row in group["rows"]] == [
        running.applications[0].reference,
        closed.applications[0].reference,
    ]


def world_where(texts, skills):
    """Dossiers that say ``texts``, jurors good at ``skills``, nothing given yet."""
    world = edition_with(
        applications=len(texts), reviewers=len(skills), state=ApplicationState.ELIGIBLE, assigned=False
    )
    for application, text in zip(world.applications, texts, strict=True):
        SearchEntry.objects.create(application=application, call_id=application.call_id, words=text)
    for reviewer, words in zip(world.reviewers, skills, strict=True):
        factories.expert(world.edition, reviewer, words)
    return world


def test_the_reason_names_only_the_skills_that_the_dossier_speaks_of() -> None:
    world = world_where(
        ["Une démarche d’ergonomie et de dialogue social", "Un logiciel de paie"],
        ["ergonomie, droit du travail, dialogue social", "numérique responsable"],
    )
    anne, boris = world.reviewers

    for application in world.applications:
        for reviewer in (anne, boris):
            assignment.assign(
                application=application, reviewer=reviewer, actor=world.organiser, at=timezone.now()
            )

    reasons = {
        (duty.application_id, duty.reviewer_id): duty.reason for duty in ReviewAssignment.objects.all()
    }
    first, second = world.applications
    assert reasons == {
        (first.pk, anne.pk): "ergonomie · dialogue social",
        (first.pk, boris.pk): "",
        (second.pk, anne.pk): "",
        (second.pk, boris.pk): "",
    }


def test_the_proposal_goes_to_the_skilled_and_says_why() -> None:
    world = world_where(
        ["ergonomie du poste", "accord de dialogue social", "ergonomie", "dialogue social"],
        ["ergonomie", "dialogue social"],
    )
    world.edition.reviews_wanted = 1
    world.edition.save(update_fields=["reviews_wanted"])

    proposal = proposals.propose_for(world.edition)
    proposals.apply_proposal(
        edition=world.edition, digest=proposal.digest, actor=world.organiser, at=timezone.now()
    )

    duties = ReviewAssignment.objects.order_by("application_id")
    assert [duty.reason for duty in duties] == ["ergonomie", "dialogue social"] * 2
    assert [duty.reviewer for duty in duties] == world.reviewers * 2
