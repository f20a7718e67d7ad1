"""An application, its versions and its search entry."""

from projects.application.models.application import COUNTED, Application, ApplicationQuerySet
from projects.application.models.versions import ApplicationVersion, SearchEntry

__all__ = ["COUNTED", "Application", "ApplicationQuerySet", "ApplicationVersion", "SearchEntry"]
