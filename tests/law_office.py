"""«Справочники» of the office for the shared tables: the lists and rows for them, what stands behind each address, a good press of each form."""

from datetime import date, timedelta

from courses.dossiers.models import (
    Body,
    Checklist,
    PaperForm,
    ProductionDay,
    ProductionYear,
    QualityCriterion,
    RefusalGround,
    ReturnReason,
    Service,
    Term,
)
from courses.office.law import imports
from courses.office.law.columns import TABLES
from courses.office.spreadsheets import reading
from tests.factories.dossiers import (
    BodyFactory,
    ChecklistFactory,
    QualityCriterionFactory,
    RequirementFactory,
    ReturnReasonFactory,
    ServiceFactory,
    TermFactory,
)
from tests.spreadsheets import csv, upload

NAMES = ("services", "criteria", "bodies", "terms", "paper_forms", "return_reasons", "refusal_grounds", "years", "checklists", "requirements")


def paper_forms(number):
    known = PaperForm.objects.count()
    return [PaperForm.objects.create(code=f"form-{known + each}", title=f"Бланк {each}", body=BodyFactory()) for each in range(number)]


def grounds(number):
    known = RefusalGround.objects.count()
    return [RefusalGround.objects.create(code=f"ground-{known + each}", kind="assessor", title=f"Нет документа {each}") for each in range(number)]


def years(number):
    """As many as the law allows."""
    first = ProductionYear.objects.count() + 2017
    return [ProductionYear.objects.create(year=year) for year in range(first, min(first + number, 2101))]


def days(number):
    year, _new = ProductionYear.objects.get_or_create(year=2028)
    first = date(2028, 1, 1) + timedelta(days=year.days.count())
    return [year.days.create(date=first + timedelta(days=each), kind="off", note="перенос") for each in range(number)]


def terms(number):
    return [TermFactory(code=f"term-{Term.objects.count()}") for _each in range(number)]


LAW_LISTS = {
    "office_services:index": lambda n, cohort: ServiceFactory.create_batch(n),
    "office_criteria:index": lambda n, cohort: QualityCriterionFactory.create_batch(n),
    "office_bodies:index": lambda n, cohort: [BodyFactory().services.add(ServiceFactory()) for _each in range(n)],
    "office_terms:index": lambda n, cohort: terms(n),
    "office_paper_forms:index": lambda n, cohort: paper_forms(n),
    "office_return_reasons:index": lambda n, cohort: ReturnReasonFactory.create_batch(n),
    "office_refusal_grounds:index": lambda n, cohort: grounds(n),
    "office_years:index": lambda n, cohort: years(n),
    "office_checklists:index": lambda n, cohort: [RequirementFactory() for _each in range(n)],
    "office_requirements:index": lambda n, cohort: RequirementFactory.create_batch(n, checklist=ChecklistFactory()),
    "office:days": lambda n, cohort: days(n),
}
LAW_FORMS = [f"office_{name}:add" for name in NAMES if name not in ("checklists", "requirements")]  # a version is copied, a line needs a draft
# name of the sheet: (name of the list, a word that finds some rows, a filter)
LAW_EXPORTS = {
    "services": ("office_services:index", "q=ДОМУ", "checked=no"),
    "criteria": ("office_criteria:index", "q=квалификация", "force=yes"),
    "bodies": ("office_bodies:index", "q=ДЕПАРТАМЕНТ", "kind=assessor"),
    "terms": ("office_terms:index", "q=поступление", "unit=day"),
    "days": ("office:days", "q=перенос", "kind=off"),
    "paper_forms": ("office_paper_forms:index", "q=бланк", "kind=form"),
    "requirements": ("office_requirements:index", "q=устав", "stage=assessment"),
    "return_reasons": ("office_return_reasons:index", "q=подписи", "closed=false"),
    "refusal_grounds": ("office_refusal_grounds:index", "q=документа", "kind=assessor"),
}


def fill_law():
    """Some rows that a word and a filter find, and some that they do not."""
    for make in LAW_LISTS.values():
        make(2, None)
    ServiceFactory(title="Реабилитация", checked_by="Юрист", checked_on="2026-11-01")
    QualityCriterionFactory(title="Открытость", until="2020-01-01")
    BodyFactory(title="Минюст", kind="justice")
    TermFactory(code="two-years", begins="запись", unit="year", amount=2)
    ProductionYear.objects.get(year=2028).days.create(date="2028-12-30", kind="working")


def poison_law(text, number):
    """A text of a stranger wherever the law may hold one."""
    code = f"poisoned-{number}"
    common = {"source": text, "checked_by": text[:100] or "x", "checked_on": date(2026, 11, 1)}
    Service.objects.create(code=code, title=text, group=text, number=text[:20], **common)
    QualityCriterion.objects.create(code=code, title=text, evidence=text, **common)
    body = Body.objects.create(code=code, kind="assessor", title=text, region=text, address=text, ways=text, **common)
    Term.objects.create(code=code, begins=text, ends=text, **common)
    PaperForm.objects.create(code=code, title=text, body=body, **common)
    ReturnReason.objects.create(code=code, title=text, hint=text)
    RefusalGround.objects.create(code=code, kind="justice", title=text, advice=text, **common)
    RequirementFactory(title=text, description=text, personal=text, **common)
    year, _new = ProductionYear.objects.get_or_create(year=2028)
    ProductionDay.objects.create(year=year, date=date(2028, 5, 1) + timedelta(days=number), kind="off", note=text)


# Addresses


