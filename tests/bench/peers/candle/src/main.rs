//! One round of candle's BERT over the prepared inputs, as a line of JSON. A peer in the comparison
//! of `tests/bench/run`; knows nothing of Hallway but its model folder.
//!
//! usage: `candle-peer MODEL_DIR INPUTS.json` (threads: `RAYON_NUM_THREADS`)

use std::collections::HashMap;
use std::error::Error;
use std::path::Path;
use std::time::Instant;

use candle_core::{DType, Device, Tensor};
use candle_nn::VarBuilder;
use candle_transformers::models::bert::{BertModel, Config};
use safetensors::SafeTensors;
use serde::Deserialize;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// How often each set runs before and while it is timed: the same for every program compared.
#[derive(Deserialize)]
struct Repeats {
    warm: usize,
    timed: usize,
}

#[derive(Deserialize)]
struct Set {
    passages: Vec<Passage>,
    padded: Vec<Vec<usize>>,
    repeats: Repeats,
}

#[derive(Deserialize)]
struct Passage {
    ids: Vec<u32>,
}

/// Ids and mask of a group, padded to its longest passage.
struct Group {
    ids: Tensor,
    types: Tensor,
    mask: Tensor,
}

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, model, inputs] = &arguments[..] else {
        return Err("usage: candle-peer MODEL_DIR INPUTS.json".into());
    };
    let model = open(Path::new(model))?;
    let sets: HashMap<String, Set> = serde_json::from_slice(&std::fs::read(inputs)?)?;
    let mut report = serde_json::Map::new();
    for (name, set) in &sets {
        report.insert(name.clone(), measure(&model, set)?);
    }
    println!("{}", serde_json::Value::Object(report));
    Ok(())
}

/// Milliseconds of each timed run over all groups (of each group alone where every group is one
/// passage), and the vectors of the first group.
fn measure(model: &BertModel, set: &Set) -> Result<serde_json::Value> {
    let groups: Vec<Group> =
        set.padded.iter().map(|members| padded(set, members)).collect::<Result<_>>()?;
    let mut times = Vec::new();
    for run in 0..set.repeats.warm + set.repeats.timed {
        let mut total = 0.0;
        for group in &groups {
            let started = Instant::now();
            vectors(model, group)?;
            total += started.elapsed().as_secs_f64() * 1_000.0;
        }
        if run >= set.repeats.warm {
            times.push(total);
        }
    }
    let first = vectors(model, &groups[0])?;
    Ok(serde_json::json!({ "ms": times, "vectors": first }))
}

fn padded(set: &Set, members: &[usize]) -> Result<Group> {
    let rows: Vec<&[u32]> = members.iter().map(|&index| &set.passages[index].ids[..]).collect();
    let longest = rows.iter().map(|row| row.len()).max().unwrap_or(0);
    let (mut ids, mut mask) = (Vec::new(), Vec::new());
    for row in &rows {
        let padding = longest - row.len();
        ids.extend(row.iter().copied().chain(std::iter::repeat_n(0, padding)));
        mask.extend(row.iter().map(|_| 1u32).chain(std::iter::repeat_n(0, padding)));
    }
    let ids = Tensor::from_vec(ids, (rows.len(), longest), &Device::Cpu)?;
    let mask = Tensor::from_vec(mask, (rows.len(), longest), &Device::Cpu)?;
    Ok(Group { types: ids.zeros_like()?, ids, mask })
}

/// Mean over the tokens of each text, then its direction (length 1).
fn vectors(model: &BertModel, group: &Group) -> Result<Vec<Vec<f32>>> {
    let states = model.forward(&group.ids, &group.types, Some(&group.mask))?;
    let mask = group.mask.to_dtype(DType::F32)?.unsqueeze(2)?;
    let summed = states.broadcast_mul(&mask)?.sum(1)?;
    let length = summed.sqr()?.sum_keepdim(1)?.sqrt()?;
    Ok(summed.broadcast_div(&length)?.to_vec2()?)
}

/// The model of a folder of ours, its int8 rows as f32.
fn open(folder: &Path) -> Result<BertModel> {
    let config: Config = serde_json::from_slice(&std::fs::read(folder.join("config.json"))?)?;
    let bytes = std::fs::read(folder.join("model.safetensors"))?;
    let tensors = dequantised(&SafeTensors::deserialize(&bytes)?)?;
    let variables = VarBuilder::from_tensors(tensors, DType::F32, &Device::Cpu);
    Ok(BertModel::load(variables, &config)?)
}

fn dequantised(stored: &SafeTensors<'_>) -> Result<HashMap<String, Tensor>> {
    let mut tensors = HashMap::new();
    for (name, view) in stored.tensors() {
        if name.ends_with(".scale") {
            continue;
        }
        let values: Vec<f32> = match stored.tensor(&format!("{name}.scale")) {
            Err(_) => f32_values(view.data()),
            Ok(scales) => {
                let rows = view.data().chunks_exact(view.shape()[1]);
                let scaled = rows.zip(f32_values(scales.data())).flat_map(|(row, scale)| {
                    row.iter().map(move |&code| f32::from(code as i8) * scale)
                });
                scaled.collect()
            }
        };
        tensors.insert(name, Tensor::from_vec(values, view.shape(), &Device::Cpu)?);
    }
    Ok(tensors)
}

fn f32_values(data: &[u8]) -> Vec<f32> {
    data.as_chunks().0.iter().map(|&bytes| f32::from_le_bytes(bytes)).collect()
}
