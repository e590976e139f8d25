"""All settings of the school. They come from the environment alone; a bad value stops the start with one clear line.

`MODE` is demo (the default: safe to start on a bare machine), test or production. Production refuses to start without a secret key, hosts, an
address and a mail server.
"""

from pathlib import Path

import environ
from csp.constants import NONCE, NONE, SELF, UNSAFE_INLINE
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

MODE = env.str("MODE", default="demo")
if MODE not in {"demo", "test", "production"}:
    raise ImproperlyConfigured(f"MODE должен быть demo, test или production, а не «{MODE}»")
PRODUCTION = MODE == "production"
DEBUG = False


def required(name: str, otherwise: str) -> str:
    """The variable's value; outside production a safe default. An empty value in production stops the start."""
    value = env.str(name, default="" if PRODUCTION else otherwise)
    if not value:
        raise ImproperlyConfigured(f"Задайте переменную окружения {name}: без неё школа не запускается")
    return value


DEMO_KEY = "demo-only-key-never-used-in-production-0123456789abcdefghij"
SECRET_KEY = required("SECRET_KEY", DEMO_KEY)
if PRODUCTION and (SECRET_KEY == DEMO_KEY or len(SECRET_KEY) < 50):
    raise ImproperlyConfigured("SECRET_KEY должен быть своим и не короче 50 знаков")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])

HOST = env.str("HOST", default="127.0.0.1")
PORT = env.int("PORT", default=8000)
ALLOWED_HOSTS = [host for host in required("ALLOWED_HOSTS", f"{HOST},localhost,127.0.0.1,testserver").split(",") if host]
if "*" in ALLOWED_HOSTS and PRODUCTION:
    raise ImproperlyConfigured("ALLOWED_HOSTS должен перечислять точные имена, а не «*»")
BASE_URL = required("BASE_URL", f"http://{HOST}:{PORT}").rstrip("/")
CSRF_TRUSTED_ORIGINS = [BASE_URL]
DATA_DIR = Path(env.str("DATA_DIR", default=str(BASE_DIR / "var" / ("production" if PRODUCTION else MODE)))).resolve()

INSTALLED_APPS = [
    "school",
    "school.people",
    "school.journal",
    "school.vault",
    "school.post",
    "courses",
    "cms",
    "wagtail.contrib.settings",
    "wagtail.contrib.redirects",
    "wagtail.contrib.typed_table_block",
    "wagtail.embeds",
    "wagtail.sites",
    "school.people.apps.AdminPeopleConfig",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "school.middleware.CompressedPagesMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "school.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "school.middleware.SchoolCSPMiddleware",
    "school.middleware.BodySizeMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "school.middleware.PersonalPagesMiddleware",
    "courses.portals.middleware.StaffSecondFactorMiddleware",
    "courses.portals.middleware.FirstConsentMiddleware",
    "cms.fences.FenceMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

ROOT_URLCONF = "school.urls"
WSGI_APPLICATION = "school.wsgi.application"
FORM_RENDERER = "school.forms.SchoolRenderer"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["school.templatetags.look", "django.templatetags.i18n", "django.templatetags.static"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "wagtail.contrib.settings.context_processors.settings",
                "courses.portals.context.doors",
                "cms.context.site",
            ],
        },
    }
]

# Data. SQLite options are measured facts (IMMEDIATE + WAL + FULL lost 0 of 2,000 writes); ATOMIC_REQUESTS stays off: with IMMEDIATE every GET
# would take the write lock.
DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'db.sqlite3'}")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;",
    }
else:
    DATABASES["default"] |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
    DATABASES["default"].setdefault("OPTIONS", {})["options"] = (
        "-c statement_timeout=15000 -c lock_timeout=5000 -c idle_in_transaction_session_timeout=30000"
    )
