//! Malicious modules of our own (compat-tests/attacks) in a running userbot: each fails, the account stays
//! online, and the next `.ping` answers.

use std::path::Path;
use std::time::Duration;

use ox_userbot::{Death, Limits};

use crate::scene::{Scene, source, worker};

/// Loads the module, runs its `.attack`, and wants it repelled.
async fn repelled(module: &str, files: &[&Path]) {
    let scene = Scene::set(Limits::default()).await;
    // The loot exists, or the attack would prove nothing.
    assert!(std::fs::read_dir(scene.store()).unwrap().count() > 0);
    let loaded = scene.load(module).await;
    let mut line = format!(".attack {} {}", scene.store().display(), std::process::id());
    for file in files {
        line.push(' ');
        line.push_str(&file.display().to_string());
    }
    let answer = scene.answer(&line).await;
    assert!(answer.starts_with("repelled"), "{module}: {answer}\n{loaded}");
    scene.still_answers().await;
    scene.strike().await;
}

/// Loads the module, runs its `.attack`, and wants the worker dead of it and back again.
async fn survived(module: &str, limits: Limits) -> (Death, Scene) {
    let mut scene = Scene::set(limits).await;
    scene.load(module).await;
    scene.say(".attack");
    let death = scene.death().await;
    scene.still_answers().await;
    (death, scene)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_store_is_not_read() {
    repelled("read_store", &[]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_core_is_not_read() {
    repelled("read_core", &[]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_core_is_not_killed() {
    repelled("kill_core", &[]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_programs_are_not_changed() {
    let loader = source("python_shim").join("hikka/loader.py");
    let built_in = source("modules").join("tester.py");
    repelled("write_programs", &[&worker(), &loader, &built_in]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_cores_own_files_are_not_handed_over() {
    let scene = Scene::set(Limits::default()).await;
    // Large, so that the core would read it itself; and by a name that no wall hides.
    let keys = scene.store().join("keys.bak");
    std::fs::File::create(&keys).unwrap().set_len(11 << 20).unwrap();
    std::fs::create_dir_all(scene.home()).unwrap();
    let link = scene.home().join("harmless.bin");
    std::fs::hard_link(&keys, &link).unwrap();
    let loaded = scene.load("hand_over_files").await;
    let program = source("python_shim").join("hikka/loader.py");
    let typed = format!(".attack store core {} {}", link.display(), program.display());
    let answer = scene.answer(&typed).await;
    assert!(answer.starts_with("repelled"), "{answer}\n{loaded}");
    assert!(std::fs::read(&keys).unwrap().iter().all(|byte| *byte == 0));
    scene.still_answers().await;
    scene.strike().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_session_is_not_stolen() {
    repelled("steal_session", &[]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_account_is_not_taken() {
    repelled("take_account", &[]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_login_code_is_not_read() {
    let scene = Scene::set(Limits::default()).await;
    let loaded = scene.load("read_login_code").await;
    let id = scene.telegram_says("Login code: 48151. Do not give this code to anyone.");
    let answer = scene.answer(".attack").await;
    assert!(answer.starts_with("repelled"), "{answer}\n{loaded}");
    // The owner's own programs still show it.
    assert!(scene.telegrams_line(id).contains("48151"));
    scene.still_answers().await;
    scene.strike().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_owners_answer_is_not_forged() {
    let scene = Scene::set(Limits::default()).await;
    scene.load("forge_answer").await;
    assert_eq!(scene.answer(".attack").await, "asked");
    let question = scene.saved().into_iter().next_back().unwrap_or_default();
    let at = question.find('+').expect("nobody was asked");
    let code = &question[at..at + 7];
    // An accomplice outside may know the code: a photo of the screen is enough.
    let spelt: Vec<String> = code.chars().map(String::from).collect();
    scene.bob_says(code);
    scene.bob_says(&format!("spelt {}", spelt.join(" ")));
    let answer = scene.answer(".forge").await;
    assert!(answer.starts_with("repelled"), "{answer}");
    let question = scene.saved().into_iter().find(|line| line.contains(code)).unwrap_or_default();
    assert!(!question.contains('✅'), "{question}");
    // The owner's own word, from another session, still counts.
    scene.alice_notes(code);
    scene.idle().await;
    let question = scene.saved().into_iter().find(|line| line.contains('✅')).unwrap_or_default();
    assert!(question.contains(code), "{question}");
    scene.still_answers().await;
    scene.strike().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_own_client_is_no_way_into_the_account() {
    repelled("own_client", &[]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hard_exit_ends_only_the_worker() {
    let (death, scene) = survived("exit_hard", Limits::default()).await;
    assert_eq!(death, Death::Exited(3));
    scene.strike().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crash_ends_only_the_worker() {
    let (death, scene) = survived("crash", Limits::default()).await;
    assert_eq!(death, Death::Killed(libc::SIGSEGV));
    scene.strike().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_endless_loop_is_ended() {
    let limits = Limits {
        stall_report: Duration::from_secs(1),
        stall_restart: Duration::from_secs(4),
        ..Limits::default()
    };
    let (death, scene) = survived("endless_loop", limits).await;
    assert!(matches!(death, Death::Stalled { .. }), "{death}");
    scene.strike().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hoarding_child_is_counted_and_ended() {
    let limits = Limits { memory: Some(600 << 20), ..Limits::default() };
    let (death, scene) = survived("fill_memory", limits).await;
    assert!(matches!(death, Death::OverMemory { .. }), "{death}");
    scene.strike().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_soft_exit_is_an_exception_like_any_other() {
    let scene = Scene::set(Limits::default()).await;
    scene.load("exit_soft").await;
    scene.say(".attack");
    scene.still_answers().await;
    scene.strike().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_client_library_is_a_clear_error() {
    let scene = Scene::set(Limits::default()).await;
    let answer = scene.load("foreign_library").await;
    assert!(answer.contains("pyrogram"), "{answer}");
    scene.still_answers().await;
    scene.strike().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_a_dead_worker_stays_behind() {
    let mut scene = Scene::set(Limits::default()).await;
    scene.load("stay_behind").await;
    let list = scene.home().join("left");
    scene.say(&format!(".attack store core {}", list.display()));
    scene.death().await;
    scene.still_answers().await;
    let left = std::fs::read_to_string(&list).unwrap();
    let alive = |id: &&str| Path::new("/proc").join(id).join("cwd").exists();
    assert_eq!(left.lines().count(), 5);
    assert_eq!(left.lines().filter(alive).collect::<Vec<_>>(), Vec::<&str>::new());
    scene.strike().await;
}
