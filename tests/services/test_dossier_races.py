"""One dossier, several hands at one instant: a new version, its deadline, its examination, its people."""

from typing import Any

import pytest
from django.utils import timezone

from accelerator.outbox.models import OutgoingMail
from accelerator.questionnaires import queries
from accelerator.questionnaires.actions import save_answer
from accelerator.transitions import TransitionRefused
from projects.application.actions.answers import CallClosed
from projects.application.actions.submission import submit_application
from projects.application.actions.versions import start_revision
from projects.application.enums import ApplicationState
from projects.members.actions import MOST_PEOPLE, accept_member_invitation, hand_over, invite_member
from projects.models import Application, Duplicate, ProjectMember
from projects.triage.actions import bulk
from projects.triage.actions.eligibility import declare_ineligible
from tests.factories import World, edition, edition_with, user
from tests.support.dossiers import complete_draft, full_form, lead, member, sent
from tests.support.races import TABS, at_once

pytestmark = pytest.mark.django_db(transaction=True)


def changed(title: str = "Un autre titre") -> Application:
    """A sent dossier with a new version begun."""
    at = timezone.now()
    application = sent(edition(form=full_form()), at=at)
    sheet = start_revision(application=application, actor=lead(application), at=at)
    save_answer(sheet=sheet, key="title", raw=title, base_version=None, actor=lead(application), at=at)
    return Application.objects.get(pk=application.pk)


def send(application: Application, author: Any, at: Any = None) -> bool:
    return submit_application(
        application=Application.objects.get(pk=application.pk),
        actor=author,
        at=at or timezone.now(),
        rules_version=1,
    )


def test_two_leads_hand_over_to_one_person_at_once_and_one_does() -> None:
    made, at = edition(form=full_form()), timezone.now()
    first, second = (complete_draft(made, user(f"Porteuse {number}"), at=at) for number in range(2))
    wanted = user("Léa Morvan")
    for dossier in (first, second):
        member(dossier, "edit", at=at, who=wanted)

    def act(tab: int) -> None:
        dossier = (first, second)[tab]
        return hand_over(
            member=dossier.project.members.get(user=wanted), actor=lead(dossier), at=timezone.now()
        )

    results = at_once(act, tabs=2)

    assert [type(result) for result in results if result] == [TransitionRefused]
    assert ProjectMember.objects.filter(user=wanted, leads=True, left_at=None).count() == 1


def test_four_tabs_begin_one_new_version() -> None:
    application = sent(edition(form=full_form()), at=timezone.now())
    author = lead(application)

    sheets = at_once(
        lambda _tab: start_revision(
            application=Application.objects.get(pk=application.pk), actor=author, at=timezone.now()
        )
    )

    assert {sheet.pk for sheet in sheets} == {Application.objects.get(pk=application.pk).next_sheet_id}


def test_four_tabs_send_one_new_version() -> None:
    application = changed()
    author = lead(application)

    results = at_once(lambda _tab: send(application, author))

    assert sorted(results) == [False, False, False, True]
    assert [version.number for version in application.versions.all()] == [2, 1]
    assert OutgoingMail.objects.filter(template="projects/application/receipt").count() == 2


def test_the_last_second_and_the_first_too_late_leave_one_truth() -> None:
    application = changed()
    author, closing = lead(application), application.call.closes_at
    early = closing.replace(microsecond=0) if closing.microsecond else closing

    results = at_once(
        lambda tab: send(application, author, closing if tab else min(early, timezone.now())), 2
    )

    after = Application.objects.get(pk=application.pk)
    assert results[0] is True
    assert results[1] is False or isinstance(results[1], CallClosed)
    assert after.title == "Un autre titre"
    assert after.versions.count() == 2


def test_an_answer_saved_while_sending_is_in_the_version_or_refused() -> None:
    application = changed()
    author, sheet = lead(application), application.working_sheet

    def act(tab: int) -> Any:
        if tab:
            return save_answer(
                sheet=sheet, key="summary", raw="Neuf.", base_version=None, actor=author, at=timezone.now()
            )
        return send(application, author)

    sending, saving = at_once(act, 2)

    after = Application.objects.get(pk=application.pk)
    is_stored = queries.values(after.sheet)["summary"] == "Neuf."
    assert sending is True
    assert is_stored is not isinstance(saving, Exception)
    assert after.content_hash == queries.content_hash(after.sheet)


