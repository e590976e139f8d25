"""The glossary's section of the editor's room: a list of terms, their form, what a change of a term leaves behind."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.db import transaction
from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_filters import ChoiceFilter
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.snippets.views.snippets import IndexView, SnippetViewSet

from cms.models import Term
from cms.models.records import latin
from school.journal.actions import record
from school.listing import Totals
from school.people.models import User
from school.people.requests import PersonRequest
from school.people.rules import folded, tidy

SLUG = 80


def slug_of(word: str) -> str:
    """«Паспорт услуги» is «pasport-uslugi»."""
    return latin(word)[:SLUG].strip("-")


def ways_to_write(word: str, forms: str) -> set[str]:
    return {folded(line) for line in (word, *forms.splitlines()) if line.strip()}


class TermForm(WagtailAdminModelForm):
    """One word leads to one explanation: a word or a form that another term has is refused by its name."""

    slug = forms.SlugField(
        label=gettext_lazy("якорь в словаре"), max_length=SLUG, required=False, help_text=gettext_lazy("Пусто – составится из слова латиницей.")
    )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean()
        data["word"] = tidy(data.get("word") or "")
        data["forms"] = "\n".join(filter(None, map(tidy, (data.get("forms") or "").splitlines())))
        data["slug"] = self.free_slug(data)
        self.refuse_known(data)
        return data

    def free_slug(self, data: dict[str, Any]) -> str:
        slug = data.get("slug") or slug_of(data["word"])
        if not slug and data["word"]:
            self.add_error("slug", _("Из этого слова якорь не составить: напишите его латиницей."))
        return slug

    def refuse_known(self, data: dict[str, Any]) -> None:
        word, written = folded(data["word"]), ways_to_write(data["word"], data["forms"])
        for term in Term.objects.exclude(pk=self.instance.pk).only("word", "slug", "forms"):
            common = written & ways_to_write(term.word, term.forms)
            if word in common:
                self.add_error("word", _("Такое слово уже объяснено: термин «%(term)s».") % {"term": term.word})
            elif common:
                given = _("Это написание уже есть у термина «%(term)s»: %(words)s.") % {"term": term.word, "words": ", ".join(sorted(common))}
                self.add_error("forms", given)
            if data["slug"] and data["slug"] == term.slug and not common:
                self.add_error("slug", _("Такой якорь уже есть у термина «%(term)s». Напишите другой.") % {"term": term.word})


class CheckedFilter(WagtailFilterSet):
    checked = ChoiceFilter(
        label=gettext_lazy("Проверка юристом"),
        choices=[("no", gettext_lazy("Не проверены")), ("yes", gettext_lazy("Проверены"))],
        empty_label=gettext_lazy("Все"),
        method="by_check",
    )

    class Meta:
        model = Term
        fields: ClassVar[list[str]] = []

    def by_check(self, queryset: QuerySet[Term], name: str, asked: str) -> QuerySet[Term]:
        return queryset.filter(verified="") if asked == "no" else queryset.exclude(verified="")


class TermIndex(IndexView):
    """Searched in Python: SQLite folds neither case nor ё, and the glossary is a few hundred words."""

    paginator_class = Totals

    @cached_property
    def no_results_message(self) -> Any:
        if self.is_searching or self.is_filtering:
            return _("Таких терминов нет. Попробуйте другое слово или сбросьте отбор.")
        return _("Терминов пока нет. Нажмите «Добавить термин»: его объяснение появится всюду, где стоит слово.")

    def search_queryset(self, queryset: QuerySet[Term]) -> QuerySet[Term]:
        needle = folded(self.search_query.replace("\0", "")) if self.search_query else ""
        if not needle:
            return queryset
        found = [term.pk for term in queryset if needle in folded(term.word, term.forms, term.explanation)]
        return queryset.filter(pk__in=found)


class Vocabulary(SnippetViewSet):
    model = Term
    icon = "openquote"
    menu_label = gettext_lazy("Словарь")
    menu_name = "glossary"
    menu_order = 300
    add_to_admin_menu = True
    copy_view_enabled = False
    list_display = ["word", Column("short", label=gettext_lazy("Объяснение"), accessor="explanation"), "verified"]
    list_per_page = 50
    ordering = ["word"]
    filterset_class = CheckedFilter
    index_view_class = TermIndex

    def get_edit_handler(self) -> Any:
        return ObjectList(Term.panels, base_form_class=TermForm).bind_to_model(Term)


def changed(request: PersonRequest, term: Any, verb: str) -> None:
    """The journal knows who did it; kept bodies are made anew by `cms.indexing`."""
    if isinstance(term, Term):
        remember(request.user, [term], verb)


def deleted(request: PersonRequest, terms: Iterable[Any]) -> None:
    gone = [term for term in terms if isinstance(term, Term)]
    if gone:
        remember(request.user, gone, "deleted")


@transaction.atomic
def remember(user: User, terms: list[Term], verb: str) -> None:
    for term in terms:
        record(by=user, verb=f"cms.term_{verb}", target=term if verb != "deleted" else None, name=term.word)
