"""Sign-in and the person's own pages.

Of django-allauth only what is used has an address: codes by mail, passkeys and second factors, OpenID Connect.
Its sign-up, passwords and address book have none.
"""

from allauth.socialaccount import views as social
from allauth.socialaccount.providers.openid_connect import views as openid_connect
from django.urls import include, path

from accelerator.accounts import views

own = [
    path("profile/", views.profile, name="profile"),
    path("link/<str:token>/", views.link, name="link"),
]

urlpatterns = [
    path("", views.sign_in, name="account_login"),
    # the same page under the name by which allauth sends people back to it
    path("", views.sign_in, name="account_request_login_code"),
    path("code/", views.code, name="account_confirm_login_code"),
    path("logout/", views.sign_out, name="account_logout"),
    path("closed/", views.account_closed, name="account_inactive"),
    path("language/", views.set_language, name="set_language"),
    path("", include((own, "accounts"))),
    path("security/", include("allauth.mfa.urls")),
    path("sso/cancelled/", social.login_cancelled, name="socialaccount_login_cancelled"),
    path("sso/error/", social.login_error, name="socialaccount_login_error"),
    # a provider that gives no address: nobody to let in
    path("sso/no-address/", social.login_error, name="socialaccount_signup"),
    path("sso/<slug:provider_id>/", openid_connect.login, name="openid_connect_login"),
    path("sso/<slug:provider_id>/callback/", openid_connect.callback, name="openid_connect_callback"),
]
