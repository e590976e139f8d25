"""Who has earned a certificate and why others have not; issue, register, revoke, replace."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from courses.certificates import actions
from courses.certificates.condition_rules import conditions_of
from courses.certificates.forms import ReasonForm
from courses.certificates.models import THANKS, Batch, Certificate, Kind
from courses.certificates.register_printing import parts_of, register_pdf
from courses.certificates.rules import answers_of, valid_certificates
from courses.enrollment.models import Enrollment
from courses.office.access import coordinators_only
from courses.office.tables import Pages
from courses.program.models import Cohort, Module
from school.journal.actions import record
from school.people.models import User
from school.people.requests import PersonRequest
from school.people.rules import Refused, folded
from school.vault.serving import answer

PER_PAGE = 30
BATCHES = 10  # the last ones of a cohort


def _crumbs(*steps: tuple[str, str]) -> list[dict[str, str]]:
    start = {"url": reverse("wagtailadmin_home"), "label": _("Главная")}
    return [start, *({"url": url, "label": label} for url, label in steps)]


@coordinators_only
def cohorts(request: PersonRequest) -> HttpResponse:
    every = request.GET.get("archive") == "1"
    found = (Cohort.objects.all() if every else Cohort.objects.working()).exclude(state=Cohort.State.DRAFT).select_related("program")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("p"))
    crumbs = _crumbs(("", _("Выдача сертификатов")))
    context = {"page": page, "every": every, "breadcrumbs_items": crumbs, "header_title": _("Выдача сертификатов")}
    return render(request, "office/certificates/cohorts.html", context)


@dataclass(frozen=True)
class Given:
    """What is being given, as the address says it: `?kind=listener&module=3`; nothing said – the participant's certificate."""

    kind: Kind
    module: Module | None = None

    @property
    def query(self) -> str:
        if self.kind == Kind.PARTICIPANT:
            return ""
        return f"?kind={self.kind.value}" + (f"&module={self.module.pk}" if self.module else "")

    @property
    def label(self) -> str:
        return f"{self.kind.label}: {self.module.title}" if self.module else str(self.kind.label)


def given_in(request: PersonRequest, cohort: Cohort) -> Given:
    kind, module = request.GET.get("kind", Kind.PARTICIPANT.value), request.GET.get("module", "")
    choices = {(given.kind.value, str(given.module.pk) if given.module else ""): given for given in givens_of(cohort)}
    if (kind, module) not in choices:
        raise Http404
    return choices[kind, module]


def givens_of(cohort: Cohort) -> list[Given]:
    """The certificate of the whole program, then of each module of the cohort."""
    modules = [row.module for row in cohort.cohort_modules.select_related("module")]
    return [Given(Kind.PARTICIPANT), *(Given(Kind.LISTENER, module) for module in modules)]


@coordinators_only
def cohort(request: PersonRequest, pk: int) -> HttpResponse:
    """The dry run: the same answers that the participants see."""
    found = get_object_or_404(Cohort, pk=pk)
    given = given_in(request, found)
    page = Paginator(_people(found), PER_PAGE).get_page(request.GET.get("p"))
    rows = _rows(list(page.object_list), given)
    crumbs = _crumbs((reverse("office_certificates"), _("Выдача сертификатов")), ("", found.title))
    context = {"cohort": found, "page": page, "rows": rows, "breadcrumbs_items": crumbs, "header_title": found.title}
    more = {
        "given": given,
        "givens": givens_of(found),
        "thanks": [Kind(kind) for kind in THANKS],
        "conditions": conditions_of([found], given.kind)[found.pk],
        "parts": parts_of(found),
        "earned": any(row["earned"] for row in rows),
        "batches": Batch.objects.filter(cohort=found).select_related("by", "module")[:BATCHES],
    }
    return render(request, "office/certificates/cohort.html", context | more)


def _people(cohort: Cohort) -> QuerySet[Enrollment]:
    states = [Enrollment.State.ACTIVE, Enrollment.State.FINISHED]
    return Enrollment.objects.filter(cohort=cohort, state__in=states).select_related("person", "cohort", "organization", "town")


def _rows(people: list[Enrollment], what: Given) -> list[dict[str, object]]:
    answers = answers_of(people, kind=what.kind, module=what.module)
    given = valid_certificates(people, what.kind, what.module)
    return [
        {
            "enrollment": person,
            "answers": answers[person.pk],
            "certificate": given.get(person.pk),
            "earned": person.pk not in given and all(answer.met for answer in answers[person.pk]),
        }
        for person in people
    ]


