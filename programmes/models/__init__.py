"""What is offered, to whom, on what terms."""

from programmes.models.call import Admission, Call
from programmes.models.closing import CallDateChange, LateAccess
from programmes.models.committee import CommitteeSeat
from programmes.models.copied import KeptMention
from programmes.models.criterion import Criterion
from programmes.models.edition import Edition
from programmes.models.organisation import Organisation
from programmes.models.programme import Programme
from programmes.models.role import Invitation, Role
from programmes.models.rules import RulesVersion
from programmes.models.scheme import SupportScheme
from programmes.models.table_import import TableImport

__all__ = [
    "Admission",
    "Call",
    "CallDateChange",
    "CommitteeSeat",
    "Criterion",
    "Edition",
    "Invitation",
    "KeptMention",
    "LateAccess",
    "Organisation",
    "Programme",
    "Role",
    "RulesVersion",
    "SupportScheme",
    "TableImport",
]
