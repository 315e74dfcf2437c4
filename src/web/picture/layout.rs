//! Where everything on a card goes.

use super::card::Card;
use super::corridor::{self, Placing, polygon};
use super::face::Weight;
use super::fit::Frame;
use super::scene::{HEIGHT, Scene, Shape, Stroke, WIDTH};
use crate::web::colour::{Colour, READABLE};

/// The night of the site's dark places, and the ink on it (`static/css/tokens.css`).
pub(super) const NIGHT: Colour = Colour::new(0x1c1814);
const ON_NIGHT: Colour = Colour::new(0xfbf7f0);
const ON_NIGHT_SOFT: Colour = Colour::new(0xd2c7b8);

/// Space to the edges, in pixels.
const MARGIN: f32 = 72.0;
/// The width of texts: what is left of the lit door.
const MEASURE: f32 = 760.0;
/// The title: below the line over it, above the people.
const TITLE_TOP: f32 = 208.0;
const TITLE_HEIGHT: f32 = 270.0;
const TITLE_LEADING: f32 = 1.14;
/// Sizes that a title is tried in.
const TITLE_SIZES: [f32; 6] = [84.0, 72.0, 62.0, 54.0, 46.0, 40.0];
/// How much of a line's size stands over its baseline.
const ASCENT: f32 = 0.86;
/// The bar at the foot.
const BAR_HEIGHT: f32 = 12.0;

/// A card as a picture.
pub(super) fn scene(card: &Card) -> Scene {
    let accent = card.accent.readable_on(&[NIGHT], Colour::WHITE, READABLE);
    // The corridor stands on the bar, a little over the right edge.
    let placing = Placing { x: 668.0, y: 32.0, scale: 1.0625 };
    let mut shapes = corridor::corridor(placing, ON_NIGHT, accent);
    shapes.extend(head(card, accent));
    shapes.extend(title(card));
    shapes.push(line(&card.people, 528.0, 30.0, ON_NIGHT));
    shapes.push(line(&card.footer, 572.0, 25.0, ON_NIGHT_SOFT));
    shapes.push(bar(accent));
    shapes.retain(|shape| !matches!(shape, Shape::Line { text, .. } if text.is_empty()));
    Scene { ground: NIGHT, shapes }
}

/// The site's mark and name, and the line over the title.
fn head(card: &Card, accent: Colour) -> Vec<Shape> {
    let placing = Placing { x: MARGIN - 8.0, y: 48.0, scale: 1.0 };
    let mut shapes = corridor::mark(placing, ON_NIGHT, accent);
    let name = Frame { width: 600.0, ..one_line(Weight::Bold) }.one_line(&card.site, 30.0);
    shapes.push(Shape::Line {
        text: name,
        x: MARGIN + 64.0,
        baseline: 94.0,
        size: 30.0,
        weight: Weight::Bold,
        colour: ON_NIGHT,
    });
    shapes.push(Shape::Line {
        text: one_line(Weight::Bold).one_line(&card.kicker, 28.0),
        x: MARGIN,
        baseline: 184.0,
        size: 28.0,
        weight: Weight::Bold,
        colour: accent,
    });
    shapes
}

fn title(card: &Card) -> Vec<Shape> {
    let frame = Frame { height: TITLE_HEIGHT, leading: TITLE_LEADING, ..one_line(Weight::Bold) };
    let fitted = frame.fit(&card.title, &TITLE_SIZES);
    let first = TITLE_TOP + fitted.size * ASCENT;
    let line = |(place, text): (usize, String)| Shape::Line {
        text,
        x: MARGIN,
        baseline: (first + place as f32 * fitted.size * TITLE_LEADING).round(),
        size: fitted.size,
        weight: Weight::Bold,
        colour: ON_NIGHT,
    };
    fitted.lines.into_iter().enumerate().map(line).collect()
}

fn line(text: &str, baseline: f32, size: f32, colour: Colour) -> Shape {
    let text = one_line(Weight::Regular).one_line(text, size);
    Shape::Line { text, x: MARGIN, baseline, size, weight: Weight::Regular, colour }
}

fn one_line(weight: Weight) -> Frame {
    Frame { width: MEASURE, height: 1.0, leading: 1.0, weight }
}

fn bar(accent: Colour) -> Shape {
    let (right, bottom) = (WIDTH as f32, HEIGHT as f32);
    let top = bottom - BAR_HEIGHT;
    let path = polygon(&[(0.0, top), (right, top), (right, bottom), (0.0, bottom)]);
    Shape::Outline { path, colour: accent, opacity: 1.0, stroke: Stroke::Filled }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_words_are_text_and_nothing_else() {
        let card = Card {
            site: "<script>alert(1)</script>".into(),
            title: "\"/><image href='x'/>&amp;".into(),
            ..Card::default()
        };
        let svg = scene(&card).to_svg();
        assert!(!svg.contains("<script") && !svg.contains("<image"), "{svg}");
        let mut reader = quick_xml::Reader::from_str(&svg);
        while reader.read_event().expect("well formed") != quick_xml::events::Event::Eof {}
    }

    #[test]
    fn an_accent_that_the_night_would_swallow_is_lightened() {
        let dark = Card { accent: Colour::new(0x101010), ..Card::default() };
        let svg = scene(&Card { kicker: "Talk".into(), ..dark }).to_svg();
        assert!(!svg.contains("#101010"), "{svg}");
        let bright =
            Card { accent: Colour::new(0xff6a3d), kicker: "Talk".into(), ..Card::default() };
        assert!(scene(&bright).to_svg().contains("fill=\"#ff6a3d\">Talk<"));
    }
}
