"""The list of those who come: names added, removed and put back, their word on photos."""

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings, strategies as st

from accelerator.audit.models import AuditEntry
from accelerator.transitions import TransitionRefused
from coaching.attendance import queries
from coaching.attendance.actions import attendees as actions, attendees as presence
from coaching.attendance.enums import (
    AttendeeKind,
    Audience,
    Depicts,
    ImageConsent,
    find_audience,
    may_change_consent,
)
from coaching.attendance.halves import list_half_days
from coaching.canvas.actions.canvas import open_canvas
from coaching.models import Attendee, CanvasPhoto, Session
from programmes.capabilities import Capability, list_roles
from tests import factories
from tests.support.session import AT, manage, planned
from tests.support.shared import share_world

pytestmark = pytest.mark.django_db


def prepare():
    world = factories.edition_with()
    return world, planned(world)


built, prepared = share_world(prepare)


def added(world, session, name="Ana Exemple", **fields) -> Attendee:
    values = {"kind": AttendeeKind.OBSERVER, "actor": world.organiser, "at": AT, **fields}
    return actions.add_attendee(session=session, name=name, **values)


def test_everybody_who_attends_by_a_role_comes_as_somebody() -> None:
    missing = list_roles(Capability.ATTEND_SESSION) - set(presence.BY_ROLE)

    assert missing == set(), "Say in BY_ROLE of coaching/attendance/actions/attendees.py what they come as."


def test_a_name_is_added_once_whatever_its_capitals_and_accents(prepared):
    world, session = prepared
    added(world, session, "Zoé Exemple")

    with pytest.raises(TransitionRefused, match="déjà sur la liste"):
        added(world, session, "zoe  EXEMPLE")

    assert session.attendees.count() == 1


def test_an_empty_list_counts_nothing_and_a_first_code_replaces_none(as_user, prepared):
    world, _session = prepared
    client = as_user(world.organiser)
    for name in ("manage_attendees", "presence", "manage_gallery"):
        page = client.get(reverse(f"coaching:{name}", args=[world.edition.slug])).text
        assert tuple(words for words in ("0 personne", "0 présence", "0 image") if words not in page) == (
            "0 personne",
            "0 présence",
            "0 image",
        )

    code = reverse("coaching:session_code", args=[world.edition.slug])
    page = client.post(code, follow=True).text
    assert "Le code est prêt." in page
    assert "Le nouveau code est prêt" in client.post(code, follow=True).text


def test_a_removed_attendee_who_is_added_again_is_the_same_row(prepared):
    world, session = prepared
    first = added(world, session)
    actions.remove_attendee(attendee=first, actor=world.organiser, at=AT)

    again = added(world, session)

    assert again.pk == first.pk
    assert session.attendees.expected().get() == first


def test_a_project_of_another_edition_is_refused():
    world, other = factories.edition_with(), factories.edition_with(participations=1)
    with pytest.raises(TransitionRefused, match="pas de cette session"):
        added(world, planned(world), participation=other.participations[0])


def test_removing_who_is_checked_in_leaves_and_names_their_presence(client, prepared):
    world, session = prepared
    attendee = added(world, session)
    half_day = list_half_days(session)[0]
    presence.check_in(attendee=attendee, half_day=half_day, actor=None, at=AT)

    manage(client, world, "remove_attendee", attendee.pk, data={})
    page = client.get(reverse("coaching:manage_attendees", args=[world.edition.slug])).content.decode()

    assert "reste sur la feuille" in page
    assert reverse("coaching:restore_attendee", args=[world.edition.slug, attendee.pk]) in page
    assert attendee.attendances.count() == 1
    assert [row.attendee for row in queries.call_roll(session, half_day).people] == [attendee]
    with pytest.raises(presence.NotExpected):
        presence.check_in(attendee=attendee, half_day=list_half_days(session)[1], actor=None, at=AT)


def test_an_undone_removal_leaves_the_list_as_it_was(client, prepared):
    world, session = prepared
    attendee = added(world, session)
    manage(client, world, "remove_attendee", attendee.pk, data={})
    manage(client, world, "restore_attendee", attendee.pk, data={})

    assert queries.list_attendees(session) == [attendee]


def test_a_consent_has_the_hour_it_was_given(client, prepared):
    world, session = prepared
    attendee = added(world, session)

    assert actions.set_image_consent(
        attendee=attendee, consent=ImageConsent.PARTICIPANTS, actor=world.organiser, at=AT
    )
    later = AT.replace(year=AT.year + 1)
    assert not actions.set_image_consent(
        attendee=attendee, consent=ImageConsent.PARTICIPANTS, actor=world.organiser, at=later
    )

    attendee.refresh_from_db()
    assert (attendee.image_consent, attendee.image_consent_at) == (ImageConsent.PARTICIPANTS, AT)
    entry = AuditEntry.objects.get(verb="set_image_consent")
    assert entry.data == {"before": "", "after": "yes"}


