"""The roof: every address of the school."""

from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls

from school import views
from school.people.viewsets import staff_account

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("language/", views.set_language, name="set_language"),
    path("accounts/", include("allauth.urls")),
    path("people/", include("school.people.urls")),
    path("post/", include("school.post.urls")),
    path("cms/login/", views.staff_door, name="staff_door"),
    path("cms/account/", staff_account),
    path("cms/", include(wagtailadmin_urls)),
    path("media/images/<path:name>", views.picture, name="picture"),
    path("", include("courses.portals.urls")),
    path("", include(wagtail_urls)),
]
handler400 = "school.views.bad_request"
handler403 = "school.views.forbidden"
handler404 = "school.views.not_found"
handler500 = "school.views.broken"
