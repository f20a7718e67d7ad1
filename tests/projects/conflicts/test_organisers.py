"""An organiser with a conflict of interest in a dossier: what they no longer read, decide or receive."""

from typing import Any

import pytest
from django.urls import reverse
from django.utils.timezone import now

from accelerator.outbox.models import OutgoingMail
from programmes.enums import RoleName
from projects.application.actions.submission import withdraw_application
from projects.application.enums import ApplicationState
from projects.conflicts.actions import recuse
from projects.conflicts.emails import organisers_to_notify, select_mails_about_hidden_dossiers
from projects.decision.actions.announcing import announce
from projects.decision.actions.deliberation import decide
from projects.decision.actions.refusals import DecisionRefused
from projects.decision.enums import Outcome
from projects.models import (
    Application,
    ProjectMember,
    Recusal,
    SearchEntry,
)
from tests import factories
from tests.factories import NOW, World, edition_with
from tests.support.shared import share_world

pytestmark = pytest.mark.django_db


built, world = share_world(edition_with, reviewers=1, applications=1)


def test_an_organiser_who_stepped_aside_does_not_open_the_deliberation_of_it(as_user, world: World) -> None:
    application, both = world.applications[0], world.reviewer
    factories.role(world.edition, RoleName.ORGANISER, who=both)
    recuse(application=application, reviewer=both, author=both, reason="Ami", at=now())
    client = as_user(both)
    url = reverse("projects:decide", args=[world.edition.slug, application.reference])

    assert client.get(url).status_code == 404
    assert client.post(url, {"outcome": "selected"}).status_code == 404
    assert url not in client.get(reverse("projects:deliberation", args=[world.edition.slug])).content.decode()


def test_an_organiser_who_stepped_aside_does_not_read_the_decision_in_the_messages_either(as_user) -> None:
    world = edition_with(reviewers=1, applications=2)
    (application, other), both = world.applications, world.reviewer
    factories.role(world.edition, RoleName.ORGANISER, who=both)
    recuse(application=application, reviewer=both, author=both, reason="Ami", at=now())
    for dossier in (application, other):
        decide(
            application=dossier,
            outcome=Outcome.NOT_SELECTED,
            reason="Trop fragile.",
            actor=world.organiser,
            at=now(),
        )
    announce(edition=world.edition, early_reason="Tout est lu", actor=world.organiser, at=now())
    holder = application.project.members.get().user
    stored = OutgoingMail.objects.get(user=holder, template__contains="decision")
    client = as_user(both)

    page = client.get(reverse("programmes:manage_mails", args=[world.edition.slug])).content.decode()
    assert holder.email not in page
    assert other.project.members.get().user.email in page
    address = reverse("programmes:manage_mail", args=[world.edition.slug, stored.pk])
    assert client.get(address).status_code == 404
    assert as_user(world.organiser).get(address).status_code == 200


def test_an_organiser_who_stepped_aside_is_not_written_to_about_it_nor_reads_what_colleagues_receive(
    as_user,
    world: World,
) -> None:
    [application], both = world.applications, world.reviewer
    factories.role(world.edition, RoleName.ORGANISER, who=both)
    recuse(application=application, reviewer=both, author=both, reason="Ami", at=now())
    holder = application.project.members.get().user

    withdraw_application(application=application, actor=holder, at=now(), reason="Un secret")

    [notice] = OutgoingMail.objects.filter(template="projects/application/withdrawn_notice")
    assert notice.user == world.organiser
    address = reverse("programmes:manage_mail", args=[world.edition.slug, notice.pk])
    assert as_user(both).get(address).status_code == 404
    assert as_user(world.organiser).get(address).status_code == 200


def test_an_organiser_does_not_decide_on_a_dossier_they_hold(as_user, world: World) -> None:
    application = world.applications[0]
    ProjectMember.objects.create(project=application.project, user=world.organiser, joined_at=now())
    client = as_user(world.organiser)
    url = reverse("projects:decide", args=[world.edition.slug, application.reference])

    assert client.post(url, {"outcome": "selected"}).status_code == 404
    assert url not in client.get(reverse("projects:deliberation", args=[world.edition.slug])).content.decode()
    manage = reverse("projects:manage_application", args=[world.edition.slug, application.reference])
    assert client.get(manage).status_code == 404
    with pytest.raises(DecisionRefused):
        decide(application=application, outcome=Outcome.SELECTED, actor=world.organiser, at=now())
    assert client.get(reverse("projects:application", args=[application.reference])).status_code == 200


