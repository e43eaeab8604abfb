"""Version numbers, one per dialect, so that the version gates of every dialect are satisfied.

The host's own version is `oxikka`; it is not what modules compare with.
"""

__version__ = (2, 1, 0)
geektg_version = (3, 1, 25)
netver = __version__
oxikka = (0, 1, 0)
branch = "master"

GATES = {
    "hikka_min": __version__,
    "heroku_min": __version__,
    "geektg_min": geektg_version,
}
