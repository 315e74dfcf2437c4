//! The whole forward pass on an adapter, against the plain reference, and how it fails.

use proptest::prelude::*;

use super::super::super::cpu::{CpuDevice, Precision};
use super::super::super::{
    Batch, BatchError, ComputeError, Device, Keep, Layer, LayerNorm, Linear, Pooling, Shape,
    Weights,
};
use super::super::adapter::{AdapterChoice, find_adapter};
use super::super::int8;
use super::super::kernels::{Tiling, WeightFormat};
use super::super::tuning::{TUNING_FILE, Tuning};
use super::super::{GpuDevice, Settings};
use super::operations::round_to_integers;
use super::{Numbers, adapter_or_skip, assert_near, reference};

/// The forward pass in f32 against f64; the vectors have length 1 or values of about 1.
const TOLERANCE: f64 = 1e-5;

pub(super) fn shape_of(heads: usize, head: usize) -> Shape {
    Shape {
        vocabulary: 23,
        positions: 16,
        hidden: heads * head,
        heads,
        intermediate: 3 * head + 1,
        layers: 2,
        layer_norm_epsilon: 1e-12,
        pooling: Pooling::Mean,
        normalise: true,
    }
}

pub(super) fn random_batch(lengths: &[usize], vocabulary: usize) -> Batch {
    let mut id = 0;
    let mut sequence = |&length: &usize| -> Vec<u32> {
        (0..length)
            .map(|_| {
                id = (id * 5 + 3) % vocabulary;
                id as u32
            })
            .collect()
    };
    Batch::new(&lengths.iter().map(&mut sequence).collect::<Vec<_>>()).unwrap()
}

fn random_linear(numbers: &mut Numbers, outputs: usize, inputs: usize) -> Linear {
    // Keeps the sums of a layer near 1, as trained weights do.
    let scale = 1.7 / (inputs as f32).sqrt();
    let weight = numbers.take(outputs * inputs).into_iter().map(|x| scale * x).collect();
    Linear { weight, bias: numbers.take(outputs) }
}

fn random_norm(numbers: &mut Numbers, width: usize) -> LayerNorm {
    let weight = numbers.take(width).into_iter().map(|x| 1.0 + 0.3 * x).collect();
    LayerNorm { weight, bias: numbers.take(width) }
}

pub(super) fn random_weights(shape: Shape) -> Weights {
    let mut numbers = Numbers(shape.hidden as u64);
    let numbers = &mut numbers;
    let Shape { hidden, intermediate, .. } = shape;
    let layer = |numbers: &mut Numbers| Layer {
        qkv: random_linear(numbers, 3 * hidden, hidden),
        attention_output: random_linear(numbers, hidden, hidden),
        attention_norm: random_norm(numbers, hidden),
        up: random_linear(numbers, intermediate, hidden),
        down: random_linear(numbers, hidden, intermediate),
        output_norm: random_norm(numbers, hidden),
    };
    Weights {
        words: numbers.take(shape.vocabulary * hidden),
        positions: numbers.take(shape.positions * hidden),
        token_type: numbers.take(hidden),
        embedding_norm: random_norm(numbers, hidden),
        layers: (0..shape.layers).map(|_| layer(numbers)).collect(),
        shape,
    }
}

pub(super) fn open(weights: &Weights, settings: Settings<'_>) -> Option<GpuDevice> {
    adapter_or_skip()?;
    Some(GpuDevice::open_with(weights, AdapterChoice::Any, settings).unwrap())
}

