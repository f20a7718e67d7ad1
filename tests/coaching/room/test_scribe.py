"""Who types at the table during the session: chosen in two taps by anybody of it, the last one wins."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accelerator.accounts.models import User
from accelerator.audit.models import AuditEntry
from coaching.attendance.visits import Visit
from coaching.live.cursor import read_cursor, read_sources
from coaching.live.queries import read_now
from coaching.models import Attendee, Pairing, Slot
from coaching.session.enums import SlotActivity
from coaching.session.timetable import PARIS
from programmes.models import Edition
from projects.decision.actions.participation import leave_session
from projects.models import MemberRights, Participation, ProjectMember
from tests import factories
from tests.support.live import LiveSession, run_session
from tests.support.session import paired
from tests.support.shared import share_world
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db


class Table:
    """A project whose frise runs: Inès holds it, Marc reads it, Odile is its mentor."""

    def __init__(self) -> None:
        self.live: LiveSession = run_session()
        today = timezone.localdate()
        Edition.objects.update(session_starts_on=today, session_ends_on=today)
        self.live.world.edition.refresh_from_db()
        self.place: Participation = Participation.objects.get(pk=self.live.world.participations[0].pk)
        self.ines: User = self.place.project.members.get(leads=True).user
        self.marc = factories.user(name="Marc Aubert")
        self.odile: User = self.live.world.mentors[0]
        common = {"project": self.place.project, "joined_at": timezone.now()}
        ProjectMember.objects.create(user=self.marc, rights=MemberRights.READ, **common)
        self.pairing: Pairing = paired(self.place, self.odile)
        for user, name in ((self.ines, "Inès Roy"), (self.odile, "Odile Petit")):
            User.objects.filter(pk=user.pk).update(name=name)
            user.refresh_from_db()
        Slot.objects.create(
            day=self.live.session.days.get(), starts_at=time(0), ends_at=time(23, 59), title_fr="La frise",
            activity=SlotActivity.TIMELINE,
        )  # fmt: skip
        for place in self.live.world.participations:
            slot = Slot.objects.get()
            slot.groups.create(name=str(place.pk), key=str(place.pk)).participations.add(place)
        Slot.objects.update(kind="group")
        self.live.release()

    def page(self, name: str = "room_scribe") -> str:
        return reverse(f"coaching:{name}", args=[self.place.project.slug])

    def choose(self, client: Client, person: User | None, **more: str) -> Any:
        typed = str(person.pk) if person else ""
        return client.post(self.page(), {"person": typed, **more}, follow=True)

    def read_line(self, client: Client, page: str = "room_timeline") -> str:
        """« À la plume : Inès Roy · changer », "" without it."""
        return read_line(client.get(self.page(page)).text)

    def read_buttons(self, attendee: Attendee) -> list[str]:
        """Who types, by the buttons of « Maintenant »."""
        at = datetime.combine(self.live.session.days.get().date, time(12), tzinfo=PARIS)
        version = read_sources(attendee.pk, self.live.code.code, timezone.now()).version
        now = read_now(Visit(self.live.code, attendee, proved=True), at, version=version)
        return [button.scribe for button in now.buttons if button.scribe_url]


def read_line(text: str) -> str:
    found = re.search(r'<p class="scribe">(.*?)</p>', text, re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", "", found[1]).split()) if found else ""


built, table = share_world(Table)


def test_anybody_of_the_table_chooses_in_two_taps(table: Table, as_user: AsUser) -> None:
    for who, person in ((table.ines, table.odile), (table.marc, table.ines), (table.odile, table.marc)):
        client = as_user(who)
        room = client.get(table.page("room_timeline")).text
        [href] = re.findall(r'<p class="scribe">.*?href="([^"]*)"', room, re.DOTALL)
        page = client.get(href)
        assert [str(person) for person in page.context["people"]] == [
            "Inès Roy",
            "Marc Aubert",
            "Odile Petit",
        ]

        answer = table.choose(client, person, next=page.context["back"])

        assert answer.redirect_chain == [(table.page("room_timeline"), 302)]
        assert f"{person} tient la plume." in answer.text
        assert table.read_line(client) == f"À la plume : {person} · changer – qui tient la plume"
    assert AuditEntry.objects.filter(verb="choose_scribe").count() == 3


def test_a_badge_chooses_too_and_comes_back_to_now(table: Table) -> None:
    attendee = table.live.attendee_of(table.ines)
    phone = table.live.join(attendee, table.live.join(attendee))
    now = phone.get(table.live.url()).text
    assert read_line(now) == "À la plume : personne pour l’instant · changer – qui tient la plume"

    answer = table.choose(phone, table.marc)

    assert answer.redirect_chain == [(table.live.url(), 302)]
    assert read_line(answer.text).startswith("À la plume : Marc Aubert")


def test_a_phone_that_only_chose_a_name_is_asked_for_its_badge(table: Table) -> None:
    phone = Client()
    attendee = table.live.attendee_of(table.ines)
    at = datetime.combine(table.live.session.days.get().date, time(12), tzinfo=PARIS)
    [button, *_others] = read_now(Visit(table.live.code, attendee, proved=False), at).buttons

    assert button.scribe_url.startswith(table.live.url("live_badge"))
    assert phone.post(table.page(), {"person": table.marc.pk})["Location"].startswith("/account/")
    assert "À la plume" not in phone.get(table.page("room_timeline"), follow=True).text


def test_of_two_who_choose_at_once_the_last_one_wins_and_both_see_it(table: Table, as_user: AsUser) -> None:
    first, second = as_user(table.ines), as_user(table.odile)
    pages = [client.get(table.page()) for client in (first, second)]
    assert [page.context["chosen"] for page in pages] == [None, None]

    table.choose(first, table.ines)
    table.choose(second, table.marc)

    for client in (first, second):
        assert table.read_line(client).startswith("À la plume : Marc Aubert")
        assert client.get(table.page("room_here")).json()["scribe"] == "Marc Aubert"


def test_nobody_in_particular_is_a_choice(table: Table, as_user: AsUser) -> None:
    client = as_user(table.ines)
    table.choose(client, table.marc)

    answer = table.choose(client, None)

    assert "Personne n’est à la plume." in answer.text
    assert table.read_line(client).startswith("À la plume : personne")


def remove_member(table: Table) -> None:
    ProjectMember.objects.filter(user=table.marc).update(left_at=timezone.now())


def remove_attendee(table: Table) -> None:
    values = {"user": table.marc, "name": "Marc", "kind": "holder", "added_at": timezone.now()}
    attendee, _made = table.live.session.attendees.get_or_create(user=table.marc, defaults=values)
    attendee.removed_at = timezone.now()
    attendee.save(update_fields=["removed_at"])


def close_account(table: Table) -> None:
    User.objects.filter(pk=table.marc.pk).update(is_active=False)


@pytest.mark.parametrize("leave", [remove_member, remove_attendee, close_account])
def test_a_person_who_left_is_named_no_more_and_chosen_no_more(
    table: Table, as_user: AsUser, leave: Any
) -> None:
    client, attendee = as_user(table.ines), table.live.attendee_of(table.ines)
    table.choose(client, table.marc)
    assert table.read_buttons(attendee) == ["Marc Aubert"]

    leave(table)
    table.choose(as_user(table.odile), table.odile)
    answer = table.choose(client, table.marc)

    assert answer.status_code == 409
    assert "Cette personne n’est plus à la table" in answer.text
    assert "Marc Aubert" not in answer.text
    Participation.objects.filter(pk=table.place.pk).update(scribe=table.marc, scribe_chosen_at=timezone.now())
    assert table.read_line(client).startswith("À la plume : personne")
    assert table.read_buttons(attendee) == [""]


def test_a_mentor_who_ended_is_named_no_more(table: Table, as_user: AsUser) -> None:
    client = as_user(table.ines)
    table.choose(client, table.odile)
    Pairing.objects.update(state="ended", ended_at=timezone.now(), reason="Parti")

    assert table.read_line(client).startswith("À la plume : personne")


def test_a_project_that_left_the_session_has_no_line(table: Table, as_user: AsUser) -> None:
    client = as_user(table.ines)
    table.choose(client, table.marc)
    leave_session(participation=table.place, actor=table.live.world.organiser, at=timezone.now())

    assert table.read_line(client) == ""
    assert "rien à choisir" in table.choose(client, table.ines).text
    table.place.refresh_from_db()
    assert table.place.scribe == table.marc


def test_there_is_no_line_after_the_session(table: Table, as_user: AsUser) -> None:
    client = as_user(table.ines)
    day = timezone.localdate() - timedelta(days=3)
    Edition.objects.update(session_starts_on=day, session_ends_on=day)

    assert table.read_line(client) == ""
    assert "scribe" not in client.get(table.page("room_here")).json()
    assert "rien à choisir" in table.choose(client, table.ines).text


def test_only_who_is_at_the_table_is_chosen_and_only_who_enters_chooses(
    table: Table, as_user: AsUser
) -> None:
    client = as_user(table.ines)
    other = table.live.world.participations[1].project.members.get().user

    arabic = str(table.ines.pk).translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    for typed in (str(other.pk), "x", "9" * 30, arabic):
        assert client.post(table.page(), {"person": typed}).status_code == 409
    assert as_user(other).post(table.page(), {"person": other.pk}).status_code == 404
    table.place.refresh_from_db()
    assert table.place.scribe is None


def test_a_mentor_who_has_not_accepted_reads_the_line_and_changes_nothing(
    table: Table, as_user: AsUser
) -> None:
    Pairing.objects.update(state="proposed", answered_at=None)
    client = as_user(table.odile)

    assert table.read_line(client) == "À la plume : personne pour l’instant"
    assert table.choose(client, table.ines).status_code == 404


def test_choosing_a_scribe_leads_back_to_no_other_page(table: Table, as_user: AsUser) -> None:
    answer = table.choose(as_user(table.ines), table.marc, next="//exemple.test/")

    assert answer.redirect_chain == [(table.page("room"), 302)]


def test_phones_of_the_table_learn_it_at_once(table: Table, as_user: AsUser) -> None:
    people = [table.live.attendee_of(user) for user in (table.ines, table.odile)]
    before = [read_cursor(person.pk, table.live.code.code, timezone.now()) for person in people]
    assert [table.read_buttons(person) for person in people] == [[""], [""]]

    table.choose(as_user(table.ines), table.marc)

    after = [read_cursor(person.pk, table.live.code.code, timezone.now()) for person in people]
    assert all(old != new for old, new in zip(before, after, strict=True))
    assert [table.read_buttons(person) for person in people] == [["Marc Aubert"], ["Marc Aubert"]]
