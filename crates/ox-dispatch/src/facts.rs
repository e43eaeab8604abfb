//! What recognition needs to know about the account and its owner's settings, handed in from outside.
//! Where the settings are kept, and when they change, is not known here.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::interest::WatcherInterest;
use crate::message::{Message, bare};
use crate::ratelimit::{MAX_CHAT, MAX_USER};
use crate::security::mask::Mask;
use crate::security::{Security, groups, rules};

/// The prefix of a fresh account.
const DEFAULT_PREFIX: &str = ".";

/// The account and its settings. Ids of chats are bare: without the mark of their kind.
#[derive(Clone, Debug, PartialEq)]
pub struct Facts {
    /// The account's own id.
    pub me: i64,
    /// Its usernames, without `@`.
    pub usernames: Vec<String>,
    /// What commands start with; never empty.
    pub prefix: String,
    /// Other prefixes of single users.
    pub user_prefixes: BTreeMap<i64, String>,
    /// The owner's aliases, in lower case: word to command, arguments allowed.
    pub aliases: BTreeMap<String, String>,
    /// Who may run what.
    pub security: Security,
    /// Modules that are off, by class or path.
    pub disabled_modules: BTreeSet<String>,
    /// Commands that are off, by the class or path of their module; in lower case.
    pub disabled_commands: BTreeMap<String, BTreeSet<String>>,
    /// Chats in which nothing is heard.
    pub blacklist_chats: BTreeSet<i64>,
    /// The only chats in which anything is heard, unless empty.
    pub whitelist_chats: BTreeSet<i64>,
    /// Modules that are off in a chat, by class or path.
    pub blacklist_modules: BTreeMap<i64, BTreeSet<String>>,
    /// The only modules that are on in a chat, by class or path, for all chats as soon as one is named.
    pub whitelist_modules: BTreeMap<i64, BTreeSet<String>>,
    /// When watchers of a module stay off, by its shown name or class.
    pub disabled_watchers: BTreeMap<String, Vec<WatcherRule>>,
    /// Others need not write `@username` behind a command in groups.
    pub no_nickname: bool,
    /// The same for these commands, in lower case.
    pub no_nickname_commands: BTreeSet<String>,
    /// The same for these users.
    pub no_nickname_users: BTreeSet<i64>,
    /// The same in these chats.
    pub no_nickname_chats: BTreeSet<i64>,
    /// Answers may be filtered by `| grep`.
    pub grep: bool,
    /// What a user may owe for commands in a while.
    pub ratelimit_user: u32,
    /// The same for a chat.
    pub ratelimit_chat: u32,
}

/// When a watcher stays off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WatcherRule {
    /// Always.
    Everywhere,
    /// In this chat (bare id).
    Chat(i64),
    /// In private chats (spelt `only_chats`).
    Private,
    /// Outside private chats (spelt `only_pm`).
    Groups,
    /// For messages of others (spelt `out`).
    Incoming,
    /// For own messages (spelt `in`).
    Outgoing,
}

impl Default for Facts {
    /// Nobody's account, with the default prefix.
    fn default() -> Self {
        Self::new(0)
    }
}

impl Facts {
    /// An account without any settings.
    pub fn new(me: i64) -> Self {
        Self {
            me,
            usernames: Vec::new(),
            prefix: DEFAULT_PREFIX.to_owned(),
            user_prefixes: BTreeMap::new(),
            aliases: BTreeMap::new(),
            security: Security::default(),
            disabled_modules: BTreeSet::new(),
            disabled_commands: BTreeMap::new(),
            blacklist_chats: BTreeSet::new(),
            whitelist_chats: BTreeSet::new(),
            blacklist_modules: BTreeMap::new(),
            whitelist_modules: BTreeMap::new(),
            disabled_watchers: BTreeMap::new(),
            no_nickname: false,
            no_nickname_commands: BTreeSet::new(),
            no_nickname_users: BTreeSet::new(),
            no_nickname_chats: BTreeSet::new(),
            grep: false,
            ratelimit_user: MAX_USER,
            ratelimit_chat: MAX_CHAT,
        }
    }

