//! Model folders and vectors: the shipped model against its reference, other formats against f32,
//! and damaged folders.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use hallway::embed::{DeviceChoice, EmbedError, Embedder, RowFormat, convert};
use safetensors::Dtype;
use safetensors::tensor::TensorView;

use super::support::{cosine, largest_difference, repository, shipped_embedder};

#[derive(serde::Deserialize)]
struct Reference {
    text: String,
    vector: Vec<f32>,
}

fn reference() -> Vec<Reference> {
    let json = std::fs::read(repository("tests/fixtures/embed/reference.json")).unwrap();
    serde_json::from_slice(&json).unwrap()
}

#[test]
fn shipped_vectors_agree_with_the_unquantised_model() {
    let embedder = shipped_embedder();
    for Reference { text, vector } in reference() {
        let similarity = cosine(&embedder.embed_query(&text).unwrap(), &vector);
        assert!(similarity >= 0.999, "{text}: {similarity}");
    }
}

#[test]
fn a_text_has_the_same_vector_alone_and_in_a_batch() {
    let embedder = shipped_embedder();
    let long = "Kernels in WGSL run on Vulkan, Metal and in the browser. ".repeat(40);
    let texts = ["GPU", "a talk about containers", &long, "", "日本語のセッション", "GPU"];
    let batch = embedder.embed_passages(&texts, &|_| ()).unwrap();
    for (text, vector) in texts.iter().zip(&batch) {
        let alone = embedder.embed_query(text).unwrap();
        assert!(largest_difference(&alone, vector) < 1e-5, "{text:.20}");
        let length: f32 = vector.iter().map(|value| value * value).sum();
        assert!((length - 1.0).abs() < 1e-4, "{text:.20}: {length}");
    }
}

#[test]
fn progress_counts_to_the_end() {
    let seen = std::sync::Mutex::new(Vec::new());
    let texts = vec!["one talk"; 7];
    shipped_embedder().embed_passages(&texts, &|done| seen.lock().unwrap().push(done)).unwrap();
    assert_eq!(seen.into_inner().unwrap().last(), Some(&7));
    assert!(shipped_embedder().embed_passages(&[], &|_| ()).unwrap().is_empty());
}

