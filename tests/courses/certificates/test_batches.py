"""Issue in bulk: begun, confirmed by a second person, written by a job, taken back before the letters; killed and gone on."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from courses.certificates import actions, batch_rules
from courses.certificates.actions import batches
from courses.certificates.models import Batch, Certificate
from courses.enrollment.models import Enrollment
from school.journal.models import Entry
from school.people.rules import Refused
from school.post.models import Letter
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(earn):
    """Three of one cohort: two have everything, the third has not confirmed the name."""
    first = earn()
    others = [factories.EnrollmentFactory(cohort=first.cohort, person=factories.UserFactory(family_name=name)) for name in ("Яковлева", "Абрамова")]
    lesson = first.progress.get().lesson
    for person in others:
        person.progress.create(lesson=lesson, done_at=timezone.now())
    others[1].person.name_confirmed_at = timezone.now()
    others[1].person.save()
    return [first, *others]


@pytest.fixture
def by():
    return factories.AssignmentFactory(role="coordinator").person


@pytest.fixture
def second():
    return factories.AssignmentFactory(role="coordinator").person


def begun(people, by, **how):
    return actions.begin(people[0].cohort, people, by=by, **how)


def test_everybody_gets_a_number_in_the_order_of_names_or_the_words_why_not(people, by, run_jobs):
    batch = begun(people, by)
    again = begun(people, by)
    run_jobs()

    batch.refresh_from_db()
    assert (again, batch.state) == (batch, "done")
    lines = [(line.enrollment.person.family_name, line.certificate and line.certificate.number[-4:], line.refused) for line in batch.lines.all()]
    assert [line[:2] for line in lines] == [("Абрамова", "0001"), ("Сосновская", "0002"), ("Яковлева", None)]
    assert "Имя для сертификата" in lines[2][2]
    assert batch_rules.progress_of(batch) == batch_rules.Progress(total=3, issued=2, printed=2, refused=1)
    assert batch_rules.progress_of(batch).percent == 100
    assert Entry.objects.filter(verb="certificate.issued", by=by).count() == 2


def test_letters_wait_for_their_time_and_then_go_once(people, by, run_jobs):
    batch = begun(people, by)
    run_jobs()
    letters = Letter.objects.filter(name="certificate_issued")

    assert {letter.next_try_at for letter in letters} == {batch.letters_at}
    assert letters.filter(state="waiting").count() == 2


def test_without_a_pause_letters_go_at_once(people, by, run_jobs):
    people[0].cohort.letters_after = 0
    people[0].cohort.save()

    begun([Enrollment.objects.get(pk=person.pk) for person in people], by)
    run_jobs()

    assert Letter.objects.filter(name="certificate_issued", state="sent").count() == 2


def test_taken_back_in_time_nobody_is_written_to_and_the_numbers_stay(people, by, second, run_jobs):
    batch = begun(people, by)
    run_jobs()

    for _press in range(2):
        actions.undo(batch, reason="не тот поток", by=second)
    batch.refresh_from_db()

    assert (batch.state, batch.ended_by, batch.reason) == ("undone", second, "не тот поток")
    assert list(Certificate.objects.order_by("number").values_list("state", "reason", "revoked_by")) == [("revoked", "не тот поток", second.pk)] * 2
    assert set(Letter.objects.filter(name__startswith="certificate").values_list("name", "state")) == {("certificate_issued", "taken_back")}
    assert Entry.objects.filter(verb="certificate.batch_undone", by=second).count() == 1
    fresh = begun(people, by)
    run_jobs()
    assert sorted(number[-4:] for number in Certificate.objects.valid().values_list("number", flat=True)) == ["0003", "0004"]
    assert fresh.pk != batch.pk


def test_taken_back_on_the_way_it_writes_no_more(people, by, run_jobs):
    batch = begun(people, by)
    assert batches.write_next(batch.pk)

    actions.undo(batch, reason="ошибка", by=by)
    run_jobs()

    assert list(Certificate.objects.values_list("state", flat=True)) == ["revoked"]
    assert not Letter.objects.filter(name="certificate_issued").exists()


@pytest.mark.parametrize(("verb", "letters"), [("revoke", ["taken_back"]), ("replace", ["taken_back", "sent"])])
def test_one_of_it_changed_before_the_letters_is_never_told_of(people, by, run_jobs, verb, letters):
    """The letter that waited would have praised a paper that is not in force."""
    begun(people, by)
    run_jobs()
    holder = people[0].person

    getattr(actions, verb)(Certificate.objects.get(holder=holder), reason="опечатка", by=by)
    run_jobs()

    told = Letter.objects.filter(recipient=holder, name__startswith="certificate").order_by("pk").values_list("name", "state")
    assert list(told) == [("certificate_issued", state) for state in letters]


@pytest.mark.parametrize(("reason", "later", "words"), [(" ", 0, "Напишите причину"), ("ошибка", 11, "Письма уже ушли")])
def test_it_is_not_taken_back_without_a_reason_or_too_late(people, by, run_jobs, reason, later, words):
    batch = begun(people, by)
    run_jobs()
    Batch.objects.update(letters_at=batch.letters_at - timedelta(minutes=later))

    with pytest.raises(Refused, match=words):
        actions.undo(batch, reason=reason, by=by)
    assert Certificate.objects.valid().count() == 2


def test_a_second_person_confirms(people, by, second, run_jobs):
    batch = begun(people, by, second=True)
    run_jobs()

    assert (batch.state, Certificate.objects.count()) == ("asked", 0)
    assert [(letter.name, letter.recipient) for letter in Letter.objects.all()] == [("batch_asked", second)]
    with pytest.raises(Refused, match="другой человек"):
        actions.approve(batch, by=by)
    for _press in range(2):
        actions.approve(batch, by=second)
    run_jobs()
    batch.refresh_from_db()
    assert (batch.state, batch.approved_by, Certificate.objects.count()) == ("done", second, 2)


def test_nobody_to_confirm_is_said_at_once(people, by):
    with pytest.raises(Refused, match="Подтвердить некому"):
        begun(people, by, second=True)
    assert not Batch.objects.exists()


def test_an_administrator_may_be_the_second(people, by):
    chief = factories.UserFactory(is_superuser=True)

    begun(people, by, second=True)

    assert Letter.objects.get(name="batch_asked").recipient == chief


def test_the_school_may_ask_for_two_always(people, by, second, settings):
    settings.CERTIFICATES_BY_TWO = True

    assert begun(people, by).state == "asked"


def test_it_is_declined_with_words_and_the_first_is_told(people, by, second, run_jobs):
    batch = begun(people, by, second=True)

    with pytest.raises(Refused, match="почему не выдаём"):
        actions.decline(batch, reason=" ", by=second)
    for _press in range(2):
        actions.decline(batch, reason="нет протокола", by=second)

    assert Letter.objects.filter(name="batch_declined", recipient=by).count() == 1
    assert "нет протокола" in Letter.objects.get(name="batch_declined").text
    with pytest.raises(Refused, match="уже есть"):
        actions.approve(batch, by=second)


def test_who_began_it_may_drop_it_without_words(people, by, second):
    batch = actions.decline(begun(people, by, second=True), reason="", by=by)

    assert batch.state == "declined"
    assert not Letter.objects.filter(name="batch_declined").exists()


def test_two_coordinators_do_not_issue_to_one_cohort_at_once(people, by, second):
    begun(people, by)

    with pytest.raises(Refused, match="уже выдают"):
        begun(people, second)


def test_nobody_and_people_of_another_cohort_are_not_chosen(people, by, earn):
    with pytest.raises(Refused, match="Никто не выбран"):
        actions.begin(people[0].cohort, [earn()], by=by)
    assert not Batch.objects.exists()


def test_a_fault_of_one_line_does_not_hold_the_others(people, by, run_jobs, monkeypatch, caplog):
    real = batches.issue

    def faulty(enrollment, **how):
        if enrollment.pk == people[0].pk:
            raise ZeroDivisionError
        return real(enrollment, **how)

    monkeypatch.setattr(batches, "issue", faulty)
    batch = begun(people, by)
    run_jobs()

    batch.refresh_from_db()
    assert batch.state == "done"
    assert "Сбой программы" in batch.lines.get(enrollment=people[0]).refused
    assert Certificate.objects.get().number.endswith("0001")


def test_a_lost_job_is_made_anew(people, by, run_jobs):
    batch = begun(people, by)
    DBTaskResult.objects.filter(task_path=batches.run_batch.module_path).update(status="FAILED")

    assert (batches.resume_batches(), batches.resume_batches()) == (1, 0)
    run_jobs()
    batch.refresh_from_db()
    assert (batch.state, Certificate.objects.count()) == ("done", 2)


def test_what_was_not_printed_is_printed_again(people, by, run_jobs):
    batch = begun(people, by)
    while batches.write_next(batch.pk):
        pass
    DBTaskResult.objects.filter(task_path__endswith="print_and_send").update(status="FAILED")

    assert batch_rules.progress_of(batch).unprinted == 2
    assert (actions.print_again(batch, by=by), actions.print_again(batch, by=by)) == (2, 0)
    run_jobs()
    assert batch_rules.progress_of(batch).unprinted == 0


@pytest.mark.parametrize("number", [1, 30])
def test_how_far_it_is_costs_one_question(earned, by, number, django_assert_num_queries):
    batch = begun([earned], by)
    people = [factories.EnrollmentFactory(cohort=earned.cohort, organization=earned.organization, town=earned.town) for _n in range(number - 1)]
    batch.lines.bulk_create(batches.BatchLine(batch=batch, enrollment=person) for person in people)

    with django_assert_num_queries(1):
        assert batch_rules.progress_of(batch).total == number
