"""Addresses of surveys."""

from django.urls import URLPattern, path

from coaching.surveys.views import answering, paper, people, results, surveys
from coaching.surveys.views.questions import pages, survey_questions

QUESTIONS = "manage/<slug:edition>/surveys/<slug:kind>/questions/"

urlpatterns: list[URLPattern] = [
    path("surveys/<str:token>/", answering.survey, name="survey"),
    path("surveys/<str:token>/answers/<slug:key>/", answering.survey_answer, name="survey_answer"),
    path("surveys/<str:token>/thanks/", answering.survey_thanks, name="survey_thanks"),
    path("surveys/<str:token>/code/", answering.survey_code, name="survey_code"),
    path("asked/<str:token>/", people.personal_survey, name="personal_survey"),
    path(
        "asked/<str:token>/answers/<slug:key>/",
        people.personal_survey_answer,
        name="personal_survey_answer",
    ),
    path("anonymous/<str:token>/", people.anonymous_survey, name="anonymous_survey"),
    path("my/projects/<slug:slug>/answers/", answering.my_answers, name="my_answers"),
    path("manage/<slug:edition>/surveys/", surveys.manage_surveys, name="manage_surveys"),
    path(f"{QUESTIONS}", survey_questions, name="survey_questions"),
    path(f"{QUESTIONS}start/", pages.start, name="start_survey_form"),
    path(f"{QUESTIONS}drop/", pages.drop, name="drop_survey_form"),
    path(f"{QUESTIONS}arrange/", pages.arrange, name="arrange_survey_form"),
    path(f"{QUESTIONS}publish/", pages.publish, name="publish_survey_form"),
    path(f"{QUESTIONS}preview/<int:number>/", pages.preview, name="preview_survey_form"),
    path(f"{QUESTIONS}pages/new/", pages.page, name="new_survey_page"),
    path(f"{QUESTIONS}pages/<int:pk>/", pages.page, name="survey_page"),
    path(f"{QUESTIONS}pages/<int:pk>/new/", pages.new_question, name="new_survey_question"),
    path(f"{QUESTIONS}<int:pk>/", pages.question, name="survey_question"),
    path(f"{QUESTIONS}restore/<slug:key>/", pages.restore, name="restore_survey_question"),
    path("manage/<slug:edition>/surveys/<slug:kind>/remind/", surveys.remind, name="survey_remind"),
    path(
        "manage/<slug:edition>/surveys/people/<int:pk>/",
        surveys.resend_personal_link,
        name="survey_resend_personal_link",
    ),
    path(
        "manage/<slug:edition>/surveys/people/<int:pk>/revoke/",
        surveys.revoke_personal_link,
        name="survey_revoke_personal_link",
    ),
    path(
        "manage/<slug:edition>/surveys/links/<int:pk>/paper/",
        paper.project_paper,
        name="survey_project_paper",
    ),
    path(
        "manage/<slug:edition>/surveys/people/<int:pk>/paper/",
        paper.personal_paper,
        name="survey_personal_paper",
    ),
    path(
        "manage/<slug:edition>/surveys/<slug:kind>/attendees/<int:pk>/paper/",
        paper.attendee_paper,
        name="survey_attendee_paper",
    ),
    path(
        "manage/<slug:edition>/surveys/<slug:kind>/attendees/<int:pk>/quote/",
        paper.withdraw_quote,
        name="survey_withdraw_quote",
    ),
    path(
        "manage/<slug:edition>/surveys/<slug:kind>/paper/",
        paper.anonymous_paper,
        name="survey_anonymous_paper",
    ),
    path("manage/<slug:edition>/surveys/<slug:kind>/links/", surveys.send_links, name="survey_send_links"),
    path("manage/<slug:edition>/surveys/links/<int:pk>/", surveys.resend_link, name="survey_resend_link"),
    path(
        "manage/<slug:edition>/surveys/links/<int:pk>/revoke/", surveys.revoke_link, name="survey_revoke_link"
    ),
    path(
        "manage/<slug:edition>/surveys/<slug:kind>/links/revoke/",
        surveys.revoke_links,
        name="survey_revoke_links",
    ),
    path(
        "manage/<slug:edition>/surveys/<slug:kind>/links/renew/",
        surveys.renew_links,
        name="survey_renew_links",
    ),
    path("editions/<slug:edition>/surveys/<slug:kind>/", results.survey_results, name="survey_results"),
    path(
        "editions/<slug:edition>/surveys/<slug:kind>/compare/", results.compare_surveys, name="survey_compare"
    ),
    path(
        "editions/<slug:edition>/surveys/<slug:kind>/responses.xlsx",
        results.survey_results_file,
        name="survey_results_file",
    ),
]
