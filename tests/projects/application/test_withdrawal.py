"""A dossier is withdrawn: by whom, and the messages before and after."""

import html
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from projects.application.actions import submission
from projects.application.enums import ApplicationState
from projects.members.enums import MemberRights
from projects.models import Application, ProjectMember
from projects.review.enums import AccessEnd
from tests.factories import edition
from tests.support.dossiers import complete_draft, full_form, lead, member, sent

pytestmark = pytest.mark.django_db


def url(name: str, application: Application) -> str:
    return reverse(f"projects:{name}", args=[application.reference])


def test_withdrawing_says_what_it_does_then_does_it_once(as_user) -> None:
    application = sent(edition(form=full_form()), at=timezone.now())
    browser, page = as_user(lead(application)), url("application_withdraw", application)

    assert "Le comité ne le lira plus" in browser.get(page).text
    browser.post(page, {"reason": "Le projet est reporté."})
    again = browser.post(page, {"reason": "encore"}, follow=True)

    assert Application.objects.get(pk=application.pk).state == ApplicationState.WITHDRAWN
    assert again.status_code == 200
    assert "Ce dossier est retiré" in again.text
    assert "Le rédiger à plusieurs" not in again.text


def test_only_the_lead_is_offered_to_withdraw(as_user) -> None:
    application = complete_draft(edition(form=full_form()), at=timezone.now())
    lea = member(application, MemberRights.EDIT, at=timezone.now())
    page, ways = url("application_withdraw", application), ("application", "application_review_and_submit")

    assert all(page in as_user(lead(application)).get(url(way, application)).text for way in ways)
    assert not any(page in as_user(lea).get(url(way, application)).text for way in ways)
    assert as_user(lea).post(page, {"reason": ""}).status_code == 403
    assert Application.objects.get(pk=application.pk).state == ApplicationState.DRAFT


def test_a_dossier_decided_while_its_holder_withdraws_it_stays_decided(
    as_user, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier = sent(edition(form=full_form()), at=timezone.now())
    withdraw = submission.withdraw_application

    def too_late(**given: Any) -> None:
        Application.objects.filter(pk=dossier.pk).update(state=ApplicationState.SELECTED)
        withdraw(**given)

    monkeypatch.setattr(submission, "withdraw_application", too_late)

    page = as_user(lead(dossier)).post(url("application_withdraw", dossier), {"reason": ""}, follow=True)

    assert "la situation a changé" in page.text
    assert Application.objects.get(pk=dossier.pk).state == ApplicationState.SELECTED


def when_it_acts(monkeypatch: pytest.MonkeyPatch, name: str, change: Callable[[], Any]) -> None:
    """Make ``change`` between what the view looked at and the action."""
    action = getattr(submission, name)

    def act(**given: Any) -> Any:
        change()
        return action(**given)

    monkeypatch.setattr(submission, name, act)


def test_a_person_who_is_removed_while_they_send_or_withdraw_does_neither_and_reads_why(
    as_user, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = timezone.now()
    dossier = complete_draft(edition(form=full_form()), at=at)
    lea = member(dossier, MemberRights.EDIT, at=at)
    rights = ProjectMember.objects.filter(project=dossier.project, user=lea)
    sending = {"rules_version": dossier.call.rules_version, "rules": "on"}

    when_it_acts(monkeypatch, "submit_application", lambda: rights.update(rights=MemberRights.READ))
    reader = as_user(lea).post(url("application_review_and_submit", dossier), sending)
    rights.update(rights=MemberRights.EDIT)
    when_it_acts(monkeypatch, "submit_application", lambda: rights.update(left_at=at))
    removed = as_user(lea).post(url("application_review_and_submit", dossier), sending)

    assert (reader.status_code, "il n’est pas envoyé" in reader.text) == (422, True)
    assert (removed.status_code, str(AccessEnd.LEFT.label) in html.unescape(removed.text)) == (404, True)
    assert Application.objects.get(pk=dossier.pk).state == ApplicationState.DRAFT


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"left_at": timezone.now(), "leads": False}, AccessEnd.LEFT.label),
        ({"leads": False}, "n’est pas retiré"),
    ],
)
def test_a_person_who_leads_no_more_while_they_withdraw_does_not(
    as_user, monkeypatch: pytest.MonkeyPatch, change: dict[str, Any], words: str
) -> None:
    dossier = sent(edition(form=full_form()), at=timezone.now())
    maelle = lead(dossier)
    row = ProjectMember.objects.filter(project=dossier.project, user=maelle)
    when_it_acts(monkeypatch, "withdraw_application", lambda: row.update(**change))

    page = as_user(maelle).post(url("application_withdraw", dossier), {"reason": ""}, follow=True)

    assert str(words) in html.unescape(page.text)
    assert Application.objects.get(pk=dossier.pk).state == ApplicationState.SUBMITTED
