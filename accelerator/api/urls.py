"""Pages around the API; the API itself is mounted by the ``urls`` of the site."""

from django.urls import path

from accelerator.api import views

app_name = "api_tokens"

urlpatterns = [
    path("account/tokens/", views.tokens, name="tokens"),
    path("account/tokens/<int:pk>/revoke/", views.revoke_token, name="revoke_token"),
    path("developers/", views.reference, name="reference"),
]
