//! `upload.*`: parts in, bytes and their hashes out; a file is read where it lies (`FILE_MIGRATE_X` elsewhere).
//! Out of scope: web files, and CDN data centres: whoever offers to use them is served directly.

use grammers_tl_types::{Serializable, enums, functions as f, types};

use crate::rpc::{Answer, Call, Refusal, Table};
use crate::world::files::contents::Contents;

/// A read may not cross a border of this many bytes.
const BORDER: i64 = 1 << 20;
/// Bytes behind one hash.
const HASHED: usize = 128 << 10;
/// How many hashes come at once.
const HASHES: u64 = 10;

pub(crate) fn register(table: &mut Table) {
    table.serve(save_file_part);
    table.serve(save_big_file_part);
    table.serve(get_file);
    table.serve(get_file_hashes);
}

fn save(call: &mut Call, file: i64, part: i32, bytes: Vec<u8>, big: bool) -> Answer<bool> {
    let unwritten = call.world.files.uploads.save((call.me, file), part, bytes, big)?;
    if let Some(unwritten) = unwritten {
        call.unlocked(move || unwritten.write().map(|()| true.to_bytes()));
    }
    Ok(true)
}

fn save_file_part(call: &mut Call, request: f::upload::SaveFilePart) -> Answer<bool> {
    save(call, request.file_id, request.file_part, request.bytes, false)
}

/// The total may be -1 while nobody knows it.
fn save_big_file_part(call: &mut Call, request: f::upload::SaveBigFilePart) -> Answer<bool> {
    let total = request.file_total_parts;
    if total == 0 || total < -1 || total > 0 && request.file_part >= total {
        return Err(Refusal::bad("FILE_PARTS_INVALID"));
    }
    save(call, request.file_id, request.file_part, request.bytes, true)
}

/// The rules of core.telegram.org/api/files for offset and limit.
fn check_range(offset: i64, limit: i64, precise: bool) -> Answer<()> {
    let step = if precise { 1024 } else { 4096 };
    if offset < 0 || offset % step != 0 {
        return Err(Refusal::bad("OFFSET_INVALID"));
    }
    let whole = limit > 0 && limit <= BORDER && limit % step == 0;
    let crosses = offset / BORDER != (offset + limit - 1) / BORDER;
    if !whole || crosses || !precise && BORDER % limit != 0 {
        return Err(Refusal::bad("LIMIT_INVALID"));
    }
    Ok(())
}

/// The bytes at a location, for whoever asks the data centre that has them.
fn located(call: &Call, location: &enums::InputFileLocation) -> Answer<Contents> {
    let (contents, datacentre) = call.world.files.at(location)?;
    match datacentre == call.link.datacentre {
        true => Ok(contents),
        false => Err(Refusal::new(303, format!("FILE_MIGRATE_{datacentre}"))),
    }
}

fn get_file(call: &mut Call, request: f::upload::GetFile) -> Answer<enums::upload::File> {
    let contents = located(call, &request.location)?;
    check_range(request.offset, i64::from(request.limit), request.precise)?;
    let (offset, limit) = (request.offset as u64, request.limit as usize);
    call.unlocked(move || file(&contents, offset, limit));
    let nothing =
        types::upload::File { r#type: enums::storage::FileType::FileUnknown, mtime: 0, bytes: Vec::new() };
    Ok(nothing.into())
}

fn unreadable(error: &std::io::Error) -> Refusal {
    tracing::error!(%error, "cannot read a file");
    Refusal::new(500, "FILE_READ_EMPTY")
}

/// `upload.file`, written by hand: a megabyte is copied once.
fn file(contents: &Contents, offset: u64, limit: usize) -> Answer<Vec<u8>> {
    use grammers_tl_types::Identifiable;
    let length = contents.size().saturating_sub(offset).min(limit as u64) as usize;
    let mut answer = Vec::with_capacity(length + 24);
    types::upload::File::CONSTRUCTOR_ID.serialize(&mut answer);
    enums::storage::FileType::FileUnknown.serialize(&mut answer);
    0i32.serialize(&mut answer);
    if length < 254 {
        answer.push(length as u8);
    } else {
        answer.extend_from_slice(&((length as u32) << 8 | 0xfe).to_le_bytes());
    }
    contents.read(offset, length, &mut answer).map_err(|error| unreadable(&error))?;
    answer.resize(answer.len().next_multiple_of(4), 0);
    Ok(answer)
}

/// Hashes of the pieces from the one that holds `offset` on.
fn get_file_hashes(call: &mut Call, request: f::upload::GetFileHashes) -> Answer<Vec<enums::FileHash>> {
    let contents = located(call, &request.location)?;
    if request.offset < 0 || request.offset as u64 >= contents.size() {
        return Err(Refusal::bad("OFFSET_INVALID"));
    }
    let first = request.offset as u64 / HASHED as u64;
    call.unlocked(move || {
        let mut hashes: Vec<enums::FileHash> = Vec::new();
        for piece in first..first + HASHES {
            let offset = piece * HASHED as u64;
            let Some(left) = contents.size().checked_sub(offset).filter(|left| *left > 0) else { break };
            let limit = left.min(HASHED as u64) as usize;
            let hash = contents.hash(offset, limit).map_err(|error| unreadable(&error))?.to_vec();
            hashes.push(types::FileHash { offset: offset as i64, limit: limit as i32, hash }.into());
        }
        Ok(hashes.to_bytes())
    });
    Ok(Vec::new())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_written_by_hand_is_what_the_schema_says() {
        use grammers_tl_types::Deserializable;
        let contents = Contents::Pattern { seed: 1, size: 5000 };
        let whole = contents.whole().unwrap();
        for (offset, limit) in [(0, 0), (0, 1), (4747, 4096), (4746, 4096), (0, 4096), (9999, 4096)] {
            let bytes = file(&contents, offset, limit).unwrap();
            let enums::upload::File::File(read) = enums::upload::File::from_bytes(&bytes).unwrap() else {
                panic!("a file was written")
            };
            let from = (offset as usize).min(5000);
            assert_eq!(read.bytes, whole[from..(from + limit).min(5000)]);
            assert_eq!(read.to_bytes(), bytes[4..]);
        }
    }

    #[test]
    fn offset_and_limit_follow_the_documented_rules() {
        let check =
            |offset, limit, precise| check_range(offset, limit, precise).err().map(|error| error.text);
        let (offset, limit) = (Some("OFFSET_INVALID".to_owned()), Some("LIMIT_INVALID".to_owned()));
        assert_eq!(check(0, 1 << 20, false), None);
        assert_eq!(check(524_288, 524_288, false), None);
        assert_eq!(check(1024, 4096, false), offset);
        assert_eq!(check(-4096, 4096, false), offset);
        assert_eq!(check(0, 1 << 21, false), limit);
        assert_eq!(check(0, 12_288, false), limit, "1 MB is no multiple");
        assert_eq!(check(524_288, 1 << 20, false), limit, "crosses a border");
        assert_eq!(check(0, 0, false), limit);
        assert_eq!(check(1024, 3072, true), None);
        assert_eq!(check(100, 1024, true), offset);
        assert_eq!(check(0, 1000, true), limit);
        assert_eq!(check((1 << 20) - 1024, 2048, true), limit, "crosses a border");
    }
}
