"""The holder's answer, and the next project on the list."""

from datetime import datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import now

from accelerator.audit.models import AuditEntry
from accelerator.outbox.models import OutgoingMail
from accelerator.outbox.reminders import plan
from accelerator.transitions import TransitionRefused
from programmes.enums import RoleName
from programmes.models import Edition, Role
from projects.application.enums import APPLICATION, ApplicationState
from projects.application.queries.applications import history
from projects.decision.actions.announcing import announce
from projects.decision.actions.deliberation import decide
from projects.decision.actions.participation import (
    ParticipationRefused,
    confirm,
    decline,
    is_withdrawn,
    leave_session,
    remind,
    return_to_session,
    withdraw_place,
)
from projects.decision.enums import PARTICIPATION, Outcome, ParticipationState
from projects.models import Application, MemberRights, Participation, ProjectMember, Recusal
from projects.reminders import reviews_to_do
from tests import factories
from tests.factories import edition_with
from tests.support.dossiers import lead
from tests.support.reviews import plain, sent_review
from tests.support.shared import share_world

pytestmark = pytest.mark.django_db
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def announced_world(*outcomes):
    world = edition_with(applications=len(outcomes))
    for application, outcome in zip(world.applications, outcomes, strict=True):
        decide(application=application, outcome=outcome, reason="Parce que", actor=world.organiser, at=now())
    announce(edition=world.edition, early_reason="Tout est lu", actor=world.organiser, at=now())
    OutgoingMail.objects.all().delete()
    return world


def url(application):
    return reverse("projects:participation", args=[application.reference])


def confirmed_place_in_session() -> "tuple[Participation, datetime]":
    """A place that its project confirmed, with a reserve behind it, and an hour of the first day of the session."""
    world = announced_world(Outcome.SELECTED, Outcome.RESERVE)
    place = Participation.objects.get()
    confirm(participation=place, actor=lead(place.project.application), at=now())
    at = now() + DAY
    Edition.objects.filter(pk=world.edition.pk).update(session_starts_on=timezone.localdate(at))
    return Participation.objects.get(pk=place.pk), at


def organiser_of(place):
    return Role.objects.get(edition=place.edition, name=RoleName.ORGANISER).user


built, selected = share_world(announced_world, Outcome.SELECTED)


def test_the_dossier_moves_by_each_verb_of_its_place() -> None:
    same = {
        ParticipationState.OFFERED: ApplicationState.SELECTED,
        ParticipationState.CONFIRMED: ApplicationState.CONFIRMED,
        ParticipationState.DECLINED: ApplicationState.DECLINED,
    }

    for verb, place in PARTICIPATION.transitions.items():
        dossier = APPLICATION.transitions[verb]
        assert {same[ParticipationState(state)] for state in place.sources} == dossier.sources
        assert same[ParticipationState(place.target)] == dossier.target
        assert place.reason_required == dossier.reason_required


def test_a_place_whose_dossier_is_not_where_it_was_stays(selected) -> None:
    world = selected
    place = Participation.objects.get()
    Application.objects.update(state=ApplicationState.CONFIRMED)

    with pytest.raises(TransitionRefused):
        confirm(participation=place, actor=world.holder, at=now())

    place.refresh_from_db()
    assert (place.state, place.answered_at) == (ParticipationState.OFFERED, None)


def test_confirming_keeps_the_place_and_thanks_once(as_user, selected) -> None:
    world = selected
    client, application = as_user(world.holder), world.applications[0]

    assert "Une place vous attend" in client.get(url(application)).content.decode()
    client.post(url(application), {"answer": "confirm"})
    client.post(url(application), {"answer": "confirm"})

    application.refresh_from_db()
    assert application.state == ApplicationState.CONFIRMED
    assert Participation.objects.get().state == ParticipationState.CONFIRMED
    assert [mail.template for mail in OutgoingMail.objects.all()] == [
        "projects/decision/participation_confirmed"
    ]
    assert "Votre place est confirmée" in client.get(url(application)).content.decode()


