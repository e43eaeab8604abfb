"""TL functions as `…Request` classes; namespaces are submodules. Classes are made at first use."""
from .._lazy import install

install(__name__, "functions")
del install
