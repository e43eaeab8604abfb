//! Which module files load, and what they register: each in a world and a worker of its own.
//! What a module does is found out by the worker; that it hangs or dies is found out here.

mod examine;
mod ledger;
mod overlay;
mod row;

pub use examine::{Examination, examine};
pub use ledger::Ledger;
pub use overlay::Overlays;
pub use row::{Outcome, Row, Summary};