def test_an_examination_that_begins_while_sending_leaves_one_truth() -> None:
    application = changed()
    author = lead(application)
    Application.objects.filter(pk=application.pk).update(state=ApplicationState.ELIGIBLE)

    def act(tab: int) -> Any:
        if tab:
            return Application.objects.filter(pk=application.pk, state=ApplicationState.ELIGIBLE).update(
                state=ApplicationState.UNDER_REVIEW
            )
        return send(application, author)

    sending, examining = at_once(act, 2)

    after = Application.objects.get(pk=application.pk)
    if examining:
        assert sending is False
        assert (after.state, after.versions.count()) == (ApplicationState.UNDER_REVIEW, 1)
    else:
        assert sending is True
        assert (after.state, after.versions.count()) == (ApplicationState.SUBMITTED, 2)


@pytest.mark.parametrize("other", ["declare_eligible", "assign"])
def test_one_is_turned_down_while_all_are_changed_at_once(other: str) -> None:
    """Both take the edition and the dossiers, in different orders: neither waits for the other for ever."""
    at = timezone.now()
    for _turn in range(4):
        world = edition_with(applications=4, state=ApplicationState.SUBMITTED)
        dossiers = Application.objects.for_edition(world.edition)
        more = {"colleague": world.organiser} if other == "assign" else {}

        def act(tab: int, world: World = world, dossiers: Any = dossiers, more: Any = more) -> Any:
            if tab:
                change = getattr(bulk, other)
                return change(
                    edition=world.edition, applications=dossiers, actor=world.organiser, at=at, **more
                )
            return declare_ineligible(
                application=world.applications[2], reason="Hors sujet", actor=world.organiser, at=at
            )

        refused, changed = at_once(act, 2)

        assert refused is None or isinstance(refused, TransitionRefused)
        assert not isinstance(changed, Exception)


def test_one_invitation_accepted_four_times_is_one_member() -> None:
    application = complete_draft(edition(form=full_form()), at=timezone.now())
    lea = user("Léa Morin")
    invitation = invite_member(
        project=application.project,
        email=lea.email,
        rights="edit",
        actor=lead(application),
        at=timezone.now(),
    )

    results = at_once(
        lambda _tab: accept_member_invitation(invitation=invitation, user=lea, at=timezone.now())
    )

    assert sum(isinstance(result, ProjectMember) for result in results) == 1
    assert application.project.members.filter(user=lea).count() == 1
    assert lea.roles.count() == 1


def test_invitations_sent_at_one_instant_fill_the_last_place_once() -> None:
    application = complete_draft(edition(form=full_form()), at=timezone.now())
    project, author = application.project, lead(application)
    for number in range(MOST_PEOPLE - 1 - project.members.count()):
        member(application, "read", at=timezone.now(), who=user(f"Membre {number}"))

    results = at_once(
        lambda tab: invite_member(
            project=project, email=f"invite{tab}@a.test", rights="read", actor=author, at=timezone.now()
        )
    )

    refusals = [result for result in results if isinstance(result, TransitionRefused)]
    assert [str(refusal) for refusal in refusals] == ["Un dossier se tient à douze personnes au plus."] * (
        TABS - 1
    )
    assert project.invitations.count() == 1


def test_handing_over_to_two_people_at_once_leaves_one_lead() -> None:
    application = complete_draft(edition(form=full_form()), at=timezone.now())
    author = lead(application)
    people = [
        ProjectMember.objects.create(
            project=application.project, user=user(), rights="read", joined_at=timezone.now()
        )
        for _ in range(TABS)
    ]

    at_once(lambda tab: hand_over(member=people[tab], actor=author, at=timezone.now()))

    leads = application.project.members.filter(leads=True)
    assert leads.count() == 1
    assert leads.get().user != author


def test_alike_dossiers_sent_at_one_instant_find_one_another() -> None:
    made, at = edition(form=full_form()), timezone.now()
    pair = [complete_draft(made, at=at), complete_draft(made, at=at)]
    authors = [lead(item) for item in pair]

    at_once(lambda tab: send(pair[tab], authors[tab]), 2)

    assert Duplicate.objects.count() == 1
    assert [Application.objects.get(pk=item.pk).duplicates for item in pair] == [1, 1]