def test_an_organiser_who_stepped_aside_neither_accepts_it_nor_chooses_who_reads_it(as_user) -> None:
    world = edition_with(reviewers=2, applications=1, state=ApplicationState.SUBMITTED)
    application, (both, other) = world.applications[0], world.reviewers
    factories.role(world.edition, RoleName.ORGANISER, who=both)
    Recusal.objects.create(application=application, reviewer=both, author=both, reason="Ami", at=now())
    client = as_user(both)

    client.post(
        reverse("projects:declare_eligible", args=[world.edition.slug]),
        {"application": application.reference},
    )
    assert Application.objects.get().state == ApplicationState.SUBMITTED
    Application.objects.update(state=ApplicationState.ELIGIBLE)
    toggle = f"take_back:{application.reference}:{other.pk}"
    board = reverse("projects:manage_assignment", args=[world.edition.slug])

    assert client.post(board, {"toggle": toggle}).status_code == 404
    assert application.assignments.filter(reviewer=other, withdrawn_at=None).exists()


def test_an_organiser_who_stepped_aside_neither_lists_it_nor_finds_it_by_its_words(as_user) -> None:
    world = edition_with(reviewers=1, applications=2)
    aside, stored = world.applications
    both = factories.role(world.edition, RoleName.ORGANISER, who=world.reviewer)
    for application in world.applications:
        SearchEntry.objects.create(application=application, call_id=application.call_id, words="Un secret")
    recuse(application=aside, reviewer=both, author=both, reason="Ami", at=now())
    address = reverse("projects:manage_applications", args=[world.edition.slug], query={"q": "secret"})

    page, colleagues = as_user(both).get(address).text, as_user(world.organiser).get(address).text

    assert stored.reference in page
    assert aside.reference not in page
    assert aside.reference in colleagues


def mail(key: str, to: Any, *, subject: str = "Bonjour", text: str = "Bonjour.") -> OutgoingMail:
    return OutgoingMail.objects.create(
        dedupe_key=key,
        template="note",
        user=to,
        to_email=to.email,
        subject=subject,
        text=text,
        message_id=f"<{key}@exemple.test>",
        created_at=NOW,
        due_at=NOW,
    )


def step_aside(reader: Any, *applications: Application) -> None:
    for application in applications:
        Recusal.objects.create(application=application, reviewer=reader, author=reader, reason="Amis", at=NOW)


def test_mails_to_holders_and_mails_that_name_any_of_the_dossiers_stay_but_not_ones_own() -> None:
    world = factories.edition_with(applications=3)
    first, second, other = world.applications
    Application.objects.filter(pk=first.pk).update(title="Le bac en ligne")
    Application.objects.filter(pk=second.pk).update(title="L’atelier connecté")
    Application.objects.filter(pk=other.pk).update(title="La serre")
    reader, colleague = world.organiser, factories.user()
    step_aside(reader, first, second)

    stored = {
        mail("holder", first.project.members.leads().get().user),
        mail("first", colleague, text="À propos de : Le bac en ligne."),
        mail("second", colleague, subject="L’atelier connecté : une pièce manque"),
        mail("reference", colleague, text=f"Dossier {second.reference}"),
    }
    mail("own", reader, text="À propos de : Le bac en ligne.")
    mail("other", colleague, text="À propos de : La serre.")

    found = OutgoingMail.objects.filter(select_mails_about_hidden_dossiers(reader, world.edition))
    assert set(found) == stored
    assert not OutgoingMail.objects.filter(select_mails_about_hidden_dossiers(colleague, world.edition))


def test_organisers_who_stepped_aside_from_one_of_the_dossiers_are_not_notified() -> None:
    world = factories.edition_with(applications=2)
    first, second = world.applications
    aside = factories.role(world.edition, "organiser")
    step_aside(aside, second)

    assert set(organisers_to_notify(first)) == {world.organiser, aside}
    assert set(organisers_to_notify(first, second)) == {world.organiser}
