//! The static tables: every entry is found by each of its names.

use ox_tl::{Kind, by_class, by_id, by_tl_name, constructors, constructors_of, functions, types};

#[test]
fn every_constructor_is_found_by_each_of_its_names() {
    for constructor in constructors() {
        assert_eq!(by_id(constructor.id), Some(constructor));
        assert_eq!(by_tl_name(constructor.tl_name), Some(constructor));
        assert_eq!(
            by_class(constructor.namespace, constructor.class, constructor.is_function),
            Some(constructor)
        );
        if !constructor.is_function {
            assert!(
                constructors_of(constructor.result).any(|other| other == constructor),
                "{}",
                constructor.tl_name
            );
        }
    }
}

#[test]
fn what_the_schema_lacks_is_not_found() {
    for id in [0, 1, u32::MAX, 0x1cb5_c415, 0x9972_75b5] {
        assert_eq!(by_id(id), None);
    }
    assert_eq!(by_tl_name("sendMessage"), None);
    assert_eq!(by_class("messages", "SendMessageRequest", false), None);
    assert_eq!(constructors_of("Nothing").len(), 0);
}

#[test]
fn types_stand_before_functions() {
    let first = constructors().iter().position(|constructor| constructor.is_function).unwrap();
    assert!(constructors()[first..].iter().all(|constructor| constructor.is_function));
}

#[test]
fn names_fields_and_ids_are_those_of_the_client_library() {
    let send = by_class("messages", "SendMessageRequest", true).unwrap();
    assert_eq!(
        (send.tl_name, send.id, send.subclass_of),
        ("messages.sendMessage", functions::MESSAGES_SEND_MESSAGE, 0x8af5_2aac)
    );
    assert_eq!(by_id(types::PEER_USER).unwrap().subclass_of, 0x02d4_5687);
    let user = by_class("", "User", false).unwrap();
    let own = user.field("self").unwrap();
    assert_eq!((own.name, &own.kind, own.flag), ("is_self", &Kind::True, Some((0, 10))));
    let message = by_class("", "Message", false).unwrap();
    assert_eq!(message.field("date").unwrap().kind, Kind::Date);
    assert_eq!(message.field("edit_date").unwrap().kind, Kind::Date);
    assert_eq!(message.field("effect").unwrap().flag, Some((1, 2)));
    assert_eq!(by_class("", "ReqDHParamsRequest", true).unwrap().tl_name, "req_DH_params");
}
