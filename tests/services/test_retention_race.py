"""What is kept long enough, or asked to go, while somebody writes, sends or puts it off: one of the two wins, wholly.

Each meets the other where it decides: the first holds its rows until the second waits for them.
"""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from accelerator.outbox.models import OutgoingMail
from accelerator.questionnaires.actions import SheetFrozen, save_answer
from accelerator.questionnaires.models import Answer, AnswerSheet
from accelerator.transitions import TransitionRefused
from projects.application.actions.submission import submit_application
from projects.locks import ApplicationGone
from projects.members.actions import accept_member_invitation, invite_member
from projects.models import Application, ProjectInvitation, ProjectMember
from projects.retention.actions.erasing import ErasureRefused, erase_on_request
from projects.retention.actions.planned import erase_due, postpone
from tests import factories
from tests.support.dossiers import complete_draft, full_form, lead
from tests.support.races import at_once, in_turn
from tests.support.retention import announce, closed_edition, night_of, written_then

pytestmark = pytest.mark.django_db(transaction=True)


class Draft:
    """Announced for ``night``, when its holder may still write in it."""

    def __init__(self) -> None:
        self.row = written_then(factories.application(closed_edition(months_ago=4), state="draft"))
        self.holder = lead(self.row)
        self.plan = announce(at=timezone.now() - timedelta(days=1))
        assert self.plan.announced_for
        self.night: datetime = night_of(self.plan.announced_for)

    def write(self) -> Answer:
        return save_answer(
            sheet=self.row.sheet, key="title", raw="Écrit cette nuit", base_version=None, actor=self.holder,
            at=self.night,
        )  # fmt: skip

    def erase(self) -> int:
        return erase_due(at=self.night)

    @property
    def is_whole(self) -> bool:
        return Application.objects.filter(pk=self.row.pk).exists()


@pytest.fixture
def draft() -> Draft:
    return Draft()


def test_a_draft_that_is_written_in_outlives_the_night_that_waited_for_it(draft: Draft) -> None:
    _written, erased = in_turn(draft.write, draft.erase)

    assert (erased, draft.is_whole) == (0, True)
    assert Answer.objects.get(sheet=draft.row.sheet_id, question__key="title").value == "Écrit cette nuit"


def test_an_answer_to_a_draft_being_erased_is_refused(draft: Draft) -> None:
    erased, written = in_turn(draft.erase, draft.write)

    assert (erased, draft.is_whole) == (1, False)
    assert isinstance(written, SheetFrozen)
    assert not AnswerSheet.objects.filter(pk=draft.row.sheet_id).exists()
    assert not Answer.objects.exists()


def test_a_night_that_waited_for_somebody_to_put_it_off_erases_nothing(draft: Draft) -> None:
    edition, organiser = draft.row.call.edition, factories.role(draft.row.call.edition, "organiser")

    def put_off() -> None:
        postpone(
            edition=edition, kind="drafts", until=draft.night.date() + timedelta(days=90), reason="Un recours",
            actor=organiser, at=draft.night,
        )  # fmt: skip

    _postponed, erased = in_turn(put_off, draft.erase)

    assert (erased, draft.is_whole) == (0, True)
    draft.plan.refresh_from_db()
    assert (draft.plan.reason, draft.plan.announced_for, draft.plan.erased) == ("Un recours", None, 0)


def test_two_workers_erase_each_dossier_once() -> None:
    edition = closed_edition(months_ago=25)
    for _each in range(4):
        written_then(factories.application(edition, state="not_selected"))
    plan = announce()

    counts = at_once(lambda _tab: erase_due(at=night_of(plan.announced_for)), tabs=2)

    assert sum(counts) == 4
    plan.refresh_from_db()
    assert plan.erased == 4


