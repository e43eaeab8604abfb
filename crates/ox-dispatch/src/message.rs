//! A message as this account sees it: the view with what only the account knows added (is it mine, who is "nobody").

use ox_tl::peer::{self, PeerKind};
use ox_tl::{MediaKind, MessageView};

/// A view and the account's own facts about it.
pub(crate) struct Message<'v, 'a> {
    pub view: &'v MessageView<'a>,
    /// Sent by this account; messages to oneself count unless they are forwards.
    pub out: bool,
    /// The marked sender; `None` only when it cannot be known.
    pub sender: Option<i64>,
}

impl<'v, 'a> Message<'v, 'a> {
    pub fn new(view: &'v MessageView<'a>, me: i64) -> Self {
        let to_oneself = view.peer == me && me != 0 && !view.forwarded;
        let out = view.out || to_oneself;
        Self { view, out, sender: view.sender.or(out.then_some(me)) }
    }

    pub fn bare_chat(&self) -> i64 {
        bare(self.view.peer)
    }

    pub fn is_private(&self) -> bool {
        self.view.peer > 0
    }

    /// A basic group or a supergroup: whatever is neither private nor a channel's post.
    pub fn is_group(&self) -> bool {
        self.view.peer < 0 && !self.view.post
    }

    pub fn is_broadcast(&self) -> bool {
        self.view.post && peer::unmarked(self.view.peer).0 == PeerKind::Channel
    }

    /// Whether the message shows a photo or file that fits; link previews count, as they do in the client library.
    pub fn shows(&self, fits: impl Fn(MediaKind) -> bool) -> bool {
        self.view.media.is_some_and(&fits) || self.view.preview.is_some_and(fits)
    }
}

/// An id without the mark of its kind.
pub(crate) fn bare(marked: i64) -> i64 {
    peer::unmarked(marked).1
}
