"""The school's addresses and one bare signed-in line beside them; this module is the URLconf of benchmarks only."""

from functools import partial

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.urls import path
from wagtail.models import Page, Site
from wagtail.views import serve

from school import urls
from school.journal.actions import record


@login_required
def bare(request):
    return HttpResponse(f"Здравствуйте, {request.user.short_name}!")


@login_required
def row(request):
    """The least that a signed-in person can write: one row."""
    record(by=request.user, verb="bench.row")
    return HttpResponse(status=302, headers={"Location": "/"})


def empty(request):
    """An empty page as Wagtail itself serves it: its own walk from the root, its own look at restrictions, a template of one line."""
    root = Site.find_for_request(request).root_page.localized.specific
    route = Page.route(root, request, ["bench"])
    page = route[0]
    page.template = "bench_empty.html"
    page.get_view_restrictions = partial(Page.get_view_restrictions, page)
    request._wagtail_route_for_request = route
    return serve(request, "bench/")


urlpatterns = [path("bench/bare", bare), path("bench/row", row), path("bench/", empty), *urls.urlpatterns]
handler400, handler403, handler404, handler500 = urls.handler400, urls.handler403, urls.handler404, urls.handler500