class Asked:
    """A draft that is ready to be sent, whose erasure was asked for."""

    def __init__(self) -> None:
        self.at = timezone.now()
        edition = factories.edition(form=full_form())
        self.organiser = factories.role(edition, "organiser")
        self.row = complete_draft(edition, at=self.at)
        self.holder = lead(self.row)

    def erase(self) -> None:
        erase_on_request(application=self.row, reason="Demande", actor=self.organiser, at=self.at)

    def send(self) -> bool:
        mine = Application.objects.select_related("call__edition", "project").get(pk=self.row.pk)
        return submit_application(application=mine, actor=self.holder, at=self.at, rules_version=1)

    def write(self) -> Answer:
        return save_answer(
            sheet=self.row.sheet, key="title", raw="Encore", base_version=None, actor=self.holder, at=self.at
        )


@pytest.fixture
def asked() -> Asked:
    return Asked()


def test_a_dossier_that_was_sent_first_is_not_erased(asked: Asked) -> None:
    sent, erased = in_turn(asked.send, asked.erase)

    assert (sent, isinstance(erased, ErasureRefused)) == (True, True)
    assert Application.objects.get().submitted_at
    assert OutgoingMail.objects.filter(template="projects/application/receipt").count() == 1


def test_a_dossier_that_was_erased_first_is_not_sent(asked: Asked) -> None:
    found = Application.objects.select_related("call__edition", "project").get(pk=asked.row.pk)

    def send() -> bool:
        return submit_application(application=found, actor=asked.holder, at=asked.at, rules_version=1)

    _erased, sent = in_turn(asked.erase, send)

    assert isinstance(sent, ApplicationGone)
    assert not Application.objects.exists()
    assert not OutgoingMail.objects.filter(user=asked.holder).exists()


def test_an_answer_to_an_erased_dossier_is_not_stored(asked: Asked) -> None:
    _erased, written = in_turn(asked.erase, asked.write)

    assert isinstance(written, SheetFrozen)
    assert not Answer.objects.exists()


def test_two_organisers_erase_one_dossier_once(asked: Asked) -> None:
    first, second = in_turn(asked.erase, asked.erase)

    assert first is None
    assert isinstance(second, ErasureRefused)


class Refused:
    """A dossier that was turned down, whose lead invites somebody while it is anonymised."""

    def __init__(self) -> None:
        self.at = timezone.now()
        edition = factories.edition()
        self.organiser = factories.role(edition, "organiser")
        self.row = factories.application(edition, state="not_selected")
        self.holder, self.guest = lead(self.row), factories.user()

    def erase(self) -> None:
        erase_on_request(application=self.row, reason="Demande", actor=self.organiser, at=self.at)

    def invite(self) -> ProjectInvitation:
        mine = Application.objects.select_related("project").get(pk=self.row.pk)
        return invite_member(
            project=mine.project, email=self.guest.email, rights="edit", actor=self.holder, at=self.at
        )


@pytest.fixture
def refused() -> Refused:
    return Refused()


def list_left() -> list[Any]:
    """Whose address or membership is kept, and who was written to."""
    mails = OutgoingMail.objects.values_list("to_email", flat=True)
    return [*ProjectInvitation.objects.all(), *ProjectMember.objects.all(), *mails]


def test_an_invitation_goes_with_the_dossier_that_waited_for_it(refused: Refused) -> None:
    invited, _erased = in_turn(refused.invite, refused.erase)

    assert invited.pk
    assert list_left() == []


def test_nobody_is_invited_to_a_dossier_that_was_anonymised_meanwhile(refused: Refused) -> None:
    _erased, invited = in_turn(refused.erase, refused.invite)

    assert isinstance(invited, TransitionRefused)
    assert list_left() == []


def test_nobody_joins_a_dossier_that_was_anonymised_meanwhile(refused: Refused) -> None:
    offered = refused.invite()

    def accept() -> ProjectMember:
        found = ProjectInvitation.objects.select_related("project__edition").get(pk=offered.pk)
        return accept_member_invitation(invitation=found, user=refused.guest, at=refused.at)

    _erased, joined = in_turn(refused.erase, accept)

    assert isinstance(joined, TransitionRefused)
    assert list_left() == []
