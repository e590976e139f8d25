"""The law of the dossier for the shared tables: the form that a line of the checklist offers."""

from courses.dossiers.models import PaperForm
from school.vault.actions import keep

LAW_POLICIES = {"portals:dossier_form": (302, 200, 404, 200, 200, 200, 404, 404, 404)}


def stand_law(paper):
    file = keep(paper, name="бланк.pdf", by=None, shelf="forms")
    return {"portals:dossier_form": [PaperForm.objects.create(code="stage-form", title="Бланк заявления", file=file).pk]}
