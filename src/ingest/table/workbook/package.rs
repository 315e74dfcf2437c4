//! The zip file around a workbook: how much comes out of it, and one part of it at a time.

use std::io::{Cursor, Read};

use zip::ZipArchive;

use super::malformed;
use crate::ingest::IngestError;

/// Most bytes that come out of a workbook. The sheets of 1,000 sessions have 2 MB.
const MAX_UNPACKED_BYTES: u64 = 256 << 20;
/// Most parts of a workbook; each sheet is one, each picture another.
const MAX_PARTS: usize = 10_000;
/// Most different texts of a workbook: the reader takes memory for as many as the workbook states.
const MAX_TEXTS: usize = 4_000_000;

/// Looks whether a workbook may be unpacked. Never trusts the sizes it states, but counts.
///
/// # Errors
///
/// It is no zip file, or too much comes out of it.
pub(super) fn check(bytes: &[u8]) -> Result<(), IngestError> {
    let mut archive = open(bytes)?;
    let mut left = MAX_UNPACKED_BYTES;
    for at in 0..archive.len() {
        let mut part = archive.by_index(at).map_err(malformed)?;
        let name = part.name().map_err(malformed)?.to_ascii_lowercase();
        let taken = if name.ends_with("sharedstrings.xml") {
            let content = read(&mut part, left)?;
            check_count(&content)?;
            content.len() as u64
        } else {
            let mut rest = part.by_ref().take(left + 1);
            std::io::copy(&mut rest, &mut std::io::sink()).map_err(malformed)?
        };
        left = left.checked_sub(taken).ok_or_else(too_large)?;
    }
    Ok(())
}

/// A part by its name, as text.
///
/// # Errors
///
/// There is none, it is too large, or it is no UTF-8.
pub(super) fn text(bytes: &[u8], name: &str) -> Result<String, IngestError> {
    let mut archive = open(bytes)?;
    let mut part = archive.by_name(name).map_err(malformed)?;
    String::from_utf8(read(&mut part, MAX_UNPACKED_BYTES)?).map_err(malformed)
}

fn open(bytes: &[u8]) -> Result<ZipArchive<Cursor<&[u8]>>, IngestError> {
    let archive = ZipArchive::new(Cursor::new(bytes)).map_err(malformed)?;
    if archive.len() > MAX_PARTS {
        return Err(IngestError::Limit { what: "the number of parts", limit: MAX_PARTS, line: 1 });
    }
    Ok(archive)
}

fn read(part: &mut impl Read, limit: u64) -> Result<Vec<u8>, IngestError> {
    let mut content = Vec::new();
    part.take(limit + 1).read_to_end(&mut content).map_err(malformed)?;
    if content.len() as u64 > limit { Err(too_large()) } else { Ok(content) }
}

fn too_large() -> IngestError {
    let limit = usize::try_from(MAX_UNPACKED_BYTES).unwrap_or(usize::MAX);
    IngestError::TooLarge { bytes: limit + 1, limit }
}

/// Refuses a list of texts that states to be larger than any.
fn check_count(content: &[u8]) -> Result<(), IngestError> {
    const COUNT: &[u8] = b"uniqueCount";
    let places = content.windows(COUNT.len()).enumerate().filter(|(_, window)| *window == COUNT);
    for (at, _) in places {
        let rest = content.get(at + COUNT.len()..).unwrap_or_default();
        let is_before = |byte: &&u8| !byte.is_ascii_digit() && !matches!(byte, b'<' | b'>');
        let begin = rest.iter().take(20).take_while(is_before).count();
        let digits = rest.iter().skip(begin).take_while(|byte| byte.is_ascii_digit());
        let stated = digits.fold(0_usize, |sum, digit| {
            sum.saturating_mul(10).saturating_add(usize::from(digit - b'0'))
        });
        if stated > MAX_TEXTS {
            return Err(IngestError::Limit {
                what: "the number of texts",
                limit: MAX_TEXTS,
                line: 1,
            });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_that_state_too_much_are_refused() {
        assert!(check_count(b"<sst count=\"9999999999999\" uniqueCount=\"12\">").is_ok());
        for stated in ["uniqueCount=\"18446744073709551615\"", "uniqueCount = '99999999'"] {
            assert!(check_count(format!("<sst {stated}>").as_bytes()).is_err(), "{stated}");
        }
        assert!(check_count(b"uniqueCount").is_ok());
    }
}
