"""Reports of exchange visits: who is asked, what is written once; nothing is overwritten unseen; photographs have their measure."""

from datetime import timedelta

import pytest
from django.utils import timezone

from courses.program.models import Kind
from courses.progress import visit_rules
from courses.progress.actions import visits as actions
from courses.progress.models import VisitPhoto, VisitReport
from school.journal.models import Entry
from school.people.rules import Changed, Refused
from school.vault.models import File, Look
from tests.factories import CohortFactory, EnrollmentFactory, MeetingFactory, ModuleFactory, TownFactory
from tests.visits import TEXTS, report_of, shot, visit_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(enrollment):
    return enrollment.person


@pytest.fixture
def meeting(cohort):
    return visit_of(cohort)


@pytest.fixture
def report(enrollment, meeting):
    return report_of(enrollment, meeting, "draft")


def verbs():
    return list(Entry.objects.filter(verb__startswith="progress.visit").order_by("pk").values_list("verb", flat=True))


# Who is asked


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, ""),
        ({"kind": Kind.TRAINING}, "От вас не ждут отчёта об этом занятии."),
        ({"town": True}, "От вас не ждут отчёта об этом занятии."),
        ({"subgroup": True}, "От вас не ждут отчёта об этом занятии."),
        ({"foreign": True}, "От вас не ждут отчёта об этом занятии."),
        ({"off": True}, "Поездка отменена, отчёт не нужен."),
        ({"ahead": True}, "Отчёт откроется, когда поездка закончится"),
        ({"seat": "finished"}, "Отчёты пишут, пока идёт учёба в потоке."),
        ({"seat": "withdrawn"}, "Отчёты пишут, пока идёт учёба в потоке."),
        ({"state": "sent"}, "Отчёт у тренера."),
        ({"state": "accepted"}, "Отчёт принят."),
        ({"state": "returned"}, ""),
    ],
    ids=str,
)
def test_who_may_write(cohort, enrollment, changes, words):
    fields = {"cancelled_at": timezone.now()} if "off" in changes else {}
    if "ahead" in changes:
        fields["ends_at"] = timezone.now() + timedelta(hours=1)
    if "kind" in changes:
        fields["module"] = ModuleFactory(program=cohort.program, kind=changes["kind"])
    if "town" in changes:
        fields["town"] = TownFactory(name="Ишим")
    if "subgroup" in changes:
        fields["subgroup"] = cohort.subgroups.create(title="Группа А")
    meeting = visit_of(CohortFactory() if "foreign" in changes else cohort, **fields)
    enrollment.state = changes.get("seat", "active")

    reasons = [str(reason) for reason in visit_rules.reasons_not_to_write(meeting, enrollment, changes.get("state", "draft"))]

    assert [reason[: len(words)] for reason in reasons] == ([words] if words else [])


def test_nothing_is_written_against_the_rules(cohort, enrollment, person):
    meeting = visit_of(cohort, ends_at=timezone.now() + timedelta(hours=1))

    with pytest.raises(Refused):
        actions.save_report(meeting, enrollment, fields=TEXTS, edition=0, by=person)
    with pytest.raises(Refused):
        actions.add_photo(meeting, enrollment, upload=shot(), by=person)

    assert (VisitReport.objects.count(), File.objects.count(), verbs()) == (0, 0, [])


def test_standings_say_what_is_asked_and_what_is_done(cohort, enrollment):
    town = TownFactory(name="Ишим")
    done, begun, asked = (visit_of(cohort) for _number in range(3))
    visit_of(cohort, ends_at=timezone.now() + timedelta(days=1))
    visit_of(cohort, cancelled_at=timezone.now())
    visit_of(cohort, town=town)
    visit_of(CohortFactory())
    MeetingFactory(cohort=cohort, module=ModuleFactory(program=cohort.program), ends_at=timezone.now() - timedelta(minutes=1))
    other = EnrollmentFactory(cohort=cohort, town=town)
    report_of(enrollment, done, "sent")
    report_of(enrollment, begun, "returned")

    found = visit_rules.standings([enrollment, other])

    standing = found[enrollment.pk]
    assert set(standing.asked) == {done, begun, asked}
    assert (standing.done, set(standing.left)) == (frozenset({done.pk}), {begun, asked})
    assert standing.states == {done.pk: "sent", begun.pk: "returned"}
    assert (len(found[other.pk].asked), found[other.pk].states) == (4, {})


@pytest.mark.parametrize("people", [1, 3, 30])
def test_standings_take_two_queries_for_any_number(cohort, people, django_assert_num_queries):
    meeting = visit_of(cohort)
    rows = EnrollmentFactory.create_batch(people, cohort=cohort)
    for row in rows[:3]:
        report_of(row, meeting)

    with django_assert_num_queries(2):
        visit_rules.standings(rows)
    with django_assert_num_queries(1):
        visit_rules.standings(rows, [meeting])


