"""Who may open which page, and who may do what to its objects, by subject.

Organisers reach the objects of their editions alone. Where any signed-in person may come, the view finds only what is
theirs, else a 404.
"""

import rules

from accelerator.accounts.models import User
from accelerator.web.access import LINK, PUBLIC, SIGNED_IN, Table, rows
from programmes.capabilities import Capability
from projects.conflicts.queries import CONCERNED
from projects.models import Application, Project, ProjectMember

PAGES: Table = {
    # application: applying, the call's dates and form
    **rows("apply", PUBLIC),
    **rows("start", SIGNED_IN),
    **rows("extend_call publish_form", Capability.MANAGE_APPLICATIONS),
    # Their own dossiers: Application.objects.of_member(user), else 404. To withdraw one, its lead alone, else 403.
    **rows(
        """application application_resume application_form application_answer application_upload
        application_file_remove application_review_and_submit application_sent application_withdraw
        api:own_applications""",
        SIGNED_IN,
    ),
    # Members who may write; a reader among them gets 403, but reads what is being written.
    **rows(
        "application_revise application_revision_drop application_revision application_prefill", SIGNED_IN
    ),
    # Readers of the dossier, each with their own audiences: Application.objects.visible_to(user), else 404. The
    # versions are for holders and organisers: the committee reads the one that counts.
    **rows(
        """application_file api:dossier dossier_print dossier_pdf dossier_versions dossier_version
        dossier_version_pdf""",
        SIGNED_IN,
    ),
    # members; only the lead changes who they are (projects.lead_project), and anybody else may leave
    **rows(
        """application_presence team team_leave team_rights team_hand_over team_remove team_resend team_revoke""",
        SIGNED_IN,
    ),
    **rows("member_invitation", LINK),
    # conflicts; dossiers given to the reviewer: Application.objects.reviewed_by(user), else 404
    **rows("manage_conflicts remind_conflict_round record_recusal", Capability.MANAGE_APPLICATIONS),
    # while the round is open, else 404
    **rows("declare_links", *CONCERNED),
    **rows("recuse", Capability.REVIEW),
    # review
    **rows(
        """manage_anonymity anonymous_dossier manage_assignment assignment_proposal remind_reviewer extend_reviews""",
        Capability.MANAGE_APPLICATIONS,
    ),
    **rows("scoring_method", PUBLIC),
    # Dossiers that they may discuss: list_discussed_by(user), else 404.
    **rows("discussion read_discussion take_back_message", Capability.READ_SELECTION, Capability.REVIEW),
    # Members read the ranking once they have no review left to send.
    **rows("ranking", Capability.READ_SELECTION, Capability.REVIEW),
    # Only dossiers assigned to them: Application.objects.reviewed_by(user). Former jurors are led to their own texts,
    # and read on the pages where they wrote that their seat ended; anybody else gets a 404.
    **rows("review_queue review review_score my_texts", SIGNED_IN),
    **rows("take_back_review revise_review review_highlights", Capability.REVIEW),
    # Those who read the opinions of others; organisers and list_discussed_by(user), else 404.
    **rows("mark_reviews_read", Capability.READ_SELECTION, Capability.REVIEW),
    # triage
    **rows(
        """manage_applications api:applications manage_application next_application previous_application
        declare_eligible declare_ineligible change_applications undo_bulk save_filter delete_filter choose_columns
        manage_eligibility follow_application add_note remove_note check_application overrule_finding""",
        Capability.MANAGE_APPLICATIONS,
    ),
    # completion; on the holder's side Application.objects.of_member(user), else 404, and editors to change it
    **rows("request_completion close_completion", Capability.MANAGE_APPLICATIONS),
    **rows("completion completion_answer completion_upload completion_file_remove", SIGNED_IN),
    # deliberation: without a meeting, the list of dossiers; dossiers that one may judge, else 404. A member's screen is
    # the meeting's, and says so without one; whether it changed is known to who has the tag of a screen.
    **rows("deliberation meeting_screen", Capability.READ_SELECTION),
    **rows(
        """open_meeting close_meeting pause_meeting decide_block take_dossier postpone_dossier decide_in_meeting""",
        Capability.RUN_DELIBERATION,
    ),
    **rows("meeting_attendance", Capability.WRITE_MINUTES),
    **rows("meeting meeting_presence cast_vote object_to_block", Capability.SIT_ON_COMMITTEE),
    **rows("meeting_changes", LINK),
    # decision; who chairs or writes the minutes reads, and only organisers decide, else 403; only organisers who may
    # judge the dossier withdraw its place, else 404
    **rows("decide", Capability.READ_SELECTION),
    **rows(
        "announce manage_feedback decision_letter move_reserve remind_place withdraw_place confirm_places",
        Capability.MANAGE_APPLICATIONS,
    ),
    # minutes: the committee reads them, without what is hidden from the reader, and its bodies approve them
    **rows("committee_minutes committee_minutes_pdf", Capability.READ_SELECTION, Capability.SIT_ON_COMMITTEE),
    **rows("edit_minutes", Capability.WRITE_MINUTES),
    **rows("approve_committee_minutes request_amendment", Capability.SIT_ON_COMMITTEE),
    # Participation.objects.of_member(user), else 404
    **rows("participation", SIGNED_IN),
    # exchange, letters
    **rows(
        """manage_exports export_progress export_table export_documents export_reviews export_pack export_file
        export_remove export_template_remove application_imports application_import_template application_import
        apply_application_import remove_application_import write_letter""",
        Capability.MANAGE_APPLICATIONS,
    ),
    # history: papers are read by whom each of them is for
    **rows(
        """manage_history enter_past_project import_past_projects past_template past_project remove_past_project
        add_past_document past_document move_past_document remove_past_document""",
        Capability.MANAGE_APPLICATIONS,
    ),
    **rows("past_document_file past_document_thumb", PUBLIC),
    # publication
    **rows(
        """api:projects api:open_data api:open_data_csv public_projects public_project directory sheets_feed
        sitemap robots""",
        PUBLIC,
    ),
    # Members who may write, of a place that was offered: Application.objects.of_member(user), else 404 or 403.
    **rows("project_sheet", SIGNED_IN),
    # retention
    **rows(
        """manage_retention change_retention retained_dossiers postpone_erasure erase_application erase_member""",
        Capability.MANAGE_APPLICATIONS,
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
