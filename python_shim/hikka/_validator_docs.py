"""What each validator says to the owner, as `{language: text}`: about itself, which goes on after "must be", and of what it refuses."""

# At least, at most, exactly.
_LIMITS = {
    "number": (
        ("the number must be at least {}", "число должно быть не меньше {}"),
        ("the number must be at most {}", "число должно быть не больше {}"),
        ("the number must have {} digits", "в числе должно быть {} цифр"),
    ),
    "list": (
        ("the list must be at least {} items long", "в списке должно быть не меньше {} элементов"),
        ("the list must be at most {} items long", "в списке должно быть не больше {} элементов"),
        ("the list must have {} items", "в списке должно быть {} элементов"),
    ),
    "text": (
        ("the text must be at least {} characters long", "в тексте должно быть не меньше {} символов"),
        ("the text must be at most {} characters long", "в тексте должно быть не больше {} символов"),
        ("the text must be {} characters long", "в тексте должно быть {} символов"),
    ),
    "emojis": (
        ("the value must be at least {} emojis long", "в значении должно быть не меньше {} эмодзи"),
        ("the value must be at most {} emojis long", "в значении должно быть не больше {} эмодзи"),
        ("the value must be {} emojis long", "в значении должно быть {} эмодзи"),
    ),
}


def _between(low, high, unit_en: str = "", unit_ru: str = "") -> tuple:
    if low is not None and high is not None:
        return f" from {low} to {high}{unit_en}", f" от {low} до {high}{unit_ru}"
    if low is not None:
        return f" of at least {low}{unit_en}", f" не меньше {low}{unit_ru}"
    if high is not None:
        return f" of at most {high}{unit_en}", f" не больше {high}{unit_ru}"
    return "", ""


def _inner(validator, language: str) -> str:
    doc = getattr(validator, "doc", None) or {}
    return doc.get(language) or doc.get("en") or "" if isinstance(doc, dict) else str(doc)


def boolean() -> dict:
    return {"en": "yes or no", "ru": "да или нет"}


def number(kind: str, low, high, digits=None) -> dict:
    en, ru = _between(low, high)
    words = {"integer": ("a whole number", "целым числом"), "float": ("a number", "числом")}[kind]
    if digits is not None:
        en, ru = f"{en} of {digits} digits", f"{ru} из {digits} цифр"
    return {"en": words[0] + en, "ru": words[1] + ru}


def choice(values) -> dict:
    shown = " / ".join(map(str, values))
    return {"en": f"one of: {shown}", "ru": f"одним из: {shown}"}


def multichoice(values) -> dict:
    shown = " / ".join(map(str, values))
    return {"en": f"a list of some of: {shown}", "ru": f"списком из: {shown}"}


def series(validator, low, high, fixed) -> dict:
    en, ru = (
        (f" of {fixed} items", f" из {fixed} элементов")
        if fixed is not None
        else _between(low, high, " items", " элементов")
    )
    each_en, each_ru = _inner(validator, "en"), _inner(validator, "ru")
    return {
        "en": f"a list with commas{en}" + (f", each {each_en}" if each_en else ""),
        "ru": f"списком через запятую{ru}" + (f", каждый — {each_ru}" if each_ru else ""),
    }


def link() -> dict:
    return {"en": "a link", "ru": "ссылкой"}


def random_link() -> dict:
    return {
        "en": "a list of links, one of which is taken at random",
        "ru": "списком ссылок, из которых берётся случайная",
    }


def string(length, low, high) -> dict:
    en, ru = (
        (f" of {length} characters", f" из {length} символов")
        if length is not None
        else _between(low, high, " characters", " символов")
    )
    return {"en": f"a text{en}", "ru": f"текстом{ru}"}


def regexp(regex: str) -> dict:
    return {"en": f"a text that matches {regex}", "ru": f"текстом по шаблону {regex}"}


def telegram_id() -> dict:
    return {"en": "a Telegram id", "ru": "идентификатором Telegram"}


def union(validators) -> dict:
    return {
        language: joint.join(filter(None, (_inner(each, language) for each in validators)))
        for language, joint in (("en", " or "), ("ru", " или "))
    }


def none() -> dict:
    return {"en": "empty", "ru": "пустым"}


def emoji(length, low, high) -> dict:
    en, ru = (f" ({length})", f" ({length})") if length is not None else _between(low, high)
    return {"en": f"emojis{en}", "ru": f"эмодзи{ru}"}


def entity_like() -> dict:
    return {"en": "a username, a link or an id", "ru": "именем, ссылкой или идентификатором"}


def _limit(what: str, which: int, bound) -> dict:
    en, ru = _LIMITS[what][which]
    return {"en": en.format(bound), "ru": ru.format(bound)}


def too_small(what: str, low) -> dict:
    return _limit(what, 0, low)


def too_large(what: str, high) -> dict:
    return _limit(what, 1, high)


def wrong_length(what: str, length) -> dict:
    return _limit(what, 2, length)


def no_boolean() -> dict:
    return {"en": "the value must be yes or no", "ru": "значение должно быть «да» или «нет»"}


def no_number(kind: str, value) -> dict:
    en, ru = {"integer": ("a whole number", "целое число"), "float": ("a number", "число")}[kind]
    return {"en": f"`{value}` is not {en}", "ru": f"`{value}` не {ru}"}


def no_choice(value, values) -> dict:
    shown = " / ".join(map(str, values))
    return {"en": f"`{value}` is not one of: {shown}", "ru": f"`{value}` не из этих: {shown}"}


def no_link(value) -> dict:
    return {"en": f"`{value}` is not a link", "ru": f"`{value}` не ссылка"}


def no_match(value, regex: str) -> dict:
    return {"en": f"`{value}` does not match `{regex}`", "ru": f"`{value}` не подходит под `{regex}`"}


def no_id(value) -> dict:
    return {"en": f"`{value}` is not a Telegram id", "ru": f"`{value}` не идентификатор Telegram"}


def none_of_them(value) -> dict:
    return {"en": f"`{value}` is none of what this option takes", "ru": f"`{value}` не подходит ни под один из видов значений"}


def not_empty(value) -> dict:
    return {"en": f"`{value}` is not empty", "ru": f"`{value}` не пусто"}


def more_than_emojis(value) -> dict:
    return {"en": f"`{value}` has more in it than emojis", "ru": f"в `{value}` не только эмодзи"}
