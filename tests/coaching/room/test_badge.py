"""A badge opens the room of one's own project while the session lasts, without a mail; and nothing else."""

from datetime import timedelta
from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accelerator.accounts.models import User
from accelerator.audit.models import AuditEntry
from coaching.attendance.actions import codes
from coaching.attendance.codes import format_badge_code, make_key
from coaching.models import Attendee, CanvasItem, SessionCode
from programmes.enums import RoleName
from programmes.models import Edition
from projects.decision.actions.participation import leave_session, withdraw_place
from projects.models import MemberRights, Participation
from tests import factories
from tests.support.live import LiveSession, run_session
from tests.support.session import paired
from tests.support.shared import share_world
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db


built, live = share_world(run_session)


@pytest.fixture
def place(live: LiveSession) -> Participation:
    found: Participation = live.world.participations[0]
    return found


@pytest.fixture
def holder(live: LiveSession, place: Participation) -> Attendee:
    found: Attendee = live.session.attendees.get(participation=place, user__isnull=False)
    return found


def show_badge(live: LiveSession, attendee: Attendee) -> Client:
    """A phone whose owner typed the code of this badge at the door, and signed in nowhere."""
    phone = live.join(attendee)  # takes the name when it is free
    return live.join(attendee, phone)


def room(place: Participation, page: str = "room_timeline") -> str:
    return reverse(f"coaching:{page}", args=[place.project.slug])


def status(phone: Client, address: str) -> int:
    return phone.get(address).status_code


def test_the_badge_of_a_holder_opens_the_room_of_the_project_and_is_logged(
    live: LiveSession, place: Participation, holder: Attendee
) -> None:
    page = show_badge(live, holder).get(room(place))

    assert page.status_code == 200
    assert place.project.title in page.text
    assert live.url() in page.text, "the way back to « Maintenant »"
    assert "account/logout" not in page.text
    assert page.headers["Cache-Control"] == "private, no-store"
    entries = AuditEntry.objects.filter(verb="show_badge")
    assert {(entry.subject_id, entry.actor) for entry in entries} == {(str(holder.pk), None)}


def test_a_person_who_chose_a_name_and_scans_the_code_of_a_sheet_shows_the_badge_on_the_way(
    live: LiveSession, place: Participation, holder: Attendee
) -> None:
    phone = Client()
    join = {"k": make_key(live.code.code), "attendee": holder.pk}
    phone.post(live.url("live_join"), join)

    answer = phone.get(room(place))

    door = f"{live.url('live_badge')}?next={quote(room(place), safe='')}"
    assert (answer.status_code, answer["Location"]) == (302, door)
    entered = phone.post(
        live.url("live_join"), {**join, "next": room(place), "badge": format_badge_code(holder)}
    )
    assert entered["Location"] == room(place)
    assert status(phone, room(place)) == 200
    assert Client().get(room(place))["Location"].startswith("/account/"), "who chose no name signs in"


def test_a_browser_sends_what_it_was_given_to_the_session_and_to_rooms_alone(
    live: LiveSession, holder: Attendee
) -> None:
    given = show_badge(live, holder).cookies

    assert {name: given[name]["path"] for name in ("attendee", "badge")} == {
        "attendee": "/live/",
        "badge": "/projects/",
    }
    assert all(given[name]["httponly"] and given[name]["samesite"] == "Lax" for name in ("attendee", "badge"))


def test_rows_written_by_a_badge_have_the_name_of_its_owner(
    live: LiveSession, place: Participation, holder: Attendee
) -> None:
    phone, uid = show_badge(live, holder), "018f4c1e-0000-7000-8000-000000000001"
    address = reverse("coaching:room_row_field", args=[place.project.slug, "step", uid, "label"])

    answer = phone.post(address, {"value": "Le premier robot", "base_version": "0"})

    assert answer.status_code == 200, answer.text
    item = CanvasItem.objects.get(uid=uid)
    assert item.created_by == holder.user


