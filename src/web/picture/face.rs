//! The letters that come with the program (Noto Sans): how wide they run and what they look like.

use std::sync::LazyLock;

use ttf_parser::gpos::{PairAdjustment, PositioningSubtable};
use ttf_parser::{Face as Font, GlyphId, OutlineBuilder, Tag};

/// The feature under which a font keeps the distances of pairs.
const KERNING: Tag = Tag::from_bytes(b"kern");
/// The width of a letter that the font does not have, in ems: that of most others' letters.
const UNKNOWN_EM: f32 = 1.0;

static REGULAR: LazyLock<Face> = LazyLock::new(|| Face::new(notosans::REGULAR_TTF));
static BOLD: LazyLock<Face> = LazyLock::new(|| Face::new(notosans::BOLD_TTF));

/// How heavy letters are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Weight {
    Regular,
    Bold,
}

/// One font. All its lengths are in ems.
pub(super) struct Face {
    font: Font<'static>,
    pairs: Vec<PairAdjustment<'static>>,
    units_per_em: f32,
}

/// Draws outlines of letters along a line.
pub(super) trait LinePainter: OutlineBuilder {
    /// The next letter stands so far along the line.
    fn go_to(&mut self, x_em: f32);
}

/// A letter at its place on a line.
struct Placed {
    glyph: Option<GlyphId>,
    x_em: f32,
}

impl Weight {
    /// The font of this weight.
    pub(super) fn face(self) -> &'static Face {
        match self {
            Self::Regular => &REGULAR,
            Self::Bold => &BOLD,
        }
    }

    /// The number style sheets and SVG know it by.
    pub(super) fn number(self) -> u16 {
        match self {
            Self::Regular => 400,
            Self::Bold => 700,
        }
    }
}

impl Face {
    fn new(data: &'static [u8]) -> Self {
        let font =
            Font::parse(data, 0).expect("the font is part of the program, and tests draw it");
        let units_per_em = f32::from(font.units_per_em());
        Self { pairs: pairs(&font), units_per_em, font }
    }

    /// Whether there is a picture of this character.
    pub(super) fn has(&self, letter: char) -> bool {
        self.font.glyph_index(letter).is_some()
    }

    /// How wide a line of text is.
    pub(super) fn width_em(&self, text: &str) -> f32 {
        self.place(text).1
    }

    /// Gives the outline of each letter of a line to a painter, after its place.
    pub(super) fn draw<P: LinePainter>(&self, text: &str, painter: &mut P) {
        for placed in self.place(text).0 {
            if let Some(glyph) = placed.glyph {
                painter.go_to(placed.x_em);
                self.font.outline_glyph(glyph, painter);
            }
        }
    }

    /// Units of the font in an em: what outlines are given in.
    pub(super) fn units_per_em(&self) -> f32 {
        self.units_per_em
    }

    /// The letters of a line with their places, and its width.
    fn place(&self, text: &str) -> (Vec<Placed>, f32) {
        let (mut placed, mut x_em, mut before) = (Vec::new(), 0.0, None);
        for letter in text.chars() {
            let glyph = self.font.glyph_index(letter);
            if let (Some(left), Some(right)) = (before, glyph) {
                x_em += self.kerning_em(left, right);
            }
            placed.push(Placed { glyph, x_em });
            x_em += glyph.map_or(UNKNOWN_EM, |glyph| self.advance_em(glyph));
            before = glyph;
        }
        (placed, x_em)
    }

    fn advance_em(&self, glyph: GlyphId) -> f32 {
        f32::from(self.font.glyph_hor_advance(glyph).unwrap_or(0)) / self.units_per_em
    }

    fn kerning_em(&self, left: GlyphId, right: GlyphId) -> f32 {
        let found = self.pairs.iter().find_map(|pair| distance(pair, left, right));
        f32::from(found.unwrap_or(0)) / self.units_per_em
    }
}

/// The tables of pairs that kerning uses.
fn pairs(font: &Font<'static>) -> Vec<PairAdjustment<'static>> {
    let Some(gpos) = font.tables().gpos else { return Vec::new() };
    let kerning = gpos.features.into_iter().filter(|feature| feature.tag == KERNING);
    let mut lookups: Vec<u16> = kerning.flat_map(|feature| feature.lookup_indices).collect();
    // Each script names its own feature; most name the same tables.
    lookups.sort_unstable();
    lookups.dedup();
    let lookups = lookups.into_iter().filter_map(|at| gpos.lookups.get(at));
    let tables = lookups.flat_map(|it| it.subtables.into_iter::<PositioningSubtable<'static>>());
    tables
        .filter_map(|table| match table {
            PositioningSubtable::Pair(pair) => Some(pair),
            _ => None,
        })
        .collect()
}

/// How much further apart two letters stand; `None` where a table does not speak of them.
fn distance(pair: &PairAdjustment<'_>, left: GlyphId, right: GlyphId) -> Option<i16> {
    match pair {
        PairAdjustment::Format1 { coverage, sets } => {
            let set = sets.get(coverage.get(left)?)?;
            set.get(right).map(|(first, _)| first.x_advance)
        }
        PairAdjustment::Format2 { coverage, classes, matrix } => {
            coverage.get(left)?;
            let of_both = (classes.0.get(left), classes.1.get(right));
            matrix.get(of_both).map(|(first, _)| first.x_advance)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths_are_those_of_the_letters_less_what_pairs_close_up() {
        for weight in [Weight::Regular, Weight::Bold] {
            let face = weight.face();
            assert!(face.width_em("W") > face.width_em("i"));
            assert!(face.width_em("To") < face.width_em("T") + face.width_em("o"), "kerning");
            assert_eq!(face.width_em(""), 0.0);
        }
    }

    #[test]
    fn what_the_font_lacks_is_known_and_takes_room() {
        let face = Weight::Bold.face();
        assert!(face.has('ß') && face.has('Ж') && face.has('λ'));
        assert!(!face.has('漢') && !face.has('🎉'));
        assert_eq!(face.width_em("漢字"), 2.0);
    }
}
