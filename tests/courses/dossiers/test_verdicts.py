"""The mentor's word: only about what was sent, only by whoever leads the NGO today, once, and taken back only while nothing followed."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from courses.dossiers.actions import verdicts
from courses.dossiers.models import DocumentVersion, Dossier, Item, Verdict
from courses.enrollment import actions as enrollment
from courses.enrollment.models import Mentorship
from school.journal.models import Entry
from school.people.rules import Refused
from school.post.models import Letter
from tests.factories import MembershipFactory, MentorshipFactory, UserFactory
from tests.factories.dossiers import DocumentVersionFactory, DossierFactory, ItemFactory, RequirementFactory, ReturnReasonFactory

pytestmark = pytest.mark.django_db
WORDS = "В пункте 1.2 нет сроков."


@pytest.fixture
def dossier(participant):
    return DossierFactory(organization=participant.memberships.get().organization, owner=participant)


@pytest.fixture
def version(dossier):
    return DocumentVersionFactory(item__dossier=dossier)


@pytest.fixture
def reason():
    return ReturnReasonFactory()


def state_of(version):
    version.refresh_from_db()
    version.item.refresh_from_db()
    return version.state, version.item.state


def test_accepted_the_item_follows_the_journal_and_the_letter_too(version, mentor, participant):
    verdict = verdicts.accept(version, by=mentor)

    assert state_of(version) == ("accepted", "accepted")
    assert (verdict.kind, verdict.by) == ("accepted", mentor)
    assert Entry.objects.get(verb="dossiers.version_accepted").facts["version"] == version.number
    letter = Letter.objects.get(name="document_judged")
    assert (letter.recipient, str(version.item.requirement.title) in letter.text) == (participant, True)


def test_sent_back_the_letter_has_the_reason_what_to_do_and_the_words(version, mentor, reason):
    verdicts.send_back(version, reason=reason, words=WORDS, by=mentor)

    assert state_of(version) == ("returned", "returned")
    text = Letter.objects.get(name="document_judged").text
    assert [words in text for words in (reason.title, reason.hint, WORDS, "/documents/")] == [True] * 4


@pytest.mark.parametrize("given", [{"words": "   "}, {"reason": None}])
def test_a_return_wants_a_reason_and_words(version, mentor, reason, given):
    with pytest.raises(Refused):
        verdicts.send_back(version, **{"reason": reason, "words": WORDS} | given, by=mentor)

    assert state_of(version) == ("sent", "sent")


@pytest.mark.parametrize("state", ["draft", "accepted", "returned", "withdrawn"])
def test_only_a_sent_version_is_judged(dossier, mentor, state):
    version = DocumentVersionFactory(item__dossier=dossier, state=state)

    with pytest.raises(Refused):
        verdicts.accept(version, by=mentor)

    assert not Verdict.objects.exists()


def refused_for(person, version):
    with pytest.raises(Refused):
        verdicts.accept(version, by=person)
    return state_of(version) == ("sent", "sent")


def test_nobody_else_judges(version, cast):
    others = [person for role, person in cast.items() if person and role != "mentor"]

    assert all(refused_for(person, version) for person in [*others, MentorshipFactory().mentor])


def test_a_former_mentor_judges_nothing_after_a_handing_over_and_the_next_one_does(version, mentor, coordinator):
    following = UserFactory()
    enrollment.hand_over(mentor.mentorships.get(), following, words="Почти готово", by=coordinator)

    assert refused_for(mentor, version)
    assert verdicts.accept(version, by=following).by == following


def test_nobody_judges_what_they_have_sent_themselves(dossier, mentor):
    assert refused_for(mentor, DocumentVersionFactory(item__dossier=dossier, by=mentor))


@pytest.mark.parametrize("how", ["gone", "left"])
def test_what_the_dossier_does_not_need_is_not_judged(version, mentor, how):
    if how == "gone":
        Item.objects.update(gone_at=timezone.now())
    else:
        Dossier.objects.update(state="left", ended_why="Передумали")

    assert refused_for(mentor, version)


def test_the_second_mentor_sees_the_first_ones_word(version, mentor, reason):
    other = MentorshipFactory(organization=version.item.dossier.organization).mentor
    verdicts.accept(version, by=mentor)

    with pytest.raises(Refused) as refused:
        verdicts.send_back(version, reason=reason, words=WORDS, by=other)

    assert mentor.full_name in str(refused.value.reasons[0])
    assert state_of(version) == ("accepted", "accepted")


def test_pressed_twice_it_is_one_word_and_one_letter(version, mentor, reason):
    given = {"reason": reason, "words": WORDS, "by": mentor}

    assert verdicts.send_back(version, **given) == verdicts.send_back(version, **given)
    assert (Verdict.objects.count(), Letter.objects.filter(name="document_judged").count()) == (1, 1)


# Until when the paper is good


def dated(dossier, **line):
    item = ItemFactory(dossier=dossier, requirement=RequirementFactory(checklist=dossier.checklist, **line))
    return DocumentVersionFactory(item=item, issued_on=timezone.localdate() - timedelta(days=3))


def test_the_last_day_comes_from_the_checklist(dossier, mentor):
    version = dated(dossier, lasts=30, lasts_unit="day")

    verdict = verdicts.accept(version, by=mentor)

    version.item.refresh_from_db()
    assert version.item.valid_until == verdict.valid_until
    assert timezone.localdate() < verdict.valid_until <= timezone.localdate() + timedelta(days=27)


def test_the_mentor_may_read_another_day_in_it(dossier, mentor):
    version = dated(dossier, lasts=30, lasts_unit="day")

    verdicts.accept(version, valid_until=date(2040, 5, 1), by=mentor)

    version.item.refresh_from_db()
    assert version.item.valid_until == date(2040, 5, 1)


def test_a_paper_out_of_date_is_not_accepted(dossier, mentor):
    version = dated(dossier, lasts=1, lasts_unit="day")

    assert refused_for(mentor, version)


# Taken back


def test_taken_back_it_waits_again_and_nobody_is_written_to(version, mentor):
    verdict = verdicts.accept(version, by=mentor)

    verdicts.take_back(verdict, by=mentor)

    assert state_of(version) == ("sent", "sent")
    assert list(Letter.objects.filter(name="document_judged").values_list("state", flat=True)) == ["taken_back"]
    assert verdicts.take_back(verdict, by=mentor).taken_back_at == Verdict.objects.get().taken_back_at


def test_after_it_another_word_is_said_and_told(version, mentor, reason):
    verdicts.take_back(verdicts.accept(version, by=mentor), by=mentor)

    verdicts.send_back(version, reason=reason, words=WORDS, by=mentor)

    assert state_of(version) == ("returned", "returned")
    assert Letter.objects.filter(name="document_judged", state="waiting").count() == 1


def later(verdict, mentor):
    Verdict.objects.update(at=timezone.now() - timedelta(minutes=11))


def anew(verdict, mentor):
    DocumentVersion.objects.create(item=verdict.version.item, number=9, by=verdict.version.by)


def moved(verdict, mentor):
    Dossier.objects.update(state="filed", state_since=timezone.now())


def handed(verdict, mentor):
    Mentorship.objects.update(until=timezone.localdate() - timedelta(days=1))


@pytest.mark.parametrize("what", [later, anew, moved, handed])
def test_it_is_not_taken_back_when_something_followed(version, mentor, what):
    verdict = verdicts.accept(version, by=mentor)
    what(verdict, mentor)

    with pytest.raises(Refused):
        verdicts.take_back(verdict, by=mentor)

    assert state_of(version) == ("accepted", "accepted")


def test_another_mentor_does_not_take_it_back(version, mentor):
    other = MentorshipFactory(organization=version.item.dossier.organization).mentor
    verdict = verdicts.accept(version, by=mentor)

    with pytest.raises(Refused):
        verdicts.take_back(verdict, by=other)


def test_a_draft_begun_before_the_word_does_not_hinder(version, mentor):
    DocumentVersion.objects.create(item=version.item, number=9, by=version.by)
    verdict = verdicts.accept(version, by=mentor)

    verdicts.take_back(verdict, by=mentor)

    assert state_of(version) == ("sent", "sent")


def test_an_earlier_acceptance_gives_its_day_back(dossier, mentor, reason):
    first = dated(dossier, lasts=30, lasts_unit="day")
    kept = verdicts.accept(first, valid_until=date(2040, 5, 1), by=mentor)
    second = DocumentVersionFactory(item=first.item, number=2)

    verdicts.take_back(verdicts.accept(second, valid_until=date(2041, 5, 1), by=mentor), by=mentor)

    first.item.refresh_from_db()
    assert first.item.valid_until == kept.valid_until


def test_readers_and_those_who_left_get_no_letter(version, mentor):
    dossier = version.item.dossier
    reader, gone = (MembershipFactory(organization=dossier.organization, state=state).person for state in ("confirmed", "left"))
    dossier.shares.create(person=reader, role="reader")
    dossier.shares.create(person=gone, role="editor")

    verdicts.accept(version, by=mentor)

    assert not Letter.objects.filter(name="document_judged", recipient__in=[reader, gone]).exists()
