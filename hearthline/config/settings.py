"""Settings: read once from the environment; `.env.example` lists every name.

A name read here and missing there (or the other way round) fails `make check`.
"""

from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONCE, SELF
from django.core.exceptions import ImproperlyConfigured

from hearthline.config.bills import *  # noqa: F403 - what stands there stands here
from hearthline.config.environment import BASE_DIR, DEMO, env
from hearthline.config.powers import POWERS

# -- Which kind of machine this is ---------------------------------------------------------------
SECRET_KEY = env.str("SECRET_KEY", "demo-only-secret-key-" * 3 if DEMO else "")
if not SECRET_KEY:
    raise ImproperlyConfigured(
        "SECRET_KEY is not set. Put a long random text into it, or set DEMO=1 to try things out."
    )
SECRET_KEY_FALLBACKS: list[str] = env.list("SECRET_KEY_FALLBACKS", [])
"""Earlier keys: what they signed and sealed still opens, while new things take SECRET_KEY."""
DEBUG = env.bool("DEBUG", False)
SITE_URL = env.str("SITE_URL", "http://localhost:8000")
"""The address subscribers type: links in messages and the allowed host follow it."""
ALLOWED_HOSTS = [urlsplit(SITE_URL).hostname or "localhost", *env.list("EXTRA_HOSTS", [])]
if DEMO:
    ALLOWED_HOSTS += ["localhost", "127.0.0.1", "[::1]"]
SECURE = SITE_URL.startswith("https://")
TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", 0)
DATA_DIR = Path(env.str("HEARTHLINE_DATA", str(BASE_DIR / "var")))

# -- The provider --------------------------------------------------------------------------------
PROVIDER_NAME = env.str("PROVIDER_NAME", "Maple County Fiber")
PROVIDER_PHONE = env.str("PROVIDER_PHONE", "+1 555 010 0100")
PROVIDER_EMAIL = env.str("PROVIDER_EMAIL", "help@maplecounty.example")
PROVIDER_HOURS = env.str("PROVIDER_HOURS", "Mon-Fri 8-18")
"""A line that `kernel.opening_times` reads; any other text is shown as it is."""
PROVIDER_CLOSED_DATES = tuple(
    date.fromisoformat(day) for day in env.list("PROVIDER_CLOSED_DATES", [], subcast=str)
)
PROVIDER_COUNTRY = env.str("PROVIDER_COUNTRY", "US")
CURRENCY = env.str("CURRENCY", "USD")
TIME_ZONE = env.str("PROVIDER_TIME_ZONE", "America/Chicago")

# -- Tickets and their files ---------------------------------------------------------------------
TICKET_REPLY_HOURS: dict[str, int] = env.dict(
    "TICKET_REPLY_HOURS",
    {"internet": 4, "tv": 8, "phone": 4, "billing": 8, "account": 8, "other": 10},
    subcast_values=int,
)
"""Opening hours within which somebody answers, by topic."""
TICKET_CLOSES_AFTER_DAYS = env.int("TICKET_CLOSES_AFTER_DAYS", 14)
ATTACHMENTS_DIR = DATA_DIR / "attachments"
ATTACHMENT_MOST_MB = env.int("ATTACHMENT_MOST_MB", 10)
ATTACHMENTS_A_MESSAGE = env.int("ATTACHMENTS_A_MESSAGE", 5)
ATTACHMENT_MOST_MB_A_DAY = env.int("ATTACHMENT_MOST_MB_A_DAY", 100)
ATTACHMENT_MOST_MEGAPIXELS = env.int("ATTACHMENT_MOST_MEGAPIXELS", 50)
"""Larger pictures are refused before they are unpacked."""

# -- Django --------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.headless",
    "procrastinate.contrib.django",
    "hearthline.kernel",
    "hearthline.design",
    "hearthline.notices",
    "hearthline.identity",
    "hearthline.customers",
    "hearthline.catalog",
    "hearthline.network",
    "hearthline.subscriptions",
    "hearthline.billing",
    "hearthline.payments",
    "hearthline.care",
    "hearthline.jobs",
    "hearthline.portal",
    "hearthline.console",
]
MIDDLEWARE = [
    # What every answer says, files and errors included, comes before who gives it.
    "django.middleware.security.SecurityMiddleware",
    "hearthline.kernel.headers.protect",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "hearthline.kernel.addresses.refuse_nul",
    "django.middleware.common.CommonMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    # Before whatever reads a form: the size of its body comes first.
    "hearthline.identity.bodies.LimitBodies",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "hearthline.console.viewing.OnlyLooking",
    "hearthline.console.looking.AskReason",
    "hearthline.identity.middleware.keep_nothing",
]
ROOT_URLCONF = "hearthline.config.urls"
WSGI_APPLICATION = "hearthline.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": [
                "hearthline.design.templatetags.ui",
                "hearthline.design.templatetags.codes",
                "hearthline.design.templatetags.pictures",
                "hearthline.design.templatetags.strength",
                "hearthline.design.templatetags.texts",
                "django.templatetags.i18n",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "hearthline.design.context.provider",
            ],
        },
    }
]

