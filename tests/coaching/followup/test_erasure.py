"""What becomes of the year’s words once somebody is erased, or the project is: nothing keeps a name by itself."""

from __future__ import annotations

import pytest
from django.db.models import CASCADE, SET_NULL, ForeignKey

from accelerator.accounts.models import User
from coaching.followup.actions import commitments as actions
from coaching.followup.enums import CommitmentState
from coaching.models import Commitment, CommitmentNote, LetterLine, SupportLetter
from projects.models import PastProject
from tests import factories
from tests.support.letters import ClosedTable
from tests.support.partners import AT

pytestmark = pytest.mark.django_db
ERASED = (Commitment, CommitmentNote, LetterLine, SupportLetter, PastProject)


@pytest.mark.parametrize("model", ERASED)
def test_no_row_of_the_year_holds_an_account_back(model):
    people = [
        field for field in model._meta.fields if isinstance(field, ForeignKey) and field.related_model is User
    ]
    assert [field.name for field in people if field.remote_field.on_delete is not SET_NULL] == []


@pytest.mark.parametrize("model", [Commitment, SupportLetter])
def test_they_go_with_the_place_of_the_project(model):
    assert model._meta.get_field("participation").remote_field.on_delete is CASCADE


def test_the_news_of_a_body_stays_without_the_name_of_who_typed_it():
    table = ClosedTable()
    commitment, author = table.commit(), factories.user(name="Une voix de passage")
    Commitment.objects.filter(pk=commitment.pk).update(person=author)
    commitment.refresh_from_db()
    actions.move_commitment(
        commitment=commitment, state=CommitmentState.DOING, text="Premier rendez-vous", actor=None, at=AT
    )
    CommitmentNote.objects.update(by=author)

    author.delete()

    commitment.refresh_from_db()
    note = commitment.notes.get()
    assert (commitment.person, note.by, note.text) == (None, None, "Premier rendez-vous")
    assert commitment.body is not None
