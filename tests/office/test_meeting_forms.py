"""The form of a meeting and the questions before a step: whom it is about, how many hear of it, clashes asked about and not scolded for."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from courses.enrollment import actions
from courses.program.models import Cohort, Meeting, Subgroup
from school.people.models import Town
from school.post.models import Letter
from tests.factories import CohortFactory, EnrollmentFactory, MeetingFactory, ModuleFactory
from tests.office.test_meetings import posted

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(client_of, coordinator):
    return client_of(coordinator)


@pytest.fixture
def meeting(cohort, participant, trainer):
    start = timezone.now().replace(second=0, microsecond=0) + timedelta(days=3)
    group = Subgroup.objects.create(cohort=cohort, title="Группа А")
    cohort.enrollments.update(subgroup=group)
    module = ModuleFactory(program=cohort.program)
    return MeetingFactory(
        title="Интервью", cohort=cohort, module=module, trainer=trainer, starts_at=start, ends_at=start + timedelta(hours=2), subgroup=group
    )


def words(response):
    return " ".join(response.content.decode().split())


def after(office, address, fields):
    response = office.post(address, fields, follow=True)
    assert response.redirect_chain, response.context["form"].errors
    return words(response)


def test_a_cancellation_says_which_meeting_and_how_many_hear_of_it(office, meeting, run_jobs):
    address = reverse("office:meeting_turn", args=[meeting.pk, "cancel"])
    asked = words(office.get(address))

    assert "«Интервью», " in asked
    assert f"Группа А, поток «{meeting.cohort}»." in asked
    assert ("Людей, которым уйдёт письмо: 2." in asked, "Не отменять занятие" in asked) == (True, True)
    done = after(office, address, {"reason": "Мороз"})
    run_jobs()
    assert ("Занятие отменено. Людей, которым уйдёт письмо: 2." in done, Letter.objects.filter(name="meeting_cancelled").count()) == (True, 2)


def test_a_cancelled_meeting_says_so_and_comes_back(office, meeting):
    actions.call_off(meeting, by=meeting.trainer)
    page = words(office.get(reverse("office_meetings:edit", args=[meeting.pk])))
    back = reverse("office:meeting_turn", args=[meeting.pk, "restore"])

    assert ("Занятие отменено " in page, back in page, "Отменить занятие" in page) == (True, True, False)
    assert "Оставить отменённым" in words(office.get(back))
    assert "Занятие снова в расписании. Людей, которым уйдёт письмо: 2." in after(office, back, {})


@pytest.mark.parametrize(
    ("changes", "said"),
    [({"place": "Зал 2"}, "Людей, которым уйдёт письмо: 2."), ({"title": "Тема"}, "сохранено."), ({"subgroup": ""}, "Письмо не уйдёт никому.")],
)
def test_the_form_says_how_many_were_told(office, meeting, run_jobs, changes, said):
    fields = posted(meeting, subgroup=meeting.subgroup_id)
    page = after(office, reverse("office_meetings:edit", args=[meeting.pk]), fields | changes)
    run_jobs()

    assert (said in page, "updated" in page) == (True, False)
    assert Letter.objects.count() == (2 if "place" in changes else 0)


def test_people_who_come_and_go_are_counted_as_told(office, meeting, run_jobs):
    other = Subgroup.objects.create(cohort=meeting.cohort, title="Группа Б")
    EnrollmentFactory.create_batch(3, cohort=meeting.cohort, subgroup=other)
    page = after(office, reverse("office_meetings:edit", args=[meeting.pk]), posted(meeting, subgroup=other.pk))
    run_jobs()

    assert ("Людей, которым уйдёт письмо: 4." in page, Letter.objects.count()) == (True, 4)


def test_what_is_over_is_told_to_nobody(office, meeting):
    Meeting.objects.update(starts_at=timezone.now() - timedelta(days=3), ends_at=timezone.now() - timedelta(days=2))

    assert "Письмо не уйдёт никому." in words(office.get(reverse("office:meeting_turn", args=[meeting.pk, "cancel"])))


def test_clashes_are_a_question_with_the_words_of_the_button(office, meeting):
    first = office.post(reverse("office_meetings:add"), posted(meeting, title="Второе"))
    page = words(first)

    assert ("Есть накладки: " in page, "help-warning" in page, "нажмите «Всё равно создать»" in page) == (True, True, True)
    assert ("из-за ошибок" in page, "«Сохранить» ещё раз" in page) == (False, False)
    again = posted(meeting, title="Второе", seen=first.context["form"]["seen"].value())
    assert office.post(reverse("office_meetings:add"), again).status_code == 302


def test_a_clash_does_not_hide_a_mistake(office, meeting):
    page = words(office.post(reverse("office_meetings:add"), posted(meeting, title="")))

    assert ("Есть накладки" in page, "из-за ошибок" in page) == (False, True)


def test_the_cohort_leads_to_its_own_form(office, meeting):
    Subgroup.objects.create(cohort=CohortFactory(title="Чужой поток"), title="Чужая группа")
    strange = ModuleFactory(title="Чужой модуль")
    address = reverse("office_meetings:add") + f"?cohort={meeting.cohort_id}"
    assert address in words(office.get(reverse("office:cohort", args=[meeting.cohort_id])))
    form = office.get(address).context["form"]

    assert form["cohort"].value() == meeting.cohort_id
    assert [str(label) for _value, label in form.fields["subgroup"].choices] == ["Все подгруппы", "Группа А"]
    assert strange not in form.fields["module"].queryset


@pytest.mark.parametrize("query", ["", "?cohort=x", "?cohort=99999999999999999999", "?cohort=999", "?cohort="])
def test_a_form_without_a_cohort_shows_the_subgroups_of_all(office, meeting, query):
    form = office.get(reverse("office_meetings:add") + query).context["form"]

    assert f"Группа А – {meeting.cohort}" in [str(label) for _value, label in form.fields["subgroup"].choices]


def test_a_trainer_is_assigned_from_the_page_of_the_cohort(office, cohort):
    address = reverse("office:assign") + f"?role=trainer&amp;cohort={cohort.pk}"
    assert address in office.get(reverse("office:cohort", args=[cohort.pk])).content.decode()
    form = office.get(address.replace("&amp;", "&")).context["form"]

    assert (form["role"].value(), form["cohort"].value()) == ("trainer", str(cohort.pk))


@pytest.mark.parametrize(("verb", "away"), [("expel", "Не отчислять"), ("leave", "Не отмечать выбытие"), ("finish", "Пусть учится дальше")])
def test_a_step_names_the_person_and_the_way_out(office, participant, verb, away):
    row = participant.enrollments.get()
    page = words(office.get(reverse("office:person_move", args=[row.pk, verb])))

    assert f"{participant.full_name}, поток «{row.cohort}», {row.town}." in page
    assert (away in page, "Не сохранять" in page) == (True, False)


@pytest.mark.parametrize("year", ["0001", "2019", "2061", "9999"])
def test_a_year_out_of_this_world_is_told_at_the_field(office, meeting, year):
    fields = posted(meeting, subgroup=meeting.subgroup_id, starts_at=f"{year}-01-01T10:00")
    form = office.post(reverse("office_meetings:edit", args=[meeting.pk]), fields).context["form"]

    assert form.errors["starts_at"] == [f"Проверьте год: {int(year)}."]


@pytest.mark.parametrize("name", ["starts_on", "ends_on", "apply_from", "apply_until"])
def test_the_years_of_a_cohort_too(office, cohort, name):
    days = {each: getattr(cohort, each).isoformat() for each in ("starts_on", "ends_on", "apply_from", "apply_until")}
    fields = {"program": cohort.program_id, "title": cohort.title, "needed_share": 75, **days, name: "9999-12-31"}
    form = office.post(reverse("office_cohorts:edit", args=[cohort.pk]), fields).context["form"]

    assert "Проверьте год: 9999." in form.errors[name]


def test_titles_and_places_are_one_tidy_line(office, meeting):
    fields = posted(meeting, subgroup=meeting.subgroup_id, title="Пер\x0bвое\u2028занятие", place="\u0085Зал\r\n2\u200b")
    office.post(reverse("office_meetings:edit", args=[meeting.pk]), fields)
    meeting.refresh_from_db()

    assert (meeting.title, meeting.place) == ("Первое занятие", "Зал 2")


def test_two_cohorts_of_one_title_and_day_are_told_apart(office, cohort):
    days = {each: getattr(cohort, each).isoformat() for each in ("starts_on", "ends_on", "apply_from", "apply_until")}
    fields = {"program": cohort.program_id, "title": cohort.title.upper() + " ", "needed_share": 75, **days}
    form = office.post(reverse("office_cohorts:add"), fields).context["form"]

    assert (Cohort.objects.count(), "с этим началом уже есть" in form.errors["title"][0]) == (1, True)
    assert office.post(reverse("office_cohorts:edit", args=[cohort.pk]), fields).status_code == 302


def test_a_town_is_one_line(office):
    office.post(reverse("office_towns:add"), {"name": "Ишим\u2028", "locative": "в\x0b Ишиме", "position": 7})

    assert Town.objects.filter(name="Ишим", locative="в Ишиме").exists()
