"""How far an image may be shown: a rule, the same said to the database, and what a name chosen at the door may say."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coaching.attendance.enums import Audience, Depicts, ImageConsent
from coaching.attendance.image_consent import find_audience, may_change_consent
from coaching.canvas.actions.canvas import open_canvas
from coaching.models import CanvasPhoto, Session
from tests import factories


@pytest.mark.parametrize(
    ("depicts", "consents", "audience"),
    [
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
    ],
)
def test_an_image_goes_as_far_as_each_person_on_it_said(depicts, consents, audience):
    assert find_audience(depicts, consents) == audience


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


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(depicts=st.sampled_from(Depicts.values), named=st.sets(st.integers(0, 9), max_size=3))
def test_the_database_says_what_the_rule_says(photo, depicts, named):
    picture, people = photo
    picture.depicts = depicts
    picture.save()
    picture.people.set([people[rank] for rank in named])

    audience = find_audience(depicts, [people[rank].image_consent for rank in named])

    for asked in Audience:
        assert CanvasPhoto.objects.visible_to(asked).exists() == (audience >= asked)


@pytest.mark.parametrize(
    ("before", "after", "may"),
    [
        ("", "yes", True),
        ("ask", "no", True),
        ("", "pub", False),
        ("yes", "no", True),
        ("pub", "yes", True),
        ("yes", "pub", False),
        ("no", "yes", False),
        ("no", "no", True),
        ("pub", "", False),
    ],
)
def test_a_name_chosen_at_the_door_narrows_and_never_widens(before, after, may):
    assert may_change_consent(before, after) is may
