"""Doors for those who are not inside yet: open cohorts, the application, an invitation. And /start/, which leads everybody to the own first door."""

from collections import defaultdict
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from courses.enrollment import actions, rules
from courses.enrollment.forms import ApplicationForm, seats_words
from courses.enrollment.models import Application
from courses.portals.context import STAFF
from courses.program.models import Cohort, Kind, Quota
from school.people.adapter import INTENDED
from school.people.rules import Refused

FIRST_DOORS = (
    ("participant", "portals:cabinet"),
    ("trainer", "portals:trainer"),
    ("mentor", "portals:mentor"),
    ("coordinator", "wagtailadmin_home"),
    ("methodologist", "wagtailadmin_home"),
    ("author", "wagtailadmin_home"),
    ("administrator", "wagtailadmin_home"),
)


@login_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    roles = rules.roles_of(request.user)  # type: ignore[arg-type]
    return redirect(next((door for role, door in FIRST_DOORS if role in roles), "portals:cabinet"))


@require_safe
def cohorts(request: HttpRequest) -> HttpResponse:
    announced = list(Cohort.objects.announced().select_related("program").order_by("starts_on", "pk"))
    return render(request, "portals/public/cohorts.html", {"rows": _offers(announced)})


def _offers(announced: list[Cohort]) -> list[dict[str, Any]]:
    """Each cohort with its towns and the seats left there."""
    seats = rules.seats(announced)
    towns: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for quota in Quota.objects.filter(cohort__in=announced).select_related("town"):
        found = seats[quota.cohort_id, quota.town_id]
        towns[quota.cohort_id].append({"town": quota.town, "seats": found, "words": seats_words(found)})
    return [{"cohort": cohort, "towns": towns[cohort.pk], "reasons": rules.reasons_closed_for_applications(cohort)} for cohort in announced]


@require_http_methods(["GET", "HEAD", "POST"])
def apply(request: HttpRequest, cohort_id: int) -> HttpResponse:
    """The form, or what has to be done first: come in, found a card; or why it is too late. Typed text outlives a lost session."""
    cohort = get_object_or_404(Cohort.objects.exclude(state=Cohort.State.DRAFT).select_related("program"), pk=cohort_id)
    draft = f"application-{cohort.pk}"
    if request.method == "POST" and not request.user.is_authenticated:
        request.session[draft] = request.POST.get("motivation", "")[:3000]
    if step := _first_step(request, cohort):
        _remember(request, step["step"])
        return render(request, "portals/public/apply_first.html", {"cohort": cohort, **step})
    form = _form(request, cohort, request.session.get(draft, ""))
    if not form.organizations:
        _remember(request, "organization")
        return render(request, "portals/public/apply_first.html", {"cohort": cohort, "step": "organization"})
    if request.method == "POST":
        save, valid = "save" in request.POST, form.is_valid()
        if (save and _kept(request, cohort, form)) or (not save and valid and _applied(request, cohort, form)):
            request.session.pop(draft, None)
            request.session.pop(INTENDED, None)
            if not save or not form.refused_files():
                return redirect("portals:applications")
            form = _form(request, cohort, "").about_files()
        elif not save and _kept(request, cohort, form) and not form.non_field_errors():
            form = _form(request, cohort, "")  # now it knows the files that the draft holds
    return render(request, "portals/public/apply.html", {"cohort": cohort, "form": form})


def _form(request: HttpRequest, cohort: Cohort, typed: str) -> ApplicationForm:
    person: Any = request.user
    given = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    draft = actions.draft_of(cohort, person)
    return ApplicationForm(*given, cohort=cohort, person=person, town=request.GET.get("town", ""), motivation=typed, draft=draft)


def _kept(request: HttpRequest, cohort: Cohort, form: ApplicationForm) -> bool:
    """The draft: by its button, and whenever a sending failed, so that nothing typed and no file is lost."""
    try:
        actions.save_draft(cohort, person=request.user, **form.typed())  # type: ignore[arg-type]
    except Refused as refused:
        for reason in refused.reasons:
            if str(reason) not in form.non_field_errors():
                form.add_error(None, str(reason))
        return False
    if "save" in request.POST and form.refused_files():
        messages.info(request, _("Черновик сохранён, но файл не подошёл: что с ним не так, написано у поля."))
    elif "save" in request.POST:
        messages.success(request, _("Черновик сохранён. Он здесь, пока вы его не отправите."))
    else:
        messages.info(request, _("Заявка не отправлена: исправьте ошибки. Набранное сохранено в черновике."))
    return True


