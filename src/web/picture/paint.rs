//! Draws a scene in pixels and packs it as PNG. Slow enough to be kept off the request threads.

use tiny_skia::{FillRule, LineCap, Paint, Path, PathBuilder, Pixmap, Stroke as Pen, Transform};
use ttf_parser::OutlineBuilder;

use super::face::LinePainter;
use super::scene::{HEIGHT, Scene, Shape, Step, Stroke, WIDTH};
use crate::web::colour::Colour;

/// Why a picture could not be drawn.
#[derive(Debug, thiserror::Error)]
pub(super) enum PaintError {
    /// There is no canvas of that size.
    #[error("no picture of {WIDTH} by {HEIGHT} pixels can be made")]
    Canvas,
    /// The picture could not be packed.
    #[error("the picture cannot be packed: {0}")]
    Packing(String),
}

/// The scene as a PNG.
pub(super) fn png(scene: &Scene) -> Result<Vec<u8>, PaintError> {
    let mut canvas = Pixmap::new(WIDTH, HEIGHT).ok_or(PaintError::Canvas)?;
    canvas.fill(opaque(scene.ground));
    for shape in &scene.shapes {
        draw(&mut canvas, shape);
    }
    canvas.encode_png().map_err(|error| PaintError::Packing(error.to_string()))
}

/// Draws one shape; one without an area, such as a space, leaves no trace.
fn draw(canvas: &mut Pixmap, shape: &Shape) {
    match shape {
        Shape::Outline { path, colour, opacity, stroke } => {
            let Some(path) = outline(path) else { return };
            let paint = paint(*colour, *opacity);
            match stroke {
                Stroke::Filled => fill(canvas, &path, &paint),
                Stroke::Wide(width) => {
                    let pen = Pen { width: *width, line_cap: LineCap::Butt, ..Pen::default() };
                    canvas.stroke_path(&path, &paint, &pen, Transform::identity(), None);
                }
            }
        }
        Shape::Line { text, x, baseline, size, weight, colour } => {
            let mut letters = Letters::new(*x, *baseline, *size, weight.face().units_per_em());
            weight.face().draw(text, &mut letters);
            if let Some(path) = letters.path.finish() {
                fill(canvas, &path, &paint(*colour, 1.0));
            }
        }
    }
}

fn fill(canvas: &mut Pixmap, path: &Path, paint: &Paint<'_>) {
    canvas.fill_path(path, paint, FillRule::Winding, Transform::identity(), None);
}

fn outline(steps: &[Step]) -> Option<Path> {
    let mut path = PathBuilder::new();
    for step in steps {
        match *step {
            Step::Move(x, y) => path.move_to(x, y),
            Step::Line(x, y) => path.line_to(x, y),
            Step::Curve([a, b, c, d, x, y]) => path.cubic_to(a, b, c, d, x, y),
            Step::Close => path.close(),
        }
    }
    path.finish()
}

fn opaque(colour: Colour) -> tiny_skia::Color {
    let [red, green, blue] = colour.bytes();
    tiny_skia::Color::from_rgba8(red, green, blue, u8::MAX)
}

fn paint(colour: Colour, opacity: f32) -> Paint<'static> {
    let mut colour = opaque(colour);
    colour.apply_opacity(opacity);
    let mut paint = Paint { anti_alias: true, ..Paint::default() };
    paint.set_color(colour);
    paint
}

/// The outlines of a line of text, from the font's units (upwards) to the picture's (downwards).
struct Letters {
    path: PathBuilder,
    x: f32,
    baseline: f32,
    size: f32,
    scale: f32,
    /// Where the present letter begins.
    at: f32,
}

impl Letters {
    fn new(x: f32, baseline: f32, size: f32, units_per_em: f32) -> Self {
        let scale = size / units_per_em;
        Self { path: PathBuilder::new(), x, baseline, size, scale, at: x }
    }

    fn place(&self, x: f32, y: f32) -> (f32, f32) {
        (self.at + x * self.scale, self.baseline - y * self.scale)
    }
}

impl LinePainter for Letters {
    fn go_to(&mut self, x_em: f32) {
        self.at = self.x + x_em * self.size;
    }
}

impl OutlineBuilder for Letters {
    fn move_to(&mut self, x: f32, y: f32) {
        let (x, y) = self.place(x, y);
        self.path.move_to(x, y);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        let (x, y) = self.place(x, y);
        self.path.line_to(x, y);
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        let ((x1, y1), (x, y)) = (self.place(x1, y1), self.place(x, y));
        self.path.quad_to(x1, y1, x, y);
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        let ((x1, y1), (x2, y2)) = (self.place(x1, y1), self.place(x2, y2));
        let (x, y) = self.place(x, y);
        self.path.cubic_to(x1, y1, x2, y2, x, y);
    }

    fn close(&mut self) {
        self.path.close();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::picture::card::Card;
    use crate::web::picture::layout;

    fn pixels(card: &Card) -> Pixmap {
        Pixmap::decode_png(&png(&layout::scene(card)).unwrap()).unwrap()
    }

    #[test]
    fn a_card_has_its_size_its_ground_its_bar_and_its_words() {
        let accent = Colour::new(0xff6a3d);
        let card = Card { title: "Hinges that last".into(), accent, ..Card::default() };
        let picture = pixels(&card);
        assert_eq!((picture.width(), picture.height()), (WIDTH, HEIGHT));
        let at = |x, y| picture.pixel(x, y).unwrap().demultiply();
        let rgb = |x, y| [at(x, y).red(), at(x, y).green(), at(x, y).blue()];
        assert_eq!(rgb(3, 3), layout::NIGHT.bytes());
        assert_eq!(rgb(600, HEIGHT - 4), accent.bytes());
        let empty = pixels(&Card { accent, ..Card::default() });
        let differing = (0..WIDTH).filter(|x| picture.pixel(*x, 260) != empty.pixel(*x, 260));
        assert!(differing.count() > 100, "a title crosses the picture");
    }
}