# Saving


def test_words_are_saved_and_counted(enrollment, person, meeting):
    first = actions.save_report(meeting, enrollment, fields=TEXTS, edition=0, by=person)
    again = actions.save_report(meeting, enrollment, fields=TEXTS, edition=0, by=person)
    more = actions.save_report(meeting, enrollment, fields=TEXTS | {"asks": "Где взять такой журнал?"}, edition=again.edition, by=person)

    report = VisitReport.objects.get()
    assert (first.edition, again.edition, more.edition) == (2, 2, 3)
    assert (report.saw, report.takes, report.asks, report.state) == (TEXTS["saw"], TEXTS["takes"], "Где взять такой журнал?", "draft")
    assert verbs() == ["progress.visit_begun"]


def test_a_newer_edition_is_never_overwritten(enrollment, person, meeting, report):
    actions.save_report(meeting, enrollment, fields=TEXTS | {"saw": "С телефона"}, edition=report.edition, by=person)

    with pytest.raises(Changed) as changed:
        actions.save_report(meeting, enrollment, fields=TEXTS | {"saw": "С ноутбука"}, edition=report.edition, by=person)

    assert changed.value.current.saw == "С телефона"
    assert VisitReport.objects.get().saw == "С телефона"


def test_captions_are_saved_with_the_words(enrollment, person, meeting, report):
    photo = actions.add_photo(meeting, enrollment, upload=shot(), by=person)
    stranger = VisitPhoto.objects.create(report=report_of(EnrollmentFactory(cohort=enrollment.cohort), meeting), file=photo.file)

    actions.save_report(meeting, enrollment, fields=TEXTS, captions={photo.pk: "Склад", stranger.pk: "Чужая"}, edition=report.edition, by=person)

    assert dict(VisitPhoto.objects.values_list("pk", "caption")) == {photo.pk: "Склад", stranger.pk: ""}


# Photographs


def test_the_same_photograph_twice_is_one(enrollment, person, meeting):
    first = actions.add_photo(meeting, enrollment, upload=shot(), caption="Склад", by=person)
    second = actions.add_photo(meeting, enrollment, upload=shot(), caption="Склад", by=person)

    assert first == second
    assert (VisitPhoto.objects.count(), File.objects.filter(shelf="visits").count()) == (1, 1)
    assert verbs().count("progress.visit_photo_added") == 1


def test_ten_photographs_are_enough(enrollment, person, meeting):
    report = report_of(enrollment, meeting, "draft", photos=visit_rules.PHOTOS)

    with pytest.raises(Refused, match="Фотографий в отчёте уже 10"):
        actions.add_photo(meeting, enrollment, upload=shot(color="#ffffff"), by=person)
    first = report.photos.first()
    assert actions.remove_photo(first, by=person) is True
    assert actions.remove_photo(first, by=person) is False
    added = actions.add_photo(meeting, enrollment, upload=shot(color="#ffffff"), by=person)
    with pytest.raises(Refused, match="Уберите одну"):
        actions.restore_photo(first, by=person)
    actions.remove_photo(added, by=person)
    assert actions.restore_photo(first, by=person) is True
    assert actions.restore_photo(first, by=person) is False
    assert visit_rules.photos_of(report).count() == visit_rules.PHOTOS
    assert File.objects.filter(shelf="visits").count() == visit_rules.PHOTOS + 1


def test_a_disk_is_not_endless(enrollment, person, meeting, report, monkeypatch):
    monkeypatch.setattr(visit_rules, "TAKEN", 2)
    for number in range(2):
        actions.remove_photo(actions.add_photo(meeting, enrollment, upload=shot(color=f"#{number * 90:02x}8800"), by=person), by=person)

    with pytest.raises(Refused, match="больше нельзя"):
        actions.add_photo(meeting, enrollment, upload=shot(), by=person)


@pytest.mark.parametrize("act", ["remove_photo", "restore_photo"])
@pytest.mark.parametrize("state", ["sent", "accepted"])
def test_what_was_sent_keeps_its_photographs(enrollment, person, meeting, act, state):
    photo = report_of(enrollment, meeting, state, photos=1).photos.get()

    with pytest.raises(Refused):
        getattr(actions, act)(photo, by=person)


def test_sending_forgets_what_was_removed_and_never_opened(enrollment, person, meeting):
    report = report_of(enrollment, meeting, "draft", photos=3)
    unseen, seen, stays = report.photos.all()
    Look.objects.create(file=seen.file, by=person)
    for photo in (unseen, seen):
        actions.remove_photo(photo, by=person)

    actions.send_report(report, by=person)

    assert set(report.photos.all()) == {seen, stays}
    assert set(File.objects.filter(shelf="visits")) == {seen.file, stays.file}
