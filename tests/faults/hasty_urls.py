"""The school with one door that must not be: it says that a person is marked and writes it down a second later."""

import queue
import threading
import time

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.urls import path

from courses.attendance import code_rules
from courses.attendance.actions import check_in
from courses.program.models import Meeting
from school import urls

said = queue.SimpleQueue()


def write_later():
    while True:
        time.sleep(1)
        while not said.empty():
            meeting, ticket, person = said.get()
            check_in(meeting, code_rules.read(ticket, meeting, person), by=person)


@login_required
def hasty(request, pk, code):
    if not any(thread.name == "later" for thread in threading.enumerate()):
        threading.Thread(target=write_later, name="later", daemon=True).start()
    said.put((Meeting.objects.select_related("cohort").get(pk=pk), request.POST["ticket"], request.user))
    return HttpResponse(status=302, headers={"Location": "/"})


urlpatterns = [path("in/<int:pk>/<slug:code>/", hasty), *urls.urlpatterns]
handler400, handler403, handler404, handler500 = urls.handler400, urls.handler403, urls.handler404, urls.handler500
