"""What `manage.py check --deploy` says of this site beside what Django says."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core import checks

NOTICES = ("PUBLISHER", "PUBLICATION_DIRECTOR", "HOSTING")


@checks.register(checks.Tags.compatibility, deploy=True)
def legal_notices(app_configs: Any, **kwargs: Any) -> Iterable[checks.CheckMessage]:
    """A public site names its publisher, who directs the publication, and its host (law of 21 June 2004, article 6)."""
    lacking = [name for name in NOTICES if not getattr(settings, name)]
    if lacking:
        yield checks.Warning(f"The page of legal notices lacks {', '.join(lacking)}.", id="possibles.W001")
