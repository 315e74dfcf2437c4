//! Colours as numbers, and how well one can be read on another. Knows no style sheet.

use std::fmt;

/// What text needs on its background, as WCAG 2.2 asks of level AA.
pub(crate) const READABLE: f64 = 4.5;
/// What it needs for those who ask for more contrast: level AAA.
pub(crate) const VERY_READABLE: f64 = 7.0;
/// Steps from a colour to black or white: finer ones look the same.
const STEPS: u32 = 64;

/// An sRGB colour without transparency.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Colour([u8; 3]);

impl Colour {
    pub(crate) const BLACK: Self = Self([0, 0, 0]);
    pub(crate) const WHITE: Self = Self([255, 255, 255]);

    /// A colour from `0xRRGGBB`.
    pub(crate) const fn new(rgb: u32) -> Self {
        let [_, red, green, blue] = rgb.to_be_bytes();
        Self([red, green, blue])
    }

    /// `#rrggbb`; `None` for anything else.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6)?;
        // A sign would pass for a digit.
        if !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return None;
        }
        u32::from_str_radix(digits, 16).ok().map(Self::new)
    }

    /// Red, green, blue.
    pub(crate) fn bytes(self) -> [u8; 3] {
        self.0
    }

    /// This colour with a share of another in it, from 0 to 1.
    pub(crate) fn mixed(self, other: Self, share: f64) -> Self {
        let mix = |at: usize| {
            let (own, theirs) = (f64::from(self.0[at]), f64::from(other.0[at]));
            (own + (theirs - own) * share).round() as u8
        };
        Self([mix(0), mix(1), mix(2)])
    }

    /// The contrast ratio of two colours, from 1 to 21 (WCAG 2.2, "contrast ratio").
    pub(crate) fn contrast(self, other: Self) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// The colour nearest to this one, on the way to another, that can be read on every one of the
    /// backgrounds; the other itself where none can.
    pub(crate) fn readable_on(self, backgrounds: &[Self], towards: Self, ratio: f64) -> Self {
        (0..STEPS)
            .map(|step| self.mixed(towards, f64::from(step) / f64::from(STEPS)))
            .find(|colour| colour.worst_contrast(backgrounds) >= ratio)
            .unwrap_or(towards)
    }

    /// Of the two given colours the one that is read better on this one.
    pub(crate) fn better_ink(self, one: Self, other: Self) -> Self {
        if self.contrast(one) >= self.contrast(other) { one } else { other }
    }

    fn worst_contrast(self, backgrounds: &[Self]) -> f64 {
        let all = backgrounds.iter().map(|background| self.contrast(*background));
        all.fold(f64::INFINITY, f64::min)
    }

    /// Relative luminance, 0 to 1 (WCAG 2.2, "relative luminance").
    fn luminance(self) -> f64 {
        let [red, green, blue] = self.0.map(|byte| {
            let share = f64::from(byte) / 255.0;
            if share <= 0.040_45 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
        });
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [red, green, blue] = self.0;
        write!(f, "#{red:02x}{green:02x}{blue:02x}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contrast_is_that_of_the_standard() {
        assert!((Colour::BLACK.contrast(Colour::WHITE) - 21.0).abs() < 1e-9);
        // The example of every guide: the lightest grey that passes on white.
        let grey = Colour::parse("#767676").unwrap();
        assert!((4.5..4.6).contains(&grey.contrast(Colour::WHITE)));
        assert_eq!(grey.to_string(), "#767676");
        assert_eq!(Colour::parse("#76767"), None);
        assert_eq!(Colour::parse("#+12345"), None);
    }

    #[test]
    fn a_colour_that_is_read_well_enough_stays_as_it_is() {
        let paper = [Colour::WHITE];
        let blue = Colour::new(0x0000ff);
        assert_eq!(blue.readable_on(&paper, Colour::BLACK, READABLE), blue);
        let yellow = Colour::new(0xffff00).readable_on(&paper, Colour::BLACK, READABLE);
        assert!(yellow.contrast(Colour::WHITE) >= READABLE);
        assert_ne!(yellow, Colour::BLACK);
    }
}
