"""The steps of a module's life: register, make ready, install, retire. The tables they fill are `Modules`' own."""

import asyncio
import logging
import sys
import typing

from _ox import clients, context
from _ox.no_bot import NoBot

from . import _join, _packages, _requirements, _source
from ._errors import LoadError, ModuleExit, SelfSuspend, SelfUnload

logger = logging.getLogger(__name__)

BUILT_IN_NAMES = {
    "herokuconfig": "hikkaconfig",
    "herokuconfigmod": "hikkaconfig",
    "geekconfig": "hikkaconfig",
    "herokusecurity": "hikkasecurity",
    "herokusecuritymod": "hikkasecurity",
    "geeksecurity": "hikkasecurity",
    "herokusettings": "hikkasettings",
    "geeksettings": "hikkasettings",
    "translations": "settings",
    "python": "evaluator",
}


async def register(
    modules,
    source: typing.Union[str, _source.StringLoader],
    name: str,
    origin: str,
    code_origin: str,
    *,
    install: bool = True,
    on_install=None,
    recorded: typing.Sequence[str] = (),
    ahead: bool = False,
):
    """Runs a module's source and takes its instance into `modules`. Gives the instance; `client_ready` is still to come.

    `recorded` are the versions of packages that it was installed with before; with `ahead` the named ones are installed first.
    """
    namespace = _source.create(source, name, code_origin)
    source = namespace.__loader__.get_source()
    try:
        installation = _requirements.Installation(modules, name, recorded, install, on_install, ahead)
        await _requirements.execute_with_requirements(namespace, source, installation)
        instance = _source.discover(namespace)
    except BaseException:
        sys.modules.pop(name, None)
        raise
    version = getattr(namespace, "__version__", None)
    if version is not None:
        instance.__version__ = version
    instance.__origin__ = origin
    instance.__source__ = source
    instance._ox_packages = installation.used
    instance._ox_changed = installation.changed
    instance._ox_versions = _packages.versions(recorded)
    instance.hikka_meta_pic = instance.heroku_meta_pic = _source.meta(source).get("pic")
    instance._ox_replaced = modules.replaced_by(instance)
    token = context.module.set(type(instance).__name__)
    try:
        await modules.complete_registration(instance)
    finally:
        context.module.reset(token)
    return instance


def configure(modules, instance) -> None:
    """Sends a registered module its configuration, as that module."""
    token = context.module.set(type(instance).__name__)
    try:
        modules.send_config_one(instance)
    finally:
        context.module.reset(token)


async def install(modules, source: str, origin: str, *, name=None, save: bool = True, on_install=None):
    """All steps for a module that the owner installs."""
    _source.check_scopes(source)
    if name is None and origin.startswith(("http://", "https://")):
        name = origin
    uid = place_of(modules, name) if name else _random_name()
    full = f"hikka.modules.{uid}"
    instance = await register(modules, source, full, origin, f"<external {full}>", on_install=on_install, ahead=True)
    modules.installing.append(instance)
    try:
        configure(modules, instance)
        await load_pack(instance, source)
        await modules.send_ready_one(instance, no_self_unload=True, from_dlmod=True)
    except SelfSuspend:
        instance._ox_replaced = None
        if save:
            await remember(instance, origin, source)
        raise
    except BaseException:
        await retire(modules, instance, "unload")
        await _bring_back(modules, vars(instance).pop("_ox_replaced"))
        raise
    finally:
        modules.installing.remove(instance)
    instance._ox_replaced = None
    if save:
        await remember(instance, origin, source)
    return instance


async def _bring_back(modules, old) -> None:
    """Makes a module again that a newer version had replaced which then did not load."""
    if old is None:
        return
    source, name = old.__source__, type(old).__module__
    versions = [f"{package}=={version}" for package, version in old._ox_versions.items()]
    try:
        again = await register(modules, source, name, old.__origin__, f"<external {name}>", recorded=versions)
        configure(modules, again)
        await load_pack(again, source, fresh=False)
        await modules.send_ready_one(again)
    except Exception:
        logger.exception("module `%s` could not be brought back", type(old).__name__)


async def load_pack(instance, source: str, fresh: bool = True) -> None:
    """Gives a module the strings pack that its `# packurl:` names; without `fresh`, as it was kept."""
    url = _source.pack_url(source)
    if url is None:
        return
    pack = await instance.translator.load_module_translations(url, fresh)
    if pack:
        instance.strings.external_strings = pack


def place_of(modules, address: str) -> str:
    """The last part of a module's name, made from where it comes from: the file's name alone for the main repository, as language
    packs and permissions have it; not where a built-in module has that name."""
    loader = modules.lookup("LoaderMod")
    repository = getattr(loader, "config", {}).get("MODULES_REPO")
    stem = address.rsplit("/", 1)[-1].partition(".py")[0]
    if repository and address.startswith(repository) and f"hikka.modules.{stem}" not in built_in_names():
        return _source.module_uid(stem)
    return _source.module_uid(address)


def built_in_names() -> typing.Set[str]:
    """The names of the built-in modules in `sys.modules`."""
    from .modules import directory

    return {f"hikka.modules.{path.stem}" for path in directory().glob("*.py")}


def _random_name() -> str:
    import uuid

    return f"__extmod_{uuid.uuid4()}"


