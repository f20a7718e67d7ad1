"""Rows of the visibility table for the platform's own pages and for the libraries that bring pages."""

from accelerator.web.access import LINK, PUBLIC, SIGNED_IN, Table, rows

PAGES: Table = {
    **rows("healthz readyz security_txt dev:components companies:invented", PUBLIC),
    # accounts
    **rows(
        """set_language account_login account_request_login_code account_confirm_login_code account_logout
        account_inactive""",
        PUBLIC,
    ),
    **rows("accounts:profile", SIGNED_IN),
    **rows("accounts:link", LINK),
    # the API: its document, its description in words, the tokens of one person
    **rows("api:api-root api:openapi-json api_tokens:reference", PUBLIC),
    **rows("api_tokens:tokens api_tokens:revoke_token", SIGNED_IN),
    # passkeys and second factors
    **rows("mfa_authenticate mfa_login_webauthn", PUBLIC),
    **rows(
        """mfa_index mfa_reauthenticate mfa_activate_totp mfa_deactivate_totp mfa_view_recovery_codes
        mfa_generate_recovery_codes mfa_download_recovery_codes mfa_list_webauthn mfa_add_webauthn
        mfa_reauthenticate_webauthn mfa_remove_webauthn mfa_edit_webauthn""",
        SIGNED_IN,
    ),
    # OpenID Connect
    **rows(
        """socialaccount_login_cancelled socialaccount_login_error socialaccount_signup openid_connect_login
        openid_connect_callback""",
        PUBLIC,
    ),
    # only when DEBUG
    **rows("mails:inbox mails:message mails:body", PUBLIC),
}
