"""The coordinator's screens, for those who look at all screens."""

from django.urls import reverse

from courses.attendance.models import Survey
from courses.certificates.models import Batch, Certificate, Design
from courses.enrollment.models import Announcement, Application, Criterion, Enrollment, Question
from courses.program.models import Cohort, Meeting, TimetableTemplate
from school.people.models import Organization, Town


def coordinator(demo):
    cohorts = {cohort.state: cohort for cohort in Cohort.objects.all()}
    application, enrollment = Application.objects.filter(state="submitted").first(), Enrollment.objects.filter(state="active").first()
    certificate = Certificate.objects.filter(state="valid").first()
    return [
        reverse("wagtailadmin_home"),
        *seats(cohorts, application),
        *timetable(cohorts, enrollment),
        *(
            reverse(f"office:{name}")
            for name in ("applications", "people", "roles", "mentorships", "invitations", "assign", "invite", "mentorship_new")
        ),
        *(reverse(f"office_{name}:add") for name in ("meetings", "towns", "organizations")),
        *(reverse(f"office_{name}:edit", args=[row.pk]) for name, row in edited(cohorts).items()),
        reverse("office:decide", args=[application.pk, "admit"]),
        reverse("office:cohort_step", args=[cohorts["open"].pk, "close"]),
        reverse("office_certificates_replace", args=[certificate.pk]),
        reverse("office:application", args=[application.pk]),
        reverse("office:decide", args=[application.pk, "decline"]),
        reverse("office:person", args=[enrollment.pk]),
        *(reverse("office:cohort", args=[cohort.pk]) for cohort in cohorts.values()),
        reverse("office:cohort_modules", args=[cohorts["open"].pk]),
        *(reverse(f"office:cohort_{name}", args=[cohorts["under_way"].pk]) for name in ("copy", "templates", "subgroups", "announcements")),
        *(reverse(f"office_{name}:index") for name in ("cohorts", "meetings", "organizations", "towns")),
        reverse("office_cohorts:add"),
        reverse("office_certificates"),
        *(reverse("office_certificates_cohort", args=[cohort.pk]) for cohort in cohorts.values()),
        reverse("office_certificates_issue", args=[cohorts["finished"].pk]),
        reverse("office_certificates_batch", args=[Batch.objects.get().pk]),
        reverse("office_certificates_register"),
        reverse("office_designs"),
        *(reverse("office_design", args=[row.pk]) for row in Design.objects.newest()),
        reverse("office_design_new", args=["listener"]),
        reverse("office_wordings"),
        *(reverse("office_wording", args=[name, language]) for name, language in (("document_judged", "ru"), ("account.login_code", "en"))),
        *(reverse("office_certificates_conditions", args=[cohorts["under_way"].pk, kind]) for kind in ("participant", "listener")),
        *(reverse("office_certificates_thanks", args=[cohorts["under_way"].pk, kind]) for kind in ("trainer", "volunteer")),
        reverse("office_certificates_revoke", args=[certificate.pk]),
    ]


def edited(cohorts):
    return {
        "cohorts": cohorts["open"],
        "towns": Town.objects.first(),
        "organizations": Organization.objects.first(),
    }


def seats(cohorts, application):
    opened = cohorts["open"].pk
    chosen = "?" + "&".join(f"id={pk}" for pk in Application.objects.filter(cohort=opened).values_list("pk", flat=True))
    return [
        *(reverse("office:application", args=[one.pk]) for one in Application.objects.filter(state__in=["offered", "waiting"], cohort=opened)),
        reverse("office:application_move", args=[application.pk]),
        *(reverse("office:many", args=[verb]) + chosen for verb in ("admit", "put_on_waiting_list", "decline")),
        reverse("office:compare", args=[opened]),
        reverse("office:questions", args=[opened]),
        reverse("office:question", args=[opened, Question.objects.filter(kind="choice").get().pk]),
        reverse("office:question_add", args=[opened]),
        reverse("office:criterion_add", args=[opened]),
        reverse("office:criterion", args=[opened, Criterion.objects.first().pk]),
        reverse("office:criterion_remove", args=[opened, Criterion.objects.first().pk]),
    ]


def timetable(cohorts, enrollment):
    running, meeting = cohorts["under_way"].pk, Meeting.objects.exclude(subgroup=None).first()
    return [
        reverse("office:cohort_copy", args=[running]),
        reverse("office:cohort_templates", args=[running]) + f"?template={TimetableTemplate.objects.get().pk}",
        reverse("office:cohort_subgroups", args=[running]),
        reverse("office:cohort_announcements", args=[running]),
        reverse("office:announcement", args=[Announcement.objects.get().pk]),
        reverse("office_meetings:edit", args=[meeting.pk]),
        reverse("office:meeting_turn", args=[meeting.pk, "cancel"]),
        *(reverse("office:person_move", args=[enrollment.pk, verb]) for verb in ("expel", "leave", "finish")),
        reverse("office:person_transfer", args=[enrollment.pk]),
        reverse("office:report", args=[running]),
        reverse("office:exports"),
        *(reverse("office:import", args=[what, running]) for what in ("people", "timetable")),
        reverse("portals:excuse_list"),
        reverse("portals:survey_list"),
        reverse("portals:survey", args=[Survey.objects.get(closed_at=None).pk]),
    ]
