"""The older home of `EntityCache`."""
from ._updates.entitycache import EntityCache
