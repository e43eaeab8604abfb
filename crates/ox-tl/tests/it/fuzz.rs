//! Arbitrary and mutated bytes: every reader answers, none panics, and none reads past the end.

use ox_tl::{MessageView, Reader, arbitrary, by_tl_name, constructors, value};
use proptest::prelude::*;

use crate::numbers;

fn survive(bytes: &[u8]) {
    let mut reader = Reader::new(bytes);
    let skipped = reader.skip_object();
    let decoded = value::decode(bytes);
    assert!(reader.position() <= bytes.len());
    assert_eq!(skipped.is_ok(), decoded.is_ok(), "skip {skipped:?}, decode {decoded:?}");
    let _ = MessageView::parse(bytes);
}

fn a_message_update(seed: u64) -> Vec<u8> {
    let updates =
        ["updateNewMessage", "updateEditChannelMessage", "updateShortMessage", "updateShortChatMessage"];
    let update = by_tl_name(updates[seed as usize % updates.len()]).unwrap();
    value::encode(&arbitrary::object(update, &mut numbers(seed))).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        survive(&bytes);
    }

    #[test]
    fn random_bodies_of_real_constructors_never_panic(at in any::<prop::sample::Index>(), mut body in prop::collection::vec(any::<u8>(), 0..200)) {
        let constructor = at.get(constructors());
        let mut bytes = constructor.id.to_le_bytes().to_vec();
        bytes.append(&mut body);
        survive(&bytes);
    }

    #[test]
    fn mutated_objects_never_panic(at in any::<prop::sample::Index>(), seed in any::<u64>(), changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..5)) {
        let object = arbitrary::object(at.get(constructors()), &mut numbers(seed));
        let mut bytes = value::encode(&object).unwrap();
        for (place, byte) in changes {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        survive(&bytes);
    }

    #[test]
    fn mutated_messages_never_panic(seed in any::<u64>(), changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..5), cut in any::<prop::sample::Index>()) {
        let mut bytes = a_message_update(seed);
        prop_assert!(MessageView::parse(&bytes).unwrap().is_some());
        for (place, byte) in changes {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        survive(&bytes);
        bytes.truncate(cut.index(bytes.len()));
        let _ = MessageView::parse(&bytes);
    }
}

#[test]
fn deep_nesting_is_refused_before_the_stack_is_in_danger() {
    let bold = by_tl_name("textBold").unwrap().id.to_le_bytes();
    let vector =
        ox_tl::reader::VECTOR.to_le_bytes().into_iter().chain(1u32.to_le_bytes()).collect::<Vec<_>>();
    for unit in [bold.to_vec(), vector] {
        let bytes = unit.repeat(500_000);
        assert!(matches!(Reader::new(&bytes).skip_object(), Err(ox_tl::DecodeError::TooDeep { .. })));
        assert!(matches!(value::decode(&bytes), Err(ox_tl::DecodeError::TooDeep { .. })));
    }
}

#[test]
fn a_vector_longer_than_its_data_is_refused_without_allocation() {
    let mut bytes = ox_tl::reader::VECTOR.to_le_bytes().to_vec();
    bytes.extend(u32::MAX.to_le_bytes());
    assert!(matches!(value::decode(&bytes), Err(ox_tl::DecodeError::VectorLength { .. })));
}
