"""What a case is made of, one file per noun."""

from app.model.account_detail import AccountDetail
from app.model.account_space import AccountSpace
from app.model.attribution import Attribution, AttributionRole
from app.model.base import Base
from app.model.batch import BatchState, ImportBatch
from app.model.case_service import CaseService
from app.model.changes import Changes
from app.model.identifier import Identifier, IdentifierKind
from app.model.incident import Incident, IncidentList, IncidentPayment
from app.model.journal import JournalEntry
from app.model.mapping import Mapping
from app.model.measure import Measure, MeasureAction
from app.model.meta import Meta
from app.model.note import Note
from app.model.officer import Officer
from app.model.party import Organisation, Party, PartyKind, Person
from app.model.party_detail import PartyDetail
from app.model.restitution import Restitution
from app.model.saved_filter import SavedFilter
from app.model.selection import Chip, FlowFilter, Period, Selection
from app.model.source_file import SourceFile
from app.model.statement_answer import AnswerKind, StatementAnswer
from app.model.statement_request import StatementRequest
from app.model.tag import Tag, TagUse
from app.model.trace import Trace
from app.model.undo import UndoKind, UndoState, UndoStep, UndoValue
from app.model.view_state import ViewState

__all__ = [
    "AccountDetail",
    "AccountSpace",
    "AnswerKind",
    "Attribution",
    "AttributionRole",
    "Base",
    "BatchState",
    "CaseService",
    "Changes",
    "Chip",
    "FlowFilter",
    "Identifier",
    "IdentifierKind",
    "ImportBatch",
    "Incident",
    "IncidentList",
    "IncidentPayment",
    "JournalEntry",
    "Mapping",
    "Measure",
    "MeasureAction",
    "Meta",
    "Note",
    "Officer",
    "Organisation",
    "Party",
    "PartyDetail",
    "PartyKind",
    "Period",
    "Person",
    "Restitution",
    "SavedFilter",
    "Selection",
    "SourceFile",
    "StatementAnswer",
    "StatementRequest",
    "Tag",
    "TagUse",
    "Trace",
    "UndoKind",
    "UndoState",
    "UndoStep",
    "UndoValue",
    "ViewState",
]
