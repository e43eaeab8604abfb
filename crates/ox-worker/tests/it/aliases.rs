//! One module object under every name.

use crate::worker::holds;

#[test]
fn every_spelling_is_the_same_module_object() {
    holds(
        "import importlib, builtins, _imp\n\
         original = builtins.__import__\n\
         import telethon, hikkatl, herokutl\n\
         assert telethon is hikkatl is herokutl\n\
         import hikkatl.tl.types as a, herokutl.tl.types as b, telethon.tl.types as c\n\
         assert a is b is c\n\
         from herokutl.tl.functions.messages import SendMessageRequest as x\n\
         from telethon.tl.functions.messages import SendMessageRequest as y\n\
         assert x is y\n\
         assert importlib.import_module('hikkatl.errors') is importlib.import_module('telethon.errors')\n\
         assert telethon.__name__ == 'telethon' == telethon.__spec__.name\n\
         assert c.__spec__.name == 'telethon.tl.types'\n\
         assert builtins.__import__ is original",
    );
}

#[test]
fn a_module_that_is_missing_is_missing_under_its_own_name() {
    holds(
        "import importlib.util\n\
         for name in ('hikkatl.nothing', 'heroku.nothing', 'telethon.nothing'):\n\
         \x20   try: __import__(name)\n\
         \x20   except ModuleNotFoundError as error: assert error.name == name, error.name\n\
         \x20   else: raise AssertionError(name)\n\
         assert importlib.util.find_spec('hikkatl.tl') is not None\n\
         assert importlib.util.find_spec('heroku.nothing') is None",
    );
}

#[test]
fn our_packages_cannot_be_shadowed() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::create_dir(dir.path().join("telethon")).unwrap();
    std::fs::write(dir.path().join("telethon/__init__.py"), "raise ImportError('a stranger')").unwrap();
    let folder = dir.path().display();
    holds(&format!(
        "import sys; sys.path.insert(0, '{folder}')\nimport telethon\nassert '{folder}' not in telethon.__file__"
    ));
}
