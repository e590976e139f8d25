"""People of the cohorts: how far each one is; leaving a cohort, with the reason."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.tables import Column, TitleColumn

from courses.attendance import rules as attendance
from courses.enrollment import actions, rules
from courses.enrollment.models import Enrollment
from courses.office.access import coordinators_only
from courses.office.archive import OutOfArchive
from courses.office.forms import MoveForm, ReasonForm
from courses.office.tables import OfficeListing, StateColumn, crumbs, history
from courses.progress import rules as progress
from school.people.models.consent import Purpose
from school.people.requests import PersonRequest
from school.people.rules import Refused, Text, last_consent

LEAVING = ("leave", "expel")
# The way out of the question, in its own words.
AWAY: dict[str, Text] = {
    "leave": gettext_lazy("Не отмечать выбытие"),
    "expel": gettext_lazy("Не отчислять"),
    "restore": gettext_lazy("Не восстанавливать"),
    "finish": gettext_lazy("Пусть учится дальше"),
}
SAID: dict[str, Text] = {
    "leave": gettext_lazy("Учёба прекращена по желанию человека, место свободно. Письмо об этом в пути. Если это ошибка – «Восстановить»."),
    "expel": gettext_lazy("Человек отчислен, место свободно. Письмо с причиной в пути. Если это ошибка – «Восстановить»."),
    "restore": gettext_lazy("Место снова за человеком, уроки и занятия открыты. Письмо об этом в пути."),
    "finish": gettext_lazy("Программа пройдена, место остаётся за человеком. Письмо об этом в пути."),
}
# What a step does to marks, calendar, access, certificates and the application: told before the press, and to the person by the letter.
_KEPT = gettext_lazy("Отметки, пройденные уроки и выпущенные сертификаты сохранятся. Нового сертификата по этому потоку не будет.")
_GONE = gettext_lazy("Уроки и файлы потока для человека закроются, занятия уйдут из его календаря.")
_NEXT = gettext_lazy("Место освободится, его предложим первому в листе ожидания. Человек получит письмо.")
_AGAIN = gettext_lazy("Пока идёт набор, человек может снова подать заявку, и сюда тоже. Если его зачислят сюда, прежние отметки вернутся.")
FOLLOWS: dict[str, tuple[Text, ...]] = {
    "leave": (gettext_lazy("Человек уходит сам. Если учёбу прекращает школа, нажмите «Отчислить»."), _KEPT, _GONE, _NEXT, _AGAIN),
    "expel": (gettext_lazy("Учёбу прекращает школа. Если человек уходит сам, нажмите «Отметить выбытие»."), _KEPT, _GONE, _NEXT, _AGAIN),
    "restore": (
        gettext_lazy(
            "Прежние отметки и уроки на месте, они снова считаются. Занятия, прошедшие без человека, – пропуски, пока нет уважительной причины."
        ),
        gettext_lazy("Уроки и файлы откроются, занятия вернутся в календарь, сертификат можно будет выпустить."),
        gettext_lazy("Если место уже освободилось, нужно другое свободное. Человек получит письмо."),
    ),
    "finish": (
        gettext_lazy("Отметки сохранятся, занятия останутся в календаре, место – за человеком."),
        gettext_lazy("Материалы останутся открытыми для чтения, но отмечать уроки готовыми человек больше не сможет."),
        gettext_lazy("Сертификат выпускают отдельно. Человек получит письмо об окончании."),
    ),
}
TRANSFER = (
    gettext_lazy("Отметки и уроки останутся в прежнем потоке и в новый не перейдут. Если человек уже учился в новом, вернутся его отметки оттуда."),
    gettext_lazy("Выпущенные сертификаты действуют. Уроки прежнего потока закроются, в календаре будут занятия нового."),
    _NEXT,
)


class EnrollmentFilter(OutOfArchive):
    class Meta:
        model = Enrollment
        fields = ["cohort", "town", "state", "archive"]


class People(OfficeListing):
    model = Enrollment
    page_title = gettext_lazy("Слушатели")
    header_icon = "user"
    index_url_name, index_results_url_name = "office:people", "office:people_results"
    filterset_class = EnrollmentFilter
    folded_fields = ("person__folded_name", "organization__folded_name")
    default_ordering = "person__folded_name"  # ё stands with е on every database, and an index gives the order
    nothing = gettext_lazy("Слушателей пока нет: никто не зачислен.")

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn("person", label=_("Слушатель"), accessor="person.full_name", url_name="office:person", sort_key="person__folded_name"),
            StateColumn(),
            Column("organization", label=_("Организация"), accessor="organization.short_name", sort_key="organization__short_name"),
            Column("town", label=_("Город"), sort_key="town__position"),
            Column("cohort", label=_("Поток"), sort_key="cohort__title"),
            Column("lessons", label=_("Уроки"), accessor=lambda row: row.lessons),
            Column("share", label=_("Явка"), accessor=lambda row: row.share),
        ]

    def get_base_queryset(self) -> QuerySet[Enrollment]:
        return Enrollment.objects.select_related("person", "organization", "town", "cohort", "subgroup")

    def paginate_queryset(self, queryset: QuerySet[Enrollment], page_size: int) -> Any:
        """Progress and presence are counted for the page on screen, at once."""
        paginator, page, rows, other = super().paginate_queryset(queryset, page_size)
        page.object_list = rows = with_standings(list(rows))
        return paginator, page, rows, other


def with_standings(rows: list[Enrollment]) -> list[Enrollment]:
    lessons, presence = progress.standings(rows), attendance.standings(rows)
    for row in rows:
        needed, share = lessons[row.pk], presence[row.pk].share
        row.lessons = _("%(done)s из %(all)s") % {"done": len(needed.done), "all": len(needed.lessons)}  # type: ignore[attr-defined]
        row.share = _("%(share)s %%") % {"share": share} if share is not None else "–"  # type: ignore[attr-defined]
    return rows


@coordinators_only
def person(request: PersonRequest, pk: int) -> HttpResponse:
    rows = Enrollment.objects.select_related("person", "organization", "town", "cohort__program", "application__cohort")
    found = get_object_or_404(rows, pk=pk)
    with_standings([found])
    context = {
        "enrollment": found,
        "presence": attendance.standings([found])[found.pk],
        "moves": [(verb, move.label) for verb, move in rules.ENROLLMENT_TRANSITIONS.items() if found.state in move.sources],
        "wait": rules.reasons_to_wait(found),
        "consent": last_consent(found.person, Purpose.PROCESSING),
        "history": history(found),
        "breadcrumbs_items": crumbs((reverse("office:people"), _("Слушатели")), ("", found.person.full_name)),
        "header_title": found.person.full_name,
    }
    return render(request, "office/person.html", context)


def whom(found: Enrollment) -> str:
    """Namesakes are told apart by where they study."""
    cohort = _("поток «%(cohort)s»") % {"cohort": found.cohort}
    return ", ".join(filter(None, (found.person.full_name, cohort, str(found.town), str(found.subgroup or "")))) + "."


@coordinators_only
def move(request: PersonRequest, pk: int, verb: str) -> HttpResponse:
    """Every step says first what it does to marks, calendar, access and certificates; leaving asks for the reason too."""
    if verb not in rules.ENROLLMENT_TRANSITIONS:
        raise Http404
    found = get_object_or_404(Enrollment.objects.select_related("person", "cohort", "town", "subgroup"), pk=pk)
    back, label = reverse("office:person", args=[pk]), str(rules.ENROLLMENT_TRANSITIONS[verb].label)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or (verb in LEAVING and not form.is_valid()):
        items = crumbs((reverse("office:people"), _("Слушатели")), (back, found.person.full_name), ("", label))
        context = {"form": form, "label": label, "back": back, "question": whom(found), "follows": FOLLOWS[verb], "away": AWAY.get(verb)}
        context |= {"breadcrumbs_items": items, "header_title": label}
        return render(request, "office/form.html" if verb in LEAVING else "office/confirm.html", context)
    try:
        reason = {"reason": form.cleaned_data["reason"]} if verb in LEAVING else {}
        getattr(actions, verb)(found, by=request.user, **reason)
        messages.success(request, str(SAID[verb]))
    except Refused as refused:
        for words in refused.reasons:
            messages.error(request, str(words))
    return redirect(back)


@coordinators_only
def transfer(request: PersonRequest, pk: int) -> HttpResponse:
    """A seat in another cohort instead of this one."""
    found = get_object_or_404(Enrollment.objects.select_related("person", "cohort", "town", "subgroup"), pk=pk)
    back, label = reverse("office:person", args=[pk]), _("Перевести в другой поток")
    form = MoveForm(request.POST if request.method == "POST" else None, cohorts=rules.cohorts_to_move_to(found))
    if request.method == "POST" and form.is_valid():
        try:
            new = actions.transfer(found, cohort=form.cleaned_data["cohort"], by=request.user)
            messages.success(request, _("Человек переведён, письмо в пути."))
            return redirect("office:person", pk=new.pk)
        except Refused as refused:
            for reason in refused.reasons:
                form.add_error("cohort", str(reason))
    items = crumbs((reverse("office:people"), _("Слушатели")), (back, found.person.full_name), ("", label))
    context = {"form": form, "label": label, "back": back, "question": whom(found), "follows": TRANSFER, "away": _("Не переводить")}
    return render(request, "office/form.html", context | {"breadcrumbs_items": items, "header_title": label})


urlpatterns = [
    path("people/", People.as_view(), name="people"),
    path("people/results/", People.as_view(results_only=True), name="people_results"),
    path("people/<int:pk>/", person, name="person"),
    path("people/<int:pk>/transfer/", transfer, name="person_transfer"),
    path("people/<int:pk>/<slug:verb>/", move, name="person_move"),
]
