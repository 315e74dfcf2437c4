//! Finds the 8-bit integers that rows of weights were made of. Exact or not at all: what is kept or
//! uploaded as integers is the very model that was loaded as floats.

use super::Linear;

/// Largest magnitude of a symmetric 8-bit integer; a row's largest weight has it.
const LARGEST: f32 = 127.0;

/// The rows of a linear layer, an output each.
pub(super) fn rows_of(linear: &Linear) -> impl Iterator<Item = &[f32]> {
    let inputs = linear.weight.len().checked_div(linear.bias.len()).unwrap_or(0);
    linear.weight.chunks_exact(inputs.max(1))
}

/// The scales of the rows of a linear layer; `None` where one row has none.
pub(super) fn scales_of(linear: &Linear) -> Option<Vec<f32>> {
    rows_of(linear).map(scale_of).collect()
}

/// The scale of a row whose every value is an integer of at most 127 times it; `None` where there
/// is no such scale.
///
/// The largest value is 127 scales, rounded to f32, so the scale is found by division but for the
/// last place.
pub(super) fn scale_of(row: &[f32]) -> Option<f32> {
    let largest = row.iter().fold(0.0_f32, |largest, value| largest.max(value.abs()));
    if largest == 0.0 {
        return Some(0.0);
    }
    let near = largest / LARGEST;
    let candidates = [near, near.next_up(), near.next_down()];
    candidates
        .into_iter()
        .find(|&scale| row.iter().all(|&value| f32::from(quantised(value, scale)) * scale == value))
}

/// The integer of a value in a row with this scale.
pub(super) fn quantised(value: f32, scale: f32) -> i8 {
    if scale == 0.0 { 0 } else { (value / scale).round() as i8 }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_row_of_other_values_has_no_scale() {
        assert_eq!(scale_of(&[0.1, 0.25, 0.3]), None);
        assert_eq!(scale_of(&[0.0; 4]), Some(0.0));
        assert_eq!(scale_of(&[f32::NAN, 1.0]), None);
        assert_eq!(quantised(3.0, 0.0), 0);
    }

    proptest! {
        #[test]
        fn integers_times_a_scale_are_found_again(
            mut integers in prop::collection::vec(-127_i8..=127, 1..50),
            scale in 1e-6_f32..10.0,
        ) {
            integers.push(-127);
            let row: Vec<f32> = integers.iter().map(|&i| f32::from(i) * scale).collect();
            let found = scale_of(&row).unwrap();
            for (&integer, &value) in integers.iter().zip(&row) {
                prop_assert_eq!(quantised(value, found), integer);
                prop_assert_eq!(f32::from(integer) * found, value);
            }
        }
    }
}
