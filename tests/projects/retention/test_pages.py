"""Organisers read what goes and when, put it off with a reason, and set for how long dossiers are kept."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from accelerator.accounts.models import User
from accelerator.audit.models import AuditEntry
from accelerator.outbox.models import OutgoingMail
from accelerator.web.templatetags.prose import longdate
from programmes.models import Edition
from programmes.signals import edition_cloned
from projects.application.enums import ApplicationState
from projects.models import ExportJob, PlannedErasure, RetentionRule, SearchEntry
from projects.retention.actions.planned import change_rule
from projects.retention.queries import read_rule
from tests import factories
from tests.support.dossiers import lead
from tests.support.retention import announce, closed_edition, pass_nights, written_then
from tests.support.tokens import reader_for
from tests.support.types import AsUser

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition() -> Edition:
    made = closed_edition(months_ago=25)
    for _each in range(2):
        written_then(factories.application(made, state=ApplicationState.NOT_SELECTED))
    return made


@pytest.fixture
def organiser(edition: Edition) -> User:
    return factories.role(edition, "organiser")


def address(edition: Edition, name: str = "manage_retention", *args: Any) -> str:
    return reverse(f"projects:{name}", args=[edition.slug, *args])


def test_organisers_and_the_people_concerned_are_notified_a_month_before(
    edition: Edition, organiser: User
) -> None:
    plan = announce()

    notification = OutgoingMail.objects.get(user=organiser)
    day = longdate(plan.announced_for).replace("\xa0", " ")
    assert notification.subject == f"{edition.name} : 2 dossiers à anonymiser le {day}"
    assert address(edition) in notification.text
    theirs = OutgoingMail.objects.filter(template="projects/retention/goes_unselected")
    assert {mail.user for mail in theirs} == {lead(each) for each in edition.call.applications.all()}
    announced = AuditEntry.objects.get(verb="announce_erasure")
    assert announced.data == {"kind": "unselected", "count": 2, "day": str(plan.announced_for)}


def test_the_page_says_what_goes_when_and_what_went(
    edition: Edition, organiser: User, as_user: AsUser
) -> None:
    plan = announce()
    page = as_user(organiser).get(address(edition)).content.decode()
    assert f"<strong>{longdate(plan.announced_for)}</strong>" in page
    assert "2 dossiers non retenus seront anonymisés" in page

    pass_nights(plan)

    page = as_user(organiser).get(address(edition)).content.decode()
    assert "Aucun dossier n’attend d’être anonymisé" in page
    assert "2 dossiers traités jusqu’ici" in page


def test_an_erasure_is_postponed_to_a_later_day_with_a_reason(
    edition: Edition, organiser: User, as_user: AsUser
) -> None:
    plan = announce()
    until = plan.announced_for + timedelta(days=60)
    typed = {"not_before": until.isoformat(), "reason": "Un recours en cours"}

    client, page = as_user(organiser), address(edition, "postpone_erasure", "unselected")
    refused = client.post(page, typed | {"not_before": plan.announced_for.isoformat()})
    assert refused.status_code == 422
    assert "Choisissez un jour après celui qui est prévu." in refused.text
    assert "Un recours en cours" in refused.text
    assert PlannedErasure.objects.get().not_before is None

    done = client.post(page, typed)

    assert done.url == address(edition)
    plan.refresh_from_db()
    assert (plan.not_before, plan.reason, plan.announced_for) == (until, "Un recours en cours", None)
    assert AuditEntry.objects.get(verb="postpone_erasure").data["reason"] == "Un recours en cours"
    assert "Un recours en cours" in client.get(address(edition)).text


def test_terms_are_set_and_follow_to_the_next_edition(
    edition: Edition, organiser: User, as_user: AsUser
) -> None:
    client = as_user(organiser)
    refused = client.post(
        address(edition, "change_retention"), {"drafts_months": 0, "unselected_months": 400}
    )
    assert (refused.status_code, RetentionRule.objects.exists()) == (422, False)

    months = {"drafts_months": 2, "unselected_months": 36, "selected_months": 18}
    client.post(address(edition, "change_retention"), months)
    following = factories.edition()
    edition_cloned.send(None, edition=following, source=edition, parts=[], at=timezone.now())

    rule = read_rule(following)
    assert (rule.drafts_months, rule.unselected_months, rule.selected_months) == (2, 36, 18)
    assert AuditEntry.objects.get(verb="change_retention").data == {
        "drafts": 2,
        "unselected": 36,
        "selected": 18,
    }


def test_terms_set_in_two_windows_at_once_are_those_of_the_last(edition: Edition, organiser: User) -> None:
    first, second = read_rule(edition), read_rule(edition)
    first.drafts_months, second.drafts_months = 2, 4

    for rule in (first, second):
        change_rule(rule=rule, actor=organiser, at=timezone.now())

    assert read_rule(edition).drafts_months == 4


def read_form(client: Any, path: str, name: str) -> dict[str, Any]:
    """What a browser would send of this form as it shows it."""
    form = client.get(path).context[name]
    sent = {bound.html_name: bound.field.widget.format_value(bound.value()) for bound in form}
    return {name: value for name, value in sent.items() if value is not None}


def test_two_windows_on_the_terms_keep_what_each_changed(
    edition: Edition, organiser: User, as_user: AsUser
) -> None:
    client = as_user(organiser)
    first, second = (read_form(client, address(edition), "rule_form") for _window in range(2))

    client.post(address(edition, "change_retention"), {**first, "drafts_months": "6"})
    client.post(address(edition, "change_retention"), {**second, "selected_months": "36"})
    third = client.post(address(edition, "change_retention"), {**second, "drafts_months": "9"})

    rule = read_rule(edition)
    assert (rule.drafts_months, rule.selected_months) == (6, 36)
    assert "Enregistré entre-temps" in third.context["rule_form"].errors["drafts_months"][0]


def test_two_windows_do_not_put_off_over_one_another_unseen(
    edition: Edition, organiser: User, as_user: AsUser
) -> None:
    plan = announce()
    client, page = as_user(organiser), address(edition, "retained_dossiers", "unselected")
    first, second = (read_form(client, page, "form") for _window in range(2))
    until, later = (plan.announced_for + timedelta(days=days) for days in (60, 90))
    post = address(edition, "postpone_erasure", "unselected")

    client.post(post, {**first, "not_before": until.isoformat(), "reason": "Un recours"})
    response = client.post(post, {**second, "not_before": later.isoformat(), "reason": "Les archives"})

    plan.refresh_from_db()
    assert (plan.not_before, plan.reason) == (until, "Un recours")
    assert "Un recours" in response.context["form"].errors["reason"][0]
    assert "Les archives" in response.text


def test_anonymised_dossiers_are_out_of_the_search_the_exports_and_the_api(
    edition: Edition, organiser: User, as_user: AsUser
) -> None:
    refused = edition.call.applications.first()
    SearchEntry.objects.create(application=refused, call=refused.call, words="atelier connecté")
    job = ExportJob(
        edition=edition, kind="csv", state="ready", sha256="0" * 64, due_at=timezone.now(),
        requested_at=timezone.now(), expires_at=timezone.now() + timedelta(days=99), requested_by=organiser,
    )  # fmt: skip
    job.file.name = "exports/none.csv"
    job.save()
    title, name = refused.title, refused.holder_name

    pass_nights(announce())

    client = as_user(organiser)
    listed = client.get(reverse("projects:manage_applications", args=[edition.slug])).content.decode()
    dossier = client.get(
        reverse("projects:manage_application", args=[edition.slug, refused.reference])
    ).content.decode()
    program = reader_for(organiser)
    by_program = program.get(f"/api/v1/editions/{edition.slug}/applications").text
    by_program += program.get(f"/api/v1/applications/{refused.reference}").text
    assert refused.reference in listed
    assert refused.reference in by_program
    assert [word for word in (title, name) if word in listed + dossier + by_program] == []
    assert "Ce dossier a été anonymisé" in dossier
    assert not SearchEntry.objects.exists()
    job.refresh_from_db()
    assert (job.is_expired, bool(job.file)) == (True, False)


def test_the_page_names_a_default_day_and_leads_to_where_it_is_set(
    edition: Edition, organiser: User, as_user: AsUser
) -> None:
    dates = f"{reverse('programmes:manage_dates', args=[edition.slug])}#id_closes_on"
    edition.closes_on = None
    edition.save()
    assert dates in as_user(organiser).get(address(edition)).text

    edition.closes_on = edition.session_ends_on or timezone.localdate(edition.call.closes_at)
    edition.save()
    assert dates not in as_user(organiser).get(address(edition)).text