def test_a_name_alone_opens_no_room_and_is_asked_for_its_badge(
    live: LiveSession, place: Participation, holder: Attendee
) -> None:
    phone = Client()
    sent = {"k": make_key(live.code.code), "attendee": holder.pk}
    phone.post(live.url("live_join"), sent)
    assert status(phone, room(place)) == 302  # to sign in

    page = phone.get(live.url("live_badge"), {"next": room(place)})
    assert page.status_code == 200
    wrong = phone.post(live.url("live_join"), {**sent, "next": room(place), "badge": "AAAAA"})
    assert wrong.status_code == 422
    assert room(place) in wrong.text, "the page wanted is not lost"
    blank = phone.post(live.url("live_join"), {**sent, "next": room(place), "badge": ""})
    assert blank.status_code == 200
    assert status(phone, room(place)) == 302

    right = phone.post(
        live.url("live_join"), {**sent, "next": room(place), "badge": format_badge_code(holder)}
    )
    assert right.headers["Location"] == room(place)
    assert status(phone, room(place)) == 200
    again = phone.get(live.url("live_badge"), {"next": room(place)})
    assert again.headers["Location"] == room(place)


def test_a_badge_leads_to_no_other_page(live: LiveSession, holder: Attendee) -> None:
    phone = live.join(holder)
    for page in ("https://evil.example/projects/", "//evil.example/", "/my/", "/manage/", ""):
        assert phone.get(live.url("live_badge"), {"next": page}).headers["Location"] == live.url(), page


def test_a_person_who_is_signed_in_is_asked_for_no_badge(
    live: LiveSession, place: Participation, holder: Attendee, as_user: AsUser
) -> None:
    assert holder.user is not None
    phone = as_user(holder.user)
    sent = {"k": make_key(live.code.code), "attendee": holder.pk, "next": room(place)}

    assert phone.post(live.url("live_join"), sent).headers["Location"] == room(place)
    assert phone.get(live.url("live_badge"), {"next": room(place)}).headers["Location"] == room(place)


def test_a_badge_opens_nothing_outside_the_room(
    live: LiveSession, place: Participation, holder: Attendee
) -> None:
    phone, slug = show_badge(live, holder), place.project.slug

    for address in (
        "/my/",
        "/account/profile/",
        reverse("coaching:my_project", args=[slug]),
        reverse("coaching:project_timeline", args=[slug]),
        reverse("coaching:follow_up", args=[slug]),
        reverse("coaching:project_posts", args=[slug]),
        f"/api/v1/projects/{slug}/plan",
    ):
        assert phone.get(address).status_code in (302, 401, 404), address


def test_the_badge_of_somebody_of_the_team_opens_no_room(live: LiveSession, place: Participation) -> None:
    """The account of a facilitator or an organiser opens every room: a badge is worth less."""
    factories.role(live.world.edition, RoleName.ORGANISER, who=live.world.facilitators[0])
    attendee = live.attendee_of(live.world.facilitators[0])

    assert status(show_badge(live, attendee), room(place)) == 404


def test_a_holder_who_also_organises_opens_their_project_alone(
    live: LiveSession, place: Participation, holder: Attendee
) -> None:
    assert holder.user is not None
    factories.role(live.world.edition, RoleName.ORGANISER, who=holder.user)
    phone = show_badge(live, holder)

    assert status(phone, room(place)) == 200
    assert status(phone, room(live.world.participations[1])) == 404
    assert status(phone, reverse("programmes:manage")) == 302


def test_the_badge_of_a_mentor_opens_the_projects_they_follow_in_this_session(
    live: LiveSession, place: Participation
) -> None:
    [mentor] = live.world.mentors
    phone = show_badge(live, live.attendee_of(mentor))
    assert status(phone, room(place)) == 404

    paired(place, mentor)
    assert status(phone, room(place)) == 200
    elsewhere = factories.edition_with(participations=1).participations[0]
    paired(elsewhere, mentor)
    assert status(phone, room(elsewhere)) == 404


def test_a_badge_stops_with_the_session_the_name_the_account_and_the_place(
    live: LiveSession, place: Participation, holder: Attendee
) -> None:
    phone = show_badge(live, holder)
    assert status(phone, room(place)) == 200

    SessionCode.objects.update(valid_until=timezone.now())
    assert status(phone, room(place)) == 302
    SessionCode.objects.update(valid_until=timezone.now() + timedelta(hours=1))
    assert status(phone, room(place)) == 200

    assert holder.user is not None
    User.objects.filter(pk=holder.user.pk).update(is_active=False)
    assert status(phone, room(place)) == 302
    User.objects.filter(pk=holder.user.pk).update(is_active=True)

    Attendee.objects.filter(pk=holder.pk).update(removed_at=timezone.now())
    assert status(phone, room(place)) == 302
    Attendee.objects.filter(pk=holder.pk).update(removed_at=None)

    member = place.project.members.get(user=holder.user)
    member.left_at = timezone.now()
    member.save()
    assert status(phone, room(place)) == 404
    member.left_at = None
    member.save()
    assert status(phone, room(place)) == 200

    codes.free_name(session=live.session, attendee=holder, actor=live.world.organiser, at=timezone.now())
    assert status(phone, room(place)) == 302