LOCAL_CACHE = "django.core.cache.backends." + ("dummy.DummyCache" if MODE == "test" else "locmem.LocMemCache")
CACHES = {
    # Rate limits live here: with Django's 300 rows a stranger could wash them out.
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache", "OPTIONS": {"MAX_ENTRIES": 100_000}},
    # What is the same in every process and costs more to fetch than to make again: bodies of lessons by revision, renditions of pictures.
    "local": {"BACKEND": LOCAL_CACHE, "LOCATION": "local"},
    "renditions": {"BACKEND": LOCAL_CACHE, "LOCATION": "renditions", "TIMEOUT": 300},
}

# The job queue lives in the same database: a job enqueued inside a transaction commits or rolls back with its reason.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default", "wagtailadmin"]}}
# Jobs of a moment: a worker that dies with one in hand loses it after half a minute, not after five.
QUICK_JOBS = ["courses.certificates.actions.batches.run_batch", "courses.certificates.letters.print_and_send"]
SCHEDULE = [
    ("* * * * *", "publish_scheduled"),
    ("* * * * *", "reap_jobs"),
    ("* * * * *", "resume_batches"),
    ("* * * * *", "deliver_letters"),
    ("* * * * *", "expire_offers"),
    ("* * * * *", "close_attempts"),
    ("*/10 * * * *", "tell_questions"),
    ("20 8 * * *", "remind"),
    ("30 8 * * *", "warn_absent"),
    ("40 8 * * *", "remind_renewal"),
    ("50 8 * * *", "tell_expiring"),
    ("5 * * * *", "send_digests"),
    ("15 3 * * *", "clearsessions"),
    ("25 3 * * *", "prune_db_task_results"),
    ("35 3 * * *", "sweep_vault"),
    ("40 3 * * *", "sweep_word"),
    ("45 3 * * *", "forget_notes"),
]

# Files: pictures of pages are public, everything personal is in the vault, which no address serves directly.
MEDIA_ROOT = DATA_DIR / "media"
MEDIA_URL = "/media/"
VAULT_ROOT = DATA_DIR / "vault"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(DATA_DIR / "static")))
STATIC_URL = "/static/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if MODE == "test"
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
# Half-received films wait on the disk where they will lie; /tmp is often memory.
FILE_UPLOAD_TEMP_DIR = DATA_DIR / "uploads" if (DATA_DIR / "uploads").is_dir() else None
FILE_UPLOAD_PERMISSIONS = 0o640
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o750
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000  # Wagtail's StreamField forms are long
DATA_UPLOAD_MAX_NUMBER_FILES = 20

# Language and time
LANGUAGE_CODE = "ru"
LANGUAGES = [("ru", "Русский"), ("en", "English")]
# The second is Wagtail's words as the school says them: kept by hand, makemessages writes into the first.
LOCALE_PATHS = [BASE_DIR / "school" / "locale", BASE_DIR / "school" / "wagtail_words"]
WAGTAIL_CONTENT_LANGUAGES = [("ru", "Русский")]
WAGTAILADMIN_PERMITTED_LANGUAGES = LANGUAGES
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Yekaterinburg"
USE_THOUSAND_SEPARATOR = True
FORMAT_MODULE_PATH = ["school.formats"]

# People
AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["school.post.backends.PersonBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "portals:home"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
if MODE == "test":
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_RESET_TIMEOUT = 3600
STAFF_SECOND_FACTOR = env.bool("STAFF_SECOND_FACTOR", default=PRODUCTION)

ACCOUNT_ADAPTER = "school.post.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_FORMS = {"signup": "school.people.forms.SignupForm"}
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = True  # the same work as for a known address, so time tells nothing; one letter a day (school.post.adapter)
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_CONFIRM_EMAIL_ON_GET = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_LOGIN_ON_PASSWORD_RESET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
# Sized for a hall of two hundred people behind one address.
ACCOUNT_RATE_LIMITS = {
    "login": "300/m/ip",
    "login_failed": "100/m/ip,5/5m/key",
    "signup": "100/m/ip",
    "reset_password": "60/m/ip,5/m/key",
}
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=1 if PRODUCTION else 0)
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Школа лидеров НКО"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
USERSESSIONS_TRACK_ACTIVITY = False

