"""The whole dossier in one file: complete, in order, under names for any disk; made once, taken only by its asker, for a day."""

import hashlib
import shutil
import subprocess
import unicodedata
import zipfile

import pikepdf
import pypdfium2
import pytest

from courses.dossiers import bundle_rules
from courses.dossiers.actions import bundles, documents
from courses.dossiers.models import DocumentVersion, Item
from school.vault.actions import path_of
from school.vault.models import File
from tests.courses.dossiers.papers import docx, pdf, photo
from tests.factories.dossiers import ClaimFactory, DossierFactory, ItemFactory, RequirementFactory, ServiceFactory

pytestmark = pytest.mark.django_db
HOSTILE = 'CON../..\\"отчёт"<b>|?*: \u202e\x01' + "ё" * 200 + "."


def line(dossier, title, stage="assessment", place=0, claim=None, **fields):
    return ItemFactory(
        dossier=dossier, claim=claim, requirement=RequirementFactory(checklist=dossier.checklist, title=title, stage=stage, position=place, **fields)
    )


def lay(item, *uploads, state="accepted"):
    owner = item.dossier.opened_by
    for upload in uploads:
        documents.add_file(item, upload, by=owner)
    version = documents.send_version(item, by=owner)
    DocumentVersion.objects.filter(pk=version.pk).update(state=state)
    Item.objects.filter(pk=item.pk).update(state=state)
    return version


@pytest.fixture
def dossier(run_jobs):
    """Two services, four stages of which three have papers, photographs that were joined, one Word file, one paper that nobody brought."""
    dossier = DossierFactory()
    first, second = (ClaimFactory(dossier=dossier, service=ServiceFactory(title=title)) for title in ("Помощь на дому", "Досуг детей"))
    lay(line(dossier, "Заявление о признании", "justice"), pdf("заявление.pdf", pages=2))
    lay(line(dossier, "Устав", place=2), pdf("правила.pdf", pages=3))
    lay(line(dossier, "Обоснование", place=1, claim=second), pdf(pages=1), state="sent")
    lay(line(dossier, "Обоснование первой", place=1, claim=first), docx("обоснование.docx"))
    lay(line(dossier, "Справка ФНС", "eligibility"), photo("1.jpg"), photo("2.jpg", top=(9, 9, 9)))
    line(dossier, "Грамоты", place=9)
    run_jobs()
    return dossier


@pytest.fixture
def owner(dossier):
    return dossier.opened_by


def made(dossier, kind, run_jobs):
    bundle = bundles.ask_for(dossier, kind, by=dossier.opened_by)
    run_jobs()
    bundle.refresh_from_db()
    assert (bundle.state, bundle.done) == ("ready", bundle.total)
    return path_of(bundle.file.key)


INSIDE = [
    "00. Опись.pdf",
    "00. Опись.html",
    "00. Контрольные суммы SHA-256.txt",
    "1. Право на статус/01. Справка ФНС.pdf",
    "3. Заключение о качестве/01. Устав.pdf",
    "3. Заключение о качестве/01. Помощь на дому/01. Обоснование первой.docx",
    "3. Заключение о качестве/02. Досуг детей/01. Обоснование.pdf",
    "4. Признание в Минюсте/01. Заявление о признании.pdf",
]


def test_zip_is_complete_and_in_order(dossier, run_jobs):
    with zipfile.ZipFile(made(dossier, "zip", run_jobs)) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == INSIDE
        told = archive.read(INSIDE[2]).decode().splitlines()
        assert [row.split("  ", 1)[1] for row in told] == INSIDE[3:]
        assert [row.split("  ", 1)[0] for row in told] == [hashlib.sha256(archive.read(name)).hexdigest() for name in INSIDE[3:]]
        page, sheet = archive.read(INSIDE[1]).decode(), archive.read(INSIDE[0])
    words = " ".join(leaf.get_textpage().get_text_range() for leaf in pypdfium2.PdfDocument(sheet))
    for told in ("Справка", "Грамоты", "документа нет", "ждёт наставника, ещё не проверено"):
        assert told in page.replace("\u00a0", " ")
        assert told in " ".join(words.split())
    assert "Документов внутри: 5. Ещё не проверено наставником: 1." in " ".join(page.split())


def test_pdf_is_complete_with_bookmarks(dossier, run_jobs):
    path = made(dossier, "pdf", run_jobs)
    with pikepdf.open(path) as found, found.open_outline() as outline:
        told = [(mark.title, [(each.title, [one.title for one in each.children]) for each in mark.children]) for mark in outline.root]
        assert len(found.pages) == 1 + 2 + 3 + 1 + 2
        assert str(found.docinfo["/Title"]).startswith("Папка документов: ")
    assert told == [
        ("Опись", []),
        ("Право на статус", [("Справка ФНС", [])]),
        ("Заключение о качестве", [("Устав", []), ("Досуг детей", ["Обоснование"])]),
        ("Признание в Минюсте", [("Заявление о признании", [])]),
    ]
    drawn = pypdfium2.PdfDocument(path)
    pages = {mark.get_title(): mark.get_dest().get_index() for mark in drawn.get_toc()}
    assert [pages[title] for title in ("Опись", "Справка ФНС", "Устав", "Обоснование", "Заявление о признании")] == [0, 1, 3, 6, 7]
    words = drawn[0].get_textpage().get_text_range()
    assert "Только в архиве ZIP" in words


