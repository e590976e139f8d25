"""«Справочники»: one page that leads to every list and says how many lines the lawyer has not seen; the lawyer's mark on many lines at once; days of all calendars."""

from typing import Any

from django.db.models import Count, IntegerField, Q, QuerySet, Value
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe
from django_filters import ChoiceFilter
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn

from courses.dossiers.actions.law import check_lines, uncheck_lines
from courses.dossiers.models import ProductionDay
from courses.dossiers.models.law import LawLine
from courses.office.access import coordinators_only
from courses.office.law import checklists, viewsets, years
from courses.office.law.forms import CheckForm
from courses.office.law.frames import LawViewSet
from courses.office.tables import OfficeListing, crumbs, spelled
from school.people.requests import PersonRequest

MOST = 500
LONGEST = 2000  # letters of an address
VIEWSETS: list[type[LawViewSet]] = [*viewsets.LISTS, years.YearViewSet, *checklists.LISTS]
BY_NAME: dict[str, type[LawViewSet]] = {viewset.name.removeprefix("office_"): viewset for viewset in VIEWSETS}  # type: ignore[union-attr]


def figures() -> dict[str, tuple[int, int | None]]:
    """How many lines each list has, and how many of them are unchecked: one question for all the lists that the lawyer looks at."""
    asked = [
        viewset.model._default_manager.order_by()
        .annotate(place=Value(number, output_field=IntegerField()))
        .values("place")
        .annotate(number=Count("pk"), unchecked=Count("pk", filter=Q(checked_on=None)) if issubclass(viewset.model, LawLine) else Value(-1))
        .values_list("place", "number", "unchecked")
        for number, viewset in enumerate(VIEWSETS)
    ]
    names = list(BY_NAME)
    return {names[place]: (number, unchecked if unchecked >= 0 else None) for place, number, unchecked in asked[0].union(*asked[1:], all=True)}


@coordinators_only
@require_safe
def home(request: PersonRequest) -> HttpResponse:
    found = figures()
    rows = []
    for name, viewset in BY_NAME.items():
        number, unchecked = found.get(name, (0, 0 if issubclass(viewset.model, LawLine) else None))
        title, listing = capfirst(viewset.model._meta.verbose_name_plural), reverse(f"{viewset.name}:index")
        rows.append({"title": title, "url": listing, "number": number, "unchecked": unchecked})
    context = {"rows": rows, "breadcrumbs_items": crumbs(("", _("Справочники"))), "header_title": _("Справочники")}
    return render(request, "office/law/home.html", context)


@coordinators_only
def mark(request: PersonRequest, name: str, verb: str) -> HttpResponse:
    """GET lists the chosen lines and asks who has checked them and when; POST marks exactly these, or takes the mark off them."""
    viewset = BY_NAME.get(name)
    if viewset is None or verb not in ("check", "uncheck") or not issubclass(viewset.model, LawLine):
        raise Http404
    listing, back = reverse(f"{viewset.name}:index"), back_of(request, viewset)
    lines = chosen(request, viewset.model)
    if not lines:
        messages.warning(request, _("Отметьте хотя бы одну строку."))
        return redirect(back)
    form = CheckForm(request.POST if request.method == "POST" else None, initial={"on": timezone.localdate()}) if verb == "check" else None
    if request.method == "POST" and (form is None or form.is_valid()):
        marked(request, name, lines, form)
        return redirect(back)
    title = _("Проверено юристом") if form else _("Снять отметку юриста")
    items = crumbs((reverse("office:law"), _("Справочники")), (listing, str(capfirst(viewset.model._meta.verbose_name_plural))), ("", title))
    context = {
        "lines": lines,
        "form": form,
        "label": title,
        "back": back,
        "carried": [(name, value) for name, value in (("checklist", back_in(request)), ("narrowed", narrowed_in(request))) if value],
        "breadcrumbs_items": items,
        "header_title": title,
    }
    return render(request, "office/law/mark.html", context)


