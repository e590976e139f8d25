"""Papers of the cast's dossier for the shared tables: who opens what, what stands on the stage, a good press of each form."""

from courses.dossiers import document_printing, document_rules
from courses.dossiers.actions import documents
from courses.dossiers.models import DocumentVersion, Dossier, VersionFile
from tests.courses.dossiers.papers import photo
from tests.dossier_screens import POST_ONLY, SEEN
from tests.factories.dossiers import ItemFactory, RequirementFactory

TO_THE_PAGE = (302, 302, 404, 302, 302, 302, 404, 404, 404)  # a press that was typed before signing in leads back here
TO_THE_PAGE_OF_WRITERS = (302, 302, 404, 404, 404, 404, 404, 404, 404)
DOCUMENT_POLICIES = {
    **{f"portals:document{name}": SEEN for name in ("", "_file", "_small", "_joined", "_page")},
    **{f"portals:document_{name}": POST_ONLY for name in ("add", "arrange", "withdraw", "join")},
    "portals:document_send": TO_THE_PAGE_OF_WRITERS,
    "portals:document_comment": TO_THE_PAGE,
    "portals:document_progress": TO_THE_PAGE,
}


def sent_version(item, person, *colors):
    """Of photographed pages, joined."""
    for number, color in enumerate(colors or [(120, 0, 0)]):
        documents.add_file(item, photo(f"{number}.jpg", size=(90, 120), top=color), by=person)
    version = documents.send_version(item, by=person)
    document_printing.join_pages.call(version.pk)
    version.refresh_from_db()
    return version


def stand_documents(cast, enrollment):
    """Three papers: a draft of two pages, a version with the mentor, one whose joining has failed."""
    person = cast["participant"]
    dossier = Dossier.objects.get(organization=enrollment.organization)
    drafted, waiting, failed = (
        ItemFactory(dossier=dossier, requirement=RequirementFactory(checklist=dossier.checklist, title=title))
        for title in ("Устав с изменениями", "Отчёт за год", "Сведения о кадрах")
    )
    pages = [documents.add_file(drafted, photo(f"{number}.jpg", top=(number * 90, 0, 0)), by=person) for number in range(2)]
    version, broken = sent_version(waiting, person), sent_version(failed, person, (0, 120, 0))
    DocumentVersion.objects.filter(pk=broken.pk).update(joining="failed", joined=None)
    row = version.files.get()
    return {
        "portals:document": [waiting.pk],
        **{f"portals:document_{name}": [drafted.pk] for name in ("add", "send", "comment")},
        "portals:document_arrange": [pages[0].pk],
        **{f"portals:document_{name}": [version.pk] for name in ("progress", "joined", "withdraw")},
        "portals:document_join": [broken.pk],
        **{f"portals:document_{name}": [row.pk] for name in ("file", "small")},
        "portals:document_page": [version.pages.get().pk],
    }


def page_given(stage):
    upload = photo("ещё.jpg", top=(0, 0, 90))
    return {"upload": (upload.name, upload.read())}


def sending_given(stage):
    draft = DocumentVersion.objects.get(item=stage.arguments["portals:document_send"][0], state="draft")
    return {"issued_on": "2026-01-15", "note": "Копия верна", "seen": document_rules.stamp(VersionFile.objects.filter(version=draft))}


DOCUMENT_PRESSES = {
    "portals:document_add": ("participant", page_given),
    "portals:document_send": ("participant", sending_given),
    "portals:document_comment": ("mentor", lambda stage: {"text": "Нужна печать на последней странице"}),
    "portals:document_arrange": ("participant", lambda stage: {"turns": "1"}),
    "portals:document_withdraw": ("participant", lambda stage: {"x": "1"}),
    "portals:document_join": ("participant", lambda stage: {"x": "1"}),
}
