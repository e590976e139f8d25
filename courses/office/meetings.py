"""The table of meetings and its form: clashes are asked about before saving, whoever hears of a change is counted."""

from typing import Any, ClassVar

from django.db.models import Case, F, Model, QuerySet, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.admin.widgets.button import Button

from courses.enrollment.actions import add_meeting, change_meeting
from courses.enrollment.meeting_rules import heard_by, is_news, told_of_move, told_words
from courses.office.archive import MeetingFilters, UnlessArchived
from courses.office.frames import OfficeCreate, OfficeEdit, OfficeIndex, OfficeViewSet
from courses.office.tables import MomentColumn, Pages, TimelinePages, midnight
from courses.office.timetable_forms import MeetingForm, number_in
from courses.program.models import Meeting
from school.listing import Pill, PillColumn
from school.people.rules import Text


class MeetingIndex(OfficeIndex):
    """Today and later first, the nearest on top; what is over follows, the latest first."""

    default_ordering = "ahead"

    def get_paginator(self, *args: Any, **kwargs: Any) -> Pages:
        return (TimelinePages if self.ordering == self.default_ordering else Pages)(*args, **kwargs)

    def order_queryset(self, queryset: QuerySet[Meeting]) -> QuerySet[Meeting]:
        if self.ordering != self.default_ordering:
            return super().order_queryset(queryset)
        return queryset.order_by(Case(When(starts_at__gte=midnight(), then=F("starts_at"))).asc(nulls_last=True), "-starts_at", "pk")

    def get_base_queryset(self) -> QuerySet[Meeting]:
        return Meeting.objects.select_related("cohort", "module", "town", "trainer", "subgroup")


class AsksOfClashes:
    """Clashes are a question, not a mistake: the second press goes by another name and saves."""

    template_name = "office/meeting.html"
    in_spite: ClassVar[Text] = ""

    def is_valid(self, form: MeetingForm) -> bool:
        valid: bool = super().is_valid(form)  # type: ignore[misc]
        if form.clashing:
            self.produced_error_message, self.submit_button_label = None, self.in_spite
        return valid


class MeetingCreate(AsksOfClashes, OfficeCreate):
    in_spite = _("Всё равно создать")

    def get_initial(self) -> dict[str, Any]:
        """The page of a cohort leads here with it."""
        return {"cohort": number_in(self.request.GET.get("cohort")) or None}

    def save_instance(self) -> Model:
        return self.there_already() or add_meeting(self.form.instance, by=self.request.user, fields=list(self.form.changed_data))

    def get_success_message(self, instance: Meeting) -> str:
        saved = _("Занятие «%(title)s» в расписании.") % {"title": instance}
        return f"{saved} {told_words(heard_by(instance) if is_news(instance.cohort) else 0)}"


class MeetingEdit(AsksOfClashes, UnlessArchived, OfficeEdit):
    in_spite = _("Всё равно сохранить")
    header_more_buttons: ClassVar[list[Button]] = []

    def save_instance(self) -> Meeting:
        """Whoever is concerned by the change is told by the action."""
        before = self.form.instance.sequence
        saved = change_meeting(self.form.instance, by=self.request.user, fields=list(self.form.changed_data))
        self.told = told_words(told_of_move(saved)) if saved.sequence > before else ""
        return saved

    def get_success_message(self) -> str:
        return _("Занятие «%(title)s» сохранено.") % {"title": self.object} + f" {self.told}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"told": told_words(heard_by(self.object))}


def place_of(meeting: Meeting) -> Pill:
    if meeting.cancelled_at:
        return Pill("bad", "ban", _("отменено"))
    return Pill("info", "cal", _("в расписании")) if meeting.ends_at > timezone.now() else Pill("", "check", _("прошло"))


class MeetingViewSet(OfficeViewSet):
    model = Meeting
    name, url_prefix, icon = "office_meetings", "school/meetings", "date"
    form_class = MeetingForm
    index_view_class, add_view_class, edit_view_class = MeetingIndex, MeetingCreate, MeetingEdit
    filterset_class = MeetingFilters
    search_fields = ["title", "place", "cohort__title"]
    list_display = [
        "title",
        MomentColumn("starts_at", label=_("Начало, время тюменское"), sort_key="starts_at"),
        Column("cohort", label=_("Поток"), sort_key="cohort__title"),
        Column("town", label=_("Город"), accessor=lambda row: row.town or _("все города")),
        Column("trainer", label=_("Ведёт"), accessor=lambda row: row.trainer or "–"),
        PillColumn("cancelled_at", label=_("Состояние"), pill=place_of),
    ]
