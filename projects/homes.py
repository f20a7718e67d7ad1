"""The homes of people who choose."""

from django.utils.translation import gettext_lazy as _

from programmes.capabilities import Capability
from programmes.homes import Home, register
from projects.review.queries.queue import waiting


def register_homes() -> None:
    """Register the home of reviewers with the header; called once the apps are loaded."""
    register(Home(Capability.REVIEW, _("Comité"), "projects:review_queue", "/review/", waiting))
