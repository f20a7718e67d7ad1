"""Who may open the pages of surveys."""

from accelerator.web.access import LINK, SIGNED_IN, Table, rows
from programmes.capabilities import Capability

PAGES: Table = {
    # once the answers are sent, or the survey is over, a link opens them for signed-in editors alone:
    # projects.act_for_project; survey_code sends its person the code by which they sign in
    **rows("survey survey_answer survey_thanks survey_code", LINK),
    # anybody with the link; once the answers are sent, the person it is for, signed in
    **rows("personal_survey personal_survey_answer", LINK),
    # the same link for everybody: it identifies nobody
    **rows("anonymous_survey", LINK),
    # editors of the project, once it is sent: other members get 403
    **rows("my_answers", SIGNED_IN),
    **rows(
        """manage_surveys survey_questions new_survey_page survey_page new_survey_question survey_question
        start_survey_form drop_survey_form arrange_survey_form restore_survey_question preview_survey_form
        publish_survey_form survey_send_links survey_project_paper survey_personal_paper survey_attendee_paper
        survey_anonymous_paper""",
        Capability.MANAGE_FOLLOW_UP,
    ),
    # papers only: authors of answers on a phone are never disclosed
    **rows(
        """survey_withdraw_quote survey_remind survey_resend_personal_link survey_revoke_personal_link
        survey_resend_link survey_revoke_link survey_revoke_links survey_renew_links""",
        Capability.MANAGE_FOLLOW_UP,
    ),
    # Survey.objects.visible_to(user): a facilitator reads the debrief alone, never its file
    **rows("survey_results", Capability.MANAGE_FOLLOW_UP, Capability.COACH_EVERY_PROJECT),
    **rows("survey_compare survey_results_file", Capability.MANAGE_FOLLOW_UP),
}
