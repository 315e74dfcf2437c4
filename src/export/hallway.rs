//! Hallway's own JSON: everything, in the order of the fields' declaration.

use super::ExportError;
use crate::domain::EventBundle;

/// Writes the bundle as it is.
pub(super) fn write(bundle: &EventBundle) -> Result<Vec<u8>, ExportError> {
    let mut bytes = serde_json::to_vec_pretty(bundle)?;
    bytes.push(b'\n');
    Ok(bytes)
}
