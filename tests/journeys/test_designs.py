"""A coordinator makes a design without a programmer, tries it on the longest name, issues by it; what was given before stays as it was."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from courses.certificates.actions import issue
from courses.certificates.models import Certificate, Design
from courses.enrollment.actions import assign
from courses.progress.models import Progress
from tests import factories
from tests.courses.certificates.pictures import drawing

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def coordinator(transactional_db):
    person = factories.UserFactory()
    assign(person, "coordinator", by=None)
    return person


@pytest.fixture
def cohort(transactional_db):
    """Two people who have earned their certificates; one has it, by the first design."""
    cohort = factories.CohortFactory(under_way=True, needed_share=0, letters_after=0)
    module = factories.ModuleFactory(program=cohort.program)
    factories.CohortModuleFactory(cohort=cohort, module=module, hours=72)
    lesson = factories.LessonFactory(module=module)
    for name in ("Рощина", "Преображенская-Константинопольская"):
        person = factories.UserFactory(family_name=name, name_confirmed_at=timezone.now())
        seat = factories.EnrollmentFactory(cohort=cohort, person=person)
        Progress.objects.create(enrollment=seat, lesson=lesson, done_at=timezone.now())
    factories.DesignFactory()
    issue(cohort.enrollments.order_by("pk").first(), by=factories.UserFactory())
    return cohort


def test_a_design_is_made_tried_and_issued_by(browser_page, coordinator, cohort, run_jobs, pdf_text, axe):
    run_jobs()
    first = Certificate.objects.get()
    before = first.file.sha256
    page = browser_page(user=coordinator)
    page.goto("/cms/school/designs/")
    page.get_by_role("link", name="Сертификат участника, Школа лидеров НКО").click()
    picture, state = page.get_by_role("img", name="Лист с тем, что набрано в форме"), page.locator("#preview-state")
    expect(picture).to_be_visible()
    drawn = picture.get_attribute("src")

    page.get_by_label("Заголовок").fill("Сертификат {выпускника}")
    expect(state).to_contain_text("Нет такой подстановки: {выпускника}.")
    page.get_by_label("Заголовок").fill("Сертификат выпускника")
    page.get_by_label("Рисунок").select_option(label="рамка")
    page.locator("#id_orientation").select_option(label="книжный лист")
    page.get_by_label("Подпись картинкой").first.set_input_files({"name": "подпись.png", "mimeType": "image/png", "buffer": drawing()})
    expect(state).to_be_empty()
    expect(picture).not_to_have_attribute("src", drawn)
    page.wait_for_function("image => image.naturalHeight > image.naturalWidth", arg=picture.element_handle())
    axe(page)
    page.get_by_role("button", name="Сохранить новую версию").click()
    expect(page.get_by_text("Сохранена версия 2. Выданное раньше не изменилось.")).to_be_visible()

    page.goto(f"/cms/school/certificates/cohorts/{cohort.pk}/issue/")
    page.get_by_role("button", name="Выдать", exact=True).click()
    run_jobs()
    page.goto("/cms/school/certificates/register/")
    with page.expect_download() as download:
        page.get_by_role("link", name="PDF").first.click()

    text = " ".join(pdf_text(download.value.path().read_bytes()).split())
    assert "Сертификат выпускника" in text
    assert "Преображенская-Константинопольская" in text
    first.refresh_from_db()
    assert (first.file.sha256, first.design.version, Design.objects.count()) == (before, 1, 2)
