"""Settings of Possibles: no environment gives a working local set-up, a few variables give the real parts."""

import os
import sys
from pathlib import Path

from celery.schedules import crontab

from accelerator import environment, logs
from accelerator.environment import env
from accelerator.files.storage import describe_storage

# Read when numpy is first imported. On the small matrices of scores, threads of OpenBLAS wait for one another: fifteen
# times the processor time of one thread, measured on two cores.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

ROOT = environment.ROOT
TESTING = "pytest" in sys.modules
DEBUG = env.bool("DEBUG", default=TESTING)
VAR = Path(env.str("POSSIBLES_VAR", default=str(ROOT / "var")))
VAR.mkdir(parents=True, exist_ok=True)

SECRET_KEY = environment.secret_key(VAR, debug=DEBUG)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", cast=str.strip, default=["localhost", "127.0.0.1", "[::1]"])
SITE_URL = env.str("SITE_URL", default=f"http://127.0.0.1:{env.int('PORT', default=8000)}").rstrip("/")
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", cast=str.strip, default=[])
SECURE_COOKIES = SITE_URL.startswith("https://")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "django.forms",
    "accelerator.web",
    "accelerator.accounts",
    "accelerator.api",
    "accelerator.audit",
    "accelerator.files",
    "accelerator.outbox",
    "accelerator.questionnaires",
    "programmes",
    "projects",
    "coaching",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_filters",
    "django_htmx",
    "rules",
    "csp",
]

MIDDLEWARE = [
    "accelerator.web.middleware.HardeningMiddleware",
    "accelerator.web.health.ProbesMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accelerator.api.middleware.ApiMiddleware",
    "accelerator.web.middleware.PrivatePagesMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accelerator.accounts.middleware.UserLanguageMiddleware",
    "accelerator.web.middleware.PlainNotFoundMiddleware",
    "accelerator.web.middleware.NotAllowedPageMiddleware",
    "coaching.attendance.middleware.BadgeMiddleware",
    "programmes.middleware.VisibilityMiddleware",
    "accelerator.web.middleware.ReadOnlyGetMiddleware",
]

ROOT_URLCONF = "accelerator.urls"
WSGI_APPLICATION = "accelerator.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "programmes.shell.shell",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = ["bootstrap5"]
CRISPY_TEMPLATE_PACK = "bootstrap5"
CRISPY_FAIL_SILENTLY = not DEBUG

DATABASES = {"default": environment.database(VAR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUDIT_KEY = environment.audit_key(VAR, debug=DEBUG)
AUDIT_KEY_BEFORE = env.str("AUDIT_KEY_BEFORE", default="")
AUDIT_WITNESS_FOLDER = Path(env.str("AUDIT_WITNESS_FOLDER", default=str(VAR / "audit")))
AUDIT_WITNESS_EMAIL = env.str("AUDIT_WITNESS_EMAIL", default="")

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "rules.permissions.ObjectPermissionBackend",
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
LOGIN_URL = "account_login"
CSRF_FAILURE_VIEW = "accelerator.accounts.views.not_recognised"
LOGIN_REDIRECT_URL = "programmes:welcome"
LOGOUT_REDIRECT_URL = "home"

ACCOUNT_ADAPTER = "accelerator.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 10 * 60
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = 3
ACCOUNT_LOGIN_BY_CODE_FORMAT = {"numeric": True, "dashed": False, "length": 8}
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_SESSION_REMEMBER = True
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_FORMS = {
    "add_webauthn": "accelerator.accounts.passkeys.AddKeyForm",
    "authenticate": "accelerator.accounts.forms.SecondFactorForm",
    "authenticate_webauthn": "accelerator.accounts.passkeys.KeyForm",
    "edit_webauthn": "accelerator.accounts.passkeys.RenameKeyForm",
    "login_webauthn": "accelerator.accounts.passkeys.PasskeyForm",
    "reauthenticate": "accelerator.accounts.forms.SecondFactorAgainForm",
    "reauthenticate_webauthn": "accelerator.accounts.passkeys.KeyAgainForm",
}
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": environment.openid_connect_apps()}}
# An address vouched for by the provider that the operator chose is that person's account.
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", "Français"), ("en", "English")]
LOCALE_PATHS = [ROOT / "locale"]
TIME_ZONE = "Europe/Paris"
USE_I18N = USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(VAR / "static")))
STATICFILES_DIRS = [
    ROOT / "static",
    *[
        (prefix, folder)
        for prefix, folder in [
            ("vendor/bootstrap", ROOT / "node_modules/bootstrap/dist"),
            ("vendor/sortable", ROOT / "node_modules/sortablejs/modular"),
            ("vendor/fonts-text", ROOT / "node_modules/@fontsource/source-sans-3/files"),
            ("vendor/fonts-title", ROOT / "node_modules/@fontsource/bricolage-grotesque/files"),
        ]
        if folder.is_dir()
    ],
]
STORAGES = {
    "default": describe_storage(),
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "accelerator.web.static_files.StaticFilesStorage",
    },
}
# Without it each file is looked up under a name it has not, and the log of every start says they are missing.
WHITENOISE_IMMUTABLE_FILE_TEST = r"\.[0-9a-f]{12}\.\w+$"
MEDIA_ROOT = VAR / "media"
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
ATTACHMENT_MAX_BYTES = env.int("ATTACHMENT_MAX_MB", default=10) * 1024 * 1024
# A function that looks for viruses in each file before it is kept, as a dotted path; see questionnaires/sniffing.py.
ATTACHMENT_SCANNER = env.str("ATTACHMENT_SCANNER", default="")

