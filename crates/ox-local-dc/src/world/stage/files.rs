//! The test's side of files: somebody sends one from elsewhere, of any size; what a message carries can be looked at.

use sha2::{Digest, Sha256};

use super::{Draft, Peer, StageError, World};
use crate::world::files::Media;
use crate::world::files::contents::Contents;

/// How much is read at once to hash a file, in bytes.
const BITE: usize = 1 << 20;

impl World {
    /// Sends a file with a caption.
    pub fn send_file_as(
        &self,
        person: i64,
        peer: i64,
        name: &str,
        mime: &str,
        bytes: Vec<u8>,
        caption: &str,
    ) -> Result<i32, StageError> {
        self.send_contents(person, peer, (name, mime), Contents::Memory(bytes.into()), caption)
    }

    /// Sends a file of this many bytes that are computed when they are read: what [`crate::pattern`] gives for the
    /// seed.
    pub fn send_big_file_as(
        &self,
        person: i64,
        peer: i64,
        name: &str,
        size: u64,
        seed: u64,
    ) -> Result<i32, StageError> {
        let contents = Contents::Pattern { seed, size };
        self.send_contents(person, peer, (name, "application/octet-stream"), contents, "")
    }

    /// Gives stars to a person or channel.
    pub fn give_stars(&self, peer: i64, amount: i64) {
        *self.lock().gifts.stars.entry(Peer::from_marked(peer)).or_default() += amount;
    }

    /// Says what is said in a voice message or a round video.
    pub fn say(&self, viewer: i64, peer: i64, id: i32, text: &str) -> Result<(), StageError> {
        let uid = self.own(viewer, peer, id)?;
        self.lock().transcripts.said.insert(uid, text.to_owned());
        Ok(())
    }

    fn send_contents(
        &self,
        person: i64,
        peer: i64,
        (name, mime): (&str, &str),
        contents: Contents,
        caption: &str,
    ) -> Result<i32, StageError> {
        let media = {
            let mut state = self.lock();
            let id = state.number();
            let datacentre = state.origin(person).datacentre;
            let id = state.files.place_document(id, datacentre, name, mime, contents);
            Some(Media::Document { id, spoiler: false, ttl: None })
        };
        self.send_with(person, peer, Draft { text: caption.to_owned(), media, ..Draft::default() })
    }

    fn contents(&self, viewer: i64, peer: i64, id: i32) -> Option<Contents> {
        let state = self.lock();
        let uid = state.found(viewer, Peer::from_marked(peer), id).ok()?;
        state.files.contents_of(state.records[uid].media.as_ref()?)
    }

    /// The bytes of the file on a message.
    pub fn file(&self, viewer: i64, peer: i64, id: i32) -> Option<Vec<u8>> {
        self.contents(viewer, peer, id)?.whole().ok()
    }

    /// Size and SHA-256 of the file on a message, read piece by piece.
    pub fn file_hash(&self, viewer: i64, peer: i64, id: i32) -> Option<(u64, [u8; 32])> {
        let contents = self.contents(viewer, peer, id)?;
        let mut hash = Sha256::new();
        let mut piece = Vec::new();
        for offset in (0..contents.size()).step_by(BITE) {
            piece.clear();
            contents.read(offset, BITE, &mut piece).ok()?;
            hash.update(&piece);
        }
        Some((contents.size(), hash.finalize().into()))
    }
}
