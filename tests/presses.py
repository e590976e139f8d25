"""A good press for every form of the cohorts: who presses and what is given, by the key of the desk (tests/desk.py)."""

from datetime import timedelta

from django.utils import timezone

from courses.certificates.models import Certificate
from school.vault.actions import path_of
from tests.desk import STEPS
from tests.dossier_consultations import CONSULTATION_PRESSES
from tests.dossier_desk import DESK_PRESSES
from tests.dossier_documents import DOCUMENT_PRESSES
from tests.dossier_filings import FILING_PRESSES
from tests.dossier_papers import PAPER_PRESSES
from tests.dossier_screens import SCREEN_PRESSES
from tests.judges import JUDGING_PRESSES
from tests.law_office import LAW_PRESSES
from tests.lesson_room import LESSON_PRESSES
from tests.quizzing import QUIZ_PRESSES
from tests.spreadsheets import HEADS, TIMES, csv, row
from tests.stage import PDF
from tests.teamwork import TEAM_PRESSES
from tests.visits import VISIT_PRESSES


def meeting_given(stage):
    day = (timezone.localdate() + timedelta(days=40)).isoformat()
    return {
        "cohort": str(stage.opened.pk), "module": str(stage.module.pk), "title": "Разбор", "starts_at": f"{day}T10:00", "ends_at": f"{day}T12:00", "hours": "2",
        "town": str(stage.asked.town_id), "subgroup": str(stage.group.pk), "place": "Дом НКО", "host": "АНО «Дом»", "link": "https://a.example",
        "trainer": "", "check_in_before": "20", "check_in_after": "40", "seen": "",
    }  # fmt: skip


def cohort_given(stage):
    start = timezone.localdate() + timedelta(days=20)
    days = {
        name: (start + timedelta(days=days)).isoformat()
        for name, days in {"starts_on": 0, "ends_on": 90, "apply_from": -20, "apply_until": -1}.items()
    }
    return days | {
        "program": str(stage.opened.program_id), "title": "Весенний поток", "about": "Для всех", "needed_share": "75", "responsible": "", "late_after": "15",
        "late_weight": "50", "seats": "50", "per_organization": "2", "offer_hours": "48", "letters_after": "10", f"seats_{stage.asked.town_id}": "20",
    }  # fmt: skip


def card_given(stage):
    return {
        "form": "ano", "short_name": "АНО «Новая»", "name": "Автономная некоммерческая организация «Новая»", "ogrn": "1027700132195",
        "inn": "7707083893", "town": str(stage.asked.town_id), "site": "https://novaya.example", "head": "Берёзкина Анна Лесовна", "areas": "Помощь",
    }  # fmt: skip


def survey_given(stage):
    return {"title": "Как прошло", "anonymous": "on", "text_0": "Полезно?", "scale_0": "points", "text_1": "Что изменить?", "scale_1": "text"}


def sheet_given(stage):
    person = stage.enrollment.pk
    return {f"mark_{person}": "late", f"seen_{person}": "", f"note_{person}": "Пришла с коллегой", "why": "Опечатка", "all": "1"}


def design_given(stage):
    texts = dict.fromkeys(("heading", "school_name", "place", "name_1", "post_1"), "Школа лидеров")
    choices = {"orientation": "landscape", "ornament": "frame", "series": "ШЛ", "text": "Программа «{программа}»"}
    return texts | choices | {"since": timezone.localdate().isoformat()}


def nothing(stage):
    return {"x": "1"}


def because(stage):
    return {"reason": "Так решили"}


def certificate_file():
    """As the holder has got it."""
    found = Certificate.objects.exclude(file=None).select_related("file").first()
    return path_of(found.file.key).read_bytes()


def people_file(stage):
    return {"file": ("люди.csv", csv(HEADS, row(stage.asked.organization))), "seated": "yes"}


def times_file(stage):
    line = [stage.module.title, "Тема", "01.12.2026 10:00", "12:00", "", "", "", "2"]
    return {"file": ("расписание.csv", csv(TIMES, line))}


def wording_given(stage):
    """Every phrase of the shortest letter, one of them said anew."""
    return {"phrase_0": "Осталось немного: {поток}", "phrase_1": "Открыть свой путь", "added": "Звоните: 3452 00-00-00", "seen": ""}


