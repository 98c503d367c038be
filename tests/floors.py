"""The floors of the house: which room may import which, as the design has it."""

from dataclasses import dataclass

from tests.house import within


@dataclass(frozen=True)
class Room:
    """A room on its floor: what of the house, and which libraries, it may import."""

    floor: int
    ours: str = ""
    libraries: str = ""


_LOW = "workflow.terms workflow.errors"
_FLOOR_2 = f"{_LOW} workflow.inspection workflow.law workflow.record workflow.steps"
_FLOOR_5 = f"{_FLOOR_2} workflow.machine workflow.given"
_SHARED = "workflow.forms workflow.guards workflow.documents workflow.proofreading"

#: The table of the design; the longest name that fits a module is its room.
ROOMS = {
    "workflow.terms": Room(0),
    "workflow.errors": Room(0),
    # What a child that reads what others wrote may not do.
    "workflow.confined": Room(0),
    "workflow.law": Room(1, _LOW, "dateutil"),
    "letters": Room(
        1, f"{_LOW} workflow.confined", "jinja2 markupsafe weasyprint fontTools segno pikepdf PIL"),
    "workflow.record": Room(
        2, f"{_LOW} workflow.law",
        "sqlalchemy psycopg marshmallow msgspec cryptography pypinyin"),
    "workflow.inspection": Room(1, _LOW),
    "workflow.differences": Room(0),
    "workflow.register_columns": Room(1, _LOW),
    "workflow.steps": Room(
        2, f"{_LOW} workflow.inspection workflow.law workflow.record", "marshmallow"),
    # What is handed in is examined here before anything keeps it.
    "workflow.evidence": Room(2, f"{_LOW} workflow.confined", "pikepdf PIL defusedxml puremagic"),
    # What all states share: fields of their forms, guards, the facts of their letters.
    "workflow.forms": Room(2, _LOW, "marshmallow"),
    "workflow.given": Room(2, f"{_LOW} workflow.record workflow.evidence", "marshmallow"),
    "workflow.guards": Room(2, _FLOOR_2),
    "workflow.chronology": Room(2, f"{_FLOOR_2} letters.blocks"),
    "workflow.documents": Room(
        3, f"{_FLOOR_2} letters.letter letters.notices letters.endings letters.replies"
        " workflow.remedies_told workflow.chronology",
    ),
    "workflow.remedies_told": Room(2, _FLOOR_2),
    "workflow.reply_proof": Room(
        3, f"{_FLOOR_2} workflow.documents workflow.chronology workflow.remedies_told"
        " letters.finding letters.replies",
    ),
    "workflow.proofreading": Room(
        3, f"{_FLOOR_2} workflow.documents workflow.reply_proof workflow.remedies_told letters"
    ),
    "workflow.drafting": Room(
        3, f"{_FLOOR_2} {_SHARED} workflow.remedies_told", "marshmallow"
    ),
    "workflow.checklist": Room(
        3, f"{_FLOOR_2} workflow.proofreading letters.finding letters.letter letters.privacy"
        " letters.replies"),
    "workflow.states": Room(
        3,
        f"{_FLOOR_2} {_SHARED} workflow.drafting workflow.remedies_told letters.mending"
        " letters.notices letters.replies",
        "marshmallow stdnum",
    ),
    "workflow.machine": Room(4, f"{_FLOOR_2} workflow.states workflow.forms", "transitions"),
    "workflow.printing": Room(5, f"{_FLOOR_5} workflow.proofreading letters", "sqlalchemy"),
    "workflow.masking": Room(5, f"{_FLOOR_5} workflow.reports", "sqlalchemy"),
    "workflow.viewing": Room(
        5, f"{_FLOOR_5} workflow.masking workflow.reports", "sqlalchemy marshmallow"
    ),
    "workflow.versions": Room(
        5, f"{_FLOOR_5} workflow.differences workflow.drafting workflow.viewing", "marshmallow"),
    "workflow.reviewing": Room(
        5, f"{_FLOOR_5} workflow.checklist workflow.documents workflow.states.review"
        " workflow.versions workflow.viewing letters.letter", "sqlalchemy"),
    "workflow.filing": Room(5, f"{_FLOOR_5} workflow.printing", "sqlalchemy"),
    "workflow.clock_sheet": Room(
        5, f"{_FLOOR_5} workflow.documents workflow.viewing letters.internal"
    ),
    "workflow.parties": Room(2, _FLOOR_2),
    "workflow.duties": Room(
        5, f"{_FLOOR_5} workflow.guards workflow.parties workflow.states"),
    "workflow.foresight": Room(
        5, f"{_FLOOR_5} workflow.duties workflow.parties"),
    "workflow.seven_questions": Room(
        5, f"{_FLOOR_5} workflow.drafting workflow.states"),
    "workflow.phrases": Room(1, _LOW),
    "workflow.reach": Room(5, f"{_LOW} workflow.record workflow.steps", "sqlalchemy"),
    "workflow.erasing": Room(
        5, f"{_FLOOR_5} workflow.archive.shelf workflow.states.archiving", "sqlalchemy"
    ),
    "workflow.freezing": Room(
        5,
        f"{_FLOOR_5} workflow.printing workflow.filing workflow.viewing workflow.clock_sheet"
        " letters.internal",
        "sqlalchemy",
    ),
    "workflow.papers": Room(
        5,
        f"{_FLOOR_5} workflow.documents workflow.drafting workflow.remedies_told workflow.viewing"
        " workflow.states"
        " letters.internal letters.papers",
    ),
    "workflow.packing": Room(
        5,
        f"{_FLOOR_5} workflow.archive workflow.clock_sheet workflow.papers workflow.states"
        " workflow.viewing letters",
        "sqlalchemy",
    ),
    "workflow.at_hand": Room(5, _FLOOR_5),
    "workflow.laid_open": Room(
        5, f"{_FLOOR_5} workflow.at_hand workflow.printing workflow.viewing workflow.archive"
        " workflow.packing workflow.reach workflow.evidence letters", "sqlalchemy marshmallow"),
    "workflow.reading_room": Room(
        5, f"{_FLOOR_5} workflow.laid_open workflow.masking workflow.packing workflow.reviewing"
        " workflow.viewing letters", "sqlalchemy"),
    "workflow.desk": Room(
        5, f"{_FLOOR_5} workflow.laid_open workflow.reading_room workflow.printing"
        " workflow.filing workflow.freezing workflow.packing workflow.reach workflow.evidence"
        " workflow.register_rows workflow.taking_over",
        "sqlalchemy",
    ),
    "workflow.register_rows": Room(1, _LOW),
    "workflow.already_here": Room(5, _FLOOR_5, "sqlalchemy"),
    "workflow.taking_over": Room(
        5, f"{_FLOOR_5} workflow.already_here workflow.filing workflow.reach"
        " workflow.register_rows", "sqlalchemy"),
    "workflow.entitled": Room(5, f"{_LOW} workflow.record"),
    "workflow.office": Room(
        5, f"{_FLOOR_5} workflow.entitled letters.seal", "sqlalchemy marshmallow"),
    "workflow.guide": Room(5, f"{_FLOOR_5} workflow.entitled", "sqlalchemy"),
    "workflow.annual": Room(5, f"{_FLOOR_5} workflow.entitled workflow.reports", "sqlalchemy"),
    "workflow.previewing": Room(5, f"{_FLOOR_5} letters", "sqlalchemy"),
    "workflow.organisation": Room(
        5, f"{_FLOOR_5} workflow.entitled workflow.office", "sqlalchemy"),
    "workflow.applicant_kind": Room(1, _LOW),
    "workflow.bulletin": Room(
        5, f"{_LOW} workflow.reports letters.bulletin letters.privacy"),
    "workflow.cells": Room(0),
    "workflow.saved_views": Room(5, _FLOOR_5, "sqlalchemy"),
    "workflow.sheets": Room(1, f"{_LOW} workflow.cells", "xlsxwriter"),
    "workflow.register_export": Room(
        5, f"{_LOW} workflow.record workflow.reports workflow.masking workflow.sheets"
        " workflow.register_rows", "sqlalchemy msgspec"),
    "workflow.counter": Room(
        6, f"{_FLOOR_5} workflow.applicant_kind workflow.desk workflow.laid_open"
        " workflow.masking workflow.reports workflow.states workflow.viewing", "sqlalchemy"
    ),
    "workflow.signing_in": Room(5, f"{_LOW} workflow.record", "sqlalchemy"),
    "workflow.substituting": Room(5, _FLOOR_5, "sqlalchemy"),
    "workflow.recalculation": Room(6, f"{_FLOOR_5} workflow.desk", "sqlalchemy"),
    "workflow.archive": Room(5, _FLOOR_5, "sqlalchemy pikepdf"),
    # The second program: nothing of the procedure, the law or the replay may help it.
    "workflow.archive.auditor": Room(
        5, "workflow.errors workflow.record.database workflow.record.evidence"
        " workflow.record.keyring workflow.record.models workflow.record.shelf",
        "sqlalchemy pikepdf"),
    "workflow.reports": Room(
        5, f"{_FLOOR_5} workflow.register_columns workflow.differences",
        "sqlalchemy xlsxwriter docx pygal msgspec"),
    "workflow.work": Room(
        6, f"{_FLOOR_5} workflow.desk workflow.office workflow.archive workflow.packing"
        " workflow.reports workflow.duties workflow.parties",
        "sqlalchemy"
    ),
    "workflow.work.errands": Room(
        6, f"{_LOW} workflow.record workflow.entitled workflow.desk workflow.work", "sqlalchemy"),
    "workflow.work.bulk_export": Room(
        6, f"{_LOW} workflow.record workflow.register_export workflow.sheets workflow.work",
        "sqlalchemy"),
    "workflow.work.bulk_import": Room(
        6, f"{_LOW} workflow.record workflow.imports workflow.register_rows workflow.work",
        "sqlalchemy"),
    "workflow.work.bulk_letters": Room(
        6, f"{_LOW} workflow.record workflow.desk workflow.register_rows workflow.reports"
        " workflow.work letters.day_bundle"),
    "workflow.work.health": Room(6, f"{_LOW} workflow.record", "sqlalchemy psycopg"),
    "workflow.work.caretaking": Room(
        6, f"{_LOW} workflow.record workflow.entitled workflow.work", "sqlalchemy"),
    "workflow.work.carrier": Room(6, f"{_LOW} workflow.record workflow.work", "huey psycopg"),
    "workflow.imports": Room(
        6, f"{_FLOOR_5} workflow.desk workflow.archive workflow.reports workflow.register_columns"
        " workflow.cells workflow.register_rows", "sqlalchemy openpyxl msgspec"
    ),
    "migrations": Room(3, "workflow.record workflow.law", "alembic sqlalchemy"),
    "web": Room(
        7,
        f"{_LOW} workflow.record workflow.steps workflow.desk workflow.viewing workflow.office"
        " workflow.substituting"
        " workflow.evidence workflow.imports workflow.register_columns workflow.register_rows"
        " workflow.guide workflow.annual workflow.organisation workflow.previewing"
        " workflow.recalculation"
        " workflow.archive workflow.reports workflow.work workflow.clock_sheet workflow.papers"
        " workflow.inspection workflow.packing workflow.duties workflow.parties"
        " workflow.reviewing workflow.applicant_kind workflow.counter workflow.saved_views"
        " workflow.foresight workflow.phrases workflow.seven_questions"
        " workflow.signing_in workflow.register_export workflow.sheets workflow.cells"
        " workflow.bulletin"
        " letters migrations",
        "flask flask_limiter flask_sqlalchemy flask_wtf itsdangerous"
        " wtforms werkzeug markupsafe jinja2 marshmallow sqlalchemy argon2 segno"
        " flask_babel babel pypdfium2 passlib pygal xlsxwriter zxcvbn",
    ),
    # The demo may do what the command line may, the import of registers included.
    "web.demo": Room(7, "workflow web letters", "sqlalchemy"),
    "web.cli": Room(7, "workflow web letters migrations", "click sqlalchemy"),
    # A package that only names what is in it.
    "workflow": Room(0),
}


def room_of(name: str) -> str:
    """The room a module of the house lies in."""
    return max((room for room in ROOMS if within(name, room)), key=len)
