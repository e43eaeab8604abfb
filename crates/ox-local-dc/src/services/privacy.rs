//! `account.getPrivacy`, `account.setPrivacy`: who may see and do what with the caller. What rules come to is
//! `world::privacy`. Out of scope: close friends, paid messages, the switches of `globalPrivacySettings`.

use grammers_tl_types::enums::{
    self, InputPrivacyKey as InputKey, InputPrivacyRule as Input, PrivacyKey as Key, PrivacyRule as Rule,
};
use grammers_tl_types::{functions as f, types};

use crate::rpc::{Answer, Call, Refusal, Table};
use crate::world::peers::{Mentioned, Peer};

/// Rules that one request may bring.
const MOST: usize = 1000;

pub(crate) fn register(table: &mut Table) {
    table.serve(get_privacy);
    table.serve(set_privacy);
}

fn key_of(input: &InputKey) -> Key {
    match input {
        InputKey::StatusTimestamp => Key::StatusTimestamp,
        InputKey::ChatInvite => Key::ChatInvite,
        InputKey::PhoneCall => Key::PhoneCall,
        InputKey::PhoneP2P => Key::PhoneP2P,
        InputKey::Forwards => Key::Forwards,
        InputKey::ProfilePhoto => Key::ProfilePhoto,
        InputKey::PhoneNumber => Key::PhoneNumber,
        InputKey::AddedByPhone => Key::AddedByPhone,
        InputKey::VoiceMessages => Key::VoiceMessages,
        InputKey::About => Key::About,
        InputKey::Birthday => Key::Birthday,
        InputKey::StarGiftsAutoSave => Key::StarGiftsAutoSave,
        InputKey::NoPaidMessages => Key::NoPaidMessages,
        InputKey::SavedMusic => Key::SavedMusic,
    }
}

/// The rules with people as ids.
pub(super) fn rules(call: &Call, input: &[Input]) -> Answer<Vec<Rule>> {
    let ids = |users: &[enums::InputUser]| -> Answer<Vec<i64>> {
        users.iter().map(|user| call.world.input_user(call.me, user)).collect()
    };
    let rule = |input: &Input| {
        Ok(match input {
            Input::InputPrivacyValueAllowAll => Rule::PrivacyValueAllowAll,
            Input::InputPrivacyValueAllowContacts => Rule::PrivacyValueAllowContacts,
            Input::InputPrivacyValueDisallowAll => Rule::PrivacyValueDisallowAll,
            Input::InputPrivacyValueDisallowContacts => Rule::PrivacyValueDisallowContacts,
            Input::InputPrivacyValueAllowPremium => Rule::PrivacyValueAllowPremium,
            Input::InputPrivacyValueAllowBots => Rule::PrivacyValueAllowBots,
            Input::InputPrivacyValueDisallowBots => Rule::PrivacyValueDisallowBots,
            Input::InputPrivacyValueAllowUsers(list) => {
                types::PrivacyValueAllowUsers { users: ids(&list.users)? }.into()
            }
            Input::InputPrivacyValueDisallowUsers(list) => {
                types::PrivacyValueDisallowUsers { users: ids(&list.users)? }.into()
            }
            Input::InputPrivacyValueAllowChatParticipants(list) => {
                types::PrivacyValueAllowChatParticipants { chats: list.chats.clone() }.into()
            }
            Input::InputPrivacyValueDisallowChatParticipants(list) => {
                types::PrivacyValueDisallowChatParticipants { chats: list.chats.clone() }.into()
            }
            Input::InputPrivacyValueAllowCloseFriends => {
                return Err(Refusal::bad("PRIVACY_RULE_NOT_SERVED"));
            }
        })
    };
    input.iter().map(rule).collect()
}

fn shown(call: &Call, rules: Vec<Rule>) -> enums::account::PrivacyRules {
    let mut mentioned = Mentioned::default();
    for rule in &rules {
        let (users, chats) = match rule {
            Rule::PrivacyValueAllowUsers(list) => (&list.users[..], &[][..]),
            Rule::PrivacyValueDisallowUsers(list) => (&list.users[..], &[][..]),
            Rule::PrivacyValueAllowChatParticipants(list) => (&[][..], &list.chats[..]),
            Rule::PrivacyValueDisallowChatParticipants(list) => (&[][..], &list.chats[..]),
            _ => continue,
        };
        users.iter().for_each(|id| mentioned.add(Peer::User(*id)));
        for id in chats {
            mentioned.add(Peer::Group(*id));
            mentioned.add(Peer::Channel(*id));
        }
    }
    let (users, chats) = call.world.gather(call.me, &mentioned);
    types::account::PrivacyRules { rules, chats, users }.into()
}

fn get_privacy(call: &mut Call, request: f::account::GetPrivacy) -> Answer<enums::account::PrivacyRules> {
    let me = call.world.resident(call.me);
    let rules = me.map(|me| me.privacy.rules(&key_of(&request.key))).unwrap_or_default();
    Ok(shown(call, rules))
}

fn set_privacy(call: &mut Call, request: f::account::SetPrivacy) -> Answer<enums::account::PrivacyRules> {
    if request.rules.len() > MOST {
        return Err(Refusal::bad("PRIVACY_TOO_LONG"));
    }
    let key = key_of(&request.key);
    let premium = call.world.resident(call.me).is_some_and(|me| me.premium);
    if key == Key::VoiceMessages && !premium {
        return Err(Refusal::new(403, "PREMIUM_ACCOUNT_REQUIRED"));
    }
    let mut rules = rules(call, &request.rules)?;
    let general = |rule: &Rule| matches!(rule, Rule::PrivacyValueAllowAll | Rule::PrivacyValueDisallowAll);
    match rules.iter().filter(|rule| general(rule)).count() {
        0 => rules.push(Rule::PrivacyValueDisallowAll),
        1 => {}
        _ => return Err(Refusal::bad("PRIVACY_VALUE_INVALID")),
    }
    if let Some(me) = call.world.people.get_mut(&call.me) {
        me.privacy.set(key.clone(), rules.clone());
    }
    let update = types::UpdatePrivacy { key: key.clone(), rules: rules.clone() };
    call.world.tell(call.me, update.into(), &Mentioned::default(), Some(call.link));
    if key == Key::StatusTimestamp {
        call.world.tell_status(call.me);
    }
    call.world.touch();
    Ok(shown(call, rules))
}
