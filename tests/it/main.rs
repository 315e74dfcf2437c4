//! The integration tests: one binary, one module a feature.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a failing test says what broke by panicking"
)]

mod store;
