//! The GPU device as other modules use it. Where there is no adapter, not even a software one, the
//! tests say so and pass, unless `HALLWAY_REQUIRE_GPU=1`.

use hallway::compute::DeviceKind;
use hallway::compute::gpu::list_adapters;

/// Whether a test that needs an adapter can run; says why when it cannot.
pub(crate) fn has_adapter() -> bool {
    if !list_adapters().is_empty() {
        return true;
    }
    let required = std::env::var_os("HALLWAY_REQUIRE_GPU").is_some_and(|value| value == "1");
    assert!(!required, "HALLWAY_REQUIRE_GPU is set, but no GPU adapter was found");
    eprintln!("no GPU adapter: none was found; test skipped");
    false
}

#[test]
fn adapters_are_described() {
    for adapter in list_adapters() {
        assert_eq!(adapter.kind, DeviceKind::Gpu);
        assert!(!adapter.name.is_empty() && !adapter.backend.is_empty());
    }
    has_adapter();
}
