"""TL types by their class names; namespaces are submodules. Classes are made at first use."""
from .._lazy import install

install(__name__, "types")
del install
