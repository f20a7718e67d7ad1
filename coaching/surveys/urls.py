"""Addresses of surveys."""

from django.urls import URLPattern, path

from coaching.surveys.views import answering, paper, people, results, surveys
from coaching.surveys.views.questions import pages, survey_questions

MANAGED = "manage/<slug:edition>/surveys/"
SURVEY = f"{MANAGED}<slug:kind>/"
QUESTIONS = f"{SURVEY}questions/"
PROJECT, PERSON, ATTENDEE = (
    f"{MANAGED}links/<int:pk>/",
    f"{MANAGED}people/<int:pk>/",
    f"{SURVEY}attendees/<int:pk>/",
)
RESULTS = "editions/<slug:edition>/surveys/<slug:kind>/"

urlpatterns: list[URLPattern] = [
    path("surveys/<str:token>/", answering.survey, name="survey"),
    path("surveys/<str:token>/answers/<slug:key>/", answering.survey_answer, name="survey_answer"),
    path("surveys/<str:token>/thanks/", answering.survey_thanks, name="survey_thanks"),
    path("surveys/<str:token>/code/", answering.survey_code, name="survey_code"),
    path("asked/<str:token>/", people.personal_survey, name="personal_survey"),
    path(
        "asked/<str:token>/answers/<slug:key>/", people.personal_survey_answer, name="personal_survey_answer"
    ),
    path("anonymous/<str:token>/", people.anonymous_survey, name="anonymous_survey"),
    path("my/projects/<slug:slug>/answers/", answering.my_answers, name="my_answers"),
    path(MANAGED, surveys.manage_surveys, name="manage_surveys"),
    path(QUESTIONS, survey_questions, name="survey_questions"),
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
    path(f"{SURVEY}remind/", surveys.remind, name="survey_remind"),
    path(PERSON, surveys.resend_link, {"of": "response"}, name="survey_resend_personal_link"),
    path(f"{PERSON}revoke/", surveys.revoke_link, {"of": "response"}, name="survey_revoke_personal_link"),
    path(f"{PROJECT}paper/", paper.project_paper, name="survey_project_paper"),
    path(f"{PERSON}paper/", paper.personal_paper, name="survey_personal_paper"),
    path(f"{ATTENDEE}paper/", paper.attendee_paper, name="survey_attendee_paper"),
    path(f"{ATTENDEE}quote/", paper.withdraw_quote, name="survey_withdraw_quote"),
    path(f"{SURVEY}paper/", paper.anonymous_paper, name="survey_anonymous_paper"),
    path(f"{SURVEY}links/", surveys.send_links, name="survey_send_links"),
    path(PROJECT, surveys.resend_link, {"of": "invitation"}, name="survey_resend_link"),
    path(f"{PROJECT}revoke/", surveys.revoke_link, {"of": "invitation"}, name="survey_revoke_link"),
    path(f"{SURVEY}links/revoke/", surveys.revoke_links, name="survey_revoke_links"),
    path(f"{SURVEY}links/renew/", surveys.renew_links, name="survey_renew_links"),
    path(RESULTS, results.survey_results, name="survey_results"),
    path(f"{RESULTS}compare/", results.compare_surveys, name="survey_compare"),
    path(f"{RESULTS}responses.xlsx", results.survey_results_file, name="survey_results_file"),
]
