"""Addresses of the app, by subject. A subject's own words in an address stand before another's ``<ref>``."""

from projects.application import urls as application
from projects.completion import urls as completion
from projects.conflicts import urls as conflicts
from projects.decision import urls as decision
from projects.exchange import urls as exchange
from projects.history import urls as history
from projects.letters import urls as letters
from projects.members import urls as members
from projects.publication import urls as publication
from projects.retention import urls as retention
from projects.review import urls as review
from projects.triage import urls as triage

app_name = "projects"

urlpatterns = [
    *triage.urlpatterns,
    *completion.urlpatterns,
    *history.urlpatterns,
    *retention.urlpatterns,
    *application.urlpatterns,
    *members.urlpatterns,
    *conflicts.urlpatterns,
    *review.urlpatterns,
    *decision.urlpatterns,
    *publication.urlpatterns,
    *exchange.urlpatterns,
    *letters.urlpatterns,
]
