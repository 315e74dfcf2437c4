//! Finds graphics adapters and opens a device on one. It knows nothing of kernels or models.

use wgpu::{Adapter, AdapterInfo, Backend, DeviceType, Limits};

use super::super::{ComputeError, DeviceInfo, DeviceKind};
use super::wait::block_on;

/// Which adapters will do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AdapterChoice {
    /// Real GPUs only.
    Hardware,
    /// Software adapters too (lavapipe, `SwiftShader`, WARP), when there is nothing better.
    Any,
}

/// Every adapter of this machine, best first; empty where no graphics library is installed.
pub fn list_adapters() -> Vec<DeviceInfo> {
    ranked_adapters().iter().map(|adapter| describe(&adapter.get_info())).collect()
}

/// The best adapter that will do.
///
/// # Errors
/// There is none; the message names the software adapters that were passed over.
pub(super) fn find_adapter(choice: AdapterChoice) -> Result<Adapter, ComputeError> {
    let best = ranked_adapters().into_iter().next();
    let best = best.ok_or_else(|| ComputeError::NoAdapter("none was found".to_owned()))?;
    let info = best.get_info();
    if choice == AdapterChoice::Hardware && is_software(&info) {
        let reason = format!("the only one found is drawn in software (`{}`)", info.name);
        return Err(ComputeError::NoAdapter(reason));
    }
    Ok(best)
}

/// What people should read about an adapter.
pub(super) fn describe(info: &AdapterInfo) -> DeviceInfo {
    DeviceInfo {
        kind: DeviceKind::Gpu,
        name: info.name.clone(),
        backend: info.backend.to_str().to_owned(),
        software: is_software(info),
    }
}

/// Whether an adapter runs on the processor.
pub(super) fn is_software(info: &AdapterInfo) -> bool {
    info.device_type == DeviceType::Cpu
}

/// Features that optional variants, profiles and the kernel cache use where an adapter has them.
const OPTIONAL: wgpu::Features = wgpu::Features::SUBGROUP
    .union(wgpu::Features::TIMESTAMP_QUERY)
    .union(wgpu::Features::PIPELINE_CACHE);

/// A device with `needed` limits, and those of the optional features that the adapter has.
///
/// # Errors
/// The adapter has less than is needed, or its driver refuses.
pub(super) fn open_device(
    adapter: &Adapter,
    needed: &Needs,
) -> Result<(wgpu::Device, wgpu::Queue), ComputeError> {
    let too_small = |reason| ComputeError::TooSmall { adapter: adapter.get_info().name, reason };
    let found = adapter.limits();
    needed.check(&found).map_err(too_small)?;
    let descriptor = wgpu::DeviceDescriptor {
        label: Some("hallway"),
        required_features: adapter.features() & OPTIONAL,
        required_limits: needed.limits(&found),
        ..Default::default()
    };
    let opened = block_on(adapter.request_device(&descriptor));
    // Not `NoAdapter`: there is one, and that it fails is for people to know.
    opened.map_err(|error| ComputeError::DeviceLost(format!("it could not be opened: {error}")))
}

/// The limits the kernels and a model need.
pub(super) struct Needs {
    /// Bytes of the largest buffer, which is bound whole.
    pub(super) buffer_bytes: u64,
    /// Workgroups along one axis of the largest dispatch.
    pub(super) workgroups: u32,
}

impl Needs {
    /// Threads in a workgroup of the narrow matmul, the most of any kernel.
    const INVOCATIONS: u32 = 128;
    /// The embedding kernel's buffers.
    const STORAGE_BUFFERS: u32 = 7;
    /// The shared matmul's two tiles.
    const WORKGROUP_BYTES: u32 = 8 * 1024;

