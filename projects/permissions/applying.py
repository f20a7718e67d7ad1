"""Applying: who may open which page, and who acts for a project."""

from typing import Any

import rules

from accelerator.web.access import PUBLIC, SIGNED_IN, Table, row
from programmes.enums import RoleName
from projects.enums import MemberRights
from projects.models import ProjectMember

ORGANISER = RoleName.ORGANISER.value

PAGES: Table = {
    "projects:apply": row(PUBLIC),
    "projects:start": row(SIGNED_IN),
    "projects:public_projects": row(PUBLIC),
    "projects:public_project": row(PUBLIC),
    # Signed-in people, then only what is theirs: Application.objects.held_by(user), else 404.
    "projects:application": row(SIGNED_IN),
    "projects:application_resume": row(SIGNED_IN),
    "projects:application_form": row(SIGNED_IN),
    "projects:application_answer": row(SIGNED_IN),
    "projects:application_upload": row(SIGNED_IN),
    "projects:application_file_remove": row(SIGNED_IN),
    "projects:application_review_and_submit": row(SIGNED_IN),
    "projects:application_sent": row(SIGNED_IN),
    "projects:application_withdraw": row(SIGNED_IN),  # its lead alone: projects.lead_project, else 403
    "projects:project_sheet": row(SIGNED_IN),
    # Whoever reads the dossier reads its files: Application.objects.visible_to(user), else 404.
    "projects:application_file": row(SIGNED_IN),
    "projects:extend_call": row(ORGANISER),
    "projects:publish_form": row(ORGANISER),
    "projects:manage_applications": row(ORGANISER),
    "projects:manage_application": row(ORGANISER),
    "projects:next_application": row(ORGANISER),
    "projects:previous_application": row(ORGANISER),
    "projects:declare_eligible": row(ORGANISER),
    "projects:declare_ineligible": row(ORGANISER),
}


@rules.predicate
def is_editor(user: Any, application: Any) -> bool:
    """A member of the project who may write, not only read."""
    members = ProjectMember.objects.filter(project=application.project_id, user=user.pk, left_at=None)
    return members.filter(rights=MemberRights.EDIT).exists()


rules.add_perm("projects.act_for_project", is_editor)
