"""Cohorts, their seats, calendar and states; meetings."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from courses.program.models import Cohort, CohortModule, Meeting, Quota
from tests.factories import CohortFactory, EnrollmentFactory, MarkFactory, MeetingFactory, ModuleFactory, ProgramFactory, QuotaFactory, TownFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(client_of, coordinator):
    return client_of(coordinator)


def fields_of(cohort, **changes):
    days = {name: getattr(cohort, name).isoformat() for name in ("starts_on", "ends_on", "apply_from", "apply_until")}
    return {"program": cohort.program_id, "title": cohort.title, "needed_share": 75, "about": "", **days, **changes}


def test_a_new_cohort_is_a_draft_with_its_seats(client):
    town, program = TownFactory(), ProgramFactory()

    response = client.post(
        reverse("office_cohorts:add"),
        fields_of(CohortFactory.build(program=program), program=program.pk, **{f"seats_{town.pk}": 7, "state": "finished"}),
    )

    cohort = Cohort.objects.get()
    assert (response.status_code, response.url) == (302, reverse("office:cohort", args=[cohort.pk]))
    assert (cohort.state, Quota.objects.get().seats) == ("draft", 7)


@pytest.mark.parametrize(
    "changes",
    [
        {"ends_on": "2000-01-01"},
        {"apply_until": "2000-01-01"},
        {"needed_share": 101},
        {"needed_share": "много"},
        {"title": ""},
        {"title": "x" * 201},
        {"program": 999999},
        {"program": "x"},
        {"starts_on": "завтра"},
        {"seats": -1},
        {"seats": 10**9},
    ],
)
def test_a_bad_cohort_is_told(client, changes):
    cohort = QuotaFactory(seats=3).cohort
    if "seats" in changes:
        changes = {f"seats_{cohort.quotas.get().town_id}": changes["seats"]}
    cohort.state = Cohort.State.DRAFT
    cohort.save()

    response = client.post(reverse("office_cohorts:edit", args=[cohort.pk]), fields_of(cohort, **changes))

    assert response.status_code == 200
    assert (Cohort.objects.get().title, Quota.objects.get().seats) == (cohort.title, 3)


def test_seats_never_go_below_the_people_who_hold_them(client):
    cohort = CohortFactory()
    quota = QuotaFactory(cohort=cohort, seats=3)
    EnrollmentFactory.create_batch(2, cohort=cohort, town=quota.town)

    page = client.post(reverse("office_cohorts:edit", args=[cohort.pk]), fields_of(cohort, **{f"seats_{quota.town_id}": 1}))

    quota.refresh_from_db()
    assert (quota.seats, "Здесь уже занято и предложено мест: 2" in page.content.decode()) == (3, True)


@pytest.mark.parametrize(
    ("state", "verb", "after"),
    [
        ("draft", "announce", "open"),
        ("open", "close", "closed"),
        ("closed", "announce", "open"),
        ("open", "start", "under_way"),
        ("under_way", "finish", "finished"),
        ("finished", "resume", "under_way"),
        ("draft", "finish", "draft"),
        ("finished", "announce", "finished"),
    ],
)
def test_steps_of_a_cohort(client, state, verb, after):
    cohort = QuotaFactory(cohort=CohortFactory(state=state)).cohort
    ModuleFactory(program=cohort.program)

    assert client.post(reverse("office:cohort_step", args=[cohort.pk, verb]), follow=True).status_code == 200
    assert Cohort.objects.get(pk=cohort.pk).state == after


def test_a_get_takes_no_step(client):
    cohort = QuotaFactory().cohort

    assert client.get(reverse("office:cohort_step", args=[cohort.pk, "close"])).status_code == 200
    assert Cohort.objects.get().state == "open"


@pytest.mark.parametrize("verb", ["zzz", "step"])
def test_an_unknown_step_is_not_found(client, verb):
    assert client.post(reverse("office:cohort_step", args=[CohortFactory().pk, verb])).status_code == 404


@pytest.mark.parametrize("state", ["draft", "open", "closed", "under_way", "finished"])
def test_the_page_of_a_cohort_answers_in_every_state(client, state):
    cohort = QuotaFactory(cohort=CohortFactory(state=state)).cohort
    MeetingFactory(cohort=cohort)

    assert client.get(reverse("office:cohort", args=[cohort.pk])).status_code == 200


def test_hours_are_frozen_once_the_cohort_has_started(client, cohort):
    module = ModuleFactory(program=cohort.program)
    CohortModule.objects.create(cohort=cohort, module=module, hours=16)

    client.post(reverse("office:cohort_modules", args=[cohort.pk]), {f"opens_{module.pk}": "2026-12-01", f"hours_{module.pk}": 99})

    row = CohortModule.objects.get()
    assert (row.hours, row.opens_on.isoformat()) == (16, "2026-12-01")


def test_the_calendar_is_set_before_the_start(client):
    cohort = CohortFactory()
    module = ModuleFactory(program=cohort.program)

    client.post(reverse("office:cohort_modules", args=[cohort.pk]), {f"opens_{module.pk}": "", f"hours_{module.pk}": 12})

    assert CohortModule.objects.values_list("opens_on", "hours").get() == (None, 12)


def meeting_fields(cohort, module, **changes):
    return {
        "cohort": cohort.pk, "module": module.pk, "title": "Семинар", "starts_at": "2026-12-05T10:00", "ends_at": "2026-12-05T14:00",
        "town": "", "place": "", "link": "", "trainer": "", **changes,
    }  # fmt: skip


def test_a_meeting_is_thought_in_the_schools_zone(client, cohort):
    client.post(reverse("office_meetings:add"), meeting_fields(cohort, ModuleFactory(program=cohort.program)))

    assert Meeting.objects.get().starts_at.isoformat() == "2026-12-05T05:00:00+00:00"


@pytest.mark.parametrize(
    "changes",
    [
        {"ends_at": "2026-12-05T09:00"},
        {"starts_at": "x"},
        {"cohort": 999999},
        {"module": "foreign"},
        {"town": "x"},
        {"trainer": "stranger"},
        {"link": "javascript:alert(1)"},
        {"title": ""},
    ],
)
def test_a_bad_meeting_is_told(client, cohort, stranger, changes):
    module = ModuleFactory(program=cohort.program)
    swap = {"foreign": ModuleFactory().pk, "stranger": stranger.pk}
    changes = {name: swap.get(value, value) for name, value in changes.items()}

    response = client.post(reverse("office_meetings:add"), meeting_fields(cohort, module) | changes)

    assert (response.status_code, Meeting.objects.count()) == (200, 0)


def test_a_marked_meeting_stays_in_its_cohort(client, cohort):
    meeting = MeetingFactory(cohort=cohort, module=ModuleFactory(program=cohort.program))
    MarkFactory(meeting=meeting, enrollment=EnrollmentFactory(cohort=cohort))
    other = CohortFactory(program=cohort.program)

    client.post(reverse("office_meetings:edit", args=[meeting.pk]), meeting_fields(other, meeting.module))

    meeting.refresh_from_db()
    assert (meeting.cohort, meeting.title) == (cohort, "Семинар")


def test_a_meeting_is_cancelled_and_put_back(client, cohort):
    meeting = MeetingFactory(cohort=cohort, starts_at=timezone.now() + timedelta(days=1), ends_at=timezone.now() + timedelta(days=1, hours=2))
    seen = []
    for verb in ("cancel", "cancel", "restore"):
        assert client.get(reverse("office:meeting_turn", args=[meeting.pk, verb])).status_code == 200
        client.post(reverse("office:meeting_turn", args=[meeting.pk, verb]))
        seen.append(bool(Meeting.objects.get().cancelled_at))

    assert seen == [True, True, False]


def test_the_list_of_meetings_opens_on_what_is_ahead(client):
    now, cohort = timezone.now(), CohortFactory()
    days = [-9, 5, -2, 1]
    past, far, lately, near = [
        MeetingFactory(cohort=cohort, starts_at=now + timedelta(days=n), ends_at=now + timedelta(days=n, hours=1)) for n in days
    ]

    found = client.get(reverse("office_meetings:index")).context["object_list"]

    assert list(found) == [near, far, lately, past]
