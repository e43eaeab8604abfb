"""`LAYER` and `tlobjects`, a mapping of constructor ids to classes that makes a class when it is looked up."""
from collections.abc import Mapping

from _ox import native

LAYER = native.LAYER


class _Constructors(Mapping):
    def __getitem__(self, constructor_id):
        try:
            return native.constructor_by_id(constructor_id)
        except (AttributeError, LookupError, ValueError) as error:
            raise KeyError(constructor_id) from error

    def __iter__(self):
        for kind in ("types", "functions"):
            for namespace in ("", *native.namespaces(kind)):
                for name in native.names(kind, namespace):
                    yield native.class_of(namespace, name, kind == "functions").CONSTRUCTOR_ID

    def __len__(self):
        return sum(
            len(native.names(kind, namespace))
            for kind in ("types", "functions")
            for namespace in ("", *native.namespaces(kind))
        )


tlobjects = _Constructors()
