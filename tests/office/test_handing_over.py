"""An NGO is handed over to another mentor: words, letters, history, and no key for the former one at the next request (T5)."""

import pytest
from django.urls import reverse
from django.utils import timezone

from courses.dossiers.models import Dossier
from courses.enrollment import actions
from courses.enrollment.models import Mentorship
from school.journal.models import Entry
from school.people.rules import Refused
from school.post.models import Letter
from tests.factories import DossierFactory, MembershipFactory, MentorshipFactory, UserFactory

pytestmark = pytest.mark.django_db
WORDS = "Ждут справку из налоговой, устав почти готов."


@pytest.fixture
def mentorship(mentor):
    return mentor.mentorships.get()


@pytest.fixture
def following():
    return UserFactory(email="next@shkola.example", family_name="Сосновский")


def test_the_next_mentor_has_the_ngo_and_the_words_and_the_former_one_has_not(mentorship, following, coordinator):
    found = actions.hand_over(mentorship, following, words=WORDS, by=coordinator)

    mentorship.refresh_from_db()
    assert mentorship.until == timezone.localdate() - timezone.timedelta(days=1)
    assert (found.mentor, found.organization, found.words, found.handed_by) == (following, mentorship.organization, WORDS, coordinator)
    assert [row.mentor for row in Mentorship.objects.current().filter(organization=mentorship.organization)] == [following]
    assert Entry.objects.get(verb="enrollment.mentorship_handed_over").facts["words"] == WORDS


def test_both_mentors_and_the_ngo_are_told_and_only_the_next_one_reads_the_words(mentorship, following, coordinator, participant):
    actions.hand_over(mentorship, following, words=WORDS, by=coordinator)

    told = {letter.name: letter for letter in Letter.objects.filter(name__startswith="mentor_")}
    assert {name: letter.recipient for name, letter in told.items()} == {
        "mentor_given": following,
        "mentor_relieved": mentorship.mentor,
        "mentor_changed": participant,
    }
    assert [name for name, letter in told.items() if WORDS in letter.text] == ["mentor_given"]


def test_pressed_twice_it_is_one_handing_over(mentorship, following, coordinator):
    first = actions.hand_over(mentorship, following, words=WORDS, by=coordinator)

    assert actions.hand_over(mentorship, following, words=WORDS, by=coordinator) == first
    assert Mentorship.objects.count() == 2
    assert Letter.objects.filter(name="mentor_given").count() == 1


def in_the_ngo(mentorship):
    return MembershipFactory(organization=mentorship.organization).person


def leading_already(mentorship):
    return MentorshipFactory(organization=mentorship.organization).mentor


REFUSED = {
    "oneself": lambda mentorship: mentorship.mentor,
    "closed account": lambda mentorship: UserFactory(is_active=False),
    "leads already": leading_already,
    "of the NGO itself": in_the_ngo,
}


@pytest.mark.parametrize("who", REFUSED)
def test_whom_an_ngo_is_not_handed_over_to(mentorship, coordinator, who):
    with pytest.raises(Refused):
        actions.hand_over(mentorship, REFUSED[who](mentorship), words=WORDS, by=coordinator)

    assert Mentorship.objects.current().filter(pk=mentorship.pk).exists()


def test_an_ended_mentorship_and_empty_words_are_refused(mentorship, following, coordinator):
    with pytest.raises(Refused):
        actions.hand_over(mentorship, following, words="  ", by=coordinator)
    actions.end_mentorship(mentorship, by=coordinator)
    with pytest.raises(Refused):
        actions.hand_over(mentorship, following, words=WORDS, by=coordinator)

    assert not Mentorship.objects.filter(mentor=following).exists()


def test_the_screen_hands_over_and_keeps_what_was_typed(client_of, coordinator, mentorship, following):
    client, address = client_of(coordinator), reverse("office:mentorship_hand_over", args=[mentorship.pk])

    refused = client.post(address, {"to": mentorship.mentor.email, "words": WORDS})
    assert WORDS in refused.content.decode()
    assert client.post(address, {"to": following.email, "words": WORDS}).status_code == 302
    assert Mentorship.objects.current().get(organization=mentorship.organization).mentor == following
    assert address not in client.get(reverse("office:mentorships")).content.decode()


def test_the_former_mentor_sees_no_dossier_at_the_next_request(mentorship, following, coordinator, participant):
    dossier = DossierFactory(organization=mentorship.organization, owner=participant)
    assert dossier in Dossier.objects.visible_to(mentorship.mentor)

    actions.hand_over(mentorship, following, words=WORDS, by=coordinator)

    assert dossier not in Dossier.objects.visible_to(mentorship.mentor)
    assert dossier in Dossier.objects.visible_to(following)
