"""Start, send, take back, withdraw: once each, in time, with a proof."""

import html
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from accelerator.accounts.models import User
from accelerator.audit.models import AuditEntry
from accelerator.outbox.models import OutgoingMail
from accelerator.questionnaires import queries
from accelerator.transitions import TransitionRefused
from programmes.enums import RoleName
from programmes.models import Organisation
from projects.application.actions import submission
from projects.application.actions.answers import CallClosed
from projects.application.actions.submission import (
    Incomplete,
    RulesChanged,
    start_application,
    submit_application,
    withdraw_application,
)
from projects.application.enums import ApplicationState
from projects.models import AccessEnd, Application, MemberRights, ProjectMember
from projects.triage.queries import Overview, overview
from tests.factories import edition, edition_with, user
from tests.support.dossiers import complete_draft, draft, full_form, lead, member, sent

pytestmark = pytest.mark.django_db
PARIS = ZoneInfo("Europe/Paris")


def the_call(**fields):
    """An edition whose form is the default one."""
    return edition(form=full_form(), **fields)


def test_starting_makes_a_draft_with_the_next_reference() -> None:
    made, at = the_call(code="TN-2018", last_application_number=6), timezone.now()
    maelle = user("Maëlle Ravenel", job_title="Cheffe d’atelier")

    application = start_application(call=made.call, user=maelle, at=at)

    assert application.reference == "TN-2018-0007"
    assert application.state == ApplicationState.DRAFT
    assert maelle.roles.get().name == RoleName.HOLDER
    assert queries.values(application.sheet) == {
        "holder_name": "Maëlle Ravenel",
        "holder_email": maelle.email,
        "holder_function": "Cheffe d’atelier",
    }


def test_starting_again_resumes_the_same_draft() -> None:
    made, at, maelle = the_call(), timezone.now(), user()

    first = start_application(call=made.call, user=maelle, at=at)
    second = start_application(call=made.call, user=maelle, at=at)

    assert first == second
    assert Application.objects.count() == 1


def test_a_person_may_start_anew_after_withdrawing() -> None:
    made, at, maelle = the_call(), timezone.now(), user()
    first = start_application(call=made.call, user=maelle, at=at)
    withdraw_application(application=first, actor=maelle, at=at)

    second = start_application(call=made.call, user=maelle, at=at)

    assert second.reference != first.reference


def test_nobody_starts_before_the_call_opens() -> None:
    opening = timezone.now()
    made = the_call(opens_at=opening)

    with pytest.raises(CallClosed):
        start_application(call=made.call, user=user(), at=opening - timedelta(seconds=1))

    assert start_application(call=made.call, user=user(), at=opening)


def test_sending_leaves_a_frozen_dossier_and_its_proof() -> None:
    made, at = the_call(), timezone.now()
    application = complete_draft(made, at=at)

    assert submit_application(application=application, actor=lead(application), at=at, rules_version=1)

    application = Application.objects.get(pk=application.pk)
    mail = OutgoingMail.objects.get(template="projects/application/receipt")
    assert application.state == ApplicationState.SUBMITTED
    assert application.submitted_at == at
    assert application.rules_version == 1
    assert application.sheet.frozen_at == at
    assert application.content_hash == queries.content_hash(application.sheet)
    assert application.reference in mail.subject
    assert application.content_hash in mail.text
    assert f"{at.astimezone(PARIS):%S}" in mail.text
    assert AuditEntry.objects.filter(verb="submit", subject_id=str(application.pk)).count() == 1


def test_sending_fills_the_columns_that_lists_read() -> None:
    application = sent(the_call(), at=timezone.now())

    project = application.project
    assert application.title == project.title == "L’écran d’atelier des salarié·es"
    assert application.structure_name == "Scierie des Aulnes"
    assert application.department
    assert project.slug == "l-ecran-d-atelier-des-salariees"
    assert project.organisation is not None
    assert project.organisation.siret == "00000001800010"
    assert lead(application).roles.get().organisation == project.organisation


def test_an_account_without_a_name_takes_the_one_in_its_dossier() -> None:
    made = the_call()
    for number, (address, known_as, name) in enumerate(
        (
            ("maelle.ravenel@exemple.test", "", "Maëlle Ravenel"),
            ("maelle.ravenel@exemple.test", "Maëlle R.", "Maëlle R."),
            ("collegue@exemple.test", "", ""),
        )
    ):
        User.objects.filter(email=address).update(email=f"{number}@exemple.test")
        sender = User.objects.create_user(address, name=known_as)
        application = complete_draft(made, sender, at=timezone.now())

        submit_application(application=application, actor=sender, at=timezone.now(), rules_version=1)

        sender.refresh_from_db()
        assert sender.name == name


def test_a_department_has_one_name_in_the_lists() -> None:
    made = the_call()
    for typed, listed in (
        ("14", "Calvados"), ("calvados (14)", "Calvados"), ("Pays de Caux", "Pays de Caux"),
    ):  # fmt: skip
        application = sent(made, at=timezone.now(), department=typed)

        assert application.department == listed
        assert queries.values(application.sheet)["department"] == typed


