"""The machine and the process: names, memory, time since the start."""

import os
import sys
import time
import typing

IS_DOCKER = "DOCKER" in os.environ
IS_LAVHOST = IS_JAMHOST = IS_HIKKAHOST = IS_USERLAND = IS_WINDOWS = False
IS_MACOS = sys.platform == "darwin"
IS_WSL = "WSL_DISTRO_NAME" in os.environ


def get_base_dir() -> str:
    """The folder that belongs to modules: the worker's own."""
    return os.getcwd()


def get_dir(mod: str) -> str:
    """The folder of a file."""
    return os.path.abspath(os.path.dirname(os.path.abspath(mod)))


def get_named_platform() -> str:
    """What the userbot runs on, in words."""
    if IS_DOCKER:
        return "🐳 Docker"
    if IS_WSL:
        return "🍀 WSL"
    if IS_MACOS:
        return "🍏 macOS"
    return f"🐧 {_distribution() or 'Linux'}"


get_platform_name = get_named_platform


def get_platform_emoji() -> str:
    """What the userbot runs on, as an emoji."""
    return get_named_platform().split(" ")[0]


get_named_platform_emoji = get_platform_emoji


def _distribution() -> typing.Optional[str]:
    try:
        with open("/etc/os-release", encoding="utf-8") as file:
            names = dict(line.rstrip("\n").split("=", 1) for line in file if "=" in line)
    except OSError:
        return None
    return names.get("NAME", "").strip('"') or None


def uptime() -> int:
    """Seconds since the start."""
    from . import init_ts

    return round(time.perf_counter() - init_ts)


def formatted_uptime() -> str:
    """The time since the start as `days, h:mm:ss`."""
    import datetime

    return str(datetime.timedelta(seconds=uptime()))


def get_ram_usage() -> float:
    """Memory of this process and its children in MB."""
    page = os.sysconf("SC_PAGE_SIZE")
    try:
        with open("/proc/self/statm", encoding="ascii") as file:
            return round(int(file.read().split()[1]) * page / 1024 / 1024, 1)
    except (OSError, ValueError):
        return 0


def get_cpu_usage() -> float:
    """How much of one processor this process has used since its start, in percent."""
    from . import init_ts

    started = max(time.perf_counter() - init_ts, 0.001)
    return round(min(100.0, time.process_time() / started * 100), 2)


def get_ip_address() -> str:
    """The address of this machine in its network."""
    import socket

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
            return probe.getsockname()[0]
        except OSError:
            return "127.0.0.1"


def get_disk_usage() -> dict:
    """`total`, `used`, `free` of the disk in GB and `percent`."""
    import shutil

    usage = shutil.disk_usage("/")
    sizes = {name: round(getattr(usage, name) / 1024**3, 2) for name in ("total", "used", "free")}
    return {**sizes, "percent": round(usage.used / (usage.used + usage.free) * 100, 1)}
