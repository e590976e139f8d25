"""Withdrawing, leaving, expelling, transferring, finishing, restoring: what each does to marks, calendar, access, certificates, the seat and the application.

One table. Every row is done by the real action on a person who has earned everything there is; the words of the confirmation and of the letter stand beside it.
"""

from datetime import timedelta
from typing import NamedTuple

import pytest
from django.urls import reverse
from django.utils import timezone

from courses.attendance.models import Mark
from courses.attendance.rules import standings
from courses.certificates import actions as certificates
from courses.certificates.models import Certificate
from courses.certificates.rules import missing_for
from courses.enrollment import actions, rules
from courses.enrollment.meeting_rules import meetings_of
from courses.enrollment.models import Application, Enrollment
from courses.program.models import Cohort
from courses.progress.actions import mark_done
from courses.progress.models import Progress
from school.journal.models import Entry
from school.people.rules import Refused
from school.post.models import Letter
from tests import factories

pytestmark = pytest.mark.django_db


class Follows(NamedTuple):
    """`open`: lessons and files may be read; `calendar`: the meetings are in it; `earns`: lessons may be marked done; `certificate`: a new one could be issued."""

    state: str
    application: str
    open: bool
    calendar: bool
    earns: bool
    certificate: bool
    seat_free: bool
    may_apply: bool
    told: str
    screen: tuple[str, ...]
    letter: tuple[str, ...]


GONE = {"open": False, "calendar": False, "earns": False, "certificate": False, "seat_free": True, "may_apply": True}
STAYS = {"open": True, "calendar": True, "certificate": True, "seat_free": False, "may_apply": False}
LEFT = {
    "screen": ("сертификаты сохранятся", "закроются", "календаря", "листе ожидания", "снова подать заявку", "прежние отметки вернутся"),
    "letter": ("закрыты", "календаря", "сертификаты сохраняются", "снова подать заявку", "Переезд"),
}
BACK = {
    "screen": ("Прежние отметки", "пропуски", "откроются", "календарь", "сертификат можно будет выпустить"),
    "letter": ("снова открыты", "календарь", "прежние отметки на месте", "пропусками"),
}
TABLE = {
    "withdraw": Follows("", "withdrawn", **GONE, told="", screen=("подать снова", "в конец"), letter=()),
    "leave": Follows("withdrawn", "ended", **GONE, told="enrollment_leave", **LEFT),
    "expel": Follows("expelled", "ended", **GONE, told="enrollment_expel", **LEFT),
    "transfer": Follows(
        "withdrawn",
        "ended",
        **GONE,
        told="enrollment_transfer",
        screen=("останутся в прежнем потоке", "сертификаты действуют", "закроются", "календаре", "листе ожидания"),
        letter=("в новый не переходят", "материалы закрыты", "сертификаты действуют", "календаре"),
    ),
    "finish": Follows(
        "finished",
        "admitted",
        **STAYS,
        earns=False,
        told="enrollment_finish",
        screen=("Отметки сохранятся", "останутся в календаре", "открытыми для чтения", "Сертификат выпускают отдельно"),
        letter=("открытыми для чтения", "отметки сохранены", "сертификате придёт отдельное письмо"),
    ),
    "restore after leave": Follows("active", "admitted", **STAYS, earns=True, told="enrollment_restore", **BACK),
    "restore after expel": Follows("active", "admitted", **STAYS, earns=True, told="enrollment_restore", **BACK),
    "restore after finish": Follows("active", "admitted", **STAYS, earns=True, told="enrollment_restore", **BACK),
}


@pytest.fixture
def by(coordinator):
    return coordinator


@pytest.fixture
def school(by):
    """One seat in a cohort that still takes applications; the next cohort beside it."""
    factories.DesignFactory()
    quota = factories.QuotaFactory(seats=1, cohort=factories.CohortFactory(letters_after=0, needed_share=50))
    other = factories.QuotaFactory(seats=1, town=quota.town, cohort=factories.CohortFactory(title="Весенний поток", program=quota.cohort.program))
    return quota, other


