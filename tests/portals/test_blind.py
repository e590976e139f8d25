"""Blind judging: nothing that a reviewer is sent or may open says whose the work is; an open call says it; the team learns of its reviewers by the rule."""

import pytest
from django.urls import reverse
from django.utils import timezone

from courses.projects.actions import outcomes, reviews
from courses.projects.models import Review, SubmissionFile
from courses.projects.project_rules import facts_of
from school.post.models import Letter
from school.vault.actions import keep
from tests.courses.projects.judging import juror_of, marks_of
from tests.factories import CallFactory, EnrollmentFactory, OrganizationFactory, SubmissionFactory, TeamFactory, UserFactory
from tests.stage import PDF

pytestmark = pytest.mark.django_db
SECRETS = ("Голубикина", "Морошкин", "Тайная рощица", "Ягодники", "ягодники.example", "Голубикина_смета")


@pytest.fixture(params=[True, False], ids=["blind", "open"])
def call(request, cohort):
    return CallFactory(cohort=cohort, blind=request.param)


@pytest.fixture
def work(call):
    card = OrganizationFactory(short_name="АНО «Тайная рощица»")
    people = [EnrollmentFactory(cohort=call.cohort, organization=card, person=UserFactory(family_name=name)) for name in ("Голубикина", "Морошкин")]
    team = TeamFactory(call=call, title="Ягодники", people=people)
    project = team.project
    project.links = [{"title": "Наш сайт", "url": "https://ягодники.example/"}]
    project.save()
    work = SubmissionFactory(project=project, facts=facts_of(project))
    file = keep(PDF, name="Голубикина_смета.pdf", by=people[0].person, shelf="projects")
    SubmissionFile.objects.create(submission=work, file=file, paper="Смета")
    return work


@pytest.fixture
def reviewer(call):
    return juror_of(call)


@pytest.fixture
def review(work, reviewer, coordinator):
    return reviews.assign(work, reviewer, by=coordinator)


def told(words):
    return [secret for secret in SECRETS if secret in words]


def pages_of(client, review):
    """Every page of the reviewer's, before and after the review is ready, and the refusals."""
    addresses = [reverse("portals:reviews"), reverse("portals:reviews") + "?list=done", reverse("portals:review", args=[review.pk])]
    addresses.append(reverse("portals:review_decline", args=[review.pk]))
    return "".join(client.get(address).content.decode() for address in addresses)


def test_pages_of_the_reviewer(client_of, call, review, reviewer):
    client = client_of(reviewer)
    first = pages_of(client, review)
    reviews.save(review, marks=marks_of(call, 1, 1), words="", for_staff="", edition=1, by=reviewer)
    reviews.finish(review, by=reviewer)
    again = pages_of(client, review)

    if call.blind:
        assert (told(first), told(again)) == ([], [])
        assert "Смета.pdf" in first
    else:
        assert told(first) == ["Голубикина", "Тайная рощица", "Ягодники", "ягодники.example", "Голубикина_смета"]
    assert "Двор для всех" in first


def test_refused_and_conflicting_presses_tell_nothing_more(client_of, call, review, reviewer):
    if not call.blind:
        return
    client, address = client_of(reviewer), reverse("portals:review", args=[review.pk])
    Review.objects.filter(pk=review.pk).update(edition=5, words="Другое")

    answers = [client.post(address, {"words": "Моё", "edition": "1", "step": step}).content.decode() for step in ("save", "finish")]

    assert [told(answer) for answer in answers] == [[], []]


def test_file_comes_under_a_name_that_tells_nothing(client_of, call, work, review, reviewer):
    answer = client_of(reviewer).get(reverse("portals:submission_file", args=[work.files.get().pk]))

    disposition = answer.headers["Content-Disposition"]
    assert answer.status_code == 200
    assert ("%D0%A1%D0%BC%D0%B5%D1%82%D0%B0.pdf" in disposition) is call.blind  # «Смета.pdf»
    assert not (call.blind and "%D0%93%D0%BE%D0%BB%D1%83%D0%B1%D0%B8%D0%BA%D0%B8%D0%BD%D0%B0" in disposition)


