"""The announcement leaves once, and says the same thing to everybody."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import now

from accelerator.audit.models import AuditEntry
from accelerator.outbox.models import OutgoingMail
from accelerator.web.templatetags.prose import day
from programmes.models import Edition
from projects.application.actions.submission import withdraw_application
from projects.application.enums import ApplicationState
from projects.decision.actions.announcing import announce
from projects.decision.actions.deliberation import decide
from projects.decision.actions.participation import decline
from projects.decision.actions.refusals import DecisionRefused
from projects.decision.enums import Outcome, ParticipationState
from projects.decision.queries.decisions import reserves
from projects.decision.queries.feedback import DAYS_TO_ANSWER
from projects.models import Application, Decision, MemberRights, Participation, ProjectMember
from projects.triage.actions.eligibility import declare_ineligible
from tests import factories
from tests.factories import edition_with
from tests.support.reviews import let_leave, sent_review
from tests.support.shared import share_world

pytestmark = pytest.mark.django_db


def url(world):
    return reverse("projects:announce", args=[world.edition.slug])


def decided_world(**fields):
    world = edition_with(reviewers=1, applications=3, **fields)
    for application, outcome in zip(
        world.applications, (Outcome.SELECTED, Outcome.RESERVE, Outcome.NOT_SELECTED), strict=True
    ):
        decide(
            application=application,
            outcome=outcome,
            reason=f"Raison {outcome}",
            actor=world.organiser,
            at=now(),
        )
    return world


built, decided = share_world(decided_world)


def test_everybody_learns_their_outcome_with_reason_and_comments() -> None:
    world = edition_with(reviewers=1, applications=3)
    taken, waiting, refused = world.applications
    sent_review(
        refused,
        world.reviewer,
        "1",
        "1",
        holder_comment="Reprenez le lien avec les équipes",
        committee_comment="CANARI",
    )
    for dossier, outcome in (
        (taken, Outcome.SELECTED),
        (waiting, Outcome.RESERVE),
        (refused, Outcome.NOT_SELECTED),
    ):
        decide(
            application=dossier,
            outcome=outcome,
            reason=f"Parce que {outcome}",
            actor=world.organiser,
            at=now(),
        )

    let_leave(world.edition, world.organiser)

    sent = announce(edition=world.edition, early_reason="Tout est lu", actor=world.organiser, at=now())

    assert sent == 4  # the three holders, and who scored

    states = [Application.objects.get(pk=application.pk).state for application in world.applications]
    assert states == ["selected", "reserve", "not_selected"]
    participation = Participation.objects.get()
    assert (participation.project, participation.state) == (taken.project, ParticipationState.OFFERED)
    mail = OutgoingMail.objects.get(template="projects/decision/decision_not_selected")
    assert "Parce que not_selected" in mail.text.replace("\\", "")
    assert "Reprenez le lien" in mail.text
    assert "CANARI" not in mail.text
    assert str(world.reviewer) not in mail.text
    world.edition.refresh_from_db()
    assert world.edition.announced_at is not None
    assert not Decision.objects.filter(announced_at=None).exists()


def test_comments_come_in_addition_only_to_a_reason() -> None:
    world = edition_with(reviewers=1, applications=2)
    bare, explained = world.applications
    for application, reason in ((bare, ""), (explained, "Un rang de plus")):
        sent_review(application, world.reviewer, "1", "1", holder_comment="Reprenez le lien")
        decide(
            application=application, outcome=Outcome.RESERVE, reason=reason, actor=world.organiser, at=now()
        )
    let_leave(world.edition, world.organiser)
    announce(edition=world.edition, early_reason="Tout est lu", actor=world.organiser, at=now())

    mail = {
        item.title: OutgoingMail.objects.get(subject__contains=item.title).text for item in (bare, explained)
    }
    assert "vous disent aussi" in mail[explained.title]
    assert "vous disent" in mail[bare.title]
    assert "vous disent aussi" not in mail[bare.title]


def test_nothing_leaves_while_a_dossier_waits_for_its_decision(as_user, decided) -> None:
    world = decided
    late = factories.application(world.edition, state=ApplicationState.ELIGIBLE, title="Le retardataire")

    with pytest.raises(DecisionRefused):
        announce(edition=world.edition, early_reason="Tout est lu", actor=world.organiser, at=now())
    page = as_user(world.organiser).get(url(world)).content.decode()

    assert not OutgoingMail.objects.exists()
    assert Application.objects.filter(state=ApplicationState.UNDER_REVIEW).count() == 3
    assert late.title in page
    assert f'href="{reverse("projects:deliberation", args=[world.edition.slug])}">Délibérer' in " ".join(
        page.split()
    )


def test_the_page_says_to_whom_they_go_by_kind(as_user, decided) -> None:
    world = decided
    selected, reserve, _refused = world.applications
    for project in (selected.project, selected.project, reserve.project):
        ProjectMember.objects.create(
            project=project, user=factories.user(), rights=MemberRights.READ, joined_at=now()
        )
    sent_review(selected, world.reviewer, "1", "1")

    page = as_user(world.organiser).get(url(world))
    kinds = page.context["announced_kinds"]

    assert "Annoncer et envoyer 7 messages" in page.text.replace("\u00a0", " ")
    assert [(dossiers, mails) for _label, dossiers, mails in kinds] == [(1, 3), (1, 2), (1, 1), (1, 1)]
    assert "comité" in kinds[-1][0]
    announce(edition=world.edition, early_reason="Tout est lu", actor=world.organiser, at=now())
    assert OutgoingMail.objects.filter(template__endswith="decision_selected").count() == 3
    assert OutgoingMail.objects.filter(template__endswith="outcomes").count() == 1


def test_a_dossier_withdrawn_meanwhile_gets_no_answer(decided) -> None:
    world = decided
    Application.objects.filter(pk=world.applications[2].pk).update(state=ApplicationState.WITHDRAWN)

    assert announce(edition=world.edition, early_reason="Tout est lu", actor=world.organiser, at=now()) == 3
    assert Application.objects.get(pk=world.applications[2].pk).state == ApplicationState.WITHDRAWN


def taken_back(world, reserve) -> None:
    withdraw_application(application=reserve, actor=world.holder, at=now())


def turned_down(world, reserve) -> None:
    declare_ineligible(application=reserve, reason="Hors du champ", actor=world.organiser, at=now())


@pytest.mark.parametrize("leave", [taken_back, turned_down])
def test_a_reserve_that_leaves_before_the_announcement_leaves_no_gap(as_user, leave) -> None:
    world = edition_with(applications=2, state=ApplicationState.ELIGIBLE)
    leaving, staying = world.applications
    for item in (leaving, staying):
        decide(application=item, outcome=Outcome.RESERVE, actor=world.organiser, at=now())

    leave(world, leaving)

    entry = AuditEntry.objects.get(verb="erase_decision")
    assert (entry.subject_id, entry.data) == (
        str(leaving.pk),
        {"outcome": "reserve", "order": [staying.reference]},
    )
    page = as_user(world.organiser).get(url(world)).text.replace("\u00a0", " ")
    assert "rang 1" in page
    assert "rang 2" not in page
    assert leaving.title not in page
    OutgoingMail.objects.all().delete()
    announce(edition=world.edition, early_reason="Tout est lu", actor=world.organiser, at=now())
    mail = OutgoingMail.objects.get()
    assert (mail.template, "rang 1" in mail.text.replace("\u00a0", " ")) == (
        "projects/decision/decision_reserve",
        True,
    )


def test_a_reserve_of_a_second_announcement_comes_after_those_of_the_first() -> None:
    world = decided_world()
    announce(edition=world.edition, early_reason="Tout est lu", actor=world.organiser, at=now())
    decline(participation=Participation.objects.get(), actor=world.holder, at=now())  # calls rank 1
    late = factories.application(world.edition, state=ApplicationState.ELIGIBLE)

    decided = decide(application=late, outcome=Outcome.RESERVE, actor=world.organiser, at=now())

    assert decided.reserve_rank == 2
    assert list(reserves(world.edition)) == [decided]


def test_before_the_announcement_the_holder_learns_nothing(as_user, decided) -> None:
    world = decided
    reference = world.applications[0].reference

    assert as_user(world.holder).get(reverse("projects:participation", args=[reference])).status_code == 404


def test_before_sending_each_name_and_each_mail_can_be_read(as_user, decided) -> None:
    world = decided

    page = as_user(world.organiser).get(url(world)).text

    for application in world.applications:
        assert application.title in page
        assert application.reference in page
    assert "votre projet est retenu" in page
    assert "Raison not_selected" in page
    assert "Répondez dès que vous le savez." in page
    assert not OutgoingMail.objects.exists()


def test_a_recused_person_does_not_read_that_mail(as_user, decided) -> None:
    world = decided
    world.applications[2].recusals.create(
        reviewer=world.organiser, reason="…", author=world.organiser, at=now()
    )

    page = as_user(world.organiser).get(url(world)).text

    assert "Raison not_selected" not in page
    assert "Raison reserve" in page


def test_after_the_announcement_one_sees_who_comes_and_reminds_the_silent_once_a_day(
    as_user, decided
) -> None:
    world = decided
    announce(edition=world.edition, early_reason="Tout est lu", actor=world.organiser, at=now())
    place = Participation.objects.get()
    address = reverse("projects:remind_place", args=[world.edition.slug, world.applications[0].reference])
    client = as_user(world.organiser)
    assert "n’a pas répondu" in client.get(url(world)).text

    client.post(address)
    again = client.post(address, follow=True)

    assert "déjà parti aujourd’hui" in again.text
    assert OutgoingMail.objects.filter(template="projects/decision/confirmation_missing").count() == 1
    assert AuditEntry.objects.filter(verb="remind_place").count() == 1

    decline(participation=place, reason="Un déménagement", actor=world.holder, at=now())
    page = client.get(url(world)).text.replace("\u00a0", " ")
    assert "ne vient pas" in page
    assert "Un déménagement" in page
    assert "appelé de la liste complémentaire, rang 1" in page
    assert "a déjà répondu" in client.post(address, follow=True).text


def test_a_recused_person_neither_reads_why_a_project_left_nor_reminds_it(as_user, decided) -> None:
    world = decided
    announce(edition=world.edition, early_reason="Tout est lu", actor=world.organiser, at=now())
    taken, called, _refused = world.applications
    decline(participation=Participation.objects.get(), reason="Un déménagement", actor=world.holder, at=now())
    for item in (taken, called):
        item.recusals.create(reviewer=world.organiser, reason="…", author=world.organiser, at=now())
    client = as_user(world.organiser)
    address = reverse("projects:remind_place", args=[world.edition.slug, called.reference])

    page = client.get(url(world)).text
    refused = client.post(address, follow=True)

    assert taken.title in page
    for hidden in (
        "Un déménagement",
        address,
        reverse("projects:manage_application", args=[world.edition.slug, taken.reference]),
    ):
        assert hidden not in page
    assert "une autre personne relance ce projet" in refused.text
    assert not OutgoingMail.objects.filter(template="projects/decision/confirmation_missing").exists()


def test_the_day_on_which_places_are_answered_is_read_before_announcing(as_user, decided) -> None:
    today = timezone.localdate()
    client, dates_url = (
        as_user(decided.organiser),
        reverse("programmes:manage_dates", args=[decided.edition.slug]),
    )

    def read(**fields: object) -> str:
        Edition.objects.filter(pk=decided.edition.pk).update(**{"session_starts_on": None, **fields})
        return client.get(url(decided)).content.decode().replace("\xa0", " ")

    later, tomorrow = today + timedelta(days=30), today + timedelta(days=1)
    fixed, too_soon, unset = (read(answers_due_on=value) for value in (later, tomorrow, None))

    assert f"Les projets retenus répondent d’ici le {day(later)}.".replace("\xa0", " ") in fixed
    assert "trop proche" not in fixed
    assert day(today + timedelta(days=DAYS_TO_ANSWER)).replace("\xa0", " ") in too_soon
    assert "trop proche" in too_soon
    assert "Aucun dernier jour n’est fixé" in unset
    assert f"{dates_url}#id_answers_due_on" in unset
    assert "Aucun dernier jour" not in read(silent=True, answers_due_on=None)
