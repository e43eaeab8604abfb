//! TL objects as modules see them. Each test is a Python file of assertions.

use crate::worker::holds;

macro_rules! python_files {
    ($($name:ident)*) => {
        $(#[test]
        fn $name() {
            holds(include_str!(concat!("tl/", stringify!($name), ".py")));
        })*
    };
}

python_files! {
    arguments_fit_as_in_cpython
    objects_compare_copy_and_pickle
    known_bytes_come_out
    wrong_values_are_refused_with_the_known_errors
    dates_go_both_ways
    decoding_fills_everything
    text_and_dicts_read_as_the_library_prints_them
    richer_classes_take_a_constructors_place
    the_schema_can_be_listed
    malformed_bytes_raise_and_never_crash
}
