//! `account.*`: the caller's own profile, status and notifications.
//! Out of scope: changing phones, themes, wallpapers, business, passport.

use grammers_tl_types::{enums, functions as f, types};

use crate::rpc::{Answer, Call, Refusal, Table};
use crate::session::unix_seconds;
use crate::world::shapes;

pub(crate) fn register(table: &mut Table) {
    table.serve(update_status);
    table.serve(update_profile);
    table.serve(update_emoji_status);
    table.serve(update_birthday);
    table.serve(get_notify_settings);
    table.serve(update_notify_settings);
}

fn update_status(call: &mut Call, request: f::account::UpdateStatus) -> Answer<bool> {
    if let Some(me) = call.world.people.get_mut(&call.me) {
        me.online = !request.offline;
        me.seen = Some(unix_seconds());
    }
    call.world.tell_status(call.me);
    call.world.alarm.notify_one();
    call.world.touch();
    Ok(true)
}

fn update_profile(call: &mut Call, request: f::account::UpdateProfile) -> Answer<enums::User> {
    if request.first_name.as_ref().is_some_and(|name| name.trim().is_empty()) {
        return Err(Refusal::bad("FIRSTNAME_INVALID"));
    }
    if request.about.as_ref().is_some_and(|about| about.chars().count() > 140) {
        return Err(Refusal::bad("ABOUT_TOO_LONG"));
    }
    if let Some(me) = call.world.people.get_mut(&call.me) {
        me.first_name = request.first_name.unwrap_or_else(|| me.first_name.clone());
        if let Some(last_name) = request.last_name {
            me.last_name = Some(last_name).filter(|name| !name.is_empty());
        }
        if let Some(about) = request.about {
            me.about = Some(about).filter(|about| !about.is_empty());
        }
    }
    call.world.tell_name(call.me, Some(call.link));
    Ok(call.world.user(call.me, call.me))
}

/// For those who pay; ends of a status are not watched.
fn update_emoji_status(call: &mut Call, request: f::account::UpdateEmojiStatus) -> Answer<bool> {
    let Some(me) = call.world.people.get_mut(&call.me).filter(|me| me.premium) else {
        return Err(Refusal::new(403, "PREMIUM_ACCOUNT_REQUIRED"));
    };
    let empty = matches!(request.emoji_status, enums::EmojiStatus::Empty);
    me.emoji_status = (!empty).then_some(request.emoji_status);
    call.world.tell_emoji_status(call.me, call.link);
    Ok(true)
}

/// Whether there is such a day, in that year or in some.
fn exists(birthday: &types::Birthday) -> bool {
    let leap = birthday.year.is_none_or(|year| year % 4 == 0 && (year % 100 != 0 || year % 400 == 0));
    let days = match birthday.month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => return false,
    };
    (1..=days).contains(&birthday.day) && birthday.year.is_none_or(|year| (1875..=9999).contains(&year))
}

fn update_birthday(call: &mut Call, request: f::account::UpdateBirthday) -> Answer<bool> {
    if let Some(enums::Birthday::Birthday(birthday)) = &request.birthday
        && !exists(birthday)
    {
        return Err(Refusal::bad("BIRTHDAY_INVALID"));
    }
    if let Some(me) = call.world.people.get_mut(&call.me) {
        me.birthday = request.birthday;
    }
    let update: enums::Update = types::UpdateUser { user_id: call.me }.into();
    call.world.tell_acquainted(call.me, &update);
    Ok(true)
}

fn get_notify_settings(_: &mut Call, _: f::account::GetNotifySettings) -> Answer<enums::PeerNotifySettings> {
    Ok(shapes::settings())
}

/// Accepted and forgotten: nobody is notified here.
fn update_notify_settings(_: &mut Call, _: f::account::UpdateNotifySettings) -> Answer<bool> {
    Ok(true)
}
