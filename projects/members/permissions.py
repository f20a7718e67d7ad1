"""Who may open the pages of the members of a project."""

import rules

from accelerator.accounts.models import User
from accelerator.web.access import LINK, SIGNED_IN, Table, row
from projects.models import Application, Project, ProjectMember

PAGES: Table = {
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
}


@rules.predicate
def is_editor(user: User, application: Application) -> bool:
    """A member of the project who may write, not only read."""
    return ProjectMember.objects.editors().filter(project=application.project_id, user=user.pk).exists()


rules.add_perm("projects.act_for_project", is_editor)


@rules.predicate
def is_lead(user: User, project: Project) -> bool:
    """The one person who leads the project now."""
    return bool(project.members.leads().filter(user=user).exists())


rules.add_perm("projects.lead_project", is_lead)
