"""Explain why a dossier is closed to somebody who wrote in it, and show what they wrote."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accelerator.accounts.requests import AuthenticatedRequest, current_user
from projects.application.views.lost_access import explain_end_of
from projects.review.queries.lost_access import find_lost_review, list_lost_reviews

explain_end_of_review = explain_end_of(find_lost_review)


@require_safe
def my_texts(request: AuthenticatedRequest) -> HttpResponse:
    """The user's own reviews of dossiers that they no longer review."""
    reviews = list_lost_reviews(current_user(request), timezone.now())
    return render(request, "projects/review/my_texts.html", {"reviews": reviews})
