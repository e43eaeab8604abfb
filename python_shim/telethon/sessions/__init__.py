"""Sessions: readable and harmless. The account's own keys are never in one of them."""
from .abstract import Session
from .memory import MemorySession
from .sqlite import SQLiteSession
from .string import StringSession
