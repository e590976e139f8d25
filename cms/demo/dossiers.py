"""Dossiers at every step of the way: the questionnaire, papers that wait and that were returned, a filing, the status."""

from datetime import date
from functools import cache
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from django.utils.html import escape
from PIL import Image, ImageDraw

from cms.demo.clock import day, lived, moment
from cms.demo.cohorts import Cohorts
from cms.demo.content import read
from cms.demo.people import Organizations, People
from courses.dossiers import consultation_rules
from courses.dossiers.actions import claims, consultations, documents, dossiers, eligibility, filings, items, outcomes, shares, statuses, verdicts
from courses.dossiers.models import Body, Dossier, Item, Outcome, ReturnReason, Service
from school import pdf

CSS = "@page { size: A4; margin: 28mm 24mm } body { font: 13pt/1.5 'Source Serif Pro', serif } h1 { font-size: 20pt; margin: 0 0 8mm }"
YEAR = 13  # months, this one among them


def load_dossiers(cohorts: Cohorts, people: People, organizations: Organizations) -> None:
    data = read("dossiers")
    for row in data["dossiers"]:
        Story(row, data["words"], people, organizations, cohorts).tell()


class Story:
    """One NGO's way, told in order: each step at its own day."""

    def __init__(self, row: dict[str, Any], words: dict[str, list[str]], people: People, organizations: Organizations, cohorts: Cohorts) -> None:
        self.row, self.words, self.people = row, words, people
        self.owner, self.mentor = people[row["owner"]], people[row["mentor"]]
        self.organization, self.cohort = organizations[row["organization"]], cohorts[row["cohort"]]
        self.opened: int = row["opened"]

    def tell(self) -> None:
        self.open()
        if "eligibility" in self.row:
            return
        self.gather()
        self.consult()
        self.file()

    def open(self) -> None:
        with lived(moment(self.opened, "11:00")):
            services = [Service.objects.get(code=code) for code in self.row["services"]]
            self.dossier = dossiers.open_dossier(self.organization, path=self.row["path"], cohort=self.cohort, services=services, by=self.owner)
            for key in self.row.get("editors", ()):
                shares.share(self.dossier, self.people[key], "editor", by=self.owner)
        self.tell_eligibility()
        Dossier.objects.filter(pk=self.dossier.pk).update(opened_at=moment(self.opened, "11:00"))

    def tell_eligibility(self) -> None:
        answers = self.row.get("eligibility") or {
            "so_nko": "yes",
            "foreign_agent": "no",
            "debts": "no",
            "year": "yes",
            "charter": "yes",
            "report": "yes",
        }
        eligibility.save_answers(self.dossier, {code: (value, "") for code, value in answers.items()}, edition=self.edition(), by=self.owner)
        for claim in self.dossier.claims.select_related("service"):
            if clause := self.row["services"][claim.service.code]:
                claims.change_claim(
                    claim, body=claim.service.bodies.first(), charter_clause=clause, began_on=day(-600), edition=self.edition(), by=self.owner
                )
            if claim.service.code in self.row.get("months", ()):
                eligibility.save_months(claim, months(), edition=self.edition(), by=self.owner)

    def edition(self) -> int:
        return Dossier.objects.values_list("edition", flat=True).get(pk=self.dossier.pk)

    def gather(self) -> None:
        with lived(moment(self.opened + 1, "10:00")):
            dossiers.begin_gathering(self.dossier, by=self.owner)
        for place, code in enumerate(self.row.get("accepted", ())):
            for item in self.items(code):
                self.send(item, self.opened + 2 + place)
                self.judge(item, self.opened + 3 + place)
        for code, (reason, words) in self.row.get("returned", {}).items():
            for item in self.items(code)[:1]:
                self.send(item, -5)
                self.judge(item, -3, reason, words)
        for place, code in enumerate([*self.row.get("sent", ()), *self.row.get("photographed", ())]):
            for item in self.items(code)[:1]:
                self.send(item, place - self.row.get("sent_days", 2), code in self.row.get("photographed", ()))
        for code, days in self.row.get("due", {}).items():
            for item in self.items(code)[:1]:
                items.assign_item(item, owner=self.owner, due_on=day(days), by=self.owner)
        for code, who, text in self.row.get("comments", ()):
            documents.comment(self.items(code)[0], text, by=self.people[who])

    def items(self, code: str) -> list[Item]:
        return list(self.dossier.items.asked().filter(requirement__code=code).select_related("dossier", "requirement", "claim__service"))

    def send(self, item: Item, offset: int, photographed: bool = False) -> None:
        offset = min(offset, -1)  # the letter about it has gone by now
        title, text = self.words[item.requirement.code]
        issued = day(offset - 2) if item.requirement.lasts else None
        with lived(moment(offset, "15:00")):
            for upload in photographs() if photographed else [paper(title, text, self.organization.short_name)]:
                documents.add_file(item, upload, by=self.owner)
            documents.send_version(item, issued_on=issued, by=self.owner)

    def judge(self, item: Item, offset: int, reason: str = "", words: str = "") -> None:
        version = item.versions.latest("number")
        with lived(moment(min(offset, -1), "17:00")):
            if reason:
                verdicts.send_back(version, reason=ReturnReason.objects.get(code=reason), words=words, by=self.mentor)
            else:
                verdicts.accept(version, by=self.mentor)

    def consult(self) -> None:
        """The mentor puts up a row of times, the NGO books the first."""
        for told in self.row.get("consultations", ()):
            times = consultation_rules.row_of(moment(told["on"], "16:00"), count=told["count"], minutes=45)
            due_on = day(told.get("due", 0))
            with lived(moment(told["booked"], "12:00")):
                slots = consultations.add_slots(times, place=told["place"], by=self.mentor)
                made = consultations.book(slots[0], self.dossier, about=told["about"], by=self.owner)
            if "notes" in told:
                with lived(moment(told["on"] + 1, "10:00")):
                    consultations.save_notes(made, told["notes"], task=told["task"], due_on=due_on, by=self.mentor)

    def file(self) -> None:
        if "filed" in self.row:
            self.sent(self.row["filed"], Body.Kind.ASSESSOR)
        if "concluded" in self.row:
            self.answered(self.row["concluded"], Outcome.Kind.CONCLUSION)
        if "justice" in self.row:
            self.sent(self.row["justice"], Body.Kind.JUSTICE)
        if "recognized" in self.row:
            self.answered(self.row["recognized"], Outcome.Kind.RECOGNITION)
            told, since = self.row["recognized"], day(self.row["recognized"]["on"])
            with lived(moment(told["on"] + 1, "12:00")):
                statuses.grant(self.dossier, number=told["number"], since=since, by=self.owner)

    def sent(self, told: dict[str, Any], kind: str) -> None:
        living, sent_on, registered_on = list(self.dossier.claims.all()), day(told["sent"]), day(told["registered"])
        with lived(moment(told["registered"], "13:00")):
            filing = filings.file(
                self.dossier,
                kind=kind,
                body=Body.objects.get(code=told["body"]),
                claims=living,
                sent_on=sent_on,
                way=told["way"],
                despite=True,
                by=self.owner,
            )
            filings.register(filing, number=told["number"], registered_on=registered_on, by=self.owner)

    def answered(self, told: dict[str, Any], kind: str) -> None:
        on = day(told["on"])
        with lived(moment(told["on"], "14:00")):
            for filed in self.dossier.filings.latest("pk").filed.all():
                outcomes.record_outcome(filed, kind=kind, on=on, number=told["number"], by=self.owner)


