//! Which layers are served, and where they differ: 230 is the schema in use, 229 is remembered per key.
//! No constructor that differs is ever sent: the data centre has no wallets and no bot verification.
//! Any other layer gets a clear RPC error.

use crate::rpc::Refusal;

/// The layers that clients may speak.
pub(crate) const SERVED: [i32; 2] = [229, 230];

/// Functions whose constructor in layer 229 is unknown to layer 230, by name: so that a refusal can name them.
const ONLY_229: [(u32, &str); 3] = [
    (0x777d_f37a, "auth.initFirebasePnvLogin"),
    (0x87f2_219b, "bots.checkUsername"),
    (0x8b89_dfbd, "bots.setCustomVerification"),
];

/// `messageEntityTonAddress`, which layer 229 does not know; its twin in shape is `messageEntityUnknown`.
pub(crate) fn entity_for_every_layer(
    entity: grammers_tl_types::enums::MessageEntity,
) -> grammers_tl_types::enums::MessageEntity {
    use grammers_tl_types::{enums::MessageEntity, types::MessageEntityUnknown};
    match entity {
        MessageEntity::TonAddress(address) => {
            let (offset, length) = (address.offset, address.length);
            MessageEntity::Unknown(MessageEntityUnknown { offset, length })
        }
        entity => entity,
    }
}

/// Refuses a layer that is not served.
pub(crate) fn check(layer: i32) -> Result<i32, Refusal> {
    if SERVED.contains(&layer) {
        return Ok(layer);
    }
    Err(Refusal::bad(format!("LAYER_NOT_SERVED_{layer}")))
}

/// The TL name of a function's constructor in any served layer.
pub(crate) fn name_of(constructor: u32) -> String {
    match ONLY_229.iter().find(|(id, _)| *id == constructor) {
        Some((_, name)) => (*name).to_owned(),
        None => match grammers_tl_types::name_for_id(constructor) {
            "(unknown)" => format!("{constructor:08x}"),
            name => name.to_owned(),
        },
    }
}
