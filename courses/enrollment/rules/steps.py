"""The tables of steps: of an application and of a place in a cohort."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy

from courses.enrollment.models import Application, Enrollment
from school.people.rules import Text

State = Application.State
SEATED = (Enrollment.State.ACTIVE, Enrollment.State.FINISHED)


@dataclass(frozen=True)
class Move:
    """One step of a process: from where, to where, whose it is, its button, and what the participant reads afterwards."""

    sources: frozenset[str]
    target: str
    who: str
    label: Text
    told: Text


_ASKING = frozenset({State.SUBMITTED, State.WAITING})
_OUT = gettext_lazy("Заявка отозвана")
_IN = gettext_lazy("Вы зачислены")

TRANSITIONS: dict[str, Move] = {
    "apply": Move(frozenset({State.DRAFT}), State.SUBMITTED, "applicant", gettext_lazy("Отправить заявку"), gettext_lazy("Заявка на рассмотрении")),
    "admit": Move(_ASKING | {State.OFFERED}, State.ADMITTED, "coordinator", gettext_lazy("Зачислить"), _IN),
    "put_on_waiting_list": Move(
        frozenset({State.SUBMITTED}),
        State.WAITING,
        "coordinator",
        gettext_lazy("В лист ожидания"),
        gettext_lazy("Вы в листе ожидания"),
    ),
    "decline": Move(_ASKING, State.DECLINED, "coordinator", gettext_lazy("Отклонить"), gettext_lazy("Заявка отклонена")),
    "offer": Move(frozenset({State.WAITING}), State.OFFERED, "school", gettext_lazy("Предложить место"), gettext_lazy("Вам предложено место")),
    "accept": Move(frozenset({State.OFFERED}), State.ADMITTED, "applicant", gettext_lazy("Занять место"), _IN),
    "return_to_line": Move(
        frozenset({State.OFFERED}), State.WAITING, "school", gettext_lazy("Вернуть в лист ожидания"), gettext_lazy("Вы в листе ожидания")
    ),
    "refuse": Move(frozenset({State.OFFERED}), State.WITHDRAWN, "applicant", gettext_lazy("Отказаться от места"), _OUT),
    "expire": Move(frozenset({State.OFFERED}), State.WITHDRAWN, "school", gettext_lazy("Срок ответа вышел"), _OUT),
    "withdraw": Move(_ASKING, State.WITHDRAWN, "applicant", gettext_lazy("Отозвать заявку"), _OUT),
    "reconsider": Move(
        frozenset({State.WAITING, State.OFFERED, State.DECLINED, State.ADMITTED}),
        State.SUBMITTED,
        "coordinator",
        gettext_lazy("Вернуть на рассмотрение"),
        gettext_lazy("Заявка снова на рассмотрении"),
    ),
    # Follow the place in the cohort: it ended, it came back.
    "end": Move(frozenset({State.ADMITTED}), State.ENDED, "school", gettext_lazy("Учёба прекращена"), gettext_lazy("Вы больше не учитесь")),
    "resume": Move(frozenset({State.ENDED}), State.ADMITTED, "school", gettext_lazy("Учёба возобновлена"), _IN),
}

_ACTIVE, _LEFT = Enrollment.State.ACTIVE, frozenset({Enrollment.State.WITHDRAWN, Enrollment.State.EXPELLED})
ENROLLMENT_TRANSITIONS: dict[str, Move] = {
    "finish": Move(
        frozenset({_ACTIVE}), Enrollment.State.FINISHED, "coordinator", gettext_lazy("Отметить окончание"), gettext_lazy("Программа пройдена")
    ),
    "expel": Move(frozenset({_ACTIVE}), Enrollment.State.EXPELLED, "coordinator", gettext_lazy("Отчислить"), gettext_lazy("Вы отчислены")),
    "leave": Move(
        frozenset({_ACTIVE}), Enrollment.State.WITHDRAWN, "coordinator", gettext_lazy("Отметить выбытие"), gettext_lazy("Вы выбыли из потока")
    ),
    "restore": Move(
        frozenset({*_LEFT, Enrollment.State.FINISHED}), _ACTIVE, "coordinator", gettext_lazy("Восстановить"), gettext_lazy("Вы снова учитесь")
    ),
}
