"""Addresses of the public sheets."""

from django.contrib.sitemaps.views import sitemap
from django.urls import path
from django.views.decorators.cache import cache_control

from projects.publication import views
from projects.publication.feeds import LatestSheets
from projects.publication.sitemaps import SITEMAPS

SECONDS = 15
"""How long relays keep a list of sheets: one that is withdrawn leaves it with the pages."""
briefly = cache_control(public=True, max_age=SECONDS)

urlpatterns = [
    path("editions/<slug:edition>/projects/", views.public_projects, name="public_projects"),
    path("editions/<slug:edition>/projects/<slug:slug>/", views.public_project, name="public_project"),
    path("projects/", views.directory, name="directory"),
    path("projects/feed.atom", briefly(LatestSheets()), name="sheets_feed"),
    path("sitemap.xml", briefly(sitemap), {"sitemaps": SITEMAPS}, name="sitemap"),
    path("robots.txt", briefly(views.robots), name="robots"),
    path("my/applications/<slug:ref>/public-sheet/", views.project_sheet, name="project_sheet"),
]
