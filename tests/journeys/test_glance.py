"""A person before a closed part finds out what to do; a trainer sees who stands where and sends a word to those who fell behind."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from courses.program.models import Kind
from courses.progress.actions import mark_done
from courses.progress.models import LessonWork, VisitReport
from school.post.models import Letter
from school.vault.models import File
from tests import factories
from tests.lessons import readable_lesson

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.journey]
TITLES = {
    Kind.SEMINAR: ("Семинары о статусе", ["Что такое статус исполнителя", "Кто может его получить", "Закон и сроки"]),
    Kind.TRAINING: ("Тренинги в малых группах", ["Переговоры с администрацией", "Выступление перед комиссией"]),
    Kind.EXCHANGE_VISIT: ("Поездки к тем, кто уже получил статус", ["Как подготовиться к поездке"]),
    Kind.PROJECT_WORK: ("Проект команды", ["Бюджет проекта"]),
    Kind.DOCUMENT_SUPPORT: ("Сопровождение документов", ["Заявление и приложения"]),
}
NAMES = ("Берёзкина", "Ветрова", "Кедрова-Заозёрная", "Лугов", "Полевая")


@pytest.fixture
def school(cohort, participant, trainer):
    """Five parts, the later ones behind the earlier ones; five people at different places of the way."""
    cohort.ends_on = timezone.localdate() + timedelta(days=30)
    cohort.save()
    modules, lessons = [], []
    for position, (kind, (title, names)) in enumerate(TITLES.items()):
        module = factories.ModuleFactory(program=cohort.program, kind=kind, title=title, position=position)
        factories.CohortModuleFactory(cohort=cohort, module=module, after=modules[-1] if modules else None)
        modules.append(module)
        lessons += [readable_lesson(module, title=name, minutes=15) for name in names]
    lessons[2].done_by, lessons[2].task = "work", "Паспорт услуги"
    lessons[2].save()
    own = participant.enrollments.get(cohort=cohort)
    for lesson in lessons[:2]:
        mark_done(own, lesson, by=participant)
    file = File.objects.create(key="k" * 32, name="паспорт.pdf", size=1, content_type="application/pdf", shelf="works")
    LessonWork.objects.create(enrollment=own, lesson=lessons[2], file=file, state="returned", answer="Добавьте подпись руководителя и дату.")
    past = {"starts_at": timezone.now() - timedelta(days=3), "ends_at": timezone.now() - timedelta(days=3, hours=-3)}
    visit = factories.MeetingFactory(cohort=cohort, module=modules[2], title="В АНО «Добрый дом»", trainer=trainer, **past)
    factories.MarkFactory(meeting=visit, enrollment=own)
    VisitReport.objects.create(meeting=visit, enrollment=own)
    ahead = {"starts_at": timezone.now() + timedelta(days=6), "ends_at": timezone.now() + timedelta(days=6, hours=3)}
    factories.MeetingFactory(cohort=cohort, module=modules[1], title="Первый тренинг", trainer=trainer, **ahead)
    factories.CallFactory(cohort=cohort, module=modules[3])
    town, group = factories.TownFactory(name="Ишим", locative="в Ишиме"), cohort.subgroups.create(title="Группа А")
    for number, name in enumerate(NAMES[1:], start=1):
        user = factories.UserFactory(family_name=name, given_name="Анна", patronymic="")
        row = factories.EnrollmentFactory(cohort=cohort, person=user, **({"town": town} if number % 2 else {"subgroup": group}))
        for lesson in [lesson for lesson in lessons if lesson.done_by == "word"][: number * 2 - 2]:
            mark_done(row, lesson, by=user)
    return own, modules, lessons


@pytest.mark.parametrize("width", [390, 1280])
def test_a_closed_part_says_what_to_do(browser_page, in_the_dark, school, participant, width):
    own, modules, lessons = school
    page = browser_page(participant, width=width, height=844)
    page.goto(reverse("portals:route", args=[own.pk]))

    expect(page.get_by_role("heading", name="Пока закрыто")).to_be_visible()
    expect(page.get_by_text("Доработайте работу к уроку")).to_be_visible()
    in_the_dark(page)
    page.get_by_role("link", name="Что нужно сделать").first.click()
    page.wait_for_url(f"**{reverse('portals:module', args=[own.pk, modules[0].pk])}")
    in_the_dark(page)
    page.goto(reverse("portals:study", args=[own.cohort_id, lessons[3].pk]))
    expect(page.get_by_text("Сначала «Семинары о статусе»")).to_be_visible()
    in_the_dark(page)


@pytest.mark.parametrize("width", [390, 1280])
def test_a_trainer_sends_a_word_in_one_act(browser_page, in_the_dark, school, cohort, trainer, width):
    page = browser_page(trainer, width=width, height=844)
    page.goto(reverse("portals:glance_list"))

    expect(page.get_by_role("heading", name=re.compile("^Отстают 3"))).to_be_visible()
    in_the_dark(page)
    page.get_by_label("По урокам части").select_option(index=1)
    page.get_by_role("button", name="Показать").click()
    page.wait_for_url("**part=*")
    in_the_dark(page)
    page.get_by_role("link", name="Уроки", exact=True).click()
    page.wait_for_url("**/lessons/")
    in_the_dark(page)
    page.goto(reverse("portals:nudge", args=[cohort.pk]))
    in_the_dark(page)
    page.get_by_role("button", name="Показать письма").click()
    page.wait_for_url("**look=1**")
    in_the_dark(page)
    page.get_by_role("textbox").first.fill("Анна, ждём вас на занятии.")
    page.get_by_role("button", name="Отправить").click()
    page.wait_for_url(f"**{reverse('portals:glance', args=[cohort.pk])}")

    assert Letter.objects.filter(name="nudge").count() == 3
    assert Letter.objects.filter(name="nudge", text__startswith="Анна, ждём вас на занятии.").count() == 1


def test_the_way_of_one_person_is_looked_at(browser_page, in_the_dark, school, cohort, trainer):
    for width in (390, 1280):
        page = browser_page(trainer, width=width, height=844)
        page.goto(reverse("portals:glance_person", args=[cohort.pk, school[0].pk]))

        expect(page.get_by_role("heading", name="Что осталось")).to_be_visible()
        in_the_dark(page)
