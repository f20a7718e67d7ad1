"""Saying why a dossier one wrote in is closed, and giving back what one wrote."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accelerator.accounts.people import current_user
from projects.application.views.lost_access import tell_end_of
from projects.review.queries.lost_access import find_lost_review, list_kept_reviews

tell_end_of_review = tell_end_of(find_lost_review)


@require_safe
def my_texts(request: HttpRequest) -> HttpResponse:
    """What one wrote of dossiers that one reviews no more."""
    kept = list_kept_reviews(current_user(request), timezone.now())
    return render(request, "projects/review/my_texts.html", {"kept": kept})
