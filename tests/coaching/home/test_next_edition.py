"""The next edition takes over what was drawn for the former one, and reads beside each part what it suggests."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from accelerator.outbox.models import OutgoingMail
from accelerator.transitions import TransitionRefused
from coaching.models import NudgeDelays, Session, Slot, SlotGroup, Survey
from coaching.session.actions.session import plan_session
from programmes import next_edition
from programmes.actions.editions import create_edition
from programmes.enums import ClonedPart
from programmes.models import Edition
from tests import factories
from tests.support.synthesis import synthesis_survey
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db
FIRST = date(2026, 12, 10)


@pytest.fixture
def former() -> factories.World:
    world = factories.edition_with(
        participations=1, session_starts_on=FIRST, session_ends_on=FIRST + timedelta(days=1), place="Le Dôme"
    )
    plan_session(
        edition=world.edition, venue="Le Dôme", address="3 esplanade", dates=[FIRST, FIRST + timedelta(days=1)],
        rooms=["Grande salle", "Atelier"], actor=world.organiser, at=factories.NOW,
    )  # fmt: skip
    return world


def make(
    former: factories.World, *parts: str, starts_on: date | None = date(2027, 12, 9), **more: Any
) -> Edition:
    new = Edition(
        programme=former.edition.programme, name="Suivante", slug="suivante", code="S-27", theme_fr="Thème",
        session_starts_on=starts_on, **more,
    )  # fmt: skip
    return create_edition(
        edition=new, actor=former.organiser, at=timezone.now(), source=former.edition, parts=parts
    )


def test_the_agenda_comes_along_without_anybody_in_it(former):
    slot = Slot.objects.filter(day__session=former.edition.session).first()
    slot.leaders.add(former.organiser)
    room = former.edition.session.rooms.get(name="Atelier")
    SlotGroup.objects.create(slot=slot, name="Groupe A", key="groupe a", room=room)

    new = make(former, ClonedPart.AGENDA)

    session = Session.objects.get(edition=new)
    assert list(session.days.values_list("date", flat=True)) == [date(2027, 12, 9), date(2027, 12, 10)]
    assert (session.venue, session.address, session.published_at) == ("Le Dôme", "3 esplanade", None)
    made, source = (
        list(Slot.objects.filter(day__session=planned).values_list("starts_at", "title_fr", "room__name"))
        for planned in (session, former.edition.session)
    )
    assert made == source
    group = SlotGroup.objects.get(slot__day__session=session)
    assert (group.room.session, group.name) == (session, "Groupe A")
    assert not Slot.objects.filter(day__session=session, leaders__isnull=False).exists()
    new.refresh_from_db()
    assert new.session_ends_on == date(2027, 12, 10)


def test_elsewhere_the_former_address_is_not_kept(former):
    session = Session.objects.get(edition=make(former, ClonedPart.AGENDA, place="Rouen"))
    assert (session.venue, session.address) == ("Rouen", "")


def test_surveys_come_along_at_the_same_distance_with_forms_of_their_own(former):
    survey = synthesis_survey(former.edition)
    survey.opens_at = timezone.now() - timedelta(
        days=4
    )  # a Thursday: a weekend would be moved to a working day
    survey.sends_itself, survey.sent_out_at = True, timezone.now()
    survey.save()

    new = make(former, ClonedPart.SURVEYS)

    made = Survey.objects.get(edition=new)
    assert made.opens_at.date() - survey.opens_at.date() == timedelta(days=364)
    assert (made.sends_itself, made.sent_out_at, made.invitations.count()) == (True, None, 0)
    assert made.form.questionnaire != survey.form.questionnaire
    keys = [list(asked.form.questions.values_list("key", flat=True)) for asked in (made, survey)]
    assert keys[0] == keys[1]
    assert OutgoingMail.objects.count() == 0


def test_the_delays_of_nudges_and_the_axes_come_along_each_by_its_tick(former):
    NudgeDelays.objects.create(edition=former.edition, person_days=5, body_days=10, organiser_days=20)
    former.edition.axes.create(family="facet", code="sante", label_fr="Santé", position=1)

    new = make(former, ClonedPart.NUDGES)

    assert new.nudge_delays.person_days == 5
    assert not new.axes.exists()


def test_without_a_day_nothing_that_is_dated_is_taken(former):
    for part in (ClonedPart.AGENDA, ClonedPart.SURVEYS):
        with pytest.raises(TransitionRefused):
            make(former, part, starts_on=None)


def test_suggestions_stand_beside_the_part_they_are_about(
    former, as_user: AsUser, monkeypatch: pytest.MonkeyPatch
):
    lesson = next_edition.Lesson(ClonedPart.FORM, "40 %", "question 14 <laissée> vide", "/", "Voir")
    monkeypatch.setattr(next_edition, "_readers", [lambda _edition: [lesson]])
    page, client = reverse("programmes:new_edition"), as_user(factories.user(is_staff=True))

    assert "question 14" not in client.get(page).text
    text = client.get(page, {"from": former.edition.slug}).text

    assert "40 % question 14 &lt;laissée&gt; vide" in text.replace("\xa0", " ")
    assert f'value="{former.edition.pk}" selected' in text
    assert client.get(page, {"from": "nulle-part"}).status_code == 200


def test_a_refused_form_keeps_the_ticks_and_says_where(former, as_user: AsUser):
    typed = {"name": "Suivante", "source": former.edition.pk, "parts": ["agenda"], "slug": "s", "code": "S"}
    answer = as_user(factories.user(is_staff=True)).post(reverse("programmes:new_edition"), typed)
    assert answer.status_code == 422
    assert answer.context["form"].errors["session_starts_on"]
