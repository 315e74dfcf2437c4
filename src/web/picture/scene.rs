//! What a picture is made of, in drawing order, and the same as SVG. Knows no record.

use std::fmt::Write as _;

use quick_xml::escape::escape;

use super::face::Weight;
use crate::web::colour::Colour;

/// The size that previews ask for, in pixels.
pub(super) const WIDTH: u32 = 1200;
/// See [`WIDTH`].
pub(super) const HEIGHT: u32 = 630;

/// The faces of an SVG that a browser draws; the first is the one that the text was fitted with.
const FACES: &str = "Noto Sans, Inter, system-ui, sans-serif";

/// A picture.
#[derive(Debug, Clone)]
pub(super) struct Scene {
    pub(super) ground: Colour,
    pub(super) shapes: Vec<Shape>,
}

#[derive(Debug, Clone)]
pub(super) enum Shape {
    Outline { path: Vec<Step>, colour: Colour, opacity: f32, stroke: Stroke },
    Line { text: String, x: f32, baseline: f32, size: f32, weight: Weight, colour: Colour },
}

/// How an outline is shown.
#[derive(Debug, Clone, Copy)]
pub(super) enum Stroke {
    Filled,
    /// As a line so many pixels wide.
    Wide(f32),
}

/// A step of a pen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Step {
    Move(f32, f32),
    Line(f32, f32),
    /// Over two points of control.
    Curve([f32; 6]),
    Close,
}

impl Scene {
    /// The picture as a file of its own.
    pub(super) fn to_svg(&self) -> String {
        let mut svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" \
             width=\"{WIDTH}\" height=\"{HEIGHT}\" font-family=\"{FACES}\">\n\
             <rect width=\"{WIDTH}\" height=\"{HEIGHT}\" fill=\"{}\"/>\n",
            self.ground
        );
        for shape in &self.shapes {
            shape.write(&mut svg);
        }
        svg.push_str("</svg>\n");
        svg
    }
}

impl Shape {
    fn write(&self, svg: &mut String) {
        let _infallible = match self {
            Self::Outline { path, colour, opacity, stroke: Stroke::Filled } => {
                writeln!(
                    svg,
                    "<path d=\"{}\" fill=\"{colour}\" opacity=\"{opacity}\"/>",
                    data(path)
                )
            }
            Self::Outline { path, colour, opacity, stroke: Stroke::Wide(width) } => writeln!(
                svg,
                "<path d=\"{}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"{width}\" \
                 opacity=\"{opacity}\"/>",
                data(path)
            ),
            Self::Line { text, x, baseline, size, weight, colour } => writeln!(
                svg,
                "<text x=\"{x}\" y=\"{baseline}\" font-size=\"{size}\" font-weight=\"{}\" \
                 fill=\"{colour}\">{}</text>",
                weight.number(),
                escape(text)
            ),
        };
    }
}

fn data(path: &[Step]) -> String {
    let step = |step: &Step| match step {
        Step::Move(x, y) => format!("M{x} {y}"),
        Step::Line(x, y) => format!("L{x} {y}"),
        Step::Curve([a, b, c, d, x, y]) => format!("C{a} {b} {c} {d} {x} {y}"),
        Step::Close => "Z".to_owned(),
    };
    path.iter().map(step).collect()
}