def studying(quota, by):
    """Admitted, was at the meeting, has read the lesson, holds the certificate."""
    membership = factories.MembershipFactory(person=factories.UserFactory(name_confirmed_at=timezone.now()))
    fields = {"person": membership.person, "organization": membership.organization, "town": quota.town}
    enrollment = actions.admit(factories.ApplicationFactory(cohort=quota.cohort, **fields), by=by)
    module = factories.ModuleFactory(program=quota.cohort.program)
    factories.CohortModuleFactory(cohort=quota.cohort, module=module)
    now = timezone.now()
    meeting = factories.MeetingFactory(cohort=quota.cohort, module=module, starts_at=now - timedelta(hours=3), ends_at=now - timedelta(hours=1))
    factories.MarkFactory(enrollment=enrollment, meeting=meeting)
    Progress.objects.create(enrollment=enrollment, lesson=factories.LessonFactory(module=module), done_at=now)
    certificates.issue(enrollment, by=by)
    return enrollment


def press(client, url, data):
    """What stands on the confirmation; then the press."""
    page = client.get(url)
    assert page.status_code == 200
    assert client.post(url, data).status_code == 302
    return page.content.decode()


def do(way, client_of, by, enrollment, other):
    """Through the screen; returns its words."""
    verb, _after, before = way.partition(" after ")
    if before:
        options = {"reason": "Переезд."} if before != "finish" else {}
        getattr(actions, before)(enrollment, by=by, **options)
        Letter.objects.all().delete()
    if verb == "transfer":
        return press(client_of(by), reverse("office:person_transfer", args=[enrollment.pk]), {"cohort": other.cohort_id})
    return press(client_of(by), reverse("office:person_move", args=[enrollment.pk, verb]), {"reason": "Переезд в другой город."})


def earns(enrollment):
    try:
        mark_done(enrollment, factories.LessonFactory(module=Progress.objects.get().lesson.module), by=enrollment.person)
    except Refused:
        return False
    return True


@pytest.mark.parametrize("way", [way for way in TABLE if way != "withdraw"])
def test_what_each_way_out_does_and_says(school, client_of, by, way):
    quota, other = school
    expected, enrollment = TABLE[way], studying(quota, by)
    person, mark = enrollment.person, Mark.objects.get()
    Letter.objects.all().delete()

    screen = do(way, client_of, by, enrollment, other)

    enrollment = Enrollment.objects.select_related("person", "cohort", "application").get(pk=enrollment.pk)
    assert (enrollment.state, enrollment.application.state) == (expected.state, expected.application)
    # marks, lessons and certificates
    assert (Mark.objects.get(), Progress.objects.get().enrollment) == (mark, enrollment)
    assert standings([enrollment])[enrollment.pk].attended == 1
    assert Certificate.objects.get().state == Certificate.State.VALID
    assert client_of(person).get(reverse("portals:certificate", args=[Certificate.objects.get().token.lower()])).status_code == 200
    assert [str(answer.title) for answer in missing_for(enrollment)] == ([] if expected.certificate else ["Зачисление"])
    # access and calendar
    assert client_of(person).get(reverse("portals:route", args=[enrollment.pk])).status_code == (200 if expected.open else 404)
    assert (mark.meeting in meetings_of(person)) is expected.calendar
    # the seat and the application
    assert (rules.seats([quota.cohort])[quota.cohort_id, quota.town_id].left == 1) is expected.seat_free
    assert (rules.reasons_not_to_apply(quota.cohort, person) == []) is expected.may_apply
    # told
    assert [word for word in expected.screen if word not in screen] == []
    letter = Letter.objects.get(name=expected.told, recipient=person)
    assert [word for word in expected.letter if word not in letter.text] == []
    assert "{{" not in letter.text + letter.html + letter.subject
    # at last, for it changes what is needed: another lesson
    assert earns(enrollment) is expected.earns


def test_what_withdrawing_an_application_does_and_says(school, client_of, by):
    quota, _other = school
    expected = TABLE["withdraw"]
    membership = factories.MembershipFactory()
    application = factories.ApplicationFactory(cohort=quota.cohort, town=quota.town, person=membership.person, organization=membership.organization)

    screen = press(client_of(membership.person), reverse("portals:withdraw", args=[application.pk]), {})

    assert Application.objects.get().state == expected.application
    assert not Enrollment.objects.exists()
    assert not Letter.objects.exists()  # the person did it, and the screen said so
    assert rules.reasons_not_to_apply(quota.cohort, membership.person) == []
    assert [word for word in expected.screen if word not in screen] == []


# Coming back


