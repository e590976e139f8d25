"""People come in a table: a report per row, all or nothing, once (R24), seats by the rules."""

import pytest
from django.urls import reverse

from courses.enrollment.actions import enter_people
from courses.enrollment.models import Application, Enrollment
from courses.office.spreadsheets.people import COLUMNS, form_of, plan
from courses.office.spreadsheets.reading import read
from school.journal.models import Entry
from school.people.models import Membership, Organization, User
from school.people.rules import Refused
from school.post.models import Letter
from tests.factories import CohortFactory, EnrollmentFactory, QuotaFactory, TownFactory, UserFactory
from tests.spreadsheets import HEADS, add, look, row, upload, xlsx

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(client, coordinator):
    client.force_login(coordinator)
    return client


@pytest.fixture
def opened(db):
    cohort = CohortFactory()
    QuotaFactory(cohort=cohort, seats=2)
    return cohort


def test_people_are_foreseen_and_nothing_is_written(client, opened, organization):
    before = User.objects.count(), Application.objects.count(), Letter.objects.count()

    page = client.get(look(client, opened, xlsx(HEADS, row(organization))))

    assert [(each.state, each.title) for each in page.context["plan"].rows] == [("new", "Ёлкина Анна Лесовна")]
    assert (User.objects.count(), Application.objects.count(), Letter.objects.count()) == before


def test_people_get_an_account_an_application_and_a_letter(client, coordinator, opened, organization):
    add(client, look(client, opened, xlsx(HEADS, row(organization))))

    person = User.objects.get(email="new1@shkola.example")
    application = Application.objects.get(person=person)
    letter = Letter.objects.get(recipient=person)
    assert (person.has_usable_password(), person.phone, person.folded_name) == (False, "+73452000000", "елкина анна лесовна")
    assert (application.state, application.organization, application.town) == ("submitted", organization, organization.town)
    assert (letter.name, reverse("account_request_login_code") in letter.text) == ("account_opened", True)
    assert Membership.objects.get(person=person).state == "confirmed"
    assert Entry.objects.get(verb="office.people_imported").facts["count"] == 1


def test_people_get_seats_at_once(client, opened, organization):
    add(client, look(client, opened, xlsx(HEADS, row(organization)), seated="yes"))

    assert Enrollment.objects.get(cohort=opened).person.email == "new1@shkola.example"


def test_the_seats_of_the_town_are_the_limit(client, opened, organization):
    address = look(client, opened, xlsx(HEADS, *(row(organization, number) for number in range(3))), seated="yes")
    rows = client.get(address).context["plan"].rows
    page = add(client, address).content.decode()

    assert [each.line.number for each in rows if each.state == "bad"] == [4]
    assert "Свободных мест" in rows[0].notes[0]
    assert not Enrollment.objects.exists()
    assert "исправьте строки" in page


def test_the_limit_of_an_organisation_holds(client, opened, organization):
    opened.per_organization = 1
    opened.save()

    address = look(client, opened, xlsx(HEADS, row(organization, 1), row(organization, 2)), seated="yes")

    assert client.get(address).context["plan"].wrong == 1


def test_a_second_run_adds_nobody(client, opened, organization):
    table = xlsx(HEADS, row(organization))
    add(client, look(client, opened, table))
    page = client.get(look(client, opened, table))

    assert (page.context["plan"].same, page.context["plan"].ready) == (1, False)
    assert Application.objects.count() == 1


def test_two_presses_are_one_import(client, opened, organization):
    address = look(client, opened, xlsx(HEADS, row(organization)))
    add(client, address)
    page = add(client, address).content.decode()

    assert (Application.objects.count(), "уже нет" in page) == (1, True)
    assert Entry.objects.filter(verb="office.people_imported").count() == 1


def test_all_or_nothing_even_when_the_last_row_is_refused(client, opened, organization, monkeypatch):
    """The school changed between the look and the press: seats that were free are taken."""
    address = look(client, opened, xlsx(HEADS, row(organization, 1), row(organization, 2)), seated="yes")
    EnrollmentFactory(cohort=opened, town=organization.town)

    add(client, address)

    assert Enrollment.objects.filter(cohort=opened).count() == 1
    assert not User.objects.filter(email__startswith="new").exists()


