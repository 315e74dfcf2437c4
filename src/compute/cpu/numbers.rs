//! Numbers for tests: the same ones in every run.

/// A linear congruential generator.
pub(super) struct Numbers(pub(super) u64);

impl Numbers {
    /// `count` numbers between -1 and 1.
    pub(super) fn take(&mut self, count: usize) -> Vec<f32> {
        (0..count).map(|_| self.next()).collect()
    }

    fn next(&mut self) -> f32 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 40) as f32 / (1 << 23) as f32 - 1.0
    }
}
