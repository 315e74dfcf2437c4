//! Token rows compared on an adapter, against the processor: the same integers, so the same to the
//! last bit.

use proptest::prelude::*;

use super::super::super::max_sim::similarity;
use super::super::super::{ComputeError, Device, Match, MaxSimError, TokenRows, cpu};
use super::super::connection::Connection;
use super::super::max_sim::{MaxSim, Room};
use super::super::{GpuDevice, Settings};
use super::forward::{open, random_weights, shape_of};
use super::{Gpu, Numbers, gpu_or_skip};

/// More than any test here needs, in bytes and in workgroups.
const ROOMY: Room = Room { bytes: 1 << 20, workgroups: 4096 };

/// Values drawn from the few or the many that `spread` allows: few make equal products likely.
fn random_rows(numbers: &mut Numbers, rows: usize, width: usize, spread: i8) -> Vec<i8> {
    let value = |x: f32| ((x + 1.0) / 2.0 * (2.0 * f32::from(spread) + 2.0)).floor();
    let values = numbers.take(rows * width);
    values.into_iter().map(|x| (value(x) - f32::from(spread) - 1.0) as i8).collect()
}

struct Texts {
    width: usize,
    query: Vec<i8>,
    documents: Vec<Vec<i8>>,
}

impl Texts {
    fn random(width: usize, query_rows: usize, lengths: &[usize], spread: i8) -> Self {
        let mut numbers = Numbers((width * 1000 + query_rows) as u64);
        let query = random_rows(&mut numbers, query_rows, width, spread);
        let document = |&rows: &usize| random_rows(&mut numbers, rows, width, spread);
        Self { width, query, documents: lengths.iter().map(document).collect() }
    }

    fn rows<'a>(&self, values: &'a [i8]) -> TokenRows<'a> {
        TokenRows { values, width: self.width }
    }

    fn documents(&self) -> Vec<TokenRows<'_>> {
        self.documents.iter().map(|values| self.rows(values)).collect()
    }

    fn on_processor(&self) -> Vec<Vec<Match>> {
        cpu::max_sim(self.rows(&self.query), &self.documents()).unwrap()
    }
}

impl Gpu {
    fn connection(&self) -> Connection {
        Connection::new(self.device.clone(), self.queue.clone())
    }

    /// Compares all of them in turn, so that later ones meet the buffers of earlier ones.
    #[track_caller]
    fn check_max_sim(&self, room: Room, all: &[Texts]) {
        let connection = self.connection();
        let max_sim = MaxSim::with_room(&connection, self.compiler(), room).unwrap();
        for texts in all {
            let query = texts.rows(&texts.query);
            let found = max_sim.nearest(&connection, query, &texts.documents()).unwrap();
            assert_eq!(found, texts.on_processor());
        }
    }
}

fn any_texts() -> impl Strategy<Value = Texts> {
    let lengths = prop::collection::vec(1_usize..=300, 0..5);
    let spread = prop::sample::select(vec![0, 1, 127]);
    (1_usize..=160, 0_usize..=40, lengths, spread)
        .prop_map(|(width, query, lengths, spread)| Texts::random(width, query, &lengths, spread))
}

impl std::fmt::Debug for Texts {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { width, query, documents } = self;
        let lengths: Vec<usize> = documents.iter().map(|values| values.len() / width).collect();
        write!(formatter, "{} query rows, {lengths:?}, {width} wide", query.len() / width)
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 4, // each compiles the kernel
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn any_rows_are_compared_as_on_the_processor(
        all in prop::collection::vec(any_texts(), 12),
        bytes in prop::sample::select(vec![1 << 14, 1 << 16, 1 << 20]),
        workgroups in 1_usize..70,
    ) {
        if let Some(gpu) = gpu_or_skip() {
            gpu.check_max_sim(Room { bytes, workgroups }, &all);
        }
    }
}

#[test]
fn rows_at_the_edges_of_vectors_blocks_and_workgroups() {
    let Some(gpu) = gpu_or_skip() else { return };
    let mut all = Vec::new();
    for width in [1, 3, 4, 5, 15, 16, 17, 128] {
        for query_rows in [1, 3, 4, 5, 8] {
            all.push(Texts::random(width, query_rows, &[1, 63, 64, 65, 128, 129], 127));
        }
    }
    gpu.check_max_sim(ROOMY, &all);
}

