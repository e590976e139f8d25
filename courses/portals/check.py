"""Anyone checks a certificate: by the QR's address, by the number with the family name, or by the file itself."""

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from courses.certificates.forms import CheckForm, PaperForm
from courses.certificates.models import Certificate
from school.limits import too_often
from school.link_pictures import link_picture
from school.people.models.consent import Consent, Purpose
from school.people.rules import folded


def _private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store, private"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _too_often(request: HttpRequest) -> bool:
    return too_often(request, "check", per_minute=settings.CHECK_CERTIFICATE_LIMIT)


@require_safe
def check(request: HttpRequest) -> HttpResponse:
    """The form. The same words answer an unknown number and a wrong family name."""
    form = CheckForm(request.GET if request.GET.keys() & {"number", "family_name"} else None)
    if form.is_bound:
        if _too_often(request):
            return _private(render(request, "429.html", status=429))
        if form.is_valid():
            certificate = _find(form.cleaned_data["number"], form.cleaned_data["family_name"])
            if certificate:
                return _private(redirect("portals:certificate", token=certificate.token.lower()))
            form.add_error(None, _("Сертификата с таким номером и фамилией нет. Проверьте, всё ли набрано как на бумаге."))
    return _private(render(request, "portals/public/check.html", {"form": form, "paper": PaperForm()}))


@require_POST
def check_file(request: HttpRequest) -> HttpResponse:
    """A file is real if the school has issued exactly these bytes; one that was changed by a letter is not. It is not kept."""
    if _too_often(request):
        return _private(render(request, "429.html", status=429))
    form = PaperForm(request.POST, request.FILES)
    if form.is_valid():
        found = _known().filter(file__sha256=form.digest).first()
        if found:
            return _private(_shown(request, found, same=True))
        form.add_error("file", _("Такого файла школа не выдавала, или его изменили. Проверьте по номеру и фамилии, они напечатаны на нём."))
    return _private(render(request, "portals/public/check.html", {"form": CheckForm(), "paper": form}, status=400))


def _known() -> QuerySet[Certificate]:
    return Certificate.objects.select_related("replaced_by").annotate(named=_consented())


def _shown(request: HttpRequest, found: Certificate, *, same: bool = False) -> HttpResponse:
    picture_url = settings.BASE_URL + reverse("portals:certificate_picture", args=[found.token.lower()])
    return render(
        request,
        "portals/public/certificate.html",
        {"certificate": found, "facts": found.facts, "now": timezone.now(), "same": same, "picture_url": picture_url},
    )


def _find(number: str, family_name: str) -> Certificate | None:
    wanted = "".join(number.upper().replace("–", "-").replace("—", "-").split())
    found = Certificate.objects.filter(number=wanted).first()
    return found if found and folded(found.facts["family_name"]) == folded(family_name) else None


@require_safe
def certificate(request: HttpRequest, token: str) -> HttpResponse:
    """What the record says now: in force, replaced or revoked. The name is shown while its holder consents to that (152-ФЗ, ст. 10.1).

    Only misses are counted: a hall may scan its own certificates freely, a guesser is stopped after a minute's worth.
    """
    found = _known().filter(token=token.upper()).first()
    if found is None:
        status = 429 if _too_often(request) else 404
        return _private(render(request, "429.html" if status == 429 else "portals/public/certificate_unknown.html", status=status))
    return _private(_shown(request, found))


@require_safe
def picture(request: HttpRequest, token: str) -> HttpResponse:
    """For social networks: the name only while its holder agrees to show it; nothing for what is not in force."""
    found = _known().filter(token=token.upper(), state=Certificate.State.VALID).first()
    if found is None or found.expired:
        status = 429 if found is None and _too_often(request) else 404
        return _private(render(request, "429.html" if status == 429 else "portals/public/certificate_unknown.html", status=status))
    facts = found.facts
    kind, subject = str(found.get_kind_display()).capitalize(), facts.get("module") or facts["program"]
    name = f"{facts['family_name']} {facts['given_names']}"
    drawn = link_picture(name if found.named else subject, f"{facts['school_name']} · {kind}", under=subject if found.named else "")  # type: ignore[attr-defined]
    return _private(HttpResponse(drawn, content_type="image/png"))


def _consented() -> Exists:
    return Exists(Consent.objects.filter(person=OuterRef("holder"), text__purpose=Purpose.PUBLICATION, withdrawn_at=None))


urlpatterns = [
    path("check/", check, name="check"),
    path("check/file/", check_file, name="check_file"),
    path("c/<slug:token>/", certificate, name="certificate"),
    path("C/<slug:token>", certificate, name="certificate_qr"),
    path("C/<slug:token>/", certificate),
    path("c/<slug:token>", certificate),
    path("c/<slug:token>/picture.png", picture, name="certificate_picture"),
]