@coordinators_only
def issue(request: PersonRequest, pk: int) -> HttpResponse:
    """GET lists who will get one; POST begins the issue to exactly those who were listed. Whoever has lost the right meanwhile is told apart by the job."""
    found = get_object_or_404(Cohort, pk=pk)
    given = given_in(request, found)
    rows = [row for row in _rows(list(_people(found)), given) if row["earned"]]
    if request.method == "POST":
        wanted = {value for value in request.POST.getlist("enrollment") if value.isdigit()}
        people = [row["enrollment"] for row in rows if str(row["enrollment"].pk) in wanted]  # type: ignore[attr-defined]
        try:
            batch = actions.begin(found, people, by=request.user, second="second" in request.POST, kind=given.kind, module=given.module)  # type: ignore[arg-type]
        except Refused as refused:
            for reason in refused.reasons:
                messages.error(request, str(reason))
            return redirect(reverse("office_certificates_issue", args=[pk]) + given.query)
        return redirect("office_certificates_batch", pk=batch.pk)
    steps = ((reverse("office_certificates"), _("Выдача сертификатов")), (reverse("office_certificates_cohort", args=[pk]), found.title))
    context = {
        "cohort": found,
        "given": given,
        "rows": rows,
        "by_two": settings.CERTIFICATES_BY_TWO,
        "breadcrumbs_items": _crumbs(*steps, ("", _("Выдать сертификаты"))),
        "header_title": _("Выдать сертификаты"),
    }
    return render(request, "office/certificates/issue.html", context)


def asked_for(given: QueryDict) -> str:
    return given.get("q", "")[:200].replace("\x00", "").strip()


def searched(query: str) -> QuerySet[Certificate]:
    found = Certificate.objects.select_related("holder", "cohort", "module", "replaced_by")
    return found.filter(number__icontains=query.upper()) | found.filter(holder__folded_name__contains=folded(query)) if query else found


def issued(person: User, query: str) -> QuerySet[Certificate]:
    """The register's rows for a spreadsheet, with the search of its address."""
    return searched(asked_for(QueryDict(query)))


@coordinators_only
def register(request: PersonRequest) -> HttpResponse:
    """The register of everything ever issued, with search by number or name."""
    query = asked_for(request.GET)
    page = Pages(searched(query), PER_PAGE).get_page(request.GET.get("p"))
    crumbs = _crumbs(("", _("Журнал выдачи")))
    context = {"page": page, "query": query, "breadcrumbs_items": crumbs, "header_title": _("Журнал выдачи сертификатов")}
    return render(request, "office/certificates/register.html", context)


@coordinators_only
def change(request: PersonRequest, pk: int, verb: str) -> HttpResponse:
    """Revoking or replacing asks for a reason first: neither can be undone."""
    found = get_object_or_404(Certificate.objects.select_related("holder"), pk=pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        action = actions.revoke if verb == "revoke" else actions.replace
        try:
            action(found, reason=form.cleaned_data["reason"], by=request.user)
        except Refused as refusal:
            for reason in refusal.reasons:
                form.add_error(None, str(reason))
        else:
            messages.success(request, _("Сертификат %(number)s: записано в журнал.") % {"number": found.number})
            return redirect("office_certificates_register")
    title = _("Аннулировать сертификат") if verb == "revoke" else _("Заменить сертификат")
    crumbs = _crumbs((reverse("office_certificates_register"), _("Журнал выдачи")), ("", title))
    context = {"certificate": found, "form": form, "verb": verb, "breadcrumbs_items": crumbs, "header_title": title}
    return render(request, "office/certificates/change.html", context)


@coordinators_only
def file(request: PersonRequest, pk: int) -> HttpResponseBase:
    certificate = get_object_or_404(Certificate.objects.select_related("file"), pk=pk)
    if certificate.file is None:
        raise Http404
    return answer(request, certificate.file, filename=f"{certificate.number}.pdf")


@coordinators_only
@require_POST
def paper(request: PersonRequest, pk: int) -> HttpResponse:
    """The register of a cohort for signatures, a hundred lines to a file. Names leave the school: the journal says who took them."""
    found = get_object_or_404(Cohort.objects.select_related("program"), pk=pk)
    part = next((part for part in parts_of(found) if str(part) == request.POST.get("part", "1")), None)
    if part is None:
        raise Http404
    response = HttpResponse(register_pdf(found, part), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="register-{pk}-{part}.pdf"'
    response["Cache-Control"] = "no-store, private"
    record(by=request.user, verb="certificate.register_printed", target=found, part=part)
    return response


urlpatterns = [
    path("certificates/cohorts/<int:pk>/register/", paper, name="office_certificates_paper"),
    path("certificates/", cohorts, name="office_certificates"),
    path("certificates/cohorts/<int:pk>/", cohort, name="office_certificates_cohort"),
    path("certificates/cohorts/<int:pk>/issue/", issue, name="office_certificates_issue"),
    path("certificates/register/", register, name="office_certificates_register"),
    path("certificates/<int:pk>/revoke/", change, {"verb": "revoke"}, name="office_certificates_revoke"),
    path("certificates/<int:pk>/replace/", change, {"verb": "replace"}, name="office_certificates_replace"),
    path("certificates/<int:pk>/file/", file, name="office_certificates_file"),
]
