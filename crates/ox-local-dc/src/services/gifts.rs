//! Gifts for stars: what there is, giving, keeping, converting and upgrading, and the stars that pay for it.
//! A test gives stars; two gifts are always there. Out of scope: money, resale, auctions, transfers, collections,
//! transactions, gifts of Premium. What somebody owns is in `owned`.

pub(crate) mod owned;

use std::collections::HashMap;

use grammers_tl_types::{enums, functions as f, types};

use crate::rpc::{Answer, Call, Refusal, Table};
use crate::world::messages::Draft;
use crate::world::peers::{Mentioned, Peer};
use crate::world::shapes;
use owned::Owned;

pub(crate) fn register(table: &mut Table) {
    table.serve(get_star_gifts);
    table.serve(get_stars_status);
    table.serve(get_payment_form);
    table.serve(send_stars_form);
    owned::register(table);
}

/// What can be given: name, price, what it is worth when converted, the price of an upgrade, how many there are.
struct Kind {
    id: i64,
    title: &'static str,
    stars: i64,
    convert: i64,
    upgrade: Option<i64>,
    total: Option<i32>,
}

const KINDS: [Kind; 2] = [
    Kind { id: 501, title: "Bear", stars: 15, convert: 13, upgrade: None, total: None },
    Kind { id: 502, title: "Star", stars: 50, convert: 42, upgrade: Some(25), total: Some(3) },
];

/// Everybody's stars and gifts.
#[derive(Default)]
pub(crate) struct Gifts {
    pub stars: HashMap<Peer, i64>,
    pub owned: Vec<Owned>,
    /// Invoices that wait to be paid, by their form: who asked for what.
    forms: HashMap<i64, (i64, enums::InputInvoice)>,
    /// How many unique ones were made.
    issued: i32,
}

impl Gifts {
    /// Takes away what somebody has.
    pub fn forget(&mut self, owner: Peer) {
        self.stars.remove(&owner);
        self.owned.retain(|gift| !gift.is_of(owner));
    }

    fn given(&self, kind: i64) -> i32 {
        self.owned.iter().filter(|gift| gift.kind == kind).count() as i32
    }

    fn kind(&self, kind: &Kind) -> enums::StarGift {
        let mut gift = shapes::star_gift();
        gift.id = kind.id;
        gift.stars = kind.stars;
        gift.convert_stars = kind.convert;
        gift.upgrade_stars = kind.upgrade;
        gift.title = Some(kind.title.to_owned());
        if let Some(total) = kind.total {
            let remains = (total - self.given(kind.id)).max(0);
            (gift.limited, gift.sold_out) = (true, remains == 0);
            (gift.availability_remains, gift.availability_total) = (Some(remains), Some(total));
        }
        gift.into()
    }
}

fn kind_of(id: i64) -> Answer<&'static Kind> {
    KINDS.iter().find(|kind| kind.id == id).ok_or_else(|| Refusal::bad("STARGIFT_INVALID"))
}

fn get_star_gifts(call: &mut Call, request: f::payments::GetStarGifts) -> Answer<enums::payments::StarGifts> {
    let gifts = &call.world.gifts;
    let hash = 1 + gifts.owned.len() as i32;
    if request.hash == hash {
        return Ok(enums::payments::StarGifts::NotModified);
    }
    let kinds = KINDS.iter().map(|kind| gifts.kind(kind)).collect();
    Ok(types::payments::StarGifts { hash, gifts: kinds, chats: Vec::new(), users: Vec::new() }.into())
}

fn get_stars_status(
    call: &mut Call,
    request: f::payments::GetStarsStatus,
) -> Answer<enums::payments::StarsStatus> {
    let owner = call.world.input_peer(call.me, &request.peer)?;
    if !call.world.speaks_for(call.me, owner) || request.ton {
        return Err(Refusal::bad("PEER_ID_INVALID"));
    }
    let amount = call.world.gifts.stars.get(&owner).copied().unwrap_or(0);
    Ok(shapes::stars_status(&types::StarsAmount { amount, nanos: 0 }.into()).into())
}

