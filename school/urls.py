"""The roof: every address of the school."""

from allauth.account.views import logout as sign_out
from django.urls import include, path, re_path
from django.views.decorators.http import require_POST
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.urls import serve_pattern
from wagtail.views import serve

from school import views
from school.people.viewsets import staff_account

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("language/", views.set_language, name="set_language"),
    path("accounts/", include("allauth.urls")),
    path("people/", include("school.people.urls")),
    path("post/", include("school.post.urls")),
    path("notices/", include("school.post.notice_urls")),
    path("cms/login/", views.staff_door, name="staff_door"),
    path("cms/account/", staff_account),
    path("cms/logout/", require_POST(sign_out)),
    path("cms/", include(wagtailadmin_urls)),
    path("media/images/<path:name>", views.picture, name="picture"),
    path("", include("cms.urls")),
    path("", include("courses.portals.urls")),
    # Wagtail brings a sign-in page of its own, without limits and second factor: only its pages are mounted, its door leads to ours.
    path("_util/login/", views.reader_door, name="wagtailcore_login"),
    re_path(serve_pattern, serve, name="wagtail_serve"),
]
handler400 = "school.views.bad_request"
handler403 = "school.views.forbidden"
handler404 = "school.views.not_found"
handler500 = "school.views.broken"
