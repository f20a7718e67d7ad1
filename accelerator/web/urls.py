"""Pages of the platform itself, for those who build it."""

from django.urls import path

from accelerator.web import views

app_name = "dev"

urlpatterns = [
    path("dev/components/", views.components, name="components"),
]
