//! `f32` values in memory that begins at a cache line, so that no vector of them lies across two.

use std::ops::{Deref, DerefMut};

/// Values in a cache line of 64 bytes.
const VALUES: usize = 16;

#[derive(Clone, Copy, bytemuck::Pod, bytemuck::Zeroable)]
#[repr(C, align(64))]
struct Line([f32; VALUES]);

/// A growing buffer that begins at a cache line. Its length is a whole number of lines.
#[derive(Default)]
pub(super) struct Lines(Vec<Line>);

impl Lines {
    /// Room for `values` values, all zero.
    pub(super) fn zeroed(values: usize) -> Self {
        Self(vec![Line([0.0; VALUES]); values.div_ceil(VALUES)])
    }

    /// Grows to at least `values` values. What is there already stays.
    pub(super) fn grow(&mut self, values: usize) {
        let lines = values.div_ceil(VALUES);
        if self.0.len() < lines {
            self.0.resize(lines, Line([0.0; VALUES]));
        }
    }
}

impl Deref for Lines {
    type Target = [f32];

    fn deref(&self) -> &[f32] {
        bytemuck::cast_slice(&self.0)
    }
}

impl DerefMut for Lines {
    fn deref_mut(&mut self) -> &mut [f32] {
        bytemuck::cast_slice_mut(&mut self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_begin_at_a_cache_line_and_stay_when_it_grows() {
        let mut lines = Lines::zeroed(3);
        lines[2] = 5.0;
        lines.grow(1000);
        assert!(lines.len() >= 1000 && lines.as_ptr().addr().is_multiple_of(64));
        assert_eq!(lines[..4], [0.0, 0.0, 5.0, 0.0]);
        lines.grow(1);
        assert!(lines.len() >= 1000);
    }
}
