"""Who is who: assignments, mentorships, invitations. Rights follow these rows at the next request; nobody here edits accounts (T35)."""

from typing import Any

from django.contrib import messages
from django.db.models import F, Q, QuerySet
from django.forms import Form
from django.http import Http404, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.widgets.button import HeaderButton

from courses.enrollment import actions, rules
from courses.enrollment.models import Assignment, Invitation, Mentorship
from courses.office.access import coordinators_only
from courses.office.archive import OutOfArchive
from courses.office.forms import AssignForm, InviteForm, MentorshipForm
from courses.office.tables import DayColumn, LinkColumn, MomentColumn, OfficeListing, crumbs
from school.listing import Pill, PillColumn
from school.people.requests import PersonRequest
from school.people.rules import Refused


class ActionColumn(Column):
    """One quiet button of a row; `url` answers an empty string where there is nothing to do."""

    cell_template_name = "office/action_cell.html"

    def __init__(self, name: str, *, label: Any, url: Any) -> None:
        super().__init__(name, label=_("Действие"), accessor=lambda row: "")
        self.words, self.url = label, url

    def get_cell_context_data(self, instance: Any, parent_context: dict[str, Any]) -> dict[str, Any]:
        facts = {"words": self.words, "url": self.url(instance), "csrf_token": get_token(parent_context["request"])}
        return super().get_cell_context_data(instance, parent_context) | facts


class AssignmentFilter(OutOfArchive):
    class Meta:
        model = Assignment
        fields = ["role", "cohort", "archive"]


class Roles(OfficeListing):
    page_title = gettext_lazy("Роли")
    header_icon = "key"
    index_url_name, index_results_url_name = "office:roles", "office:roles_results"
    filterset_class = AssignmentFilter
    folded_fields = ("person__folded_name",)
    nothing = gettext_lazy("Ролей пока нет. Назначьте человека или пригласите по почте.")

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        return [
            HeaderButton(_("Назначить"), url=reverse("office:assign"), icon_name="plus", priority=1),
            HeaderButton(_("Наставничество"), url=reverse("office:mentorships"), icon_name="user", priority=2),
            HeaderButton(_("Пригласить"), url=reverse("office:invite"), icon_name="mail", priority=3),
        ]

    @cached_property
    def columns(self) -> list[Column]:
        return [
            Column("person", label=_("Человек"), accessor="person.full_name", sort_key="person__folded_name", classname="title"),
            Column("email", label=_("Почта"), accessor="person.email"),
            Column("role", label=_("Роль"), accessor="get_role_display", sort_key="role"),
            Column("scope", label=_("Где"), accessor=lambda row: row.cohort or row.program or _("вся школа")),
            DayColumn("since", label=_("С"), sort_key="since"),
            DayColumn("until", label=_("По"), sort_key="until"),
            ActionColumn("dismiss", label=_("Снять роль"), url=lambda row: reverse("office:dismiss", args=[row.pk]) if in_force(row) else ""),
        ]

    def get_base_queryset(self) -> QuerySet[Assignment]:
        return Assignment.objects.select_related("person", "cohort", "program").order_by(
            F("until").desc(nulls_first=True), "person__family_name", "pk"
        )


class Mentorships(OfficeListing):
    page_title = gettext_lazy("Наставничество")
    header_icon = "user"
    index_url_name, index_results_url_name = "office:mentorships", "office:mentorships_results"
    folded_fields = ("mentor__folded_name", "organization__folded_name")
    nothing = gettext_lazy("Наставников пока ни у кого нет.")

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        return [HeaderButton(_("Дать наставника"), url=reverse("office:mentorship_new"), icon_name="plus", priority=1)]

    @cached_property
    def columns(self) -> list[Column]:
        return [
            Column(
                "organization", label=_("Организация"), accessor="organization.short_name", sort_key="organization__short_name", classname="title"
            ),
            Column("mentor", label=_("Наставник"), accessor="mentor.full_name", sort_key="mentor__folded_name"),
            DayColumn("since", label=_("С"), sort_key="since"),
            DayColumn("until", label=_("По"), sort_key="until"),
            LinkColumn(
                "hand_over", label=_("Передать"), url=lambda row: reverse("office:mentorship_hand_over", args=[row.pk]) if in_force(row) else ""
            ),
            ActionColumn("end", label=_("Закончить"), url=lambda row: reverse("office:mentorship_end", args=[row.pk]) if in_force(row) else ""),
        ]

    def get_base_queryset(self) -> QuerySet[Mentorship]:
        return Mentorship.objects.select_related("mentor", "organization").order_by(
            F("until").desc(nulls_first=True), "organization__short_name", "pk"
        )


class InvitationFilter(WagtailFilterSet):
    class Meta:
        model = Invitation
        fields = ["role"]


class Invitations(OfficeListing):
    page_title = gettext_lazy("Приглашения")
    header_icon = "mail"
    index_url_name, index_results_url_name = "office:invitations", "office:invitations_results"
    filterset_class = InvitationFilter
    default_ordering = "-invited_at"
    nothing = gettext_lazy("Приглашений пока нет.")

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        return [HeaderButton(_("Пригласить"), url=reverse("office:invite"), icon_name="plus", priority=1)]

    @cached_property
    def columns(self) -> list[Column]:
        return [
            Column("email", label=_("Почта"), sort_key="email", classname="title"),
            Column("role", label=_("Роль"), accessor="get_role_display", sort_key="role"),
            Column("scope", label=_("Где"), accessor=lambda row: row.cohort or row.program or row.organization or _("вся школа")),
            MomentColumn("invited_at", label=_("Отправлено"), sort_key="invited_at"),
            PillColumn("state", label=_("Состояние"), pill=state_of),
            ActionColumn(
                "resend",
                label=_("Отправить ещё раз"),
                url=lambda row: reverse("office:invitation_turn", args=[row.pk, "resend"]) if again(row) else "",
            ),
            ActionColumn(
                "cancel", label=_("Отменить"), url=lambda row: reverse("office:invitation_turn", args=[row.pk, "cancel"]) if pending(row) else ""
            ),
        ]

    def get_base_queryset(self) -> QuerySet[Invitation]:
        return Invitation.objects.select_related("cohort", "program", "organization")

    def search_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(Q(email__contains=self.search_query.strip().lower())) if self.search_query else queryset


