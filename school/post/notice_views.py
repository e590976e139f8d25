"""«Уведомления»: the same letters in the cabinet, and how a person wants to be written to."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from school.people.requests import PersonRequest
from school.post.choices import choice_of, choose, person_of
from school.post.forms import ChoiceForm
from school.post.models import Choice, Letter

A_PAGE = 20


@login_required
@require_safe
def notices(request: PersonRequest) -> HttpResponse:
    """Opening the list marks nothing (T29): the person opens a notice, and the press is a POST."""
    own = Letter.objects.notices_of(request.user)
    unread = own.filter(seen_at=None).count()
    only = request.GET.get("only") == "new"
    rows = (own.filter(seen_at=None) if only else own).defer("html", "attachment").order_by("-shows_at", "-pk")
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    return render(request, "post/notices.html", {"page": page, "unread_here": unread, "only": only})


@login_required
@require_POST
def read(request: PersonRequest, pk: int) -> HttpResponse:
    notice = get_object_or_404(Letter.objects.notices_of(request.user).defer("html", "attachment"), pk=pk)
    Letter.objects.filter(pk=notice.pk, seen_at=None).update(seen_at=timezone.now())
    if not request.headers.get("HX-Request"):
        return redirect("notices:list")
    return render(
        request, "post/notice_seen.html", {"notice": notice, "unread": Letter.objects.notices_of(request.user).filter(seen_at=None).count()}
    )


@login_required
@require_POST
def read_all(request: PersonRequest) -> HttpResponse:
    Letter.objects.notices_of(request.user).filter(seen_at=None).update(seen_at=timezone.now())
    messages.success(request, _("Все уведомления прочитаны."))
    return redirect("notices:list")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def choice(request: PersonRequest) -> HttpResponse:
    form = ChoiceForm(request.POST or None, instance=choice_of(request.user))
    if request.method == "POST" and form.is_valid():
        choose(request.user, **form.cleaned_data)
        messages.success(request, _("Сохранено: так школа и будет вам писать."))
        return redirect("notices:choice")
    return render(request, "post/choice.html", {"form": form}, status=400 if form.errors else 200)


@csrf_exempt  # RFC 8058: a mail program posts here without cookies; the signed token stands for the person and can only make letters fewer
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """The link under letters that are not obligatory."""
    person = person_of(token)
    if person is None:
        raise Http404
    done = request.method == "POST"
    if done:
        choose(person, pace=Choice.Pace.IMPORTANT)
    known = done or choice_of(person).pace == Choice.Pace.IMPORTANT
    response = render(request, "post/stop.html", {"known": known, "email": person.email})
    response["Cache-Control"] = "no-store, private"
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "no-referrer"
    return response
