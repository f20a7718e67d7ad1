"""A new edition takes over chosen parts of a former one, and the old dates of its agenda and surveys are named."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from accelerator.outbox.models import OutgoingMail
from accelerator.questionnaires.models import Questionnaire
from accelerator.transitions import TransitionRefused
from accelerator.working_days import is_working_day
from coaching.models import Session, SessionDay, Slot, Survey
from programmes.actions import editions as actions
from programmes.actions.cloning import shift_to_working_days
from programmes.actions.copied_texts import replace_mention
from programmes.actions.editions import create_edition
from programmes.copied_texts import CopiedMention, open_mentions
from programmes.enums import ClonedPart, RoleName
from programmes.models import CallDateChange, CommitteeSeat, Edition
from tests.factories import World, edition_with, published_form, role, scheme, user

pytestmark = pytest.mark.django_db
PARIS = ZoneInfo("Europe/Paris")


@pytest.fixture
def former():
    """Normandie 2026: closes on 12 October at 18 h (summer time), session on 10 and 11 December."""
    world = edition_with(
        reviewers=2,
        published_at=datetime(2026, 8, 1, tzinfo=PARIS),
        opens_at=datetime(2026, 9, 1, 8, tzinfo=PARIS),
        closes_at=datetime(2026, 10, 12, 18, tzinfo=PARIS),
        session_starts_on=date(2026, 12, 10),
        session_ends_on=date(2026, 12, 11),
        committee_meets_at=datetime(2026, 11, 5, 14, tzinfo=PARIS),
        closes_on=date(2027, 12, 31),
        places=17,
        score_method="median",
        identifying_questions={"title": True},
        presentation_fr="Deux jours pour avancer.",
    )
    call = world.edition.call
    call.rules_fr, call.contact_email, call.grace_minutes, call.rules_version = (
        "Règles",
        "a@exemple.test",
        15,
        4,
    )
    call.save()
    scheme(world.edition, "Fact")
    return world


def made_from(former, *parts: str, actor=None, starts_on: date | None = date(2027, 12, 9)) -> Edition:
    new = Edition(
        programme=former.edition.programme,
        name="Normandie 2027",
        slug="normandie-2027",
        code="TN-2027",
        theme_fr="Thème",
        session_starts_on=starts_on,
    )
    actions.create_edition(
        edition=new,
        actor=actor or user(is_staff=True),
        at=timezone.now(),
        source=former.edition,
        parts=parts,
    )
    return Edition.objects.select_related("call__form").get(pk=new.pk)


def test_everything_is_taken_over_and_nothing_is_shared(former) -> None:
    other_organiser = role(former.edition, RoleName.ORGANISER)

    new = made_from(former, *ClonedPart.values, actor=former.organiser)

    assert (new.call.rules_fr, new.call.contact_email, new.call.grace_minutes) == (
        "Règles",
        "a@exemple.test",
        15,
    )
    assert (new.places, new.presentation_fr) == (17, "Deux jours pour avancer.")
    assert new.scores_by_median
    assert list(new.criteria.values_list("label_fr", "weight")) == [
        ("Attention au travail", 60),
        ("Maturité", 40),
    ]
    assert list(new.seats.values_list("organisation")) == list(
        former.edition.seats.values_list("organisation")
    )
    assert new.schemes.get().name == "Fact"
    assert set(new.roles.values_list("user", "name")) == {
        (former.organiser.pk, "organiser"),
        (other_organiser.pk, "organiser"),
    }
    assert [question.key for question in new.call.form.questions.all()] == ["title"]
    assert new.identifying_questions == {"title": True}
    assert new.call.form.questionnaire != former.edition.call.form.questionnaire
    assert (new.call.published_at, new.call.rules_version) == (None, 1)
    new.criteria.all().delete()
    assert former.edition.criteria.count() == 2
    assert CommitteeSeat.objects.filter(edition=former.edition).count() == 2
    assert OutgoingMail.objects.count() == 0


def test_dates_keep_their_day_of_the_week_and_their_hour_on_the_clocks_of_paris(former) -> None:
    new = made_from(former, ClonedPart.DATES, starts_on=date(2027, 12, 2))  # 51 weeks later

    assert new.call.closes_at == datetime(2027, 10, 4, 18, tzinfo=PARIS)
    assert new.call.opens_at == datetime(2027, 8, 24, 8, tzinfo=PARIS)
    assert new.committee_meets_at == datetime(2027, 10, 28, 14, tzinfo=PARIS)  # summer time still
    assert new.session_ends_on == date(2027, 12, 3)
    assert new.closes_on == date(2028, 12, 22)


def test_dates_leave_weekends_and_public_holidays_away_from_the_session(former) -> None:
    new = made_from(former, ClonedPart.DATES, starts_on=date(2027, 12, 30))  # 55 weeks later

    assert new.call.closes_at == datetime(2027, 10, 29, 18, tzinfo=PARIS)  # 1 November is a holiday
    assert is_working_day(new.closes_on)


def test_dates_fall_on_working_days_in_their_order_for_any_day_of_the_session(former) -> None:
    source = former.edition
    moments = {
        "closes_at": datetime(2026, 10, 30, 18, tzinfo=PARIS),
        "committee_meets_at": datetime(2026, 11, 2, 10, tzinfo=PARIS),
        "announces_on": date(2026, 12, 9),
        "debrief_opens_at": datetime(2026, 12, 11, 16, tzinfo=PARIS),
        "partners_meet_on": date(2026, 12, 14),
        "follow_up_from": date(2027, 5, 6),
        "closes_on": None,
    }
    for days in range(350, 380):
        starts_on = source.session_starts_on + timedelta(days=days)

        moved = shift_to_working_days(moments, edition=Edition(session_starts_on=starts_on), source=source)

        assert moved.pop("closes_on") is None
        assert moved.pop("debrief_opens_at").date() == starts_on + timedelta(days=1)
        assert moved["closes_at"] < moved["committee_meets_at"]
        assert moved["announces_on"] < starts_on < moved["partners_meet_on"] < moved["follow_up_from"]
        assert (moved["closes_at"].hour, moved["committee_meets_at"].hour) == (18, 10)
        assert all(is_working_day(getattr(day, "date", lambda day=day: day)()) for day in moved.values())


def test_parts_that_are_not_copied_have_the_defaults(former) -> None:
    new = made_from(former, ClonedPart.COMMITTEE)

    assert new.criteria.count() == 8
    assert new.call.form.questions.filter(key="work_problem").exists()
    assert new.call.rules_fr == ""
    assert not new.schemes.exists()
    assert new.roles.count() == 1
    assert new.seats.count() == 2


def form_data(former, **changes) -> dict:
    return {
        "programme": former.edition.programme.pk,
        "name": "Normandie 2027",
        "slug": "normandie-2027",
        "code": "tn-2027",
        "theme_fr": "Thème",
        "source": former.edition.pk,
        "parts": ["form", "grid", "dates"],
        "session_starts_on": "2027-12-09",
        **changes,
    }


def test_the_page_makes_the_edition_from_a_former_one(as_user, former) -> None:
    answer = as_user(user(is_staff=True)).post(reverse("programmes:new_edition"), form_data(former))

    new = Edition.objects.get(slug="normandie-2027")
    assert answer.url == reverse("coaching:manage_edition", args=[new.slug])
    assert new.criteria.count() == 2
    assert timezone.localtime(new.call.closes_at).hour == 18


def test_the_address_of_a_former_edition_may_have_a_nul(as_user, former) -> None:
    """PostgreSQL refuses it in a query."""
    page = as_user(user(is_staff=True)).get(
        reverse("programmes:new_edition"), {"from": f"{former.edition.slug}\0"}
    )

    assert page.status_code == 200
    assert page.context["source"] == former.edition


def test_dates_cannot_move_without_the_day_of_the_session(as_user, former) -> None:
    page = as_user(user(is_staff=True)).post(
        reverse("programmes:new_edition"), form_data(former, session_starts_on="")
    )

    assert page.status_code == 422
    assert "se décalent d’après lui" in page.text
    assert not Edition.objects.filter(slug="normandie-2027").exists()
    assert Questionnaire.objects.filter(name__startswith="Normandie 2027").count() == 0


@pytest.mark.parametrize(("closing", "planned"), [(2, 12), (20, 20)])
def test_a_call_that_was_closed_early_is_taken_over_with_the_window_that_was_planned(
    former, closing: int, planned: int
) -> None:
    call = former.edition.call
    old, call.closes_at = call.closes_at, datetime(2026, 10, closing, 18, tzinfo=PARIS)
    call.save()
    CallDateChange.objects.create(
        call=call,
        old_closes_at=old,
        new_closes_at=call.closes_at,
        reason_fr="Assez.",
        by=former.organiser,
        at=old,
    )

    new = made_from(former, ClonedPart.DATES, starts_on=date(2026, 12, 17))

    assert new.call.closes_at == datetime(2026, 10, planned + 7, 18, tzinfo=PARIS)


@pytest.fixture
def cloned() -> World:
    """The agenda and the debrief of 2025, taken over a year later."""
    world = edition_with(
        name="Normandie 2025", session_starts_on=date(2025, 6, 12), session_ends_on=date(2025, 6, 13)
    )
    session, _made = Session.objects.get_or_create(edition=world.edition)
    day, _made = SessionDay.objects.get_or_create(session=session, date=date(2025, 6, 12))
    Slot.objects.create(
        day=day, starts_at=time(9), ends_at=time(10), title_fr="Accueil", summary_fr="Comme le 12 juin 2025."
    )
    opens = timezone.now() - timedelta(days=300)
    form = published_form({"key": "best", "kind": "short_text", "label_fr": "Votre 12 juin 2025 en un mot ?"})
    common = {
        "kind": "debrief",
        "wave": 0,
        "form": form,
        "opens_at": opens,
        "closes_at": opens + timedelta(days=9),
    }
    Survey.objects.create(edition=world.edition, **common)
    starts = timezone.localdate() + timedelta(days=200)
    fresh = Edition(
        programme=world.edition.programme, name="Bretagne", slug="bretagne", code="B", theme_fr="Le travail",
        session_starts_on=starts, session_ends_on=starts + timedelta(days=1),
    )  # fmt: skip
    made = create_edition(
        edition=fresh, actor=world.organiser, at=timezone.now(), source=world.edition,
        parts={ClonedPart.AGENDA, ClonedPart.SURVEYS},
    )  # fmt: skip
    world.edition = made
    return world


def find(world: World) -> dict[str, CopiedMention]:
    """By the model of the text that holds it."""
    fresh = Edition.objects.select_related("call__form", "cloned_from__call").get(pk=world.edition.pk)
    found = open_mentions(fresh)
    return {str(mention.text.holder._meta.model_name): mention for mention in found}


def replace(world: World, mention: CopiedMention) -> None:
    common = {"words": "11 juin 2027", "actor": world.organiser, "at": timezone.now()}
    replace_mention(edition=world.edition, digest=mention.digest, **common)


def test_old_dates_of_the_agenda_and_of_the_surveys_are_named(cloned: World) -> None:
    found = find(cloned)

    assert found["slot"].mention.words == found["question"].mention.words == "12 juin 2025"
    assert "Accueil" in str(found["slot"].text.label)
    assert "/surveys/debrief/questions/" in found["question"].text.url


def test_old_dates_are_replaced_in_place(cloned: World) -> None:
    found = find(cloned)
    Survey.objects.filter(edition=cloned.edition).update(opens_at=timezone.now() + timedelta(days=1))

    replace(cloned, found["slot"])
    replace(cloned, found["question"])

    slot = Slot.objects.get(day__session__edition=cloned.edition)
    survey = Survey.objects.get(edition=cloned.edition)
    assert (slot.summary_fr, slot.version) == ("Comme le 11 juin 2027.", 2)
    assert survey.form.questions.get(key="best").label_fr == "Votre 11 juin 2027 en un mot ?"
    assert not {"slot", "question"} & set(find(cloned))


def test_a_survey_that_people_answer_is_changed_in_its_own_form(cloned: World) -> None:
    Survey.objects.filter(edition=cloned.edition).update(opens_at=timezone.now() - timedelta(hours=1))

    with pytest.raises(TransitionRefused, match="questions de l’enquête"):
        replace(cloned, find(cloned)["question"])
