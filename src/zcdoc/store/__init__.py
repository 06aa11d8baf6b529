"""One park = one folder: record, history, evidence."""

from zcdoc.store.events import Event
from zcdoc.store.park import Ahead, ParkStore, moment
from zcdoc.store.workspace import Workspace, find, init

__all__ = ["Ahead", "Event", "ParkStore", "Workspace", "find", "init", "moment"]
