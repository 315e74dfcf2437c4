//! QR codes of links, as SVG: black on white in every scheme, because cameras expect that.

use qrcode::render::svg::Color;
use qrcode::{EcLevel, QrCode};

/// Bytes up to which a code can afford to lose 15 % of its area (a fold, a thumb): 21 talks and more
/// fit, and its squares are still large on a phone.
const STURDY_BYTES_MAX: usize = 330;
/// Bytes of the largest code that phones read from a screen: version 25, 117 squares wide.
const BYTES_MAX: usize = 1200;
/// Pixels of an edge at least; it is drawn to any size without loss.
const EDGE_MIN_PX: u32 = 240;

/// A code of a link; `None` when the link is too long to be scanned.
pub(crate) fn svg(link: &str) -> Option<String> {
    if link.len() > BYTES_MAX {
        return None;
    }
    let level = if link.len() <= STURDY_BYTES_MAX { EcLevel::M } else { EcLevel::L };
    let code = QrCode::with_error_correction_level(link, level).ok()?;
    let drawing = code
        .render::<Color<'_>>()
        .min_dimensions(EDGE_MIN_PX, EDGE_MIN_PX)
        .dark_color(Color("#000000"))
        .light_color(Color("#ffffff"))
        .build();
    Some(drawing)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_become_codes_until_they_are_too_long() {
        let short = svg("https://a.test/e/x/agenda?talks=abcdefg").unwrap();
        assert!(short.contains("<svg") && !short.contains("<script"));
        let longest = svg(&"a".repeat(BYTES_MAX)).unwrap();
        assert!(longest.len() > short.len());
        assert_eq!(svg(&"a".repeat(BYTES_MAX + 1)), None);
    }
}