def months() -> dict[date, eligibility.Month]:
    """Of the last year, from last month back."""
    today = timezone.localdate()
    places = [today.year * 12 + today.month - 1 - number for number in range(1, YEAR)]
    return {date(place // 12, place % 12 + 1, 1): (12 + place % 7, 40 + place % 11, "журнал услуг, отчёт за месяц") for place in places}


def paper(title: str, text: str, organization: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(f"{title}.pdf", printed(title, text, organization), "application/pdf")


@cache
def printed(title: str, text: str, organization: str) -> bytes:
    html = f'<html lang="ru"><title>{escape(title)}</title><body><p>{escape(organization)}</p><h1>{escape(title)}</h1><p>{escape(text)}</p></body></html>'
    return pdf.render(html, base_css=CSS, assets={})


def photographs() -> list[SimpleUploadedFile]:
    """Two pages of a diploma as a telephone takes them: one lies on its side."""
    return [SimpleUploadedFile(f"диплом-{number}.jpg", photographed(number), "image/jpeg") for number in (1, 2)]


def photographed(number: int) -> bytes:
    sheet = Image.new("RGB", (900, 1200), "#d9cfbf")
    draw = ImageDraw.Draw(sheet)
    draw.rectangle((70, 90, 830, 1110), fill="#fbf8f1", outline="#8a7a5c", width=6)
    draw.rectangle((230, 170, 670, 230), fill="#5b4a80")
    for row in range(12):
        draw.rectangle((150, 320 + row * 52, 750 - row * 31 % 180, 338 + row * 52), fill="#6d6a63")
    draw.ellipse((540, 900, 720, 1080), outline="#2c5aa0", width=10)
    stream = BytesIO()
    (sheet if number == 1 else sheet.rotate(90, expand=True)).save(stream, "JPEG", quality=85)
    return stream.getvalue()
