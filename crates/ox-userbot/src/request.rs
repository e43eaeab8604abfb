//! What a request calls behind its wrappers (`invokeWithLayer`, `initConnection` and their kin). Whoever judges a
//! request asks here, so that there is one reading of it. Pure; what may be called is not decided here.

use ox_tl::{Constructor, Field, Kind, Reader, by_id, reader::FlagWords};

/// Wrappers inside wrappers end here.
const DEEPEST: usize = 8;

/// A request's innermost function and where its fields begin.
pub struct Inner<'a> {
    pub function: &'static Constructor,
    /// At the function's first field; its positions are those of the whole request.
    pub reader: Reader<'a>,
}

/// Looks through wrappers; `None` for what is no function of the schema: a container, packed bytes, protocol
/// traffic, wrappers without end, nonsense.
pub fn inner(body: &[u8]) -> Option<Inner<'_>> {
    let mut reader = Reader::new(body);
    for _ in 0..DEEPEST {
        let constructor = reader.u32().ok().and_then(by_id);
        let function = constructor.filter(|c| c.is_function && !is_protocol(c.tl_name))?;
        if !function.fields.iter().any(|field| field.kind == Kind::Any) {
            return Some(Inner { function, reader });
        }
        pass_wrapper(&mut reader, function.fields)?;
    }
    None
}

/// Whether a request only carries a file's bytes.
pub fn is_transfer(body: &[u8]) -> bool {
    inner(body).is_some_and(|inner| inner.function.tl_name.starts_with("upload."))
}

/// Functions of MTProto itself are spelt with underscores; sessions and keys are the core's.
fn is_protocol(tl_name: &str) -> bool {
    tl_name.contains('_')
}

/// Passes over a wrapper's own fields, up to the request that it wraps.
fn pass_wrapper(reader: &mut Reader<'_>, fields: &[Field]) -> Option<()> {
    let mut flags = FlagWords::default();
    for field in fields {
        match field.kind {
            Kind::Any => return Some(()),
            Kind::Flags => flags.push(reader.u32().ok()?),
            _ if flags.has(field.flag) => reader.skip(&field.kind).ok()?,
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use ox_tl::{by_tl_name, writer};

    use super::*;

    fn id(name: &str) -> Vec<u8> {
        by_tl_name(name).unwrap_or_else(|| panic!("{name} is not in the schema")).id.to_le_bytes().to_vec()
    }

    /// A request in every wrapper that modules use, from the outside in.
    fn wrapped(request: &[u8]) -> Vec<u8> {
        let mut body = [id("invokeWithLayer"), 230i32.to_le_bytes().to_vec(), id("initConnection")].concat();
        // Flags, with a proxy, and the application's id.
        body.extend([1u32.to_le_bytes(), 1i32.to_le_bytes()].concat());
        for text in ["model", "system", "app", "en", "", "en"] {
            writer::push_bytes(&mut body, text.as_bytes()).unwrap();
        }
        body.extend(id("inputClientProxy"));
        writer::push_bytes(&mut body, b"proxy.example").unwrap();
        body.extend(443i32.to_le_bytes());
        let after =
            [id("invokeAfterMsgs"), 0x1cb5_c415u32.to_le_bytes().to_vec(), 2i32.to_le_bytes().to_vec()];
        body.extend([after.concat(), [5i64.to_le_bytes(), 6i64.to_le_bytes()].concat()].concat());
        body.extend([id("invokeWithoutUpdates"), request.to_vec()].concat());
        body
    }

    #[test]
    fn the_function_and_its_fields_are_found_behind_any_wrapper() {
        let upload = [id("upload.saveFilePart"), 7i64.to_le_bytes().to_vec()].concat();
        for body in [upload.clone(), wrapped(&upload)] {
            let Inner { function, mut reader } = inner(&body).unwrap();
            assert_eq!(function.tl_name, "upload.saveFilePart");
            assert_eq!(reader.position(), body.len() - 8);
            assert_eq!(reader.i64().unwrap(), 7);
            assert!(is_transfer(&body));
        }
        assert!(!is_transfer(&wrapped(&id("updates.getState"))));
    }

    #[test]
    fn a_wrapper_cut_anywhere_is_no_function() {
        let whole = wrapped(&id("updates.getState"));
        assert!(inner(&whole).is_some());
        for cut in 0..whole.len() {
            assert!(inner(&whole[..cut]).is_none(), "cut at {cut}");
        }
    }

    #[test]
    fn wrappers_end_somewhere() {
        let deep = |times| [id("invokeWithoutUpdates").repeat(times), id("updates.getState")].concat();
        assert!(inner(&deep(DEEPEST - 1)).is_some());
        for times in [DEEPEST, DEEPEST + 1, 100_000] {
            assert!(inner(&deep(times)).is_none(), "{times}");
        }
    }

    #[test]
    fn containers_packed_bytes_types_and_nonsense_are_no_functions() {
        let container = 0x73f1_f8dcu32.to_le_bytes().to_vec();
        let packed = 0x3072_cfa1u32.to_le_bytes().to_vec();
        let unknown = 0xdead_beefu32.to_le_bytes().to_vec();
        for request in
            [vec![], vec![1, 2], container, packed, unknown, id("inputPeerSelf"), id("destroy_session")]
        {
            for body in [request.clone(), wrapped(&request)] {
                assert!(inner(&body).is_none(), "{body:?}");
            }
        }
    }

    #[test]
    fn a_wrapper_s_lengths_are_not_believed() {
        let vector = [id("invokeAfterMsgs"), 0x1cb5_c415u32.to_le_bytes().to_vec()].concat();
        for count in [-1i32, i32::MAX] {
            assert!(inner(&[vector.clone(), count.to_le_bytes().to_vec(), vec![0; 64]].concat()).is_none());
        }
    }
}
