"""Who may open which page of the programme."""

from accelerator.web.access import LINK, PUBLIC, SIGNED_IN, STAFF, Table, row
from programmes.enums import RoleName

ORGANISERS = row(RoleName.ORGANISER, STAFF)

PAGES: Table = {
    "home": row(PUBLIC),
    "accessibility": row(PUBLIC),
    "legal": row(PUBLIC),
    "programmes:edition": row(PUBLIC),
    "programmes:call": row(PUBLIC),
    "programmes:call_dates": row(PUBLIC),
    "programmes:rules": row(PUBLIC),
    "programmes:late_access": row(LINK),
    "programmes:welcome": row(SIGNED_IN),
    "programmes:manage": ORGANISERS,
    "programmes:new_edition": row(STAFF),
    # a programme goes beyond the editions that somebody organises
    "programmes:new_programme": row(STAFF),
    "programmes:edit_programme": row(STAFF),
    "programmes:programme_logo": row(PUBLIC),
    "programmes:manage_settings": ORGANISERS,
    "programmes:set_silence": ORGANISERS,
    "programmes:manage_dates": ORGANISERS,
    "programmes:manage_copied_texts": ORGANISERS,
    "programmes:manage_call": ORGANISERS,
    "programmes:publish_call": ORGANISERS,
    "programmes:manage_late_accesses": ORGANISERS,
    "programmes:revoke_late_access": ORGANISERS,
    "programmes:manage_rules": ORGANISERS,
    "programmes:manage_criteria": ORGANISERS,
    "programmes:manage_committee": ORGANISERS,
    "programmes:remove_seat": ORGANISERS,
    "programmes:manage_schemes": ORGANISERS,
    "programmes:new_scheme": ORGANISERS,
    "programmes:edit_scheme": ORGANISERS,
    "programmes:verify_scheme": ORGANISERS,
    "programmes:archive_scheme": ORGANISERS,
    "programmes:restore_scheme": ORGANISERS,
    "programmes:remove_scheme": ORGANISERS,
    # the form of the call
    "programmes:manage_form": ORGANISERS,
    "programmes:start_form": ORGANISERS,
    "programmes:drop_form": ORGANISERS,
    "programmes:arrange_form": ORGANISERS,
    "programmes:new_form_page": ORGANISERS,
    "programmes:form_page": ORGANISERS,
    "programmes:new_form_question": ORGANISERS,
    "programmes:form_question": ORGANISERS,
    "programmes:restore_form_question": ORGANISERS,
    "programmes:preview_form": ORGANISERS,
    # the API
    "api:me": row(SIGNED_IN),
    "api:editions": row(PUBLIC),
    "api:edition": row(PUBLIC),
    # people and mails
    "programmes:invitation": row(LINK),
    "programmes:manage_people": ORGANISERS,
    "programmes:invite_many": ORGANISERS,
    "programmes:resend_invitation": ORGANISERS,
    "programmes:revoke_invitation": ORGANISERS,
    "programmes:answer_claim": ORGANISERS,
    "programmes:end_role": ORGANISERS,
    "programmes:manage_mails": ORGANISERS,
    "programmes:manage_mail": ORGANISERS,
}