@pytest.mark.parametrize(("verb", "options"), [("leave", {}), ("expel", {"reason": "Три пропуска."})], ids=["leave", "expel"])
def test_whoever_is_admitted_again_has_the_old_marks(school, by, verb, options):
    quota, _other = school
    old = studying(quota, by)
    getattr(actions, verb)(old, by=by, **options)

    again = actions.apply(quota.cohort, person=old.person, organization=old.organization, motivation="Хочу доучиться.", by=old.person)
    new = actions.admit(again, by=by)

    assert (new.pk, new.state, new.application) == (old.pk, "active", again)
    assert new.marks.count() == new.progress.count() == new.certificates.count() == 1
    assert sorted(Application.objects.values_list("state", flat=True)) == ["admitted", "ended"]


def test_a_second_admission_may_be_taken_back_though_there_are_old_marks(school, by):
    quota, _other = school
    old = studying(quota, by)
    actions.leave(old, by=by)
    again = actions.apply(quota.cohort, person=old.person, organization=old.organization, motivation="Хочу доучиться.", by=old.person)
    actions.admit(again, by=by)

    actions.reconsider(again, by=by)

    assert (Application.objects.get(pk=again.pk).state, Enrollment.objects.get().state) == ("submitted", "withdrawn")
    assert Mark.objects.count() == 1


def test_restoring_gives_way_to_a_new_application(school, by):
    quota, _other = school
    old = studying(quota, by)
    actions.leave(old, by=by)
    actions.apply(quota.cohort, person=old.person, organization=old.organization, motivation="Хочу доучиться.", by=old.person)

    with pytest.raises(Refused, match="новую заявку"):
        actions.restore(old, by=by)


def test_a_decision_that_was_taken_back_is_not_restored(school, by):
    quota, _other = school
    application = factories.ApplicationFactory(cohort=quota.cohort, town=quota.town)
    enrollment = actions.admit(application, by=by)
    actions.reconsider(application, by=by)
    actions.decline(application, reason="Нет опыта.", by=by)

    with pytest.raises(Refused, match="отклонена"):
        actions.restore(enrollment, by=by)


def test_there_and_back_again_is_one_row_in_each_cohort(school, by):
    quota, other = school
    first = studying(quota, by)
    second = actions.transfer(first, cohort=other.cohort, by=by)

    back = actions.transfer(second, cohort=quota.cohort, by=by)

    assert (back.pk, back.state, back.application.state) == (first.pk, "active", "admitted")
    assert back.marks.count() == 1
    assert Enrollment.objects.count() == 2
    assert Letter.objects.filter(name="enrollment_transfer").count() == 2


@pytest.mark.parametrize("verb", ["leave", "expel", "finish", "transfer"])
def test_a_place_that_nobody_knows_of_does_not_end(school, client_of, by, verb):
    quota, other = school
    Cohort.objects.update(letters_after=10)
    enrollment = actions.admit(factories.ApplicationFactory(cohort=quota.cohort, town=quota.town), by=by)
    page = client_of(by).get(reverse("office:person", args=[enrollment.pk])).content.decode()
    options = {"leave": {}, "finish": {}, "expel": {"reason": "Ошибка."}, "transfer": {"cohort": other.cohort}}[verb]

    with pytest.raises(Refused, match="ещё не знает"):
        getattr(actions, verb)(enrollment, by=by, **options)

    assert "ещё не знает" in page
    assert reverse("office:application", args=[enrollment.application_id]) in page
    assert Enrollment.objects.get().state == "active"


def test_the_journal_tells_both_stories(school, by):
    quota, _other = school
    enrollment = studying(quota, by)
    actions.expel(enrollment, reason="Три пропуска.", by=by)
    actions.restore(enrollment, by=by)

    own = Entry.objects.about(enrollment.application).order_by("pk").values_list("verb", flat=True)
    assert list(own) == ["enrollment.admitted", "enrollment.ended", "enrollment.resumed"]
    assert list(Entry.objects.about(enrollment).order_by("pk").values_list("verb", flat=True)) == ["enrollment.expel", "enrollment.restore"]


def test_the_person_reads_how_it_ended(school, client_of, by):
    quota, _other = school
    enrollment = studying(quota, by)
    actions.expel(enrollment, reason="Три пропуска без причины.", by=by)

    for address in ("/cabinet/", "/cabinet/applications/"):
        assert "Вы больше не учитесь" in client_of(enrollment.person).get(address).content.decode()
    page = client_of(enrollment.person).get("/cabinet/applications/").content.decode().replace("\xa0", " ")
    assert "Три пропуска без причины." in page
    assert reverse("portals:cohorts") in page
    assert client_of(enrollment.person).get(reverse("portals:apply", args=[quota.cohort_id])).status_code == 200