def in_force(row: Assignment | Mentorship) -> bool:
    return row.until is None or row.until >= timezone.localdate()


def again(invitation: Invitation) -> bool:
    return invitation.accepted_at is None and invitation.cancelled_at is None


def pending(invitation: Invitation) -> bool:
    return again(invitation) and invitation.invited_at + rules.INVITATION_LIVES > timezone.now()


def state_of(invitation: Invitation) -> Pill:
    if invitation.accepted_at:
        return Pill("ok", "check", _("принято"))
    if invitation.cancelled_at:
        return Pill("", "ban", _("отменено"))
    return Pill("info", "clock", _("ждёт ответа")) if pending(invitation) else Pill("warn", "alert", _("срок вышел"))


def asked(request: PersonRequest, form: Form, title: str, parent: str, label: str) -> HttpResponse:
    listing = reverse(f"office:{parent}")
    items = crumbs((listing, {"roles": _("Роли"), "mentorships": _("Наставничество"), "invitations": _("Приглашения")}[parent]), ("", title))
    context = {"form": form, "label": label, "back": listing, "breadcrumbs_items": items, "header_title": title}
    return render(request, "office/form.html", context)


@coordinators_only
def assign(request: PersonRequest) -> HttpResponse:
    form = AssignForm(request.POST or None, initial={name: request.GET.get(name) for name in ("role", "cohort")})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            actions.assign(given["person"], given["role"], cohort=given["cohort"], program=given["program"], by=request.user)
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("Роль назначена: %(person)s.") % {"person": given["person"]})
            return redirect("office:roles")
    return asked(request, form, _("Назначить роль"), "roles", _("Назначить"))


@coordinators_only
def mentorship_new(request: PersonRequest) -> HttpResponse:
    form = MentorshipForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.start_mentorship(form.cleaned_data["mentor"], form.cleaned_data["organization"], by=request.user)
        messages.success(request, _("Наставник назначен."))
        return redirect("office:mentorships")
    return asked(request, form, _("Дать организации наставника"), "mentorships", _("Назначить"))


@coordinators_only
def invite(request: PersonRequest) -> HttpResponse:
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        scope = {name: given[name] for name in ("cohort", "program", "organization")}
        try:
            actions.invite(given["email"], given["role"], by=request.user, **scope)
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("Приглашение отправлено на %(email)s.") % {"email": given["email"]})
            return redirect("office:invitations")
    return asked(request, form, _("Пригласить по почте"), "invitations", _("Отправить приглашение"))


def refuse(form: Form, refused: Refused) -> None:
    for reason in refused.reasons:
        form.add_error(None, str(reason))


@require_POST
@coordinators_only
def dismiss(request: PersonRequest, pk: int) -> HttpResponse:
    assignment = get_object_or_404(Assignment.objects.select_related("person"), pk=pk)
    actions.dismiss(assignment, by=request.user)
    messages.success(request, _("Роль снята: %(person)s.") % {"person": assignment.person})
    return redirect("office:roles")


@require_POST
@coordinators_only
def mentorship_end(request: PersonRequest, pk: int) -> HttpResponse:
    mentorship = get_object_or_404(Mentorship.objects.select_related("mentor", "organization"), pk=pk)
    actions.end_mentorship(mentorship, by=request.user)
    messages.success(request, _("Наставничество закончено: %(organization)s.") % {"organization": mentorship.organization})
    return redirect("office:mentorships")


@require_POST
@coordinators_only
def invitation_turn(request: PersonRequest, pk: int, verb: str) -> HttpResponse:
    if verb not in ("cancel", "resend"):
        raise Http404
    invitation = get_object_or_404(Invitation.objects.select_related("cohort", "program", "organization"), pk=pk)
    try:
        if verb == "cancel":
            actions.cancel_invitation(invitation, by=request.user)
            messages.success(request, _("Приглашение отменено: ссылка из письма больше не действует."))
        else:
            actions.resend_invitation(invitation, by=request.user)
            messages.success(request, _("Отправлено новое письмо, прежняя ссылка больше не действует."))
    except Refused as refused:
        for reason in refused.reasons:
            messages.error(request, str(reason))
    return redirect("office:invitations")


urlpatterns = [
    path("roles/", Roles.as_view(), name="roles"),
    path("roles/results/", Roles.as_view(results_only=True), name="roles_results"),
    path("roles/new/", assign, name="assign"),
    path("roles/<int:pk>/dismiss/", dismiss, name="dismiss"),
    path("mentorships/", Mentorships.as_view(), name="mentorships"),
    path("mentorships/results/", Mentorships.as_view(results_only=True), name="mentorships_results"),
    path("mentorships/new/", mentorship_new, name="mentorship_new"),
    path("mentorships/<int:pk>/end/", mentorship_end, name="mentorship_end"),
    path("invitations/", Invitations.as_view(), name="invitations"),
    path("invitations/results/", Invitations.as_view(results_only=True), name="invitations_results"),
    path("invitations/new/", invite, name="invite"),
    path("invitations/<int:pk>/<slug:verb>/", invitation_turn, name="invitation_turn"),
]
