"""The tables of the dossier, split by noun."""

from courses.dossiers.models.bundles import Bundle
from courses.dossiers.models.checklists import Checklist, PaperForm, Path, RefusalGround, Requirement, ReturnReason
from courses.dossiers.models.consultations import Consultation, ConsultationSlot
from courses.dossiers.models.documents import DocumentVersion, Item, ItemComment, PagePicture, ReplyTemplate, Verdict, VersionFile
from courses.dossiers.models.dossiers import Claim, Dossier, DossierMove, EligibilityAnswer, ServiceMonth, Share
from courses.dossiers.models.filings import FiledClaim, Filing, Outcome, Task
from courses.dossiers.models.law import Body, LawLine, ProductionDay, ProductionYear, QualityCriterion, Service, Term, Unit
from courses.dossiers.models.statuses import RegisterEntry, Status, StatusReminder

__all__ = [
    "Body",
    "Bundle",
    "Checklist",
    "Claim",
    "Consultation",
    "ConsultationSlot",
    "DocumentVersion",
    "Dossier",
    "DossierMove",
    "EligibilityAnswer",
    "FiledClaim",
    "Filing",
    "Item",
    "ItemComment",
    "LawLine",
    "Outcome",
    "PagePicture",
    "PaperForm",
    "Path",
    "ProductionDay",
    "ProductionYear",
    "QualityCriterion",
    "RefusalGround",
    "RegisterEntry",
    "ReplyTemplate",
    "Requirement",
    "ReturnReason",
    "Service",
    "ServiceMonth",
    "Share",
    "Status",
    "StatusReminder",
    "Task",
    "Term",
    "Unit",
    "Verdict",
    "VersionFile",
]