def test_two_structures_with_one_siret_are_one_organisation() -> None:
    made, at = the_call(), timezone.now()

    one, other = sent(made, at=at), sent(made, at=at)

    assert one.project.organisation == other.project.organisation
    assert one.project.slug != other.project.slug
    assert Organisation.objects.count() == 1


def test_a_structure_without_siret_gives_its_reason() -> None:
    application = sent(the_call(), at=timezone.now(), siret="Association en cours de création")

    assert application.project.organisation is not None
    assert application.project.organisation.siret == ""
    assert application.project.organisation.name == "Scierie des Aulnes"


def test_a_second_click_sends_nothing_more() -> None:
    made, at = the_call(), timezone.now()
    application = complete_draft(made, at=at)
    stale = Application.objects.get(pk=application.pk)

    first = submit_application(application=application, actor=lead(application), at=at, rules_version=1)
    later = at + timedelta(seconds=1)
    second = submit_application(application=stale, actor=lead(application), at=later, rules_version=1)

    assert (first, second) == (True, False)
    assert Application.objects.get(pk=application.pk).submitted_at == at
    assert OutgoingMail.objects.filter(template="projects/application/receipt").count() == 1


def test_an_incomplete_dossier_stays_a_draft() -> None:
    made, at = the_call(), timezone.now()
    application = draft(made, at=at, title="Atelier connecté")

    with pytest.raises(Incomplete) as refusal:
        submit_application(application=application, actor=lead(application), at=at, rules_version=1)

    assert "siret" in {question.key for question in refusal.value.missing}
    application = Application.objects.get(pk=application.pk)
    assert application.state == ApplicationState.DRAFT
    assert application.sheet.frozen_at is None
    assert not OutgoingMail.objects.exists()


def test_rules_are_accepted_and_those_that_changed_meanwhile_are_read_again() -> None:
    made, at = the_call(), timezone.now()
    application = complete_draft(made, at=at)
    with pytest.raises(Incomplete):
        submit_application(application=application, actor=lead(application), at=at)

    made.call.rules_version = 2
    made.call.save()

    with pytest.raises(RulesChanged):
        submit_application(application=application, actor=lead(application), at=at, rules_version=1)


@pytest.mark.parametrize(
    "closing",
    [
        datetime(2026, 10, 12, 18, 0, tzinfo=PARIS),
        datetime(2026, 10, 25, 2, 30, tzinfo=PARIS),  # the hour that comes twice: the first of the two
        datetime(2026, 10, 25, 2, 30, fold=1, tzinfo=PARIS),  # … and the second
        datetime(2027, 3, 28, 3, 0, tzinfo=PARIS),  # the instant after the hour that does not exist
    ],
)
def test_the_call_closes_to_the_second(closing: datetime) -> None:
    closing = datetime.fromtimestamp(closing.timestamp(), tz=ZoneInfo("UTC"))
    before = closing - timedelta(days=40)
    made = the_call(published_at=before, opens_at=before, closes_at=closing)
    in_time, too_late = complete_draft(made, at=before), complete_draft(made, at=before)

    assert submit_application(
        application=in_time, actor=lead(in_time), at=closing - timedelta(seconds=1), rules_version=1
    )
    with pytest.raises(CallClosed):
        submit_application(application=too_late, actor=lead(too_late), at=closing, rules_version=1)

    assert Application.objects.get(pk=too_late.pk).state == ApplicationState.DRAFT


def test_withdrawing_notifies_its_members_and_the_organisers() -> None:
    world, at = edition_with(form=full_form(), organisers=2), timezone.now()
    application = sent(world.edition, at=at)
    lea = member(application, MemberRights.READ, at=at)

    withdraw_application(
        application=application, actor=lead(application), at=at, reason="Le projet est reporté."
    )

    assert Application.objects.get(pk=application.pk).state == ApplicationState.WITHDRAWN
    mails = OutgoingMail.objects.filter(template="projects/application/withdrawn")
    assert {mail.user for mail in mails} == {lead(application), lea}
    assert "Vous avez retiré" in mails.get(user=lead(application)).text
    assert "Maëlle Ravenel a retiré" in mails.get(user=lea).text
    notices = OutgoingMail.objects.filter(template="projects/application/withdrawn_notice")
    assert {mail.user for mail in notices} == set(world.organisers)
    assert all("Le projet est reporté." in mail.text for mail in notices)


def test_withdrawing_a_draft_notifies_its_members_alone_and_opens_it_to_nobody() -> None:
    world, at = edition_with(form=full_form()), timezone.now()
    application = complete_draft(world.edition, at=at)

    withdraw_application(application=application, actor=lead(application), at=at)

    assert OutgoingMail.objects.get().user == lead(application)
    organiser, call = world.organisers[0], world.edition.call
    assert not Application.objects.visible_to(organiser).exists()
    assert not Application.objects.in_list_of(organiser, call).exists()
    assert overview(call) == Overview([], [], 0, 0)


def test_a_decided_dossier_is_not_withdrawn() -> None:
    world = edition_with(applications=1, state=ApplicationState.SELECTED)

    with pytest.raises(TransitionRefused):
        withdraw_application(application=world.applications[0], actor=world.holder, at=timezone.now())


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
