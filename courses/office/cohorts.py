"""The page of a cohort: its state with the next step, seats by town, modules, meetings."""

from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.enrollment import actions as people
from courses.enrollment.models import Application
from courses.enrollment.rules import seats
from courses.office.access import coordinators_only
from courses.office.archive import unless_archived
from courses.office.forms import CalendarForm
from courses.office.tables import crumbs
from courses.program import actions
from courses.program.models import Cohort
from courses.program.rules import FROZEN, TRANSITIONS, reasons_against, reasons_against_changing, taught_modules
from school.people.requests import PersonRequest
from school.people.rules import Refused

# verb: (label, what follows and is worth a question)
STEPS = {
    "announce": (gettext_lazy("Открыть набор"), ""),
    "close": (gettext_lazy("Закрыть набор"), ""),
    "withdraw": (gettext_lazy("Вернуть в черновики"), gettext_lazy("Посетители перестанут видеть поток. Поданные заявки останутся.")),
    "start": (
        gettext_lazy("Начать поток"),
        gettext_lazy("Часы модулей закрепятся: их напечатает сертификат. Отменить начало нельзя."),
    ),
    "finish": (
        gettext_lazy("Завершить поток"),
        gettext_lazy(
            "Материалы останутся открытыми для чтения. Все, кто учится, получат письмо о завершении. Поток можно вернуть в работу, тогда письма, которые ещё не ушли, не уйдут."
        ),
    ),
    "resume": (gettext_lazy("Вернуть в работу"), ""),
    "archive": (gettext_lazy("Убрать в архив"), ""),
    "unarchive": (gettext_lazy("Вернуть из архива"), ""),
}
# What the other steps do: one press takes each back, so they are not asked about.
FOLLOWS = {
    "announce": gettext_lazy("Поток появится на сайте, люди смогут подавать заявки. Набор можно закрыть."),
    "close": gettext_lazy("Новых заявок не будет, поданные останутся. Набор можно открыть снова."),
    "resume": gettext_lazy("Занятия и отметки снова можно менять. Поток можно завершить ещё раз."),
    "archive": gettext_lazy("Поток уйдёт из списков, менять его будет нельзя. Кабинеты и сертификаты людей останутся. Из архива можно вернуть."),
    "unarchive": gettext_lazy("Поток снова появится в списках, его можно будет менять."),
}
# The step that a cohort of this state usually waits for.
USUAL = {"draft": "announce", "open": "close", "closed": "start", "under_way": "finish", "finished": "archive", "archived": "unarchive"}
VERBS = {
    "announce": actions.announce,
    "close": actions.close,
    "withdraw": actions.withdraw,
    "start": actions.start_cohort,
    "finish": people.finish_cohort,
    "resume": people.resume_cohort,
    "archive": actions.archive,
    "unarchive": actions.unarchive,
}


def trail(cohort: Cohort, *steps: tuple[str, str]) -> list[dict[str, object]]:
    return crumbs((reverse("office_cohorts:index"), _("Потоки")), (reverse("office:cohort", args=[cohort.pk]), cohort.title), *steps)


@coordinators_only
def cohort(request: PersonRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Cohort.objects.select_related("program", "responsible"), pk=pk)
    context = {
        "cohort": found,
        "seats": seats_by_town(found),
        "steps": [
            {"verb": verb, "label": label, "question": question, "follows": question or FOLLOWS[verb], "reasons": reasons_against(found, verb)}
            for verb, (label, question) in sorted(STEPS.items(), key=lambda step: step[0] != USUAL[found.state])
            if found.state in TRANSITIONS[verb][0]
        ],
        "primary": USUAL[found.state],
        "modules": found.cohort_modules.select_related("module", "after"),
        "meetings": found.meetings.select_related("town", "trainer", "module", "subgroup"),
        "trainers": found.assignments.current().filter(role="trainer").select_related("person"),
        "breadcrumbs_items": crumbs((reverse("office_cohorts:index"), _("Потоки")), ("", found.title)),
        "against": reasons_against_changing(found),
        "header_title": found.title,
    }
    return render(request, "office/cohort.html", context)


def seats_by_town(cohort: Cohort) -> list[dict[str, object]]:
    found = seats([cohort])
    asked = dict(Application.objects.filter(cohort=cohort, state=Application.State.SUBMITTED).order_by().values_list("town").annotate(Count("pk")))
    quotas = cohort.quotas.select_related("town")
    return [{"town": quota.town, "held": found[cohort.pk, quota.town_id], "asked": asked.get(quota.town_id, 0)} for quota in quotas]


@coordinators_only
def step(request: PersonRequest, pk: int, verb: str) -> HttpResponse:
    """A step that ends something asks first; the others are one press away from being taken back."""
    if verb not in STEPS:
        raise Http404
    found, (label, question) = get_object_or_404(Cohort, pk=pk), STEPS[verb]
    if request.method != "POST":
        context = {"question": question, "label": label, "back": reverse("office:cohort", args=[pk])}
        return render(request, "office/confirm.html", context | {"breadcrumbs_items": trail(found, ("", str(label))), "header_title": label})
    try:
        VERBS[verb](found, by=request.user)
        messages.success(request, _("Готово: %(step)s.") % {"step": str(label).lower()})
    except Refused as refused:
        for reason in refused.reasons:
            messages.error(request, str(reason))
    return redirect("office:cohort", pk=pk)


@coordinators_only
@unless_archived(reading=False)
def modules(request: PersonRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Cohort, pk=pk)
    frozen = found.state in FROZEN
    taught = [row.module for row in found.cohort_modules.select_related("module")] if frozen else taught_modules(found)
    form = CalendarForm(request.POST or None, cohort=found, modules=taught, frozen=frozen)
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_calendar(found, form.openings(), by=request.user)
        except Refused as refused:
            form.add_error(None, [str(reason) for reason in refused.reasons])
        else:
            messages.success(request, _("Даты модулей сохранены."))
            return redirect("office:cohort", pk=pk)
    title = _("Модули потока")
    context = {"form": form, "label": _("Сохранить даты"), "back": reverse("office:cohort", args=[pk])}
    return render(request, "office/form.html", context | {"breadcrumbs_items": trail(found, ("", title)), "header_title": f"{title}: {found}"})


urlpatterns = [
    path("cohort/<int:pk>/", cohort, name="cohort"),
    path("cohort/<int:pk>/modules/", modules, name="cohort_modules"),
    path("cohort/<int:pk>/<slug:verb>/", step, name="cohort_step"),
]
