"""Who may open the pages of an application: applying, its form, its files, its copies, the call's dates and form."""

from accelerator.web.access import PUBLIC, SIGNED_IN, Table, row
from programmes.capabilities import Capability

PAGES: Table = {
    "projects:apply": row(PUBLIC),
    "projects:start": row(SIGNED_IN),
    # Signed-in people, then only what is theirs: Application.objects.of_member(user), else 404.
    "projects:application": row(SIGNED_IN),
    "projects:application_resume": row(SIGNED_IN),
    "projects:application_form": row(SIGNED_IN),
    "projects:application_answer": row(SIGNED_IN),
    "projects:application_upload": row(SIGNED_IN),
    "projects:application_file_remove": row(SIGNED_IN),
    "projects:application_review_and_submit": row(SIGNED_IN),
    "projects:application_sent": row(SIGNED_IN),
    "projects:application_withdraw": row(SIGNED_IN),  # its lead alone: projects.lead_project, else 403
    # Readers of the dossier read its files: Application.objects.visible_to(user), else 404.
    "projects:application_file": row(SIGNED_IN),
    "api:own_applications": row(SIGNED_IN),
    "api:dossier": row(SIGNED_IN),
    "projects:extend_call": row(Capability.MANAGE_APPLICATIONS),
    "projects:publish_form": row(Capability.MANAGE_APPLICATIONS),
    # Members who may write: Application.objects.of_member(user), else 404; a reader among them gets 403.
    "projects:application_revise": row(SIGNED_IN),
    "projects:application_revision_drop": row(SIGNED_IN),
    "projects:application_revision": row(SIGNED_IN),  # any member reads what is being written
    "projects:application_prefill": row(SIGNED_IN),
    # Readers of the dossier read its copies, each with their own audiences: Application.objects.visible_to(user).
    "projects:dossier_print": row(SIGNED_IN),
    "projects:dossier_pdf": row(SIGNED_IN),
    # Holders and organisers only: the committee reads the version that counts.
    "projects:dossier_versions": row(SIGNED_IN),
    "projects:dossier_version": row(SIGNED_IN),
    "projects:dossier_version_pdf": row(SIGNED_IN),
}
