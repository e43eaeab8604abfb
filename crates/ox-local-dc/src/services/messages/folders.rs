//! The archive, and filters of the list of chats. A filter is kept as it comes: clients apply it themselves.
//! Shared folders are in `services::chatlists`. Out of scope: suggestions, chats leaving the archive by themselves.

use grammers_tl_types::{enums, functions as f, types};

use crate::rpc::{Answer, Call, Refusal, Table};
use crate::world::messages::Stamp;
use crate::world::peers::Mentioned;
use crate::world::updates::Event;

pub(crate) fn register(table: &mut Table) {
    table.serve(edit_peer_folders);
    table.serve(get_dialog_filters);
    table.serve(update_dialog_filter);
    table.serve(update_dialog_filters_order);
    table.serve(toggle_dialog_filter_tags);
}

fn edit_peer_folders(call: &mut Call, request: f::folders::EditPeerFolders) -> Answer<enums::Updates> {
    let mut moved = Vec::new();
    for enums::InputFolderPeer::Peer(input) in &request.folder_peers {
        let peer = call.world.input_peer(call.me, &input.peer)?;
        let archived = match input.folder_id {
            0 => false,
            1 => true,
            _ => return Err(Refusal::bad("FOLDER_ID_INVALID")),
        };
        moved.push((peer, archived));
    }
    for (peer, archived) in &moved {
        if let Some(dialog) = call.world.dialog(call.me, *peer) {
            dialog.pinned &= dialog.archived == *archived;
            dialog.archived = *archived;
        }
    }
    let mut mentioned = Mentioned::default();
    let event = Event::Archived(moved.clone());
    let stamp: Stamp = call.world.emit(call.me, event.clone(), moved.len() as i32, Some(call.link));
    call.world.touch();
    let updates = call.world.update(call.me, None, stamp, &event, &mut mentioned).into_iter().collect();
    Ok(call.world.updates(call.me, updates, &mentioned))
}

fn get_dialog_filters(
    call: &mut Call,
    _: f::messages::GetDialogFilters,
) -> Answer<enums::messages::DialogFilters> {
    let Some(me) = call.world.resident(call.me) else { return Err(Refusal::bad("USER_ID_INVALID")) };
    let filter = |id: &i32| match me.filters.get(id) {
        Some(filter) => Some(filter.clone()),
        None => (*id == 0).then_some(enums::DialogFilter::Default),
    };
    let known: Vec<i32> = std::iter::once(0).chain(me.filters.keys().copied()).collect();
    let mut order = me.filter_order.clone();
    order.extend(known.iter().filter(|id| !me.filter_order.contains(id)));
    if !me.filter_order.contains(&0) {
        order.retain(|id| *id != 0);
        order.insert(0, 0);
    }
    let filters = order.iter().filter_map(filter).collect();
    Ok(types::messages::DialogFilters { tags_enabled: me.filter_tags, filters }.into())
}

/// Whether a filter says what belongs to it, and how it is called.
fn check(filter: &enums::DialogFilter) -> Answer<()> {
    let enums::DialogFilter::Filter(filter) = filter else { return Ok(()) };
    let enums::TextWithEntities::Entities(title) = &filter.title;
    let kinds = filter.contacts || filter.non_contacts || filter.groups || filter.broadcasts || filter.bots;
    let named = !filter.include_peers.is_empty() || !filter.pinned_peers.is_empty();
    match () {
        () if title.text.trim().is_empty() => Err(Refusal::bad("FILTER_TITLE_EMPTY")),
        () if !kinds && !named => Err(Refusal::bad("FILTER_INCLUDE_EMPTY")),
        () => Ok(()),
    }
}

fn update_dialog_filter(call: &mut Call, request: f::messages::UpdateDialogFilter) -> Answer<bool> {
    let id = request.id;
    if !(2..=255).contains(&id) {
        return Err(Refusal::bad("FILTER_ID_INVALID"));
    }
    request.filter.as_ref().map_or(Ok(()), check)?;
    if let Some(me) = call.world.people.get_mut(&call.me) {
        match request.filter.clone() {
            Some(filter) => me.filters.insert(id, filter),
            None => me.filters.remove(&id),
        };
    }
    tell(call, types::UpdateDialogFilter { id, filter: request.filter });
    Ok(true)
}

fn tell(call: &Call, update: impl Into<enums::Update>) {
    call.world.tell(call.me, update.into(), &Mentioned::default(), Some(call.link));
    call.world.touch();
}

fn update_dialog_filters_order(
    call: &mut Call,
    request: f::messages::UpdateDialogFiltersOrder,
) -> Answer<bool> {
    if let Some(me) = call.world.people.get_mut(&call.me) {
        me.filter_order.clone_from(&request.order);
    }
    tell(call, types::UpdateDialogFilterOrder { order: request.order });
    Ok(true)
}

fn toggle_dialog_filter_tags(call: &mut Call, request: f::messages::ToggleDialogFilterTags) -> Answer<bool> {
    if let Some(me) = call.world.people.get_mut(&call.me) {
        me.filter_tags = request.enabled;
    }
    Ok(true)
}