/// Writes a small BERT with made-up weights and the shipped tokenizer, as f32.
fn write_small_model(folder: &Path, prefix: &str) {
    let vocabulary = 30_522;
    let (hidden, intermediate, positions) = (8, 16, 64);
    let mut tensors: Vec<(String, Vec<usize>)> = vec![
        ("embeddings.word_embeddings.weight".into(), vec![vocabulary, hidden]),
        ("embeddings.position_embeddings.weight".into(), vec![positions, hidden]),
        ("embeddings.token_type_embeddings.weight".into(), vec![2, hidden]),
    ];
    let layer = "encoder.layer.0";
    for norm in ["embeddings", "encoder.layer.0.attention.output", "encoder.layer.0.output"] {
        tensors.push((format!("{norm}.LayerNorm.weight"), vec![hidden]));
        tensors.push((format!("{norm}.LayerNorm.bias"), vec![hidden]));
    }
    let mut linear = |name: &str, outputs: usize, inputs: usize| {
        tensors.push((format!("{layer}.{name}.weight"), vec![outputs, inputs]));
        tensors.push((format!("{layer}.{name}.bias"), vec![outputs]));
    };
    for part in ["query", "key", "value"] {
        linear(&format!("attention.self.{part}"), hidden, hidden);
    }
    linear("attention.output.dense", hidden, hidden);
    linear("intermediate.dense", intermediate, hidden);
    linear("output.dense", hidden, intermediate);

    let data: Vec<(String, Vec<usize>, Vec<u8>)> = tensors
        .into_iter()
        .enumerate()
        .map(|(seed, (name, shape))| {
            let count: usize = shape.iter().product();
            let values = (0..count).flat_map(|i| made_up(seed, i).to_le_bytes()).collect();
            (format!("{prefix}{name}"), shape, values)
        })
        .collect();
    let views = data.iter().map(|(name, shape, bytes)| {
        (name.as_str(), TensorView::new(Dtype::F32, shape.clone(), bytes).unwrap())
    });
    let bytes = safetensors::serialize(views, None::<HashMap<String, String>>).unwrap();
    std::fs::write(folder.join("model.safetensors"), bytes).unwrap();
    let config = serde_json::json!({
        "model_type": "bert", "hidden_act": "gelu", "hidden_size": hidden, "layer_norm_eps": 1e-12,
        "intermediate_size": intermediate, "max_position_embeddings": positions,
        "num_attention_heads": 2, "num_hidden_layers": 1, "vocab_size": vocabulary,
    });
    std::fs::write(folder.join("config.json"), config.to_string()).unwrap();
    std::fs::write(folder.join("sentence_bert_config.json"), r#"{"max_seq_length": 64}"#).unwrap();
    let tokenizer = repository("data/model/tokenizer.json");
    std::fs::copy(tokenizer, folder.join("tokenizer.json")).unwrap();
}

/// Values from -1 to 1 that look random and are the same everywhere.
fn made_up(seed: usize, index: usize) -> f32 {
    let mixed = (index as u64 * 97 + seed as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (mixed >> 40) as f32 / (1u64 << 23) as f32 - 1.0
}

fn open(folder: &Path) -> Result<Embedder, EmbedError> {
    Embedder::open(folder, DeviceChoice::Cpu)
}

#[test]
fn f32_f16_and_int8_folders_give_nearly_the_same_vectors() {
    let folder = tempfile::tempdir().unwrap();
    write_small_model(folder.path(), "bert.");
    let expected = open(folder.path()).unwrap().embed_query("open models").unwrap();
    for (rows, floor) in
        [(RowFormat::F32, 0.999_999), (RowFormat::F16, 0.9999), (RowFormat::Int8, 0.995)]
    {
        let out = tempfile::tempdir().unwrap();
        convert(folder.path(), out.path(), rows).unwrap();
        let vector = open(out.path()).unwrap().embed_query("open models").unwrap();
        let similarity = cosine(&vector, &expected);
        assert!(similarity >= floor, "{rows:?}: {similarity}");
    }
}

#[test]
fn a_damaged_model_folder_is_refused_with_the_file_named() {
    let folder = tempfile::tempdir().unwrap();
    let message = |folder: &Path| open(folder).err().unwrap().to_string();
    assert!(message(&folder.path().join("nowhere")).starts_with("there is no model at"));
    assert!(message(folder.path()).contains("has no `config.json`"));

    write_small_model(folder.path(), "");
    let weights = folder.path().join("model.safetensors");
    let whole = std::fs::read(&weights).unwrap();
    std::fs::write(&weights, &whole[..whole.len() / 2]).unwrap();
    assert!(message(folder.path()).contains("model.safetensors` is damaged"));
    std::fs::write(&weights, b"").unwrap();
    assert!(message(folder.path()).contains("model.safetensors` is damaged"));
    std::fs::write(&weights, &whole).unwrap();

    std::fs::write(folder.path().join("config.json"), r#"{"model_type": "llama"}"#).unwrap();
    assert!(message(folder.path()).contains("config.json` is damaged"));
    std::fs::remove_file(folder.path().join("tokenizer.json")).unwrap();
    write_small_model(folder.path(), "");
    std::fs::write(folder.path().join("tokenizer.json"), "{}").unwrap();
    assert!(message(folder.path()).contains("tokenizer.json` is damaged"));
}

#[test]
fn weights_that_differ_from_their_manifest_are_refused() {
    let (source, out) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    write_small_model(source.path(), "");
    convert(source.path(), out.path(), RowFormat::F16).unwrap();
    let weights = out.path().join("model.safetensors");
    let mut bytes = std::fs::read(&weights).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    std::fs::write(&weights, bytes).unwrap();
    let error = open(out.path()).err().unwrap().to_string();
    assert!(error.contains("SHA-256"), "{error}");
}

#[test]
fn converting_never_writes_into_a_folder_of_other_files() {
    let (source, out) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    write_small_model(source.path(), "");
    std::fs::write(out.path().join("thesis.txt"), "mine").unwrap();
    let error = convert(source.path(), out.path(), RowFormat::Int8).unwrap_err();
    assert!(matches!(error, EmbedError::Occupied(_)), "{error}");
    assert_eq!(std::fs::read_dir(out.path()).unwrap().count(), 1);
}

/// The files of a folder with their bytes.
fn contents(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let file = |entry: std::io::Result<std::fs::DirEntry>| {
        let entry = entry.unwrap();
        (entry.file_name().into_string().unwrap(), std::fs::read(entry.path()).unwrap())
    };
    std::fs::read_dir(folder).unwrap().map(file).collect()
}

#[test]
fn a_damaged_source_changes_nothing_of_the_model_that_was_there() {
    let (source, out) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    write_small_model(source.path(), "");
    convert(source.path(), out.path(), RowFormat::F16).unwrap();
    let before = contents(out.path());
    std::fs::write(source.path().join("tokenizer.json"), "{}").unwrap();
    let error = convert(source.path(), out.path(), RowFormat::Int8).unwrap_err().to_string();
    assert!(error.contains("tokenizer.json` is damaged"), "{error}");
    assert!(contents(out.path()) == before);
}

#[test]
fn a_model_can_be_converted_in_its_own_folder() {
    let (source, out) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    write_small_model(source.path(), "");
    convert(source.path(), out.path(), RowFormat::F32).unwrap();
    let expected = open(out.path()).unwrap().embed_query("open models").unwrap();
    let files = contents(out.path()).len();
    convert(out.path(), out.path(), RowFormat::Int8).unwrap();
    let vector = open(out.path()).unwrap().embed_query("open models").unwrap();
    assert!(cosine(&vector, &expected) >= 0.995);
    assert_eq!(contents(out.path()).len(), files);
}

#[test]
fn a_converted_folder_has_the_token_head_of_its_source_and_no_other() {
    let (source, out) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    write_small_model(source.path(), "");
    let name = "token-head.safetensors";
    convert(source.path(), out.path(), RowFormat::F16).unwrap();
    std::fs::write(out.path().join(name), "another model's").unwrap();
    convert(source.path(), out.path(), RowFormat::F16).unwrap();
    assert!(!out.path().join(name).exists());

    let view = TensorView::new(Dtype::F16, vec![2, 8], &[0_u8; 32]).unwrap();
    let head = safetensors::serialize([("weight", view)], None::<HashMap<String, String>>).unwrap();
    std::fs::write(source.path().join(name), &head).unwrap();
    convert(source.path(), out.path(), RowFormat::F16).unwrap();
    assert_eq!(std::fs::read(out.path().join(name)).unwrap(), head);
}

#[test]
fn a_package_is_read_like_the_folder_inside_it() {
    use std::io::Write as _;
    let (folder, place) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    write_small_model(folder.path(), "");
    let path = place.path().join("small.whl");
    let mut package = zip::ZipWriter::new(std::fs::File::create(&path).unwrap());
    for entry in std::fs::read_dir(folder.path()).unwrap() {
        let entry = entry.unwrap();
        let name = format!("pkg/models/owner__small/{}", entry.file_name().to_string_lossy());
        package.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        package.write_all(&std::fs::read(entry.path()).unwrap()).unwrap();
    }
    package.finish().unwrap();
    let from_folder = open(folder.path()).unwrap().embed_query("open models").unwrap();
    assert_eq!(open(&path).unwrap().embed_query("open models").unwrap(), from_folder);
    let out = place.path().join("out");
    assert_eq!(convert(&path, &out, RowFormat::Int8).unwrap().model, "owner/small");
}
