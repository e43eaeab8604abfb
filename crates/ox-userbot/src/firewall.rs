//! What a module may ask of Telegram: never what takes the account away, only with the owner's word what lets somebody in or
//! out, freely the rest. Decided from the request's bytes, whatever the module called them. Pure.

use crate::request::inner;

/// Keys, sessions and the account itself: nobody's wish makes them a module's business.
const NEVER: [&str; 16] = [
    "account.deleteAccount",
    "account.deletePasskey",
    "account.getTmpPassword",
    "account.initPasskeyRegistration",
    "account.registerPasskey",
    "account.resetPassword",
    "auth.bindTempAuthKey",
    "auth.checkRecoveryPassword",
    "auth.dropTempAuthKeys",
    "auth.exportAuthorization",
    "auth.importAuthorization",
    "auth.importLoginToken",
    "auth.logOut",
    "auth.recoverPassword",
    "auth.requestPasswordRecovery",
    "auth.signIn",
];

/// What lets somebody in or out, and what an owner may want a module to do all the same. Each has a text
/// `deed_NAME` in every language.
pub const ASKED: [&str; 10] = [
    "account.acceptAuthorization",
    "account.changePhone",
    "account.confirmPasswordEmail",
    "account.resetAuthorization",
    "account.sendChangePhoneCode",
    "account.sendVerifyEmailCode",
    "account.updatePasswordSettings",
    "account.verifyEmail",
    "auth.acceptLoginToken",
    "auth.resetAuthorizations",
];

/// What becomes of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is sent.
    Free,
    /// It is sent when the owner says so; the schema's name.
    Ask(&'static str),
    Refused(Refusal),
}

/// Why a request does not leave the machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It is one of those that no module may make, or the owner did not allow it; the schema's name.
    Never(&'static str),
    /// It holds the code of an open question: only the owner says that.
    Answer,
    /// It is no function of the schema: a container, packed bytes, protocol traffic, nonsense.
    NoFunction,
}

impl Refusal {
    /// The name of the error that the module gets, in Telegram's spelling.
    pub fn error_name(&self) -> String {
        match self {
            Self::Never(name) => format!("OXIKKA_REFUSES_{}", name.replace('.', "_").to_uppercase()),
            Self::Answer => "OXIKKA_REFUSES_AN_ANSWER".to_owned(),
            Self::NoFunction => "OXIKKA_REFUSES_WHAT_IS_NO_FUNCTION".to_owned(),
        }
    }
}

/// Judges a request; wrappers (`invokeWithLayer` and its kin) are looked through.
pub fn judge(body: &[u8]) -> Verdict {
    match function(body) {
        None => Verdict::Refused(Refusal::NoFunction),
        Some(name) if NEVER.contains(&name) => Verdict::Refused(Refusal::Never(name)),
        Some(name) if ASKED.contains(&name) => Verdict::Ask(name),
        Some(_) => Verdict::Free,
    }
}

/// The name of the function that a request calls behind its wrappers; `None` when that is none of the schema's.
pub fn function(body: &[u8]) -> Option<&'static str> {
    inner(body).map(|inner| inner.function.tl_name)
}

#[cfg(test)]
mod tests {
    use ox_tl::{by_tl_name, writer};

    use super::*;

    fn id(name: &str) -> Vec<u8> {
        by_tl_name(name).unwrap_or_else(|| panic!("{name} is not in the schema")).id.to_le_bytes().to_vec()
    }

    fn with(mut head: Vec<u8>, rest: &[u8]) -> Vec<u8> {
        head.extend_from_slice(rest);
        head
    }

    #[test]
    fn every_name_of_the_lists_is_in_the_schema() {
        for name in NEVER {
            assert_eq!(judge(&id(name)), Verdict::Refused(Refusal::Never(name)));
        }
        for name in ASKED {
            assert_eq!(judge(&id(name)), Verdict::Ask(name));
        }
    }

    #[test]
    fn what_modules_do_all_day_passes() {
        for name in
            ["messages.sendMessage", "users.getUsers", "updates.getState", "account.initTakeoutSession"]
        {
            assert_eq!(judge(&id(name)), Verdict::Free, "{name}");
        }
    }

    #[test]
    fn wrappers_are_looked_through() {
        let delete = id("account.deleteAccount");
        let layer = with(with(id("invokeWithLayer"), &230i32.to_le_bytes()), &delete);
        let takeout = with(with(id("invokeWithTakeout"), &7i64.to_le_bytes()), &layer);
        let mut connection = with(id("initConnection"), &0u32.to_le_bytes());
        connection.extend_from_slice(&1i32.to_le_bytes());
        for text in ["model", "system", "app", "en", "", "en"] {
            writer::push_bytes(&mut connection, text.as_bytes()).unwrap();
        }
        connection.extend_from_slice(&takeout);
        for body in [layer, takeout, connection, with(id("invokeWithoutUpdates"), &delete)] {
            assert_eq!(judge(&body), Verdict::Refused(Refusal::Never("account.deleteAccount")));
        }
        let wrapped = |name| judge(&with(id("invokeWithoutUpdates"), &id(name)));
        assert_eq!(wrapped("updates.getState"), Verdict::Free);
        assert_eq!(wrapped("auth.acceptLoginToken"), Verdict::Ask("auth.acceptLoginToken"));
    }

    #[test]
    fn what_is_no_function_is_refused() {
        for body in [vec![], id("inputPeerSelf"), id("destroy_session")] {
            assert_eq!(judge(&body), Verdict::Refused(Refusal::NoFunction), "{body:?}");
        }
    }

    #[test]
    fn the_error_names_the_method() {
        assert_eq!(Refusal::Never("auth.logOut").error_name(), "OXIKKA_REFUSES_AUTH_LOGOUT");
    }
}
