"""Addresses of choosing: assignment, reviews, ranking, deliberation, announcement, participation."""

from django.urls import URLPattern, path

from projects.views import (
    announcement,
    assignment,
    deliberation,
    feedback,
    lost_access,
    participation,
    places,
    ranking,
    review_extension,
    reviewing,
    seats,
)

MANAGED = "manage/<slug:edition>/"

urlpatterns: list[URLPattern] = [
    path(f"{MANAGED}assignment/", assignment.manage_assignment, name="manage_assignment"),
    path(f"{MANAGED}assignment/changes/", assignment.planned_changes, name="planned_changes"),
    path(f"{MANAGED}assignment/proposal/", assignment.assignment_proposal, name="assignment_proposal"),
    path(f"{MANAGED}assignment/remind/", assignment.remind_reviewer, name="remind_reviewer"),
    path(f"{MANAGED}assignment/extend/", review_extension.extend_reviews, name="extend_reviews"),
    path(f"{MANAGED}assignment/<slug:ref>/recusal/", assignment.record_recusal, name="record_recusal"),
    path("my/texts/", lost_access.kept_texts, name="kept_texts"),
    path(f"{MANAGED}conflicts/", seats.manage_conflicts, name="manage_conflicts"),
    path("review/", reviewing.review_queue, name="review_queue"),
    path("review/<slug:ref>/", reviewing.review_page, name="review"),
    path("review/<slug:ref>/answers/<slug:key>/", reviewing.review_score, name="review_score"),
    path("review/<slug:ref>/take-back/", reviewing.take_back, name="take_back_review"),
    path("review/<slug:ref>/recuse/", reviewing.recuse, name="recuse"),
    path(f"{MANAGED}ranking/", ranking.ranking_page, name="ranking"),
    path(f"{MANAGED}deliberation/", deliberation.deliberation_page, name="deliberation"),
    path(f"{MANAGED}deliberation/<slug:ref>/", deliberation.decide, name="decide"),
    path(f"{MANAGED}deliberation/<slug:ref>/rank/", announcement.move_reserve, name="move_reserve"),
    path(f"{MANAGED}announcement/", announcement.announce, name="announce"),
    path(f"{MANAGED}announcement/comments/", feedback.manage_feedback, name="manage_feedback"),
    path(f"{MANAGED}announcement/places/", announcement.confirm_places, name="confirm_places"),
    path(f"{MANAGED}announcement/<slug:ref>/remind/", announcement.remind_place, name="remind_place"),
    path(f"{MANAGED}announcement/<slug:ref>/withdraw/", places.withdraw_place, name="withdraw_place"),
    path("my/applications/<slug:ref>/participation/", participation.participation, name="participation"),
]
