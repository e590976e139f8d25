"""Papers that the school fills in, and the dossier in one file, for the shared tables: who opens what, what stands on the stage, a good press of each form."""

from courses.dossiers import bundle_printing
from courses.dossiers.actions import bundles
from courses.dossiers.models import Bundle, Dossier
from tests.dossier_screens import POST_ONLY, SEEN
from tests.factories.dossiers import ItemFactory, RequirementFactory

OWN = (302, 200, 404, 404, 404, 404, 404, 404, 404)  # the asker's own file (T3)
PAPER_POLICIES = {
    "portals:dossier_papers": SEEN,
    "portals:bundle_progress": tuple(302 if code == 200 else code for code in SEEN),
    "portals:bundle_file": OWN,
    **{f"portals:{name}": POST_ONLY for name in ("paper_print", "paper_put", "bundle")},
}


def stand_papers(cast, enrollment):
    """A paper that lacks nothing is put together by the press itself; the participant has taken the ZIP."""
    dossier = Dossier.objects.get(organization=enrollment.organization)
    line = RequirementFactory(checklist=dossier.checklist, title="Таблица за год", paper="complaints")
    item = ItemFactory(dossier=dossier, requirement=line)
    bundle = bundles.ask_for(dossier, Bundle.Kind.ZIP, by=cast["participant"])
    bundle_printing.make_bundle.call(bundle.pk)
    return {
        "portals:dossier_papers": [dossier.pk],
        "portals:bundle_progress": [dossier.pk],
        "portals:bundle_file": [bundle.pk],
        "portals:bundle": [dossier.pk, "pdf"],
        "portals:paper_print": [item.pk, "docx"],
        "portals:paper_put": [item.pk],
    }


PAPER_PRESSES = {
    "portals:paper_print": ("participant", lambda stage: {"x": "1"}),
    "portals:paper_put": ("participant", lambda stage: {"x": "1"}),
    "portals:bundle": ("participant", lambda stage: {"x": "1"}),
}
