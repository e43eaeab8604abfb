//! Files: documents and photos that exist, the data centre they lie in, references that expire, how clients see them.
//! Their bytes are in `contents`, parts that arrive in `uploads`.
//! Out of scope: thumbnails of our own making (a photo has one size, its own), CDN files.

pub(crate) mod contents;
pub(crate) mod uploads;

use std::collections::HashMap;

use grammers_tl_types::{enums, types};

use crate::rpc::{Answer, Refusal};
use crate::session::unix_seconds;
use contents::Contents;
use uploads::Uploads;

/// What hangs on a message.
#[derive(Clone, Debug)]
pub(crate) enum Media {
    Photo {
        id: i64,
        spoiler: bool,
        ttl: Option<i32>,
    },
    Document {
        id: i64,
        spoiler: bool,
        ttl: Option<i32>,
    },
    /// A poll, by its id; it looks different to everybody: `polls` renders it.
    Poll(i64),
    /// What needs no file: a contact, a place, a die.
    Plain(Box<enums::MessageMedia>),
}

/// A file that exists.
struct Stored {
    contents: Contents,
    datacentre: i32,
    access_hash: i64,
    date: i32,
    kind: Kind,
}

enum Kind {
    Photo { width: i32, height: i32 },
    Document { mime: String, attributes: Vec<enums::DocumentAttribute>, thumb: Option<Thumb> },
}

#[derive(Clone)]
struct Thumb {
    contents: Contents,
    width: i32,
    height: i32,
}

/// Every file of the world.
#[derive(Default)]
pub(crate) struct Files {
    pub uploads: Uploads,
    stored: HashMap<i64, Stored>,
    generation: u32,
}

/// Whose upload becomes a file, and where it will lie.
#[derive(Clone, Copy)]
pub(crate) struct Origin {
    pub person: i64,
    pub datacentre: i32,
}

/// Largest photo, in bytes.
const LARGEST_PHOTO: u64 = 10 << 20;

/// Picture size from its header: PNG, JPEG, GIF.
fn dimensions(bytes: &[u8]) -> Option<(i32, i32)> {
    let be = |at: usize| Some(i32::from(bytes.get(at).copied()?) << 8 | i32::from(*bytes.get(at + 1)?));
    let le = |at: usize| Some(i32::from(bytes.get(at + 1).copied()?) << 8 | i32::from(*bytes.get(at)?));
    if bytes.starts_with(b"\x89PNG") {
        return Some((be(18)?, be(22)?));
    }
    if bytes.starts_with(b"GIF8") {
        return Some((le(6)?, le(8)?));
    }
    if !bytes.starts_with(&[0xff, 0xd8]) {
        return None;
    }
    let mut at = 2;
    loop {
        let (marker, length) = (*bytes.get(at + 1)?, be(at + 2)?);
        match marker {
            0xc0..=0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf => {
                return Some((be(at + 7)?, be(at + 5)?));
            }
            _ => at += 2 + length as usize,
        }
    }
}

impl Files {
    fn store(&mut self, id: i64, datacentre: i32, contents: Contents, kind: Kind) -> i64 {
        let access_hash = i64::from_le_bytes(crate::crypto::random());
        let date = unix_seconds();
        self.stored.insert(id, Stored { contents, datacentre, access_hash, date, kind });
        id
    }

    /// Makes a photo of an upload.
    pub fn photo(&mut self, id: i64, origin: Origin, file: &enums::InputFile) -> Answer<i64> {
        let (contents, _) = self.uploads.assemble(origin.person, file)?;
        if contents.size() > LARGEST_PHOTO {
            return Err(Refusal::bad("PHOTO_SAVE_FILE_INVALID"));
        }
        let size = dimensions(&contents.head());
        let (width, height) = size.ok_or_else(|| Refusal::bad("IMAGE_PROCESS_FAILED"))?;
        if width < 1 || height < 1 || width.max(height) > 20 * width.min(height) {
            return Err(Refusal::bad("PHOTO_INVALID_DIMENSIONS"));
        }
        Ok(self.store(id, origin.datacentre, contents, Kind::Photo { width, height }))
    }

    /// Makes a document of an upload. A file without a name attribute is named as its upload.
    pub fn document(
        &mut self,
        id: i64,
        origin: Origin,
        media: &types::InputMediaUploadedDocument,
    ) -> Answer<i64> {
        let (contents, name) = self.uploads.assemble(origin.person, &media.file)?;
        let thumb = match &media.thumb {
            Some(thumb) => {
                let (contents, _) = self.uploads.assemble(origin.person, thumb)?;
                let (width, height) = dimensions(&contents.head()).unwrap_or((90, 90));
                Some(Thumb { contents, width, height })
            }
            None => None,
        };
        let mut attributes = media.attributes.clone();
        let named =
            attributes.iter().any(|attribute| matches!(attribute, enums::DocumentAttribute::Filename(_)));
        if !named && !name.is_empty() {
            attributes.push(types::DocumentAttributeFilename { file_name: name }.into());
        }
        let kind = Kind::Document { mime: media.mime_type.clone(), attributes, thumb };
        Ok(self.store(id, origin.datacentre, contents, kind))
    }

