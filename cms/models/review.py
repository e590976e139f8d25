"""The one step between an author's draft and the site: a methodologist reads the page, lets it out or sends it back with a reason."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.locks import WorkflowLock
from wagtail.models import AbstractGroupApprovalTask, TaskState

from school.people.models import User

LONGEST = 2000


class ApproveForm(forms.Form):
    comment = forms.CharField(
        label=gettext_lazy("Несколько слов автору"), required=False, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 4})
    )


class ReturnForm(forms.Form):
    comment = forms.CharField(
        label=gettext_lazy("Что исправить"),
        max_length=LONGEST,
        help_text=gettext_lazy("Автор прочитает это в письме и на своей первой странице."),
        error_messages={"required": gettext_lazy("Напишите, что исправить: без этого автор не поймёт, почему страница вернулась.")},
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class ReviewLock(WorkflowLock):
    """Wagtail's lock of a page under review, in words that an author understands."""

    def get_message(self, user: User) -> str | None:
        if not self.for_user(user):
            return None
        return _("Страница на проверке у методиста. Пока он не ответит, её не правят. Нужно исправить сейчас – отзовите её с проверки.")

    def get_locked_by(self, user: User, can_lock: bool = False) -> str:
        return _("Можете править: страницу проверяете вы") if can_lock else _("На проверке у методиста")

    def get_description(self, user: User, can_lock: bool = False) -> str:
        return _("Автор увидит ваши правки после ответа") if can_lock else _("Править может только методист")


class ReviewTask(AbstractGroupApprovalTask):
    """Wagtail's approval by a group in the school's words; a page never comes back without a reason."""

    lock_class = ReviewLock

    class Meta:
        verbose_name = gettext_lazy("проверка методистом")
        verbose_name_plural = gettext_lazy("проверки методистом")

    def get_actions(self, obj: Any, user: User) -> list[tuple[str, str, bool]]:
        """Name, words on the button, whether it asks for a comment first."""
        if not super().get_actions(obj, user):
            return []
        return [
            ("reject", _("Вернуть на доработку"), True),
            ("approve", _("Одобрить и опубликовать"), False),
            ("approve", _("Одобрить с письмом автору"), True),
        ]

    def get_form_for_action(self, action: str) -> type[forms.Form]:
        return ReturnForm if action == "reject" else ApproveForm

    def on_action(self, task_state: TaskState, user: User, action_name: str, **data: Any) -> Any:
        """What comes from the editor's own form has passed no form of ours, so it is judged here once more."""
        form = self.get_form_for_action(action_name)({"comment": data.get("comment", "")})
        if not form.is_valid():
            raise PermissionDenied
        return super().on_action(task_state, user, action_name, comment=form.cleaned_data["comment"])

    @classmethod
    def get_description(cls) -> str:
        return _("Методист читает страницу и публикует её или возвращает автору с объяснением")
