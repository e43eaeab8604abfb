//! What opening refuses, in which words, and that it then changes nothing.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use ox_store::{Store, StoreError};

fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else if path.file_name().unwrap() != "lock" {
            found.insert(path.clone(), fs::read(&path).unwrap());
        }
    }
    found
}

/// Opens, expects a refusal that names the folder and a cure, and no file changed by it.
fn refused(folder: &Path) -> (StoreError, String) {
    let before = files(folder);
    let error = Store::open(folder).err().expect("the folder should be refused");
    assert!(before == files(folder), "opening changed files");
    let text = error.to_string();
    assert!(text.contains(folder.to_str().unwrap()) && text.contains("\nhint: "), "{text}");
    (error, text)
}

fn filled() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path()).unwrap();
    for number in 0..200 {
        store.account(1).set("o", &number.to_string(), "\"value\"").unwrap();
    }
    store.flush().unwrap();
    folder
}

#[test]
fn a_second_opening_gets_one_clear_line() {
    let folder = tempfile::tempdir().unwrap();
    let _first = Store::open(folder.path()).unwrap();
    let (error, text) = refused(folder.path());
    let here = std::process::id();
    assert!(matches!(error, StoreError::InUse { process: Some(id), .. } if id == here), "{text}");
    assert!(text.lines().next().unwrap().contains(&format!("in use by process {here}")), "{text}");
}

#[test]
fn a_folder_is_free_again_after_closing() {
    let folder = tempfile::tempdir().unwrap();
    let first = Store::open(folder.path()).unwrap();
    let clone = first.account(1);
    drop(first);
    assert!(Store::open(folder.path()).is_err());
    drop(clone);
    Store::open(folder.path()).unwrap();
}

#[test]
fn the_folder_is_closed_to_other_users() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let inside = folder.path().join("a/b");
    Store::open(&inside).unwrap();
    assert_eq!(fs::metadata(&inside).unwrap().permissions().mode() & 0o777, 0o700);
}

#[test]
fn another_format_is_refused_by_its_number() {
    let folder = filled();
    let engine = sled::open(folder.path().join("rows")).unwrap();
    engine.insert([0], b"2").unwrap();
    engine.flush().unwrap();
    drop(engine);
    let error = Store::open(folder.path()).err().unwrap();
    assert!(matches!(&error, StoreError::Format { found, .. } if found == "2"), "{error}");
    fs::write(folder.path().join("format"), "oxikka store 3\n").unwrap();
    let (_, text) = refused(folder.path());
    assert!(text.contains("format 3, and this version reads format 1"), "{text}");
    fs::write(folder.path().join("format"), "\u{0}garbage").unwrap();
    assert!(matches!(refused(folder.path()).0, StoreError::Foreign { .. }));
}

#[test]
fn a_creation_that_was_cut_short_is_finished() {
    let folder = tempfile::tempdir().unwrap();
    drop(Store::open(folder.path()).unwrap());
    fs::remove_file(folder.path().join("format")).unwrap();
    drop(Store::open(folder.path()).unwrap());
    assert_eq!(fs::read_to_string(folder.path().join("format")).unwrap(), "oxikka store 1\n");
}

#[test]
fn a_store_whose_rows_folder_is_gone_is_not_taken_for_a_new_one() {
    let folder = filled();
    fs::remove_dir_all(folder.path().join("rows")).unwrap();
    assert!(matches!(refused(folder.path()).0, StoreError::Damaged { .. }));
}

#[test]
fn another_programs_rows_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let engine = sled::open(folder.path().join("rows")).unwrap();
    engine.insert("theirs", "1").unwrap();
    engine.flush().unwrap();
    drop(engine);
    let error = Store::open(folder.path()).err().unwrap();
    assert!(matches!(error, StoreError::Foreign { .. }), "{error}");
}

#[test]
fn other_files_in_place_of_the_rows_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("rows")).unwrap();
    fs::write(folder.path().join("rows/novel.txt"), "once").unwrap();
    assert!(matches!(refused(folder.path()).0, StoreError::Foreign { .. }));
    fs::write(folder.path().join("rows/db"), "once").unwrap();
    assert!(matches!(refused(folder.path()).0, StoreError::Foreign { .. }));
}

#[test]
fn a_file_in_place_of_the_folder_is_refused() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let error = Store::open(file.path()).err().unwrap();
    assert!(matches!(error, StoreError::Foreign { .. }), "{error}");
}

#[test]
fn garbage_in_place_of_the_rows_is_refused_and_left_alone() {
    let fill = |byte: u8| move |length: usize| vec![byte; length];
    let noise = |length: usize| {
        (0..length).map(|at| (at.wrapping_mul(2_654_435_761) >> 13) as u8).collect::<Vec<_>>()
    };
    for (name, garbage) in
        [("zeros", &fill(0) as &dyn Fn(usize) -> Vec<u8>), ("ones", &fill(255)), ("noise", &noise)]
    {
        let folder = filled();
        let db = folder.path().join("rows/db");
        let length = fs::metadata(&db).unwrap().len() as usize;
        fs::write(&db, garbage(length)).unwrap();
        let (error, text) = refused(folder.path());
        assert!(matches!(error, StoreError::Damaged { .. }), "{name}: {text}");
    }
}

#[test]
fn an_emptied_file_is_refused_and_left_alone() {
    let folder = filled();
    fs::write(folder.path().join("rows/db"), "").unwrap();
    assert!(matches!(refused(folder.path()).0, StoreError::Damaged { .. }));
}