def test_the_badge_of_a_project_that_left_still_opens_its_room(
    live: LiveSession, place: Participation, holder: Attendee
) -> None:
    phone = show_badge(live, holder)
    Edition.objects.update(session_starts_on=timezone.localdate())
    leave_session(participation=place, actor=live.world.organiser, at=timezone.now())
    assert status(phone, room(place)) == 200

    other = Client()
    assert live.join(holder, other).cookies  # on a second phone too
    assert status(other, room(place)) == 200
    assert status(phone, room(place)) == 302, "the first one is signed out"

    at = timezone.now()
    withdraw_place(participation=place, reason="Une panne", actor=live.world.organiser, at=at)
    assert status(other, room(place)) == 200
    uid = "018f4c1e-0000-7000-8000-000000000003"
    address = reverse("coaching:room_row_field", args=[place.project.slug, "step", uid, "label"])
    assert other.post(address, {"value": "Trop tard", "base_version": "0"}).status_code == 404


def test_a_badge_tried_by_force_opens_nothing_even_with_the_right_code(
    live: LiveSession, place: Participation, holder: Attendee
) -> None:
    live.join(holder)
    phone = Client()
    sent = {"k": make_key(live.code.code), "attendee": holder.pk, "next": room(place)}
    for _turn in range(6):
        phone.post(live.url("live_join"), {**sent, "badge": "AAAAA"})

    right = phone.post(live.url("live_join"), {**sent, "badge": format_badge_code(holder)})

    assert right.status_code != 302
    assert status(phone, room(place)) == 302


def test_a_member_who_may_only_read_the_project_only_reads_it_by_badge(
    live: LiveSession, place: Participation, holder: Attendee
) -> None:
    place.project.members.filter(user=holder.user).update(rights=MemberRights.READ)
    phone, uid = show_badge(live, holder), "018f4c1e-0000-7000-8000-000000000002"
    address = reverse("coaching:room_row_field", args=[place.project.slug, "step", uid, "label"])

    assert status(phone, room(place)) == 200
    assert phone.post(address, {"value": "Non", "base_version": "0"}).status_code == 404


def test_leaving_the_session_closes_the_room_too(
    live: LiveSession, place: Participation, holder: Attendee
) -> None:
    phone = show_badge(live, holder)
    phone.post(live.url("live_leave"))

    assert status(phone, room(place)) == 302


def test_signing_out_of_a_phone_closes_the_room_that_its_badge_opened(
    live: LiveSession, place: Participation, holder: Attendee
) -> None:
    """« Vous êtes déconnecté de cet appareil »: the next person to take the phone writes in nobody's name."""
    assert holder.user is not None
    phone = show_badge(live, holder)
    phone.force_login(holder.user)
    assert status(phone, room(place)) == 200

    phone.post(reverse("account_logout"))

    assert status(phone, room(place)) == 302
    assert phone.get(live.url()).context.get("visit") is None
    assert status(show_badge(live, holder), room(place)) == 200


def test_the_badge_of_who_holds_two_projects_opens_the_one_they_come_with(
    live: LiveSession, place: Participation, holder: Attendee
) -> None:
    other = live.world.participations[1]
    other.project.members.create(user=holder.user, rights=MemberRights.EDIT, joined_at=timezone.now())
    phone = show_badge(live, holder)

    assert status(phone, room(place)) == 200
    assert status(phone, room(other)) == 404


def test_the_badge_of_a_mentor_opens_no_project_of_another_edition(live: LiveSession) -> None:
    [mentor] = live.world.mentors
    elsewhere = factories.edition_with(participations=1)
    factories.role(elsewhere.edition, RoleName.MENTOR, who=mentor)
    paired(elsewhere.participations[0], mentor)

    assert status(show_badge(live, live.attendee_of(mentor)), room(elsewhere.participations[0])) == 404
