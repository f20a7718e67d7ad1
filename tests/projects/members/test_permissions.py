"""Who may write in a dossier, and who leads its project."""

import pytest
from django.utils import timezone

from accelerator.accounts.models import User
from projects.members.enums import MemberRights
from projects.models import Application, ProjectMember
from tests import factories

pytestmark = pytest.mark.django_db


def add_member(application: Application, rights: MemberRights) -> User:
    user = factories.user()
    ProjectMember.objects.create(
        project=application.project, user=user, rights=rights, joined_at=factories.NOW
    )
    return user


def test_members_with_the_right_to_write_act_for_their_project_and_for_no_other() -> None:
    mine, theirs = (factories.edition_with(applications=1).applications[0] for _ in range(2))
    editor, reader = add_member(mine, MemberRights.EDIT), add_member(mine, MemberRights.READ)

    assert editor.has_perm("projects.act_for_project", mine) is True
    assert editor.has_perm("projects.act_for_project", theirs) is False
    assert reader.has_perm("projects.act_for_project", mine) is False


def test_a_person_who_leads_now_leads_and_nobody_else() -> None:
    application = factories.edition_with(applications=1).applications[0]
    project, member = application.project, add_member(application, MemberRights.EDIT)
    lead = project.members.leads().get()

    assert lead.user.has_perm("projects.lead_project", project) is True
    assert member.has_perm("projects.lead_project", project) is False

    lead.left_at = timezone.now()
    lead.save()
    assert lead.user.has_perm("projects.lead_project", project) is False
    assert lead.user.has_perm("projects.act_for_project", application) is False
