"""Prints what a library makes of the server's errors. Usage: random_errors.py LIB SEED COUNT (see asking.py)."""
import copy
import pickle
import sys

from asking import Absent, ask_all

ODD_NAMES = ["NO_SUCH_ERROR", "", "no_such", "FLOOD_WAIT_", "FLOOD_WAIT_X", "FLOOD_WAIT_-5", "X_FLOOD_WAIT_5", "flood_wait_7", "FLOOD_WAIT_007", "FLOOD_WAIT_5_6",
             "FILE_PART_0_MISSING", "FILE_PART_X_MISSING", "2FA_CONFIRM_WAIT_3", "SLOWMODE_WAIT_9", "username_invalid", "Username_Invalid", "TIMEOUT", "Timeout",
             "PHONE_MIGRATE_12345678901234567890", "FLOOD_WAIT_٣", "INTERDC_5_CALL_ERROR", "PASSWORD_TOO_FRESH_", "CHAT_ADMIN_REQUIRED ", "STARS_5"]  # fmt: skip
CODES = [400, 401, 403, 404, 406, 420, 500, 503, 303, -400, -503, 0, 1, 499, 600, None]


def request(ask):
    functions = ask.load("tl.functions")
    plain = functions.help.GetConfigRequest()
    wrapped = [
        lambda: None, lambda: plain, lambda: functions.users.GetUsersRequest([]), lambda: functions.InvokeWithoutUpdatesRequest(plain),
        lambda: functions.InvokeWithLayerRequest(5, functions.InvokeAfterMsgRequest(6, plain)), lambda: functions.InvokeWithTakeoutRequest(7, plain),
    ]  # fmt: skip
    return ask.pick(*wrapped)()


def name(ask):
    errors = ask.load("errors")
    names = list(errors.rpc_errors_dict)
    patterns = [pattern for pattern, _ in errors.rpc_errors_re]
    found = ask.rng.random()
    if found < 0.3:
        return ask.pick(*ODD_NAMES)
    if found < 0.6:
        return ask.one_of(patterns).replace(r"(\d+)", str(ask.rng.randrange(100000)))
    return ask.one_of(names)


def looked_at(error):
    """What can be seen of an error."""
    numbers = {one: getattr(error, one) for one in ("seconds", "new_dc", "dc", "which", "code_length", "minutes", "capture") if hasattr(error, one)}
    return {
        "class": type(error).__name__, "module": type(error).__module__.partition(".")[2], "bases": [one.__name__ for one in type(error).__mro__[1:]],
        "code": error.code, "message": error.message, "request": type(error.request).__name__, "text": str(error), "numbers": numbers, "repr": repr(error),
        "arguments": len(error.args),
    }  # fmt: skip


def of_the_server(ask):
    said, code, caused = name(ask), ask.pick(*CODES[:-1]), request(ask)
    made = ask.make("RpcError", code, said)
    return [said, code], lambda: looked_at(ask.load("errors").rpc_message_to_error(made, caused))


def base(ask):
    names = ["RPCError", "InvalidDCError", "BadRequestError", "UnauthorizedError", "ForbiddenError", "NotFoundError", "AuthKeyError", "FloodError", "ServerError",
             "TimedOutError", "BotTimeout"]  # fmt: skip
    which, caused, message, code = ask.pick(*names), request(ask), ask.pick("TEXT", "", None, 5), ask.pick(*CODES)
    given = [caused, message] if ask.rng.random() < 0.4 else [caused, message, code]

    def answer():
        cls = getattr(ask.load("errors"), which, None)
        if cls is None:
            raise Absent
        return [looked_at(cls(*given)), cls.code, cls.message]

    return [which, message, code], answer


def named(ask):
    errors = ask.load("errors")
    classes = [one for one in dir(errors) if one.endswith("Error") and isinstance(getattr(errors, one), type)]
    classes = [one for one in classes if issubclass(getattr(errors, one), errors.RPCError)]
    which, caused = ask.one_of(classes), request(ask)
    given = ask.pick([caused], [caused], [caused, 5], [caused, "7"], [], [caused, 1, 2], [caused, "x"])
    options = ask.pick({}, {}, {"capture": 8}, {"request": caused} if not given else {})
    return [which, len(given), options], lambda: looked_at(getattr(errors, which)(*given, **options))


def kept(ask):
    """Errors that are pickled and copied; requests cannot be compared then, as they are made anew."""
    made = ask.make("RpcError", ask.pick(*CODES[:-1]), name(ask))
    error = ask.load("errors").rpc_message_to_error(made, request(ask))
    way = ask.pick("pickle", "copy", "deepcopy")
    act = {"pickle": lambda: pickle.loads(pickle.dumps(error)), "copy": lambda: copy.copy(error), "deepcopy": lambda: copy.deepcopy(error)}[way]
    return [looked_at(error), way], lambda: looked_at(act())


def common(ask):
    made = {
        "ReadCancelledError": [], "TypeNotFoundError": [ask.rng.randrange(2**32), ask.data()], "InvalidChecksumError": [5, 6],
        "InvalidBufferError": [ask.pick(b"\x6c\xfe\xff\xff", b"", b"abc", b"\0\0\0\0", ask.data())], "AuthKeyNotFound": [], "SecurityError": ask.pick([], ["why"], [1, 2]),
        "CdnFileTamperedError": [], "AlreadyInConversationError": [], "BadMessageError": [None, ask.pick(16, 17, 18, 19, 20, 32, 33, 34, 35, 48, 64, 99)],
    }  # fmt: skip
    which = ask.pick(*made)

    def answer():
        error = getattr(ask.load("errors"), which)(*made[which])
        seen = {key: value for key, value in vars(error).items()}
        return [type(error).__name__, [one.__name__ for one in type(error).__mro__], seen, len(error.args)]

    return [which, made[which]], answer


def several(ask):
    errors = ask.load("errors")
    count = ask.rng.randrange(4)
    failed = [5 if ask.rng.random() < 0.1 else errors.BadRequestError(None, "A", 400) if ask.rng.random() < 0.5 else None for _ in range(count)]
    results, requests = list(range(count + ask.pick(0, 0, 0, 1))), [ask.pick(request(ask), ask.load("tl.functions").help.GetConfigRequest()) for _ in range(count + ask.pick(0, 0, 0, 1))]

    def answer():
        error = errors.MultiError(failed, results, requests)
        return [type(error).__name__, getattr(error, "exceptions", None), getattr(error, "results", None), len(getattr(error, "requests", ()))]

    return [failed, results], answer


def tables(ask):
    errors = ask.load("errors")
    known = name(ask)
    found = errors.rpc_errors_dict.get(known)
    return known, lambda: [found and found.__name__, known in errors.rpc_errors_dict, sorted(errors.base_errors) if hasattr(errors, "base_errors") else None]


AREAS = {"of the server": of_the_server, "base": base, "named": named, "kept": kept, "common": common, "several": several, "tables": tables}

if __name__ == "__main__":
    ask_all(AREAS, sys.argv[1], sys.argv[2], int(sys.argv[3]))
