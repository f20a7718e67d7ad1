"""Organisers prepare an edition."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accelerator.audit.models import AuditEntry
from accelerator.transitions import TransitionRefused
from programmes.actions import editions as actions
from programmes.enums import Phase, RoleName, ScoreMethod
from programmes.models import Call, Criterion, Edition, Programme
from projects.models import Review, Score
from tests.factories import edition, edition_with, user
from tests.support.reviews import plain

pytestmark = pytest.mark.django_db


def new_edition(**fields) -> Edition:
    programme = Programme.objects.create(name="Transformateur", slug="t")
    return Edition(
        **{
            "programme": programme,
            "name": "Normandie 2027",
            "slug": "normandie-2027",
            "code": "TN-2027",
            "theme_fr": "Thème",
            **fields,
        }
    )


def test_a_new_edition_comes_with_form_grid_and_its_maker_as_organiser() -> None:
    staff, at = user(is_staff=True), timezone.now()

    made = actions.create_edition(edition=new_edition(), actor=staff, at=at)

    assert sum(made.criteria.values_list("weight", flat=True)) == 100
    assert made.call.form.questions.filter(key="work_problem").exists()
    assert made.roles.get().name == RoleName.ORGANISER
    assert made.phase(at) is Phase.DRAFT


def test_the_call_of_a_new_edition_opens_and_closes_at_8_in_paris_whatever_the_clocks_do() -> None:
    at = datetime(2026, 9, 1, 22, 30, tzinfo=UTC)

    call = actions.create_edition(edition=new_edition(), actor=user(is_staff=True), at=at).call

    assert timezone.localtime(call.opens_at).isoformat() == "2026-10-02T08:00:00+02:00"
    assert timezone.localtime(call.closes_at).isoformat() == "2026-11-13T08:00:00+01:00"


def test_a_call_is_published_once_everything_is_there() -> None:
    world = edition_with(published_at=None)
    call, at = world.edition.call, timezone.now()

    with pytest.raises(TransitionRefused):
        actions.publish_call(call=call, actor=world.organiser, at=at)

    call.intro_fr, call.rules_fr, call.contact_email = "Intro", "Règles", "a@exemple.test"
    call.save()
    actions.publish_call(call=call, actor=world.organiser, at=at)
    actions.publish_call(call=call, actor=world.organiser, at=at + timedelta(hours=1))

    call.refresh_from_db()
    assert call.published_at == at
    assert AuditEntry.objects.filter(verb="publish_call").count() == 1


def test_what_publishes_a_call_comes_first_once_nothing_is_missing_with_the_one_primary_button(
    as_user,
) -> None:
    world = edition_with(published_at=None)
    call, address = world.edition.call, reverse("programmes:manage_call", args=[world.edition.slug])
    browser = as_user(world.organiser)

    def read_page() -> tuple[bool, int, bool]:
        """Whether its card stands first on a phone, how many primary buttons there are, whether it publishes."""
        main = browser.get(address).text.partition("<main")[2].partition("</main>")[0]
        return "aside-first" in main, main.count("btn-primary"), "Publier l’appel" in main

    assert read_page() == (False, 1, False)

    call.intro_fr, call.rules_fr, call.contact_email = "Intro", "Règles", "a@exemple.test"
    call.save()
    assert read_page() == (True, 1, True)

    actions.publish_call(call=call, actor=world.organiser, at=timezone.now())
    assert read_page() == (False, 1, False)


def test_a_published_call_is_not_emptied_of_what_publishing_needed(as_user) -> None:
    world = edition_with()
    world.edition.call.rules_fr, world.edition.call.intro_fr = "Le règlement.", "Des projets."
    world.edition.call.contact_email = "equipe@exemple.test"
    world.edition.call.save()
    address = reverse("programmes:manage_call", args=[world.edition.slug])

    answer = as_user(world.organiser).post(address, {"intro_fr": "", "rules_fr": "", "contact_email": ""})

    assert answer.status_code == 422
    assert {"intro_fr", "rules_fr", "contact_email"} <= set(answer.context["form"].errors)
    assert world.edition.call.rules_fr == Call.objects.get().rules_fr


def test_rules_changed_after_publication_make_a_new_version() -> None:
    world = edition_with()
    call = world.edition.call
    call.rules_fr = "Nouvelles règles"

    actions.change_call(call=call, changed=["rules_fr"], actor=world.organiser, at=timezone.now())

    call.refresh_from_db()
    assert call.rules_version == 2


def grid_data(world, **changes) -> dict[str, str]:
    data = {
        "criteria-TOTAL_FORMS": "2",
        "criteria-INITIAL_FORMS": "2",
        "criteria-MIN_NUM_FORMS": "0",
        "criteria-MAX_NUM_FORMS": "1000",
        "score_method": "mean",
    }
    for index, criterion in enumerate(world.edition.criteria.all()):
        data |= {
            f"criteria-{index}-id": str(criterion.pk),
            f"criteria-{index}-label_fr": criterion.label_fr,
            f"criteria-{index}-weight": str(criterion.weight),
            f"criteria-{index}-ORDER": str(index + 1),
        }
    return data | changes


def save_grid(world, criteria) -> None:
    actions.save_grid(
        edition=world.edition,
        criteria=criteria,
        score_method=ScoreMethod.MEDIAN,
        actor=world.organiser,
        at=timezone.now(),
    )


def test_the_grid_is_reordered_and_weighed_until_the_call_closes(as_user) -> None:
    world = edition_with()
    address = reverse("programmes:manage_criteria", args=[world.edition.slug])
    data = grid_data(world, **{"criteria-0-ORDER": "5", "criteria-0-weight": "70", "criteria-1-weight": "30"})

    answer = as_user(world.organiser).post(address, data)

    assert answer.status_code == 302
    assert list(world.edition.criteria.values_list("label_fr", "weight")) == [
        ("Maturité", 30),
        ("Attention au travail", 70),
    ]


def test_a_criterion_is_added_and_another_taken_out(as_user) -> None:
    world = edition_with()
    data = grid_data(world, **{"criteria-TOTAL_FORMS": "3", "criteria-1-DELETE": "on"})
    data |= {"criteria-2-label_fr": "Ancrage", "criteria-2-weight": "40", "criteria-2-ORDER": "3"}

    answer = as_user(world.organiser).post(
        reverse("programmes:manage_criteria", args=[world.edition.slug]), data
    )

    assert answer.status_code == 302
    assert list(world.edition.criteria.values_list("label_fr", "position", "weight")) == [
        ("Attention au travail", 1, 60),
        ("Ancrage", 2, 40),
    ]


def test_weights_that_do_not_make_a_hundred_are_refused_and_stay_on_the_page(as_user) -> None:
    world = edition_with()
    address = reverse("programmes:manage_criteria", args=[world.edition.slug])

    page = as_user(world.organiser).post(address, grid_data(world, **{"criteria-0-weight": "61"}))

    assert page.status_code == 422
    assert 'id="error-summary"' in page.text
    assert page.text.count("Les poids font 101") == 1
    assert world.edition.criteria.first().weight == 60


def test_a_criterion_is_open_where_somebody_just_wrote(as_user) -> None:
    world = edition_with()
    address = reverse("programmes:manage_criteria", args=[world.edition.slug])

    opened = as_user(world.organiser).get(address)
    refused = as_user(world.organiser).post(address, grid_data(world, **{"criteria-0-weight": "61"}))
    world.edition.criteria.all().delete()
    without_grid = as_user(world.organiser).get(address)

    assert [form.is_open for form in opened.context["grid"]] == [False, False, False]
    assert [form.is_open for form in refused.context["grid"]] == [True, False]
    assert refused.text.count('<details class="sheet axis" open>') == 1
    assert without_grid.text.count('<details class="sheet axis" open>') == 1


def test_a_grid_that_froze_since_its_page_was_opened_gives_back_what_was_typed(as_user) -> None:
    world = edition_with()
    address = reverse("programmes:manage_criteria", args=[world.edition.slug])
    data = grid_data(world, **{"criteria-0-label_fr": "Attention nouvelle"})
    Call.objects.filter(edition=world.edition).update(closes_at=timezone.now())

    page = as_user(world.organiser).post(address, data)
    opened = as_user(world.organiser).get(address)

    assert page.status_code == 422
    assert "La grille est figée" in page.text
    assert "<dd><p>Attention nouvelle</p></dd>" in page.text
    assert world.edition.criteria.first().label_fr != "Attention nouvelle"
    assert "Ce que vous veniez" not in opened.text


def test_a_closed_call_freezes_the_grid() -> None:
    now = timezone.now()
    world = edition_with(opens_at=now - timedelta(days=9), closes_at=now - timedelta(days=1))

    with pytest.raises(TransitionRefused):
        save_grid(world, [])
    assert not Edition.objects.get(pk=world.edition.pk).scores_by_median


def test_a_dossier_scored_before_the_closing_freezes_the_grid(as_user) -> None:
    world, now = edition_with(applications=1, reviewers=1), timezone.now()
    review = Review.objects.create(
        application=world.applications[0], reviewer=world.reviewer, started_at=now, saved_at=now
    )
    Score.objects.create(review=review, criterion=world.edition.criteria.first(), level=3)
    address = reverse("programmes:manage_criteria", args=[world.edition.slug])

    data = grid_data(world, **{"criteria-0-DELETE": "on", "criteria-1-weight": "100"})
    answer = as_user(world.organiser).post(address, data, follow=True)

    assert "La grille est figée" in answer.text
    assert world.edition.criteria.count() == 2


def test_a_weight_does_not_change_once_a_review_is_begun() -> None:
    world, now = edition_with(applications=1, reviewers=1), timezone.now()
    first, second = world.edition.criteria.all()
    review = Review.objects.create(
        application=world.applications[0], reviewer=world.reviewer, started_at=now, saved_at=now
    )
    Score.objects.create(review=review, criterion=first, level=3)
    lines = [{"id": first.pk, "weight": second.weight}, {"id": second.pk, "weight": first.weight}]

    with pytest.raises(TransitionRefused, match="La grille est figée"):
        save_grid(world, lines)

    assert [item.weight for item in world.edition.criteria.all()] == [first.weight, second.weight]
    assert not Edition.objects.get(pk=world.edition.pk).scores_by_median


def test_the_median_is_chosen_with_the_grid_until_a_dossier_is_scored(as_user) -> None:
    world, now = edition_with(applications=1, reviewers=1), timezone.now()
    address, organiser = (
        reverse("programmes:manage_criteria", args=[world.edition.slug]),
        as_user(world.organiser),
    )

    unknown = organiser.post(address, grid_data(world, score_method="mode"))
    organiser.post(address, grid_data(world, score_method="median"))
    review = Review.objects.create(
        application=world.applications[0], reviewer=world.reviewer, started_at=now, saved_at=now
    )
    Score.objects.create(review=review, criterion=world.edition.criteria.first(), level=3)
    refused = organiser.post(address, grid_data(world, score_method="mean"))

    assert unknown.status_code == refused.status_code == 422
    assert 'aria-invalid="true"' in unknown.text
    assert Edition.objects.get(pk=world.edition.pk).scores_by_median
    assert "La note d’un dossier : la médiane" in plain(refused.text)


def test_a_session_that_ends_before_it_starts_is_refused_at_its_field(as_user) -> None:
    world = edition_with()
    address = reverse("programmes:manage_dates", args=[world.edition.slug])

    page = as_user(world.organiser).post(
        address,
        {
            "session_starts_on": "2026-12-11",
            "session_ends_on": "2026-12-10",
            "closes_on": "2027-12-09",
        },
    )

    assert page.status_code == 422
    assert page.text.count("La session finit avant de commencer") == 2, "in the summary and at the field"
    assert 'href="#id_session_ends_on"' in page.text
    assert "2027-12-09" in page.text


def test_phases_follow_the_calendar() -> None:
    world = edition()
    call, day = world.call, timedelta(days=1)

    assert world.phase(call.opens_at - timedelta(seconds=1)) is Phase.ANNOUNCED
    assert world.phase(call.opens_at) is Phase.CALL
    assert world.phase(call.closes_at) is Phase.SELECTION
    assert world.phase(call.closes_at + 90 * day) is Phase.SYNTHESIS


def test_a_past_edition_is_over_whether_its_call_was_published_or_not() -> None:
    world = edition()
    after, during = datetime(2027, 3, 19, 12, tzinfo=UTC), datetime(2027, 3, 18, 12, tzinfo=UTC)
    Call.objects.update(published_at=None)
    Edition.objects.update(
        session_starts_on=date(2027, 3, 17), session_ends_on=date(2027, 3, 18), closes_on=None
    )

    def phases() -> list[Phase]:
        made = Edition.objects.select_related("call").get(pk=world.pk)
        return [made.phase(during), made.phase(after)]

    assert phases() == [Phase.DRAFT, Phase.DRAFT]
    Edition.objects.update(silent=True)
    assert phases() == [Phase.DRAFT, Phase.CLOSED]
    Edition.objects.update(follow_up_from=date(2027, 3, 19))
    assert phases() == [Phase.DRAFT, Phase.FOLLOW_UP]


@pytest.mark.parametrize("last", [date(2027, 3, 17), None], ids=["with a last day", "with a first day alone"])
def test_a_session_runs_until_the_evening_of_its_last_day_in_paris(last) -> None:
    made = Edition(session_starts_on=date(2027, 3, 17), session_ends_on=last)
    eve, first, last_minute, after = (
        datetime(2027, 3, day, hour, 59, tzinfo=UTC) for day, hour in ((16, 22), (17, 8), (17, 22), (17, 23))
    )

    lines = [(made.session_has_begun(at), made.session_runs(at)) for at in (eve, first, last_minute, after)]

    assert lines == [(False, False), (True, True), (True, True), (True, False)]
    assert [made.session_is_over(at) for at in (last_minute, after)] == [False, True]
    undated = Edition()
    assert [undated.session_has_begun(after), undated.session_is_over(after)] == [False, False]


def test_the_database_refuses_what_the_rules_refuse() -> None:
    world = edition()

    with pytest.raises(IntegrityError, match="call_dates_in_order"), transaction.atomic():
        Call.objects.filter(pk=world.call.pk).update(closes_at=world.call.opens_at)
    with pytest.raises(IntegrityError, match="criterion_weight_in_range"), transaction.atomic():
        Criterion.objects.filter(edition=world).update(weight=0)
    with pytest.raises(IntegrityError, match="edition_has_places"), transaction.atomic():
        Edition.objects.filter(pk=world.pk).update(places=0)


@pytest.mark.parametrize(
    ("field", "typed", "error"),
    [
        ("slug", "new", "choisissez-en une autre"),
        ("slug", "lyon", "a déjà cette adresse"),
        ("slug", "lyon--repetition", "choisissez-en une autre"),
        ("slug", "lyon" * 16, "60"),
        ("code", "ly", "a déjà ce préfixe"),
    ],
)
def test_an_address_or_a_prefix_that_is_taken_is_refused_at_the_field(as_user, field, typed, error) -> None:
    known = edition(slug="lyon", code="LY")
    data = {"programme": known.programme_id, "name": "Lyon 2027", "theme_fr": "Le travail"}
    data |= {"slug": "lyon-2027", "code": "LY-2027", field: typed}

    page = as_user(user(is_staff=True)).post(reverse("programmes:new_edition"), data)

    assert page.status_code == 422
    assert error in page.context["form"].errors[field][0]


@pytest.mark.parametrize("typed", ["0001-01-01T00:00", "0026-09-01T08:00", "9999-12-31T23:59"])
def test_a_year_that_nobody_means_is_refused_at_the_field(as_user, typed) -> None:
    world = edition_with(published_at=None)
    address = reverse("programmes:manage_call", args=[world.edition.slug])

    page = as_user(world.organiser).post(
        address, {"opens_at": typed, "closes_at": typed, "grace_minutes": "0"}
    )

    assert page.status_code == 422
    assert "Vérifiez l’année" in page.context["form"].errors["opens_at"][0]


def test_a_grid_renders_no_more_lines_than_it_may_have(as_user) -> None:
    world = edition_with()

    page = as_user(world.organiser).post(
        reverse("programmes:manage_criteria", args=[world.edition.slug]),
        {"criteria-TOTAL_FORMS": "9" * 30, "criteria-INITIAL_FORMS": "0"},
    )

    assert page.status_code == 422
    assert page.text.count('name="criteria-99-') > 0
    assert 'name="criteria-100-' not in page.text


@pytest.mark.parametrize(
    "page",
    [
        "programmes:edition",
        "programmes:call_dates",
        "programmes:manage_call",
        "projects:manage_assignment",
    ],
)
def test_an_edition_without_a_call_has_no_pages(as_user, page) -> None:
    world = edition_with()
    world.edition.call.delete()

    assert as_user(world.organiser).get(reverse(page, args=[world.edition.slug])).status_code == 404
