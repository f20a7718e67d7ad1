"""What organisers do with places: answer for projects, take one back, remind; and what leaves then."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import now

from accelerator.accounts.models import User
from accelerator.audit.models import AuditEntry
from accelerator.outbox.models import OutgoingMail
from programmes.enums import RoleName
from programmes.models import Edition
from projects.application.enums import ApplicationState
from projects.conflicts.queries import conflicts_of
from projects.decision.actions.announcing import announce
from projects.decision.actions.deliberation import decide
from projects.decision.actions.participation import (
    ParticipationRefused,
    confirm,
    confirm_for_projects,
    decline,
    may_leave,
    remind,
    withdraw_place,
)
from projects.decision.enums import Outcome, ParticipationState
from projects.decision.queries.decisions import others_wait, places, readable_places
from projects.models import Application, MemberRights, Participation, ProjectMember
from projects.reminders import confirmation_missing
from tests import factories
from tests.factories import World, edition_with
from tests.support.reviews import plain
from tests.support.shared import share_world

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
SELECTED, RESERVE = Outcome.SELECTED, Outcome.RESERVE


def announced(*outcomes: Outcome) -> World:
    world = edition_with(applications=len(outcomes))
    for item, outcome in zip(world.applications, outcomes, strict=True):
        decide(application=item, outcome=outcome, reason="Parce que", actor=world.organiser, at=now())
    announce(edition=world.edition, early_reason="Tout est lu", actor=world.organiser, at=now())
    OutgoingMail.objects.all().delete()
    return world


built, world = share_world(announced, *[SELECTED] * 4, *[RESERVE] * 2)


def place_of(application: Application) -> Participation:
    return Participation.objects.get(project=application.project)


def add_member(application: Application, rights: MemberRights, **fields):
    person = factories.user()
    ProjectMember.objects.create(
        project=application.project, user=person, rights=rights, joined_at=now(), **fields
    )
    return person


def sent(template: str) -> list[OutgoingMail]:
    return list(OutgoingMail.objects.filter(template=f"projects/decision/{template}").order_by("pk"))


def lead_of(application: Application):
    return application.project.members.get(leads=True).user


def other_offer() -> User:
    """Who leads a project of another edition that has a place to answer for."""
    place = factories.participation(factories.edition(), state=ParticipationState.OFFERED)
    return place.project.members.get().user


def url(world: World, name: str, *args) -> str:
    return reverse(f"projects:{name}", args=[world.edition.slug, *args])


# answering for projects


def test_organisers_answer_for_several_projects_at_once(as_user, world: World) -> None:
    first, second, third, *_others = world.applications
    reader = add_member(first, MemberRights.READ)
    client, address = as_user(world.organiser), url(world, "confirm_places")

    response = client.post(
        address, {"place": [place_of(first).pk, place_of(second).pk, "zéro", "9" * 30]}, follow=True
    )

    assert response.status_code == 200
    assert "2 projets viennent." in plain(response.text)
    assert response.redirect_chain[0][0].endswith("#places")
    assert [place_of(item).state for item in world.applications[:4]] == ["confirmed"] * 2 + ["offered"] * 2
    assert place_of(first).answered_by == world.organiser
    first.refresh_from_db()
    assert first.state == ApplicationState.CONFIRMED
    assert {mail.to_email for mail in sent("participation_confirmed")} == {
        lead_of(first).email,
        reader.email,
        lead_of(second).email,
    }
    assert AuditEntry.objects.filter(verb="confirm", actor=world.organiser).count() == 2

    assert "1 projet vient." in plain(client.post(address, {"place": place_of(third).pk}, follow=True).text)
    again = client.post(address, {"place": place_of(third).pk}, follow=True).text
    assert "Cochez les projets qui viennent" in again
    assert len(sent("participation_confirmed")) == 4


def test_nobody_answers_for_a_project_they_stepped_aside_from_nor_for_those_beside_it(
    as_user, world: World
) -> None:
    apart, other, *_others = world.applications
    apart.recusals.create(reviewer=world.organiser, reason="…", author=world.organiser, at=now())

    response = as_user(world.organiser).post(
        url(world, "confirm_places"), {"place": [place_of(apart).pk, place_of(other).pk]}, follow=True
    )

    assert "une autre personne répond pour ce projet" in response.text
    assert {place.state for place in Participation.objects.all()} == {ParticipationState.OFFERED}
    assert not OutgoingMail.objects.exists()


def test_one_answers_for_the_projects_of_ones_own_edition_alone(world: World) -> None:
    theirs = factories.participation(factories.edition(), state=ParticipationState.OFFERED)

    common = {"edition": world.edition, "actor": world.organiser, "at": now()}
    assert confirm_for_projects(participations=[theirs.pk], **common) == []
    theirs.refresh_from_db()
    assert theirs.state == ParticipationState.OFFERED


def test_a_project_whose_people_all_left_is_confirmed_and_nobody_is_written_to(world: World) -> None:
    ProjectMember.objects.update(left_at=now())
    place = place_of(world.applications[0])

    done = confirm_for_projects(
        edition=world.edition, participations=[place.pk], actor=world.organiser, at=now()
    )

    assert done == [place]
    assert not OutgoingMail.objects.exists()


# taking a place back


def test_a_place_is_taken_back_with_its_reason_and_the_next_project_is_called(as_user, world: World) -> None:
    leaving, *_selected, called, _waiting = world.applications
    colleague = factories.role(world.edition, RoleName.ORGANISER)
    reader = add_member(leaving, MemberRights.READ)
    client, address = as_user(world.organiser), url(world, "withdraw_place", leaving.reference)

    page = client.get(address)
    assert (page.status_code, leaving.title in page.text) == (200, True)
    assert "le projet suivant de la liste complémentaire est appelé" in page.text
    empty = client.post(address, {"reason": "  "})
    assert (empty.status_code, "Indiquez la raison." in empty.text) == (422, True)
    assert place_of(leaving).state == ParticipationState.OFFERED

    done = client.post(address, {"reason": "Un chantier\nurgent"}, follow=True)

    assert f"La place de « {leaving.title} » est retirée ; le projet « {called.title} »" in plain(done.text)
    assert done.redirect_chain[0][0] == url(world, "announce")
    place = place_of(leaving)
    assert (place.state, place.decline_reason, place.answered_by) == (
        ParticipationState.DECLINED,
        "Un chantier urgent",
        world.organiser,
    )
    assert place_of(called).state == ParticipationState.OFFERED
    assert {mail.to_email for mail in sent("place_withdrawn")} == {lead_of(leaving).email, reader.email}
    assert all("Un chantier urgent" in mail.text for mail in sent("place_withdrawn"))
    mails = sent("place_declined")
    assert {mail.to_email for mail in mails} == {world.organiser.email, colleague.email}
    assert all(called.title in plain(mail.text) and "Un chantier urgent" in mail.text for mail in mails)
    assert [mail.to_email for mail in sent("reserve_called")] == [lead_of(called).email]
    assert client.get(address).status_code == 404, "it is left: there is nothing to take back"
    assert (
        "L’organisation a retiré votre place"
        in as_user(lead_of(leaving)).get(reverse("projects:participation", args=[leaving.reference])).text
    )


def test_nobody_takes_back_the_place_of_a_project_they_stepped_aside_from(as_user, world: World) -> None:
    application = world.applications[0]
    application.recusals.create(reviewer=world.organiser, reason="…", author=world.organiser, at=now())
    address = url(world, "withdraw_place", application.reference)

    assert as_user(world.organiser).get(address).status_code == 404
    assert as_user(world.organiser).post(address, {"reason": "Non"}).status_code == 404
    with pytest.raises(ParticipationRefused, match="Conflit d’intérêts"):
        withdraw_place(participation=place_of(application), reason="Non", actor=world.organiser, at=now())
    assert place_of(application).state == ParticipationState.OFFERED


def test_a_place_is_taken_back_once_and_never_without_a_reason(world: World) -> None:
    place = place_of(world.applications[0])

    with pytest.raises(ParticipationRefused, match="Indiquez la raison"):
        withdraw_place(participation=place, reason=" \n ", actor=world.organiser, at=now())
    called = withdraw_place(participation=place, reason="x" * 500, actor=world.organiser, at=now())
    assert called == world.applications[-2]
    place.refresh_from_db()
    assert len(place.decline_reason) == 400
    with pytest.raises(ParticipationRefused, match="n’a plus de place"):
        withdraw_place(participation=place, reason="Encore", actor=world.organiser, at=now())
    assert len(sent("place_withdrawn")) == 1


def test_a_place_taken_back_during_the_session_calls_nobody(as_user, world: World) -> None:
    leaving = world.applications[0]
    confirm(participation=place_of(leaving), actor=lead_of(leaving), at=now())
    Edition.objects.update(session_starts_on=timezone.localdate(), session_ends_on=timezone.localdate() + DAY)
    client, address = as_user(world.organiser), url(world, "withdraw_place", leaving.reference)

    assert "Personne n’est appelé" in client.get(address).text
    client.post(address, {"reason": "Parti"})

    assert place_of(leaving).state == ParticipationState.DECLINED
    assert Application.objects.get(pk=world.applications[-2].pk).state == ApplicationState.RESERVE
    assert "la place reste libre" in sent("place_declined")[0].text


def test_a_place_is_offered_then_confirmed_and_taken_until_it_is_left(world: World) -> None:
    offered, confirmed, left, other = (place_of(item) for item in world.applications[:4])
    confirm(participation=confirmed, actor=lead_of(world.applications[1]), at=now())
    decline(participation=left, actor=lead_of(world.applications[2]), at=now())
    rows = Participation.objects.filter(
        project__in=[item.project for item in world.applications[:4]]
    ).order_by("pk")

    assert list(rows.offered()) == [offered, other]
    assert list(rows.confirmed()) == [confirmed]
    assert list(rows.taken()) == [offered, confirmed, other]
    assert list(rows.of_member(lead_of(world.applications[2]))) == [left]
    assert list(rows.of_member(world.organiser)) == []


# leaving a place


def test_a_reason_is_limited_and_sent_to_organisers_without_a_conflict(world: World) -> None:
    leaving, *_selected, called, _waiting = world.applications
    aside, own = (factories.role(world.edition, RoleName.ORGANISER) for _ in range(2))
    leaving.recusals.create(reviewer=aside, reason="…", author=aside, at=now())
    called.project.members.create(user=own, joined_at=now(), rights=MemberRights.READ)

    place, reason = place_of(leaving), f"  {'x' * 500}"
    assert decline(participation=place, reason=reason, actor=lead_of(leaving), at=now()) == called

    assert place_of(leaving).decline_reason == "x" * 400
    assert [mail.to_email for mail in sent("place_declined")] == [world.organiser.email]
    assert {mail.to_email for mail in sent("reserve_called")} == {lead_of(called).email, own.email}


def test_a_place_that_was_not_answered_is_left_at_any_time_a_confirmed_one_before_the_session(
    world: World,
) -> None:
    place, begins = place_of(world.applications[0]), world.edition.session_starts_on
    noon = timezone.now().replace(hour=11)
    first_day = noon + (begins - noon.date())

    assert may_leave(place, first_day)
    place.state = ParticipationState.CONFIRMED
    assert may_leave(place, first_day - DAY)
    assert not may_leave(place, first_day)
    place.edition.session_starts_on = None
    assert may_leave(place, first_day)


# reminding


def test_organisers_remind_those_who_may_answer_once_a_day(world: World) -> None:
    application = world.applications[0]
    editor = add_member(application, MemberRights.EDIT)
    add_member(application, MemberRights.READ)
    add_member(application, MemberRights.EDIT, left_at=now())
    place, at = place_of(application), now().replace(hour=10)

    assert remind(participation=place, actor=world.organiser, at=at) == 2
    assert remind(participation=place, actor=world.organiser, at=at + timedelta(hours=1)) == 0
    assert remind(participation=place, actor=world.organiser, at=at + DAY) == 2

    mails = sent("confirmation_missing")
    assert {mail.to_email for mail in mails} == {lead_of(application).email, editor.email}
    assert all("un autre projet attend cette place" in mail.text for mail in mails)
    entries = AuditEntry.objects.filter(verb="remind_place")
    assert [(entry.actor, entry.data) for entry in entries] == [(world.organiser, {"mails": 2})] * 2


def test_the_reminder_of_the_fifth_day_goes_to_those_who_may_answer_for_a_month(world: World) -> None:
    elsewhere = other_offer()
    application = world.applications[0]
    editor = add_member(application, MemberRights.EDIT)
    add_member(application, MemberRights.READ)
    offered_at = now()
    Participation.objects.update(offered_at=offered_at)

    def reminded(days: float) -> set[str]:
        return {message.to.email for message in confirmation_missing(offered_at + days * DAY)}

    others = {elsewhere.email, *(lead_of(item).email for item in world.applications[1:4])}
    everybody = {lead_of(application).email, editor.email, *others}
    assert reminded(4.99) == set()
    assert reminded(5) == reminded(29.99) == everybody
    assert reminded(30) == set()

    confirm(participation=place_of(application), actor=editor, at=now())
    assert reminded(6) == others


def test_a_reminder_says_whether_somebody_waits_in_that_edition(world: World) -> None:
    elsewhere = other_offer()

    by_address = {
        message.to.email: message.render().text for message in confirmation_missing(now() + 6 * DAY)
    }

    assert "un autre projet attend cette place" in by_address[lead_of(world.applications[0]).email]
    assert "un autre projet" not in by_address[elsewhere.email]


def test_a_project_on_the_reserve_list_waits_once_that_is_announced() -> None:
    """Before, the sentence would reveal to members, and to organisers with a conflict, the decision on another
    dossier."""
    world = announced(SELECTED)
    later = factories.application(world.edition, state=ApplicationState.UNDER_REVIEW)
    decide(application=later, outcome=RESERVE, reason="", actor=world.organiser, at=now())

    assert not others_wait(world.edition)

    announce(edition=world.edition, early_reason="Tout est lu", actor=world.organiser, at=now())
    assert others_wait(world.edition)


# the list of places, and what mails carry


def test_those_without_an_answer_come_first_then_the_latest_answers(world: World) -> None:
    early, silent, late, mute = world.applications[:4]
    for item, title in ((silent, "Zèbre"), (mute, "Abeille")):
        item.project.title = title
        item.project.save()
    for item, days in ((early, 1), (late, 2)):
        confirm(participation=place_of(item), actor=lead_of(item), at=now() + days * DAY)

    listed = [place.project.application for place in places(world.edition, world.organiser)]

    assert listed == [mute, silent, late, early]


def test_a_place_has_the_last_day_to_answer_and_is_late_after_it(world: World) -> None:
    Edition.objects.filter(pk=world.edition.pk).update(
        answers_due_on=timezone.localdate() + 10 * DAY, session_starts_on=None
    )
    edition = Edition.objects.get(pk=world.edition.pk)
    answered = world.applications[0]
    confirm(participation=place_of(answered), actor=lead_of(answered), at=now())

    def read(at):
        conflicts = conflicts_of(world.organiser, edition, at)
        return {
            place.project.application: (place.answer_due_on, place.is_late)
            for place in readable_places(edition, conflicts, world.organiser, 10, at)
        }

    due = edition.answers_due_on
    assert read(now())[world.applications[1]] == (due, False)
    later = read(now() + 11 * DAY)
    assert later[world.applications[1]] == (due, True)
    assert later[answered] == (due, False)


def test_the_days_of_the_session_go_with_mails_about_a_place_one_has() -> None:
    world = edition_with(applications=3)
    taken, reserve, refused = world.applications
    outcomes = ((taken, SELECTED), (reserve, RESERVE), (refused, Outcome.NOT_SELECTED))
    for item, outcome in outcomes:
        decide(application=item, outcome=outcome, reason="Parce que", actor=world.organiser, at=now())
    announce(edition=world.edition, early_reason="Tout est lu", actor=world.organiser, at=now())
    confirm(participation=place_of(taken), actor=lead_of(taken), at=now())
    decline(participation=place_of(taken), actor=lead_of(taken), at=now())

    files = {mail.template.rpartition("/")[2]: mail.attachments for mail in OutgoingMail.objects.all()}

    with_days = {name for name, attached in files.items() if attached}
    assert with_days == {"decision_selected", "participation_confirmed", "reserve_called"}
    assert {"decision_reserve", "decision_not_selected", "place_declined"} <= set(files)
    [file] = files["reserve_called"]
    assert file["name"] == f"{world.edition.slug}.ics"
    assert f"{world.edition.session_starts_on:%Y%m%d}" in file["content"]