fn any_shape() -> impl Strategy<Value = Shape> {
    let pooling = prop::sample::select(vec![Pooling::Mean, Pooling::Cls]);
    (1_usize..4, 3_usize..20, 1_usize..90, 0_usize..3, pooling, any::<bool>()).prop_map(
        |(heads, head, intermediate, layers, pooling, normalise)| Shape {
            intermediate,
            layers,
            pooling,
            normalise,
            ..shape_of(heads, head)
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 3, // each opens a device and compiles eight kernels
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn any_model_and_batch_agree_with_the_reference(
        shape in any_shape(),
        lengths in prop::collection::vec(1_usize..=16, 1..12),
        tuning in prop::sample::select(vec![None, Some(Tuning::SOFTWARE), Some(Tuning::HARDWARE)]),
        tokens_per_chunk in 16_usize..64,
    ) {
        let weights = random_weights(shape);
        let batch = random_batch(&lengths, weights.shape.vocabulary);
        let settings =
            Settings { tuning, tokens_per_chunk: Some(tokens_per_chunk), ..Settings::default() };
        if let Some(gpu) = open(&weights, settings) {
            let found = gpu.forward(&batch).unwrap();
            assert_near(&found, &reference::forward(&weights, &batch), TOLERANCE);
        }
    }
}

#[test]
fn a_batch_gives_the_same_rows_in_any_company() {
    let weights = random_weights(shape_of(2, 8));
    let Some(gpu) = open(&weights, Settings::default()) else { return };
    let all = gpu.forward(&random_batch(&[4, 9, 1], 23)).unwrap();
    let batch = random_batch(&[4], 23);
    let alone = gpu.forward(&batch).unwrap();
    assert_eq!(alone, all[..16]);
    std::thread::scope(|scope| {
        let calls: Vec<_> = (0..4).map(|_| scope.spawn(|| gpu.forward(&batch).unwrap())).collect();
        for call in calls {
            assert_eq!(call.join().unwrap(), alone);
        }
    });
    assert_eq!(gpu.forward(&Batch::new::<Vec<u32>>(&[]).unwrap()).unwrap(), [0.0; 0]);
}

/// Thirty wide, which is padded; several sequences in most chunks, and one that fills its own.
#[test]
fn the_states_of_several_chunks_are_those_of_the_processor() {
    let batch = random_batch(&[4, 9, 1, 16, 2, 2, 11, 6], 23);
    let settings = Settings { tokens_per_chunk: Some(16), ..Settings::default() };
    for pooling in [Pooling::Mean, Pooling::Cls] {
        let weights = random_weights(Shape { pooling, ..shape_of(3, 10) });
        let Some(gpu) = open(&weights, settings) else { return };
        let found = gpu.encode(&batch, Keep::States).unwrap();
        let pooled = gpu.encode(&batch, Keep::Pooled).unwrap();
        assert_eq!((&pooled.pooled, pooled.states.len()), (&found.pooled, 0));
        let of_states = reference::pool(&reference::widen(&found.states), &batch, &weights.shape);
        assert_near(&found.pooled, &of_states, TOLERANCE);
        let on_processor =
            CpuDevice::new(weights, Precision::F32).encode(&batch, Keep::States).unwrap();
        assert_near(&found.states, &reference::widen(&on_processor.states), TOLERANCE);
    }
}

/// As a model folder with 8-bit rows is read.
fn with_integer_rows(mut weights: Weights) -> Weights {
    for layer in &mut weights.layers {
        for linear in [&mut layer.qkv, &mut layer.attention_output, &mut layer.up, &mut layer.down]
        {
            let inputs = linear.weight.len() / linear.bias.len();
            linear.weight.chunks_exact_mut(inputs).for_each(round_to_integers);
        }
    }
    weights
}

#[test]
fn a_model_of_integers_is_uploaded_as_integers_and_gives_the_same_vectors() {
    let floats = random_weights(shape_of(3, 10));
    assert_eq!(int8::format_of(&floats), WeightFormat::Float);
    let weights = with_integer_rows(floats);
    assert_eq!(int8::format_of(&weights), WeightFormat::Int8);
    let batch = random_batch(&[4, 9, 1, 16], 23);
    let Some(integers) = open(&weights, Settings::default()) else { return };
    let found = integers.forward(&batch).unwrap();
    assert_near(&found, &reference::forward(&weights, &batch), TOLERANCE);
    let as_floats = Settings { format: Some(WeightFormat::Float), ..Settings::default() };
    let floats = open(&weights, as_floats).unwrap().forward(&batch).unwrap();
    assert_near(&found, &reference::widen(&floats), TOLERANCE);
}

#[test]
fn a_short_query_gives_the_row_it_gives_in_a_batch() {
    let weights = random_weights(shape_of(2, 8));
    for tuning in [None, Some(Tuning::HARDWARE)] {
        let Some(gpu) = open(&weights, Settings { tuning, ..Settings::default() }) else { return };
        let batch = random_batch(&[4, 16, 16], 23);
        let all = gpu.forward(&batch).unwrap();
        let alone = gpu.forward(&random_batch(&[4], 23)).unwrap();
        assert_near(&alone, &reference::widen(&all[..16]), TOLERANCE);
    }
}

#[test]
fn a_stored_choice_is_used_and_a_damaged_one_is_not() {
    let weights = random_weights(shape_of(1, 4));
    if adapter_or_skip().is_none() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let open = || GpuDevice::open_in(&weights, AdapterChoice::Any, folder.path()).unwrap();
    let default = open().tuning();
    let info = find_adapter(AdapterChoice::Any).unwrap().get_info();
    let other = Tuning { wide: Tiling::Shared, narrow: Tiling::Register8, ..Tuning::HARDWARE };
    assert_ne!(default, other);
    super::super::tuning::store(folder.path(), &info, other).unwrap();
    let gpu = open();
    assert_eq!(gpu.tuning(), other);
    let batch = random_batch(&[3], 23);
    let expected = reference::forward(&weights, &batch);
    assert_near(&gpu.forward(&batch).unwrap(), &expected, TOLERANCE);
    std::fs::write(folder.path().join(TUNING_FILE), "{").unwrap();
    assert_eq!(open().tuning(), default);
}

#[test]
fn damaged_compiled_kernels_are_compiled_again() {
    let weights = random_weights(shape_of(1, 4));
    if adapter_or_skip().is_none() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let open = || GpuDevice::open_in(&weights, AdapterChoice::Any, folder.path()).unwrap();
    drop(open());
    for file in std::fs::read_dir(folder.path()).unwrap() {
        std::fs::write(file.unwrap().path(), b"no kernels").unwrap();
    }
    let batch = random_batch(&[3], 23);
    let expected = reference::forward(&weights, &batch);
    assert_near(&open().forward(&batch).unwrap(), &expected, TOLERANCE);
}

#[test]
fn a_profile_has_every_operation_of_the_pass() {
    let weights = random_weights(shape_of(2, 8));
    let Some(gpu) = open(&weights, Settings::default()) else { return };
    let Some(lines) = gpu.profile(&random_batch(&[4, 9, 16], 23)).unwrap() else { return };
    let dispatches: usize = lines.iter().map(|line| line.count).sum();
    assert_eq!(dispatches, 2 + 7 * weights.shape.layers);
    let shares: f64 = lines.iter().map(|line| line.share).sum();
    assert!((shares - 1.0).abs() < 1e-6, "{lines:?}");
    assert_eq!(gpu.profile(&Batch::new::<Vec<u32>>(&[]).unwrap()).unwrap(), Some(Vec::new()));
}

#[test]
fn a_batch_the_model_lacks_is_refused() {
    let weights = random_weights(shape_of(1, 4));
    let Some(gpu) = open(&weights, Settings::default()) else { return };
    let unknown = gpu.forward(&Batch::new(&[[23]]).unwrap()).unwrap_err();
    assert!(matches!(
        unknown,
        ComputeError::Batch(BatchError::UnknownToken { id: 23, vocabulary: 23 })
    ));
    let long = gpu.forward(&random_batch(&[17], 23)).unwrap_err();
    assert!(matches!(long, ComputeError::Batch(BatchError::TooLong { length: 17, .. })));
}

#[test]
fn a_lost_device_is_an_error_from_then_on() {
    let weights = random_weights(shape_of(1, 4));
    let Some(gpu) = open(&weights, Settings::default()) else { return };
    assert!(!gpu.is_lost());
    gpu.connection.device.destroy();
    for _ in 0..2 {
        let error = gpu.forward(&random_batch(&[3], 23)).unwrap_err();
        assert!(matches!(error, ComputeError::DeviceLost(_)), "{error}");
    }
    assert!(gpu.is_lost());
}

#[test]
fn a_model_that_no_binding_can_hold_is_refused_with_numbers() {
    if adapter_or_skip().is_none() {
        return;
    }
    let mut weights = random_weights(shape_of(1, 4));
    weights.shape.vocabulary = 1 << 40;
    let error = GpuDevice::open(&weights, AdapterChoice::Any).map(drop).unwrap_err();
    let ComputeError::TooSmall { reason, .. } = error else { panic!("{error}") };
    assert!(reason.starts_with("17592186044416 bytes in one storage buffer"), "{reason}");
}