    /// Puts a file into the world without an upload.
    pub fn place_document(
        &mut self,
        id: i64,
        datacentre: i32,
        name: &str,
        mime: &str,
        contents: Contents,
    ) -> i64 {
        let file_name = name.to_owned();
        let attributes = vec![types::DocumentAttributeFilename { file_name }.into()];
        let kind = Kind::Document { mime: mime.to_owned(), attributes, thumb: None };
        self.store(id, datacentre, contents, kind)
    }

    /// A copy of a document that is a sticker, or a custom emoji, as the attribute says.
    pub fn sticker(
        &mut self,
        id: i64,
        datacentre: i32,
        of: i64,
        attribute: enums::DocumentAttribute,
    ) -> Answer<i64> {
        use enums::DocumentAttribute::{CustomEmoji, Sticker};
        let missing = || Refusal::bad("STICKER_FILE_INVALID");
        let Some(Stored { contents, kind: Kind::Document { mime, attributes, thumb }, .. }) =
            self.stored.get(&of)
        else {
            return Err(missing());
        };
        let others = attributes.iter().filter(|a| !matches!(a, Sticker(_) | CustomEmoji(_))).cloned();
        let attributes = others.chain([attribute]).collect();
        let kind = Kind::Document { mime: mime.clone(), attributes, thumb: thumb.clone() };
        Ok(self.store(id, datacentre, contents.clone(), kind))
    }

    /// What kind of document it says to be; nothing for no document.
    pub fn mime_of(&self, id: i64) -> &str {
        match self.stored.get(&id).map(|file| &file.kind) {
            Some(Kind::Document { mime, .. }) => mime,
            _ => "",
        }
    }

    /// Whether a document has such an attribute.
    pub fn document_has(&self, id: i64, wanted: impl Fn(&enums::DocumentAttribute) -> bool) -> bool {
        match self.stored.get(&id).map(|file| &file.kind) {
            Some(Kind::Document { attributes, .. }) => attributes.iter().any(wanted),
            _ => false,
        }
    }

    /// The data centre that a file lies in; 0 for no file.
    pub fn datacentre_of(&self, id: i64) -> i32 {
        self.stored.get(&id).map_or(0, |file| file.datacentre)
    }

    fn reference(&self, id: i64) -> Vec<u8> {
        [&self.generation.to_le_bytes()[..], &id.to_le_bytes()].concat()
    }

    /// Refuses every reference handed out so far.
    pub fn expire_references(&mut self) {
        self.generation += 1;
    }

    fn opened(&self, id: i64, access_hash: i64, reference: &[u8]) -> Answer<&Stored> {
        let file = self.stored.get(&id).filter(|file| file.access_hash == access_hash);
        let file = file.ok_or_else(|| Refusal::bad("FILE_ID_INVALID"))?;
        if reference.is_empty() {
            return Err(Refusal::bad("FILE_REFERENCE_EMPTY"));
        }
        if reference.len() != 12 || reference[4..] != id.to_le_bytes() {
            return Err(Refusal::bad("FILE_REFERENCE_INVALID"));
        }
        if reference != self.reference(id) {
            return Err(Refusal::bad("FILE_REFERENCE_EXPIRED"));
        }
        Ok(file)
    }

    /// The id behind a document that a client holds.
    pub fn input_document(&self, input: &enums::InputDocument) -> Answer<i64> {
        match input {
            enums::InputDocument::Document(document) => {
                let types::InputDocument { id, access_hash, file_reference } = document;
                self.opened(*id, *access_hash, file_reference).map(|_| *id)
            }
            enums::InputDocument::Empty => Err(Refusal::bad("MEDIA_EMPTY")),
        }
    }

    /// The id behind a photo that a client holds.
    pub fn input_photo(&self, input: &enums::InputPhoto) -> Answer<i64> {
        match input {
            enums::InputPhoto::Photo(photo) => {
                let types::InputPhoto { id, access_hash, file_reference } = photo;
                self.opened(*id, *access_hash, file_reference).map(|_| *id)
            }
            enums::InputPhoto::Empty => Err(Refusal::bad("PHOTO_ID_INVALID")),
        }
    }

    /// The bytes at a location, and the data centre they lie in.
    pub fn at(&self, location: &enums::InputFileLocation) -> Answer<(Contents, i32)> {
        use enums::InputFileLocation as Location;
        let (id, access_hash, reference, size) = match location {
            Location::InputDocumentFileLocation(at) => {
                (at.id, at.access_hash, &at.file_reference, &at.thumb_size)
            }
            Location::InputPhotoFileLocation(at) => {
                (at.id, at.access_hash, &at.file_reference, &at.thumb_size)
            }
            Location::InputPeerPhotoFileLocation(at) => {
                let photo = self.stored.get(&at.photo_id);
                let photo = photo.ok_or_else(|| Refusal::bad("PHOTO_INVALID"))?;
                return Ok((photo.contents.clone(), photo.datacentre));
            }
            _ => return Err(Refusal::bad("LOCATION_INVALID")),
        };
        let file = self.opened(id, access_hash, reference)?;
        let contents = match &file.kind {
            Kind::Document { thumb: Some(thumb), .. } if size == "m" => &thumb.contents,
            Kind::Document { .. } if !size.is_empty() => return Err(Refusal::bad("LOCATION_INVALID")),
            _ => &file.contents,
        };
        Ok((contents.clone(), file.datacentre))
    }

