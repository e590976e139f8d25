"""Project work around one participant: a call at each step of it, for the doors and the presses."""

from datetime import timedelta

from django.utils import timezone

from courses.projects.models import DefenceSlot, ProjectFile, Stage, SubmissionFile, TeamInvitation
from school.vault.actions import keep
from tests.factories import CallFactory, EnrollmentFactory, StageFactory, SubmissionFactory, TeamFactory

FACTS = {"title": "Двор для всех", "problem": "Пожилым негде встретиться.", "links": [], "budget": []}


def stand_teamwork(enrollment, pdf):
    """A team that writes, one that has handed in, one before its defence; and a call where the person has no team yet."""
    cohort = enrollment.cohort
    colleague, free = EnrollmentFactory(cohort=cohort), CallFactory(cohort=cohort, module=None, title="Без команды")
    return writing(enrollment, colleague, pdf) | handed(enrollment, pdf) | defending(enrollment) | joining(enrollment, colleague, free)


def writing(enrollment, colleague, pdf):
    call = CallFactory(cohort=enrollment.cohort)
    team = TeamFactory(call=call, title="Пишущие", people=[enrollment, colleague])
    asks = TeamInvitation.objects.create(team=team, person=EnrollmentFactory(cohort=enrollment.cohort).person, asks=True, by=colleague.person)
    files = [ProjectFile.objects.create(project=team.project, file=kept(pdf, enrollment), by=enrollment.person) for _number in range(2)]
    ProjectFile.objects.filter(pk=files[1].pk).update(removed_at=timezone.now())
    project, stage = [team.project.pk], call.stages.get()
    return {
        "portals:project_call": [call.pk],
        **{f"portals:{name}": [team.pk] for name in ("team", "team_invite", "team_rename", "team_lead", "team_break_up")},
        "portals:team_leave": [team.members.get(person=colleague.person).pk],
        "portals:team_leave own": [team.members.get(person=enrollment.person).pk],
        "portals:team_answer request": [asks.pk],
        **{f"portals:{name}": project for name in ("project", "project_edit", "project_files", "project_print")},
        "portals:project_edit more": project,
        "portals:project_edit choose": project,
        "portals:project_hand_in": [*project, stage.pk],
        "portals:project_file": [files[0].pk],
        "portals:project_file_remove": [files[0].pk],
        "portals:project_file_back": [files[1].pk],
    }


def handed(enrollment, pdf):
    team = TeamFactory(call=CallFactory(cohort=enrollment.cohort, module=None), title="Сдавшие", people=[enrollment])
    work = SubmissionFactory(project=team.project, facts=FACTS)
    paper = SubmissionFile.objects.create(submission=work, file=kept(pdf, enrollment))
    return {
        "portals:submission": [work.pk],
        "portals:submission_back": [work.pk],
        "portals:project_versions": [team.project.pk],
        "portals:submission_file": [paper.pk],
    }


def defending(enrollment):
    call = CallFactory(cohort=enrollment.cohort, module=None)
    team = TeamFactory(call=call, title="Защитники", people=[enrollment])
    SubmissionFactory(project=team.project, facts=FACTS, state="accepted")
    stage = StageFactory(call=call, kind=Stage.Kind.DEFENCE, title="Защита", position=1)
    starts = timezone.now() + timedelta(days=3)
    for number in range(2):
        begins = starts + timedelta(hours=number)
        DefenceSlot.objects.create(stage=stage, starts_at=begins, ends_at=begins + timedelta(minutes=20), place="Дом НКО")
    return {"portals:slots": [team.project.pk, stage.pk], "portals:slots free": [team.project.pk, stage.pk]}


