"""Addresses of what became of projects."""

from django.urls import URLPattern, path

from coaching.portfolio.views import portfolio

PORTFOLIO = "manage/<slug:edition>/portfolio/"

urlpatterns: list[URLPattern] = [
    path(PORTFOLIO, portfolio.manage_portfolio, name="manage_portfolio"),
    path(f"{PORTFOLIO}indicators/", portfolio.manage_indicators, name="manage_indicators"),
    path(f"{PORTFOLIO}portfolio.csv", portfolio.portfolio_csv, name="portfolio_csv"),
    path(f"{PORTFOLIO}portfolio.xlsx", portfolio.portfolio_xlsx, name="portfolio_xlsx"),
    path("projects/<slug:slug>/indicators/", portfolio.project_indicators, name="project_indicators"),
    path(
        "manage/programmes/<slug:programme>/portfolio/",
        portfolio.programme_portfolio,
        name="programme_portfolio",
    ),
]