    /// A photo as clients see it.
    pub fn render_photo(&self, id: i64) -> enums::Photo {
        let file = self.stored.get(&id);
        let Some((file, Kind::Photo { width, height })) = file.map(|file| (file, &file.kind)) else {
            return types::PhotoEmpty { id }.into();
        };
        let size = types::PhotoSize {
            r#type: "x".to_owned(),
            w: *width,
            h: *height,
            size: file.contents.size() as i32,
        };
        types::Photo {
            has_stickers: false,
            id,
            access_hash: file.access_hash,
            file_reference: self.reference(id),
            date: file.date,
            sizes: vec![size.into()],
            video_sizes: None,
            dc_id: file.datacentre,
        }
        .into()
    }

    /// A document as clients see it.
    pub fn render_document(&self, id: i64) -> enums::Document {
        let file = self.stored.get(&id);
        let Some((file, Kind::Document { mime, attributes, thumb })) = file.map(|file| (file, &file.kind))
        else {
            return types::DocumentEmpty { id }.into();
        };
        let thumbs = thumb.as_ref().map(|thumb| {
            let size = types::PhotoSize {
                r#type: "m".to_owned(),
                w: thumb.width,
                h: thumb.height,
                size: thumb.contents.size() as i32,
            };
            vec![size.into()]
        });
        types::Document {
            id,
            access_hash: file.access_hash,
            file_reference: self.reference(id),
            date: file.date,
            mime_type: mime.clone(),
            size: file.contents.size() as i64,
            thumbs,
            video_thumbs: None,
            dc_id: file.datacentre,
            attributes: attributes.clone(),
        }
        .into()
    }

    /// Media as clients see it, polls excepted.
    pub fn render(&self, media: &Media) -> enums::MessageMedia {
        match media {
            Media::Plain(media) => (**media).clone(),
            Media::Poll(_) => enums::MessageMedia::Empty,
            Media::Photo { id, spoiler, ttl } => types::MessageMediaPhoto {
                spoiler: *spoiler,
                live_photo: false,
                photo: Some(self.render_photo(*id)),
                ttl_seconds: *ttl,
                video: None,
            }
            .into(),
            Media::Document { id, spoiler, ttl } => {
                let (video, round, voice) = self.nature(*id);
                types::MessageMediaDocument {
                    nopremium: false,
                    spoiler: *spoiler,
                    video,
                    round,
                    voice,
                    document: Some(self.render_document(*id)),
                    alt_documents: None,
                    video_cover: None,
                    video_timestamp: None,
                    ttl_seconds: *ttl,
                }
                .into()
            }
        }
    }

    /// Whether a document is a video, a round one, a voice note.
    fn nature(&self, id: i64) -> (bool, bool, bool) {
        let Some(Kind::Document { attributes, .. }) = self.stored.get(&id).map(|file| &file.kind) else {
            return (false, false, false);
        };
        let (mut video, mut round, mut voice) = (false, false, false);
        for attribute in attributes {
            match attribute {
                enums::DocumentAttribute::Video(attribute) => {
                    (video, round) = (true, attribute.round_message);
                }
                enums::DocumentAttribute::Audio(attribute) => voice = attribute.voice,
                _ => {}
            }
        }
        (video, round, voice)
    }

    /// What a document says about itself; nothing for other media.
    pub fn attributes_of(&self, media: &Media) -> &[enums::DocumentAttribute] {
        let Media::Document { id, .. } = media else { return &[] };
        match self.stored.get(id).map(|file| &file.kind) {
            Some(Kind::Document { attributes, .. }) => attributes,
            _ => &[],
        }
    }

    /// A name for people: the file's, or what it is.
    pub fn name_of(&self, media: &Media) -> String {
        let id = match media {
            Media::Document { id, .. } => *id,
            Media::Photo { .. } => return "photo".to_owned(),
            Media::Poll(_) => return "poll".to_owned(),
            Media::Plain(_) => return "media".to_owned(),
        };
        let Some(Kind::Document { attributes, mime, .. }) = self.stored.get(&id).map(|f| &f.kind) else {
            return "document".to_owned();
        };
        let name = attributes.iter().find_map(|attribute| match attribute {
            enums::DocumentAttribute::Filename(name) => Some(name.file_name.clone()),
            _ => None,
        });
        name.unwrap_or_else(|| mime.clone())
    }

    /// The bytes behind a media, for tests.
    pub fn contents_of(&self, media: &Media) -> Option<Contents> {
        match media {
            Media::Photo { id, .. } | Media::Document { id, .. } => {
                self.stored.get(id).map(|file| file.contents.clone())
            }
            Media::Plain(_) | Media::Poll(_) => None,
        }
    }
}
