"""Who may open which page, and who may do what to its objects, by subject."""

from projects.permissions import applying, choosing, dossiers, exchanging, triage

PAGES = {**applying.PAGES, **choosing.PAGES, **dossiers.PAGES, **exchanging.PAGES, **triage.PAGES}
