//! The overlay: where it stands on the path, and what may be asked for. No network.

use crate::worker::holds;

#[test]
fn the_overlay_comes_behind_the_standard_library_and_once() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("only_in_overlay.py"), "X = 1").unwrap();
    std::fs::write(dir.path().join("json.py"), "raise ImportError").unwrap();
    let folder = dir.path().display();
    holds(&format!(
        "import sys\n\
         assert str(native.add_overlay('{folder}')) == '{folder}'\n\
         native.add_overlay('{folder}')\n\
         behind = sys.path[sys.path.index('{folder}') + 1:]\n\
         assert all(one.endswith('-packages') for one in behind) and '{folder}' not in behind\n\
         import only_in_overlay\n\
         sys.modules.pop('json', None)\n\
         import json; json.dumps(1)"
    ));
}

#[test]
fn requirements_of_a_module_leave_out_options_and_the_standard_library() {
    holds(
        "assert native.parse_requirements('requests -q _x .y asyncio Pillow==9') == ['requests', 'Pillow==9']",
    );
}

#[test]
fn installing_a_local_package_reports_lines_and_makes_it_importable() {
    let dir = tempfile::tempdir().unwrap();
    let wheel = dir.path().join("tiny_gift-1.0-py3-none-any.whl");
    let folder = dir.path().display();
    holds(&format!(
        "import asyncio, zipfile\n\
         with zipfile.ZipFile('{wheel}', 'w') as z:\n\
         \x20   z.writestr('tiny_gift.py', 'X = 42')\n\
         \x20   z.writestr('tiny_gift-1.0.dist-info/METADATA', 'Metadata-Version: 2.1\\nName: tiny-gift\\nVersion: 1.0\\n')\n\
         \x20   z.writestr('tiny_gift-1.0.dist-info/WHEEL', 'Wheel-Version: 1.0\\nGenerator: x\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n')\n\
         \x20   z.writestr('tiny_gift-1.0.dist-info/RECORD', '')\n\
         lines = []\n\
         async def main():\n\
         \x20   good = await native.install_packages(['{wheel}'], '{folder}/overlay', lines.append)\n\
         \x20   bad = await native.install_packages(['{folder}/nothing.whl'], '{folder}/overlay')\n\
         \x20   return good, bad\n\
         good, bad = asyncio.run(main())\n\
         assert good['ok'], good\n\
         assert any('tiny' in name and '1.0' in name for name in good['installed']), good\n\
         assert lines and all(line in good['log'] for line in lines)\n\
         import tiny_gift; assert tiny_gift.X == 42\n\
         assert not bad['ok'] and bad['log'], bad",
        wheel = wheel.display(),
    ));
}

#[test]
fn nothing_to_install_is_done_at_once() {
    holds(
        "import asyncio\n\
         async def main(): return await native.install_packages(['asyncio', '-r'], '/nowhere')\n\
         assert asyncio.run(main()) == {'ok': True, 'installed': [], 'log': ''}",
    );
}
