"""A file is read through and drawn anew before anything is locked: on SQLite a transaction holds the whole school's writing (trust.md T20)."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse

from courses.enrollment.models import Question
from school.vault import rules
from school.vault.models import File
from tests.desk import lay
from tests.hostile import FORMS
from tests.scene import standing
from tests.stage import PDF, furnish

pytestmark = pytest.mark.django_db
FORMS_WITH_FILES = {
    "portals:excuse",
    "portals:papers attach",
    "portals:lesson_work",
    "portals:visit add",
    "portals:project_files",
    "portals:document_add",
}
KEPT_NOWHERE = "portals:check_file"  # its bytes are counted and forgotten


kept, copies, cast, stage = standing(lambda cast, cohort: lay(furnish(cast, cohort), cast))


def files_in(data):
    return {key for key, value in data.items() if isinstance(value, tuple)}


def test_every_form_that_takes_papers_is_in_the_table(stage):
    taking = {name for name, (_role, good) in FORMS.items() if name.startswith("portals") and files_in(good(stage))}

    assert taking == FORMS_WITH_FILES | {KEPT_NOWHERE}


@pytest.fixture
def press(stage, cast, client_of, monkeypatch):
    """`press(name, more={})`: how many transactions were open, beyond the test's own, at each look into a file."""

    def pressed(name, more=None):
        role, good = FORMS[name]
        data, outside, depths, redone = good(stage) | (more or {}), len(connection.atomic_blocks), [], rules.redone

        def watched(*arguments):
            depths.append(len(connection.atomic_blocks) - outside)
            return redone(*arguments)

        monkeypatch.setattr(rules, "redone", watched)
        address = reverse(name.split()[0], args=stage.arguments.get(name, stage.arguments.get(name.split()[0])))
        client_of(cast[role]).post(address, {key: SimpleUploadedFile(*value) if isinstance(value, tuple) else value for key, value in data.items()})
        return depths

    return pressed


@pytest.mark.parametrize("name", sorted(FORMS_WITH_FILES))
def test_a_file_is_read_through_outside_of_transactions(name, press):
    assert press(name) == [0]


def test_a_file_that_is_only_checked_is_neither_drawn_anew_nor_kept(press):
    before = File.objects.count()

    assert press(KEPT_NOWHERE) == []
    assert File.objects.count() == before


@pytest.mark.parametrize("motivation", ["Хотим получить статус.", ""])  # nothing typed: it stays a draft
def test_a_file_of_an_application_and_of_its_draft_too(motivation, stage, press):
    question = Question.objects.create(cohort_id=stage.arguments["portals:apply"][0], text="Устав", kind="file", position=9)

    depths = press("portals:apply", {f"question_{question.pk}": ("устав.pdf", PDF), "motivation": motivation})

    assert question.answers.get().file.name == "устав.pdf"
    assert set(depths) == {0}