# Letters. Outside production they go to the school's own post box and to nobody else (school.post).
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Школа лидеров НКО <school@shkola.example>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
if PRODUCTION or env.str("EMAIL_URL", default=""):
    required("EMAIL_URL", "")
    vars().update(env.email("EMAIL_URL"))
else:
    EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend" if MODE == "test" else "school.post.backends.BoxBackend"

# Letters may be read at /post/, never where they reach real people.
POST_BOX = MODE == "test" or vars()["EMAIL_BACKEND"].endswith("BoxBackend")

# Sessions, cookies, headers
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 43_200
SESSION_SAVE_EVERY_REQUEST = False
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
USE_X_FORWARDED_HOST = False
CSRF_FAILURE_VIEW = "courses.portals.returning.csrf_failure"
if PRODUCTION:
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
    SECURE_HSTS_SECONDS = 31_536_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    if env.bool("BEHIND_PROXY", default=True):
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "media-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-src": ["https://rutube.ru", "https://vkvideo.ru", "https://www.youtube-nocookie.com"],  # players, after a click: cms.outside
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    },
}
# Wagtail's editor writes styles and scripts into its pages; it stays without foreign hosts, plug-ins and frames of others.
CMS_SECURITY_POLICY = CONTENT_SECURITY_POLICY["DIRECTIVES"] | {
    "script-src": [SELF, UNSAFE_INLINE],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:", "blob:"],
    "font-src": [SELF, "data:"],
    "frame-src": [SELF],
    "frame-ancestors": [SELF],
    "worker-src": [SELF, "blob:"],
}

# Wagtail
WAGTAIL_SITE_NAME = "Школа лидеров НКО"
WAGTAILADMIN_BASE_URL = BASE_URL
WAGTAIL_ALLOW_UNICODE_SLUGS = False
FILTERS_EMPTY_CHOICE_LABEL = _("все")
WAGTAILADMIN_LOGIN_URL = "/cms/login/"
WAGTAIL_FRONTEND_LOGIN_URL = "/_util/login/"
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = WAGTAILUSERS_PASSWORD_ENABLED = False
WAGTAIL_USER_TIME_ZONES = [TIME_ZONE]
# The editor's calendar takes what it cannot read for «now»: a page would go live at once.
WAGTAIL_DATE_FORMAT, WAGTAIL_DATETIME_FORMAT = "%d.%m.%Y", "%d.%m.%Y %H:%M"
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_PRIVATE_PAGE_OPTIONS = WAGTAILDOCS_PRIVATE_COLLECTION_OPTIONS = {"SHARED_PASSWORD": False}
WAGTAILADMIN_RICH_TEXT_EDITORS = {"default": {"WIDGET": "cms.writing.WritingArea"}}
WAGTAILIMAGES_EXTENSIONS = ["jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_IMAGE_FORM_BASE = "cms.forms.PictureForm"
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 25_000_000
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILDOCS_EXTENSIONS = ["pdf", "docx", "xlsx", "pptx", "jpg", "jpeg", "png"]
WAGTAILDOCS_MAX_UPLOAD_SIZE = 20 * 1024 * 1024
WAGTAILDOCS_INLINE_CONTENT_TYPES = ["application/pdf"]
WAGTAILDOCS_BLOCK_EMBEDDED_CONTENT = True
WAGTAILEMBEDS_FINDERS: list[dict[str, str]] = []
WAGTAILFORMS_HELP_TEXT_ALLOW_HTML = False
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database", "SEARCH_CONFIG": "russian"}}
TAGGIT_CASE_INSENSITIVE = True

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="WARNING" if MODE == "test" else "INFO")},
    "loggers": {
        "weasyprint": {"level": "ERROR"},
        "fontTools": {"level": "ERROR"},
        "django_tasks": {"level": "WARNING"},
        "pikepdf": {"level": "WARNING"},
    },
}

CERTIFICATES_BY_TWO = env.bool("CERTIFICATES_BY_TWO", default=False)  # issue in bulk always waits for a second coordinator
CHECK_CERTIFICATE_LIMIT = 60  # looks at the public check page in a minute from one address
SCHOOL_NAME = _("Школа лидеров НКО")
