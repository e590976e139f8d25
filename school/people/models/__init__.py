"""The tables of people, split by noun."""

from school.people.models.consent import Consent, ConsentText
from school.people.models.organization import Membership, Organization
from school.people.models.user import Town, User

__all__ = ["Consent", "ConsentText", "Membership", "Organization", "Town", "User"]
