//! The nearest rows of a table on an adapter, against plain loops.

use proptest::prelude::*;

use super::super::super::ComputeError;
use super::super::scan::MOST_NEAREST;
use super::super::{GpuDevice, Settings};
use super::Numbers;
use super::forward::{open, random_weights, shape_of};

fn gpu() -> Option<GpuDevice> {
    open(&random_weights(shape_of(1, 4)), Settings::default())
}

fn products(values: &[f32], query: &[f32]) -> Vec<f64> {
    let product = |row: &[f32]| {
        row.iter().zip(query).map(|(a, b)| f64::from(*a) * f64::from(*b)).sum::<f64>()
    };
    values.chunks_exact(query.len()).map(product).collect()
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 4, // each opens a device
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn the_nearest_rows_of_any_table_are_found(
        rows in 1_usize..700, width in 1_usize..40, count in 0_usize..80,
    ) {
        let Some(gpu) = gpu() else { return Ok(()) };
        let mut numbers = Numbers((rows * width) as u64);
        let (values, query) = (numbers.take(rows * width), numbers.take(width));
        let table = gpu.table(&values, width).unwrap();
        let found = gpu.nearest(&table, &query, count).unwrap();
        prop_assert_eq!(found.len(), count.min(rows).min(MOST_NEAREST));
        let expected = products(&values, &query);
        let mut sorted = expected.clone();
        sorted.sort_by(|a, b| b.total_cmp(a));
        for (near, best) in found.iter().zip(sorted) {
            prop_assert!((f64::from(near.product) - expected[near.row]).abs() < 1e-5);
            prop_assert!((f64::from(near.product) - best).abs() < 1e-5);
        }
    }
}

#[test]
fn of_equal_rows_the_earlier_comes_first_and_every_row_once() {
    let Some(gpu) = gpu() else { return };
    let table = gpu.table(&[1.0; 3 * 300], 3).unwrap();
    let found = gpu.nearest(&table, &[1.0, 1.0, 1.0], 20).unwrap();
    let rows: Vec<usize> = found.iter().map(|near| near.row).collect();
    assert_eq!(rows, (0..20).collect::<Vec<_>>());
    assert!(found.iter().all(|near| near.product == 3.0));
}

#[test]
fn what_is_no_table_or_does_not_fit_one_is_refused() {
    let Some(gpu) = gpu() else { return };
    assert!(matches!(gpu.table(&[], 3), Err(ComputeError::TooSmall { .. })));
    assert!(matches!(gpu.table(&[1.0; 7], 3), Err(ComputeError::TooSmall { .. })));
    let table = gpu.table(&[1.0; 6], 3).unwrap();
    assert!(matches!(gpu.nearest(&table, &[1.0; 4], 1), Err(ComputeError::TooSmall { .. })));
}
