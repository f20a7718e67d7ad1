"""Addresses of programmes, editions and calls."""

from django.urls import path

from programmes.views import (
    committee,
    copied_texts,
    dates,
    mails,
    manage,
    people,
    programmes,
    public,
    schemes,
    search,
)
from programmes.views.call_form import pages

FORM = "manage/<slug:edition>/call/form/"
SCHEMES = "manage/<slug:edition>/schemes/"
SCHEME = f"{SCHEMES}<int:pk>/"

app_name = "programmes"

urlpatterns = [
    path("search/", search.search_everything, name="search"),
    path("welcome/", manage.welcome, name="welcome"),
    path("editions/<slug:edition>/", public.edition, name="edition"),
    path("editions/<slug:edition>/call/", public.call, name="call"),
    path("editions/<slug:edition>/call/dates.ics", public.call_dates, name="call_dates"),
    path("editions/<slug:edition>/call/rules/<int:number>/", public.rules, name="rules"),
    path("account/late/<str:token>/", dates.late_access, name="late_access"),
    path("manage/", manage.editions, name="manage"),
    path("programmes/<slug:programme>/", programmes.programme, name="programme"),
    path("programmes/<slug:programme>/logo/", programmes.logo, name="programme_logo"),
    path("manage/programmes/new/", programmes.new, name="new_programme"),
    path("manage/programmes/<slug:programme>/", programmes.edit, name="edit_programme"),
    path("manage/programmes/<slug:programme>/roles/", programmes.programme_roles, name="programme_roles"),
    path(
        "manage/programmes/<slug:programme>/roles/<int:pk>/end/",
        programmes.end_role,
        name="end_programme_role",
    ),
    path("manage/new/", manage.new_edition, name="new_edition"),
    path("manage/<slug:edition>/settings/", manage.settings, name="manage_settings"),
    path("manage/<slug:edition>/dates/", dates.edition_dates, name="manage_dates"),
    path("manage/<slug:edition>/copied/", copied_texts.manage_copied_texts, name="manage_copied_texts"),
    path("manage/<slug:edition>/settings/mails/", manage.set_silence, name="set_silence"),
    path("manage/<slug:edition>/call/", manage.call, name="manage_call"),
    path("manage/<slug:edition>/call/publish/", manage.publish_call, name="publish_call"),
    path("manage/<slug:edition>/call/late/", dates.late_accesses, name="manage_late_accesses"),
    path(
        "manage/<slug:edition>/call/late/<int:pk>/revoke/",
        dates.revoke_late_access,
        name="revoke_late_access",
    ),
    path("manage/<slug:edition>/call/rules/", dates.rules_versions, name="manage_rules"),
    path("manage/<slug:edition>/criteria/", manage.criteria, name="manage_criteria"),
    path("manage/<slug:edition>/committee/", committee.committee, name="manage_committee"),
    path("manage/<slug:edition>/committee/<int:pk>/remove/", committee.remove_seat, name="remove_seat"),
    path("review/seat/<slug:edition>/", committee.my_seat, name="my_seat"),
    path("manage/<slug:edition>/committee/rules/", committee.change_rules, name="committee_rules"),
    path(
        "manage/<slug:edition>/committee/declaration/",
        committee.change_declaration,
        name="change_declaration",
    ),
    path(
        "manage/<slug:edition>/committee/declaration/remind/",
        committee.remind_declarations,
        name="remind_declarations",
    ),
    path("manage/<slug:edition>/committee/members/<int:pk>/", committee.seat_member, name="seat_member"),
    path("manage/<slug:edition>/committee/appoint/", committee.appoint, name="appoint"),
    path(FORM, pages.structure, name="manage_form"),
    path(f"{FORM}start/", pages.start, name="start_form"),
    path(f"{FORM}drop/", pages.drop, name="drop_form"),
    path(f"{FORM}arrange/", pages.arrange, name="arrange_form"),
    path(f"{FORM}pages/new/", pages.page, name="new_form_page"),
    path(f"{FORM}pages/<int:pk>/", pages.page, name="form_page"),
    path(f"{FORM}pages/<int:pk>/questions/new/", pages.new_question, name="new_form_question"),
    path(f"{FORM}questions/<int:pk>/", pages.question, name="form_question"),
    path(f"{FORM}restore/<slug:key>/", pages.restore, name="restore_form_question"),
    path(f"{FORM}preview/<int:number>/", pages.preview, name="preview_form"),
    path("account/invitation/<str:token>/", people.invitation, name="invitation"),
    path("manage/<slug:edition>/people/", people.people, name="manage_people"),
    path("manage/<slug:edition>/people/invite/", people.invite_many, name="invite_many"),
    path(
        "manage/<slug:edition>/people/invitations/<int:pk>/resend/",
        people.resend_invitation,
        name="resend_invitation",
    ),
    path(
        "manage/<slug:edition>/people/invitations/<int:pk>/revoke/",
        people.revoke_invitation,
        name="revoke_invitation",
    ),
    path(
        "manage/<slug:edition>/people/invitations/<int:pk>/claim/", people.answer_claim, name="answer_claim"
    ),
    path("manage/<slug:edition>/people/roles/<int:pk>/end/", people.end_role, name="end_role"),
    path("manage/<slug:edition>/mails/", mails.mails, name="manage_mails"),
    path("manage/<slug:edition>/mails/<int:pk>/", mails.mail, name="manage_mail"),
    path(SCHEMES, schemes.schemes, name="manage_schemes"),
    path(f"{SCHEMES}new/", schemes.scheme, name="new_scheme"),
    path(f"{SCHEMES}choose/", schemes.choose_schemes, name="choose_schemes"),
    path(SCHEME, schemes.scheme, name="edit_scheme"),
    path(f"{SCHEME}verify/", schemes.verify_scheme, name="verify_scheme"),
    path(f"{SCHEME}archive/", schemes.archive_scheme, name="archive_scheme"),
    path(f"{SCHEME}restore/", schemes.restore_scheme, name="restore_scheme"),
    path(f"{SCHEME}remove/", schemes.remove_scheme, name="remove_scheme"),
    path(f"{SCHEMES}ask/", schemes.request_scheme_confirmation, name="request_scheme_confirmation"),
    path("schemes/<str:token>/", schemes.check_scheme, name="check_scheme"),
    path(f"{SCHEMES}table/", schemes.export_schemes, name="export_schemes"),
    *schemes.SchemeImportPages().get_urls(f"{SCHEMES}import/"),
]
