"""Lists and dicts that write themselves back to the database when they are changed."""

import typing

from ._observed import ObservedDict, ObservedList


class _Pointer:
    """What is kept under a key. It starts as a copy; two pointers to one key do not see each other."""

    _plain: type

    def __init__(self, db, module: str, key: str, default: typing.Optional[typing.Any] = None):
        self._db, self._module, self._key, self._default = db, module, key, default
        super().__init__(db.get(module, key, default) or self._plain())

    @property
    def data(self):
        """The contents without the pointer."""
        return self._plain(self)

    @data.setter
    def data(self, value):
        self._plain.clear(self)
        self._plain.__init__(self, value)
        self._changed()

    def _changed(self) -> None:
        self._db.set(self._module, self._key, self.data)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.data})"

    __str__ = __repr__


class PointerList(_Pointer, ObservedList):
    """A list that is written back when it is changed."""

    _plain = list

    def tolist(self) -> list:
        """The contents as an ordinary list."""
        return self.data


class PointerDict(_Pointer, ObservedDict):
    """A dict that is written back when it is changed."""

    _plain = dict

    def pop(self, key, default=None):
        """The value of a key, which goes; `default` when there is none."""
        return super().pop(key, default)

    def todict(self) -> dict:
        """The contents as an ordinary dict."""
        return self.data


class BaseSerializingMiddlewareDict:
    """A dict of things over a pointer of JSON."""

    def __init__(self, pointer: PointerDict):
        self._pointer = pointer

    def serialize(self, item: typing.Any):
        """A thing as JSON."""
        raise NotImplementedError("`serialize` is the subclass's part")

    def deserialize(self, item):
        """A thing from JSON."""
        raise NotImplementedError("`deserialize` is the subclass's part")

    def __getitem__(self, key):
        return self.deserialize(self._pointer[key])

    def __setitem__(self, key, value) -> None:
        self._pointer[key] = self.serialize(value)

    def __delitem__(self, key) -> None:
        del self._pointer[key]

    def __iter__(self):
        # Quirk: iteration gives pairs, not keys; modules unpack them (test_pointers: middleware_dict_yields_pairs).
        for key, value in self._pointer.items():
            yield key, self.deserialize(value)

    def __len__(self) -> int:
        return len(self._pointer)

    def __contains__(self, item) -> bool:
        return item in self._pointer

    def __bool__(self) -> bool:
        return bool(self._pointer)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._pointer})"

    def keys(self):
        return self._pointer.keys()

    def values(self):
        return [self.deserialize(value) for value in self._pointer.values()]

    def items(self):
        return [(key, self.deserialize(value)) for key, value in self._pointer.items()]

    def get(self, key, default=None):
        return self.deserialize(self._pointer[key]) if key in self._pointer else default

    def pop(self, key, default=None):
        return self.deserialize(self._pointer.pop(key)) if key in self._pointer else default

    def popitem(self):
        key, value = self._pointer.popitem()
        return key, self.deserialize(value)

    def clear(self) -> None:
        self._pointer.clear()

    def update(self, other) -> None:
        self._pointer.update({key: self.serialize(value) for key, value in dict(other).items()})

    def setdefault(self, key, default=None):
        return self.deserialize(self._pointer.setdefault(key, self.serialize(default)))

    def todict(self) -> dict:
        return dict(self.items())


class BaseSerializingMiddlewareList:
    """A list of things over a pointer of JSON."""

    def __init__(self, pointer: PointerList):
        self._pointer = pointer

    def serialize(self, item: typing.Any):
        """A thing as JSON."""
        raise NotImplementedError("`serialize` is the subclass's part")

    def deserialize(self, item):
        """A thing from JSON."""
        raise NotImplementedError("`deserialize` is the subclass's part")

    def remove(self, item) -> None:
        self._pointer.remove(self.serialize(item))

    def pop(self, index: int = -1):
        return self.deserialize(self._pointer.pop(index))

    def insert(self, index: int, item) -> None:
        self._pointer.insert(index, self.serialize(item))

    def append(self, item) -> None:
        self._pointer.append(self.serialize(item))

    def extend(self, items) -> None:
        self._pointer.extend([self.serialize(item) for item in items])

    def index(self, item) -> int:
        return self._pointer.index(self.serialize(item))

    def clear(self) -> None:
        self._pointer.clear()

    def __getitem__(self, index):
        if isinstance(index, slice):
            return [self.deserialize(item) for item in self._pointer[index]]
        return self.deserialize(self._pointer[index])

    def __setitem__(self, index: int, value) -> None:
        self._pointer[index] = self.serialize(value)

    def __delitem__(self, index: int) -> None:
        del self._pointer[index]

    def __iter__(self):
        return map(self.deserialize, list(self._pointer))

    def __len__(self) -> int:
        return len(self._pointer)

    def __contains__(self, item) -> bool:
        return self.serialize(item) in self._pointer

    def __bool__(self) -> bool:
        return bool(self._pointer)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._pointer})"

    def tolist(self) -> list:
        return list(self)


class NamedTupleMiddlewareList(BaseSerializingMiddlewareList):
    """A list of named tuples."""

    def __init__(self, pointer: PointerList, item_type: typing.Type[typing.Any]):
        super().__init__(pointer)
        self._item_type = item_type

    def serialize(self, item):
        return item._asdict()

    def deserialize(self, item):
        return self._item_type(**item)


class NamedTupleMiddlewareDict(BaseSerializingMiddlewareDict):
    """A dict of named tuples."""

    def __init__(self, pointer: PointerDict, item_type: typing.Type[typing.Any]):
        super().__init__(pointer)
        self._item_type = item_type

    def serialize(self, item):
        return item._asdict()

    def deserialize(self, item):
        return self._item_type(**item)
