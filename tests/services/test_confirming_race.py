"""A synthesis is sent from one window while another confirms a row."""

from uuid import uuid4

import pytest
from django.utils import timezone

from accelerator.questionnaires.errors import SheetFrozen
from accelerator.rows.actions import save_row
from coaching.models import Blocker, RowConfirmation, SurveyInvitation
from coaching.plan.enums import BlockerState
from coaching.surveys.actions import confirmations
from coaching.surveys.actions.survey import submit_response
from tests import factories
from tests.support.races import at_once
from tests.support.synthesis import ANSWERS, invitation, synthesis_survey

pytestmark = pytest.mark.django_db(transaction=True)
NOW = timezone.now


def begun(world: factories.World) -> SurveyInvitation:
    """Everything is answered, nothing is sent."""
    agreed = {key: value for key, value in ANSWERS.items() if key != "share_with_partners"}
    one = invitation(synthesis_survey(world.edition), world.participations[0], **agreed)
    question = one.sheet.revision.questions.get(key="share_with_partners")
    one.sheet.answers.create(question=question, value=False, saved_at=NOW())
    return one


def test_a_row_is_confirmed_before_the_synthesis_is_sent_or_not_at_all() -> None:
    one = begun(factories.edition_with(participations=1))
    blocker = save_row(
        model=Blocker, owner={"participation": one.participation}, uid=uuid4(), values={"text": "Le temps"},
        base_version=0, actor=None, at=NOW(),
    )  # fmt: skip

    def act(tab: int) -> object:
        mine = SurveyInvitation.objects.select_related("survey__edition", "sheet", "participation").get(
            pk=one.pk
        )
        if tab:
            return confirmations.confirm_blocker(
                invitation=mine,
                uid=blocker.uid,
                state=BlockerState.LIFTED,
                base_version=1,
                actor=None,
                at=NOW(),
            )
        return submit_response(invitation=mine, actor=None, at=NOW())

    sent, confirmed = at_once(act, tabs=2)

    blocker.refresh_from_db()
    one.refresh_from_db()
    assert (sent, one.is_sent) == (None, True)
    assert isinstance(confirmed, int | SheetFrozen)
    lifted = blocker.state == BlockerState.LIFTED
    assert lifted == isinstance(confirmed, int) == RowConfirmation.objects.filter(row=blocker.uid).exists()