/// What an invoice costs, and its name.
fn price(call: &Call, invoice: &enums::InputInvoice) -> Answer<(i64, &'static str)> {
    match invoice {
        enums::InputInvoice::StarGift(order) => {
            let kind = kind_of(order.gift_id)?;
            if kind.total.is_some_and(|total| call.world.gifts.given(kind.id) >= total) {
                return Err(Refusal::bad("STARGIFT_USAGE_LIMITED"));
            }
            let upgrade = if order.include_upgrade { kind.upgrade.unwrap_or(0) } else { 0 };
            Ok((kind.stars + upgrade, kind.title))
        }
        enums::InputInvoice::StarGiftUpgrade(order) => {
            let gift = &call.world.gifts.owned[owned::own(call, &order.stargift)?];
            let kind = kind_of(gift.kind)?;
            let upgrade = kind.upgrade.filter(|_| gift.unique.is_none());
            Ok((upgrade.ok_or_else(|| Refusal::bad("STARGIFT_UPGRADE_UNAVAILABLE"))?, kind.title))
        }
        _ => Err(Refusal::bad("INVOICE_NOT_SERVED")),
    }
}

fn get_payment_form(
    call: &mut Call,
    request: f::payments::GetPaymentForm,
) -> Answer<enums::payments::PaymentForm> {
    let (amount, title) = price(call, &request.invoice)?;
    let form_id = call.world.number();
    call.world.gifts.forms.insert(form_id, (call.me, request.invoice));
    let label = title.to_owned();
    let mut invoice = shapes::invoice(&[types::LabeledPrice { label, amount }.into()]);
    "XTR".clone_into(&mut invoice.currency);
    Ok(types::payments::PaymentFormStarGift { form_id, invoice: invoice.into() }.into())
}

fn send_stars_form(
    call: &mut Call,
    request: f::payments::SendStarsForm,
) -> Answer<enums::payments::PaymentResult> {
    let form = call.world.gifts.forms.get(&request.form_id);
    let known = form.is_some_and(|(person, invoice)| *person == call.me && *invoice == request.invoice);
    if !known {
        return Err(Refusal::bad("FORM_EXPIRED"));
    }
    let (amount, _) = price(call, &request.invoice)?;
    let payer = Peer::User(call.me);
    let balance = call.world.gifts.stars.get(&payer).copied().unwrap_or(0);
    if balance < amount {
        return Err(Refusal::bad("BALANCE_TOO_LOW"));
    }
    let updates = match &request.invoice {
        enums::InputInvoice::StarGift(order) => give(call, order)?,
        enums::InputInvoice::StarGiftUpgrade(order) => {
            let at = owned::own(call, &order.stargift)?;
            owned::upgrade(call, at, order.keep_original_details)?
        }
        _ => return Err(Refusal::bad("INVOICE_NOT_SERVED")),
    };
    call.world.gifts.stars.insert(payer, balance - amount);
    call.world.gifts.forms.remove(&request.form_id);
    call.world.touch();
    Ok(types::payments::PaymentResult { updates }.into())
}

fn give(call: &mut Call, order: &types::InputInvoiceStarGift) -> Answer<enums::Updates> {
    let to = call.world.input_peer(call.me, &order.peer)?;
    let kind = kind_of(order.gift_id)?;
    let gift = call.world.gifts.kind(kind);
    let saved_id = call.world.number();
    let mut given = Owned::new(kind.id, call.me, to, saved_id);
    given.hide_name = order.hide_name;
    given.message.clone_from(&order.message);
    given.paid_upgrade = order.include_upgrade && kind.upgrade.is_some();
    let updates = match to {
        Peer::User(_) => {
            let mut action = shapes::gift_action(&gift);
            action.name_hidden = order.hide_name;
            action.message.clone_from(&order.message);
            action.can_upgrade = kind.upgrade.is_some();
            action.prepaid_upgrade = given.paid_upgrade;
            action.convert_stars = Some(kind.convert);
            action.upgrade_stars = given.paid_upgrade.then_some(kind.upgrade).flatten();
            let draft = Draft { action: Some(action.into()), ..Draft::default() };
            let posted = call.world.post(call.me, to, draft, Some(call.link))?;
            given.uid = Some(posted.uid);
            super::messages::send::sent(call, &[(posted, 0)])
        }
        Peer::Channel(_) => call.world.updates(call.me, Vec::new(), &Mentioned::default()),
        Peer::Group(_) => return Err(Refusal::bad("PEER_ID_INVALID")),
    };
    call.world.gifts.owned.push(given);
    Ok(updates)
}
