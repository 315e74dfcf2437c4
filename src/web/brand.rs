//! The style sheet made of the one configured colour; contrast is kept by choosing what goes on it.

/// Relative luminance at which black and white text have the same contrast on a colour:
/// sqrt(1.05 × 0.05) - 0.05, from the contrast formula of WCAG 2.2.
const EVEN_LUMINANCE: f64 = 0.179;

/// A sheet that sets the accent to `#rrggbb`, lightened for dark pages.
pub(crate) fn sheet(accent: &str) -> String {
    let on_accent = if luminance(accent) > EVEN_LUMINANCE { "#1c1814" } else { "#fffaf5" };
    format!(
        ":root {{ --accent: {accent}; --on-accent: {on_accent}; \
         --accent-strong: color-mix(in oklab, {accent} 80%, black); \
         --accent-wash: color-mix(in oklab, {accent} 12%, white); }}\n\
         @media (prefers-color-scheme: dark) {{ :root {{ \
         --accent: color-mix(in oklab, {accent} 55%, white); --on-accent: #1c1814; \
         --accent-strong: color-mix(in oklab, {accent} 35%, white); \
         --accent-wash: color-mix(in oklab, {accent} 25%, black); }} }}\n"
    )
}

/// Relative luminance of an sRGB colour, 0 to 1 (WCAG 2.2, "relative luminance").
fn luminance(colour: &str) -> f64 {
    let channel = |at: usize| {
        let byte = colour.get(at..at + 2).and_then(|hex| u8::from_str_radix(hex, 16).ok());
        let share = f64::from(byte.unwrap_or(0)) / 255.0;
        if share <= 0.040_45 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_on_the_accent_is_dark_on_light_colours_and_light_on_dark_ones() {
        assert!((luminance("#ffffff") - 1.0).abs() < 1e-9);
        assert!(sheet("#ffe04d").contains("--on-accent: #1c1814; --accent-strong: color"));
        assert!(sheet("#102040").contains("--on-accent: #fffaf5"));
    }
}
