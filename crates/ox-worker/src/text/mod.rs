//! The two text dialects of messages, HTML and Markdown, both ways: text as people type it, text with entities.
//! Reading order: `utf16`, `charref`, `start_tag`, `html_tokens`, `html_parse`, `html_unparse`, `insert`, the Markdown pair.
//! Everything is as lenient, and as literal, as the libraries that modules were written for.

mod charref;
mod entity;
mod html_parse;
mod html_tokens;
mod html_unparse;
mod insert;
mod markdown_parse;
mod markdown_unparse;
mod start_tag;
mod utf16;

pub use html_parse::parse as parse_html;
pub use html_unparse::unparse as unparse_html;
pub use markdown_parse::{Links, parse as parse_markdown};
pub use markdown_unparse::unparse as unparse_markdown;

/// Whose HTML is spoken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dialect {
    /// The userbots' tags and order of entities; otherwise those of the client library they forked.
    pub userbots: bool,
    /// `<emoji>` becomes an entity, and custom emoji become markup; `<tg-emoji>` always becomes an entity.
    pub custom_emojis: bool,
}
