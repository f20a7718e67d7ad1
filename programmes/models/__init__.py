"""What is offered, to whom, on what terms."""

from programmes.models.call import Admission, Call, Criterion, RulesVersion
from programmes.models.closing import CallDateChange, LateAccess
from programmes.models.edition import CommitteeSeat, ConfirmedMention, Edition, Programme
from programmes.models.organisation import Organisation
from programmes.models.role import Invitation, Role
from programmes.models.scheme import SupportScheme
from programmes.models.table_import import TableImport

__all__ = [
    "Admission",
    "Call",
    "CallDateChange",
    "CommitteeSeat",
    "ConfirmedMention",
    "Criterion",
    "Edition",
    "Invitation",
    "LateAccess",
    "Organisation",
    "Programme",
    "Role",
    "RulesVersion",
    "SupportScheme",
    "TableImport",
]