    /// Reads the settings as the database has them: key to JSON text, of the owners `oxikka.main`, `oxikka.security` and
    /// `oxikka.dispatcher`.
    /// A setting that is missing or of an unexpected shape has no effect.
    pub fn from_database(
        me: i64,
        usernames: Vec<String>,
        main: &BTreeMap<String, String>,
        security: &BTreeMap<String, String>,
        dispatcher: &BTreeMap<String, String>,
    ) -> Self {
        let of = |rows: &BTreeMap<String, String>, key: &str| {
            rows.get(key).and_then(|text| serde_json::from_str(text).ok()).unwrap_or(Value::Null)
        };
        let setting = |key: &str| of(main, key);
        let limit = |key: &str| of(dispatcher, key).as_u64().and_then(|limit| limit.try_into().ok());
        let prefix = prefix(&setting("command_prefix"));
        Self {
            usernames,
            prefix: prefix.unwrap_or_else(|| DEFAULT_PREFIX.to_owned()),
            user_prefixes: texts_by_key(&setting("command_prefixes"))
                .filter_map(|(user, prefix)| Some((user.parse().ok()?, prefix)))
                .filter(|(user, prefix)| *user != me && !prefix.is_empty())
                .collect(),
            aliases: texts_by_key(&setting("aliases"))
                .map(|(alias, command)| (fold(&alias), command))
                .collect(),
            security: read_security(|key| of(security, key), &setting("blacklist_users")),
            disabled_modules: texts(&setting("disabled_modules"))
                .map(|path| plain_path(&path).to_owned())
                .collect(),
            disabled_commands: commands_of_modules(&setting("disabled_commands")),
            blacklist_chats: ids(&setting("blacklist_chats")).map(bare).collect(),
            whitelist_chats: ids(&setting("whitelist_chats")).map(bare).collect(),
            blacklist_modules: modules_of_chats(&setting("blacklist_chats")),
            whitelist_modules: modules_of_chats(&setting("whitelist_modules")),
            disabled_watchers: watcher_rules(&setting("disabled_watchers")),
            no_nickname: setting("no_nickname").as_bool().unwrap_or(false),
            no_nickname_commands: items(&setting("nonickcmds"))
                .filter_map(|item| item.as_str().map(fold))
                .collect(),
            no_nickname_users: ids(&setting("nonickusers")).collect(),
            no_nickname_chats: ids(&setting("nonickchats")).map(bare).collect(),
            grep: setting("grep").as_bool().unwrap_or(false),
            ratelimit_user: limit("ratelimit_max_user").unwrap_or(MAX_USER),
            ratelimit_chat: limit("ratelimit_max_chat").unwrap_or(MAX_CHAT),
            ..Self::new(me)
        }
    }

    /// The prefix that this sender's commands start with.
    pub(crate) fn prefix_of(&self, sender: Option<i64>) -> &str {
        sender.and_then(|sender| self.user_prefixes.get(&sender)).unwrap_or(&self.prefix)
    }

    pub(crate) fn hears_chat(&self, bare_chat: i64) -> bool {
        !self.blacklist_chats.contains(&bare_chat)
            && (self.whitelist_chats.is_empty() || self.whitelist_chats.contains(&bare_chat))
    }

    /// Whether a module is on in a chat.
    pub(crate) fn hears_module(&self, bare_chat: i64, class: &str, path: &str) -> bool {
        let named = |list: &BTreeMap<i64, BTreeSet<String>>| {
            list.get(&bare_chat).is_some_and(|modules| names(modules, class, path))
        };
        !named(&self.blacklist_modules)
            && (self.whitelist_modules.is_empty() || named(&self.whitelist_modules))
            && !names(&self.disabled_modules, class, path)
    }

    /// Whether a command, by its own name in lower case, is off everywhere.
    pub(crate) fn is_disabled(&self, command: &str, class: &str, path: &str) -> bool {
        let off = |module: &str| {
            self.disabled_commands.get(module).is_some_and(|commands| commands.contains(command))
        };
        off(class) || off(path)
    }

    pub(crate) fn hears_watcher(&self, watcher: &WatcherInterest, message: &Message<'_, '_>) -> bool {
        let off = |rule: &WatcherRule| match rule {
            WatcherRule::Everywhere => true,
            WatcherRule::Chat(chat) => *chat == message.bare_chat(),
            WatcherRule::Private => message.is_private(),
            WatcherRule::Groups => !message.is_private(),
            WatcherRule::Incoming => !message.out,
            WatcherRule::Outgoing => message.out,
        };
        let rules = [&watcher.title, &watcher.module].map(|name| self.disabled_watchers.get(name));
        !rules.into_iter().flatten().flatten().any(off)
    }
}

