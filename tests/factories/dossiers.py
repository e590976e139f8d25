"""The law in small, dossiers, papers."""

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from courses.dossiers.models import Body, Checklist, Claim, DocumentVersion, Dossier, Item, QualityCriterion, Requirement, ReturnReason, Service, Term
from tests.factories.school import OrganizationFactory, UserFactory


class ServiceFactory(DjangoModelFactory):
    class Meta:
        model = Service

    code = factory.Sequence(lambda n: f"service-{n}")
    group = "Социальное обслуживание"
    title = factory.Sequence(lambda n: f"Социальное обслуживание на дому {n}")
    folded_title = factory.LazyAttribute(lambda row: row.title.lower())


class BodyFactory(DjangoModelFactory):
    """Assesses; `kind="justice"` recognises."""

    class Meta:
        model = Body

    code = factory.Sequence(lambda n: f"body-{n}")
    kind = Body.Kind.ASSESSOR
    title = "Департамент социального развития"
    region = "Тюменская область"


class TermFactory(DjangoModelFactory):
    class Meta:
        model = Term
        django_get_or_create = ("code",)

    code = "assessment"
    begins = "поступление заявления"
    ends = "решение"
    amount = 30
    unit = "day"


class QualityCriterionFactory(DjangoModelFactory):
    class Meta:
        model = QualityCriterion

    code = factory.Sequence(lambda n: f"criterion-{n}")
    title = "Квалификация работников"


class ReturnReasonFactory(DjangoModelFactory):
    class Meta:
        model = ReturnReason

    code = factory.Sequence(lambda n: f"reason-{n}")
    title = "Нет подписи или печати"
    hint = "Подпишите и поставьте печать"


class ChecklistFactory(DjangoModelFactory):
    """Published."""

    class Meta:
        model = Checklist

    title = "Документы для статуса"
    version = factory.Sequence(lambda n: n + 1)
    published_at = factory.LazyFunction(timezone.now)


class RequirementFactory(DjangoModelFactory):
    """Asked of everybody, for the whole dossier, mandatory, unless told otherwise."""

    class Meta:
        model = Requirement

    checklist = factory.SubFactory(ChecklistFactory)
    code = factory.Sequence(lambda n: f"line-{n}")
    stage = Requirement.Stage.ASSESSMENT
    position = factory.Sequence(lambda n: n)
    title = factory.Sequence(lambda n: f"Устав {n}")
    provider = Requirement.Provider.NGO


class DossierFactory(DjangoModelFactory):
    """Gathering papers; `owner=person` opens it, owns it and is a confirmed member of the organisation."""

    class Meta:
        model = Dossier
        skip_postgeneration_save = True

    class Params:
        owner = factory.SubFactory(UserFactory)

    organization = factory.SubFactory(OrganizationFactory)
    checklist = factory.SubFactory(ChecklistFactory)
    state = Dossier.State.GATHERING
    opened_by = factory.SelfAttribute("owner")

    @factory.post_generation
    def shares(self, create, given, **kwargs):
        if create:
            person = self.opened_by
            person.memberships.get_or_create(organization=self.organization, defaults={"state": "confirmed", "owner": True})
            self.shares.create(person=person, role="owner")


class ClaimFactory(DjangoModelFactory):
    class Meta:
        model = Claim

    dossier = factory.SubFactory(DossierFactory)
    service = factory.SubFactory(ServiceFactory)


class ItemFactory(DjangoModelFactory):
    """A line of the dossier's own checklist without a document."""

    class Meta:
        model = Item

    dossier = factory.SubFactory(DossierFactory)
    requirement = factory.SubFactory(RequirementFactory, checklist=factory.SelfAttribute("..dossier.checklist"))


class DocumentVersionFactory(DjangoModelFactory):
    """Sent now by the opener of the dossier, and the item says so; without files."""

    class Meta:
        model = DocumentVersion
        skip_postgeneration_save = True

    item = factory.SubFactory(ItemFactory)
    number = factory.LazyAttribute(lambda row: row.item.versions.count() + 1)
    state = DocumentVersion.State.SENT
    by = factory.LazyAttribute(lambda row: row.item.dossier.opened_by)
    sent_at = factory.LazyAttribute(lambda row: None if row.state == "draft" else timezone.now())

    @factory.post_generation
    def told(self, create, given, **kwargs):
        if create and self.state in Item.State.values:
            Item.objects.filter(pk=self.item_id).update(state=self.state, sent_at=self.sent_at)
            self.item.refresh_from_db()
