//! `upload.*`: parts in, bytes out.
//! Out of scope: web files, CDN files, file hashes.

use grammers_tl_types::{enums, functions as f, types};

use crate::rpc::{Answer, Call, Refusal, Table};
use crate::server::HOME_DC;

/// A read may not cross a border of this many bytes, unless it is precise.
const BORDER: i64 = 1 << 20;

pub(crate) fn register(table: &mut Table) {
    table.serve(save_file_part);
    table.serve(save_big_file_part);
    table.serve(get_file);
}

fn save_file_part(call: &mut Call, request: f::upload::SaveFilePart) -> Answer<bool> {
    call.world.files.save_part(call.me, request.file_id, request.file_part, request.bytes)
}

fn save_big_file_part(call: &mut Call, request: f::upload::SaveBigFilePart) -> Answer<bool> {
    if request.file_part >= request.file_total_parts && request.file_total_parts > 0 {
        return Err(Refusal::bad("FILE_PART_INVALID"));
    }
    call.world.files.save_part(call.me, request.file_id, request.file_part, request.bytes)
}

/// The rules of core.telegram.org/api/files for offset and limit.
fn check_range(offset: i64, limit: i64, precise: bool) -> Answer<()> {
    let step = if precise { 1024 } else { 4096 };
    if offset < 0 || offset % step != 0 {
        return Err(Refusal::bad("OFFSET_INVALID"));
    }
    let whole = limit > 0 && limit <= BORDER && limit % step == 0;
    let crosses = offset / BORDER != (offset + limit - 1) / BORDER;
    if !whole || !precise && (BORDER % limit != 0 || crosses) {
        return Err(Refusal::bad("LIMIT_INVALID"));
    }
    Ok(())
}

fn get_file(call: &mut Call, request: f::upload::GetFile) -> Answer<enums::upload::File> {
    let file_dc = call.world.setup.file_dc;
    if call.link.datacentre == HOME_DC && file_dc != HOME_DC {
        return Err(Refusal::new(303, format!("FILE_MIGRATE_{file_dc}")));
    }
    let limit = i64::from(request.limit);
    check_range(request.offset, limit, request.precise)?;
    let bytes = call.world.files.at(&request.location)?;
    let from = (request.offset as usize).min(bytes.len());
    let to = (from + limit as usize).min(bytes.len());
    Ok(types::upload::File {
        r#type: enums::storage::FileType::FileUnknown,
        mtime: 0,
        bytes: bytes[from..to].to_vec(),
    }
    .into())
}
