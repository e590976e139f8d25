"""The school's addresses and one bare signed-in line beside them; this module is the URLconf of benchmarks only."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.urls import path

from school import urls


@login_required
def bare(request):
    return HttpResponse(f"Здравствуйте, {request.user.short_name}!")


urlpatterns = [path("bench/bare", bare), *urls.urlpatterns]
handler400, handler403, handler404, handler500 = urls.handler400, urls.handler403, urls.handler404, urls.handler500
