"""What the calling screen imports late: the pages of its keys at the first press, and a few parts.

The first lead doesn't wait for any of them. Use a page like a class of this module, for example
`late_pages.FindScreen(...)`; mypy checks it like any other class.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from console.tui.callbacks.appointment import AppointmentSheet as AppointmentSheet
    from console.tui.callbacks.callback import CallbackScreen as CallbackScreen
    from console.tui.callbacks.screen import CallbacksScreen as CallbacksScreen
    from console.tui.calling.calendar_watch import CalendarWatch as CalendarWatch
    from console.tui.calling.presence_heartbeat import Heartbeat as Heartbeat
    from console.tui.imports.screen import BringingScreen as BringingScreen
    from console.tui.lead.company import CompanyScreen as CompanyScreen
    from console.tui.lead.edit_number import MenuScreen as MenuScreen
    from console.tui.lead.edit_number import NumbersScreen as NumbersScreen
    from console.tui.lead.find import FindScreen as FindScreen
    from console.tui.lead.fix import FixScreen as FixScreen
    from console.tui.lead.fix import screen_for as screen_for
    from console.tui.lead.merging import DoublesScreen as DoublesScreen
    from console.tui.lead.merging import MergeScreen as MergeScreen
    from console.tui.lead.past_calls import PastCallsScreen as PastCallsScreen
    from console.tui.lead.reasons import ReasonsScreen as ReasonsScreen
    from console.tui.lead.requests import MeaningSheet as MeaningSheet
    from console.tui.lead.requests import NeverAgainSheet as NeverAgainSheet
    from console.tui.lead.requests import NoteSheet as NoteSheet
    from console.tui.screens.callable_hours import HoursScreen as HoursScreen
    from console.tui.screens.help import HelpScreen as HelpScreen
    from console.tui.screens.notices import NoticesScreen as NoticesScreen
    from console.tui.screens.page import ListsHeldScreen as ListsHeldScreen
    from console.tui.screens.why import ComplaintScreen as ComplaintScreen
    from console.tui.screens.why import SkipScreen as SkipScreen
    from console.tui.screens.why import WhyScreen as WhyScreen
    from console.tui.sessions.ending import EndingScreen as EndingScreen
    from console.tui.sessions.screen import SessionsScreen as SessionsScreen
    from console.tui.sessions.screening import OfferingScreen as OfferingScreen
    from console.tui.sessions.summary import SummaryScreen as SummaryScreen
    from console.tui.texts.introduction import Introducing as Introducing
    from console.tui.texts.next_leads import AheadScreen as AheadScreen
    from console.tui.texts.objections import ObjectingScreen as ObjectingScreen
    from console.tui.texts.objections import ObjectionsScreen as ObjectionsScreen
    from console.tui.texts.rehearsal import RehearsalScreen as RehearsalScreen
    from console.tui.texts.script_questions import AskScreen as AskScreen
    from console.tui.today.screen import TodayScreen as TodayScreen
    from console.view.state.softphone import Softphone as Softphone

PAGES = {
    "AppointmentSheet": "console.tui.callbacks.appointment.AppointmentSheet",
    "CallbackScreen": "console.tui.callbacks.callback.CallbackScreen",
    "CallbacksScreen": "console.tui.callbacks.screen.CallbacksScreen",
    "BringingScreen": "console.tui.imports.screen.BringingScreen",
    "CalendarWatch": "console.tui.calling.calendar_watch.CalendarWatch",
    "CompanyScreen": "console.tui.lead.company.CompanyScreen",
    "Heartbeat": "console.tui.calling.presence_heartbeat.Heartbeat",
    "MenuScreen": "console.tui.lead.edit_number.MenuScreen",
    "NumbersScreen": "console.tui.lead.edit_number.NumbersScreen",
    "FindScreen": "console.tui.lead.find.FindScreen",
    "FixScreen": "console.tui.lead.fix.FixScreen",
    "screen_for": "console.tui.lead.fix.screen_for",
    "DoublesScreen": "console.tui.lead.merging.DoublesScreen",
    "MergeScreen": "console.tui.lead.merging.MergeScreen",
    "PastCallsScreen": "console.tui.lead.past_calls.PastCallsScreen",
    "ReasonsScreen": "console.tui.lead.reasons.ReasonsScreen",
    "MeaningSheet": "console.tui.lead.requests.MeaningSheet",
    "NeverAgainSheet": "console.tui.lead.requests.NeverAgainSheet",
    "NoteSheet": "console.tui.lead.requests.NoteSheet",
    "HelpScreen": "console.tui.screens.help.HelpScreen",
    "HoursScreen": "console.tui.screens.callable_hours.HoursScreen",
    "ListsHeldScreen": "console.tui.screens.page.ListsHeldScreen",
    "NoticesScreen": "console.tui.screens.notices.NoticesScreen",
    "ComplaintScreen": "console.tui.screens.why.ComplaintScreen",
    "SkipScreen": "console.tui.screens.why.SkipScreen",
    "WhyScreen": "console.tui.screens.why.WhyScreen",
    "EndingScreen": "console.tui.sessions.ending.EndingScreen",
    "SessionsScreen": "console.tui.sessions.screen.SessionsScreen",
    "OfferingScreen": "console.tui.sessions.screening.OfferingScreen",
    "SummaryScreen": "console.tui.sessions.summary.SummaryScreen",
    "Introducing": "console.tui.texts.introduction.Introducing",
    "AheadScreen": "console.tui.texts.next_leads.AheadScreen",
    "ObjectingScreen": "console.tui.texts.objections.ObjectingScreen",
    "ObjectionsScreen": "console.tui.texts.objections.ObjectionsScreen",
    "RehearsalScreen": "console.tui.texts.rehearsal.RehearsalScreen",
    "AskScreen": "console.tui.texts.script_questions.AskScreen",
    "Softphone": "console.view.state.softphone.Softphone",
    "TodayScreen": "console.tui.today.screen.TodayScreen",
}
"""Where each page is defined, by the name that this module gives it."""


def __getattr__(name: str) -> object:
    """Import a page. Python calls this only for names that the module doesn't have yet."""
    if name not in PAGES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module, _, attribute = PAGES[name].rpartition(".")
    page: object = getattr(import_module(module), attribute)
    globals()[name] = page  # so that the next press doesn't come here again
    return page
