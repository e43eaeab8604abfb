"""What each validator says about itself to the owner: `{language: text}`, the text goes on after "must be"."""


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