@pytest.mark.skipif(not (shutil.which("unzip") and shutil.which("pdfinfo")), reason="unzip and poppler-utils are not on this machine")
def test_ordinary_tools_open_the_bundles(dossier, run_jobs, tmp_path):
    archive, whole = (made(dossier, kind, run_jobs) for kind in ("zip", "pdf"))

    subprocess.run(["unzip", "-q", str(archive), "-d", str(tmp_path)], check=True, env={"LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin"})
    checked = subprocess.run(["sha256sum", "-c", INSIDE[2]], cwd=tmp_path, capture_output=True, check=True)
    assert checked.stdout.count(b"OK") == 5
    told = subprocess.run(["pdfinfo", str(whole)], capture_output=True, check=True, text=True).stdout
    assert "Pages:           9" in told


# What goes in


@pytest.mark.parametrize(
    ("states", "number"),
    [
        (("accepted",), 1),
        (("accepted", "sent"), 1),
        (("accepted", "accepted"), 2),
        (("returned", "sent"), 2),
        (("accepted", "returned"), 1),
        (("withdrawn", "draft"), None),
        (("returned",), None),
    ],
)
def test_the_accepted_version_goes_else_the_one_that_waits(states, number):
    versions = [DocumentVersion(number=place, state=state) for place, state in enumerate(states, 1)]
    counted = [version for version in versions if version.state in ("accepted", "sent")]

    found = bundle_rules.chosen(counted)

    assert (found.number if found else None) == number


def test_drafts_withdrawn_and_dropped_stay_out(dossier, owner, run_jobs):
    dropped = ClaimFactory(dossier=dossier, state="dropped")
    lay(line(dossier, "Лишняя", claim=dropped), pdf(pages=1))
    documents.add_file(line(dossier, "Черновик", place=10), pdf(pages=2), by=owner)
    lay(line(dossier, "Отозвана", place=11), pdf(pages=4), state="withdrawn")

    with zipfile.ZipFile(made(dossier, "zip", run_jobs)) as archive:
        assert archive.namelist() == INSIDE


def test_originals_go_while_the_pages_are_not_joined(dossier, run_jobs):
    version = lay(line(dossier, "Отзывы", place=3), photo("1.jpg"), pdf(pages=2), docx())
    DocumentVersion.objects.filter(pk=version.pk).update(joining="failed", joined=None)
    entry = next(entry for entry in bundle_rules.entries_of(dossier) if entry.title == "Отзывы")

    assert [(piece.name, piece.leaf) for piece in entry.pieces] == [
        ("02. Отзывы (1).jpg", True),
        ("02. Отзывы (2).pdf", True),
        ("02. Отзывы (3).docx", False),
    ]
    with pikepdf.open(made(dossier, "pdf", run_jobs)) as found:
        assert len(found.pages) == 9 + 3


def test_spoilt_bytes_stop_the_bundle(dossier, run_jobs):
    file = File.objects.get(name="правила.pdf")
    path_of(file.key).write_bytes(b"%PDF-1.4 broken")
    bundle = bundles.ask_for(dossier, "zip", by=dossier.opened_by)
    with pytest.raises(ValueError, match="not those that were laid in"):
        run_jobs()

    bundle.refresh_from_db()
    assert (bundle.state, bundle.file) == ("failed", None)


@pytest.mark.parametrize("stem", [HOSTILE, "ё" * 300, "и\u0306" * 200, "😀" * 60, "..", "", "01. a/b\\c"])
@pytest.mark.parametrize("ending", [".pdf", " (12).docx", ""])
def test_names_are_safe_for_any_disk(stem, ending):
    name = bundle_rules.safe(f"01. {stem}", ending)

    assert len(name.encode()) <= 100
    assert name.endswith(ending)
    assert not set(name) & set('<>:"/\\|?*\x00\x01\u202e')
    assert name == name.strip()
    assert name.startswith("01")
    assert unicodedata.is_normalized("NFC", name)


def test_hostile_titles_are_letters_everywhere(run_jobs):
    dossier = DossierFactory()
    dossier.organization.short_name = dossier.organization.name = HOSTILE[:100]
    dossier.organization.save()
    claim = ClaimFactory(dossier=dossier, service=ServiceFactory(title=HOSTILE))
    for place in range(2):
        lay(line(dossier, HOSTILE, claim=claim, place=place), pdf(pages=1 + place))
    run_jobs()

    with zipfile.ZipFile(made(dossier, "zip", run_jobs)) as archive:
        names = archive.namelist()
        assert "&lt;b&gt;" in archive.read("00. Опись.html").decode()
    assert len(set(names)) == 5
    assert all(len(part.encode()) <= 100 and ".." not in part.split("/") for name in names for part in name.split("/"))
    with pikepdf.open(made(dossier, "pdf", run_jobs)) as found:
        assert len(found.pages) >= 4


def test_many_files_are_bound_by_parts(monkeypatch, dossier, run_jobs):
    from courses.dossiers import binding_printing

    monkeypatch.setattr(binding_printing, "AT_ONCE", 2)
    drawn = pypdfium2.PdfDocument(made(dossier, "pdf", run_jobs))

    assert len(drawn) == 9
    assert [mark.get_dest().get_index() for mark in drawn.get_toc() if mark.get_title() == "Заявление о признании"] == [7]


def test_entries_cost_the_same_queries(dossier, django_assert_max_num_queries):
    for number in range(20):
        lay(line(dossier, f"Ещё {number}", place=number), docx())

    with django_assert_max_num_queries(6):
        assert len(bundle_rules.entries_of(dossier)) == 26


def test_bytes_are_untouched(dossier, run_jobs):
    with zipfile.ZipFile(made(dossier, "zip", run_jobs)) as archive:
        charter = File.objects.get(name="правила.pdf")
        assert archive.read("3. Заключение о качестве/01. Устав.pdf") == path_of(charter.key).read_bytes()
