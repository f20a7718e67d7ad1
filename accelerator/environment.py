"""Settings from the environment, read once and checked: a bad value is one clear line, not a traceback."""

import importlib
import os
import secrets
import tempfile
from contextlib import suppress
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit

import environ
from redis.connection import parse_url

from accelerator.types import Values

ROOT = Path(__file__).resolve().parent.parent
DEVELOPMENT_KEY = "development-only-key-never-use-it-on-a-real-server"
DATABASE_SCHEMES = {"postgres", "postgresql", "sqlite"}
REDIS_SCHEMES = {"redis", "rediss", "unix"}
EMAIL_SCHEMES = {
    "smtp",
    "smtps",
    "smtp+tls",
    "smtp+ssl",
    "filemail",
    "consolemail",
    "memorymail",
    "dummymail",
}

PROVIDERS = {
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
"""Providers of mail by their own interface, as anymail calls them → the variables that each needs."""
PROVIDERS_MAY_SET = ("API_URL", "SENDER_DOMAIN", "REGION", "MESSAGE_STREAM", "SUBACCOUNT")
"""What some providers take besides: MAILGUN_API_URL for its European servers, for one."""
PROVIDER_TIME_OUT_S = 20
YES_OR_NO = {*environ.Env.BOOLEAN_TRUE_STRINGS, "false", "off", "n", "no", "0"}


class EnvironmentProblem(Exception):
    """A variable of the environment is missing or cannot be understood."""


class Environment(environ.Env):
    """Variables as django-environ reads them; but a blank one is absent, "$" is a sign, and "perhaps" is no bool."""

    def get_value(
        self, var: str, cast: object = None, default: object = environ.Env.NOTSET, parse_default: bool = False
    ) -> object:
        """Cast the variable. Raises EnvironmentProblem."""
        value = os.environ.get(var, "").strip()
        if not value:
            if default is self.NOTSET:
                raise EnvironmentProblem(f"{var} is missing.")
            return self.parse_value(default, cast) if parse_default else default
        if cast is bool and value.lower() not in YES_OR_NO:
            raise EnvironmentProblem(f"{var}={value!r} is not a yes/no value; write 1 or 0.")
        try:
            return self.parse_value(value, cast)
        except ValueError as error:
            raise EnvironmentProblem(f"{var} cannot be read: {error}") from error


env = Environment()


def secret_key(var: Path, *, debug: bool) -> str:
    """The signing key: SECRET_KEY; else a fixed one in development, or one stored in ``var/`` on the embedded set-up. A
    server with a real database needs an explicit key: two processes with their own would not agree.
    """
    key: str = env.str("SECRET_KEY", default="")
    if key:
        if not debug and len(key) < 40:
            raise EnvironmentProblem("SECRET_KEY is too short; use at least 40 random characters.")
        return key
    if debug:
        return DEVELOPMENT_KEY
    if env.str("DATABASE_URL", default=""):
        raise EnvironmentProblem("SECRET_KEY is missing; set it to 40 random characters or more.")
    return _read_local_key(var / "secret_key")


def audit_key(var: Path, *, debug: bool) -> str:
    """The key of the audit log: AUDIT_KEY; else, in development and on the embedded set-up, one stored in ``var/``.

    It is not SECRET_KEY: that one is changed when it leaked, which would break every seal.
    """
    key = env.str("AUDIT_KEY", default="")
    if key and not debug and len(key) < 40:
        raise EnvironmentProblem("AUDIT_KEY is too short; use at least 40 random characters.")
    if key and key == env.str("SECRET_KEY", default=""):
        raise EnvironmentProblem("AUDIT_KEY is the same as SECRET_KEY; use 40 random characters of its own.")
    if not key and not debug and env.str("DATABASE_URL", default=""):
        raise EnvironmentProblem("AUDIT_KEY is missing; set it to 40 random characters or more.")
    return key or _read_local_key(var / "audit_key")


def _read_local_key(path: Path) -> str:
    """A key generated at the first start, the same for every process of this computer."""
    if not path.exists():
        _write_once(path, secrets.token_urlsafe(60))
    return path.read_text()


def _write_once(path: Path, text: str) -> None:
    """Write a private file whole, unless another process that starts at the same time was first."""
    with tempfile.NamedTemporaryFile("w", dir=path.parent) as draft:  # made for its owner alone
        draft.write(text)
        draft.flush()
        with suppress(FileExistsError):
            os.link(draft.name, path)


def database(var: Path) -> dict[str, object]:
    """Django's description of the database: PostgreSQL from DATABASE_URL, else SQLite under ``var/``."""
    url = env.str("DATABASE_URL", default=f"sqlite:///{var / 'possibles.sqlite3'}")
    _check_scheme("DATABASE_URL", url, DATABASE_SCHEMES)
    try:
        description: Values = env.db_url_config(url)
    except Exception as error:  # django-environ raises several kinds
        raise EnvironmentProblem(f"DATABASE_URL cannot be read: {error}") from error
    if not description.get("NAME"):
        raise EnvironmentProblem(
            "DATABASE_URL names no database; write postgres://user:password@host:5432/name."
        )
    if "sqlite" in description["ENGINE"]:
        description["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
        }
    else:
        description["CONN_MAX_AGE"] = env.int("DATABASE_CONN_MAX_AGE", default=60)
        description["CONN_HEALTH_CHECKS"] = True
        # visitors are shown an error page sooner than TCP gives up on a silent server
        description.setdefault("OPTIONS", {}).setdefault("connect_timeout", 5)
    return description


def broker(var: Path) -> tuple[str, dict[str, object]]:
    """Celery's broker: Redis from REDIS_URL, else folders under ``var/broker`` that need no server."""
    url = env.str("REDIS_URL", default="")
    if url:
        _find_redis_database("REDIS_URL", url)
        # publishing to a server that is down or hangs fails at once
        impatient = {"socket_connect_timeout": 2, "socket_timeout": 3, "socket_keepalive": True}
        trying = {"max_retries": 1, "interval_start": 0, "interval_step": 0, "interval_max": 0}
        return url, {"visibility_timeout": 3600, **impatient, **trying}
    folder = var / "broker"
    for name in ("queue", "processed", "control"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    return "folders://localhost", {
        "data_folder_in": str(folder / "queue"),
        "data_folder_out": str(folder / "queue"),
        "processed_folder": str(folder / "processed"),
        "control_folder": str(folder / "control"),
        "store_processed": False,
        "polling_interval": 0.1,  # seconds; its second would be waited for between any two jobs
    }


def cache() -> Values:
    """Django's description of the cache: Redis from CACHE_URL, else the broker's server with another database number.

    Without either, each process has its own.
    """
    url, broker_url = (env.str(name, default="") for name in ("CACHE_URL", "REDIS_URL"))
    if url:
        _find_redis_database("CACHE_URL", url)
    elif broker_url:
        url = _set_redis_database(broker_url, _find_redis_database("REDIS_URL", broker_url) ^ 1)
    else:
        return {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    return {"BACKEND": "accelerator.caching.ForgivingCache", "LOCATION": [url], "KEY_PREFIX": "possibles"}


def _find_redis_database(name: str, url: str) -> int:
    """The database number of a Redis address. Raises EnvironmentProblem."""
    _check_scheme(name, url, REDIS_SCHEMES)
    try:
        number: int = parse_url(url).get("db", 0)
    except ValueError as error:
        raise EnvironmentProblem(f"{name} cannot be read: {error}") from error
    return number


def _set_redis_database(url: str, number: int) -> str:
    """The same Redis address with another database number."""
    parts = urlsplit(url)
    query = urlencode(
        [*((key, value) for key, value in parse_qsl(parts.query) if key != "db"), ("db", number)]
    )
    path = parts.path if parts.scheme == "unix" else ""
    return f"{parts.scheme}://{parts.netloc}{path}?{query}"


def email(var: Path) -> Values:
    """Mail settings: a provider's when EMAIL_BACKEND names one, else from EMAIL_URL, else files under ``var/mails``."""
    if named := env.str("EMAIL_BACKEND", default=""):
        return _describe_provider(named)
    url = env.str("EMAIL_URL", default="")
    if url:
        _check_scheme("EMAIL_URL", url, EMAIL_SCHEMES)
        if url.startswith("smtp") and not urlsplit(url).hostname:
            raise EnvironmentProblem("EMAIL_URL names no host; write smtp+tls://user:password@host:587.")
        try:
            settings: dict[str, object] = env.email_url_config(url)
        except ValueError as error:
            raise EnvironmentProblem(f"EMAIL_URL cannot be read: {error}") from error
        return settings
    folder = var / "mails"
    folder.mkdir(parents=True, exist_ok=True)
    return {"EMAIL_BACKEND": "accelerator.outbox.mailbox.FolderBackend", "EMAIL_FILE_PATH": str(folder)}


def _describe_provider(named: str) -> Values:
    provider = named.removeprefix("anymail.backends.").removesuffix(".EmailBackend")
    if provider in PROVIDERS:
        return {
            "EMAIL_BACKEND": f"anymail.backends.{provider}.EmailBackend",
            "ANYMAIL": {**_read_variables(provider), "REQUESTS_TIMEOUT": PROVIDER_TIME_OUT_S},
        }
    _refuse_unknown(named)
    return {"EMAIL_BACKEND": named}


def _read_variables(provider: str) -> dict[str, str]:
    missing = [name for name in PROVIDERS[provider] if not env.str(name, default="")]
    if missing:
        raise EnvironmentProblem(f"EMAIL_BACKEND={provider} needs {' and '.join(missing)}.")
    names = [*PROVIDERS[provider], *(f"{provider.upper()}_{name}" for name in PROVIDERS_MAY_SET)]
    return {name: value for name in names if (value := env.str(name, default=""))}


def _refuse_unknown(path: str) -> None:
    """A backend of one's own is a dotted path that can be imported."""
    module, _dot, name = path.rpartition(".")
    try:
        getattr(importlib.import_module(module), name)
    except (ImportError, AttributeError, ValueError) as error:
        raise EnvironmentProblem(
            f"EMAIL_BACKEND={path!r} is neither a class that can be imported nor one of {', '.join(PROVIDERS)}."
        ) from error


def read_trusted_proxies() -> int | list[IPv4Network | IPv6Network]:
    """How many proxies stand before the site, or the networks they are in, from TRUSTED_PROXIES."""
    text = env.str("TRUSTED_PROXIES", default="0")
    if text.isdecimal():
        return int(text)
    try:
        return [ip_network(network.strip()) for network in text.split(",") if network.strip()]
    except ValueError as error:
        raise EnvironmentProblem(
            f"TRUSTED_PROXIES cannot be read: {error}; write how many proxies stand before the site, or their networks."
        ) from error


def openid_connect_apps() -> list[dict[str, object]]:
    """OpenID Connect providers, ProConnect for one, from OIDC_NAME, OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_SECRET."""
    issuer = env.str("OIDC_ISSUER", default="")
    if not issuer:
        return []
    missing = [name for name in ("OIDC_CLIENT_ID", "OIDC_SECRET") if not env.str(name, default="")]
    if missing:
        raise EnvironmentProblem(f"OIDC_ISSUER is set but {' and '.join(missing)} is missing.")
    return [
        {
            "provider_id": env.str("OIDC_PROVIDER", default="sso"),
            "name": env.str("OIDC_NAME", default="ProConnect"),
            "client_id": env.str("OIDC_CLIENT_ID"),
            "secret": env.str("OIDC_SECRET"),
            "settings": {"server_url": issuer, "verified_email": True},
        }
    ]


def openid_connect_origins() -> list[str]:
    """The origin of the OpenID Connect issuer, if there is one."""
    parts = urlsplit(env.str("OIDC_ISSUER", default=""))
    return [f"{parts.scheme}://{parts.netloc}"] if parts.netloc else []


def _check_scheme(name: str, url: str, allowed: set[str]) -> None:
    scheme = url.split(":", 1)[0]
    if scheme not in allowed:
        raise EnvironmentProblem(
            f"{name} starts with {scheme!r}; it must start with one of {', '.join(sorted(allowed))}."
        )
