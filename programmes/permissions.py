"""Who may open which page of the programme."""

from accelerator.web.access import LINK, PUBLIC, SIGNED_IN, STAFF, Table, rows
from programmes.capabilities import Capability

PAGES: Table = {
    **rows(":home :accessibility :legal edition call call_dates rules", PUBLIC),
    **rows("late_access", LINK),
    # each source finds what the pages that it leads to let this person read
    **rows("search", PUBLIC),
    **rows("welcome", SIGNED_IN),
    **rows("manage", Capability.READ_PROGRAMME),
    # the form offers the programmes and regions where they may
    **rows("new_edition", Capability.OPEN_EDITION),
    # a programme goes beyond the editions that somebody organises
    **rows("new_programme edit_programme programme_roles end_programme_role", STAFF),
    **rows("programme programme_logo", PUBLIC),
    **rows(
        """manage_settings set_silence manage_dates manage_copied_texts manage_call publish_call
        manage_late_accesses revoke_late_access manage_rules manage_criteria manage_committee remove_seat appoint""",
        Capability.MANAGE_EDITION,
    ),
    **rows("my_seat", Capability.SIT_ON_COMMITTEE),
    **rows(
        """change_declaration remind_declarations committee_rules seat_member manage_schemes new_scheme
        choose_schemes edit_scheme verify_scheme request_scheme_confirmation""",
        Capability.MANAGE_EDITION,
    ),
    **rows("check_scheme", LINK),
    **rows(
        """archive_scheme restore_scheme remove_scheme export_schemes scheme_imports scheme_import_template
        scheme_import apply_scheme_import remove_scheme_import""",
        Capability.MANAGE_EDITION,
    ),
    # the form of the call
    **rows(
        """manage_form start_form drop_form arrange_form new_form_page form_page new_form_question form_question
        restore_form_question preview_form""",
        Capability.MANAGE_EDITION,
    ),
    # the API
    **rows("api:me", SIGNED_IN),
    **rows("api:editions api:edition", PUBLIC),
    # people and mails
    **rows("invitation", LINK),
    **rows(
        """manage_people invite_many resend_invitation revoke_invitation answer_claim end_role manage_mails
        manage_mail""",
        Capability.MANAGE_EDITION,
    ),
}
