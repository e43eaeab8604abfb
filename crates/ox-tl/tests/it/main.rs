//! The codec as a whole: every constructor there and back, the view against the tree, and bytes that are not TL.

mod fuzz;
mod lookups;
mod round_trip;
mod view;

/// A small deterministic source of numbers (xorshift).
pub fn numbers(seed: u64) -> impl FnMut() -> u32 {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 32) as u32
    }
}
