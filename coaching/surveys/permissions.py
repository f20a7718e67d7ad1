"""Who may open the pages of surveys."""

from accelerator.web.access import LINK, SIGNED_IN, Table, row
from programmes.capabilities import Capability

PAGES: Table = {
    # once the answers are sent, or the survey is over, a link opens them for signed-in editors alone:
    # projects.act_for_project; survey_code sends its person the code by which they sign in
    "coaching:survey": row(LINK),
    "coaching:survey_answer": row(LINK),
    "coaching:survey_thanks": row(LINK),
    "coaching:survey_code": row(LINK),
    # anybody with the link; once the answers are sent, the person it is for, signed in
    "coaching:personal_survey": row(LINK),
    "coaching:personal_survey_answer": row(LINK),
    # the same link for everybody: it identifies nobody
    "coaching:anonymous_survey": row(LINK),
    # editors of the project, once it is sent: other members get 403
    "coaching:my_answers": row(SIGNED_IN),
    "coaching:manage_surveys": row(Capability.MANAGE_FOLLOW_UP),
    **{
        f"coaching:{name}": row(Capability.MANAGE_FOLLOW_UP)
        for name in "survey_questions new_survey_page survey_page new_survey_question survey_question "
        "start_survey_form drop_survey_form arrange_survey_form restore_survey_question preview_survey_form "
        "publish_survey_form".split()
    },
    "coaching:survey_send_links": row(Capability.MANAGE_FOLLOW_UP),
    **{
        f"coaching:survey_{name}_paper": row(Capability.MANAGE_FOLLOW_UP)
        for name in ("project", "personal", "attendee", "anonymous")
    },
    # papers only: authors of answers on a phone are never disclosed
    "coaching:survey_withdraw_quote": row(Capability.MANAGE_FOLLOW_UP),
    "coaching:survey_remind": row(Capability.MANAGE_FOLLOW_UP),
    "coaching:survey_resend_personal_link": row(Capability.MANAGE_FOLLOW_UP),
    "coaching:survey_revoke_personal_link": row(Capability.MANAGE_FOLLOW_UP),
    "coaching:survey_resend_link": row(Capability.MANAGE_FOLLOW_UP),
    "coaching:survey_revoke_link": row(Capability.MANAGE_FOLLOW_UP),
    "coaching:survey_revoke_links": row(Capability.MANAGE_FOLLOW_UP),
    "coaching:survey_renew_links": row(Capability.MANAGE_FOLLOW_UP),
    # Survey.objects.visible_to(user): a facilitator reads the debrief alone, never its file
    "coaching:survey_results": row(Capability.MANAGE_FOLLOW_UP, Capability.COACH_EVERY_PROJECT),
    "coaching:survey_compare": row(Capability.MANAGE_FOLLOW_UP),
    "coaching:survey_results_file": row(Capability.MANAGE_FOLLOW_UP),
}
