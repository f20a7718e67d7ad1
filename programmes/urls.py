"""Addresses of the app."""

app_name = "programmes"

urlpatterns: list = []