def test_file_closes_with_the_review(client_of, work, review, reviewer, coordinator):
    reviews.take_back(review, by=coordinator)

    assert client_of(reviewer).get(reverse("portals:submission_file", args=[work.files.get().pk])).status_code == 404


def test_nothing_else_of_the_team_opens_to_a_reviewer(client_of, call, work, review, reviewer):
    team = work.project.team
    names = {
        "submission": work.pk, "project": work.project.pk, "project_versions": work.project.pk, "project_print": work.project.pk, "team": team.pk,
        "project_call": call.pk, "call": call.pk, "call_works": call.pk, "call_teams": call.pk,
    }  # fmt: skip

    assert {name: client_of(reviewer).get(reverse(f"portals:{name}", args=[pk])).status_code for name, pk in names.items()} == dict.fromkeys(
        names, 404
    )


def test_letters_to_the_reviewer(call, review, coordinator):
    reviews.remind(Review.objects.select_related("submission__stage__call", "submission__project", "reviewer"), by=coordinator)

    letters = Letter.objects.filter(recipient=review.reviewer)
    assert letters.count() == 2
    assert {tuple(told(letter.subject + letter.text + letter.html)) for letter in letters} == {()}


@pytest.mark.parametrize("named", [True, False])
def test_team_reads_names_of_reviewers_by_the_rule_and_after_the_decision(client_of, call, work, review, reviewer, coordinator, named):
    call.open_reviews = named
    call.save()
    leader = client_of(work.project.team.members.get(leads=True).person)
    reviews.save(review, marks=marks_of(call, 2, 1), words="Тёплые слова", for_staff="Строго между нами", edition=1, by=reviewer)
    reviews.finish(review, by=reviewer)
    address = reverse("portals:submission", args=[work.pk])
    before = leader.get(address).content.decode()
    assert [words in before for words in ("Тёплые слова", reviewer.full_name, "Строго между нами")] == [False] * 3

    outcomes.decide(work, verdict="rework", words="Допишите", redo_until=timezone.now() + timezone.timedelta(days=3), by=coordinator)

    after = leader.get(address).content.decode()
    assert [words in after for words in ("Тёплые слова", reviewer.full_name, "Строго между нами", "Допишите")] == [True, named, False, True]


def test_reviewers_do_not_learn_each_others_names(client_of, call, work, review, reviewer, coordinator):
    other = juror_of(call, family_name="Второсудов")
    second = reviews.assign(work, other, by=coordinator)
    for each in (review, second):
        reviews.save(each, marks=marks_of(call, 2, 1), words=f"Слова {each.pk}", for_staff="Тайно", edition=1, by=each.reviewer)
        reviews.finish(each, by=each.reviewer)
    outcomes.decide(work, verdict="accepted", by=coordinator)

    page = client_of(reviewer).get(reverse("portals:review", args=[review.pk])).content.decode()

    assert [words in page for words in (f"Слова {second.pk}", "Второсудов")] == [True, False]


def test_rules_of_names_stand_at_their_fields_once_a_review_is_asked(client_of, trainer, call, review):
    before = (call.blind, call.open_reviews)
    client, address = client_of(trainer), reverse("portals:call_edit", args=[call.pk])
    given = {"title": "Другое название", "team_least": 1, "team_most": 5, "late": "refused", "reviews_needed": 2, "spread": 30}
    switched = {name: "on" for name, now in zip(("blind", "open_reviews"), before, strict=True) if not now}

    page = client.get(address)
    client.post(address, given | switched)

    call.refresh_from_db()
    assert page.content.decode().count("Рецензии уже назначены, и чьи имена кому видны, обещано.") == 2
    assert [page.context["form"].fields[name].disabled for name in ("blind", "open_reviews", "title")] == [True, True, False]
    assert (call.title, call.blind, call.open_reviews) == ("Другое название", *before)
