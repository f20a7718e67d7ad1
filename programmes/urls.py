"""Addresses of programmes, editions and calls."""

from django.urls import path

from programmes import form_urls, people_urls, scheme_urls
from programmes.views import bodies, closing, copied_texts, dates, manage, programmes, public

app_name = "programmes"

urlpatterns = [
    path("welcome/", manage.welcome, name="welcome"),
    path("editions/<slug:edition>/", public.edition, name="edition"),
    path("editions/<slug:edition>/call/", public.call, name="call"),
    path("editions/<slug:edition>/call/dates.ics", public.call_dates, name="call_dates"),
    path("editions/<slug:edition>/call/rules/<int:number>/", public.rules, name="rules"),
    path("account/late/<str:token>/", closing.late_access, name="late_access"),
    path("manage/", manage.editions, name="manage"),
    path("programmes/<slug:programme>/logo/", programmes.logo, name="programme_logo"),
    path("manage/programmes/new/", programmes.new, name="new_programme"),
    path("manage/programmes/<slug:programme>/", programmes.edit, name="edit_programme"),
    path("manage/new/", manage.new_edition, name="new_edition"),
    path("manage/<slug:edition>/settings/", manage.settings, name="manage_settings"),
    path("manage/<slug:edition>/dates/", dates.edition_dates, name="manage_dates"),
    path("manage/<slug:edition>/copied/", copied_texts.manage_copied_texts, name="manage_copied_texts"),
    path("manage/<slug:edition>/settings/mails/", manage.set_silence, name="set_silence"),
    path("manage/<slug:edition>/call/", manage.call, name="manage_call"),
    path("manage/<slug:edition>/call/publish/", manage.publish_call, name="publish_call"),
    path("manage/<slug:edition>/call/late/", closing.late_accesses, name="manage_late_accesses"),
    path(
        "manage/<slug:edition>/call/late/<int:pk>/revoke/",
        closing.revoke_late_access,
        name="revoke_late_access",
    ),
    path("manage/<slug:edition>/call/rules/", closing.rules_versions, name="manage_rules"),
    path("manage/<slug:edition>/criteria/", manage.criteria, name="manage_criteria"),
    path("manage/<slug:edition>/committee/", bodies.committee, name="manage_committee"),
    path("manage/<slug:edition>/committee/<int:pk>/remove/", bodies.remove_seat, name="remove_seat"),
    *form_urls.urlpatterns,
    *people_urls.urlpatterns,
    *scheme_urls.urlpatterns,
]
