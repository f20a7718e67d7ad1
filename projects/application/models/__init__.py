"""An application, what is kept of its sendings, and the words by which it is found."""

from projects.application.models.application import COUNTED, Application, ApplicationQuerySet
from projects.application.models.versions import ApplicationVersion, SearchEntry

__all__ = ["COUNTED", "Application", "ApplicationQuerySet", "ApplicationVersion", "SearchEntry"]
