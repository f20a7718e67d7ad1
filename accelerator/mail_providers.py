"""Providers of mail by their own interface (django-anymail): EMAIL_BACKEND names one, its variables hold its key."""

import importlib
from pathlib import Path
from typing import Any

from accelerator import environment
from accelerator.environment import EnvironmentProblem, env

NEEDED = {
    "brevo": ["BREVO_API_KEY"],
    "mailersend": ["MAILERSEND_API_TOKEN"],
    "mailgun": ["MAILGUN_API_KEY"],
    "mailjet": ["MAILJET_API_KEY", "MAILJET_SECRET_KEY"],
    "mailtrap": ["MAILTRAP_API_TOKEN"],
    "mandrill": ["MANDRILL_API_KEY"],
    "postal": ["POSTAL_API_KEY", "POSTAL_API_URL"],
    "postmark": ["POSTMARK_SERVER_TOKEN"],
    "resend": ["RESEND_API_KEY"],
    "scaleway": ["SCALEWAY_SECRET_KEY", "SCALEWAY_PROJECT_ID"],
    "sparkpost": ["SPARKPOST_API_KEY"],
    "unisender_go": ["UNISENDER_GO_API_KEY", "UNISENDER_GO_API_URL"],
}
"""Short name of a provider, as anymail calls it → the variables it cannot do without."""
MAY_BE_SET = ("API_URL", "SENDER_DOMAIN", "REGION", "MESSAGE_STREAM", "SUBACCOUNT")
"""What some providers take besides: MAILGUN_API_URL for its European servers, for one."""
TIME_OUT_S = 20


def email(var: Path) -> dict[str, Any]:
    """Mail settings: a provider's when EMAIL_BACKEND names one, else those of :func:`environment.email`."""
    named = env.str("EMAIL_BACKEND", default="")
    if not named:
        return environment.email(var)
    provider = named.removeprefix("anymail.backends.").removesuffix(".EmailBackend")
    if provider in NEEDED:
        return {
            "EMAIL_BACKEND": f"anymail.backends.{provider}.EmailBackend",
            "ANYMAIL": {**_variables(provider), "REQUESTS_TIMEOUT": TIME_OUT_S},
        }
    _refuse_unknown(named)
    return {"EMAIL_BACKEND": named}


def _variables(provider: str) -> dict[str, str]:
    missing = [name for name in NEEDED[provider] if not env.str(name, default="")]
    if missing:
        raise EnvironmentProblem(f"EMAIL_BACKEND={provider} needs {' and '.join(missing)}.")
    names = [*NEEDED[provider], *(f"{provider.upper()}_{name}" for name in MAY_BE_SET)]
    return {name: value for name in names if (value := env.str(name, default=""))}


def _refuse_unknown(path: str) -> None:
    """A backend of one's own is a dotted path that can be imported."""
    module, _dot, name = path.rpartition(".")
    try:
        getattr(importlib.import_module(module), name)
    except (ImportError, AttributeError, ValueError) as error:
        raise EnvironmentProblem(
            f"EMAIL_BACKEND={path!r} is neither a class that can be imported nor one of {', '.join(NEEDED)}."
        ) from error
