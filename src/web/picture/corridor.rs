//! The corridor of arches with a lit door at its end, and the mark made of it: the site's motif as
//! shapes (the same lines as `templates/partials/corridor.html` and `static/img/logo.svg`).

use super::scene::{Shape, Step, Stroke};
use crate::web::colour::Colour;

/// How far the points of control of a quarter circle stand off, as a share of the radius:
/// 4/3 × (√2 - 1).
const QUARTER: f32 = 0.552_284_8;

/// Where the motif goes and how large.
#[derive(Debug, Clone, Copy)]
pub(super) struct Placing {
    pub(super) x: f32,
    pub(super) y: f32,
    pub(super) scale: f32,
}

/// An arch round `x`, from the floor over the springing line and back.
#[derive(Debug, Clone, Copy)]
struct Arch {
    x: f32,
    radius: f32,
    spring: f32,
    floor: f32,
}

const ARCHES: [(Arch, f32); 5] = [
    (Arch { x: 280.0, radius: 320.0, spring: 300.0, floor: 600.0 }, 0.22),
    (Arch { x: 280.0, radius: 240.0, spring: 306.0, floor: 600.0 }, 0.32),
    (Arch { x: 280.0, radius: 176.0, spring: 312.0, floor: 560.0 }, 0.45),
    (Arch { x: 280.0, radius: 125.0, spring: 317.0, floor: 520.0 }, 0.6),
    (Arch { x: 280.0, radius: 85.0, spring: 321.0, floor: 488.0 }, 0.8),
];
const DOOR: Arch = Arch { x: 280.0, radius: 48.0, spring: 328.0, floor: 462.0 };
/// The share of the motif's lines in its ground: text may stand on the outer arches.
const LINES: f32 = 0.55;

/// The corridor, 560 by 560 at scale 1.
pub(super) fn corridor(at: Placing, lines: Colour, light: Colour) -> Vec<Shape> {
    let wide = Stroke::Wide(2.0 * at.scale);
    let outline = |path: Vec<Step>, colour, opacity, stroke| Shape::Outline {
        path: at.place(path),
        colour,
        opacity,
        stroke,
    };
    let arches =
        ARCHES.iter().map(|(arch, opacity)| outline(arch.path(), lines, opacity * LINES, wide));
    let edges = [(-40.0, 660.0, 228.0), (600.0, 660.0, 332.0)].map(|(x, y, end)| {
        let edge = vec![Step::Move(x, y), Step::Line(end, 462.0)];
        outline(edge, lines, 0.4 * LINES, wide)
    });
    let floor = polygon(&[(232.0, 462.0), (328.0, 462.0), (478.0, 602.0), (82.0, 602.0)]);
    let mut shapes: Vec<Shape> = arches.chain(edges).collect();
    shapes.push(outline(floor, light, 0.16, Stroke::Filled));
    shapes.push(outline(DOOR.path(), light, 1.0, Stroke::Filled));
    shapes
}

/// The mark of the site, 64 by 64 at scale 1.
pub(super) fn mark(at: Placing, lines: Colour, light: Colour) -> Vec<Shape> {
    let arch = |radius: f32, spring: f32| Arch { x: 32.0, radius, spring, floor: 54.0 };
    let line = |arch: Arch, opacity: f32| Shape::Outline {
        path: at.place(arch.path()),
        colour: lines,
        opacity,
        stroke: Stroke::Wide(4.0 * at.scale),
    };
    let door = Shape::Outline {
        path: at.place(arch(6.0, 32.0).path()),
        colour: light,
        opacity: 1.0,
        stroke: Stroke::Filled,
    };
    vec![line(arch(22.0, 30.0), 0.45), line(arch(14.0, 31.0), 0.8), door]
}

impl Arch {
    fn path(self) -> Vec<Step> {
        let Self { x, radius: r, spring, floor } = self;
        let (left, right, top, off) = (x - r, x + r, spring - r, r * QUARTER);
        vec![
            Step::Move(left, floor),
            Step::Line(left, spring),
            Step::Curve([left, spring - off, x - off, top, x, top]),
            Step::Curve([x + off, top, right, spring - off, right, spring]),
            Step::Line(right, floor),
        ]
    }
}

impl Placing {
    fn place(self, path: Vec<Step>) -> Vec<Step> {
        let (x, y) = (|x: f32| self.x + x * self.scale, |y: f32| self.y + y * self.scale);
        let step = |step| match step {
            Step::Move(a, b) => Step::Move(x(a), y(b)),
            Step::Line(a, b) => Step::Line(x(a), y(b)),
            Step::Curve([a, b, c, d, e, f]) => Step::Curve([x(a), y(b), x(c), y(d), x(e), y(f)]),
            Step::Close => Step::Close,
        };
        path.into_iter().map(step).collect()
    }
}

/// Straight lines from corner to corner.
pub(super) fn polygon(corners: &[(f32, f32)]) -> Vec<Step> {
    let step = |(place, &(x, y)): (usize, &(f32, f32))| {
        if place == 0 { Step::Move(x, y) } else { Step::Line(x, y) }
    };
    corners.iter().enumerate().map(step).chain([Step::Close]).collect()
}
