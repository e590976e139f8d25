"""The draft of a test as a form: how it goes, and its lines – questions by name and draws from banks."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import Count
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from courses.progress import question_rules, quiz_rules
from courses.progress.models import Bank, BankQuestion, QuizPart, QuizVersion
from school.people.fields import ParagraphField

Row = dict[str, Any]


@dataclass(frozen=True)
class PartLine:
    """One line on the page: its name, its fields, how many questions there are to draw from."""

    number: int
    title: str
    about: str
    lacks: bool  # asks for more than there is
    part: forms.BoundField
    topic: forms.BoundField
    count: forms.BoundField | None
    points: forms.BoundField


class DraftForm(forms.ModelForm):  # type: ignore[type-arg]
    """Wants a draft. The lines come with the form, so that whatever was typed is there after any press."""

    about = ParagraphField(
        label=_("Перед началом"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Что человек прочитает перед первым вопросом."),
    )
    room = forms.ChoiceField(label=_("Откуда взять случайные вопросы"), required=False)
    draw = forms.IntegerField(
        label=_("Сколько"), required=False, min_value=1, max_value=quiz_rules.MOST_QUESTIONS, widget=forms.NumberInput({"class": "short"})
    )

    class Meta:
        model = QuizVersion
        fields = ["about", "pass_share", "tries", "minutes", "show", "shuffle", "shuffle_options"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.program = self.instance.quiz.lesson.module.program_id
        for name, (least, most, _words) in quiz_rules.LIMITS.items():
            if name in self.fields:
                self.fields[name].widget.attrs |= {"min": least, "max": most, "class": "short"}
                self.fields[name].validators = []  # `clean` says it in words of its own
        self.fields["show"].help_text = _("Это видно после каждой попытки, и перед новой тоже.")
        self.rooms = rooms_of(self.program)
        self.fields["room"].choices = [("", _("Выберите банк")), *((key, words) for key, (words, _n) in self.rooms.items())]  # type: ignore[attr-defined]
        for name in ("about", "room", "draw", "tries", "minutes"):
            self.fields[name].quiet = True  # type: ignore[attr-defined]
        self.rows = rows_in(self.data) if self.is_bound else rows_of(self.instance)
        self.names = names_of(self.rows, self.program)
        self.rows = [row for row in self.rows if (row["kind"], row["pk"]) in self.names]
        for number, row in enumerate(self.rows):
            self.add_line(row.setdefault("n", number), row)

    def add_line(self, number: int, row: Row) -> None:
        most = quiz_rules.MOST_QUESTIONS
        hidden = {"part": f"{row['kind']}-{row['pk']}", "topic": row["topic"]}
        for name, value in hidden.items():
            self.fields[f"{name}_{number}"] = forms.CharField(required=False, max_length=100, widget=forms.HiddenInput, initial=value)
        if row["kind"] == "bank":
            self.fields[f"count_{number}"] = forms.IntegerField(label=_("Вопросов"), min_value=1, max_value=most, initial=row["count"])
        self.fields[f"points_{number}"] = forms.IntegerField(label=_("Баллов за вопрос"), min_value=1, max_value=most, initial=row["points"])

    def lines(self) -> list[PartLine]:
        found = []
        for row in self.rows:
            number = row["n"]
            title, about = self.names[row["kind"], row["pk"]]
            lacks = False
            if row["kind"] == "bank":
                known = self.rooms.get(f"{row['pk']}:{row['topic']}")
                title = __("Случайные вопросы: %(bank)s") % {"bank": f"{title}, {row['topic']}" if row["topic"] else title}
                there = known[1] if known else 0
                about = __("Есть в банке: %(n)s") % {"n": there}
                lacks = number_in(self[f"count_{number}"]) > there
            fields = {name: self[f"{name}_{number}"] for name in ("part", "topic", "points")}
            found.append(PartLine(number, title, about, lacks, count=self[f"count_{number}"] if row["kind"] == "bank" else None, **fields))
        return found

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for name, (least, most, words) in quiz_rules.LIMITS.items():
            value = data.get(name)
            if value is not None and not least <= value <= most:
                self.add_error(name, words % {"least": least, "most": most})
        if self.data.get("do") == "draw" and "room" not in self.errors and not data.get("room"):
            self.add_error("room", _("Выберите, откуда взять вопросы."))
        return data

    @property
    def settings(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.Meta.fields}

    def parts(self) -> list[Row]:
        """After the press that was made: a line moved, taken out or added."""
        rows = [part_in(row, self.cleaned_data) for row in self.rows]
        verb, _dash, which = self.data.get("do", "").partition("-")
        place = int(which) if which.isascii() and which.isdecimal() and len(which) < 4 else -1
        if verb == "draw":
            bank, _colon, topic = self.cleaned_data["room"].partition(":")
            rows.append({"question": None, "bank": int(bank), "topic": topic, "count": self.cleaned_data.get("draw") or 1, "points": 1})
        elif verb in ("up", "down", "remove") and 0 <= place < len(rows):
            row = rows.pop(place)
            if verb != "remove":
                rows.insert(max(0, place + (-1 if verb == "up" else 1)), row)
        return rows


def number_in(field: forms.BoundField) -> int:
    """As it stands on the page, saved or only typed; 0 for what is no number."""
    text = str(field.value() or "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else 0


def part_in(row: Row, data: Mapping[str, Any]) -> Row:
    number = row["n"]
    bank = row["kind"] == "bank"
    found = {"question": None if bank else row["pk"], "bank": row["pk"] if bank else None, "topic": row["topic"]}
    return found | {"count": data[f"count_{number}"] if bank else 1, "points": data[f"points_{number}"]}


def rows_of(version: QuizVersion) -> list[Row]:
    return [row_of(part) for part in version.parts.all()]


def row_of(part: QuizPart) -> Row:
    kind, pk = ("bank", part.bank_id) if part.bank_id else ("question", part.question_id)
    return {"kind": kind, "pk": pk, "topic": part.topic, "count": part.count, "points": part.points}


def rows_in(data: Mapping[str, Any]) -> list[Row]:
    """Lines that were sent; what stands for nothing is left out by `names_of`."""
    found = []
    for number in range(quiz_rules.MOST_PARTS):
        kind, _dash, pk = str(data.get(f"part_{number}", "")).partition("-")
        if kind in ("bank", "question") and pk.isascii() and pk.isdecimal() and len(pk) < 19:
            found.append({"n": number, "kind": kind, "pk": int(pk), "topic": str(data.get(f"topic_{number}", ""))[:100], "count": 1, "points": 1})
    return found


def names_of(rows: list[Row], program: int) -> dict[tuple[str, int], tuple[str, str]]:
    """{(kind, pk): (name, what it is)} of what belongs to the programme. Three queries."""
    banks = Bank.objects.filter(pk__in=[row["pk"] for row in rows if row["kind"] == "bank"], program=program)
    questions = BankQuestion.objects.filter(pk__in=[row["pk"] for row in rows if row["kind"] == "question"], bank__program=program)
    found = {("bank", bank.pk): (bank.title, "") for bank in banks}
    newest = question_rules.newest(questions.values_list("pk", flat=True))
    for pk, version in newest.items():
        retired = __("убран из банка, в тест не попадёт") if version.question.retired_at else ""
        found["question", pk] = (version.text, ", ".join(str(word) for word in (version.get_kind_display(), retired) if word))
    return found


def rooms_of(program: int) -> dict[str, tuple[str, int]]:
    """{«bank:topic»: (words, how many questions)}; one query."""
    live = question_rules.in_use(BankQuestion.objects.filter(bank__program=program)).order_by("bank__title", "bank", "topic")
    counted = list(live.values_list("bank", "bank__title", "topic").annotate(n=Count("pk")))
    totals: dict[int, int] = {}
    for bank, _title, _topic, number in counted:
        totals[bank] = totals.get(bank, 0) + number
    found: dict[str, tuple[str, int]] = {}
    for bank, title, topic, number in counted:
        found.setdefault(f"{bank}:", (__("%(bank)s, все темы: %(n)s") % {"bank": title, "n": totals[bank]}, totals[bank]))
        if topic:
            found[f"{bank}:{topic}"] = (__("%(bank)s, тема «%(topic)s»: %(n)s") % {"bank": title, "topic": topic, "n": number}, number)
    return found
