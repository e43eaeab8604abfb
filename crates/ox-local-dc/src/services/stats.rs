//! `stats.*`: what a channel or megagroup comes to in a week, counted from its messages and members; for those who rule
//! it, at the data centre of whoever made it (`STATS_MIGRATE_X` elsewhere). One graph comes at once, the others by token.
//! Out of scope: the week before, sources, languages, stories, polls, forwards elsewhere.

use std::collections::BTreeMap;

use grammers_tl_types::{enums, functions as f, types};

use crate::rpc::{Answer, Call, Refusal, Table};
use crate::session::unix_seconds;
use crate::world::messages::Record;
use crate::world::peers::{Channel, Mentioned, Peer};

const DAY: i32 = 86400;
const DAYS: i32 = 7;

pub(crate) fn register(table: &mut Table) {
    table.serve(get_broadcast_stats);
    table.serve(get_megagroup_stats);
    table.serve(get_message_stats);
    table.serve(load_async_graph);
}

/// The channel, for those who may look into its numbers, where these are kept.
fn watched<'a>(call: &'a Call, input: &enums::InputChannel, broadcast: bool) -> Answer<&'a Channel> {
    let id = call.world.input_channel(call.me, input)?;
    let channel = call.world.channels.get(&id).ok_or_else(|| Refusal::bad("CHANNEL_INVALID"))?;
    let datacentre = call.world.home_of(channel.creator);
    match () {
        () if !channel.rules(call.me) => Err(Refusal::bad("CHAT_ADMIN_REQUIRED")),
        () if channel.broadcast && !broadcast => Err(Refusal::bad("MEGAGROUP_REQUIRED")),
        () if !channel.broadcast && broadcast => Err(Refusal::bad("BROADCAST_REQUIRED")),
        () if datacentre != call.link.datacentre => {
            Err(Refusal::new(303, format!("STATS_MIGRATE_{datacentre}")))
        }
        () => Ok(channel),
    }
}

fn period() -> enums::StatsDateRangeDays {
    let max_date = unix_seconds();
    types::StatsDateRangeDays { min_date: max_date - DAYS * DAY, max_date }.into()
}

/// Messages of the last week with their ids, oldest first.
fn recent<'a>(call: &'a Call, channel: &'a Channel) -> Vec<(i32, &'a Record)> {
    let since = unix_seconds() - DAYS * DAY;
    let all = channel.messages.iter().map(|(id, uid)| (*id, &call.world.records[*uid]));
    all.filter(|(_, record)| record.date >= since && record.action.is_none()).collect()
}

fn value(current: f64) -> enums::StatsAbsValueAndPrev {
    types::StatsAbsValueAndPrev { current, previous: 0.0 }.into()
}

fn per(sum: f64, count: usize) -> enums::StatsAbsValueAndPrev {
    value(if count == 0 { 0.0 } else { sum / count as f64 })
}

/// A graph of one line, a point a day.
fn graph(name: &str, point: impl Fn(i32) -> i64) -> enums::StatsGraph {
    let today = unix_seconds() / DAY * DAY;
    let days: Vec<i32> = (0..DAYS).rev().map(|back| today - back * DAY).collect();
    let list = |values: Vec<i64>| values.iter().map(i64::to_string).collect::<Vec<_>>().join(",");
    let x = list(days.iter().map(|day| i64::from(*day) * 1000).collect());
    let y = list(days.iter().map(|day| point(*day)).collect());
    let data = format!(
        r#"{{"columns":[["x",{x}],["y0",{y}]],"types":{{"x":"x","y0":"line"}},"names":{{"y0":"{name}"}},"colors":{{"y0":"BLUE#3497ED"}}}}"#
    );
    types::StatsGraph { json: types::DataJson { data }.into(), zoom_token: None }.into()
}

fn members_graph(channel: &Channel) -> enums::StatsGraph {
    let until = |day: i32| channel.members.values().filter(|member| member.date < day + DAY).count() as i64;
    graph("Total members", until)
}

/// Stands for a graph that is loaded when it is looked at.
fn async_graph(channel: &Channel, name: &str) -> enums::StatsGraph {
    types::StatsGraphAsync { token: format!("{}:{name}", channel.id) }.into()
}