# The public directory of companies, asked about a SIRET to pre-fill the form; empty: nothing is asked of anybody.
COMPANY_LOOKUP_URL = env.str("COMPANY_LOOKUP_URL", default="")

for _name, _value in environment.email(VAR).items():
    globals()[_name] = _value
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Possibles <nepasrepondre@possibles.example>")
EMAIL_TIMEOUT = 20

CELERY_BROKER_URL, CELERY_BROKER_TRANSPORT_OPTIONS = environment.broker(VAR)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # a worker waits for its broker as long as it takes
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 15 * 60
# Redis hands out the least first: a code to sign in leaves before a thousand documents that were asked for earlier.
CELERY_TASK_ROUTES = {name: {"priority": 6} for name in ("coaching.build_report", "projects.build_export")}
CELERY_DB_REUSE_MAX = sys.maxsize  # it closes no connection: accelerator/celery.py does, as requests do
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR / "beat-schedule")
CELERY_BEAT_SCHEDULE = {
    "outbox-sweep": {"task": "outbox.sweep", "schedule": 30.0},
    "reminders-plan": {"task": "outbox.plan_reminders", "schedule": crontab(minute="*/10")},
    "accounts-purge": {"task": "accounts.purge", "schedule": crontab(hour="3", minute="20")},
    "api-purge": {"task": "api.purge", "schedule": crontab(hour="3", minute="30")},
    "audit-seal": {"task": "audit.seal", "schedule": 60.0},
    "audit-verify": {"task": "audit.verify", "schedule": crontab(hour="3", minute="40")},
    "files-orphans": {"task": "files.erase_orphans", "schedule": crontab(hour="4", minute="30")},
    "gallery-drafts": {"task": "gallery.remove_old_drafts", "schedule": crontab(hour="3", minute="50")},
    "surveys-send": {"task": "surveys.send_due_links", "schedule": crontab(minute="*/10")},
    "surveys-unlink": {"task": "surveys.unlink_room_answers", "schedule": crontab(minute="*/10")},
    "broadcasts-delete": {"task": "broadcasts.delete", "schedule": crontab(minute="35")},
    "rehearsals-end": {"task": "rehearsal.end", "schedule": crontab(minute="*/10")},
    "reports-sweep": {"task": "coaching.sweep_reports", "schedule": 60.0},
    "retention": {"task": "projects.apply_retention", "schedule": crontab(hour="2", minute="50")},
    "exports-sweep": {"task": "projects.sweep_exports", "schedule": 60.0},
    "scores-correct": {"task": "projects.correct_scores", "schedule": 60.0},
    "table-imports-sweep": {"task": "programmes.sweep_imports", "schedule": 600.0},
    "imports-sweep": {"task": "projects.sweep_imports", "schedule": 600.0},
}

CACHES = {
    "default": environment.cache(),
    # rows that a process read, for a few seconds; the default one may be shared, and holds JSON alone
    "process": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "process"},
}
PUBLIC_PAGE_SECONDS = 0 if DEBUG else env.int("PUBLIC_PAGE_SECONDS", default=15)
SESSION_SERIALIZER = "django.contrib.sessions.serializers.JSONSerializer"
SESSION_COOKIE_AGE = 30 * 24 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_COOKIES
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
# Whose X-Forwarded-For and X-Forwarded-Proto count: see accelerator/web/visitor.py.
TRUSTED_PROXIES = environment.read_trusted_proxies()
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
SECURE_SSL_REDIRECT = SECURE_COOKIES and env.bool("SSL_REDIRECT", default=True)
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if SECURE_COOKIES else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        # browsers hold the answer to a form to this too, and the sign-in button's answer leads to the provider
        "form-action": ["'self'", *environment.openid_connect_origins()],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}

# What a public site must say of itself, on its page of legal notices.
PUBLISHER = env.str("PUBLISHER", default="")
PUBLICATION_DIRECTOR = env.str("PUBLICATION_DIRECTOR", default="")
HOSTING = env.str("HOSTING", default="")

# Whom to write to about a flaw, an e-mail address or a page: /.well-known/security.txt.
SECURITY_CONTACT = env.str("SECURITY_CONTACT", default="")

SENTRY_DSN = env.str("SENTRY_DSN", default="")
if SENTRY_DSN:
    import sentry_sdk

    sentry_sdk.init(
        dsn=SENTRY_DSN,
        send_default_pii=False,
        before_send=logs.mask_event,
        before_send_transaction=logs.mask_event,
    )

LOGGING_CONFIG = "accelerator.logs.configure"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    # The folder transport has no host; kombu says so at each connection. pikepdf tells each program that it is there.
    "loggers": {"kombu.connection": {"level": "ERROR"}, "pikepdf": {"level": "ERROR"}},
    "root": {
        "handlers": ["console"],
        "level": env.str("LOG_LEVEL", default="WARNING" if TESTING else "INFO"),
    },
}