#[test]
fn the_lowest_and_highest_values_do_not_overflow() {
    let Some(gpu) = gpu_or_skip() else { return };
    let extremes = |query: i8, document: i8| Texts {
        width: 160,
        query: vec![query; 5 * 160],
        documents: vec![vec![document; 3 * 160]],
    };
    let pairs = [(i8::MIN, i8::MIN), (i8::MIN, i8::MAX), (i8::MAX, i8::MAX)];
    gpu.check_max_sim(ROOMY, &pairs.map(|(query, document)| extremes(query, document)));
}

#[test]
fn of_equally_near_rows_the_first_is_taken() {
    let Some(gpu) = gpu_or_skip() else { return };
    let connection = gpu.connection();
    let max_sim = MaxSim::with_room(&connection, gpu.compiler(), ROOMY).unwrap();
    // Row 70 belongs to a thread before that of row 9, and is compared after it.
    for (first, second) in [(9, 70), (6, 9), (64, 65), (63, 64), (0, 299), (298, 299)] {
        let mut values = vec![0; 300 * 2];
        (values[2 * first], values[2 * second]) = (5, 5);
        let [query, document] = [&[1, 0][..], &values].map(|values| TokenRows { values, width: 2 });
        let found = max_sim.nearest(&connection, query, &[document]).unwrap();
        assert_eq!(found, [[Match { row: first, similarity: similarity(5) }]]);
    }
}

#[test]
fn what_no_buffer_can_hold_is_compared_on_the_processor() {
    let Some(gpu) = gpu_or_skip() else { return };
    let tiny = Room { bytes: 256, workgroups: 1 };
    gpu.check_max_sim(tiny, &[Texts::random(16, 2, &[3, 200, 1], 127)]);
    gpu.check_max_sim(tiny, &[Texts::random(16, 40, &[3], 127)]);
}

fn device() -> Option<GpuDevice> {
    open(&random_weights(shape_of(1, 4)), Settings::default())
}

#[test]
fn several_callers_get_their_own_rows() {
    let Some(gpu) = device() else { return };
    std::thread::scope(|scope| {
        for rows in 1..5 {
            let gpu = &gpu;
            scope.spawn(move || {
                let texts = Texts::random(20, rows, &[7 * rows, 90, 3], 127);
                let found = gpu.max_sim(texts.rows(&texts.query), &texts.documents()).unwrap();
                assert_eq!(found, texts.on_processor());
            });
        }
    });
}

#[test]
fn a_lost_device_is_an_error_unless_there_is_nothing_to_compare() {
    let Some(gpu) = device() else { return };
    gpu.connection.device.destroy();
    let texts = Texts::random(16, 2, &[3, 400], 127);
    for _ in 0..2 {
        let error = gpu.max_sim(texts.rows(&texts.query), &texts.documents()).unwrap_err();
        assert!(matches!(error, ComputeError::DeviceLost(_)), "{error}");
    }
    let nothing = [Vec::new(), Vec::new()];
    assert_eq!(gpu.max_sim(texts.rows(&[]), &texts.documents()).unwrap(), nothing);
    assert_eq!(gpu.max_sim(texts.rows(&texts.query), &[]).unwrap(), nothing[..0]);
}

#[test]
fn rows_that_cannot_be_compared_are_refused_as_on_the_processor() {
    let Some(gpu) = device() else { return };
    let query = TokenRows { values: &[1, 2], width: 2 };
    let narrow = TokenRows { values: &[1], width: 1 };
    let error = gpu.max_sim(query, &[narrow]).unwrap_err();
    let wanted = MaxSimError::Width { wanted: 2, found: 1 };
    assert!(matches!(error, ComputeError::MaxSim(found) if found == wanted));
    let empty = TokenRows { values: &[], width: 2 };
    let error = gpu.max_sim(query, &[query, empty]).unwrap_err();
    assert!(matches!(error, ComputeError::MaxSim(MaxSimError::NoRows(1))));
}