def test_a_visitor_reads_what_is_true_at_that_moment(as_user, selected) -> None:
    world, client = selected, as_user(selected.holder)
    Participation.objects.update(state=ParticipationState.CONFIRMED, answered_at=now())

    for begins_in, words in ((9, "À bientôt"), (-1, "La session a commencé"), (-9, "La session est passée")):
        begins = timezone.localdate() + begins_in * DAY
        Edition.objects.update(session_starts_on=begins, session_ends_on=begins + DAY)
        page = client.get(url(world.applications[0])).text

        assert words in page
        assert ("parrain" in page) == (begins_in > 0)


def test_declining_calls_the_next_reserve_once_and_notifies_the_organisers(as_user) -> None:
    world = announced_world(Outcome.SELECTED, Outcome.RESERVE, Outcome.RESERVE)
    leaving, first, _second = world.applications
    place, holder = Participation.objects.get(), as_user(world.holder)

    holder.post(url(leaving), {"answer": "decline", "reason": "Un chantier urgent"})
    decline(participation=place, actor=world.holder, at=now())

    states = {application.pk: application.state for application in Application.objects.all()}
    assert [states[application.pk] for application in world.applications] == [
        "declined",
        "selected",
        "reserve",
    ]
    assert Participation.objects.get(project=first.project).state == ParticipationState.OFFERED
    templates = sorted(OutgoingMail.objects.values_list("template", flat=True))
    assert templates == ["projects/decision/place_declined", "projects/decision/reserve_called"]
    assert "Un chantier urgent" in OutgoingMail.objects.get(template="projects/decision/place_declined").text
    with pytest.raises(ParticipationRefused):
        confirm(participation=place, actor=world.holder, at=now())

    entry, last = AuditEntry.objects.get(verb="call_reserve"), history(first, world.organiser)[-1]
    journal = reverse("coaching:manage_journal", args=[world.edition.slug])
    text = plain(as_user(world.organiser).get(journal).text)
    assert (entry.actor, entry.subject_id) == (None, str(first.pk)), "the site, and not who left the place"
    assert (last["label"], last["text"]) == ("Appelé de la liste complémentaire", "")
    assert "Le site a appelé un projet de la liste complémentaire" in text
    assert f"{world.holder} a laissé sa place" in text
    assert f"{world.holder} a retenu" not in text


def test_a_place_left_when_too_many_were_selected_goes_to_nobody() -> None:
    announced_world(Outcome.SELECTED, Outcome.SELECTED, Outcome.RESERVE)
    Edition.objects.update(places=1)
    first, second = Participation.objects.order_by("pk")

    assert decline(participation=first, actor=first.project.members.get().user, at=now()) is None
    mail = OutgoingMail.objects.get()
    assert decline(participation=second, actor=second.project.members.get().user, at=now()) is not None

    assert mail.template == "projects/decision/place_declined"
    assert "restent prises" in mail.text
    assert "reste libre" not in mail.text


def test_a_member_who_may_only_read_does_not_answer(as_user, selected) -> None:
    world = selected
    reader = factories.user()
    ProjectMember.objects.create(
        project=world.applications[0].project, user=reader, rights=MemberRights.READ, joined_at=now()
    )
    client = as_user(reader)

    page = client.get(url(world.applications[0])).content.decode()
    client.post(url(world.applications[0]), {"answer": "confirm"})

    assert 'value="confirm"' not in page
    assert Participation.objects.get().state == ParticipationState.OFFERED


def test_a_reminder_looks_at_the_place_as_it_stands_and_says_why_it_does_not_leave(selected) -> None:
    world = selected
    place = Participation.objects.get()

    def refusal(at) -> str:
        with pytest.raises(ParticipationRefused) as refused:
            remind(participation=place, actor=world.organiser, at=at)
        return str(refused.value.message)

    assert "La session a commencé" in refusal(now() + 61 * DAY)
    ProjectMember.objects.update(rights=MemberRights.READ)
    assert "Personne ne peut répondre" in refusal(now())
    Participation.objects.update(state=ParticipationState.CONFIRMED, answered_at=now())
    assert "a déjà répondu" in refusal(now())
    assert not OutgoingMail.objects.exists()


