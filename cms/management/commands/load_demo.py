"""The demo school, made once: a second run finds it whole and changes nothing."""

import logging
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from cms.demo.accounts import CAST, accounts_path, write_accounts
from cms.demo.cohorts import Cohorts
from cms.demo.content import read
from cms.demo.people import Organizations, People
from courses.dossiers.actions.reference import load_reference
from school.journal.actions import record
from school.journal.models import Entry
from school.people.models import User
from school.post.models import Letter

VERSION = 4
VERB = "demo.loaded"


class Command(BaseCommand):
    help = "Загружает демонстрационную школу: людей, страницы, потоки. Повторный запуск ничего не меняет."

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("Демонстрационная школа не загружается в настоящую: MODE=production.")
        loaded = Entry.objects.filter(verb=VERB).first()
        if loaded is None:
            self.refuse_other_people()
            logging.getLogger("wagtail").setLevel(logging.WARNING)  # it tells of every page
            load()
        elif loaded.facts.get("version") != VERSION:
            self.stderr.write("Здесь прежняя версия демонстрации. Начать заново: make demo FRESH=1")
        if loaded is None or not accounts_path().exists():
            write_accounts({row["key"]: row["email"] for row in read("people")["people"]})

    def refuse_other_people(self) -> None:
        if User.objects.exists():
            raise CommandError("В этой базе уже есть люди: демонстрационная школа загружается только в пустую.")


def load() -> None:
    """All or nothing; then the jobs that were left by the actions – prints, letters – are done here and now."""
    from cms.demo import cohorts, pages, past, people, presence, site
    from cms.demo.bricks import Bricks

    with transaction.atomic():
        towns = people.load_towns()
        people.load_consent_texts()
        persons = people.load_people(towns)
        organizations = people.load_organizations(towns, persons)
        administrator, coordinator = (persons[key] for role, key, _password in CAST if role in {"administrator", "coordinator"})
        bricks = Bricks(pages.load_pictures(), by=administrator, towns=towns)
        home = pages.load_home(administrator)
        site.load_terms(bricks)
        site.load_library(home, bricks)
        site.load_teachers(home, bricks)
        program_page = pages.load_program(home, bricks)
        pages.load_texts(home, bricks)
        site.load_rest(home, bricks)
        site.load_english(home, bricks)
        pages.put_in_order(home)
        pages.load_settings(program_page)
        runs = cohorts.load_cohorts(program_page.program, towns, persons, coordinator)
        cohorts.load_roles(program_page.program, runs, persons, organizations, administrator)
        cohorts.load_applications(runs, persons, coordinator)
        cohorts.settle(runs)
        past.load_past(runs, persons, coordinator)
        presence.load_week(runs, persons, coordinator)
        load_study(runs, persons, organizations)
        record(by=None, verb=VERB, version=VERSION)
    index_once()
    do_jobs()


def load_study(runs: Cohorts, persons: People, organizations: Organizations) -> None:
    from cms.demo import dossiers, projects, studies

    studies.load_studies(runs, persons)
    projects.load_projects(runs["under_way"], persons)
    load_reference()
    dossiers.load_dossiers(runs, persons, organizations)


def index_once() -> None:
    """Each page was indexed with every one of its changes: one pass over all of them says the same."""
    DBTaskResult.objects.ready().filter(task_path__startswith="modelsearch.").delete()
    call_command("update_index", verbosity=0)


def read_old_notices() -> None:
    """People of the school look in now and then: only the last days are unread."""
    Letter.objects.filter(notice=True, shows_at__lt=timezone.now() - timedelta(days=2)).update(seen_at=F("shows_at"))


def do_jobs() -> None:
    """Each job is safe to run twice, so a kill here only leaves the rest to the worker."""
    call_command("deliver_letters", verbosity=0)  # those that wait a while, as letters about verdicts do
    while job := DBTaskResult.objects.ready().first():
        job.claim("load_demo")
        job.task.call(*job.args_kwargs["args"], **job.args_kwargs["kwargs"])
        job.set_successful(None)
    read_old_notices()
