"""The coordinator's desk: what stands behind every address of the office and of the hall, beside the stage; a good press for each is in tests/presses.py.

`lay(stage, cast)` adds to `stage.arguments`; a key may carry a word after the name («office:decide decline»), so that one address has several rows.
"""

from datetime import timedelta

from django.utils import timezone

from courses.attendance.code_rules import code_for, new_secret, step_at
from courses.attendance.models import Excuse, Guest, Survey
from courses.certificates.models import Batch, Design
from courses.enrollment.actions import assign
from courses.enrollment.models import Application, Assignment, Criterion, Invitation, Mentorship, Question
from courses.office.spreadsheets import imports, reading
from courses.program.models import Cohort, Meeting, TemplateMeeting, TimetableTemplate
from school.post.models import Wording
from school.vault.exports import SHELF, put_out
from school.vault.models import File
from tests.factories import (
    ApplicationFactory,
    CohortFactory,
    CohortModuleFactory,
    DesignFactory,
    EnrollmentFactory,
    MeetingFactory,
    ModuleFactory,
    OrganizationFactory,
    QuotaFactory,
    TownFactory,
    UserFactory,
)
from tests.law_office import stand_law_desk
from tests.spreadsheets import HEADS, csv, row, upload

STEPS = ("announce", "close", "withdraw", "start", "finish", "resume", "archive", "unarchive")


def lay(stage, cast):
    opened = Cohort.objects.get(pk=stage.arguments["portals:apply"][0])
    running = stage.enrollment.cohort
    asked = ApplicationFactory(cohort=opened, person=UserFactory(family_name="Осокина"), town=stage.enrollment.town)
    second = CohortFactory(title="Второй набор", program=running.program)
    QuotaFactory(cohort=second, town=asked.town)
    stage.arguments |= seats(opened, asked, second) | timetable(stage, running, opened, second) | roles(cast, running) | tables(cast, running, asked)
    stage.arguments |= hall(stage, cast, running) | certificates(running) | stand_law_desk(cast)
    stage.modules = list(running.program.modules.values_list("pk", flat=True))
    stage.asked, stage.second, stage.running, stage.opened = asked, second, running, opened
    return stage


def seats(opened, asked, second):
    text = Question.objects.create(cohort=opened, text="О чём мечтаете?", kind="text", required=False, position=1)
    Question.objects.create(cohort=opened, text="Откуда узнали?", kind="choice", options="От друзей\nИз письма", required=False, position=2)
    weight = Criterion.objects.create(cohort=opened, title="Опыт", points=10)
    Criterion.objects.create(cohort=opened, title="Замысел", points=10, position=1)
    offered = ApplicationFactory(cohort=opened, state="waiting", town=asked.town)
    untold = ApplicationFactory(cohort=opened, state="declined", town=asked.town)
    Application.objects.filter(pk=untold.pk).update(decided_at=timezone.now(), told_at=timezone.now() + timedelta(minutes=10), reason="Пока нет")
    return {
        **{f"office:application_{word}": [asked.pk] for word in ("ask", "note", "score", "move")},
        "office:application": [asked.pk],
        **{f"office:decide {verb}": [asked.pk, verb] for verb in ("admit", "put_on_waiting_list", "decline")},
        "office:decide offer": [offered.pk, "offer"],
        "office:decide reconsider": [untold.pk, "reconsider"],
        **{f"office:many {verb}": [verb] for verb in ("admit", "put_on_waiting_list", "decline")},
        **{f"office:{name}": [opened.pk] for name in ("compare", "questions", "question_add", "criterion_add")},
        **{f"office:question{word}": [opened.pk, text.pk] for word in ("", "_up", "_down", "_use", "_retire")},
        **{f"office:criterion{word}": [opened.pk, weight.pk] for word in ("", "_up", "_down", "_remove")},
    }


def timetable(stage, running, opened, second):
    module = running.cohort_modules.first().module
    meeting = MeetingFactory(
        cohort=opened, module=module, starts_at=timezone.now() + timedelta(days=30), ends_at=timezone.now() + timedelta(days=30, hours=2)
    )
    off = MeetingFactory(cohort=opened, module=module, cancelled_at=timezone.now())
    template = TimetableTemplate.objects.create(program=running.program, title="Четыре субботы")
    TemplateMeeting.objects.create(template=template, module=module, title="Первая", day=1, starts="10:00", minutes=120)
    group = opened.subgroups.create(title="Группа А")
    person = EnrollmentFactory(cohort=opened, town=stage.enrollment.town)
    gone = EnrollmentFactory(cohort=opened, town=stage.enrollment.town, state="expelled")
    stage.module, stage.meeting, stage.template, stage.group, stage.seated = module, meeting, template, group, person
    return {
        **{f"office:cohort{word}": [opened.pk] for word in ("", "_copy", "_modules", "_subgroups", "_announcements")},
        **{f"office:cohort_copy {word}": [opened.pk] for word in ("create",)},
        **{f"office:cohort_subgroups {word}": [opened.pk] for word in ("make", "put", "rename", "remove")},
        "office:cohort_templates": [running.pk],
        **{f"office:cohort_templates {word}": [running.pk] for word in ("keep", "lay", "drop")},
        **{f"office:cohort_step {verb}": [opened.pk, verb] for verb in STEPS},
        "office:announcement": stage.arguments["portals:announcement_readers"],
        "office:meeting_turn cancel": [meeting.pk, "cancel"],
        "office:meeting_turn restore": [off.pk, "restore"],
        "office:person": [person.pk],
        **{f"office:person_move {verb}": [person.pk, verb] for verb in ("leave", "expel", "finish")},
        "office:person_move restore": [gone.pk, "restore"],
        "office:person_transfer": [person.pk],
        "office_cohorts:edit": [opened.pk],
        "office_meetings:edit": [meeting.pk],
        "office_towns:edit": [TownFactory(name="Тобольск", locative="в Тобольске").pk],
        "office_organizations:edit": [OrganizationFactory().pk],
        **{f"office_{name}:delete": [model.objects.first().pk] for name, model in (("cohorts", Cohort), ("meetings", Meeting))},
        "office_wording": ["nudge", "ru"],
        "office_wording_preview": ["nudge", "ru"],
        "office_wording_reset": ["meeting_moved", Wording.objects.get_or_create(letter="meeting_moved", language="ru", added="Ждём.")[0].language],
        "office_design": [Design.objects.first().pk],
        "office_design_new": ["trainer"],
        "office_design_preview": ["participant"],
        "office_design_remove": [DesignFactory(kind="volunteer").pk],
    }


