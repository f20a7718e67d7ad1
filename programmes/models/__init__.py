"""What is offered, to whom, on what terms."""

from programmes.models.call import Admission, Call, CallDateChange, Criterion, LateAccess, RulesVersion
from programmes.models.committee import DeclarationAcceptance, ExpertiseTag
from programmes.models.edition import CommitteeSeat, ConfirmedMention, Edition, Organisation, Programme
from programmes.models.programme_role import ProgrammeRole
from programmes.models.role import Invitation, Role
from programmes.models.scheme import SupportScheme
from programmes.models.table_import import TableImport
