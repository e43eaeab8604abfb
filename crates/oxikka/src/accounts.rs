//! The stored accounts: which are meant, how they are named in lines and tables. Nothing runs here.

use ox_store::{AccountRow, Store};

use crate::{failure::hinted, paths::Paths};

/// A shorter row of digits is an id or a name, not a phone number.
const SHORTEST_PHONE: usize = 7;

/// Opens the store, if there is an account in it.
pub fn open(paths: &Paths) -> anyhow::Result<(Store, Vec<AccountRow>)> {
    if paths.store().is_dir() {
        let store = Store::open(&paths.store())?;
        let rows = store.accounts()?;
        if !rows.is_empty() {
            return Ok((store, rows));
        }
    }
    Err(hinted("there is no account here", "add one with `oxikka login`"))
}

/// The accounts that are meant: all, or the one with this id, phone number or `@username`.
pub fn select(rows: Vec<AccountRow>, wanted: Option<&str>) -> anyhow::Result<Vec<AccountRow>> {
    let Some(wanted) = wanted else { return Ok(rows) };
    let (found, others): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| is_meant(row, wanted));
    if found.is_empty() {
        let known: Vec<String> = others.iter().map(described).collect();
        let text = format!("there is no account `{wanted}`");
        return Err(hinted(text, format!("there is {}; `oxikka login` adds one", known.join(", "))));
    }
    Ok(found)
}

fn is_meant(row: &AccountRow, wanted: &str) -> bool {
    let wanted = wanted.trim();
    if let Some(username) = wanted.strip_prefix('@') {
        return row.username.as_deref().is_some_and(|own| own.eq_ignore_ascii_case(username));
    }
    let digits: String = wanted.chars().filter(char::is_ascii_digit).collect();
    let is_phone = digits.len() >= SHORTEST_PHONE && row.phone.as_deref() == Some(&*digits);
    wanted.parse() == Ok(row.id) || is_phone
}

/// What the lines of each account begin with: its name, and its id where names are equal.
pub fn labels(rows: &[AccountRow]) -> Vec<String> {
    let alone = |name: &str| rows.iter().filter(|row| row.name == name).count() == 1;
    let label = |row: &AccountRow| {
        if alone(&row.name) { row.name.clone() } else { format!("{} ({})", row.name, row.id) }
    };
    rows.iter().map(label).collect()
}

/// Name, username and id.
pub fn described(row: &AccountRow) -> String {
    match &row.username {
        Some(username) => format!("{} (@{username}, id {})", row.name, row.id),
        None => format!("{} (id {})", row.name, row.id),
    }
}

/// A phone number of which only its first and last two digits are shown.
pub fn masked(phone: &str) -> String {
    let digits: Vec<char> = phone.chars().filter(char::is_ascii_digit).collect();
    let hidden = digits.len().saturating_sub(4);
    if hidden < 3 {
        return "…".to_owned();
    }
    let (first, last) = (&digits[..2], &digits[digits.len() - 2..]);
    format!("+{}{}{}", String::from_iter(first), "·".repeat(hidden), String::from_iter(last))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows() -> Vec<AccountRow> {
        let row = |id, name: &str, username: Option<&str>, phone: &str| AccountRow {
            id,
            name: name.into(),
            username: username.map(Into::into),
            phone: Some(phone.into()),
            bot: false,
        };
        vec![
            row(1, "Alice", Some("alice"), "15550001111"),
            row(2, "Bob", None, "15550002222"),
            row(3, "Bob", Some("Bobby"), "3"),
        ]
    }

    #[test]
    fn an_account_is_named_by_id_phone_or_username() {
        for (wanted, expected) in [
            (None, &[1, 2, 3][..]),
            (Some("2"), &[2]),
            (Some("+1 555 000 1111"), &[1]),
            (Some("15550002222"), &[2]),
            (Some("@bobby"), &[3]),
            (Some("3"), &[3]),
        ] {
            let found: Vec<i64> = select(rows(), wanted).unwrap().iter().map(|row| row.id).collect();
            assert_eq!(found, expected, "{wanted:?}");
        }
        for wanted in ["4", "@carol", "Alice", "", "@"] {
            let error = select(rows(), Some(wanted)).unwrap_err().to_string();
            assert_eq!(error, format!("there is no account `{wanted}`"));
        }
    }

    #[test]
    fn equal_names_are_told_apart_by_their_ids() {
        assert_eq!(labels(&rows()), ["Alice", "Bob (2)", "Bob (3)"]);
    }

    #[test]
    fn most_of_a_phone_number_is_hidden() {
        for (phone, shown) in
            [("15550001111", "+15·······11"), ("1234567", "+12···67"), ("123456", "…"), ("", "…")]
        {
            assert_eq!(masked(phone), shown);
        }
    }

    #[test]
    fn an_account_is_described_by_name_username_and_id() {
        assert_eq!(described(&rows()[1]), "Bob (id 2)");
        assert_eq!(described(&rows()[0]), "Alice (@alice, id 1)");
    }
}
