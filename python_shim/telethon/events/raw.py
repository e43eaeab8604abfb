"""`Raw`: updates as they are."""
from .. import utils
from .common import EventBuilder


class Raw(EventBuilder):
    """Selects updates by class."""

    def __init__(self, types=None, *, func=None):
        super().__init__(func=func)
        if not types:
            self.types = None
        elif utils.is_list_like(types):
            if not all(isinstance(one, type) for one in types):
                raise TypeError(f"Invalid input types given: {types}")
            self.types = tuple(types)
        elif isinstance(types, type):
            self.types = types
        else:
            raise TypeError(f"Invalid input type given: {types}")

    async def resolve(self, client):
        """Nothing to look up."""
        self.resolved = True

    @classmethod
    def build(cls, update, others=None, self_id=None):
        """The update itself."""
        return update

    def filter(self, event):
        """By class and condition."""
        if self.types and not isinstance(event, self.types):
            return None
        return self.func(event) if self.func else event