def _first_step(request: HttpRequest, cohort: Cohort) -> dict[str, Any] | None:
    """What stands before the form: a closed cohort, no account, an application that is already there."""
    if closed := rules.reasons_closed_for_applications(cohort):
        return {"reasons": closed, "step": "closed"}
    if not request.user.is_authenticated:
        return {"step": "account"}
    if reasons := rules.reasons_not_to_apply(cohort, request.user):
        return {"reasons": reasons, "step": "already"}
    return None


def _remember(request: HttpRequest, step: str) -> None:
    """The address, town included, for the sign-in and the empty cabinet; forgotten when there is nothing to come back for."""
    if step in {"account", "organization"}:
        request.session[INTENDED] = request.get_full_path()[:300]
    elif str(request.session.get(INTENDED, "")).startswith(request.path):
        del request.session[INTENDED]


def _applied(request: HttpRequest, cohort: Cohort, form: ApplicationForm) -> bool:
    """True also for the second of two identical posts: the first one has made the row."""
    try:
        actions.apply(cohort, person=request.user, by=request.user, **form.whole())  # type: ignore[arg-type]
    except Refused as refused:
        if Application.objects.visible_to(request.user).in_force().filter(cohort=cohort).exists():  # type: ignore[arg-type]
            return True
        for reason in refused.reasons:
            form.add_error(None, str(reason))
        return False
    messages.success(request, _("Заявка отправлена. О решении напишем на почту, а её состояние видно здесь."))
    return True


@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Shown on GET, accepted by POST only: mail programs that open links accept nothing."""
    found = rules.invitation_of(token)
    if found is None:
        raise Http404
    reasons: list[Any] = []
    if request.user.is_authenticated:
        if found.accepted_by_id == request.user.pk:
            return redirect("portals:home")
        reasons = list(rules.reasons_not_to_accept(found, request.user))  # type: ignore[arg-type]
        if request.method == "POST" and not reasons:
            try:
                actions.accept_invitation(token, by=request.user)  # type: ignore[arg-type]
            except Refused as refused:
                reasons = refused.reasons
            else:
                messages.success(request, _("Приглашение принято. Теперь у вас есть новая дверь в меню."))
                return redirect("portals:home")
    response = render(request, "portals/public/invitation.html", {"invitation": found, "reasons": reasons})
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


class KitForm(forms.Form):
    """A field of each shape, one of them with an error."""

    text = forms.CharField(label=gettext_lazy("Название услуги"), help_text=gettext_lazy("Как в официальном перечне."))
    choice = forms.ChoiceField(
        label=gettext_lazy("Есть ли она в уставе"), choices=[("yes", gettext_lazy("Да")), ("no", gettext_lazy("Нет"))], widget=forms.RadioSelect
    )
    note = forms.CharField(label=gettext_lazy("Пояснение"), required=False, widget=forms.Textarea(attrs={"rows": 3}))


@require_safe
def kit(request: HttpRequest) -> HttpResponse:
    """The sheet of all parts, for staff."""
    if not request.user.is_authenticated or not rules.roles_of(request.user) & STAFF:
        raise Http404
    states = ("done", "done", "now", "todo", "todo")
    stations = [{"part": part, "title": kind.label, "state": state} for part, (kind, state) in enumerate(zip(Kind, states, strict=True), start=1)]
    return render(request, "portals/public/kit.html", {"stations": stations, "form": KitForm({"text": "", "choice": "yes"})})


urlpatterns = [
    path("start/", home, name="home"),
    path("cohorts/", cohorts, name="cohorts"),
    path("apply/<int:cohort_id>/", apply, name="apply"),
    path("invitation/<slug:token>/", invitation, name="invitation"),
    path("kit/", kit, name="kit"),
]
