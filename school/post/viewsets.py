"""«Письма» in Wagtail admin: what was sent, what waits, what never arrived; one verb – send again. The text of letters is not shown here."""

from typing import Any

import django_filters
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.permissions import policy_registry

from school.journal.viewsets import MomentColumn, ReadOnlyIndexView, ReadOnlyViewSet
from school.listing import Pill, PillColumn
from school.people import rules
from school.people.requests import PersonRequest
from school.people.rules import Refused
from school.post.actions import resend
from school.post.models import Letter, LetterQuerySet

TONES = {
    "waiting": ("info", "clock"),
    "sent": ("ok", "check"),
    "failed": ("bad", "alert"),
    "taken_back": ("", "back"),
    "gathered": ("info", "clock"),
    "digested": ("ok", "check"),
    "kept": ("", "bell"),
}


class LetterFilterSet(WagtailFilterSet):
    state = django_filters.ChoiceFilter(choices=Letter.State.choices, label=gettext_lazy("Состояние"))
    email = django_filters.CharFilter(method="to_address", label=gettext_lazy("Адрес получателя"))

    class Meta:
        model = Letter
        fields: list[str] = []

    def to_address(self, letters: LetterQuerySet, name: str, value: str) -> LetterQuerySet:
        return letters.filter(email__istartswith=rules.tidy(value.replace("\0", "")))


class ResendColumn(Column):
    """The verb beside a letter that was not delivered."""

    cell_template_name = "post/resend_cell.html"

    def get_value(self, instance: Letter) -> str:
        return reverse("letters:resend", args=[instance.pk]) if instance.state == Letter.State.FAILED and not instance.secret else ""


class LetterIndexView(ReadOnlyIndexView):
    page_title = gettext_lazy("Письма")
    columns = [
        MomentColumn("created_at", label=gettext_lazy("Когда")),
        Column("email", label=gettext_lazy("Кому"), classname="office-mail"),
        Column("subject", label=gettext_lazy("Тема"), accessor=lambda letter: _("письмо для входа") if letter.secret else letter.subject),
        PillColumn("state", label=gettext_lazy("Состояние"), pill=lambda letter: Pill(*TONES[letter.state], letter.get_state_display())),
        Column("tries", label=gettext_lazy("Попыток")),
        Column("error", label=gettext_lazy("Ошибка")),
        ResendColumn("resend", label=gettext_lazy("Действие")),
    ]

    def get_base_queryset(self) -> LetterQuerySet:
        return Letter.objects.defer("text", "html", "attachment")


@require_http_methods(["GET", "HEAD", "POST"])
def resend_view(request: PersonRequest, pk: int) -> HttpResponse:
    if not policy_registry.get_by_type(Letter).user_has_permission(request.user, "change"):
        raise PermissionDenied
    letter = get_object_or_404(Letter, pk=pk)
    if request.method == "POST":
        try:
            resend(letter, by=request.user)
            messages.success(request, _("Письмо снова ждёт отправки."))
        except Refused as refused:
            messages.error(request, " ".join(str(reason) for reason in refused.reasons))
        return redirect("letters:index")
    return render(request, "post/resend.html", {"letter": letter, "index_url": reverse("letters:index")})


class LetterViewSet(ReadOnlyViewSet):
    model = Letter
    name = "letters"
    icon = "mail"
    menu_label = gettext_lazy("Письма")
    menu_order = 810
    add_to_admin_menu = True
    index_view_class = LetterIndexView
    filterset_class = LetterFilterSet

    def get_urlpatterns(self) -> list[URLPattern]:
        return [*super().get_urlpatterns(), path("<int:pk>/resend/", resend_view, name="resend")]

    def get_permissions_to_register(self) -> Any:
        every = super(ReadOnlyViewSet, self).get_permissions_to_register()
        return every.filter(codename__in=["view_letter", "change_letter"])
