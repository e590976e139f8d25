"""What each paper says, word by word. Russian whatever the reader's interface speaks: it goes to a Russian office.

A text is blocks without any markup: both printing presses lay them out, and what a person typed is a letter like any other. A fact that is not known becomes
a blank and a line of `Sheet.missing`.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils.dateformat import format as worded
from django.utils.translation import gettext as _

from courses.dossiers.fact_rules import Book
from courses.dossiers.models import Claim, Requirement
from courses.dossiers.paper_rules import BLANK, CLAIM, DOCUMENTS, MONTHS, SERVICES, Missing, Paper
from school.templatetags.look import longdate

Kind = Requirement.Paper
ACT = "постановлением Правительства Российской Федерации от 27 октября 2016 года № 1096"
LAW = "статьёй 31.4 Федерального закона от 12 января 1996 года № 7-ФЗ «О некоммерческих организациях»"


@dataclass
class Block:
    """`kind`: text, head, list, table, facts, pair (of the left and the right side). Rows of a table are cells, the last one is bold when `total`."""

    kind: str
    text: str = ""
    rows: Sequence[tuple[str, ...]] = ()
    heads: tuple[str, ...] = ()
    total: bool = False


@dataclass
class Sheet:
    title: str
    about: str = ""
    to: list[str] = field(default_factory=list)
    sender: list[str] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    post: str = ""
    head: str = ""
    missing: list[Missing] = field(default_factory=list)

    def text(self, words: str) -> None:
        self.blocks.append(Block("text", words))

    def heading(self, words: str) -> None:
        self.blocks.append(Block("head", words))

    def listed(self, rows: Iterable[str]) -> None:
        self.blocks.append(Block("list", rows=[(row,) for row in rows]))


def sheet_of(book: Book, paper: Paper) -> Sheet:
    asked = book.asking()
    sheet = WRITERS[paper.kind](asked, paper.claim)
    sheet.head, sheet.post = asked.organization("head"), asked.fact("head_post")
    sheet.missing = asked.missing
    return sheet


def missing_for(book: Book, paper: Paper) -> list[Missing]:
    return sheet_of(book, paper).missing


def application(book: Book, claim: Claim | None) -> Sheet:
    assert claim is not None
    sheet = Sheet(
        "Заявление", "о выдаче заключения о соответствии качества общественно полезной услуги установленным критериям", to_body(book, claim)
    )
    sheet.sender = sender(book)
    sheet.text(
        f"{book.organization('name')} в лице {book.fact('head_person')} просит выдать заключение о соответствии качества оказываемой общественно полезной "
        f"услуги критериям оценки качества, утверждённым {ACT}."
    )
    sheet.text(f"Общественно полезная услуга: {service(claim)}.")
    sheet.text(charter(book, claim))
    sheet.text(f"Услуга оказывается с {since(book, claim)}.")
    if book.social:
        sheet.text(f"Организация включена в реестр поставщиков социальных услуг: {book.register_entry()}.")
    sheet.text(book.said("foreign_agent", "no", "Организация не включена в реестр иностранных агентов."))
    sheet.text(book.said("debts", "no", "Задолженности по налогам, сборам и другим обязательным платежам организация не имеет."))
    sheet.text(f"Ответ просим направить по адресу: {book.postal()}; по электронной почте: {book.fact('email')}.")
    papers = book.attached(claim)
    if not papers and not book.social:
        papers = [BLANK]
        book.lacks(_("Документы, которые прилагаются к заявлению"), DOCUMENTS)
    if papers:
        sheet.heading("Приложения")
        sheet.listed(papers)
    return sheet


def justification(book: Book, claim: Claim | None) -> Sheet:
    assert claim is not None
    sheet = Sheet("Обоснование", "соответствия качества общественно полезной услуги критериям оценки качества")
    sheet.blocks.append(card(book, claim))
    sheet.text(f"Критерии оценки качества утверждены {ACT}.")
    for number, criterion in enumerate(book.criteria, 1):
        sheet.heading(f"{number}. {criterion.title}")
        if own := OWN_WORDS.get(criterion.code):
            sheet.text(own(book, claim))
        papers = book.evidence(criterion, claim)
        if papers:
            sheet.text("Подтверждается документами:")
            sheet.listed(papers)
        elif criterion.pk in book.asked_by_state:
            sheet.text("Сведения запрашивает орган, который оценивает качество.")
        else:
            sheet.text(f"Подтверждается документами: {BLANK}")
            book.lacks(_("Документы по критерию «%(title)s»") % {"title": criterion.title}, DOCUMENTS)
    return sheet


def year_table(book: Book, claim: Claim | None) -> Sheet:
    assert claim is not None
    sheet = Sheet("Сведения", "об оказании общественно полезной услуги не менее одного года")
    sheet.blocks.append(card(book, claim))
    months = book.months(claim)
    rows = [
        (month_words(month), count(row.people if row else None), count(row.services if row else None), (row.evidence if row else "") or BLANK)
        for month, row in months
    ]
    empty = [month_words(month) for month, row in months if row is None or row.services is None or row.people is None or not row.evidence]
    if empty:
        book.lacks(_("Данные за месяцы: %(months)s") % {"months": ", ".join(empty)}, MONTHS, claim.pk)
    whole = sum(row.services or 0 for _month, row in months if row)
    rows.append(("Всего услуг", "–", count(whole), ""))
    heads = ("Месяц", "Получателей", "Услуг", "Чем подтверждается")
    sheet.blocks.append(Block("table", rows=rows, heads=heads, total=True))
    sheet.text("Получатели в разные месяцы повторяются, поэтому их число не складывается. Личных данных получателей в таблице нет.")
    return sheet


def complaints(book: Book, claim: Claim | None) -> Sheet:
    sheet = Sheet("Сведения", "об отсутствии жалоб, признанных обоснованными")
    sheet.sender = sender(book)
    start, end = book.two_years()
    period = f"с {longdate(start)} по {longdate(end)}"
    sheet.text(f"{book.organization('name')} в лице {book.fact('head_person')} сообщает.")
    sheet.text(
        book.said(
            "complaints",
            "no",
            f"За два года, {period}, жалоб на действия (бездействие) и решения организации, связанные с оказанием общественно полезных услуг и признанных "
            "обоснованными судом, органами государственного контроля (надзора) и муниципального надзора, иными государственными органами, не было.",
        )
    )
    sheet.text("Общественно полезные услуги, которые оказывает организация:")
    sheet.listed(services(book))
    return sheet


def authority(book: Book, claim: Claim | None) -> Sheet:
    sheet = Sheet("Доверенность")
    sheet.blocks.append(Block("pair", rows=[(f"Город {book.town}", f"Дата выдачи (прописью): {BLANK}{BLANK}")]))
    sheet.text(
        f"{book.organization('name')}, ОГРН {book.organization('ogrn')}, ИНН {book.organization('inn')}, адрес: {book.fact('address')}, в лице "
        f"{book.fact('head_person')}, доверяет {book.fact('representative')} (паспорт: серия {PEN} номер {PEN}, выдан {BLANK}{BLANK}) представлять "
        "организацию в органе, который оценивает качество общественно полезных услуг, и в органах юстиции."
    )
    sheet.text("Для этого представитель вправе:")
    sheet.listed(
        (
            "подавать и подписывать заявления о выдаче заключения о соответствии качества услуг и о признании организации исполнителем общественно полезных услуг;",
            "подавать и получать документы, заверять их копии;",
            "получать заключения, решения и уведомления, знакомиться с ними и расписываться в получении.",
        )
    )
    sheet.text(f"Доверенность выдана по {book.day('representative_until')} без права передоверия.")
    sheet.text(f"Образец подписи представителя: {BLANK}")
    return sheet


def recognition(book: Book, claim: Claim | None) -> Sheet:
    sheet = Sheet("Заявление", "о признании исполнителем общественно полезных услуг", book.justice())
    sheet.sender = sender(book)
    again = "повторно " if book.renewal else ""
    sheet.text(
        f"В соответствии со {LAW} {book.organization('name')} в лице {book.fact('head_person')} просит {again}признать организацию исполнителем общественно "
        "полезных услуг и включить её в реестр некоммерческих организаций – исполнителей общественно полезных услуг."
    )
    if book.grant:
        sheet.text(f"Проект, выполненный на грант Президента Российской Федерации: {book.fact('grant')}.")
        sheet.listed(services(book))
    else:
        rows = [(service(row), *book.conclusion(row)) for row in book.claims] or [(BLANK, BLANK, BLANK)]
        heads = ("Общественно полезная услуга", "Кто выдал заключение", "Номер и дата")
        sheet.blocks.append(Block("table", rows=rows, heads=heads))
    if not book.claims:
        book.lacks(_("Услуги, за которые просите статус"), SERVICES)
    sheet.text(book.said("foreign_agent", "no", "Организация не включена в реестр иностранных агентов."))
    sheet.text(book.said("debts", "no", "Задолженности по налогам, сборам и другим обязательным платежам организация не имеет."))
    sheet.text(f"Решение просим направить по адресу: {book.postal()}; по электронной почте: {book.fact('email')}.")
    return sheet


WRITERS: dict[str, Callable[[Book, Claim | None], Sheet]] = {
    Kind.APPLICATION: application,
    Kind.JUSTIFICATION: justification,
    Kind.YEAR_TABLE: year_table,
    Kind.COMPLAINTS: complaints,
    Kind.AUTHORITY: authority,
    Kind.RECOGNITION: recognition,
}
PEN = "_" * 6  # for a pen: never asked for on the screen


# Sentences that several papers share


def to_body(book: Book, claim: Claim) -> list[str]:
    if claim.body is None:
        book.lacks(_("Орган, который оценивает качество услуги"), CLAIM, claim.pk)
        return [BLANK]
    return [line for line in (claim.body.title, claim.body.address) if line]


def sender(book: Book) -> list[str]:
    return [
        book.organization("name"),
        f"ОГРН {book.organization('ogrn')}, ИНН {book.organization('inn')}",
        f"Адрес: {book.fact('address')}",
        f"Телефон: {book.fact('phone')}",
        f"Электронная почта: {book.fact('email')}",
    ]


def card(book: Book, claim: Claim) -> Block:
    rows = [
        ("Организация", book.organization("name")),
        ("ОГРН, ИНН", f"{book.organization('ogrn')}, {book.organization('inn')}"),
        ("Общественно полезная услуга", service(claim)),
        ("Пункт устава", clause(book, claim)),
        ("Оказывается с", since(book, claim)),
    ]
    return Block("facts", rows=rows)


def service(claim: Claim) -> str:
    number = f" (строка {claim.service.number} перечня)" if claim.service.number else ""
    return f"«{claim.service.title}»{number}"


def services(book: Book) -> list[str]:
    if not book.claims:
        book.lacks(_("Услуги, за которые просите статус"), SERVICES)
        return [BLANK]
    return [service(claim) for claim in book.claims]


def charter(book: Book, claim: Claim) -> str:
    return f"Деятельность предусмотрена уставом организации: {clause(book, claim)}. Действующая редакция устава – от {book.day('charter_on')}."


def clause(book: Book, claim: Claim) -> str:
    return claim.charter_clause or book.lacks(_("Пункт устава, где названа услуга"), CLAIM, claim.pk)


def since(book: Book, claim: Claim) -> str:
    return longdate(claim.began_on) if claim.began_on else book.lacks(_("День, с которого оказывается услуга"), CLAIM, claim.pk)


def content_words(book: Book, claim: Claim) -> str:
    rows = [row for _month, row in book.months(claim)[-12:] if row and row.services]
    whole = sum(row.services or 0 for row in rows)
    if not whole:
        return "За последние 12 месяцев оказано услуг: " + book.lacks(_("Услуги по месяцам"), MONTHS, claim.pk)
    return f"Услуга оказывается с {since(book, claim)}. За последние 12 месяцев оказано услуг: {count(whole)}; месяцев с услугами: {len(rows)}."


def complaints_words(book: Book, claim: Claim) -> str:
    return book.said("complaints", "no", "Жалоб, признанных обоснованными, в течение двух лет не было.")


def openness_words(book: Book, claim: Claim) -> str:
    return f"Сведения об организации открыты в сети: {book.organization('site')}"


def supplier_words(book: Book, claim: Claim) -> str:
    return book.said("unfair_suppliers", "no", "В реестр недобросовестных поставщиков организация в течение двух лет не включалась.")


OWN_WORDS: dict[str, Callable[[Book, Claim], str]] = {
    "content": content_words,
    "satisfaction": complaints_words,
    "openness": openness_words,
    "fair_supplier": supplier_words,
}


def count(number: int | None) -> str:
    return BLANK if number is None else f"{number:,}".replace(",", " ")


def month_words(month: date) -> str:
    return worded(month, "F Y").lower()