def stand_law_desk(cast):
    """A draft with three lines after a published version; a row of every list; a table on its way in."""
    if not Checklist.objects.exists():
        ChecklistFactory()
    draft = ChecklistFactory(title="Новый черновик", version=31_000, published_at=None)
    lines = [RequirementFactory(checklist=draft, title=f"Строка {number}") for number in range(3)]
    service, criterion, reason, term = ServiceFactory(), QualityCriterionFactory(), ReturnReasonFactory(), terms(1)[0]
    form, ground, year = paper_forms(1)[0], grounds(1)[0], years(1)[0]
    days(1)
    rows = {
        "services": service, "criteria": criterion, "bodies": BodyFactory(), "terms": term, "paper_forms": form, "return_reasons": reason,
        "refusal_grounds": ground, "years": year, "checklists": draft, "requirements": lines[1],
    }  # fmt: skip
    table = reading.read(
        upload(csv(["Код", "Услуга", "Раздел перечня"], ["new-one", "Новая услуга", "Раздел"]), "т.csv"), TABLES["services"].columns()
    )
    key = imports.laid(table, "services", None, cast["coordinator"])
    return {
        **{f"office_{name}:{word}": [row.pk] for name, row in rows.items() for word in ("edit", "delete")},
        **{f"office:checklist{word}": [draft.pk] for word in ("", "_copy", "_publish", "_changes")},
        **{f"office:checklist_line{word}": [draft.pk, lines[1].pk] for word in ("", "_remove", "_up", "_down")},
        "office:law_paper_file": [filed(form).pk],
        **{f"office:law_mark {verb}": ["services", verb] for verb in ("check", "uncheck")},
        **{f"office:law_import {name}": [name] for name in TABLES},
        **{f"office:law_import_look {word}": [key] for word in ("save", "cancel")},
    }


def filed(form):
    from school.vault.actions import keep
    from tests.stage import PDF

    form.file = keep(PDF, name="бланк.pdf", shelf="forms")
    form.save()
    return form


LAW = {"source": "ПП РФ № 1096", "since": "2017-01-01", "until": "2030-12-31", "checked_by": "Юрист Ветрова", "checked_on": "2026-11-01"}
COMMON = {"code": "a-new-one", "title": "Новая строка", "position": "5"}
GIVEN = {
    "services": COMMON | LAW | {"number": "7", "group": "Раздел"},
    "criteria": COMMON | LAW | {"evidence": "Отзывы", "weight": "2"},
    "bodies": COMMON | LAW | {"kind": "assessor", "region": "Тюменская область", "address": "Тюмень", "site": "https://a.example", "ways": "Лично"},
    "terms": LAW | {"code": "a-new-one", "begins": "подача", "ends": "ответ", "amount": "10", "unit": "working", "position": "5"},
    "return_reasons": COMMON | {"hint": "Поставьте печать", "closed": ""},
    "refusal_grounds": COMMON | LAW | {"kind": "justice", "advice": "Дополнить"},
    "years": LAW | {"year": "2091", "off": "31.12.2091 перенос", "working": "29.12.2091"},
    "paper_forms": COMMON | LAW | {"kind": "form", "body": ""},
    "requirements": COMMON
    | LAW
    | {
        "stage": "assessment", "description": "Что это", "provider": "ngo", "mandatory": "on", "per_claim": "on", "paths": "usual", "condition": "charter",
        "criterion": "", "form": "", "paper": "", "weight": "1", "lasts": "30", "lasts_unit": "day", "personal": "",
    },
    "checklists": LAW | {"title": "Перечень", "note": "Новое"},
}  # fmt: skip


def given(name, word):
    def press(stage):
        data = dict(GIVEN[name])
        if name == "requirements" and word == "add":
            data["checklist"] = str(stage.arguments["office:checklist"][0])
        if name == "years" and word == "edit":
            year = ProductionYear.objects.get(pk=stage.arguments["office_years:edit"][0]).year
            data |= {"year": str(year), "off": f"31.12.{year} перенос", "working": f"29.12.{year}"}
        return data

    return ("coordinator", press)


def nothing(stage):
    return {"x": "1"}


def table_of(name):
    """The whole list as it goes out comes in again, with one line more where that is simple."""

    def press(stage):
        table = TABLES[name]
        rows = list(table.model.objects.all()[:2])
        heads = [str(head.title) for head, _value in table.cols()]
        return {"file": ("список.csv", csv(heads, *([value(row) for _head, value in table.cols()] for row in rows)))}

    return ("coordinator", press)


def one_service(stage):
    return {"id": str(stage.arguments["office_services:edit"][0])}


LAW_PRESSES = {
    **{f"office_{name}:add": given(name, "add") for name in NAMES},
    **{f"office_{name}:edit": given(name, "edit") for name in NAMES},
    "office:checklist_copy": ("coordinator", nothing),
    "office:checklist_publish": ("coordinator", nothing),
    **{f"office:checklist_line_{verb}": ("coordinator", nothing) for verb in ("up", "down", "remove")},
    "office:law_mark check": ("coordinator", lambda stage: one_service(stage) | {"who": "Юрист Ветрова", "on": "2026-11-01"}),
    "office:law_mark uncheck": ("coordinator", one_service),
    **{f"office:law_import {name}": table_of(name) for name in TABLES},
    "office:law_import_look save": ("coordinator", nothing),
    "office:law_import_look cancel": ("coordinator", lambda stage: {"cancel": "1"}),
}
LAW_NESTED = {f"office:checklist_line{word}": ("coordinator", 1, "checklist line") for word in ("", "_remove", "_up", "_down")}
LAW_PARENTS = {f"office:checklist_line{word}": ("coordinator", 0, "checklist") for word in ("", "_remove", "_up", "_down")}


def law_elsewhere():
    """A version of its own with a line."""
    line = RequirementFactory(title="Чужая строка")
    return {"checklist": line.checklist_id, "checklist line": line.pk}
