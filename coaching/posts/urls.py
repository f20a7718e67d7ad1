"""Addresses of the news: for organisers, for a project, for everybody."""

from django.urls import URLPattern, path
from django.views.decorators.cache import cache_control

from coaching.posts import views
from coaching.posts.showing import LatestPosts

MANAGED = "manage/<slug:edition>/news/"
OWN = "projects/<slug:slug>/news/"
PUBLIC = "editions/<slug:edition>/news/"
SECONDS = 15
"""How long proxies keep the feed: withdrawn news leaves it with the pages."""

urlpatterns: list[URLPattern] = [
    path(MANAGED, views.manage_posts, name="manage_posts"),
    path(f"{MANAGED}add/", views.add_post, name="add_post"),
    path(f"{MANAGED}<int:pk>/", views.edit_post, name="edit_post"),
    path(f"{MANAGED}<int:pk>/move/", views.move_post, name="move_post"),
    path(OWN, views.project_posts, name="project_posts"),
    path(f"{OWN}add/", views.add_project_post, name="add_project_post"),
    path(f"{OWN}<int:pk>/", views.edit_project_post, name="edit_project_post"),
    path(f"{OWN}<int:pk>/move/", views.move_project_post, name="move_project_post"),
    path(PUBLIC, views.posts, name="posts"),
    path(f"{PUBLIC}feed.atom", cache_control(public=True, max_age=SECONDS)(LatestPosts()), name="posts_feed"),
    path(f"{PUBLIC}<int:pk>/", views.post, name="post"),
]