fn get_broadcast_stats(
    call: &mut Call,
    request: f::stats::GetBroadcastStats,
) -> Answer<enums::stats::BroadcastStats> {
    let channel = watched(call, &request.channel, true)?;
    let posts = recent(call, channel);
    let sum = |count: &dyn Fn(&Record) -> usize| posts.iter().map(|(_, post)| count(post)).sum::<usize>();
    let views = sum(&|post| post.views.max(0) as usize) as f64;
    let reactions = sum(&|post| post.reactions.len()) as f64;
    let interactions = posts.iter().rev().map(|(id, post)| {
        types::PostInteractionCountersMessage {
            msg_id: *id,
            views: post.views,
            forwards: 0,
            reactions: post.reactions.len() as i32,
        }
        .into()
    });
    let members = channel.members.len() as f64;
    let later = |name| async_graph(channel, name);
    Ok(types::stats::BroadcastStats {
        period: period(),
        followers: value(members),
        views_per_post: per(views, posts.len()),
        shares_per_post: value(0.0),
        reactions_per_post: per(reactions, posts.len()),
        views_per_story: value(0.0),
        shares_per_story: value(0.0),
        reactions_per_story: value(0.0),
        enabled_notifications: types::StatsPercentValue { part: members, total: members }.into(),
        growth_graph: members_graph(channel),
        followers_graph: later("followers"),
        mute_graph: later("mute"),
        top_hours_graph: later("top_hours"),
        interactions_graph: later("interactions"),
        iv_interactions_graph: later("iv_interactions"),
        views_by_source_graph: later("views_by_source"),
        new_followers_by_source_graph: later("new_followers_by_source"),
        languages_graph: later("languages"),
        reactions_by_emotion_graph: later("reactions_by_emotion"),
        story_interactions_graph: later("story_interactions"),
        story_reactions_by_emotion_graph: later("story_reactions_by_emotion"),
        recent_posts_interactions: interactions.collect(),
    }
    .into())
}

fn get_megagroup_stats(
    call: &mut Call,
    request: f::stats::GetMegagroupStats,
) -> Answer<enums::stats::MegagroupStats> {
    let channel = watched(call, &request.channel, false)?;
    let messages = recent(call, channel);
    let mut posters: BTreeMap<i64, (i32, usize)> = BTreeMap::new();
    for (_, message) in &messages {
        let row = posters.entry(message.author).or_default();
        *row = (row.0 + 1, row.1 + message.text.chars().count());
    }
    let mut mentioned = Mentioned::default();
    let top = posters.iter().map(|(person, (count, letters))| {
        mentioned.add(Peer::User(*person));
        let avg_chars = *letters as i32 / count;
        types::StatsGroupTopPoster { user_id: *person, messages: *count, avg_chars }
    });
    let mut top: Vec<types::StatsGroupTopPoster> = top.collect();
    top.sort_by_key(|row| (-row.messages, row.user_id));
    let (users, _) = call.world.gather(call.me, &mentioned);
    let later = |name| async_graph(channel, name);
    Ok(types::stats::MegagroupStats {
        period: period(),
        members: value(channel.members.len() as f64),
        messages: value(messages.len() as f64),
        viewers: value(channel.members.len() as f64),
        posters: value(posters.len() as f64),
        growth_graph: members_graph(channel),
        members_graph: later("members"),
        new_members_by_source_graph: later("new_members_by_source"),
        languages_graph: later("languages"),
        messages_graph: later("messages"),
        actions_graph: later("actions"),
        top_hours_graph: later("top_hours"),
        weekdays_graph: later("weekdays"),
        top_posters: top.into_iter().map(Into::into).collect(),
        top_admins: Vec::new(),
        top_inviters: Vec::new(),
        users,
    }
    .into())
}

fn get_message_stats(
    call: &mut Call,
    request: f::stats::GetMessageStats,
) -> Answer<enums::stats::MessageStats> {
    let channel = watched(call, &request.channel, true)?;
    let uid = channel.messages.get(&request.msg_id);
    let uid = *uid.ok_or_else(|| Refusal::bad("MESSAGE_ID_INVALID"))?;
    let post = &call.world.records[uid];
    let seen = |day: i32| if post.date < day + DAY { i64::from(post.views) } else { 0 };
    Ok(types::stats::MessageStats {
        views_graph: graph("Views", seen),
        reactions_by_emotion_graph: async_graph(channel, "reactions_by_emotion"),
    }
    .into())
}

/// Messages and members have a graph; about the rest nothing is known.
fn load_async_graph(call: &mut Call, request: f::stats::LoadAsyncGraph) -> Answer<enums::StatsGraph> {
    let invalid = || Refusal::bad("GRAPH_INVALID_RELOAD");
    let (id, name) = request.token.split_once(':').ok_or_else(invalid)?;
    let channel = id.parse().ok().and_then(|id: i64| call.world.channels.get(&id)).ok_or_else(invalid)?;
    if !channel.rules(call.me) {
        return Err(invalid());
    }
    Ok(match name {
        "messages" | "interactions" => {
            let messages = recent(call, channel);
            let on = |day| messages.iter().filter(|(_, m)| (day..day + DAY).contains(&m.date)).count() as i64;
            graph("Messages", on)
        }
        "members" | "followers" => members_graph(channel),
        _ => types::StatsGraphError { error: "Not enough data to display.".to_owned() }.into(),
    })
}
