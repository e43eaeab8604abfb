//! Text and entities to Markdown; what Markdown cannot say is left out.

use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString, PyType};

use super::entity::{Kind, Seen, read_all};
use super::insert;
use super::utf16;

const USUAL: [(Kind, &str); 5] =
    [(Kind::Bold, "**"), (Kind::Italic, "__"), (Kind::Strike, "~~"), (Kind::Code, "`"), (Kind::Pre, "```")];

/// Markdown of a text and its entities; other marks are given as a dict of mark and class.
pub fn unparse<'py>(
    text: &Bound<'py, PyString>,
    entities: &Bound<'py, PyAny>,
    delimiters: Option<&Bound<'py, PyDict>>,
) -> PyResult<Bound<'py, PyString>> {
    let mut marks = Vec::new();
    for (place, entity) in read_all(Some(entities))?.iter().enumerate() {
        if let Some((before, after)) = around(entity, delimiters)? {
            insert::around(&mut marks, place, entity.offset..entity.end(), before, after);
        }
    }
    let units = utf16::split(text)?;
    utf16::joined(text.py(), &insert::insert(&units, marks, None))
}

fn around(
    entity: &Seen<'_>,
    delimiters: Option<&Bound<'_, PyDict>>,
) -> PyResult<Option<(Vec<u32>, Vec<u32>)>> {
    if let Some(mark) = mark(entity, delimiters)? {
        return Ok(Some((mark.clone(), mark)));
    }
    let mut address = Vec::new();
    match entity.kind {
        Some(Kind::TextUrl) => {
            let url = entity.field("url")?;
            if !url.is_truthy()? {
                return Ok(None);
            }
            utf16::push_characters(&mut address, &url.str()?)?;
        }
        Some(Kind::MentionName) => {
            utf16::push(&mut address, "tg://user?id=");
            utf16::push_characters(&mut address, &entity.field("user_id")?.str()?)?;
        }
        _ => return Ok(None),
    }
    let mut after = vec![u32::from(b']'), u32::from(b'(')];
    after.extend(address);
    after.push(u32::from(b')'));
    Ok(Some((vec![u32::from(b'[')], after)))
}

fn mark(entity: &Seen<'_>, delimiters: Option<&Bound<'_, PyDict>>) -> PyResult<Option<Vec<u32>>> {
    let Some(delimiters) = delimiters else {
        let found = USUAL.iter().find(|(kind, _)| entity.kind == Some(*kind));
        return Ok(found.map(|(_, mark)| mark.bytes().map(u32::from).collect()));
    };
    let ty: Bound<'_, PyType> = entity.object.get_type();
    let mut found = None;
    for (mark, class) in delimiters {
        if class.is(&ty) {
            found = Some(utf16::split(mark.cast::<PyString>()?)?);
        }
    }
    Ok(found)
}
