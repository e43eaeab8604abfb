//! `oxikka logout`: ends an account's login at Telegram and forgets what is stored about it.

use std::{
    io::{BufRead, IsTerminal, Write},
    process::ExitCode,
};

use anyhow::Context;
use clap::Args;
use ox_client::{Account, ClientError, Options};
use ox_store::{AccountRow, Store};

use crate::{accounts, failure::hinted, paths::Paths};

/// Arguments of `oxikka logout`.
#[derive(Args, Debug)]
pub struct LogoutArgs {
    /// Which account, when there are several: its id, phone number or @username
    #[arg(long, value_name = "ACCOUNT")]
    account: Option<String>,
    /// Do not ask
    #[arg(long, short)]
    yes: bool,
    /// Only forget it here; Telegram keeps the login in its list of devices
    #[arg(long)]
    local: bool,
}

/// Logs one account out.
pub async fn run(args: LogoutArgs, paths: &Paths) -> anyhow::Result<ExitCode> {
    let (store, rows) = accounts::open(paths)?;
    let mut rows = accounts::select(rows, args.account.as_deref())?;
    let (Some(row), true) = (rows.pop(), rows.is_empty()) else {
        return Err(hinted(
            "there are several accounts",
            "choose with `--account`; `oxikka accounts` lists them",
        ));
    };
    if !args.yes && !confirmed(&row)? {
        println!("nothing was changed");
        return Ok(ExitCode::FAILURE);
    }
    if !args.local {
        end(&store, &row).await?;
    }
    store.forget_account(row.id)?;
    store.flush()?;
    println!("{} is logged out", accounts::described(&row));
    let home = paths.worker_home(row.id);
    if home.is_dir() {
        println!("files of its modules are left in {}", home.display());
    }
    Ok(ExitCode::SUCCESS)
}

/// Tells Telegram; a login that has ended already is as good.
async fn end(store: &Store, row: &AccountRow) -> anyhow::Result<()> {
    let account = store.account(row.id);
    if account.session()?.is_none() {
        return Ok(());
    }
    let cure = || "`--local` forgets it here without telling telegram";
    let connected = Account::connect(account.clone(), Options::stored(&account)?).await;
    let account = match connected {
        Ok((account, _)) => account,
        Err(ClientError::LoggedOut { .. } | ClientError::NotLoggedIn) => return Ok(()),
        Err(error) => {
            let text =
                format!("telegram cannot be told: {}", error.to_string().lines().next().unwrap_or_default());
            return Err(hinted(text, cure()));
        }
    };
    match account.log_out().await {
        Ok(()) | Err(ClientError::LoggedOut { .. }) => Ok(()),
        Err(error) => Err(error).context("telegram does not log the account out"),
    }
}

/// Asks on the terminal, or reads a line of what is piped in.
fn confirmed(row: &AccountRow) -> anyhow::Result<bool> {
    print!("Log out {} and forget its modules and settings? [y/N] ", accounts::described(row));
    std::io::stdout().flush()?;
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line)?;
    if !std::io::stdin().is_terminal() {
        println!();
    }
    Ok(matches!(line.trim(), "y" | "Y" | "yes"))
}
