"""Addresses of the results of projects."""

from django.urls import URLPattern, path

from coaching.portfolio import views

PORTFOLIO = "manage/<slug:edition>/portfolio/"
AMOUNTS = "manage/<slug:edition>/amounts/"

urlpatterns: list[URLPattern] = [
    path("manage/<slug:edition>/results/", views.manage_results, name="manage_results"),
    path("manage/<slug:edition>/results/pdf/", views.results_pdf, name="results_pdf"),
    path("manage/<slug:edition>/results/stories/", views.manage_stories, name="manage_stories"),
    path(PORTFOLIO, views.manage_portfolio, name="manage_portfolio"),
    path(f"{PORTFOLIO}views.csv", views.portfolio_file, {"kind": "csv"}, name="portfolio_csv"),
    path(f"{PORTFOLIO}views.xlsx", views.portfolio_file, {"kind": "xlsx"}, name="portfolio_xlsx"),
    path(AMOUNTS, views.manage_amounts, name="manage_amounts"),
    path(f"{AMOUNTS}views.csv", views.amounts_file, {"kind": "csv"}, name="amounts_csv"),
    path(f"{AMOUNTS}views.xlsx", views.amounts_file, {"kind": "xlsx"}, name="amounts_xlsx"),
    path("projects/<slug:slug>/indicators/", views.project_indicators, name="project_indicators"),
    path(
        "manage/programmes/<slug:programme>/portfolio/",
        views.programme_portfolio,
        name="programme_portfolio",
    ),
]
