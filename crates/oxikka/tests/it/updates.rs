//! The life of an update: who is woken, what comes back, what survives a worker's death.

use ox_userbot::{Death, Limits};

use crate::scene::Scene;

/// Answers with its own command; keeps a count that is durable when it is shown.
const MODULE: &str = r#"
from .. import loader, utils

@loader.tds
class CounterMod(loader.Module):
    """Counts."""
    strings = {"name": "Counter"}

    async def againcmd(self, message):
        """answers with its own command"""
        count = self._db.get("Counter", "again", 0) + 1
        self._db.set("Counter", "again", count)
        await message.respond(".again")
        await message.edit(f"again {count}")

    async def keepcmd(self, message):
        """keeps what it is told"""
        await self._db.set("Counter", "kept", utils.get_args_raw(message))
        await message.edit("kept")

    async def showcmd(self, message):
        """shows what was kept"""
        await message.edit("kept: " + self._db.get("Counter", "kept", "nothing"))

    async def diecmd(self, message):
        """ends the process"""
        import os
        os._exit(9)

    async def watcher(self, message):
        if message.raw_text == "whoever hears this":
            await message.reply("I do")
"#;

const TAGGED: &str = r#"
from .. import loader

@loader.tds
class TaggedMod(loader.Module):
    """Hears one word."""
    strings = {"name": "Tagged"}

    @loader.watcher("in", contains="treasure")
    async def listen(self, message):
        await message.reply("where?")
"#;

#[tokio::test(flavor = "multi_thread")]
async fn an_update_that_nobody_wants_wakes_no_python() {
    let scene = Scene::set(Limits::default()).await;
    scene.load_source("tagged", TAGGED).await;
    let before = scene.frames();
    for number in 0..50 {
        scene.bob_says(&format!("nothing of interest, part {number}"));
    }
    scene.idle().await;
    assert_eq!(scene.frames(), before, "messages that nobody wants were sent to the worker");
    scene.bob_says("there is a treasure");
    scene.idle().await;
    assert_eq!(scene.frames(), before + 1);
    assert_eq!(scene.last_line(), "where?");
    scene.strike().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_command_that_answers_with_itself_runs_once() {
    let scene = Scene::set(Limits::default()).await;
    scene.load_source("counter", MODULE).await;
    assert_eq!(scene.answer(".again").await, "again 1");
    scene.idle().await;
    assert_eq!(scene.last_line(), ".again", "the answer stands as it was sent");
    assert_eq!(scene.answer(".again").await, "again 2");
    scene.strike().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_awaited_set_has_stored_survives_the_worker_and_so_does_the_module() {
    let mut scene = Scene::set(Limits::default()).await;
    scene.load_source("counter", MODULE).await;
    assert_eq!(scene.answer(".keep the hat").await, "kept");
    scene.say(".die");
    assert_eq!(scene.death().await, Death::Exited(9));
    assert_eq!(scene.answer(".show").await, "kept: the hat");
    scene.strike().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_typed_while_the_worker_starts_is_run_in_order() {
    let mut scene = Scene::set(Limits::default()).await;
    scene.load_source("counter", MODULE).await;
    scene.say(".die");
    scene.death().await;
    scene.say(".keep first");
    scene.say(".keep second");
    scene.bob_says("whoever hears this");
    scene.idle().await;
    assert_eq!(scene.last_line(), "I do");
    assert_eq!(scene.answer(".show").await, "kept: second");
    scene.strike().await;
}
