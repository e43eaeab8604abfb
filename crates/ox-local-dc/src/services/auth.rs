//! `auth.*`: who a key belongs to, by code, password, QR token, bot token, or from another data centre.
//! Out of scope: signing up, e-mail logins, passkeys, temporary keys, recovering a password.

use grammers_tl_types::{enums, functions as f, types};

use crate::rpc::{Answer, Call, Table};

pub(crate) fn register(table: &mut Table) {
    table.serve(log_out);
}

fn log_out(call: &mut Call, _: f::auth::LogOut) -> Answer<enums::auth::LoggedOut> {
    call.world.forget_key_person(call.link.key);
    Ok(types::auth::LoggedOut { future_auth_token: None }.into())
}
