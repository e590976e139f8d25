"""The lists of the law: services, criteria, bodies, terms, forms, reasons and grounds. Years and checklists have modules of their own."""

from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from wagtail.admin.ui.tables import Column

from courses.dossiers.models import Body, PaperForm, QualityCriterion, RefusalGround, ReturnReason, Service, Term
from courses.dossiers.term_rules import said
from courses.office.access import coordinators_only
from courses.office.law.forms import BodyForm, CriterionForm, GroundForm, PaperFormForm, ReasonForm, ServiceForm, TermForm
from courses.office.law.frames import CHECK, FORCE, LawCreate, LawEdit, LawIndex, LawViewSet, filters
from school.people.requests import PersonRequest
from school.people.rules import Refused, folded
from school.vault.actions import keep
from school.vault.serving import answer

SHELF = "forms"
POSITION = Column("position", label=_("Порядок"), sort_key="position")


class ServiceIndex(LawIndex):
    """Found by its folded title, its number or its code."""

    def search_queryset(self, queryset: QuerySet[Service]) -> QuerySet[Service]:
        if not self.is_searching:
            return queryset
        words = self.search_query.replace("\0", "")[:200]
        return queryset.filter(folded_title__contains=folded(words)) | queryset.filter(number=words) | queryset.filter(code=words)


class ServiceViewSet(LawViewSet):
    model = Service
    name, url_prefix, icon = "office_services", "school/law/services", "list-ul"
    form_class = ServiceForm
    index_view_class = ServiceIndex
    filterset_class = filters(Service, "group")
    search_fields = ["folded_title"]
    list_display = [
        "title",
        Column("number", label=_("Номер"), accessor=lambda row: row.number or "–", sort_key="number"),
        Column("group", label=_("Раздел перечня"), sort_key="group"),
        FORCE,
        CHECK,
    ]


class CriterionViewSet(LawViewSet):
    model = QualityCriterion
    name, url_prefix, icon = "office_criteria", "school/law/criteria", "list-ul"
    form_class = CriterionForm
    filterset_class = filters(QualityCriterion)
    search_fields = ["title", "evidence", "code"]
    list_display = ["title", Column("weight", label=_("Вес"), sort_key="weight"), POSITION, FORCE, CHECK]


class BodyIndex(LawIndex):
    def get_base_queryset(self) -> QuerySet[Body]:
        return Body.objects.prefetch_related("services")


class BodyViewSet(LawViewSet):
    model = Body
    name, url_prefix, icon = "office_bodies", "school/law/bodies", "home"
    form_class = BodyForm
    index_view_class = BodyIndex
    filterset_class = filters(Body, "kind", "services")
    search_fields = ["title", "region", "code"]
    list_display = [
        "title",
        Column("kind", label=_("Что делает"), accessor=lambda row: row.get_kind_display(), sort_key="kind"),
        Column("region", label=_("Регион"), accessor=lambda row: row.region or _("вся страна"), sort_key="region"),
        Column("services", label=_("Услуг"), accessor=lambda row: len(row.services.all())),
        FORCE,
        CHECK,
    ]


class TermViewSet(LawViewSet):
    model = Term
    name, url_prefix, icon = "office_terms", "school/law/terms", "date"
    form_class = TermForm
    filterset_class = filters(Term, "unit")
    search_fields = ["begins", "ends", "code"]
    list_display = [
        "begins",
        Column("ends", label=_("До чего"), sort_key="ends"),
        Column("amount", label=_("Срок"), accessor=said, sort_key="amount"),
        FORCE,
        CHECK,
    ]


class KeepsFile:
    """The file is read, checked and kept before the transaction of the form opens."""

    request: PersonRequest

    def form_valid(self, form: ModelForm[PaperForm]) -> HttpResponse:
        if upload := form.cleaned_data.get("upload"):
            try:
                form.instance.file = keep(
                    upload,
                    content_type=upload.content_type or "",
                    by=self.request.user,
                    title=form.instance.title,
                    shelf=SHELF,  # type: ignore[attr-defined]
                )
            except Refused as refused:
                form.add_error("upload", [str(reason) for reason in refused.reasons])
                self.produced_error_code, self.produced_error_message = "validation_error", self.get_error_message()  # type: ignore[attr-defined]
                return self.form_invalid(form)  # type: ignore[attr-defined,no-any-return]
        return super().form_valid(form)  # type: ignore[misc,no-any-return]


class PaperFormCreate(KeepsFile, LawCreate):
    pass


class PaperFormEdit(KeepsFile, LawEdit):
    template_name = "office/law/paper_form.html"


class PaperFormIndex(LawIndex):
    def get_base_queryset(self) -> QuerySet[PaperForm]:
        return PaperForm.objects.select_related("body", "file")


class PaperFormViewSet(LawViewSet):
    model = PaperForm
    name, url_prefix, icon = "office_paper_forms", "school/law/paper-forms", "doc-full"
    form_class = PaperFormForm
    index_view_class, add_view_class, edit_view_class = PaperFormIndex, PaperFormCreate, PaperFormEdit
    filterset_class = filters(PaperForm, "kind")
    search_fields = ["title", "code"]
    list_display = [
        "title",
        Column("kind", label=_("Вид"), accessor=lambda row: row.get_kind_display(), sort_key="kind"),
        Column("body", label=_("Чья форма"), accessor=lambda row: row.body or "–", sort_key="body__title"),
        Column("file", label=_("Файл"), accessor=lambda row: row.file.name if row.file else _("файла нет")),
        FORCE,
        CHECK,
    ]


@coordinators_only
@require_safe
def paper_file(request: PersonRequest, pk: int) -> HttpResponseBase:
    found = get_object_or_404(PaperForm.objects.exclude(file=None).select_related("file"), pk=pk)
    return answer(request, found.file) if found.file else HttpResponse(status=404)


class ReasonViewSet(LawViewSet):
    model = ReturnReason
    name, url_prefix, icon = "office_return_reasons", "school/law/return-reasons", "undo"
    form_class = ReasonForm
    list_filter = ["closed"]
    search_fields = ["title", "hint", "code"]
    list_display = [
        "title",
        Column("hint", label=_("Что сделать")),
        POSITION,
        Column("closed", label=_("Предлагаем"), accessor=lambda row: _("нет") if row.closed else _("да"), sort_key="closed"),
    ]


class GroundViewSet(LawViewSet):
    model = RefusalGround
    name, url_prefix, icon = "office_refusal_grounds", "school/law/refusal-grounds", "warning"
    form_class = GroundForm
    filterset_class = filters(RefusalGround, "kind")
    search_fields = ["title", "advice", "code"]
    list_display = [
        "title",
        Column("kind", label=_("Чей отказ"), accessor=lambda row: row.get_kind_display(), sort_key="kind"),
        POSITION,
        FORCE,
        CHECK,
    ]


LISTS = [ServiceViewSet, CriterionViewSet, BodyViewSet, TermViewSet, PaperFormViewSet, ReasonViewSet, GroundViewSet]
urlpatterns = [path("law/paper-forms/<int:pk>/file/", paper_file, name="law_paper_file")]
