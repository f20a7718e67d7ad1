"""« Répétition »: everything may be tried, nothing is sent or kept, and nothing else of the site knows of it."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accelerator.accounts.models import User
from accelerator.audit.models import AuditEntry
from accelerator.outbox.models import OutgoingMail
from accelerator.transitions import TransitionRefused
from coaching.attendance.codes import format_badge_code, make_key
from coaching.models import Booking, Broadcast, Room, Session, SessionCode, SessionDay, Slot
from coaching.pairing.actions.pairing import record_agreement
from coaching.rehearsal.actions import DOMAIN, end_due_rehearsals, end_rehearsal, start_rehearsal
from coaching.session.actions.releases import publish_timetable
from coaching.session.actions.session import remove_slot
from coaching.session.enums import SlotActivity, SlotKind
from programmes.models import Edition, Role
from programmes.models.edition import LONGEST_SLUG
from projects.models import Participation, Project
from tests import factories
from tests.support.session import paired, planned
from tests.support.shared import share_world

pytestmark = pytest.mark.django_db
SECRET = "Le vrai nom d’une salle"


def build_world():
    """Two projects with their mentors, in a session of two days that begins in two months."""
    made = factories.edition_with(participations=2, mentors=3, facilitators=1)
    session = planned(made, "Amphi")
    edition = made.edition
    dates = sorted(session.days.values_list("date", flat=True))
    edition.session_starts_on, edition.session_ends_on = dates[0], dates[-1]
    edition.save()
    slot = Slot.objects.filter(day__session=session)[0]
    Slot.objects.filter(pk=slot.pk).update(kind=SlotKind.INDIVIDUAL, activity=SlotActivity.TIMELINE)
    for place, mentor in zip(made.participations, made.mentors, strict=False):
        Booking.objects.get_or_create(slot=slot, participation=place)
        paired(place, mentor)
    made.session = session
    return made


built, world = share_world(build_world)


def begin(world, at=None):
    return start_rehearsal(session=world.session, actor=world.organiser, at=at or timezone.now())


def count_rows():
    return {
        model._meta.label: model._default_manager.count()
        if model is not Edition
        else Edition.with_rehearsals.count()
        for model in apps.get_models()
        if model._meta.app_label
        in {"accounts", "programmes", "projects", "coaching", "audit", "outbox", "questionnaires"}
    }


def page_of(edition, name="cockpit", *args):
    return reverse(f"coaching:{name}", args=[edition.slug, *args])


def test_the_copy_has_the_programme_of_today_and_invented_people(world):
    rehearsal = begin(world)
    session = Session.objects.get(edition=rehearsal)

    assert min(session.days.values_list("date", flat=True)) == timezone.localdate()
    assert session.days.count() == world.session.days.count()
    assert (
        Slot.objects.filter(day__session=session).count()
        == Slot.objects.filter(day__session=world.session).count()
    )
    assert sorted(
        place.project.title for place in rehearsal.participations.select_related("project")
    ) == sorted(place.project.title for place in world.participations)
    people = session.attendees.expected().filter(user__isnull=False).select_related("user")
    assert people
    assert {person.user.email.partition("@")[2] for person in people} == {DOMAIN}
    real = {str(user) for user in User.objects.exclude(email__endswith=DOMAIN)}
    assert not real & {person.name for person in people}


def test_its_slots_are_those_of_the_session(world):
    Slot.objects.filter(day__session=world.session).update(autonomy=True, summary_fr="Chacun à sa table")
    rehearsal = begin(world)

    own = {"day", "room", "version", "id", "saved_by", "saved_at", "uid"}
    names = [field.attname for field in Slot._meta.concrete_fields if field.name not in own]

    def read(session):
        return list(Slot.objects.filter(day__session=session).order_by("day__date", "pk").values_list(*names))

    assert read(Session.objects.get(edition=rehearsal)) == read(world.session)


def test_a_whole_day_is_tried_and_leaves_nothing(world, client):
    before = count_rows()
    client.force_login(world.facilitators[0])
    assert client.post(page_of(world.edition, "rehearsal")).status_code == 302
    rehearsal = Edition.with_rehearsals.get(rehearsal_of=world.edition)
    session = Session.objects.get(edition=rehearsal)
    code = SessionCode.objects.get(session=session).code

    page = client.get(page_of(rehearsal)).text
    assert "rien n’est envoyé" in page
    client.post(page_of(rehearsal, "broadcasts"), {"text": "Bonjour"})
    client.post(page_of(rehearsal, "shift_programme"), {"minutes": 10, "seen": 0})
    client.post(page_of(rehearsal, "run_debrief"), {"do": "open", "sure": 1})
    assert Broadcast.objects.filter(session=session).exists()

    holder = session.attendees.filter(kind="holder")[0]
    phone = Client()
    sent = {"k": make_key(code), "attendee": holder.pk, "badge": format_badge_code(holder)}
    phone.post(reverse("coaching:live_join", args=[code]), sent)
    live = phone.get(reverse("coaching:live", args=[code])).text
    assert "rien n’est envoyé" in live
    assert "Bonjour" in live
    room = phone.get(reverse("coaching:room_timeline", args=[holder.participation.project.slug]))
    assert room.status_code == 200
    assert "rien n’est envoyé" in room.text

    assert not OutgoingMail.objects.exists()
    client.post(page_of(world.edition, "end_rehearsal"))

    left = {name: count - before[name] for name, count in count_rows().items() if count != before[name]}
    del left["accounts.LimitWindow"]  # how often a network tried a code: counters, for a day
    assert left == {}
    assert client.post(page_of(world.edition, "end_rehearsal")).status_code == 302


def test_a_change_of_its_draft_waits_in_its_cockpit(world, client):
    """The log, by which a session knows that its draft changed, has no entry of a rehearsal."""
    begin(world)
    rehearsal = Edition.with_rehearsals.get(rehearsal_of=world.edition)
    session = Session.objects.get(edition=rehearsal)
    client.force_login(world.facilitators[0])
    assert "n’est pas publié" not in client.get(page_of(rehearsal)).text

    remove_slot(
        slot=Slot.objects.filter(day__session=session).last(), actor=world.organiser, at=timezone.now()
    )

    assert "1 changement du programme n’est pas publié" in client.get(page_of(rehearsal)).text


def test_a_rehearsal_sends_no_mail(world):
    """The acts that write to people in the session itself."""
    rehearsal = begin(world)
    place = rehearsal.participations.all()[0]
    place.pairings.all().delete()
    free = Role.objects.filter(edition=rehearsal, name="mentor").order_by("-pk")[0]
    record_agreement(participation=place, mentor=free.user, actor=world.organiser, at=timezone.now())
    assert not OutgoingMail.objects.exists()
    assert not AuditEntry.objects.filter(scope=rehearsal.scope).exists()

    # the same act in the session writes
    own = world.participations[0]
    own.pairings.all().delete()
    record_agreement(participation=own, mentor=world.mentors[2], actor=world.organiser, at=timezone.now())
    publish_timetable(session=world.session, actor=world.organiser, at=timezone.now())
    assert OutgoingMail.objects.exists()


def test_a_rehearsal_is_in_no_list(world, client):
    rehearsal = begin(world)
    staff = factories.user(is_staff=True)
    search = reverse("programmes:search")
    by_title = f"{search}?q={Project.objects.filter(edition=rehearsal)[0].title}"
    by_name = f"{search}?q=Répétition"
    of_api = reverse("api:edition", args=[rehearsal.slug])
    of_programme = reverse("programmes:programme", args=[rehearsal.programme.slug])
    for person, addresses in (
        (None, ("/", reverse("projects:directory"), of_programme, of_api)),
        (world.organiser, (reverse("programmes:manage"), by_title, by_name, of_api)),
        (world.mentors[0], (reverse("coaching:coaching_home"), by_title)),
        (staff, (reverse("programmes:manage"), by_title, by_name, of_programme)),
        (world.holder, (reverse("coaching:my_home"), by_title)),
    ):
        if person:
            client.force_login(person)
        for address in addresses:
            text = client.get(address).text
            assert rehearsal.slug not in text, address
            assert f"repetition-{rehearsal.pk}" not in text, address
            assert DOMAIN not in text, address


def test_only_the_pages_of_the_day_open_and_only_to_who_runs_it(world, client):
    rehearsal = begin(world)
    for person in (world.organiser, world.facilitators[0]):
        client.force_login(person)
        assert client.get(page_of(rehearsal)).status_code == 200
        assert client.get(page_of(rehearsal, "presence")).status_code == 200
        for name in ("manage_edition", "manage_session", "manage_pairings", "timetable"):
            assert client.get(page_of(rehearsal, name)).status_code == 404
    for person in (world.mentors[0], factories.user()):
        client.force_login(person)
        assert client.get(page_of(rehearsal)).status_code == 403
    other = factories.edition_with(facilitators=1)
    client.force_login(other.facilitators[0])
    assert client.get(page_of(rehearsal)).status_code == 403


def test_the_copy_can_be_made_whatever_other_editions_are_called(world):
    """The longest address, and the prefix that looks like that of a rehearsal."""
    Edition.objects.filter(pk=world.edition.pk).update(slug="a" * LONGEST_SLUG)
    world.session.edition.refresh_from_db()
    factories.edition(code=f"REP-{world.edition.pk}")

    rehearsal = begin(world)
    rehearsal.full_clean(exclude=["presentation_fr", "presentation_en", "theme_en"])


def test_one_that_was_ended_already_is_not_ended_again(world):
    rehearsal = begin(world)
    end_rehearsal(edition=rehearsal)
    end_rehearsal(edition=rehearsal)

    assert not Edition.with_rehearsals.filter(rehearsal_of__isnull=False).exists()


def test_a_staff_member_finds_none_of_its_people(world, client):
    session = Session.objects.get(edition=begin(world))
    invented = session.edition.roles.select_related("user")[0].user
    client.force_login(factories.user(is_staff=True))

    assert "--repetition" not in client.get(reverse("programmes:search"), {"q": invented.name}).text


def test_one_rehearsal_at_a_time_and_none_of_a_rehearsal(world, client):
    assert begin(world) == begin(world)
    client.force_login(world.organiser)
    assert client.post(page_of(begin(world), "rehearsal")).status_code == 404


def test_a_session_that_began_is_not_rehearsed(world):
    at = timezone.now() + (world.edition.session_starts_on - timezone.localdate()) + timedelta(hours=1)
    with pytest.raises(TransitionRefused, match="a commencé"):
        begin(world, at)
    SessionDay.objects.filter(session=world.session).delete()
    with pytest.raises(TransitionRefused, match="jours"):
        begin(world)


def test_once_the_session_runs_its_page_only_says_why_nothing_is_rehearsed(world, client):
    today = timezone.localdate()
    Edition.objects.filter(pk=world.edition.pk).update(session_starts_on=today, session_ends_on=today)
    client.force_login(world.organiser)

    page = client.get(page_of(world.edition, "rehearsal")).text

    assert "il n’y a plus rien à répéter" in page
    assert "les personnes sont inventées" not in page


def test_one_left_open_when_the_day_begins_leads_to_the_session_and_ends(world, client):
    rehearsal = begin(world)
    session = Session.objects.get(edition=rehearsal)
    code = SessionCode.objects.get(session=session)
    Edition.objects.filter(pk=world.edition.pk).update(
        session_starts_on=timezone.localdate(), session_ends_on=timezone.localdate()
    )
    client.force_login(world.facilitators[0])

    typed = client.post(page_of(rehearsal, "broadcasts"), {"text": "Tapé dans la répétition"}, follow=True)

    assert typed.redirect_chain[-1][0] == page_of(world.edition)
    assert "La répétition est finie" in typed.text
    assert not Broadcast.objects.exists()
    phone = Client().get(reverse("coaching:live", args=[code.code]) + f"?k={make_key(code.code)}")
    assert "Code de la session" in phone.text
    # what is typed in the session itself stays when the rehearsal is deleted
    client.post(page_of(world.edition, "broadcasts"), {"text": "Tapé dans la session"})
    assert end_due_rehearsals(at=timezone.now()) == 1
    assert [row.text for row in Broadcast.objects.all()] == ["Tapé dans la session"]
    assert not Edition.with_rehearsals.filter(pk=rehearsal.pk).exists()
    assert client.get(page_of(rehearsal)).url == page_of(world.edition)


def test_one_that_nobody_ended_is_deleted_after_a_week(world):
    begin(world)
    assert end_due_rehearsals(at=timezone.now() + timedelta(days=6)) == 0
    assert end_due_rehearsals(at=timezone.now() + timedelta(days=7)) == 1


def test_one_that_cannot_be_deleted_does_not_delay_the_others(world, caplog):
    """Its rows stay, all of them, and it is tried again the next day."""
    stuck = begin(world)
    other = factories.edition_with(participations=1)
    planned(other, "Amphi")
    ended = start_rehearsal(
        session=Session.objects.get(edition=other.edition), actor=other.organiser, at=timezone.now()
    )
    place = stuck.participations.get(project__title=world.participations[0].project.title)
    # a participation of another edition in a project of the rehearsal: PROTECT
    Participation.objects.filter(pk=place.pk).update(edition=world.edition)
    in_a_week = timezone.now() + timedelta(days=7)

    assert end_due_rehearsals(at=in_a_week) == 1

    assert list(Edition.with_rehearsals.filter(rehearsal_of__isnull=False)) == [stuck]
    assert stuck.participations.count() == 1
    assert f"the rehearsal {stuck.slug} could not be ended" in caplog.text
    assert not Edition.with_rehearsals.filter(pk=ended.pk).exists()

    Participation.objects.filter(pk=place.pk).update(edition=stuck)
    assert end_due_rehearsals(at=in_a_week) == 1


def test_ending_one_touches_nothing_of_its_edition(world):
    before = count_rows()
    Room.objects.create(session=world.session, name=SECRET)
    end_rehearsal(edition=begin(world))

    assert Room.objects.filter(session=world.session, name=SECRET).exists()
    assert Participation.objects.filter(edition=world.edition).count() == 2
    assert count_rows() == {**before, "coaching.Room": before["coaching.Room"] + 1}
