//! Accounts and groups that end for ever: what goes with them, and what stays with the others.

use grammers_crypto::two_factor_auth::calculate_2fa;
use grammers_tl_types::{enums, functions as f, types};
use ox_local_dc::Person;

use crate::client::{Client, told};
use crate::people::{Town, dialogs, group, message, peer};

fn leave(password: Option<enums::InputCheckPasswordSrp>) -> f::account::DeleteAccount {
    f::account::DeleteAccount { reason: "enough".to_owned(), password }
}

/// The proof that a password is known.
fn proof(client: &mut Client, password: &str) -> enums::InputCheckPasswordSrp {
    let enums::account::Password::Password(asked) = client.call(&f::account::GetPassword {}).unwrap();
    let Some(enums::PasswordKdfAlgo::Sha256Sha256Pbkdf2Hmacsha512iter100000Sha256ModPow(kdf)) =
        asked.current_algo
    else {
        panic!("a password is set")
    };
    let secret = vec![7; 256];
    let (m1, a) =
        calculate_2fa(&kdf.salt1, &kdf.salt2, &kdf.p, &kdf.g, asked.srp_b.unwrap(), secret, password);
    let srp_id = asked.srp_id.unwrap();
    types::InputCheckPasswordSrp { srp_id, a: a.to_vec(), m1: m1.to_vec() }.into()
}

#[test]
fn who_leaves_for_ever_is_logged_out_everywhere_and_nobody_can_write_to_her() {
    let town = Town::new();
    let world = town.dc.world();
    let (mut alice, mut bob) = (Client::of(&town.dc, town.alice), Client::of(&town.dc, town.bob));
    let mut elsewhere = Client::of(&town.dc, town.bob);
    let him = peer(&mut alice, "bob_user");
    town.send("farewell");
    let tea = world.add_group("Tea", &[town.bob, town.alice]);
    world.send_as(town.bob, tea, "cheers").unwrap();
    told(&mut alice);

    assert!(bob.call(&leave(None)).unwrap());
    for client in [&mut bob, &mut elsewhere] {
        let refused = client.call(&f::updates::GetState {}).unwrap_err();
        assert_eq!(refused, (401, "USER_DEACTIVATED".to_owned()));
    }
    assert!(matches!(&told(&mut alice)[..], [enums::Update::User(update)] if update.user_id == town.bob));
    assert_eq!(
        alice.call(&message(him.clone(), "hello?", 1)).unwrap_err(),
        (400, "INPUT_USER_DEACTIVATED".to_owned())
    );
    let texts = |peer| world.history(town.alice, peer).into_iter().map(|line| line.text).collect::<Vec<_>>();
    assert_eq!((texts(town.bob), texts(tea)), (vec!["farewell".to_owned()], vec!["cheers".to_owned()]));
    alice.call(&message(group(tea), "without him", 2)).unwrap();

    let enums::messages::Dialogs::Dialogs(listed) = alice.call(&dialogs(None)).unwrap() else {
        panic!("few chats fit a page")
    };
    let him = listed.users.iter().find_map(|user| match user {
        enums::User::User(user) if user.id == town.bob => Some(user),
        _ => None,
    });
    let him = him.unwrap();
    assert!(him.deleted && !him.contact);
    assert_eq!((&him.first_name, &him.username, &him.phone), (&None, &None, &None));
    let gone = f::contacts::ResolveUsername { username: "bob_user".to_owned(), referer: None };
    assert_eq!(alice.call(&gone).unwrap_err().1, "USERNAME_NOT_OCCUPIED");
    let phone = f::contacts::ResolvePhone { phone: "10002".to_owned() };
    assert_eq!(alice.call(&phone).unwrap_err().1, "PHONE_NOT_OCCUPIED");
    town.add("bob", "10002");
    alice.call(&gone).unwrap();
}

#[test]
fn a_password_keeps_an_account_for_a_week_unless_it_is_given() {
    let town = Town::new();
    let world = town.dc.world();
    let careful =
        Person { first_name: "carol".to_owned(), password: Some("hunter2".to_owned()), ..Person::default() };
    let carol = world.add_person(careful);
    let mut client = Client::of(&town.dc, carol);
    let refused = client.call(&leave(None)).unwrap_err();
    assert_eq!(refused, (420, "2FA_CONFIRM_WAIT_604800".to_owned()));
    let wrong = proof(&mut client, "hunter3");
    assert_eq!(client.call(&leave(Some(wrong))).unwrap_err().1, "PASSWORD_HASH_INVALID");
    client.call(&f::updates::GetState {}).unwrap();
    let right = proof(&mut client, "hunter2");
    assert!(client.call(&leave(Some(right))).unwrap());
    assert_eq!(client.call(&f::updates::GetState {}).unwrap_err().1, "USER_DEACTIVATED");
}

#[test]
fn only_who_made_a_group_ends_it_and_then_nobody_is_left_in_it() {
    let town = Town::new();
    let world = town.dc.world();
    let (mut alice, mut bob) = (Client::of(&town.dc, town.alice), Client::of(&town.dc, town.bob));
    let tea = world.add_group("Tea", &[town.alice, town.bob]);
    world.send_as(town.bob, tea, "cheers").unwrap();
    told(&mut bob);
    let end = f::messages::DeleteChat { chat_id: -tea };
    assert_eq!(bob.call(&end).unwrap_err(), (400, "CHAT_ADMIN_REQUIRED".to_owned()));
    assert!(alice.call(&end).unwrap());
    // The answer was nothing but "true": without being told, the caller would miss what is gone of her own.
    for client in [&mut alice, &mut bob] {
        let heard = told(client);
        assert!(heard.iter().any(|update| matches!(update, enums::Update::DeleteMessages(_))), "{heard:?}");
        assert!(heard.iter().any(|update| matches!(update, enums::Update::Chat(_))), "{heard:?}");
    }
    for (client, person) in [(&mut alice, town.alice), (&mut bob, town.bob)] {
        let enums::messages::Dialogs::Dialogs(listed) = client.call(&dialogs(None)).unwrap() else {
            panic!("few chats fit a page")
        };
        assert!(listed.dialogs.is_empty(), "{listed:?}");
        assert!(world.history(person, tea).is_empty());
        assert_eq!(client.call(&end).unwrap_err().1, "CHAT_ID_INVALID");
    }
}
