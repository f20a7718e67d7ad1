"""Who may open which page, and who may do what to its objects, by subject.

Organisers reach the objects of their editions alone. Where any signed-in person may come, the view finds only what is
theirs, else a 404.
"""

import rules

from accelerator.accounts.models import User
from accelerator.web.access import LINK, PUBLIC, SIGNED_IN, Table, row
from programmes.capabilities import Capability
from projects.conflicts.queries import CONCERNED
from projects.models import Application, Project, ProjectMember


def _declare_pages(audience: str, names: str) -> Table:
    """The rows of these pages; those of the API are named with their prefix."""
    return {name if ":" in name else f"projects:{name}": row(audience) for name in names.split()}


PAGES: Table = {
    # application: applying, the call's dates and form
    **_declare_pages(PUBLIC, "apply"),
    **_declare_pages(SIGNED_IN, "start"),
    **_declare_pages(Capability.MANAGE_APPLICATIONS, "extend_call publish_form"),
    # Their own dossiers: Application.objects.of_member(user), else 404. To withdraw one, its lead alone, else 403.
    **_declare_pages(
        SIGNED_IN,
        """application application_resume application_form application_answer application_upload
        application_file_remove application_review_and_submit application_sent application_withdraw
        api:own_applications""",
    ),
    # Members who may write; a reader among them gets 403, but reads what is being written.
    **_declare_pages(
        SIGNED_IN, "application_revise application_revision_drop application_revision application_prefill"
    ),
    # Readers of the dossier, each with their own audiences: Application.objects.visible_to(user), else 404. The
    # versions are for holders and organisers: the committee reads the one that counts.
    **_declare_pages(
        SIGNED_IN,
        """application_file api:dossier dossier_print dossier_pdf dossier_versions dossier_version
        dossier_version_pdf""",
    ),
    # members; only the lead changes who they are (projects.lead_project), and anybody else may leave
    **_declare_pages(
        SIGNED_IN,
        """application_presence team team_leave team_rights team_hand_over team_remove team_resend
        team_revoke""",
    ),
    **_declare_pages(LINK, "member_invitation"),
    # conflicts; dossiers given to the reviewer: Application.objects.reviewed_by(user), else 404
    **_declare_pages(Capability.MANAGE_APPLICATIONS, "manage_conflicts remind_conflict_round record_recusal"),
    # while the round is open, else 404
    "projects:declare_links": row(*CONCERNED),
    **_declare_pages(Capability.REVIEW, "recuse"),
    # review
    **_declare_pages(
        Capability.MANAGE_APPLICATIONS,
        """manage_anonymity anonymous_dossier manage_assignment
        assignment_proposal remind_reviewer extend_reviews""",
    ),
    **_declare_pages(PUBLIC, "scoring_method"),
    # Dossiers that they may discuss: list_discussed_by(user), else 404.
    **{
        f"projects:{name}": row(Capability.READ_SELECTION, Capability.REVIEW)
        for name in ("discussion", "read_discussion", "take_back_message")
    },
    # Members read the ranking once they have no review left to send.
    "projects:ranking": row(Capability.READ_SELECTION, Capability.REVIEW),
    # Only dossiers assigned to them: Application.objects.reviewed_by(user). Former jurors are led to their own texts,
    # and read on the pages where they wrote that their seat ended; anybody else gets a 404.
    **_declare_pages(SIGNED_IN, "review_queue review review_score my_texts"),
    **_declare_pages(Capability.REVIEW, "take_back_review revise_review review_highlights"),
    # Those who read the opinions of others; organisers and list_discussed_by(user), else 404.
    "projects:mark_reviews_read": row(Capability.READ_SELECTION, Capability.REVIEW),
    # triage
    **_declare_pages(
        Capability.MANAGE_APPLICATIONS,
        """manage_applications api:applications manage_application next_application previous_application
        declare_eligible declare_ineligible change_applications undo_bulk save_filter delete_filter choose_columns
        manage_eligibility follow_application add_note remove_note check_application overrule_finding""",
    ),
    # completion; on the holder's side Application.objects.of_member(user), else 404, and editors to change it
    **_declare_pages(Capability.MANAGE_APPLICATIONS, "request_completion close_completion"),
    **_declare_pages(SIGNED_IN, "completion completion_answer completion_upload completion_file_remove"),
    # deliberation: without a meeting, the list of dossiers; dossiers that one may judge, else 404. A member's screen is
    # the meeting's, and says so without one; whether it changed is known to who has the tag of a screen.
    **_declare_pages(Capability.READ_SELECTION, "deliberation meeting_screen"),
    **_declare_pages(
        Capability.RUN_DELIBERATION,
        "open_meeting close_meeting pause_meeting decide_block take_dossier postpone_dossier decide_in_meeting",
    ),
    **_declare_pages(Capability.WRITE_MINUTES, "meeting_attendance"),
    **_declare_pages(Capability.SIT_ON_COMMITTEE, "meeting meeting_presence cast_vote object_to_block"),
    **_declare_pages(LINK, "meeting_changes"),
    # decision; who chairs or writes the minutes reads, and only organisers decide, else 403; only organisers who may
    # judge the dossier withdraw its place, else 404
    **_declare_pages(Capability.READ_SELECTION, "decide"),
    **_declare_pages(
        Capability.MANAGE_APPLICATIONS,
        """announce manage_feedback decision_letter move_reserve remind_place
        withdraw_place confirm_places""",
    ),
    # minutes: the committee reads them, without what is hidden from the reader, and its bodies approve them
    "projects:committee_minutes": row(Capability.READ_SELECTION, Capability.SIT_ON_COMMITTEE),
    "projects:committee_minutes_pdf": row(Capability.READ_SELECTION, Capability.SIT_ON_COMMITTEE),
    **_declare_pages(Capability.WRITE_MINUTES, "edit_minutes"),
    **_declare_pages(Capability.SIT_ON_COMMITTEE, "approve_committee_minutes request_amendment"),
    **_declare_pages(SIGNED_IN, "participation"),  # Participation.objects.of_member(user), else 404
    # exchange, letters
    **_declare_pages(
        Capability.MANAGE_APPLICATIONS,
        """manage_exports export_progress export_table export_documents export_reviews export_pack export_file
        export_remove export_template_remove application_imports application_import_template application_import
        apply_application_import remove_application_import write_letter""",
    ),
    # history: papers are read by whom each of them is for
    **_declare_pages(
        Capability.MANAGE_APPLICATIONS,
        """manage_history enter_past_project import_past_projects past_template past_project
        remove_past_project add_past_document past_document move_past_document remove_past_document""",
    ),
    **_declare_pages(PUBLIC, "past_document_file past_document_thumb"),
    # publication
    **_declare_pages(
        PUBLIC,
        """api:projects api:open_data api:open_data_csv public_projects public_project directory
        sheets_feed sitemap robots""",
    ),
    # Members who may write, of a place that was offered: Application.objects.of_member(user), else 404 or 403.
    **_declare_pages(SIGNED_IN, "project_sheet"),
    # retention
    **_declare_pages(
        Capability.MANAGE_APPLICATIONS,
        """manage_retention change_retention retained_dossiers postpone_erasure erase_application
        erase_member""",
    ),
}


@rules.predicate
def is_editor(user: User, application: Application) -> bool:
    """A member of the project who may write, not only read."""
    return ProjectMember.objects.editors().filter(project=application.project_id, user=user.pk).exists()


@rules.predicate
def is_lead(user: User, project: Project) -> bool:
    """The one person who leads the project now."""
    return bool(project.members.leads().filter(user=user).exists())


rules.add_perm("projects.act_for_project", is_editor)
rules.add_perm("projects.lead_project", is_lead)
