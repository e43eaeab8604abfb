//! The command line: the options of every subcommand's own are in that subcommand's file.

use std::path::PathBuf;

use clap::{Parser, Subcommand};

use crate::commands::{accounts, compat, doctor, login, logout, modules, playground, python, run, test};

/// What the program was started with.
#[derive(Debug, Parser)]
#[command(
    name = "oxikka",
    version,
    about = "Runs Telegram userbot modules, unmodified, on a Rust core",
    after_help = "First steps:\n  oxikka playground    try it without an account\n  oxikka login         add your account\n  \
                  oxikka run           bring it to life\n  oxikka doctor        see what is missing on this machine",
    subcommand_required = true,
    arg_required_else_help = true
)]
pub struct Arguments {
    /// Folder of accounts, settings and modules [default: ~/.local/share/oxikka]
    #[arg(long, global = true, value_name = "DIR", env = "OXIKKA_DATA", hide_env_values = true)]
    pub data: Option<PathBuf>,
    #[command(subcommand)]
    pub command: Command,
}

/// One subcommand.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run the accounts and their modules until Ctrl-C
    Run(run::RunArgs),
    /// Add an account, or log it in again
    Login(login::LoginArgs),
    /// List the accounts
    Accounts(accounts::AccountsArgs),
    /// End an account's login and forget it
    Logout(logout::LogoutArgs),
    /// Try the userbot on an invented Telegram, without an account
    Playground(playground::PlaygroundArgs),
    /// Run transcripts: Markdown files with modules and dialogues
    Test(test::TestArgs),
    /// Say which module files load, and what they register
    Compat(compat::CompatArgs),
    /// Look at the installed modules
    Modules(modules::ModulesArgs),
    /// Say what this installation is made of, and what is missing
    Doctor(doctor::DoctorArgs),
    /// Behave like `python`, with the module API importable, offline
    Python(python::PythonArgs),
}

impl Command {
    /// What is logged when `OXIKKA_LOG` says nothing.
    pub fn usual_log(&self) -> &'static str {
        match self {
            Self::Run(_) | Self::Login(_) | Self::Logout(_) => {
                // What that crate says of every lost connection is said by ours, once.
                "warn,grammers_mtsender=error,oxikka=info,ox_client=info,ox_userbot=info"
            }
            _ => "off",
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        super::Arguments::command().debug_assert();
    }
}