async def remember(instance, origin: str, source: str) -> None:
    """Stores a module for the next start."""
    from _ox.link import link

    named = dict.fromkeys([*_source.requirements(source), *instance._ox_packages])
    packages = _packages.installed(_packages.with_what_they_need(named))
    instance._ox_versions = _packages.versions(packages)
    payload = {
        "class": type(instance).__name__,
        "name": str(getattr(instance, "name", type(instance).__name__)),
        "origin": origin,
        "source": source,
        "packages": packages,
    }
    await link.control("module.store", payload)


def forget(class_name: str) -> None:
    """Makes the core forget a stored module."""
    from _ox.link import link

    link.control("module.forget", {"class": class_name}, wait=False)


async def _answered(result) -> typing.Any:
    return await result if hasattr(result, "__await__") else result


async def retire(modules, instance, purpose: str) -> None:
    """Takes a module out: `on_unload`, then its own clients, loops and handlers. An error of `on_unload` is logged."""
    if instance in modules.modules:
        modules.modules.remove(instance)
    token = context.module.set(type(instance).__name__)
    try:
        await _answered(instance.on_unload())
    except Exception:
        logger.exception("on_unload of `%s` failed", type(instance).__name__)
    finally:
        context.module.reset(token)
    instance._ox_taken_in = False
    await clients.end_those_of(type(instance).__name__)
    modules.unregister_raw_handlers(instance, purpose)
    modules.unregister_loops(instance, purpose)
    modules.unregister_commands(instance, purpose)
    modules.unregister_watchers(instance, purpose)
    modules.unregister_inline_stuff(instance, purpose)
    modules.takeover.give_back(instance)
    placeholders = sys.modules.get(f"{__package__}.utils.placeholders")
    if placeholders is not None:
        placeholders.forget(instance)
    modules.db.save()
    name = type(instance).__module__
    if not instance.__origin__.startswith("<core") and name.startswith("hikka.modules."):
        sys.modules.pop(name, None)


async def make_ready(modules, instance, *, no_self_unload: bool, from_dlmod: bool) -> None:
    """`on_dlmod`, `client_ready`, loops, handlers. What the module raises at the host is passed on with `no_self_unload`;
    that there is no inline bot keeps nobody out."""
    if from_dlmod:
        try:
            await run_as(instance, call_hook, instance.on_dlmod, modules)
        except Exception:
            logger.info("on_dlmod of `%s` failed", type(instance).__name__, exc_info=True)
    await _make_room(modules, instance)
    try:
        await run_as(instance, run_client_ready, instance, modules)
    except (SelfUnload, LoadError) as error:
        if no_self_unload:
            raise
        logger.warning("module `%s` unloaded itself: %s", type(instance).__name__, error)
        await retire(modules, instance, "unload")
        return
    except SelfSuspend as error:
        if no_self_unload:
            raise
        logger.warning("module `%s` suspended itself: %s", type(instance).__name__, error)
        return
    except NoBot as error:
        instance._ox_without_bot = True
        logger.warning("client_ready of `%s` ended early, its commands are there: %s", type(instance).__name__, error)
    except Exception as error:
        if no_self_unload:
            raise
        logger.error("client_ready of `%s` failed; it is left out until the next start", type(instance).__name__, exc_info=error)
        await retire(modules, instance, "unload")
        return
    take_in(modules, instance)


async def _make_room(modules, instance) -> None:
    """Makes the group for topics before a module reads its number from the database, as some do without asking for it."""
    from . import _assets

    source = getattr(instance, "__source__", None) or ""
    if not any(f"{mark}{_assets.FORUMS}{mark}" in source for mark in "'\""):
        return
    try:
        await _assets.content_group(modules.db, modules.client)
    except Exception:
        logger.warning("the group for modules' topics could not be made", exc_info=True)


def take_in(modules, instance) -> None:
    """Starts the loops of a module and registers its handlers."""
    from ._members import get_loops

    for _, loop in get_loops(instance):
        loop.module_instance = instance
        if loop.autostart:
            loop.start()
    instance._ox_taken_in = True
    modules.take_in(instance)


async def run_as(instance, function, *args):
    """Awaits a coroutine function in a task of its own, in the module's context."""

    async def run():
        context.module.set(type(instance).__name__)
        try:
            return await function(*args)
        except (SystemExit, KeyboardInterrupt) as error:
            raise ModuleExit.of(error) from error

    return await asyncio.ensure_future(run())


async def run_client_ready(instance, modules) -> None:
    """`client_ready` with the arguments that it takes, then the second phase of the oldest host."""
    from ._module import Module

    with _join.starting():
        await call_hook(instance.client_ready, modules)
        if type(instance)._client_ready2 is not Module._client_ready2:
            await _answered(instance._client_ready2(modules.client, modules.db))


async def call_hook(hook, modules) -> None:
    """Calls a hook with the client and the database, or as many of them as it takes."""
    arguments = (modules.client, modules.db)[: _positional(hook)]
    await _answered(hook(*arguments))


def _positional(function) -> int:
    code = getattr(getattr(function, "__func__", function), "__code__", None)
    if code is None or hasattr(function, "__wrapped__"):
        import inspect

        parameters = inspect.signature(function).parameters.values()
        if any(parameter.kind is parameter.VAR_POSITIONAL for parameter in parameters):
            return 2
        return min(
            2,
            sum(
                parameter.kind in (parameter.POSITIONAL_ONLY, parameter.POSITIONAL_OR_KEYWORD)
                for parameter in parameters
            ),
        )
    if code.co_flags & 0x04:
        return 2
    return min(2, code.co_argcount - (1 if hasattr(function, "__self__") else 0))