/// A text; the oldest databases have a list, of which the first counts.
fn prefix(value: &Value) -> Option<String> {
    let first = value.as_array().map_or(Some(value), |list| list.first());
    first.and_then(Value::as_str).filter(|prefix| !prefix.is_empty()).map(str::to_owned)
}

fn names(modules: &BTreeSet<String>, class: &str, path: &str) -> bool {
    modules.contains(class) || modules.contains(path)
}

/// A module's path without the package of the userbot that it was written for.
pub(crate) fn plain_path(path: &str) -> &str {
    const PACKAGE: &str = "modules.";
    path.find(PACKAGE).map_or(path, |at| &path[at + PACKAGE.len()..])
}

fn read_security(setting: impl Fn(&str) -> Value, blacklist: &Value) -> Security {
    let mask = |key: &str| as_mask(&setting(key));
    let masks = setting("masks");
    let fresh = Security::default();
    Security {
        owners: ids(&setting("owner")).collect(),
        sudo: ids(&setting("sudo")).collect(),
        support: ids(&setting("support")).collect(),
        blacklist_users: ids(blacklist).collect(),
        masks: masks
            .as_object()
            .into_iter()
            .flatten()
            .filter_map(|(key, mask)| Some((plain_path(key).to_owned(), as_mask(mask)?)))
            .collect(),
        bounding_mask: mask("bounding_mask").unwrap_or(fresh.bounding_mask),
        default: mask("default").unwrap_or(fresh.default),
        any_admin: setting("any_admin").as_bool().unwrap_or(false),
        user_rules: rules::read(&setting("tsec_user")),
        chat_rules: rules::read(&setting("tsec_chat")),
        groups: groups::read(&setting("sgroups")),
    }
}

fn as_mask(value: &Value) -> Option<Mask> {
    value.as_u64().and_then(|bits| bits.try_into().ok()).map(Mask)
}

/// Lower case letter by letter, so that stored words and typed words meet.
pub(crate) fn fold(word: &str) -> String {
    word.chars().flat_map(char::to_lowercase).collect()
}

fn items(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn ids(value: &Value) -> impl Iterator<Item = i64> + '_ {
    items(value).filter_map(|item| item.as_i64().or_else(|| item.as_str()?.parse().ok()))
}

fn texts(value: &Value) -> impl Iterator<Item = String> + '_ {
    items(value).filter_map(|item| item.as_str().map(str::to_owned))
}

/// `{module: [commands]}`.
fn commands_of_modules(value: &Value) -> BTreeMap<String, BTreeSet<String>> {
    let pairs = value.as_object().into_iter().flatten();
    pairs
        .map(|(module, commands)| {
            (plain_path(module).to_owned(), texts(commands).map(|name| fold(&name)).collect())
        })
        .collect()
}

fn texts_by_key(value: &Value) -> impl Iterator<Item = (String, String)> + '_ {
    let pairs = value.as_object().into_iter().flatten();
    pairs.filter_map(|(key, text)| Some((key.clone(), text.as_str()?.to_owned())))
}

/// Items spelt `<chat>.<module>`.
fn modules_of_chats(value: &Value) -> BTreeMap<i64, BTreeSet<String>> {
    let mut modules: BTreeMap<i64, BTreeSet<String>> = BTreeMap::new();
    for item in items(value) {
        let pair = item.as_str().and_then(|item| item.split_once('.'));
        if let Some((chat, module)) = pair.and_then(|(chat, module)| Some((chat.parse().ok()?, module))) {
            modules.entry(bare(chat)).or_default().insert(plain_path(module).to_owned());
        }
    }
    modules
}

fn watcher_rules(value: &Value) -> BTreeMap<String, Vec<WatcherRule>> {
    let rule = |item: &Value| match item.as_str() {
        Some("*") => Some(WatcherRule::Everywhere),
        Some("only_chats") => Some(WatcherRule::Private),
        Some("only_pm") => Some(WatcherRule::Groups),
        Some("out") => Some(WatcherRule::Incoming),
        Some("in") => Some(WatcherRule::Outgoing),
        Some(chat) => chat.parse().ok().map(|chat| WatcherRule::Chat(bare(chat))),
        None => item.as_i64().map(|chat| WatcherRule::Chat(bare(chat))),
    };
    let pairs = value.as_object().into_iter().flatten();
    pairs.map(|(module, rules)| (module.clone(), items(rules).filter_map(rule).collect())).collect()
}
