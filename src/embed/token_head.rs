//! `token-head.safetensors`: the projection of token states that a model folder may carry. Reads
//! and writes it; `fit.rs` makes it.

use safetensors::tensor::TensorView;
use safetensors::{Dtype, SafeTensors};

use super::EmbedError;
use super::convert::hex_sha256;
use super::folder::Folder;
use super::weights::f16_values;
use crate::compute::cpu::TokenHead;

/// File name within a model folder.
pub(super) const TOKEN_HEAD_FILE: &str = "token-head.safetensors";
/// The one tensor of the file: `[width, hidden]`, f16.
const TENSOR: &str = "weight";

/// The folder's token head and the start of its hash; `None` where it has none, and the model
/// then ranks by whole texts alone.
pub(super) fn find(
    folder: &Folder,
    hidden: usize,
) -> Result<Option<(TokenHead, String)>, EmbedError> {
    let Some(bytes) = folder.find(TOKEN_HEAD_FILE)? else { return Ok(None) };
    let corrupt = |reason| EmbedError::Corrupt { path: folder.path_of(TOKEN_HEAD_FILE), reason };
    let (weight, width) = read(&bytes, hidden).map_err(corrupt)?;
    Ok(Some((TokenHead::new(weight, width), hex_sha256(&bytes)[..12].to_owned())))
}

/// The values and the width of a head for states of `hidden` values.
fn read(bytes: &[u8], hidden: usize) -> Result<(Vec<f32>, usize), String> {
    let tensors = SafeTensors::deserialize(bytes).map_err(|error| error.to_string())?;
    let view = tensors.tensor(TENSOR).map_err(|error| error.to_string())?;
    let &[width, inputs] = view.shape() else {
        return Err(format!("tensor `{TENSOR}` is {:?}, wanted two axes", view.shape()));
    };
    if inputs != hidden || width == 0 || view.dtype() != Dtype::F16 {
        let found = format!("{:?} {:?}", view.dtype(), view.shape());
        return Err(format!("tensor `{TENSOR}` is {found}, wanted F16 [width, {hidden}]"));
    }
    let values = f16_values(view.data());
    match values.iter().all(|value| value.is_finite()) {
        true => Ok((values, width)),
        false => Err(format!("tensor `{TENSOR}` holds a value that is no number")),
    }
}

/// The file of a head with these values, `[width, hidden]`.
pub(super) fn serialise(weight: &[f32], width: usize) -> Vec<u8> {
    let bytes: Vec<u8> =
        weight.iter().flat_map(|&value| half::f16::from_f32(value).to_le_bytes()).collect();
    let shape = vec![width, weight.len() / width];
    let view = TensorView::new(Dtype::F16, shape, &bytes)
        .expect("the bytes were made for this type and shape");
    safetensors::serialize([(TENSOR, view)], None).expect("one valid tensor can be written")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_written_head_is_read_back_and_others_are_refused() {
        let bytes = serialise(&[1.0, 0.5, -2.0, 0.0, 0.25, 8.0], 2);
        assert_eq!(read(&bytes, 3), Ok((vec![1.0, 0.5, -2.0, 0.0, 0.25, 8.0], 2)));
        assert!(read(&bytes, 4).unwrap_err().contains("wanted F16 [width, 4]"));
        assert!(read(b"nothing", 3).is_err());
        let broken = serialise(&[f32::NAN, 0.0], 1);
        assert!(read(&broken, 2).unwrap_err().contains("no number"));
    }
}