def joining(enrollment, colleague, call):
    inviting = TeamFactory(call=call, title="Зовущие", people=[colleague])
    asked = TeamFactory(call=call, title="Молчащие", people=[EnrollmentFactory(cohort=enrollment.cohort)])
    person = enrollment.person
    invited = TeamInvitation.objects.create(team=inviting, person=person, by=colleague.person)
    own = TeamInvitation.objects.create(team=asked, person=person, by=person, asks=True)
    other = TeamFactory(call=call, title="Третьи", people=[EnrollmentFactory(cohort=enrollment.cohort)])
    return {
        "portals:team_found": [call.pk],
        "portals:team_ask": [other.pk],
        "portals:team_answer": [invited.pk],
        "portals:team_answer decline": [invited.pk],
        "portals:team_take_back": [own.pk],
    }


def kept(pdf, enrollment):
    return keep(pdf, name="смета.pdf", by=enrollment.person, shelf="projects")


def seen(stage, *units):
    """As the editor carries it: what its writer has seen."""
    from courses.projects.draft_rules import digest, told
    from courses.projects.models import Project

    known = told(Project.objects.get(pk=stage.arguments["portals:project_edit"][0]))
    return {f"was_{unit}": digest(known[unit]) for unit in units}


def project_given(stage):
    given = {"problem": "Негде встретиться", "beneficiaries": "40", "what_0": "Скамьи", "price_0": "1500,50"}
    return given | seen(stage, "problem", "beneficiaries", "budget")


def choice_given(stage):
    given = {"problem": "Моё слово", "link_url_0": "https://karta.example/dvor", "ask": "problem", "take_problem": "mine"}
    return given | seen(stage, "problem", "links")


def rows_given(stage):
    return {"title": "Двор для всех", "organization": str(stage.enrollment.organization_id), "count_0": "3", "source_0": "Грант", "more": "budget"}


def slot_of(stage, place):
    slots = DefenceSlot.objects.filter(stage=stage.arguments["portals:slots"][1])
    return str(slots[place].pk)


def leader_given(stage):
    from courses.projects.models import TeamMember

    return {"member": str(TeamMember.objects.get(team=stage.arguments["portals:team"][0], leads=False).pk)}


def invited_given(stage):
    from courses.enrollment.models import Enrollment

    alone = Enrollment.objects.filter(cohort=stage.enrollment.cohort_id, person__team_members=None).first()
    return {"person": str(alone.person_id)}


def file_given(stage):
    from tests.stage import PDF

    return {"paper": "", "file": ("план.pdf", PDF)}


TEAM_PRESSES = {
    "portals:team_found": ("participant", lambda stage: {"title": "Новая команда"}),
    "portals:team_ask": ("participant", lambda stage: {"x": "1"}),
    "portals:team_answer": ("participant", lambda stage: {"answer": "accept"}),
    "portals:team_answer decline": ("participant", lambda stage: {"answer": "decline"}),
    "portals:team_answer request": ("participant", lambda stage: {"answer": "accept"}),
    "portals:team_take_back": ("participant", lambda stage: {"x": "1"}),
    "portals:team_invite": ("participant", invited_given),
    "portals:team_rename": ("participant", lambda stage: {"title": "Другое имя"}),
    "portals:team_lead": ("participant", leader_given),
    "portals:team_leave": ("participant", lambda stage: {"x": "1"}),
    "portals:team_leave own": ("participant", lambda stage: {"x": "1"}),
    "portals:team_break_up": ("participant", lambda stage: {"x": "1"}),
    "portals:project_edit": ("participant", project_given),
    "portals:project_edit more": ("participant", rows_given),
    "portals:project_edit choose": ("participant", choice_given),
    "portals:project_files": ("participant", file_given),
    "portals:project_file_remove": ("participant", lambda stage: {"x": "1"}),
    "portals:project_file_back": ("participant", lambda stage: {"x": "1"}),
    "portals:project_hand_in": ("participant", lambda stage: {"edition": "1"}),
    "portals:submission_back": ("participant", lambda stage: {"x": "1"}),
    "portals:slots": ("participant", lambda stage: {"slot": slot_of(stage, 0), "do": "book"}),
    "portals:slots free": ("participant", lambda stage: {"slot": slot_of(stage, 1), "do": "free"}),
}