    /// The first limit of `found` that is too low, in words.
    fn check(&self, found: &Limits) -> Result<(), String> {
        let binding = found.max_storage_buffer_binding_size.min(found.max_buffer_size);
        let pairs = [
            ("bytes in one storage buffer", self.buffer_bytes, binding),
            (
                "workgroups along one axis",
                self.workgroups.into(),
                found.max_compute_workgroups_per_dimension.into(),
            ),
            (
                "storage buffers in a kernel",
                Self::STORAGE_BUFFERS.into(),
                found.max_storage_buffers_per_shader_stage.into(),
            ),
            (
                "threads in a workgroup",
                Self::INVOCATIONS.into(),
                found.max_compute_invocations_per_workgroup.into(),
            ),
            (
                "bytes of workgroup memory",
                Self::WORKGROUP_BYTES.into(),
                found.max_compute_workgroup_storage_size.into(),
            ),
        ];
        match pairs.iter().find(|(_, wanted, found)| wanted > found) {
            Some((what, wanted, found)) => Err(format!("{wanted} {what} wanted, {found} found")),
            None => Ok(()),
        }
    }

    /// What to ask of an adapter that passed the check: the lowest limits of any compute device
    /// (asking for more fails on some), raised where a model may need it.
    fn limits(&self, found: &Limits) -> Limits {
        Limits {
            max_storage_buffers_per_shader_stage: Self::STORAGE_BUFFERS.max(4),
            max_storage_buffer_binding_size: found.max_storage_buffer_binding_size,
            max_buffer_size: found.max_buffer_size,
            max_compute_workgroups_per_dimension: found.max_compute_workgroups_per_dimension,
            ..Limits::downlevel_defaults().or_worse_values_from(found)
        }
    }
}

/// Every adapter, real GPUs first, and native interfaces before OpenGL.
fn ranked_adapters() -> Vec<Adapter> {
    let mut descriptor = wgpu::InstanceDescriptor::new_without_display_handle();
    // Debug builds would look for Vulkan's validation layers and complain where there are none.
    descriptor.flags = wgpu::InstanceFlags::empty();
    // After the flags, so that WGPU_BACKEND, WGPU_VALIDATION and the like still have the last word.
    let descriptor = descriptor.with_env();
    let backends = descriptor.backends;
    let instance = wgpu::Instance::new(descriptor);
    let mut adapters = block_on(instance.enumerate_adapters(backends));
    adapters.sort_by_key(|adapter| rank(&adapter.get_info()));
    adapters
}

fn rank(info: &AdapterInfo) -> (u8, bool) {
    let kind = match info.device_type {
        DeviceType::DiscreteGpu => 0,
        DeviceType::IntegratedGpu => 1,
        DeviceType::VirtualGpu => 2,
        DeviceType::Other => 3,
        DeviceType::Cpu => 4,
    };
    (kind, info.backend == Backend::Gl)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_that_is_too_low_is_named_with_its_numbers() {
        let needs = Needs { buffer_bytes: 200 << 20, workgroups: 4096 };
        let found = Limits::defaults();
        let reason = needs.check(&found).unwrap_err();
        assert_eq!(reason, "209715200 bytes in one storage buffer wanted, 134217728 found");
        assert_eq!(Needs { buffer_bytes: 1 << 20, ..needs }.check(&found), Ok(()));
    }

    #[test]
    fn real_gpus_come_before_software_and_native_before_opengl() {
        let order = [
            (DeviceType::DiscreteGpu, Backend::Vulkan),
            (DeviceType::DiscreteGpu, Backend::Gl),
            (DeviceType::IntegratedGpu, Backend::Vulkan),
            (DeviceType::Other, Backend::Gl),
            (DeviceType::Cpu, Backend::Vulkan),
            (DeviceType::Cpu, Backend::Gl),
        ];
        let ranks = order.map(|(kind, backend)| rank(&AdapterInfo::new(kind, backend)));
        assert!(ranks.is_sorted());
    }

    #[test]
    fn listing_never_fails() {
        for adapter in list_adapters() {
            assert_eq!(adapter.kind, DeviceKind::Gpu);
        }
    }
}