PRESSES = {
    **VISIT_PRESSES,
    **LAW_PRESSES,
    **FILING_PRESSES,
    **DOCUMENT_PRESSES,
    **DESK_PRESSES,
    **LESSON_PRESSES,
    **QUIZ_PRESSES,
    **JUDGING_PRESSES,
    **TEAM_PRESSES,
    **PAPER_PRESSES,
    **CONSULTATION_PRESSES,
    **SCREEN_PRESSES,
    "portals:withdraw": ("participant", nothing),
    "portals:offer accept": ("participant", nothing),
    "portals:offer refuse": ("participant", nothing),
    "portals:answer": ("participant", lambda stage: {"text": "Двенадцать"}),
    "portals:discard_draft": ("participant", nothing),
    "portals:invitation": ("invited", nothing),
    "portals:announcement_read": ("participant", nothing),
    "portals:cohort_announcements": ("trainer", lambda stage: {"subject": "Обувь", "text": "Возьмите сменную обувь.", "step": "send"}),
    "portals:calendar": ("participant", nothing),
    "portals:calendar_revoke": ("participant", nothing),
    "portals:check_in": ("participant", lambda stage: {"code": stage.code}),
    "portals:check_in_code": ("participant", lambda stage: {"ticket": "нет такого"}),
    "portals:excuse": ("participant", lambda stage: {"reason": "Уезжаю", "document": ("справка.pdf", PDF)}),
    "portals:excuse_back": ("participant", nothing),
    "portals:excuse_decision": ("trainer", lambda stage: {"verdict": "refuse", "answer": "Занятие важное"}),
    "portals:nudge": (
        "trainer",
        lambda stage: {"who": str(stage.enrollment.pk), f"text_{stage.enrollment.pk}": "Здравствуйте! Остался один урок.", "me": "0"},
    ),
    "portals:sheet": ("trainer", sheet_given),
    "portals:sheet_undo": ("trainer", lambda stage: {"entry": "1"}),
    "portals:sheet_guests write": ("trainer", lambda stage: {"name": "Гость", "organization": "Администрация"}),
    "portals:sheet_guests remove": ("trainer", lambda stage: {"remove": str(stage.guest.pk)}),
    "portals:hall_code": ("trainer", nothing),
    "portals:sheet_file": ("trainer", nothing),
    "portals:papers attach": ("trainer", lambda stage: {"step": "attach", "scan": ("скан.pdf", PDF), "page": "1"}),
    "portals:papers compare": ("trainer", lambda stage: {"step": "compare", "signed": str(stage.enrollment.pk)}),
    "portals:papers settle": ("trainer", lambda stage: {"step": "settle", f"settle_{stage.enrollment.pk}": "present", "why": "По листу"}),
    "portals:cohort_report_export xlsx": ("trainer", nothing),
    "portals:cohort_report_export pdf": ("trainer", nothing),
    "portals:survey_new": ("trainer", lambda stage: survey_given(stage) | {"about": f"meeting-{stage.today.pk}"}),
    "portals:survey": ("trainer", survey_given),
    "portals:survey_switch": ("trainer", lambda stage: {"to": "open"}),
    "portals:survey_reply": ("participant", lambda stage: {"answer_0": "5"}),
    **{f"office:many {verb}": ("coordinator", lambda stage: {"id": str(stage.asked.pk)}) for verb in ("admit", "put_on_waiting_list")},
    "office:admit_many": ("coordinator", lambda stage: {"id": str(stage.asked.pk)}),
    "office:many decline": ("coordinator", lambda stage: {"id": str(stage.asked.pk)} | because(stage)),
    **{f"office:decide {verb}": ("coordinator", nothing) for verb in ("admit", "put_on_waiting_list", "offer", "reconsider")},
    "office:decide decline": ("coordinator", because),
    "office:application_ask": ("coordinator", lambda stage: {"ask-text": "Сколько у вас подопечных?"}),
    "office:application_note": ("coordinator", lambda stage: {"note-text": "Позвонить"}),
    "office:application_score": ("coordinator", lambda stage: {f"points_{row.pk}": "5" for row in stage.opened.criteria.all()}),
    "office:application_move": ("coordinator", lambda stage: {"cohort": str(stage.second.pk)}),
    "office:question_add": (
        "coordinator",
        lambda stage: {"text": "О чём?", "help": "Кратко", "kind": "choice", "options": "Да\nНет", "required": "on"},
    ),
    "office:question": ("coordinator", lambda stage: {"text": "О чём?", "help": "Кратко", "kind": "choice", "options": "Да\nНет", "required": "on"}),
    **{f"office:question_{verb}": ("coordinator", nothing) for verb in ("up", "down", "use", "retire")},
    "office:criterion_add": ("coordinator", lambda stage: {"title": "Польза", "points": "10"}),
    "office:criterion": ("coordinator", lambda stage: {"title": "Польза", "points": "10"}),
    **{f"office:criterion_{verb}": ("coordinator", nothing) for verb in ("up", "down", "remove")},
    "office:cohort_copy": ("coordinator", lambda stage: {"title": "Ещё поток", "starts_on": "2027-02-01", "with_trainers": "on", "shown": ""}),
    "office:cohort_copy create": (
        "coordinator",
        lambda stage: {"title": "Ещё поток", "starts_on": "2027-02-01", "with_trainers": "on", "shown": "2027-02-01", "create": "1"},
    ),
    "office:cohort_templates keep": ("coordinator", lambda stage: {"do": "keep", "keep-title": "Субботы"}),
    **{
        f"office:cohort_templates {do}": ("coordinator", lambda stage, do=do: {"do": do, "template": str(stage.template.pk)})
        for do in ("lay", "drop")
    },
    "office:meeting_turn cancel": ("coordinator", because),
    "office:meeting_turn restore": ("coordinator", nothing),
    "office:cohort_subgroups make": ("coordinator", lambda stage: {"do": "make", "title": "Группа Б"}),
    "office:cohort_subgroups put": ("coordinator", lambda stage: {"do": "put", "id": str(stage.seated.pk), "subgroup": str(stage.group.pk)}),
    "office:cohort_subgroups rename": ("coordinator", lambda stage: {"do": "rename", "title": "Утренняя", "subgroup": str(stage.group.pk)}),
    "office:cohort_subgroups remove": ("coordinator", lambda stage: {"do": "remove", "subgroup": str(stage.group.pk)}),
    "office:cohort_announcements": ("coordinator", lambda stage: {"subject": "Обувь", "text": "Возьмите сменную обувь.", "step": "send"}),
    "office:cohort_modules": (
        "coordinator",
        lambda stage: (
            {f"opens_{stage.module.pk}": timezone.localdate().isoformat(), f"after_{stage.module.pk}": ""}
            | {f"hours_{pk}": "16" for pk in stage.modules}
        ),
    ),
    **{f"office:cohort_step {verb}": ("coordinator", nothing) for verb in STEPS},
    **{f"office:person_move {verb}": ("coordinator", because) for verb in ("leave", "expel", "finish", "restore")},
    "office:person_transfer": ("coordinator", lambda stage: {"cohort": str(stage.second.pk)}),
    "office:assign": (
        "coordinator",
        lambda stage: {"person": "stranger@shkola.example", "role": "trainer", "cohort": str(stage.opened.pk), "program": ""},
    ),
    "office:dismiss": ("coordinator", nothing),
    "office:mentorship_new": ("coordinator", lambda stage: {"mentor": "stranger@shkola.example", "organization": str(stage.asked.organization_id)}),
    "office:mentorship_end": ("coordinator", nothing),
    "office:mentorship_hand_over": ("coordinator", lambda stage: {"to": "stranger@shkola.example", "words": "Ждут справку из налоговой."}),
    "office:invite": (
        "coordinator",
        lambda stage: {"email": "guest@shkola.example", "role": "trainer", "cohort": str(stage.opened.pk), "program": "", "organization": ""},
    ),
    **{f"office:invitation_turn {verb}": ("coordinator", nothing) for verb in ("cancel", "resend")},
    "office:report_export": ("coordinator", nothing),
    "office:export": ("coordinator", nothing),
    "office:import people": ("coordinator", people_file),
    "office:import timetable": ("coordinator", times_file),
    "office:import_look add": ("coordinator", nothing),
    "office:import_look cancel": ("coordinator", lambda stage: {"cancel": "1"}),
    "portals:check_file": ("participant", lambda stage: {"file": ("сертификат.pdf", certificate_file())}),
    "office_certificates_issue": ("coordinator", lambda stage: {"enrollment": str(stage.enrollment.pk)}),
    "office_certificates_revoke": ("coordinator", because),
    "office_certificates_approve": ("coordinator", lambda stage: {"x": "1"}),
    "office_certificates_again": ("coordinator", lambda stage: {"x": "1"}),
    "office_certificates_decline": ("coordinator", because),
    "office_certificates_undo": ("coordinator", because),
    "office_certificates_replace": ("coordinator", because),
    "office_cohorts:add": ("coordinator", lambda stage: cohort_given(stage) | {"title": "Поток для нового набора"}),
    "office_cohorts:edit": ("coordinator", cohort_given),
    **{f"office_meetings:{word}": ("coordinator", meeting_given) for word in ("add", "edit")},
    **{f"office_towns:{word}": ("coordinator", lambda stage: {"name": "Ишим", "locative": "в Ишиме", "position": "3"}) for word in ("add", "edit")},
    **{f"office_organizations:{word}": ("coordinator", card_given) for word in ("add", "edit")},
    **dict.fromkeys(("office_design", "office_design_new", "office_design_preview"), ("coordinator", design_given)),
    "office_certificates_paper": ("coordinator", nothing),
    **dict.fromkeys(("office_wording", "office_wording_preview"), ("coordinator", wording_given)),
    "office_wording_reset": ("coordinator", nothing),
    "notices:read": ("participant", nothing),
    "notices:read_all": ("participant", nothing),
    "notices:choice": ("participant", lambda stage: {"pace": "daily", "quiet_from": "22", "quiet_until": "7", "language": "ru"}),
    "notices:stop": ("stranger", nothing),
    "office_design_remove": ("coordinator", nothing),
    "office_certificates_conditions": ("coordinator", lambda stage: {"attendance": "50", "lessons": "on", "dossier": "filed"}),
    "office_certificates_thanks": ("coordinator", lambda stage: {"emails": stage.enrollment.person.email}),
}
