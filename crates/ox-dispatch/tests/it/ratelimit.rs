//! Limits on others: how many commands pass, and when the next one does.

use ox_dispatch::{Charge, Limiter};

const BOB: i64 = 200;
const CAROL: i64 = 201;

fn charge(user: i64, high: bool) -> Charge {
    Charge { user: Some(user), chat: -5, high }
}

/// How many commands of a user pass in one second.
fn passed(limiter: &mut Limiter, charge: Charge, now: u64) -> usize {
    (0..60).filter(|_| limiter.admit(charge, now, 30, 100)).count()
}

#[test]
fn commands_cost_more_the_more_there_are() {
    for (high, expected) in [(false, 11), (true, 4)] {
        assert_eq!(passed(&mut Limiter::default(), charge(BOB, high), 0), expected, "high price: {high}");
    }
}

#[test]
fn debts_wear_off() {
    let mut limiter = Limiter::default();
    assert!(passed(&mut limiter, charge(BOB, false), 0) > 0);
    assert!(!limiter.admit(charge(BOB, false), 59, 30, 100));
    let mut limiter = Limiter::default();
    (0..8).for_each(|_| assert!(limiter.admit(charge(BOB, false), 0, 30, 1000)));
    assert_eq!(passed(&mut limiter, charge(BOB, false), 10_000), 11, "long after, everything is forgotten");
}

#[test]
fn a_chat_is_spared_by_one_who_is_refused() {
    let mut limiter = Limiter::default();
    passed(&mut limiter, charge(BOB, false), 0);
    assert!(passed(&mut limiter, charge(CAROL, false), 0) > 3, "carol pays for herself");
    let everybody = (300..400).filter(|user| limiter.admit(charge(*user, false), 0, 30, 100)).count();
    assert!((1..40).contains(&everybody), "but the chat has a limit too: {everybody}");
}

#[test]
fn a_message_without_a_sender_burdens_its_chat_only() {
    let mut limiter = Limiter::default();
    let nobody = Charge { user: None, chat: -5, high: false };
    assert!(passed(&mut limiter, nobody, 0) > 11);
    assert!(!limiter.admit(charge(BOB, false), 0, 30, 100));
}
