//! Random values of every constructor: written, read, written again; skipped to the same place.

use ox_tl::value::{Value, decode, encode};
use ox_tl::{Reader, arbitrary, constructors};

use crate::numbers;

#[test]
fn every_constructor_comes_back_as_it_was() {
    for (seed, constructor) in (1..).zip(constructors()) {
        let mut next = numbers(seed);
        for _ in 0..4 {
            let object = arbitrary::object(constructor, &mut next);
            let bytes = encode(&object).unwrap_or_else(|error| panic!("{}: {error}", constructor.tl_name));
            let back = decode(&bytes).unwrap_or_else(|error| panic!("{}: {error}", constructor.tl_name));
            let Value::Object(back) = back else { panic!("{} came back as no object", constructor.tl_name) };
            assert_eq!(encode(&back).unwrap(), bytes, "{}", constructor.tl_name);
            assert_eq!(back, object, "{}", constructor.tl_name);

            let mut reader = Reader::new(&bytes);
            reader.skip_object().unwrap();
            assert!(reader.remaining().is_empty(), "{}", constructor.tl_name);
        }
    }
}
