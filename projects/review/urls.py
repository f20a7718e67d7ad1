"""Addresses of reviews: assignment, the reviewer's queue, the ranking."""

from django.urls import URLPattern, path

from projects.review.views import assignment, lost_access, ranking
from projects.review.views import extension as review_extension
from projects.review.views import reviews as reviewing

MANAGED = "manage/<slug:edition>/"

urlpatterns: list[URLPattern] = [
    path(f"{MANAGED}assignment/", assignment.manage_assignment, name="manage_assignment"),
    path(f"{MANAGED}assignment/changes/", assignment.settle_planned_changes, name="settle_planned_changes"),
    path(f"{MANAGED}assignment/proposal/", assignment.assignment_proposal, name="assignment_proposal"),
    path(f"{MANAGED}assignment/remind/", assignment.remind_reviewer, name="remind_reviewer"),
    path(f"{MANAGED}assignment/extend/", review_extension.extend_reviews, name="extend_reviews"),
    path("my/texts/", lost_access.my_texts, name="my_texts"),
    path("review/", reviewing.review_queue, name="review_queue"),
    path("review/<slug:ref>/", reviewing.review_page, name="review"),
    path("review/<slug:ref>/answers/<slug:key>/", reviewing.review_score, name="review_score"),
    path("review/<slug:ref>/take-back/", reviewing.take_back, name="take_back_review"),
    path(f"{MANAGED}ranking/", ranking.ranking_page, name="ranking"),
]
