"""An edition of the past is entered without a mail leaving, and nothing old leaves once it writes again."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accelerator.audit.models import AuditEntry
from accelerator.outbox import reminders
from accelerator.outbox.actions import ScopeSilent, queue
from accelerator.outbox.models import MailState, OutgoingMail
from coaching.surveys.actions.survey import open_survey, send_links
from coaching.surveys.enums import SurveyKind
from programmes.actions.editions import reopen_mails, silence_edition
from programmes.actions.invitations import invite
from programmes.enums import RoleName
from projects.application.enums import ApplicationState
from projects.decision.actions.announcing import announce
from projects.decision.actions.deliberation import decide
from projects.decision.actions.participation import confirm_for_projects
from projects.decision.emails import reserve_called
from projects.decision.enums import Outcome, ParticipationState
from projects.models import Application, Participation, Recusal
from projects.review.actions.assignment import assign, remind_reviewer
from tests.factories import edition_with, participation, role, user

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def past_world(**fields):
    now = timezone.now()
    fields = {"closes_at": now - 5 * DAY, "reviews_due_at": None, **fields}
    return edition_with(silent=True, **fields)


def test_a_whole_past_edition_is_entered_and_nobody_is_written_to() -> None:
    now = timezone.now()
    world = past_world(reviewers=1, applications=2, assigned=False)
    actor = world.organiser

    assign(application=world.applications[0], reviewer=world.reviewer, actor=actor, at=now)
    for dossier in world.applications:
        decide(application=dossier, outcome=Outcome.SELECTED, actor=actor, at=now)
    assert announce(edition=world.edition, actor=actor, at=now) == 0
    places = Participation.objects.filter(edition=world.edition)
    confirmed = confirm_for_projects(
        edition=world.edition, participations=[place.pk for place in places], actor=actor, at=now
    )
    reminders.plan(now + 6 * DAY)

    assert len(confirmed) == 2
    assert {place.state for place in places.all()} == {ParticipationState.CONFIRMED}
    assert {application.state for application in Application.objects.all()} == {ApplicationState.CONFIRMED}
    assert not OutgoingMail.objects.exists()


def test_an_action_that_only_sends_a_mail_is_refused_with_a_message() -> None:
    now = timezone.now()
    world = past_world(reviewers=1, applications=1, participations=1)
    survey = open_survey(
        edition=world.edition,
        kind=SurveyKind.SYNTHESIS,
        opens_at=now - DAY,
        closes_at=now + DAY,
        actor=world.organiser,
        at=now,
    )
    acts = [
        lambda: send_links(survey=survey, actor=world.organiser, at=now),
        lambda: invite(
            edition=world.edition,
            email="a@exemple.test",
            role=RoleName.MENTOR,
            actor=world.organiser,
            at=now,
        ),
        lambda: remind_reviewer(
            edition=world.edition, reviewer=world.reviewer, actor=world.organiser, at=now
        ),
    ]

    for act in acts:
        with pytest.raises(ScopeSilent, match="aucun message ne part"):
            act()

    assert not OutgoingMail.objects.exists()
    assert not survey.invitations.exists()


def test_mails_that_waited_are_cancelled_and_other_editions_go_on_writing() -> None:
    now = timezone.now()
    world, other = edition_with(applications=1), edition_with(applications=1)
    for edition, dossier in (
        (world.edition, world.applications[0]),
        (other.edition, other.applications[0]),
    ):
        queue(reserve_called(dossier, edition, user(), now), at=now)

    assert silence_edition(edition=world.edition, actor=world.organiser, at=now) == 1

    states = dict(OutgoingMail.objects.values_list("scope", "state"))
    assert states == {world.edition.scope: MailState.CANCELLED, other.edition.scope: MailState.QUEUED}


def test_once_it_writes_again_nothing_old_leaves() -> None:
    """The place was offered six days ago: its reminder was due yesterday."""
    now = timezone.now()
    world = past_world()
    place = participation(world.edition, state=ParticipationState.OFFERED)
    Participation.objects.filter(pk=place.pk).update(offered_at=now - 6 * DAY)

    reminders.plan(now)
    reopen_mails(edition=world.edition, actor=world.organiser, at=now)
    reminders.plan(now)
    reminders.plan(now + DAY)

    assert not OutgoingMail.objects.exclude(state=MailState.CANCELLED).exists()
    assert OutgoingMail.objects.filter(template="projects/decision/confirmation_missing").exists()
    assert queue(reserve_called(place.project.application, world.edition, user(), now), at=now) == 1
    assert list(AuditEntry.objects.order_by("pk").values_list("verb", flat=True)) == ["reopen_mails"]


def test_every_page_of_the_edition_says_so_and_the_switch_is_in_its_settings(as_user) -> None:
    world = edition_with()
    client, slug = as_user(world.organiser), world.edition.slug
    words = "personne ne reçoit de message"

    assert words not in client.get(reverse("programmes:manage_settings", args=[slug])).text
    client.post(reverse("programmes:set_silence", args=[slug]), {"silent": "yes"})

    for name in ("programmes:manage_settings", "projects:announce", "coaching:manage_edition"):
        assert words in client.get(reverse(name, args=[slug])).text
    ranking, settings = (
        reverse(name, args=[slug]) for name in ("projects:ranking", "programmes:manage_settings")
    )
    chair = as_user(role(world.edition, RoleName.CHAIR)).get(ranking).text
    assert words in chair
    assert settings not in chair
    assert f"{settings}#mails" in as_user(world.organiser).get(ranking).text
    client.post(reverse("programmes:set_silence", args=[slug]), {"silent": "no"})
    assert words not in client.get(reverse("programmes:manage_settings", args=[slug])).text


def test_several_places_are_confirmed_from_the_page_at_once(as_user) -> None:
    world = edition_with(announced_at=timezone.now())
    places = [participation(world.edition, state=ParticipationState.OFFERED) for _ in range(3)]
    client = as_user(world.organiser)
    assert (
        "Confirmer les projets cochés"
        in client.get(reverse("projects:announce", args=[world.edition.slug])).text
    )

    response = client.post(
        reverse("projects:confirm_places", args=[world.edition.slug]),
        {"place": [str(places[0].pk), str(places[1].pk)]},
        follow=True,
    )

    assert "2 projets viennent" in response.text.replace("\N{NO-BREAK SPACE}", " ")
    assert Participation.objects.confirmed().count() == 2
    assert OutgoingMail.objects.filter(template="projects/decision/participation_confirmed").count() == 2


def test_nobody_answers_for_a_dossier_they_stepped_aside_from_nor_for_another_edition(as_user) -> None:
    world, other = edition_with(announced_at=timezone.now()), edition_with()
    place = participation(world.edition, state=ParticipationState.OFFERED)
    foreign = participation(other.edition, state=ParticipationState.OFFERED)
    Recusal.objects.create(
        application=place.project.application,
        reviewer=world.organiser,
        reason="Je la conseille",
        author=world.organiser,
        at=timezone.now(),
    )
    client = as_user(world.organiser)
    address = reverse("projects:confirm_places", args=[world.edition.slug])

    assert "Conflit d’intérêts" in client.post(address, {"place": [place.pk]}, follow=True).text
    client.post(address, {"place": [foreign.pk]})

    assert not Participation.objects.confirmed().exists()
