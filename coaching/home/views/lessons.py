"""What an edition suggests for the next one."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accelerator.accounts.requests import AuthenticatedRequest
from coaching.home.organiser.lessons import list_lessons
from programmes.access import edition_for


@require_safe
def manage_lessons(request: AuthenticatedRequest, edition: str) -> HttpResponse:
    """Counted on its rows, each with the page that shows them."""
    lessons = list_lessons(edition_for(request, edition))
    return render(request, "coaching/home/lessons.html", {"lessons": lessons})