def test_once_the_session_began_the_page_offers_no_reminder(as_user, selected) -> None:
    world = selected
    page, client = reverse("projects:announce", args=[world.edition.slug]), as_user(world.organiser)
    assert "Relancer" in client.get(page).text

    Edition.objects.update(session_starts_on=timezone.localdate())

    assert "Relancer" not in client.get(page).text


def test_reviewers_with_reviews_to_do_are_reminded_ten_and_three_days_before() -> None:
    world = edition_with(reviewers=3, applications=1, reviews_due_at=now() + 20 * DAY)
    anne, boris, chloe = world.reviewers
    application = world.applications[0]
    sent_review(application, boris, "3", "3")
    Recusal.objects.create(application=application, reviewer=chloe, author=chloe, reason="Ami", at=now())

    def reminded(days):
        return {message.dedupe_key for message in reviews_to_do(now() + days * DAY)}

    assert reminded(9) == set()
    assert [key for key in reminded(11) if f"reviewer:{anne.pk}:10:" in key] == list(reminded(11))
    assert len(reminded(11)) == 1
    assert reminded(18) != reminded(11)
    assert reminded(21) == set()
    assert plan(now() + 11 * DAY) >= 1


def test_once_the_session_began_a_confirmed_place_is_left_no_more_and_nobody_is_called_for_another(
    as_user,
) -> None:
    world = announced_world(Outcome.SELECTED, Outcome.RESERVE)
    place, first_day = Participation.objects.get(), timezone.localdate()
    confirm(participation=place, actor=world.holder, at=now())
    Edition.objects.update(session_starts_on=first_day, session_ends_on=first_day + DAY)

    with pytest.raises(ParticipationRefused, match="La session a commencé"):
        decline(participation=place, actor=world.holder, at=now())
    assert "Nous ne pourrons pas venir" not in as_user(world.holder).get(url(world.applications[0])).text
    Participation.objects.update(state=ParticipationState.OFFERED, answered_at=None)
    assert decline(participation=Participation.objects.get(), actor=world.holder, at=now()) is None
    assert Participation.objects.get().state == ParticipationState.DECLINED


def test_a_project_that_leaves_during_the_session_keeps_its_place_and_comes_back() -> None:
    place, at = confirmed_place_in_session()

    left = leave_session(participation=place, actor=organiser_of(place), at=at)
    assert (left.is_away, left.state) == (True, ParticipationState.CONFIRMED)
    with pytest.raises(ParticipationRefused, match="déjà parti"):
        leave_session(participation=place, actor=organiser_of(place), at=at)
    back = return_to_session(participation=place, actor=organiser_of(place), at=at + HOUR)

    assert (back.is_away, back.left_session_at) == (False, None)
    written = AuditEntry.objects.filter(subject_id=str(place.project.application.pk)).order_by("pk")
    assert [(entry.verb, entry.at) for entry in written][-2:] == [
        ("leave_session", at),
        ("return_to_session", at + HOUR),
    ]


def test_a_place_withdrawn_during_the_session_keeps_when_its_project_left_and_nobody_is_called() -> None:
    place, at = confirmed_place_in_session()
    leave_session(participation=place, actor=organiser_of(place), at=at)
    assert not is_withdrawn(place)

    called = withdraw_place(participation=place, reason="Parti", actor=organiser_of(place), at=at + HOUR)

    place.refresh_from_db()
    assert (called, place.state, place.left_session_at) == (None, ParticipationState.DECLINED, at)
    assert is_withdrawn(place)


def test_a_place_withdrawn_before_its_project_left_says_that_it_leaves_then() -> None:
    place, at = confirmed_place_in_session()

    withdraw_place(participation=place, reason="Absent", actor=organiser_of(place), at=at)

    place.refresh_from_db()
    assert place.left_session_at == at


def test_the_day_by_which_one_answers_is_the_same_on_the_page_as_in_the_mail(as_user, selected) -> None:
    world = selected
    page = reverse("projects:participation", args=[world.applications[0].reference])
    assert "Répondez dès que vous le savez." in as_user(world.holder).get(page).text

    Edition.objects.update(answers_due_on=timezone.localdate() + timedelta(days=8))

    text = as_user(world.holder).get(page).text
    assert "Répondez d’ici le" in text
    assert "Répondez dès que vous le savez." not in text
