//! Who may run what: owner, sudo, support, masks under their bound, targeted rules, security groups, rights in a chat.
//! Decided from settings and what Telegram said before; `Verdict::Needs` names what has to be asked first.

pub(crate) mod groups;
pub(crate) mod mask;
pub(crate) mod rights;
pub(crate) mod rules;

use std::collections::{BTreeMap, BTreeSet};

use ox_tl::UpdateKind;

use self::groups::Group;
use self::mask::Mask;
use self::rights::{Moment, Need, Standing};
use self::rules::Rules;
use crate::message::Message;

/// The owner's security settings. Ids of chats are bare.
#[derive(Clone, Debug, PartialEq)]
pub struct Security {
    /// Who may run every command; the account itself need not be named.
    pub owners: BTreeSet<i64>,
    /// Who has the sudo bit.
    pub sudo: BTreeSet<i64>,
    /// Who has the support bit.
    pub support: BTreeSet<i64>,
    /// Who runs nothing, unless an owner.
    pub blacklist_users: BTreeSet<i64>,
    /// The owner's masks of single handlers, by `<module>.<function>`.
    pub masks: BTreeMap<String, Mask>,
    /// What no mask goes beyond.
    pub bounding_mask: Mask,
    /// The mask of handlers without one.
    pub default: Mask,
    /// Any right of an administrator counts as every one.
    pub any_admin: bool,
    /// Rules for users.
    pub user_rules: Rules,
    /// Rules for everybody in a chat.
    pub chat_rules: Rules,
    /// Groups of people who share rules.
    pub groups: Vec<Group>,
}

impl Default for Security {
    /// Nobody but the account itself.
    fn default() -> Self {
        Self {
            owners: BTreeSet::new(),
            sudo: BTreeSet::new(),
            support: BTreeSet::new(),
            blacklist_users: BTreeSet::new(),
            masks: BTreeMap::new(),
            bounding_mask: Mask::OWNER,
            default: Mask::OWNER,
            any_admin: false,
            user_rules: Rules::new(),
            chat_rules: Rules::new(),
            groups: Vec::new(),
        }
    }
}

/// A handler that somebody wants to run.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Handler<'a> {
    /// The command's own name in lower case.
    pub command: &'a str,
    /// The class of its module.
    pub module: &'a str,
    /// `<module>.<function>`.
    pub key: &'a str,
    /// The mask of its decorators.
    pub mask: Option<u32>,
}

/// Whether somebody may.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    Allowed,
    Refused,
    Needs(Need),
}

impl Verdict {
    fn of(allowed: bool) -> Self {
        if allowed { Self::Allowed } else { Self::Refused }
    }
}

impl Security {
    /// Whether the sender of a message may run a handler.
    pub(crate) fn verdict(
        &self,
        message: &Message<'_, '_>,
        handler: Handler<'_>,
        me: i64,
        moment: &Moment<'_>,
    ) -> Verdict {
        let flags = self.flags(handler);
        if flags.is_empty() {
            return Verdict::Refused;
        }
        let view = message.view;
        if view.post && view.update == UpdateKind::Edit {
            return match moment.editor {
                Some(editor) => Verdict::of(editor == me),
                None => asking(Need::Editor { chat: view.peer, message: view.id }, moment),
            };
        }
        if self.is_owner(message) {
            return Verdict::Allowed;
        }
        let Some(sender) = message.sender else { return Verdict::Refused };
        if self.blacklist_users.contains(&sender) {
            return Verdict::Refused;
        }
        let by_list = flags.meets(Mask::SUDO) && self.sudo.contains(&sender)
            || flags.meets(Mask::SUPPORT) && self.support.contains(&sender);
        let by_place = flags.meets(Mask::GROUP_MEMBER) && message.is_group()
            || flags.meets(Mask::PM) && message.is_private();
        if by_list || by_place || self.has_rule(message, sender, handler, moment.now) {
            return Verdict::Allowed;
        }
        self.by_rights(message, sender, flags, me, moment)
    }

    /// The account itself, or one of its owners.
    pub(crate) fn is_owner(&self, message: &Message<'_, '_>) -> bool {
        message.out || message.sender.is_some_and(|sender| self.owners.contains(&sender))
    }

    /// Whether a rule names the user together with the command: such users need not name the account in groups.
    pub(crate) fn is_excused(&self, user: i64, command: &str, module: &str, now: i64) -> bool {
        self.rules_of(user).any(|rule| rule.opens(command, module, now))
    }

    /// Whether somebody may use an inline command with this mask; `command` is in lower case.
    pub fn allows_inline(&self, user: i64, me: i64, command: &str, mask: Option<Mask>, now: i64) -> bool {
        let flags = mask.unwrap_or(self.default) & self.bounding_mask;
        if flags.is_empty() || user == me || self.owners.contains(&user) {
            return !flags.is_empty();
        }
        !self.blacklist_users.contains(&user)
            && (flags.meets(Mask::EVERYONE)
                || flags.meets(Mask::SUDO) && self.sudo.contains(&user)
                || flags.meets(Mask::SUPPORT) && self.support.contains(&user)
                || self.rules_of(user).any(|rule| rule.opens_inline(command, now)))
    }

    fn flags(&self, handler: Handler<'_>) -> Mask {
        let chosen = self.masks.get(handler.key).copied();
        chosen.or(handler.mask.map(Mask)).unwrap_or(self.default) & self.bounding_mask
    }

    fn rules_of(&self, user: i64) -> impl Iterator<Item = &rules::Rule> {
        let shared = self.groups.iter().filter(move |group| group.users.contains(&user));
        self.user_rules.get(&user).into_iter().flatten().chain(shared.flat_map(|group| &group.rules))
    }

    fn has_rule(&self, message: &Message<'_, '_>, sender: i64, handler: Handler<'_>, now: i64) -> bool {
        let here = self.chat_rules.get(&message.bare_chat()).into_iter().flatten();
        self.rules_of(sender).chain(here).any(|rule| rule.opens(handler.command, handler.module, now))
    }

    fn by_rights(
        &self,
        message: &Message<'_, '_>,
        sender: i64,
        flags: Mask,
        me: i64,
        moment: &Moment<'_>,
    ) -> Verdict {
        if !flags.meets(Mask::BY_RIGHTS) || message.is_private() {
            return Verdict::Refused;
        }
        let chat = message.view.peer;
        // Only administrators write in a channel, and only administrators may know that.
        let user = if message.view.post { me } else { sender };
        if user <= 0 {
            return Verdict::Refused;
        }
        let Some(standing) = moment.standings.get(chat, user, moment.now) else {
            return asking(Need::Standing { chat, user }, moment);
        };
        let as_admin = flags.meets(Mask::GROUP_ADMIN) || self.any_admin && flags.meets(Mask::ANY_ADMIN);
        Verdict::of(match standing {
            Standing::Member => false,
            Standing::Creator if message.view.post => as_admin,
            Standing::Creator => true,
            Standing::Admin { posts, .. } if message.view.post => posts && as_admin,
            Standing::Admin { rights, .. } => as_admin || flags.meets(rights & Mask::ANY_ADMIN),
        })
    }
}

fn asking(need: Need, moment: &Moment<'_>) -> Verdict {
    if moment.may_ask { Verdict::Needs(need) } else { Verdict::Refused }
}
