"""The person's own applications: drafts, what is decided, a seat that is offered, questions of the coordinator, stepping back."""

from collections import defaultdict
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import OuterRef, Subquery
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from courses.enrollment import actions, rules
from courses.enrollment.models import Application, Remark
from courses.portals.tabs import tabs
from school.people.fields import ParagraphField
from school.people.models import User
from school.people.requests import PersonRequest
from school.people.rules import Refused, Text

STATES = {
    "draft": ("", "edit"),
    "submitted": ("info", "eye"),
    "waiting": ("warn", "clock"),
    "offered": ("warn", "clock"),
    "admitted": ("ok", "check"),
    "declined": ("bad", "cross"),
    "withdrawn": ("", "back"),
    "ended": ("", "back"),
}
ASKED = ("submitted", "waiting", "offered")  # where an unanswered question still holds something up
SAID: dict[str, Text] = {
    "accept": gettext_lazy("Место ваше: вы зачислены."),
    "refuse": gettext_lazy("Вы отказались от места. Его получит следующий в очереди."),
}


class ReplyForm(forms.Form):
    text = ParagraphField(label=gettext_lazy("Ваш ответ"), max_length=3000)


def told(rows: list[Application]) -> list[dict[str, Any]]:
    """Each application as its owner may know it, in words, and its place in the waiting list."""
    known = [row for row in rows if not row.untold]
    places, words = rules.waiting_places(known), {move.target: move.told for move in rules.TRANSITIONS.values() if move.target != "submitted"}
    words |= {"submitted": rules.TRANSITIONS["apply"].told, "draft": _("Черновик, не отправлен")}
    found = []
    for row in rows:
        state = rules.state_told(row)
        tone, icon = STATES[state]
        found.append(
            {
                "application": row,
                "state": state,
                "place": places.get(row.pk),
                "reason": "" if row.untold else row.reason,
                "words": words[state],
                "tone": tone,
                "icon": icon,
                "may_withdraw": state in rules.TRANSITIONS["withdraw"].sources,
            }
        )
    return found


def with_talk(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What was asked and answered, newest last; `asked` when the last word is the school's. One query."""
    talk: dict[int, list[Remark]] = defaultdict(list)
    for remark in Remark.objects.filter(application__in=[row["application"].pk for row in found], for_staff=False).order_by("at", "pk"):
        talk[remark.application_id].append(remark)
    for row in found:
        remarks, person = talk[row["application"].pk], row["application"].person_id
        row["talk"] = [{"own": remark.by_id == person, "at": remark.at, "text": remark.text} for remark in remarks]
        row["asked"] = bool(remarks) and remarks[-1].by_id != person
    return found


def waits_for(person: User) -> list[dict[str, Any]]:
    """What stands still until the person acts, the seat that is held first. One query."""
    said = Remark.objects.filter(application=OuterRef("pk"), for_staff=False).order_by("-at", "-pk")
    rows = Application.objects.visible_to(person).select_related("cohort", "town").order_by("-submitted_at", "-pk")
    waits = []
    for row in rows.annotate(said_by=Subquery(said.values("by")[:1]), said=Subquery(said.values("text")[:1])):
        state = rules.state_told(row)
        if state == "offered" and not rules.reasons_against(row, "accept"):
            waits.append({"what": "offer", "application": row})
        if state in ASKED and row.said and row.said_by != person.pk:
            waits.append({"what": "question", "application": row})
        if state == "draft" and not rules.reasons_closed_for_applications(row.cohort):
            waits.append({"what": "draft", "application": row})
    return sorted(waits, key=lambda wait: ("offer", "question", "draft").index(str(wait["what"])))


def own(request: PersonRequest) -> Any:
    return Application.objects.visible_to(request.user).select_related("cohort", "town", "organization", "person")


@login_required
@require_safe
def applications(request: PersonRequest) -> HttpResponse:
    rows = list(own(request).prefetch_related("answers__question", "answers__file").order_by("-submitted_at", "-pk"))
    return render(request, "portals/cabinet/applications.html", {"tabs": tabs("applications"), "rows": with_talk(told(rows))})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: PersonRequest, pk: int) -> HttpResponse:
    """Cannot be undone (a new application goes to the end of the list), so it asks first."""
    application = get_object_or_404(own(request), pk=pk)
    reasons: list[Any] = list(rules.reasons_against(application, "withdraw"))
    if request.method == "POST" and not reasons:
        try:
            actions.withdraw(application, by=request.user)
        except Refused as refused:
            reasons = refused.reasons
        else:
            messages.success(request, _("Заявка отозвана."))
            return redirect("portals:applications")
    context = {"tabs": tabs("applications"), "application": application, "reasons": reasons}
    return render(request, "portals/cabinet/withdraw.html", context, status=409 if reasons and request.method == "POST" else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def offer(request: PersonRequest, pk: int, verb: str) -> HttpResponse:
    """A link from the letter opens the question; only the button answers, so a mail program that opens links takes no seat."""
    if verb not in SAID:
        raise Http404
    application = get_object_or_404(own(request), pk=pk)
    reasons: list[Any] = list(rules.reasons_against(application, verb))
    if request.method == "POST" and not reasons:
        try:
            (actions.accept if verb == "accept" else actions.refuse)(application, by=request.user)
        except Refused as refused:
            reasons = refused.reasons
        else:
            messages.success(request, str(SAID[verb]))
            return redirect("portals:cabinet" if verb == "accept" else "portals:applications")
    context = {"tabs": tabs("applications"), "application": application, "reasons": reasons, "verb": verb}
    return render(request, "portals/cabinet/offer.html", context, status=409 if reasons and request.method == "POST" else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: PersonRequest, pk: int) -> HttpResponse:
    """The coordinator's question and the field for the answer."""
    application = get_object_or_404(own(request).exclude(state=Application.State.DRAFT), pk=pk)
    talk = with_talk(told([application]))[0]["talk"]
    if not talk:
        raise Http404
    form = ReplyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        actions.reply(application, text=form.cleaned_data["text"], by=request.user)
        messages.success(request, _("Ответ у координатора."))
        return redirect("portals:applications")
    context = {"tabs": tabs("applications"), "application": application, "talk": talk, "form": form}
    return render(request, "portals/cabinet/answer.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def discard_draft(request: PersonRequest, pk: int) -> HttpResponse:
    draft = get_object_or_404(own(request).filter(state=Application.State.DRAFT), pk=pk)
    if request.method == "POST":
        actions.discard_draft(draft, by=request.user)
        messages.success(request, _("Черновик удалён."))
        return redirect("portals:applications")
    return render(request, "portals/cabinet/discard_draft.html", {"tabs": tabs("applications"), "application": draft})


urlpatterns = [
    path("cabinet/applications/", applications, name="applications"),
    path("cabinet/applications/<int:pk>/withdraw/", withdraw, name="withdraw"),
    path("cabinet/applications/<int:pk>/answer/", answer, name="answer"),
    path("cabinet/applications/<int:pk>/discard/", discard_draft, name="discard_draft"),
    path("cabinet/applications/<int:pk>/<slug:verb>/", offer, name="offer"),
]
