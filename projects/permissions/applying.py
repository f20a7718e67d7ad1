"""Applying: who may open which page, and who may change a dossier."""

from typing import Any

import rules
from django.utils import timezone

from accelerator.web.access import PUBLIC, SIGNED_IN, Table, row
from programmes.enums import RoleName
from programmes.queries import admission_of
from projects.enums import MemberRights

ORGANISER = RoleName.ORGANISER.value

PAGES: Table = {
    "projects:apply": row(PUBLIC),
    "projects:start": row(SIGNED_IN),
    "projects:public_projects": row(PUBLIC),
    "projects:public_project": row(PUBLIC),
    # Signed-in people, then only what is theirs: Application.objects.held_by(user), else 404.
    "projects:application": row(SIGNED_IN),
    "projects:application_form": row(SIGNED_IN),
    "projects:application_answer": row(SIGNED_IN),
    "projects:application_upload": row(SIGNED_IN),
    "projects:application_file_remove": row(SIGNED_IN),
    "projects:application_review_and_submit": row(SIGNED_IN),
    "projects:application_sent": row(SIGNED_IN),
    "projects:application_withdraw": row(SIGNED_IN),
    "projects:project_sheet": row(SIGNED_IN),
    # Whoever reads the dossier reads its files: Application.objects.visible_to(user), else 404.
    "projects:application_file": row(SIGNED_IN),
    "projects:extend_call": row(ORGANISER),
    "projects:publish_form": row(ORGANISER),
    "projects:manage_applications": row(ORGANISER),
    "projects:manage_application": row(ORGANISER),
    "projects:declare_eligible": row(ORGANISER),
    "projects:declare_ineligible": row(ORGANISER),
}


@rules.predicate
def is_editor(user: Any, application: Any) -> bool:
    """A member of the project who may write, not only read."""
    members = application.project.members.filter(user=user, left_at=None, rights=MemberRights.EDIT)
    return bool(members.exists())


@rules.predicate
def is_being_written(user: Any, application: Any) -> bool:
    return bool(application.is_being_written)


@rules.predicate
def call_admits(user: Any, application: Any) -> bool:
    return bool(admission_of(application.call, user, timezone.now(), begun_at=application.begun_at))


can_edit_application = is_editor & is_being_written & call_admits
can_act_for_project = is_editor

rules.add_perm("projects.edit_application", can_edit_application)
rules.add_perm("projects.act_for_project", can_act_for_project)
