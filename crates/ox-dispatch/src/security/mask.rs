//! Who may run something, as bits. Their values are those that databases of accounts hold.

use std::ops::{BitAnd, BitOr};

/// A set of kinds of people.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Mask(pub u32);

#[allow(missing_docs, reason = "the names are the decorators' own")]
impl Mask {
    pub const OWNER: Self = Self(1);
    pub const SUDO: Self = Self(1 << 1);
    pub const SUPPORT: Self = Self(1 << 2);
    pub const GROUP_OWNER: Self = Self(1 << 3);
    pub const ADD_ADMINS: Self = Self(1 << 4);
    pub const CHANGE_INFO: Self = Self(1 << 5);
    pub const BAN_USERS: Self = Self(1 << 6);
    pub const DELETE_MESSAGES: Self = Self(1 << 7);
    pub const PIN_MESSAGES: Self = Self(1 << 8);
    pub const INVITE_USERS: Self = Self(1 << 9);
    pub const GROUP_ADMIN: Self = Self(1 << 10);
    pub const GROUP_MEMBER: Self = Self(1 << 11);
    pub const PM: Self = Self(1 << 12);
    pub const EVERYONE: Self = Self(1 << 13);

    /// Administrators, with a certain right or with any.
    pub const ANY_ADMIN: Self = Self(0b111_1111 << 4);
    /// What only Telegram knows: who owns a group and who administers it.
    pub const BY_RIGHTS: Self = Self(Self::GROUP_OWNER.0 | Self::ANY_ADMIN.0);
}

impl Mask {
    /// Whether the two have a bit in common.
    pub fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Whether nobody is meant.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }
}

impl BitAnd for Mask {
    type Output = Self;

    fn bitand(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }
}

impl BitOr for Mask {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}
