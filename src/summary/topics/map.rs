//! Where rows lie on a plane: their first two principal components, moved apart where dots would
//! lie on each other. The same rows lie in the same places every time.

use super::super::unit::normalise;
use super::cosine;

/// Rounds of the power iteration: the components of some hundred talks stand still after thirty.
const POWER_ROUNDS: usize = 60;
/// Rounds in which dots that overlap are moved apart.
const RELAX_ROUNDS: usize = 120;
/// How much of the plane the dots take together; with more they could not come apart.
const FILL: f32 = 0.28;
/// The largest distance of two dots, as a share of the plane's width.
const GAP_MAX: f32 = 0.055;

/// The place of each row, both values from 0 to 1.
pub(super) fn places(rows: &[Vec<f32>]) -> Vec<[f32; 2]> {
    let first = component(rows, None);
    let second = component(rows, Some(&first));
    let raw: Vec<[f32; 2]> =
        rows.iter().map(|row| [cosine(row, &first), cosine(row, &second)]).collect();
    let mut places = ranked(&raw);
    relax(&mut places, gap(rows.len()));
    places
}

/// The distance that so many dots can keep from each other.
fn gap(count: usize) -> f32 {
    (FILL / count.max(1) as f32).sqrt().min(GAP_MAX)
}

/// The direction in which rows differ most, at a right angle to `before`, of length 1. Its largest
/// value is positive, so that the map is not mirrored from one time to the next.
fn component(rows: &[Vec<f32>], before: Option<&[f32]>) -> Vec<f32> {
    let dim = rows.first().map_or(0, Vec::len);
    // Any start that is no component will do; this one is the same for all.
    let mut direction: Vec<f32> = (0..dim).map(|at| 1.0 / (at + 1) as f32).collect();
    for _ in 0..POWER_ROUNDS {
        let mut next = vec![0.0_f32; dim];
        for row in rows {
            let share = cosine(row, &direction);
            next.iter_mut().zip(row).for_each(|(sum, value)| *sum += share * value);
        }
        if let Some(before) = before {
            let share = cosine(&next, before);
            next.iter_mut().zip(before).for_each(|(value, other)| *value -= share * other);
        }
        normalise(&mut next);
        direction = next;
    }
    let largest =
        direction.iter().copied().fold(0.0_f32, |a, b| if b.abs() > a.abs() { b } else { a });
    if largest < 0.0 {
        direction.iter_mut().for_each(|value| *value = -*value);
    }
    direction
}

/// Values brought to 0 to 1, half by size and half by rank, so that outliers do not push all others
/// into a corner.
fn ranked(raw: &[[f32; 2]]) -> Vec<[f32; 2]> {
    let mut places = vec![[0.5; 2]; raw.len()];
    for axis in 0..2 {
        let mut order: Vec<usize> = (0..raw.len()).collect();
        order.sort_by(|&a, &b| raw[a][axis].total_cmp(&raw[b][axis]).then(a.cmp(&b)));
        let (Some(&low), Some(&high)) = (order.first(), order.last()) else { continue };
        let (low, high) = (raw[low][axis], raw[high][axis]);
        let span = (high - low).max(f32::EPSILON);
        let last = (raw.len() - 1).max(1) as f32;
        for (rank, &at) in order.iter().enumerate() {
            places[at][axis] = 0.5 * (raw[at][axis] - low) / span + 0.5 * rank as f32 / last;
        }
    }
    places
}

/// Moves dots that are nearer than `gap` apart, a little each round, within the plane.
fn relax(places: &mut [[f32; 2]], gap: f32) {
    for _ in 0..RELAX_ROUNDS {
        if !push_apart(places, gap) {
            break;
        }
    }
}

/// One round; whether any dot was moved.
fn push_apart(places: &mut [[f32; 2]], gap: f32) -> bool {
    let mut order: Vec<usize> = (0..places.len()).collect();
    order.sort_by(|&a, &b| places[a][0].total_cmp(&places[b][0]).then(a.cmp(&b)));
    let mut moved = false;
    for (at, &a) in order.iter().enumerate() {
        // Dots are pushed while they are gone through, so that the order is only nearly right.
        for &b in &order[at + 1..] {
            if places[b][0] - places[a][0] >= gap {
                break;
            }
            moved |= push(places, a, b, gap);
        }
    }
    moved
}

/// Moves two dots apart by half of what they lack each; whether they lacked any.
fn push(places: &mut [[f32; 2]], a: usize, b: usize, gap: f32) -> bool {
    let (dx, dy) = (places[b][0] - places[a][0], places[b][1] - places[a][1]);
    let distance = dx.hypot(dy);
    if distance >= gap * 0.98 {
        return false;
    }
    // Two in one place part in a direction that differs from pair to pair.
    let turn = (a * 7 + b * 13) as f32;
    let (ux, uy) =
        if distance > 1e-6 { (dx / distance, dy / distance) } else { (turn.cos(), turn.sin()) };
    let half = (gap - distance) / 2.0;
    for (at, sign) in [(a, -1.0), (b, 1.0)] {
        places[at][0] = (places[at][0] + sign * half * ux).clamp(0.0, 1.0);
        places[at][1] = (places[at][1] + sign * half * uy).clamp(0.0, 1.0);
    }
    true
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_direction_of_most_difference_comes_first() {
        let rows: Vec<Vec<f32>> =
            (0..20).map(|n| vec![0.1 * (n % 3) as f32, n as f32 - 10.0, 0.0]).collect();
        let first = component(&rows, None);
        assert!(first[1] > 0.99, "{first:?}");
        let second = component(&rows, Some(&first));
        assert!(cosine(&first, &second).abs() < 1e-3);
    }

    #[test]
    fn dots_do_not_lie_on_each_other() {
        let places = places(&vec![vec![0.5, 0.5]; 60]);
        let gap = gap(60);
        for (at, a) in places.iter().enumerate() {
            for b in &places[at + 1..] {
                let distance = (a[0] - b[0]).hypot(a[1] - b[1]);
                assert!(distance > 0.6 * gap, "{a:?} {b:?}");
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn all_dots_lie_within_the_plane(
            rows in prop::collection::vec(prop::collection::vec(-1.0f32..1.0, 4), 0..40)
        ) {
            let found = places(&rows);
            prop_assert_eq!(found.len(), rows.len());
            prop_assert!(found.iter().flatten().all(|value| (0.0..=1.0).contains(value)));
            prop_assert_eq!(&found, &places(&rows));
        }
    }
}
