"""What an edition suggests for the next one, and what the next one takes over from it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from accelerator.outbox.models import OutgoingMail
from accelerator.transitions import TransitionRefused
from coaching.home.organiser.lessons import list_lessons
from coaching.models import (
    Commitment,
    Need,
    NudgeDelays,
    Session,
    Slot,
    SlotGroup,
    Stance,
    SupportDecision,
    Survey,
)
from coaching.session.actions.session import plan_session
from coaching.surveys.enums import SurveyKind
from programmes import extensions
from programmes.actions.editions import create_edition
from programmes.enums import ClonedPart
from programmes.models import Edition
from projects.application.enums import ApplicationState
from tests import factories
from tests.support.letters import ClosedTable
from tests.support.shared import share_world
from tests.support.synthesis import invitation, synthesis_survey
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db
FIRST = date(2026, 12, 10)


def build_former() -> factories.World:
    world = factories.edition_with(
        participations=1, session_starts_on=FIRST, session_ends_on=FIRST + timedelta(days=1), place="Le Dôme"
    )
    plan_session(
        edition=world.edition, venue="Le Dôme", address="3 esplanade", dates=[FIRST, FIRST + timedelta(days=1)],
        rooms=["Grande salle", "Atelier"], actor=world.organiser, at=factories.NOW,
    )  # fmt: skip
    return world


built, former = share_world(build_former)


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


def test_elsewhere_the_former_address_is_not_copied(former):
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
    keys = [list(survey_made.form.questions.values_list("key", flat=True)) for survey_made in (made, survey)]
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
    lesson = extensions.Lesson(ClonedPart.FORM, "40 %", "question 14 <laissée> vide", "/", "Voir")
    monkeypatch.setattr(extensions, "_lesson_readers", [lambda _edition: [lesson]])
    page, client = reverse("programmes:new_edition"), as_user(factories.user(is_staff=True))

    assert "question 14" not in client.get(page).text
    text = client.get(page, {"from": former.edition.slug}).text

    assert "40 % question 14 &lt;laissée&gt; vide" in text.replace("\xa0", " ")
    assert f'value="{former.edition.pk}" selected' in text
    assert client.get(page, {"from": "nulle-part"}).status_code == 200


def test_a_refused_form_names_its_field(former, as_user: AsUser):
    typed = {"name": "Suivante", "source": former.edition.pk, "parts": ["agenda"], "slug": "s", "code": "S"}
    answer = as_user(factories.user(is_staff=True)).post(reverse("programmes:new_edition"), typed)
    assert answer.status_code == 422
    assert answer.context["form"].errors["session_starts_on"]


def texts(edition: Any) -> list[str]:
    return [f"{lesson.figure} {lesson.text}".replace("\xa0", " ") for lesson in list_lessons(edition)]


def test_an_optional_question_that_dossiers_leave_blank_is_reported_with_its_share() -> None:
    world = factories.edition_with()
    form = factories.published_form(
        {"key": "title", "kind": "short_text", "required": True},
        {"key": "site", "kind": "short_text", "label_fr": "Votre site"},
        {
            "key": "other",
            "kind": "short_text",
            "label_fr": "Autre chose",
            "show_if": {"key": "site", "is": "x"},
        },
    )
    world.edition.call.form = form
    world.edition.call.save()
    for number in range(5):
        application = factories.application(world.edition, state=ApplicationState.SUBMITTED)
        application.sheet = factories.sheet(form, **({"site": "a.test"} if number < 3 else {"site": ""}))
        application.save()
    factories.application(world.edition, state=ApplicationState.DRAFT)

    assert texts(world.edition) == ["40 % question 2 laissée vide, sur 5 dossiers : « Votre site »"]


def test_four_dossiers_say_nothing_of_a_question() -> None:
    world = factories.edition_with(applications=4)

    assert texts(world.edition) == []


def test_what_was_missing_is_counted_and_its_words_stay_where_they_are_read() -> None:
    world = factories.edition_with(participations=11)
    over = timezone.now() - timedelta(minutes=1)
    survey = synthesis_survey(world.edition, kind=SurveyKind.DEBRIEF, closes_at=over)
    survey.form = factories.published_form(
        {"key": "was_missing", "kind": "long_text"}, {"key": "share_with_partners", "kind": "yes_no"}
    )
    survey.save()
    listed = []
    for number, place in enumerate(world.participations, start=1):
        words = "Du temps, et un secret" if number <= 6 else ""
        invitation(survey, place, was_missing=words, share_with_partners=True)
        listed += [(number, *texts(world.edition))] if number in (4, 5, 8, 11) else []

    assert listed == [  # neither under five who say something, nor under five who do not
        (4,),
        (5, "5 personnes sur 5 disent, au débrief, ce qui a manqué"),
        (8,),
        (11, "6 personnes sur 11 disent, au débrief, ce qui a manqué"),
    ]


def test_schemes_that_nobody_named_and_needs_without_support_are_reported(as_user: AsUser) -> None:
    world = factories.edition_with(participations=1, partners=1)
    needed, unneeded = factories.scheme(world.edition, "Fact"), factories.scheme(world.edition, "Prêt")
    factories.scheme(world.edition, "Retiré", archived_at=timezone.now())
    needs = [passed_need(world, sentence) for sentence in ("Un conseil", "Un prêt")]
    assert texts(world.edition) == ["2 besoins transmis sur 2 n’ont pas trouvé d’appui"]
    body = factories.organisation()
    common = {"saved_at": timezone.now(), "scheme": needed}
    Stance.objects.create(need=needs[0], organisation=body, kind="lead", **common)
    SupportDecision.objects.create(
        need=needs[0], outcome="agreed", lead=body, decided_at=timezone.now(), **common
    )

    page = as_user(world.organiser).get(reverse("coaching:manage_lessons", args=[world.edition.slug])).text

    assert texts(world.edition) == [
        "1 besoin transmis sur 2 n’a pas trouvé d’appui",
        f"1 dispositif jamais demandé : {unneeded}",
    ]
    assert reverse("programmes:manage_schemes", args=[world.edition.slug]) in page


def passed_need(world: factories.World, sentence: str) -> Need:
    return Need.objects.create(
        participation=world.participations[0],
        sentence=sentence,
        is_shared=True,
        created_at=timezone.now(),
        saved_at=timezone.now(),
    )


def test_a_survey_that_few_answered_is_reported_once_it_is_over() -> None:
    world = factories.edition_with(participations=6)
    survey = synthesis_survey(world.edition)
    for number, place in enumerate(world.participations):
        made = invitation(survey, place, share_with_partners=True)
        if number > 1:
            made.state, made.sent_at = "to_do", None
            made.save()
    assert not any("ont répondu" in text for text in texts(world.edition))

    survey.opens_at, survey.closes_at = timezone.now() - timedelta(days=9), timezone.now() - timedelta(days=1)
    survey.save()

    assert "2 sur 6 projets ont répondu : « fichier de synthèse »" in texts(world.edition)


def test_a_commitment_that_no_nudge_woke_is_reported() -> None:
    table = ClosedTable()
    table.commit()
    Commitment.objects.update(moved_at=timezone.now() - timedelta(days=60))
    listed = [text for text in texts(table.edition) if "engagement" in text]
    assert listed == ["1 engagement n’a pas bougé depuis 45 jours, malgré les relances"]