def test_a_refusal_inside_undoes_everything(coordinator, opened, organization):
    table = read(upload(xlsx(HEADS, row(organization, 1), row(organization, 2))), COLUMNS)
    planned = plan(opened, table.lines, True)
    EnrollmentFactory(cohort=opened, town=organization.town)

    with pytest.raises(Refused) as refused:
        enter_people(opened, [each.given for each in planned.rows], seated=True, by=coordinator)

    assert "Строка 3" in str(refused.value.reasons[0])
    assert not User.objects.filter(email__startswith="new").exists()


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"Почта": "не почта"}, "D2"),
        ({"Почта": ""}, "D2"),
        ({"ОГРН": "1197200000010"}, "F2: В ОГРН опечатка"),
        ({"ОГРН": "119"}, "F2: В ОГРН организации 13 цифр, вы ввели 3 (119)"),
        ({"ОГРН": "", "ИНН": ""}, "Укажите ОГРН или ИНН"),
        ({"Город": "Китеж"}, "J2: города «Китеж» в школе нет"),
        ({"Телефон": "звоните"}, "E2"),
        ({"Фамилия": "R2-D2"}, "A2: Имя пишется буквами"),
        ({"Фамилия": ""}, "A2"),
        ({"ОГРН": "1027700132195", "ИНН": ""}, "Такой организации в школе нет"),
    ],
)
def test_every_row_says_what_is_wrong_and_where(client, opened, organization, changed, words):
    page = client.get(look(client, opened, xlsx(HEADS, row(organization, **changed))))

    (found,) = page.context["plan"].rows
    assert (found.state, words in " ".join(found.notes)) == ("bad", True), found.notes
    assert "добавим</span>" not in page.content.decode()


def test_a_new_organisation_gets_its_card(client, opened):
    TownFactory()
    twice = [
        ["Ёлкина", "Анна", "", "a@shkola.example", "", "1027700132195", "7707083893", "Фонд «Роща»", "", "Тюмень"],
        ["Соснин", "Пётр", "", "b@shkola.example", "", "1027700132195", "7707083893", "Фонд «Роща»", "", "Тюмень"],
    ]

    add(client, look(client, opened, xlsx(HEADS, *twice)))

    card = Organization.objects.get(ogrn="1027700132195")
    assert (card.form, card.memberships.count(), card.memberships.filter(owner=True).count()) == ("fund", 2, 1)


@pytest.mark.parametrize(
    ("words", "form"), [("АНО «Дом»", "ano"), ("фонд", "fund"), ("Общественная организация", "public"), ("Рога", None), ("ООО «Дом»", None)]
)
def test_the_form_of_an_organisation_is_understood(words, form):
    assert form_of(words) == form


def test_an_account_of_the_school_is_kept_as_it_is(client, opened, organization):
    person = UserFactory(email="new1@shkola.example", family_name="Другая")

    page = client.get(address := look(client, opened, xlsx(HEADS, row(organization, Почта="NEW1@shkola.example"))))
    add(client, address)

    assert "Другая" in page.context["plan"].rows[0].notes[0]
    assert Application.objects.get().person == person
    assert [letter.name for letter in Letter.objects.filter(recipient=person)] == ["application_received"]


def test_the_same_mail_twice_is_said(client, opened, organization):
    page = client.get(look(client, opened, xlsx(HEADS, row(organization), row(organization))))

    assert [each.state for each in page.context["plan"].rows] == ["bad", "new"]


def test_nobody_enters_a_finished_cohort(client, organization):
    page = client.get(look(client, CohortFactory(state="finished"), xlsx(HEADS, row(organization))))

    assert (bool(page.context["plan"].against), page.context["plan"].ready) == (True, False)


def test_the_choice_can_be_taken_back(client, opened, organization):
    address = look(client, opened, xlsx(HEADS, row(organization)))

    answer = client.post(address, {"cancel": "1"})

    assert (answer.url, Application.objects.count()) == (reverse("office:import", args=["people", opened.pk]), 0)
    assert client.get(address).status_code == 302


def test_everything_wrong_with_a_row_is_told_at_once(client, opened, organization):
    """The table is mended in one go; columns are named as they stand in it."""
    wrong = row(organization, **{"Почта": "не почта", "ОГРН": "", "Телефон": "два", "Город": "Омск"})

    [found] = client.get(look(client, opened, xlsx(HEADS, wrong))).context["plan"].rows

    said = " ".join(found.notes)
    assert found.state == "bad"
    assert all(words in said for words in ("«Почта», D2", "«Телефон», E2", "«Город», J2: города «Омск» в школе нет", "Укажите ОГРН или ИНН"))