def roles(cast, running):
    held = assign(UserFactory(family_name="Вязова"), role="trainer", cohort=running, by=None)
    invited = Invitation.objects.get(role="coordinator")
    cast["invited"] = UserFactory(email=invited.email)
    return {
        "office:dismiss": [held.pk if isinstance(held, Assignment) else Assignment.objects.latest("pk").pk],
        "office:mentorship_end": [Mentorship.objects.latest("pk").pk],
        "office:mentorship_hand_over": [Mentorship.objects.latest("pk").pk],
        "office:invitation_turn cancel": [invited.pk, "cancel"],
        "office:invitation_turn resend": [invited.pk, "resend"],
    }


def tables(cast, running, asked):
    from io import BytesIO

    lines = reading.read(upload(csv(HEADS, row(asked.organization)), "люди.csv"), imports.WAYS["people"].columns)
    key = imports.laid(lines, "people", asked.cohort, False, cast["coordinator"])
    out = put_out(BytesIO(b"1;2"), name="Заявки.csv", content_type="text/csv", purpose="applications:ticket", by=cast["coordinator"])
    report = put_out(BytesIO(b"1;2"), name="отчёт.pdf", content_type="application/pdf", purpose=f"report-{running.pk}:ticket", by=cast["coordinator"])
    return {
        **{f"office:import {what}": [what, asked.cohort_id] for what in ("people", "timetable")},
        **{f"office:import_look {word}": [key] for word in ("add", "cancel")},
        "office:import_status": [key],
        "office:import_sample people": ["people"],
        "office:import_sample timetable": ["timetable"],
        "office:export": ["applications", "csv"],
        "office:exports_file": [out.key],
        "office:report": [running.pk],
        "office:report_export": [running.pk, "xlsx"],
        "office:report_file": [running.pk, report.key],
    }


def hall(stage, cast, running):
    """Today's meeting, in its window for the code; an excuse, a survey and a guest of it."""
    now = timezone.now()
    today = MeetingFactory(
        cohort=running, module=stage.module, starts_at=now, ends_at=now + timedelta(hours=2), trainer=cast["trainer"], secret=new_secret()
    )
    later = MeetingFactory(cohort=running, module=stage.module, starts_at=now + timedelta(days=5), ends_at=now + timedelta(days=5, hours=2))
    guest = Guest.objects.create(meeting=today, name="Гость Гостевич", by=cast["trainer"])
    draft = Survey.objects.create(cohort=running, module=stage.module, title="О модуле", questions=[{"text": "Полезно?", "scale": "points"}])
    other = Excuse.objects.create(meeting=later, enrollment=EnrollmentFactory(cohort=running), reason="Уезжаю")
    stage.today, stage.guest, stage.code = today, guest, code_for(today.secret, step_at(now))
    return {
        "portals:sheet": [today.pk],
        "portals:sheet_undo": [today.pk],
        **{f"portals:sheet_guests {word}": [today.pk] for word in ("write", "remove")},
        **{f"portals:papers {word}": [today.pk] for word in ("attach", "compare", "settle")},
        "portals:hall_code": [today.pk],
        "portals:check_in_code": [today.pk, stage.code],
        "portals:survey": [draft.pk],
        "portals:survey_switch": [draft.pk],
        "portals:excuse": [stage.enrollment.pk, later.pk],
        "portals:excuse_decision": [other.pk],
        "portals:offer refuse": [stage.arguments["portals:offer"][0], "refuse"],
        "portals:offer accept": stage.arguments["portals:offer"],
        **{f"portals:cohort_report_export {kind}": [running.pk, kind] for kind in ("xlsx", "pdf")},
    }


def batches(running):
    """One that waits for a second person, one that is done and may be taken back."""
    person = running.enrollments.first()
    asked, done = (Batch.objects.create(cohort=running, by=UserFactory(), state=state) for state in ("asked", "done"))
    Batch.objects.filter(pk=done.pk).update(letters_at=timezone.now() + timedelta(hours=1))
    for batch in (asked, done):
        batch.lines.create(enrollment=person)
    return {
        **{f"office_certificates_{verb}": [asked.pk] for verb in ("approve", "decline")},
        **{f"office_certificates_{verb}": [done.pk] for verb in ("batch", "status", "again", "undo")},
    }


def certificates(running):
    found = File.objects.exclude(shelf=SHELF)
    assert found.exists()
    number = running.enrollments.get(certificates__isnull=False).certificates.get().pk
    ready = CohortModuleFactory(cohort=running, module=ModuleFactory(program=running.program)).cohort
    return {
        **batches(running),
        **{f"office_certificates_{verb}": [number] for verb in ("revoke", "replace", "file")},
        "office_certificates_cohort": [ready.pk],
        "office_certificates_issue": [ready.pk],
        "office_certificates_conditions": [ready.pk, "listener"],
        "office_certificates_paper": [running.pk],
        "office_certificates_thanks": [ready.pk, "volunteer"],
    }
