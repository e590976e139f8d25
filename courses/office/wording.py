"""«Тексты писем»: every letter of the school in one place, as it will look, and the school's own words for it."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.office.access import coordinators_only
from courses.office.tables import crumbs
from school.people.requests import PersonRequest
from school.people.rules import folded
from school.post.kinds import KINDS, Kind, Weight
from school.post.models import Wording
from school.post.phrases import phrases
from school.post.samples import conditions, preview
from school.post.views import HTML_POLICY
from school.post.wording_forms import WordingForm
from school.post.wordings import save_wording, send_trial

LANGUAGES = dict(settings.LANGUAGES)


def weight_words(kind: Kind) -> str:
    return {
        Weight.VITAL: _("всегда сразу"),
        Weight.IMPORTANT: _("важное: отказаться нельзя"),
        Weight.ORDINARY: _("можно реже или только в кабинете"),
        Weight.DIGEST: _("раз в день, кто так выбрал"),
    }[kind.weight]  # type: ignore[index]


def subjects_of(kind: Kind) -> str:
    """In the language of the screen."""
    language = get_language() or settings.LANGUAGE_CODE
    return str(kind.title) or " / ".join(phrase.shown for phrase in phrases(kind, language) if phrase.subject)


def has_words(kind: Kind, needle: str) -> bool:
    if needle in folded(str(kind.title)):
        return True
    return any(needle in folded(phrase.shown) for language in LANGUAGES for phrase in phrases(kind, language))


@coordinators_only
@require_safe
def wordings(request: PersonRequest) -> HttpResponse:
    needle = folded(request.GET.get("q", "").replace("\0", ""))
    changed: dict[str, list[str]] = {}
    for name, language in Wording.objects.order_by("language").values_list("letter", "language"):
        changed.setdefault(name, []).append(LANGUAGES[language])
    groups: dict[str, list[dict[str, Any]]] = {}
    for kind in KINDS.values():
        if needle and not has_words(kind, needle):
            continue
        row = {"kind": kind, "subject": subjects_of(kind), "weight": weight_words(kind), "changed": ", ".join(changed.get(kind.name, []))}
        groups.setdefault(str(kind.group), []).append(row)
    context = {
        "groups": groups.items(),
        "language": get_language() or settings.LANGUAGE_CODE,
        "q": request.GET.get("q", ""),
        "breadcrumbs_items": crumbs(("", _("Тексты писем"))),
    }
    return render(request, "office/letters/wordings.html", context | {"header_title": _("Тексты писем")})


def found_or_404(name: str, language: str) -> tuple[Kind, Wording | None]:
    if name not in KINDS or language not in LANGUAGES:
        raise Http404
    return KINDS[name], Wording.objects.select_related("changed_by").filter(letter=name, language=language).first()


@coordinators_only
@require_http_methods(["GET", "HEAD", "POST"])
def wording(request: PersonRequest, name: str, language: str) -> HttpResponse:
    kind, own = found_or_404(name, language)
    form = WordingForm(request.POST or None, kind=kind, language=language, wording=own)
    if request.method == "POST" and form.is_valid() and not form.overtaken():
        if "trial" in request.POST:
            send_trial(kind, language, form.words, form.cleaned_data["added"], to=request.user)
            messages.success(request, _("Проба уйдёт на %(email)s – так, как набрано сейчас.") % {"email": request.user.email})
        else:
            save_wording(kind, language, form.words, form.cleaned_data["added"], by=request.user)
            messages.success(request, _("Сохранено: следующее такое письмо уйдёт с этими словами."))
            return redirect("office_wording", name=name, language=language)
    title = subjects_of(kind)
    context = {
        "form": form,
        "kind": kind,
        "own": own,
        "language": language,
        "languages": settings.LANGUAGES,
        "weight": weight_words(kind),
        "subjects": [form[name] for name, phrase in form.phrases.items() if phrase.subject],
        "texts": [form[name] for name, phrase in form.phrases.items() if not phrase.subject],
        "branches": bool(conditions(kind)),
        "breadcrumbs_items": crumbs((reverse("office_wordings"), _("Тексты писем")), ("", title)),
        "header_title": title,
    }
    return render(request, "office/letters/wording.html", context, status=400 if form.errors else 200)


@coordinators_only
@require_POST
@xframe_options_sameorigin
def wording_preview(request: PersonRequest, name: str, language: str) -> HttpResponse:
    """What is typed now, on made-up facts, for the frame beside the form. Nothing is kept."""
    kind, own = found_or_404(name, language)
    form = WordingForm(request.POST, kind=kind, language=language, wording=own)
    form.is_valid()
    subject, text, html = preview(kind, language, form.words, form.cleaned_data.get("added", ""), other="other" in request.GET)
    if "text" in request.GET or not html:
        response = HttpResponse(f"{subject}\n\n{text}", content_type="text/plain; charset=utf-8")
    else:
        response = HttpResponse(html)
    response["Content-Security-Policy"] = HTML_POLICY
    return response


@coordinators_only
@require_http_methods(["GET", "HEAD", "POST"])
def wording_reset(request: PersonRequest, name: str, language: str) -> HttpResponse:
    kind, own = found_or_404(name, language)
    if own is None:
        raise Http404
    if request.method == "POST":
        save_wording(kind, language, {}, "", by=request.user)
        messages.success(request, _("Письмо снова говорит встроенными словами."))
        return redirect("office_wording", name=name, language=language)
    title = _("Вернуть встроенный текст")
    back = reverse("office_wording", args=[name, language])
    context = {
        "question": _("Свои слова школы в письме «%(letter)s» исчезнут, останутся встроенные.") % {"letter": subjects_of(kind)},
        "label": _("Вернуть встроенный текст"),
        "back": back,
        "away": _("Оставить слова школы"),
        "breadcrumbs_items": crumbs((reverse("office_wordings"), _("Тексты писем")), (back, subjects_of(kind)), ("", title)),
        "header_title": title,
    }
    return render(request, "office/confirm.html", context)


urlpatterns = [
    path("letters/", wordings, name="office_wordings"),
    path("letters/<str:name>/<str:language>/", wording, name="office_wording"),
    path("letters/<str:name>/<str:language>/preview/", wording_preview, name="office_wording_preview"),
    path("letters/<str:name>/<str:language>/reset/", wording_reset, name="office_wording_reset"),
]
