//! How many agendas may be made: one quota for all visitors, because a festival sits behind one
//! address and knowing who asks would mean keeping who asked.

use std::num::NonZeroU32;

use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};

/// Agendas made in a second, and at once: a hall that scans one code subscribes within a minute, and
/// filling the database's hundred thousand takes a flood more than five hours.
const AGENDAS_A_SECOND: NonZeroU32 = match NonZeroU32::new(5) {
    Some(number) => number,
    None => NonZeroU32::MIN,
};

/// The quota of what may be made.
pub(crate) struct MakingQuota(DefaultDirectRateLimiter);

impl MakingQuota {
    /// A full quota.
    pub(crate) fn new() -> Self {
        Self(RateLimiter::direct(Quota::per_second(AGENDAS_A_SECOND)))
    }

    /// Takes one from the quota, if there is one.
    pub(crate) fn take(&self) -> bool {
        self.0.check().is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flood_is_turned_away_after_the_first_few() {
        let quota = MakingQuota::new();
        let taken = (0..1000).filter(|_| quota.take()).count();
        assert!((5..1000).contains(&taken), "{taken}");
    }
}