# -- Database: PostgreSQL, and nothing else ------------------------------------------------------
# hearthline.kernel.db says how the two roles come from one address.
DATABASE_URL = env.str("DATABASE_URL", "")
DATABASE_OWNER_URL = env.str("DATABASE_OWNER_URL", "")
from hearthline.kernel.db import database_settings  # noqa: E402 - needs the environment read first

DATABASES = database_settings(DATABASE_URL, DATABASE_OWNER_URL, DATA_DIR)
CACHES = {"default": {"BACKEND": "hearthline.kernel.cache.PostgresCache"}}

# -- Who people are ------------------------------------------------------------------------------
AUTH_USER_MODEL = "identity.User"
AUTHENTICATION_BACKENDS = ["hearthline.identity.backends.SignInBackend"]
PASSWORD_HASHERS = ["hearthline.identity.hashers.Argon2id"]
PASSWORD_MIN_LENGTH = env.int("PASSWORD_MIN_LENGTH", 15)
"""NIST SP 800-63B-4: 15 where the password is the only factor."""
PASSWORD_MIN_LENGTH_WITH_SECOND_FACTOR = env.int("PASSWORD_MIN_LENGTH_WITH_SECOND_FACTOR", 8)
SECOND_STEP_FALLBACKS = env.list("SECOND_STEP_FALLBACKS", ["email", "sms"])
"""How a code may be sent to who has a second factor but not at hand. Staff never get one."""
TRUSTED_BROWSER_DAYS = env.int("TRUSTED_BROWSER_DAYS", 30)
"""How long a browser may be let off the second step; 0: never."""
SIGN_IN_HISTORY_DAYS = env.int("SIGN_IN_HISTORY_DAYS", 400)
"""How long people can look back at their sign-ins: a year, and a month to notice."""
BREACHED_PASSWORDS_FILE = env.str(
    "BREACHED_PASSWORDS_FILE",
    str(BASE_DIR / "hearthline" / "identity" / "breached" / "common.breached"),
)
"""Passwords that others know (docs/passwords.md); the one that comes along has the commonest."""
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "hearthline.identity.password_length.LengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "hearthline.identity.passwords.BreachedValidator"},
    {"NAME": "hearthline.identity.passwords.EasyToGuessValidator"},
]
# Staff: `docs/staff.md`.
STAFF_NEEDS_SECOND_FACTOR = env.bool("STAFF_NEEDS_SECOND_FACTOR", not DEMO)
STAFF_SESSION_HOURS = env.int("STAFF_SESSION_HOURS", 12)
STAFF_IDLE_MINUTES = env.int("STAFF_IDLE_MINUTES", 30)
STAFF_SSO_ISSUER = env.str("STAFF_SSO_ISSUER", "")
STAFF_SSO_NAME = env.str("STAFF_SSO_NAME", "")
STAFF_SSO_CLIENT_ID = env.str("STAFF_SSO_CLIENT_ID", "")
STAFF_SSO_CLIENT_SECRET = env.str("STAFF_SSO_CLIENT_SECRET", "")
STAFF_SSO_HAS_SECOND_FACTOR = env.bool("STAFF_SSO_HAS_SECOND_FACTOR", False)
"""Believe the company's sign-in when it says that somebody passed a second step there."""
STAFF_SSO_ROLES_CLAIM = env.str("STAFF_SSO_ROLES_CLAIM", "groups")
STAFF_SSO_ROLES: dict[str, str] = env.dict("STAFF_SSO_ROLES", {})
"""Which group of the company gives which role; empty: admins decide here."""
STAFF_SSO_TIMEOUT_S = env.float("STAFF_SSO_TIMEOUT_S", 5.0)
if STAFF_SSO_ISSUER and not DEMO and not STAFF_SSO_ISSUER.startswith("https://"):
    raise ImproperlyConfigured("STAFF_SSO_ISSUER must begin with https://.")
if STAFF_SSO_ISSUER and not (STAFF_SSO_CLIENT_ID and STAFF_SSO_CLIENT_SECRET):
    raise ImproperlyConfigured("Set STAFF_SSO_CLIENT_ID and STAFF_SSO_CLIENT_SECRET as well.")
