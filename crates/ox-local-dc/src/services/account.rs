//! `account.*`: the caller's own profile, status and password question.
//! Out of scope: changing passwords and phones, privacy, themes, wallpapers, business, passport.

use grammers_tl_types::{enums, functions as f};

use crate::rpc::{Answer, Call, Table};
use crate::session::unix_seconds;

pub(crate) fn register(table: &mut Table) {
    table.serve(update_status);
    table.serve_all(get_password);
}

fn update_status(call: &mut Call, request: f::account::UpdateStatus) -> Answer<bool> {
    if let Some(me) = call.world.people.get_mut(&call.me) {
        me.online = !request.offline;
        me.seen = Some(unix_seconds());
    }
    Ok(true)
}

/// The question for a password; also before the login is complete.
fn get_password(
    call: &mut Call,
    _: f::account::GetPassword,
) -> Answer<enums::account::Password> {
    let row = call.world.key_row(call.link.key)?;
    let person = row.person.or(row.half_way);
    let person = person.ok_or_else(|| crate::rpc::Refusal::new(401, "AUTH_KEY_UNREGISTERED"))?;
    let verifier = call.world.resident(person).and_then(|resident| resident.verifier.clone());
    let Some(verifier) = verifier else { return Ok(super::password::describe(None, None)) };
    let id = i64::from_le_bytes(crate::crypto::random());
    let exchange = verifier.ask(person);
    let answer = super::password::describe(Some(&verifier), Some((id, &exchange)));
    call.world.login.srp.insert(id, exchange);
    Ok(answer)
}
