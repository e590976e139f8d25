"""Designs, conditions and thanks on a coordinator's screens: told at the field, tried before saving, nothing typed is lost."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image

from courses.certificates.models import Batch, Certificate, ConditionSet, Design
from school.journal.models import Entry
from school.vault.models import File
from tests import factories
from tests.courses.certificates.pictures import drawing
from tests.factories import DesignFactory

pytestmark = pytest.mark.django_db
GOOD = {
    "orientation": "landscape", "ornament": "frame", "heading": "Сертификат", "text": "Программа «{программа}»", "note": "", "series": "шл2",
    "school_name": "Школа", "school_region": "", "place": "Тюмень", "since": "2026-01-01", "name_1": "М. И. Орлова", "post_1": "директор",
}  # fmt: skip
NEW = reverse("office_design_new", args=["participant"])
PREVIEW = reverse("office_design_preview", args=["participant"])


@pytest.fixture
def office(client_of, coordinator):
    return client_of(coordinator)


def upload(name="подпись.png", data=None):
    return SimpleUploadedFile(name, drawing() if data is None else data)


def test_a_new_design_with_pictures_and_three_signatories(office):
    more = {"name_2": "И. П. Верхов", "post_2": "преподаватель", "name_3": "Е. А. Соколова", "post_3": "куратор", "valid_years": "3"}
    pictures = {"logo": upload("знак.png"), "picture_1": upload(), "picture_2": upload()}

    assert office.post(NEW, GOOD | more | pictures).status_code == 302

    design = Design.objects.get()
    assert (design.series, design.valid_years, design.kind) == ("ШЛ2", 3, "participant")
    assert [(row.name, row.picture is not None) for row in design.signatories.all()] == [
        ("М. И. Орлова", True), ("И. П. Верхов", True), ("Е. А. Соколова", False),
    ]  # fmt: skip
    assert set(File.objects.values_list("shelf", flat=True)) == {"designs"}
    page = office.get(reverse("office_design", args=[design.pk])).content.decode()
    assert "И. П. Верхов" in page
    assert "Убрать картинку «знак.png»" in page


@pytest.mark.parametrize(
    ("wrong", "field", "said"),
    [
        ({"text": "{пароль}"}, "text", "Нет такой подстановки: {пароль}."),
        ({"heading": "{{7*7}}"}, "heading", "Нет такой подстановки"),
        ({"note": "{"}, "note", "Фигурная скобка без пары."),
        ({"text": "1\n2\n3\n4\n5"}, "text", "не больше 4"),
        ({"ornament": "road", "text": "1\n2\n3\n4"}, "text", "не больше 3"),
        ({"ornament": "road", "orientation": "portrait"}, "ornament", "Дорога нарисована для альбомного листа."),
        ({"background": "picture"}, "ornament", "Своя картинка ложится на чистый лист"),
        ({"series": "Ш-1"}, "series", "без пробелов и тире"),
        ({"name_1": ""}, "name_1", "Заполните это поле."),
        ({"name_2": "Кто-то"}, "post_2", "Заполните и имя, и должность"),
        ({"logo": "text"}, "logo", "Нужна картинка JPEG или PNG"),
        ({"valid_years": "0"}, "valid_years", "1"),
        ({"since": "0001-01-01"}, "since", ""),
    ],
)
def test_what_is_wrong_is_told_at_its_field_and_nothing_typed_is_lost(office, wrong, field, said):
    given = {
        name: upload(data=b"words") if value == "text" and name == "logo" else upload() if value == "picture" else value
        for name, value in wrong.items()
    }

    answer = office.post(NEW, GOOD | given)

    assert answer.status_code == 400
    assert said in " ".join(answer.context["form"].errors[field])
    assert 'value="М. И. Орлова"' in answer.content.decode() or field == "name_1"
    assert not Design.objects.exists()
    assert not File.objects.exists()


def test_a_design_is_tried_on_the_longest_name_and_nothing_is_kept(office, cohort):
    factories.EnrollmentFactory(cohort=cohort)
    factories.EnrollmentFactory(cohort=cohort, person__family_name="Преображенская-Константинопольская")

    drawn = office.post(PREVIEW + "?as=png", GOOD | {"picture_1": upload()})
    paper = office.post(PREVIEW, GOOD)

    width, height = Image.open(io.BytesIO(drawn.content)).size
    assert width > height > 1000
    assert "Константинопольская" in printed(paper.content)
    assert not Design.objects.exists()
    assert not File.objects.exists()


@pytest.mark.parametrize("kind", ["participant", "listener", "trainer", "volunteer"])
def test_a_school_without_people_tries_a_design_too(office, kind):
    answer = office.post(reverse("office_design_preview", args=[kind]), GOOD | {"text": ""})

    assert answer["Content-Type"] == "application/pdf"


def test_a_design_that_cannot_be_drawn_says_why(office):
    answer = office.post(PREVIEW + "?as=png", GOOD | {"text": "{пароль}"})

    assert answer.status_code == 400
    assert answer.json()["errors"][0].startswith("Текст под именем: Нет такой подстановки")


def printed(data):
    import pypdfium2

    return pypdfium2.PdfDocument(data)[0].get_textpage().get_text_range()


def test_a_used_design_gets_a_version_and_an_unused_one_goes(office, coordinator):
    design = DesignFactory()
    factories.DesignFactory(kind="trainer")
    certificate = given_by(design, coordinator)

    office.post(reverse("office_design", args=[design.pk]), GOOD | {"ornament": "road", "text": "Иначе"})
    office.post(reverse("office_design_remove", args=[Design.objects.get(kind="trainer").pk]))

    assert [(row.version, row.text) for row in Design.objects.order_by("pk")] == [(1, design.text), (2, "Иначе")]
    certificate.refresh_from_db()
    assert certificate.design == design
    assert office.get(reverse("office_design", args=[design.pk])).status_code == 404


def given_by(design, by):
    from courses.certificates.actions import thank

    Design.objects.filter(pk=design.pk).update(kind="trainer")
    certificate = thank(factories.UserFactory(), factories.CohortFactory(), "trainer", by=by)
    Design.objects.filter(pk=design.pk).update(kind="participant")
    Certificate.objects.update(design=design)
    return certificate


def test_queries_of_the_list_do_not_grow(office):
    counts = []
    for number in (1, 3, 300):
        Design.objects.bulk_create(Design(school_name="Школа", place="Тюмень", since="2026-01-01") for _row in range(number))
        with CaptureQueriesContext(connection) as context:
            office.get(reverse("office_designs"))
        counts.append(len(context))

    assert counts[1] == counts[2], counts


def test_conditions_are_set_for_a_kind_and_read_by_everybody(office, cohort):
    address = reverse("office_certificates_conditions", args=[cohort.pk, "participant"])

    assert office.post(address, {"attendance": "101", "dossier": ""}).status_code == 400
    assert office.post(address, {"attendance": "60", "lessons": "on", "project": "on", "dossier": "filed"}).status_code == 302

    row = ConditionSet.objects.get()
    assert (row.attendance, row.lessons, row.tests, row.project, row.dossier) == (60, True, False, True, "filed")
    page = office.get(reverse("office_certificates_cohort", args=[cohort.pk])).content.decode()
    assert "явка не меньше 60 %" in page.replace("\xa0", " ")
    assert "папка документов: документы поданы" in page
    assert office.get(reverse("office_certificates_conditions", args=[cohort.pk, "trainer"])).status_code == 404


@pytest.mark.parametrize("query", ["?kind=trainer", "?kind=listener", "?kind=listener&module=999999", "?kind=listener&module=x", "?kind=<b>"])
def test_a_kind_that_the_cohort_has_not_is_not_found(office, cohort, query):
    assert office.get(reverse("office_certificates_cohort", args=[cohort.pk]) + query).status_code == 404


def test_those_who_taught_are_thanked_together(office, cohort):
    DesignFactory(kind="trainer", series="БЛ")
    trainer, guest, stranger = (factories.UserFactory() for _number in range(3))
    factories.AssignmentFactory(person=trainer, role="trainer", cohort=cohort)
    address = reverse("office_certificates_thanks", args=[cohort.pk, "trainer"])

    assert trainer.full_name in office.get(address).content.decode()
    nobody = office.post(address, {"emails": ""})
    unknown = office.post(address, {"emails": f"{guest.email}\nnobody@example.org"})
    foreign = office.post(address, {"people": [stranger.pk], "emails": ""})
    office.post(address, {"people": [trainer.pk], "emails": f" {guest.email.upper()} \n"})

    assert "Никто не выбран" in nobody.content.decode()
    assert "Школа не знает: nobody@example.org" in unknown.content.decode()
    assert foreign.status_code == 400
    batch = Batch.objects.get()
    assert {line.person for line in batch.lines.all()} == {trainer, guest}
    assert batch.kind == "trainer"


def test_the_register_of_a_cohort_is_printed_for_signatures(office, coordinator, cohort, monkeypatch):
    from courses.certificates import register_printing
    from courses.certificates.actions import revoke, thank

    monkeypatch.setattr(register_printing, "AT_ONCE", 2)
    DesignFactory(kind="trainer")
    given = [thank(factories.UserFactory(), cohort, "trainer", by=coordinator) for _number in range(3)]
    revoke(given[0], reason="Ошибка", by=coordinator)
    paper = reverse("office_certificates_paper", args=[cohort.pk])
    first, second = (office.post(paper, {"part": part}) for part in (1, 2))

    text = printed(first.content)
    assert given[0].number in text
    assert given[1].holder.family_name in text
    assert "аннулирован" in text
    assert "Подпись" in text
    assert given[2].number not in text
    assert given[2].number in printed(second.content)
    assert office.post(paper, {"part": "3"}).status_code == office.post(paper, {"part": "x"}).status_code == 404
    assert Entry.objects.filter(verb="certificate.register_printed").count() == 2


def test_two_coordinators_do_not_silently_overwrite_a_design(office):
    office.post(NEW, GOOD)
    address = reverse("office_design", args=[Design.objects.get().pk])
    opened = str(Entry.objects.about(Design.objects.get()).latest("pk").pk)
    assert office.post(address, GOOD | {"heading": "Первый", "seen": opened}).status_code == 302

    late = office.post(address, GOOD | {"heading": "Второй", "seen": opened})
    page = late.content.decode()

    assert late.status_code == 400
    assert "этот бланк изменил кто-то ещё" in page
    assert 'value="Второй"' in page
    assert Design.objects.get().heading == "Первый"
    newest = str(Entry.objects.about(Design.objects.get()).latest("pk").pk)
    assert f'name="seen" value="{newest}"' in page
    office.post(address, GOOD | {"heading": "Второй", "seen": newest})
    assert Design.objects.get().heading == "Второй"


def test_a_used_design_is_not_asked_about_but_refused(office, coordinator):
    used = DesignFactory()
    given_by(used, coordinator)

    page = office.get(reverse("office_design_remove", args=[used.pk]), follow=True).content.decode()

    assert "исчезнет насовсем" not in page
    assert "По этому бланку уже выдавали" in page
