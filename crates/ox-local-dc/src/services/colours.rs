//! Colours of names and profiles: which there are, and who chose which. The palettes are invented.
//! Out of scope: colours of channels, colours that come with unique gifts.

use grammers_tl_types::{enums, functions as f, types};

use crate::rpc::{Answer, Call, Refusal, Table};

/// Colours that every client has of its own.
const KNOWN: i32 = 7;
/// Pairs for names, after those that clients know.
const NAMES: [[i32; 2]; 3] =
    [[0x00d0_4a4a, 0x00f0_a0a0], [0x004a_90d0, 0x00a0_c8f0], [0x0050_a850, 0x00a8_d8a8]];
/// One for the palette, two for the background of a profile.
const PROFILES: [[i32; 3]; 3] = [
    [0x00d0_4a4a, 0x00b0_3030, 0x00e0_7070],
    [0x004a_90d0, 0x0030_70b0, 0x0070_a8e0],
    [0x0050_a850, 0x0038_8838, 0x0078_c078],
];

pub(crate) fn register(table: &mut Table) {
    table.serve(get_peer_colors);
    table.serve(get_peer_profile_colors);
    table.serve(update_color);
}

fn option(color_id: i32, colors: Option<enums::help::PeerColorSet>) -> enums::help::PeerColorOption {
    types::help::PeerColorOption {
        hidden: false,
        color_id,
        colors,
        dark_colors: None,
        channel_min_level: None,
        group_min_level: None,
    }
    .into()
}

fn palette(known: i32, colors: Vec<enums::help::PeerColorOption>) -> enums::help::PeerColors {
    let hash = colors.len() as i32;
    match known == hash {
        true => enums::help::PeerColors::NotModified,
        false => types::help::PeerColors { hash, colors }.into(),
    }
}

fn get_peer_colors(_: &mut Call, request: f::help::GetPeerColors) -> Answer<enums::help::PeerColors> {
    let known = (0..KNOWN).map(|id| option(id, None));
    let more = (KNOWN..)
        .zip(NAMES)
        .map(|(id, colors)| option(id, Some(types::help::PeerColorSet { colors: colors.to_vec() }.into())));
    Ok(palette(request.hash, known.chain(more).collect()))
}

fn get_peer_profile_colors(
    _: &mut Call,
    request: f::help::GetPeerProfileColors,
) -> Answer<enums::help::PeerColors> {
    let colours = (0..).zip(PROFILES).map(|(id, [palette, from, to])| {
        let set = types::help::PeerColorProfileSet {
            palette_colors: vec![palette],
            bg_colors: vec![from, to],
            story_colors: vec![from, to],
        };
        option(id, Some(set.into()))
    });
    Ok(palette(request.hash, colours.collect()))
}

fn update_color(call: &mut Call, request: f::account::UpdateColor) -> Answer<bool> {
    if !call.world.resident(call.me).is_some_and(|me| me.premium) {
        return Err(Refusal::new(403, "PREMIUM_ACCOUNT_REQUIRED"));
    }
    let count = if request.for_profile { PROFILES.len() as i32 } else { KNOWN + NAMES.len() as i32 };
    let exists = match &request.color {
        Some(enums::PeerColor::Color(colour)) => colour.color.is_none_or(|id| (0..count).contains(&id)),
        Some(_) => false,
        None => true,
    };
    if !exists {
        return Err(Refusal::bad("COLOR_INVALID"));
    }
    if let Some(me) = call.world.people.get_mut(&call.me) {
        let colour = if request.for_profile { &mut me.profile_colour } else { &mut me.colour };
        *colour = request.color;
    }
    let update: enums::Update = types::UpdateUser { user_id: call.me }.into();
    call.world.tell_acquainted(call.me, &update);
    call.world.touch();
    Ok(true)
}
