"""Rows of the visibility table for the platform's own pages and for the libraries that bring pages."""

from accelerator.web.access import LINK, PUBLIC, SIGNED_IN, row

PAGES = {
    "healthz": row(PUBLIC),
    "readyz": row(PUBLIC),
    "security_txt": row(PUBLIC),
    "dev:components": row(PUBLIC),
    "companies:invented": row(PUBLIC),
    # accounts
    "set_language": row(PUBLIC),
    "account_login": row(PUBLIC),
    "account_request_login_code": row(PUBLIC),
    "account_confirm_login_code": row(PUBLIC),
    "account_logout": row(PUBLIC),
    "account_inactive": row(PUBLIC),
    "accounts:profile": row(SIGNED_IN),
    "accounts:link": row(LINK),
    # the API: its document, its description in words, the tokens of one person
    "api:api-root": row(PUBLIC),
    "api:openapi-json": row(PUBLIC),
    "api_tokens:reference": row(PUBLIC),
    "api_tokens:tokens": row(SIGNED_IN),
    "api_tokens:revoke_token": row(SIGNED_IN),
    # passkeys and second factors
    "mfa_authenticate": row(PUBLIC),
    "mfa_login_webauthn": row(PUBLIC),
    "mfa_index": row(SIGNED_IN),
    "mfa_reauthenticate": row(SIGNED_IN),
    "mfa_activate_totp": row(SIGNED_IN),
    "mfa_deactivate_totp": row(SIGNED_IN),
    "mfa_view_recovery_codes": row(SIGNED_IN),
    "mfa_generate_recovery_codes": row(SIGNED_IN),
    "mfa_download_recovery_codes": row(SIGNED_IN),
    "mfa_list_webauthn": row(SIGNED_IN),
    "mfa_add_webauthn": row(SIGNED_IN),
    "mfa_reauthenticate_webauthn": row(SIGNED_IN),
    "mfa_remove_webauthn": row(SIGNED_IN),
    "mfa_edit_webauthn": row(SIGNED_IN),
    # OpenID Connect
    "socialaccount_login_cancelled": row(PUBLIC),
    "socialaccount_login_error": row(PUBLIC),
    "socialaccount_signup": row(PUBLIC),
    "openid_connect_login": row(PUBLIC),
    "openid_connect_callback": row(PUBLIC),
    # only when DEBUG
    "mails:inbox": row(PUBLIC),
    "mails:message": row(PUBLIC),
    "mails:body": row(PUBLIC),
}