def back_in(request: PersonRequest) -> str:
    """The checklist whose page the lines were chosen on."""
    found = (request.POST if request.method == "POST" else request.GET).get("checklist", "")
    return found if found.isascii() and found.isdecimal() and len(found) < 19 else ""


def narrowed_in(request: PersonRequest) -> str:
    """Filters, search and order of the list that the lines were chosen in."""
    given = QueryDict((request.POST if request.method == "POST" else request.GET).get("narrowed", "")[:LONGEST], mutable=True)
    given.pop("pick", None)
    return given.urlencode()


def back_of(request: PersonRequest, viewset: type[LawViewSet]) -> str:
    if number := back_in(request):
        return reverse("office:checklist", args=[int(number)])
    narrowed = narrowed_in(request)
    return reverse(f"{viewset.name}:index") + (f"?{narrowed}" if narrowed else "")


def chosen(request: PersonRequest, model: Any) -> list[Any]:
    given = (request.POST if request.method == "POST" else request.GET).getlist("id")
    keys = {int(value) for value in given[:MOST] if value.isascii() and value.isdecimal() and len(value) < 19}
    return list(model.objects.filter(pk__in=keys))


def marked(request: PersonRequest, name: str, lines: list[Any], form: CheckForm | None) -> None:
    if form is None:
        messages.success(request, _("Отметка снята. Строк: %(n)d.") % {"n": uncheck_lines(lines, by=request.user)})
        return
    number = check_lines(lines, who=form.cleaned_data["who"], on=form.cleaned_data["on"], by=request.user)
    pairs = [*(("id", line.pk) for line in lines), ("checklist", back_in(request)), ("narrowed", narrowed_in(request))]
    undo = f"{reverse('office:law_mark', args=[name, 'uncheck'])}?{urlencode([pair for pair in pairs if pair[1]])}"
    messages.success(request, _("Отмечено «проверено юристом». Строк: %(n)d.") % {"n": number}, buttons=[messages.button(undo, _("Снять отметку"))])


class DayFilters(WagtailFilterSet):
    kind = ChoiceFilter(label=gettext_lazy("Какой день"), choices=ProductionDay.Kind.choices, empty_label=gettext_lazy("все"))

    class Meta:
        model = ProductionDay
        fields = ["year", "kind"]


class ProductionDays(OfficeListing):
    """Days of all calendars, to take out; they are written on the page of their year."""

    model = ProductionDay
    page_title = gettext_lazy("Дни календаря")
    index_url_name, index_results_url_name = "office:days", "office:days_results"
    template_name, results_template_name = "office/listing.html", "office/law/days_results.html"
    filterset_class = DayFilters
    default_ordering = "date"
    columns = [
        TitleColumn(
            "date",
            label=gettext_lazy("Дата"),
            accessor=lambda row: f"{row.date:%d.%m.%Y}",
            get_url=lambda row: reverse("office_years:edit", args=[row.year_id]),
            sort_key="date",
        ),
        Column("kind", label=gettext_lazy("Какой день"), accessor=lambda row: row.get_kind_display(), sort_key="kind"),
        Column("note", label=gettext_lazy("Почему")),
    ]
    nothing = gettext_lazy("Дней пока нет: их пишут на странице года.")

    def get_base_queryset(self) -> QuerySet[ProductionDay]:
        return ProductionDay.objects.select_related("year")

    def search_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(spelled(self.search_query, "note")) if self.is_searching else queryset

    @property
    def no_results_message(self) -> Any:
        return _("Таких дней не нашлось. Измените отбор или поиск.") if self.is_searching or self.is_filtering else self.nothing

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return crumbs(
            (reverse("office:law"), _("Справочники")), (reverse("office_years:index"), _("Производственные календари")), ("", self.get_page_title())
        )


urlpatterns = [
    path("law/", home, name="law"),
    path("law/days/", ProductionDays.as_view(), name="days"),
    path("law/days/results/", ProductionDays.as_view(results_only=True), name="days_results"),
    path("law/marks/<slug:name>/<slug:verb>/", mark, name="law_mark"),
    *viewsets.urlpatterns,
    *checklists.urlpatterns,
]
