"""Dossiers beyond their form: who may open which page, and who leads a project."""

from typing import Any

import rules

from accelerator.web.access import LINK, SIGNED_IN, Table, row

PAGES: Table = {
    # Members who may write: Application.objects.held_by(user), else 404; a reader among them gets 403.
    "projects:application_revise": row(SIGNED_IN),
    "projects:application_revision_drop": row(SIGNED_IN),
    "projects:application_revision": row(SIGNED_IN),  # any member reads what is being written
    "projects:application_prefill": row(SIGNED_IN),
    "projects:application_presence": row(SIGNED_IN),
    # Members; only the lead changes who they are (projects.lead_project), and anybody else may leave.
    "projects:team": row(SIGNED_IN),
    "projects:team_leave": row(SIGNED_IN),
    "projects:team_rights": row(SIGNED_IN),
    "projects:team_hand_over": row(SIGNED_IN),
    "projects:team_remove": row(SIGNED_IN),
    "projects:team_resend": row(SIGNED_IN),
    "projects:team_revoke": row(SIGNED_IN),
    "projects:member_invitation": row(LINK),
    # Whoever reads the dossier reads its copies, each with their own audiences: Application.objects.visible_to(user).
    "projects:dossier_print": row(SIGNED_IN),
    "projects:dossier_pdf": row(SIGNED_IN),
    # Holders and organisers only: the committee reads the version that counts.
    "projects:dossier_versions": row(SIGNED_IN),
    "projects:dossier_version": row(SIGNED_IN),
    "projects:dossier_version_pdf": row(SIGNED_IN),
}


@rules.predicate
def is_lead(user: Any, project: Any) -> bool:
    """The one person who leads the project now."""
    return bool(project.members.filter(user=user, left_at=None, leads=True).exists())


rules.add_perm("projects.lead_project", is_lead)
