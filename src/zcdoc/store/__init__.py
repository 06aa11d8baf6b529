"""One park = one folder: record, history, evidence."""

from zcdoc.store.park import ParkStore, moment
from zcdoc.store.workspace import Workspace, find, init

__all__ = ["ParkStore", "Workspace", "find", "init", "moment"]
