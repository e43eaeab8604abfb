//! Why a login does not go on, in plain words. The words stand here and nowhere else.

use ox_tl::RpcError;

use crate::{ClientError, ExchangeError};

/// Why a login does not go on.
#[derive(Debug, thiserror::Error)]
pub enum LoginError {
    #[error(transparent)]
    Client(#[from] ClientError),
    #[error("telegram does not know this API id and hash\nhint: copy both from https://my.telegram.org")]
    Api,
    #[error(
        "this is not a phone number that telegram knows\nhint: write it with the country code, like +1 555 0100"
    )]
    Phone,
    #[error("telegram has banned this phone number")]
    PhoneBanned,
    #[error("telegram refuses to send codes to this number for now: too many were asked for")]
    PhoneFlood,
    #[error("there is no account with this number yet\nhint: create it in a telegram app first")]
    NoAccount,
    #[error("this is not the code that telegram has sent")]
    Code,
    #[error(
        "the code is too old\nhint: start again to get a new one; a code that was sent to somebody in a chat expires at once"
    )]
    CodeExpired,
    #[error("there is no other way left to send the code")]
    NoOtherWay,
    #[error("the account has a 2FA password")]
    PasswordNeeded,
    #[error("this is not the account's 2FA password")]
    Password,
    #[error("the password check took too long; try again")]
    PasswordStale,
    #[error("telegram's parameters for the password check are not safe, so the password was not used")]
    PasswordUnsafe,
    #[error("telegram wants an e-mail address for this account first\nhint: add one in a telegram app")]
    EmailRequired,
    #[error("telegram wants a payment before it sends a code to this number\nhint: log in with a QR code")]
    PaymentRequired,
    #[error("this is not a bot token, or it was revoked\nhint: ask @BotFather for a new one")]
    BotToken,
    #[error("the QR code was used or is too old")]
    QrExpired,
    #[error("telegram asks to wait {} before the next attempt", words(*.0))]
    Wait(u32),
    #[error("telegram refused the login: {0}")]
    Refused(RpcError),
    #[error("this step needs an earlier one first")]
    OutOfOrder,
}

impl From<ExchangeError> for LoginError {
    fn from(error: ExchangeError) -> Self {
        Self::Client(error.into())
    }
}

impl From<RpcError> for LoginError {
    fn from(error: RpcError) -> Self {
        if let Some(seconds) = crate::flood::wait(&error) {
            return Self::Wait(seconds);
        }
        match &*error.name {
            "API_ID_INVALID" | "API_ID_PUBLISHED_FLOOD" => Self::Api,
            "PHONE_NUMBER_INVALID" | "PHONE_NUMBER_EMPTY" => Self::Phone,
            "PHONE_NUMBER_BANNED" | "USER_DEACTIVATED" | "USER_DEACTIVATED_BAN" => Self::PhoneBanned,
            "PHONE_NUMBER_FLOOD" | "PHONE_PASSWORD_FLOOD" => Self::PhoneFlood,
            "PHONE_NUMBER_UNOCCUPIED" => Self::NoAccount,
            "PHONE_CODE_INVALID" | "PHONE_CODE_EMPTY" => Self::Code,
            "PHONE_CODE_EXPIRED" => Self::CodeExpired,
            "SEND_CODE_UNAVAILABLE" => Self::NoOtherWay,
            "SESSION_PASSWORD_NEEDED" => Self::PasswordNeeded,
            "PASSWORD_HASH_INVALID" => Self::Password,
            "SRP_ID_INVALID" => Self::PasswordStale,
            "ACCESS_TOKEN_INVALID" | "ACCESS_TOKEN_EXPIRED" => Self::BotToken,
            "AUTH_TOKEN_EXPIRED" | "AUTH_TOKEN_INVALID" | "AUTH_TOKEN_ALREADY_ACCEPTED" => Self::QrExpired,
            _ => Self::Refused(error),
        }
    }
}

/// A number of seconds as one would say it.
fn words(seconds: u32) -> String {
    let (count, unit) = match seconds {
        0..120 => (seconds, "second"),
        120..7200 => (seconds.div_ceil(60), "minute"),
        _ => (seconds.div_ceil(3600), "hour"),
    };
    format!("{count} {unit}{}", if count == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_are_said_in_the_unit_that_fits() {
        for (seconds, text) in
            [(1, "1 second"), (119, "119 seconds"), (121, "3 minutes"), (86_400, "24 hours")]
        {
            assert_eq!(words(seconds), text);
        }
    }

    #[test]
    fn refusals_become_plain_words() {
        for (text, expected) in [
            ("PHONE_CODE_INVALID", "this is not the code"),
            ("PASSWORD_HASH_INVALID", "this is not the account's 2FA password"),
            ("FLOOD_WAIT_300", "wait 5 minutes"),
            ("SOMETHING_NEW", "telegram refused the login: SOMETHING_NEW"),
        ] {
            let error = LoginError::from(RpcError::parse(400, text)).to_string();
            assert!(error.contains(expected), "{text}: {error}");
        }
    }
}