def test_a_consent_taken_back_has_its_own_hour(client, prepared):
    world, session = prepared
    attendee = added(world, session)
    manage(client, world, "attendee_consent", attendee.pk, data={"consent": "yes"})
    given = Attendee.objects.get().image_consent_at
    manage(client, world, "attendee_consent", attendee.pk, data={"consent": "no"})

    attendee.refresh_from_db()
    assert attendee.image_consent == ImageConsent.REFUSED
    assert attendee.image_consent_at > given


def test_an_unknown_consent_changes_nothing(client, prepared):
    world, session = prepared
    attendee = added(world, session)
    manage(client, world, "attendee_consent", attendee.pk, data={"consent": "all"})
    attendee.refresh_from_db()
    assert attendee.image_consent == ImageConsent.NOT_REQUESTED


def test_people_are_found_by_name_body_or_project_without_accents():
    world = factories.edition_with(participations=1)
    session = planned(world)
    place = world.participations[0]
    place.project.title = "Atelier connecté"
    place.project.save()
    added(world, session, "Émile Dupré", body="Fédération du lin", participation=place)
    added(world, session, "Zoé Autre")

    def found(typed):
        return [row.name for row in queries.search_attendees(queries.list_attendees(session), typed)]

    assert found("emile") == found("lin") == found("atelier connect") == ["Émile Dupré"]
    assert found("") == ["Émile Dupré", "Zoé Autre"]
    assert found("emile zoe") == []


def test_the_page_says_who_of_the_edition_is_not_listed_yet_and_adds_them(client):
    world = factories.edition_with(participations=2, mentors=1)
    session = planned(world)
    page = manage(client, world, "manage_attendees").content.decode()
    assert "sync" in page

    manage(client, world, "sync_attendees", data={})

    assert session.attendees.expected().count() >= 3
    assert "/attendees/sync/" not in manage(client, world, "manage_attendees").content.decode()


def test_an_image_goes_as_far_as_each_person_on_it_agreed():
    for depicts, consents, audience in (
        (Depicts.NOBODY, [], Audience.PUBLIC),
        (Depicts.CROWD, [], Audience.PUBLIC),
        (Depicts.NAMED, ["pub", "pub"], Audience.PUBLIC),
        (Depicts.NAMED, ["pub", "yes"], Audience.PARTICIPANTS),
        (Depicts.NAMED, ["pub", "no"], Audience.TEAM),
        (Depicts.NAMED, ["pub", ""], Audience.TEAM),
        (Depicts.NAMED, ["ask"], Audience.TEAM),
        (Depicts.NAMED, [], Audience.TEAM),
        (Depicts.UNNAMED, ["pub"], Audience.TEAM),
        (Depicts.NOBODY, ["no"], Audience.TEAM),
    ):
        assert find_audience(depicts, consents) == audience, (depicts, consents)


@pytest.fixture
def photo(db):
    place = factories.participation(factories.edition())
    canvas = open_canvas(participation=place, kind="timeline", at=factories.NOW)
    session = Session.objects.create(edition=place.edition)
    for consent in ImageConsent.values:
        for name in ("Inès", "Paul"):
            session.attendees.create(
                name=name, kind="observer", added_at=factories.NOW, image_consent=consent,
                image_consent_at=factories.NOW if consent else None,
            )  # fmt: skip
    made = CanvasPhoto(
        canvas=canvas, file="x", content_type="image/png", alt="Au mur", added_at=factories.NOW
    )
    made.save()
    return made, list(session.attendees.all())


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(depicts=st.sampled_from(Depicts.values), named=st.sets(st.integers(0, 9), max_size=3))
def test_the_database_agrees_with_the_rule(photo, depicts, named):
    picture, people = photo
    picture.depicts = depicts
    picture.save()
    picture.people.set([people[rank] for rank in named])

    audience = find_audience(depicts, [people[rank].image_consent for rank in named])

    for reader in Audience:
        assert CanvasPhoto.objects.visible_to(reader).exists() == (audience >= reader)


def test_a_name_chosen_at_the_door_narrows_and_never_widens():
    for before, after, may in (
        ("", "yes", True),
        ("ask", "no", True),
        ("", "pub", False),
        ("yes", "no", True),
        ("pub", "yes", True),
        ("yes", "pub", False),
        ("no", "yes", False),
        ("no", "no", True),
        ("pub", "", False),
    ):
        assert may_change_consent(before, after) is may, (before, after)
