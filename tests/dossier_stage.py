"""The cast's dossier: the participant owns it, the mentor leads it; a paper in every state, with files."""

from courses.dossiers.actions.items import lay_out
from courses.dossiers.models import DocumentVersion, Dossier, Item
from school.vault.actions import keep
from tests.factories import BodyFactory, ChecklistFactory, DossierFactory, RequirementFactory, ReturnReasonFactory, ServiceFactory
from tests.visits import shot

SHELF = "dossiers"


def stand_dossier(cast, enrollment, pdf):
    """Five lines: nothing yet, sent, returned, accepted, a draft with one photographed page; one of them is asked of each service."""
    person = cast["participant"]
    checklist = ChecklistFactory(title="Документы для статуса")
    titles = ("Устав", "Положение об услуге", "Справка о долгах", "Сведения о работниках", "Отзывы")
    lines = [RequirementFactory(checklist=checklist, title=title, per_claim=title == "Положение об услуге") for title in titles]
    dossier = DossierFactory(organization=enrollment.organization, owner=person, checklist=checklist, cohort=enrollment.cohort)
    service, body = ServiceFactory(), BodyFactory()
    body.services.add(service)
    dossier.claims.create(service=service, body=body, charter_clause="2.1")
    lay_out(dossier)
    items = {item.requirement_id: item for item in dossier.items.all()}
    for line, state in zip(lines[1:], ("sent", "returned", "accepted", "draft"), strict=True):
        version_of(items[line.pk], state, pdf, cast)
    return Dossier.objects.get(pk=dossier.pk)


def version_of(item, state, pdf, cast):
    """The state is put there by hand, with the verdict that it takes."""
    person = item.dossier.opened_by
    sent = None if state == "draft" else item.dossier.opened_at
    version = DocumentVersion.objects.create(item=item, number=item.versions.count() + 1, state=state, by=person, sent_at=sent)
    data = shot().read() if state == "draft" else pdf
    name = "страница.jpg" if state == "draft" else "документ.pdf"
    version.files.create(file=keep(data, name=name, by=person, shelf=SHELF))
    if state in {"accepted", "returned"}:
        reason = ReturnReasonFactory() if state == "returned" else None
        version.verdicts.create(kind=state, reason=reason, words="Нет подписи" if reason else "", by=cast["mentor"])
    if state in Item.State.values:
        Item.objects.filter(pk=item.pk).update(state=state, sent_at=sent)
    return version
