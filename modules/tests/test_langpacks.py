"""The langpacks are complete: same sections, keys and placeholders in every language, and every key that the code asks for."""

import pathlib
import re
import string
import unittest

MODULES = pathlib.Path(__file__).parent.parent
HOST = MODULES.parent / "python_shim" / "hikka"
LANGUAGES = ("en", "ru")
LINE = re.compile(r'  (?P<key>\w+): "(?P<text>(?:[^"\\]|\\.)*)"')


def read(language: str) -> dict:
    """`{section: {key: text}}` of one pack; a line outside the simple subset is an error."""
    sections, current = {}, None
    for number, line in enumerate((MODULES / "langpacks" / f"{language}.yml").read_text().splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        if re.fullmatch(r"\w+:", line):
            current = sections.setdefault(line[:-1], {})
        elif match := LINE.fullmatch(line):
            assert match["key"] not in current, f"{language}.yml:{number}: `{match['key']}` is there twice"
            current[match["key"]] = match["text"]
        else:
            raise AssertionError(f'{language}.yml:{number}: expected `section:` or `  key: "text"`')
    return sections


def said_by_the_host() -> set:
    """The keys of the loader's section that errors of the host name."""
    return {key for path in HOST.glob("*.py") for key in re.findall(r'\.saying\("(\w+)"', path.read_text())}


def placeholders(text: str) -> list:
    return sorted(name for _, name, _, _ in string.Formatter().parse(text) if name is not None)


class Langpacks(unittest.TestCase):
    def test_every_language_has_the_same_keys_and_placeholders(self):
        packs = {language: read(language) for language in LANGUAGES}
        shapes = {
            language: {(section, key): placeholders(text) for section, keys in pack.items() for key, text in keys.items()}
            for language, pack in packs.items()
        }
        for language in LANGUAGES[1:]:
            self.assertEqual(shapes[language], shapes[LANGUAGES[0]])

    def test_every_module_file_has_its_section(self):
        files = {path.stem for path in MODULES.glob("*.py")}
        self.assertEqual(set(read("en")), files)

    def test_every_key_that_the_code_names_exists(self):
        for section, keys in read("en").items():
            source = (MODULES / f"{section}.py").read_text()
            named = set(re.findall(r'self\.strings\("(\w+)"\)|SourceError\("(\w+)"', source))
            for key in {first or second for first, second in named}:
                self.assertIn(key, keys, f"{section}.py asks for `{key}`")
        self.assertLessEqual(said_by_the_host(), set(read("en")["loader"]))

    def test_every_key_is_used_by_the_code(self):
        for section, keys in read("en").items():
            source = (MODULES / f"{section}.py").read_text()
            for key in keys.keys() - (said_by_the_host() if section == "loader" else set()):
                if not key.startswith("_cls_doc"):
                    name = key.removeprefix("_cmd_doc_")
                    self.assertTrue(re.search(rf'"{name}"|def {name}(cmd)?\(', source), f"{section}: `{key}` is not used")


if __name__ == "__main__":
    unittest.main()