if not set(STAFF_SSO_ROLES.values()) <= {"support", "billing", "network", "catalog", "admin"}:
    raise ImproperlyConfigured("STAFF_SSO_ROLES names a role that doesn't exist.")
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "overview"
LOGOUT_REDIRECT_URL = "sign-in"
ACCOUNT_ADAPTER = "hearthline.identity.adapters.allauth.account.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*"]
# Users begin to exist with a verified email address (`hearthline check` holds that), so signing in
# needn't ask again.
ACCOUNT_EMAIL_VERIFICATION = "none"
# One statement of ours counts tries to sign in (identity.limits); these two would take sixteen.
ACCOUNT_RATE_LIMITS = {"login": "", "login_failed": ""}
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
# What is half signed in waits that long for its second step.
ACCOUNT_LOGIN_TIMEOUT = 10 * 60
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 5 * 60
MFA_ADAPTER = "hearthline.identity.adapters.allauth.mfa.MFAAdapter"
# Recovery codes are a table of ours: allauth keeps a seed from which all of them can be read.
MFA_SUPPORTED_TYPES = ["webauthn", "totp"]
MFA_PASSKEY_LOGIN_ENABLED = True
# Nobody signs up by passkey alone: registration proves an account first (`customers`).
MFA_PASSKEY_SIGNUP_ENABLED = False
MFA_WEBAUTHN_USER_VERIFICATION = "required"
PASSKEY_APP_ORIGINS: list[str] = env.list("PASSKEY_APP_ORIGINS", [], subcast=str)
"""Origins of the provider's own apps, beside SITE_URL's, from which passkeys are taken."""
_SAMPLE_PLACES = BASE_DIR / "hearthline" / "identity" / "sample_places.mmdb"
GEO_DATABASE = env.str("GEO_DATABASE", str(_SAMPLE_PLACES) if DEMO else "")
"""An offline database in MMDB format that says where a network address is (`identity.geo`)."""
RISK_RULES = env.str("RISK_RULES", "")
"""A provider's own rules about unusual sign-ins (`identity/risk/rules.toml` are ours)."""
HEADLESS_CLIENTS = ("app", "browser")
HEADLESS_TOKEN_STRATEGY = "hearthline.api.identity.tokens.SessionTokens"  # noqa: S105 - a class
# Where mails and redirects of the sign-in library would lead: pages of ours.
HEADLESS_FRONTEND_URLS = {
    "account_confirm_email": f"{SITE_URL}/settings/email/code/",
    "account_reset_password": f"{SITE_URL}/recover/password/",
    "account_reset_password_from_key": f"{SITE_URL}/recover/password/code/?reference={{key}}",
    "account_signup": f"{SITE_URL}/register/",
    "socialaccount_login_error": f"{SITE_URL}/sign-in/",
}
# Say so in the app's configuration; the codes are ours (`recover`, `sign_in_code` in operations).
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXY_COUNT
SESSION_ENGINE = "hearthline.identity.sessions"
SESSION_COOKIE_AGE = 60 * 60 * 24 * env.int("SESSION_IDLE_DAYS", 14)
SESSION_MOST_DAYS = env.int("SESSION_MOST_DAYS", 30)
"""Somebody signs in anew when a session wasn't used for so long, and at the latest after the most.
`docs/security.md` says why NIST SP 800-63B-4 (30 days at AAL1) fits."""
SESSION_COOKIE_NAME = "__Host-session" if SECURE else "session"
SESSION_COOKIE_SECURE = SECURE
SESSION_COOKIE_SAMESITE = "Lax"
BROWSER_COOKIE_NAME = "__Host-browser" if SECURE else "browser"
BROWSER_COOKIE_AGE = 60 * 60 * 24 * 400
"""Knows a browser again in which somebody has signed in (`identity.browsers`)."""
CSRF_COOKIE_NAME = "__Host-csrf" if SECURE else "csrf"
CSRF_COOKIE_SECURE = SECURE
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "hearthline.portal.errors.csrf_failure"
CSRF_TRUSTED_ORIGINS = [SITE_URL] if SECURE else []

# -- Browsers: what a page may do ----------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        # Only what a page of ours names with its nonce; a file of a ticket is no script.
        "script-src": [NONCE],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF, *env.list("GATEWAY_ORIGINS", [])],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    }
}
SERVICE_WORKER = env.bool("SERVICE_WORKER", True)
"""The page for when there is no connection. Off, browsers that keep it throw it away."""
PERMISSIONS_POLICY: dict[str, list[str]] = {
    name: ["self"] if name.startswith("publickey-credentials-") else [] for name in POWERS
}
WHITENOISE_ALLOW_ALL_ORIGINS = False
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("HSTS_SUBDOMAINS", False)
SECURE_HSTS_PRELOAD = env.bool("HSTS_PRELOAD", False)
"""Both bind every name below this one, for a year: only where all of them speak HTTPS."""
SECURE_SSL_REDIRECT = False
if TRUSTED_PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# -- What people send ----------------------------------------------------------------------------
# Bodies of other forms are far smaller; pages that take files say so (identity.bodies).
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_NUMBER_FILES = ATTACHMENTS_A_MESSAGE + 15
FILE_UPLOAD_HANDLERS = ["hearthline.kernel.uploads.ToDisk"]

# -- Languages, times, files ---------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("es", "Español")]
LOCALE_PATHS = [BASE_DIR / "hearthline" / "locale"]
LANGUAGE_COOKIE_NAME = "__Host-language" if SECURE else "language"
LANGUAGE_COOKIE_SECURE = SECURE
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
MESSAGE_COOKIE_NAME = "__Host-messages" if SECURE else "messages"
MESSAGE_STORAGE = "hearthline.kernel.flash.Flash"
USE_TZ = True
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# -- Outside systems: adapters -------------------------------------------------------------------
MAIL_ADAPTER = env.str("MAIL_ADAPTER", "simulated" if DEMO else "smtp")
SMS_ADAPTER = env.str("SMS_ADAPTER", "simulated" if DEMO else "")
CARD_ADAPTER = env.str("CARD_ADAPTER", "simulated" if DEMO else "")
SMTP_URL = env.str("SMTP_URL", "smtp://localhost:25")
MAIL_FROM = env.str("MAIL_FROM", "Maple County Fiber <no-reply@maplecounty.example>")
CARD_GATEWAY_URL = env.str("CARD_GATEWAY_URL", "http://localhost:8001")
CARD_GATEWAY_SECRET = env.str("CARD_GATEWAY_SECRET", "demo-gateway-secret" if DEMO else "")
"""Signs requests to the gateway and the webhooks that come back."""
CARD_GATEWAY_TIMEOUT_S = env.float("CARD_GATEWAY_TIMEOUT_S", 10.0)
ACCESS_ADAPTER = env.str("ACCESS_ADAPTER", "simulated" if DEMO else "")
ACCESS_TIMEOUT_S = env.float("ACCESS_TIMEOUT_S", 3.0)
WALLED_GARDEN_GROUP = env.str("WALLED_GARDEN_GROUP", "walled-garden")
"""The access system's group for suspended connections: the pay page, and little else."""
RADIUS_DATABASE_URL = env.str("RADIUS_DATABASE_URL", "")
RADIUS_COA_SECRET = env.str("RADIUS_COA_SECRET", "")
RADIUS_COA_PORT = env.int("RADIUS_COA_PORT", 3799)
RADIUS_INTERIM_S = env.int("RADIUS_INTERIM_S", 300)
"""How often routers tell of each session; one not heard of for three of these is not known."""
RADIUS_DICTIONARY = env.str("RADIUS_DICTIONARY", "")
TV_ADAPTER = env.str("TV_ADAPTER", "simulated" if DEMO else "")
TV_URL = env.str("TV_URL", "http://localhost:8002")
TV_KEY_ID = env.str("TV_KEY_ID", "hearthline")
TV_SECRET = env.str("TV_SECRET", "demo-tv-secret" if DEMO else "")
"""Signs what we tell the TV system; TV_KEY_ID is its name there."""
TV_TIMEOUT_S = env.float("TV_TIMEOUT_S", 3.0)
VOICE_ADAPTER = env.str("VOICE_ADAPTER", "simulated" if DEMO else "")
KAMAILIO_RPC_URL = env.str("KAMAILIO_RPC_URL", "http://localhost:8060/RPC")
KAMAILIO_DATABASE_URL = env.str("KAMAILIO_DATABASE_URL", "")
VOICE_DOMAIN = env.str("VOICE_DOMAIN", "voice.maplecounty.example")
VOICE_TIMEOUT_S = env.float("VOICE_TIMEOUT_S", 3.0)
EMERGENCY_NUMBER = env.str("EMERGENCY_NUMBER", "911")
FORWARDING_COUNTRIES = env.list("FORWARDING_COUNTRIES", ["US", "CA"])
"""Where calls may be forwarded to: what a subscriber could be made to pay for stays out."""
DEMO_PASSWORD = env.str("DEMO_PASSWORD", "maple-syrup-on-pancakes")

# -- Troubleshooting -----------------------------------------------------------------------------
FLOWS_DIR = Path(env.str("FLOWS_DIR", str(DATA_DIR / "flows")))
"""Flows of a provider's own; `docs/flows.md` describes them."""
DIAGNOSES_PER_HOUR = env.int("DIAGNOSES_PER_HOUR", 6)

# -- Logs: never a secret, a token or an address -------------------------------------------------
LOG_LEVEL = env.str("LOG_LEVEL", "INFO")
from hearthline.kernel.logs import logging_settings  # noqa: E402 - same reason

LOGGING = logging_settings(LOG_LEVEL)
