//! Compiles kernel variants to pipelines with explicit layouts, and binds buffers to them.

use super::super::{ComputeError, Pooling, Shape};
use super::faults::scoped;
use super::kernels::{
    AttentionKey, Binding, Epilogue, MatmulKey, Tiling, Variant, WeightFormat, expanded,
};
use super::pack::{Axes, Axis, LANES, weight_stride};
use super::tuning::Tuning;

/// Where kernels are compiled, and what their driver remembers of earlier runs.
#[derive(Clone, Copy)]
pub(super) struct Compiler<'a> {
    pub(super) device: &'a wgpu::Device,
    pub(super) cache: Option<&'a wgpu::PipelineCache>,
}

/// A compiled kernel.
#[derive(Clone)]
pub(super) struct Pipeline {
    compiled: wgpu::ComputePipeline,
    layout: wgpu::BindGroupLayout,
    variant: Variant,
}

/// Values of `override` constants.
pub(super) type Constants<'a> = &'a [(&'a str, f64)];

/// A kernel with its buffers, ready to dispatch.
pub(super) struct Bound {
    compiled: wgpu::ComputePipeline,
    group: wgpu::BindGroup,
}

impl Pipeline {
    /// Expands and compiles a variant.
    ///
    /// # Errors
    /// The kernel or the driver's compiler says no.
    pub(super) fn new(
        compiler: Compiler<'_>,
        variant: Variant,
        constants: Constants<'_>,
    ) -> Result<Self, ComputeError> {
        let text = expanded(&variant)?;
        let compile = || Self::compile(compiler, variant, text, constants);
        scoped(compiler.device, compile).map_err(|error| ComputeError::Kernel {
            kernel: variant.file().to_owned(),
            reason: error.to_string(),
        })
    }

    fn compile(
        compiler: Compiler<'_>,
        variant: Variant,
        text: String,
        constants: Constants<'_>,
    ) -> Self {
        let Compiler { device, cache } = compiler;
        let label = Some(variant.file());
        let module = device.create_shader_module(wgpu::ShaderModuleDescriptor {
            label,
            source: wgpu::ShaderSource::Wgsl(text.into()),
        });
        // Not `layout: None`: that drops bindings a variant does not read, and then no bind group
        // fits.
        let entries: Vec<_> = variant.bindings().iter().map(layout_entry).collect();
        let layout = device.create_bind_group_layout(&wgpu::BindGroupLayoutDescriptor {
            label,
            entries: &entries,
        });
        let pipeline_layout = device.create_pipeline_layout(&wgpu::PipelineLayoutDescriptor {
            label,
            bind_group_layouts: &[Some(&layout)],
            immediate_size: 0,
        });
        let compiled = device.create_compute_pipeline(&wgpu::ComputePipelineDescriptor {
            label,
            layout: Some(&pipeline_layout),
            module: &module,
            entry_point: None,
            compilation_options: wgpu::PipelineCompilationOptions {
                constants,
                ..Default::default()
            },
            cache,
        });
        Self { compiled, layout, variant }
    }

    /// Binds buffers in the order of the variant's bindings.
    pub(super) fn bind(&self, device: &wgpu::Device, buffers: &[&wgpu::Buffer]) -> Bound {
        let entries: Vec<_> = self
            .variant
            .bindings()
            .iter()
            .zip(buffers)
            .map(|(&(binding, _), buffer)| wgpu::BindGroupEntry {
                binding,
                resource: buffer.as_entire_binding(),
            })
            .collect();
        let group = device.create_bind_group(&wgpu::BindGroupDescriptor {
            label: Some(self.variant.file()),
            layout: &self.layout,
            entries: &entries,
        });
        Bound { compiled: self.compiled.clone(), group }
    }
}

impl Bound {
    /// Records a dispatch of `workgroups`.
    pub(super) fn dispatch(&self, pass: &mut wgpu::ComputePass<'_>, workgroups: [u32; 3]) {
        let [x, y, z] = workgroups;
        pass.set_pipeline(&self.compiled);
        pass.set_bind_group(0, &self.group, &[]);
        pass.dispatch_workgroups(x, y, z);
    }
}

fn layout_entry(&(binding, kind): &(u32, Binding)) -> wgpu::BindGroupLayoutEntry {
    let ty = match kind {
        Binding::Input => wgpu::BufferBindingType::Storage { read_only: true },
        Binding::Counts => wgpu::BufferBindingType::Uniform,
        Binding::Output => wgpu::BufferBindingType::Storage { read_only: false },
    };
    wgpu::BindGroupLayoutEntry {
        binding,
        visibility: wgpu::ShaderStages::COMPUTE,
        ty: wgpu::BindingType::Buffer { ty, has_dynamic_offset: false, min_binding_size: None },
        count: None,
    }
}

/// Every kernel of one model.
pub(super) struct Pipelines {
    pub(super) embed: Pipeline,
    pub(super) attention: Pipeline,
    pub(super) norm: Pipeline,
    pub(super) pool: Pipeline,
    /// For batches.
    pub(super) wide: Matmuls,
    /// For short queries.
    pub(super) narrow: Matmuls,
}

/// The linear layers in one tiling.
#[derive(Clone)]
pub(super) struct Matmuls {
    pub(super) tiling: Tiling,
    pub(super) qkv: Pipeline,
    pub(super) attention_output: Pipeline,
    pub(super) up: Pipeline,
    pub(super) down: Pipeline,
}

impl Pipelines {
    /// # Errors
    /// A kernel does not compile on this device.
    pub(super) fn new(
        compiler: Compiler<'_>,
        shape: &Shape,
        tuning: Tuning,
        format: WeightFormat,
    ) -> Result<Self, ComputeError> {
        let axes = Axes::new(shape);
        let row = norm_constants(axes.hidden, shape);
        let pool = pool_constants(axes.hidden, shape);
        let wide = Matmuls::new(compiler, &axes, tuning.wide, format)?;
        let narrow = match tuning.narrow == tuning.wide {
            true => wide.clone(),
            false => Matmuls::new(compiler, &axes, tuning.narrow, format)?,
        };
        Ok(Self {
            embed: Pipeline::new(compiler, Variant::Embed, &row)?,
            attention: new_attention(compiler, shape, tuning)?,
            norm: Pipeline::new(compiler, Variant::LayerNorm, &row)?,
            pool: Pipeline::new(compiler, Variant::Pool, &pool)?,
            wide,
            narrow,
        })
    }
}

impl Matmuls {
    fn new(
        compiler: Compiler<'_>,
        axes: &Axes,
        tiling: Tiling,
        format: WeightFormat,
    ) -> Result<Self, ComputeError> {
        let matmul = |inputs, outputs, epilogue| {
            let key = MatmulKey { tiling, format, epilogue };
            Pipeline::new(compiler, Variant::Matmul(key), &matmul_constants(inputs, outputs))
        };
        Ok(Self {
            tiling,
            qkv: matmul(axes.hidden, axes.qkv, Epilogue::Bias)?,
            attention_output: matmul(axes.context, axes.hidden, Epilogue::Residual)?,
            up: matmul(axes.hidden, axes.intermediate, Epilogue::Gelu)?,
            down: matmul(axes.intermediate, axes.hidden, Epilogue::Residual)?,
        })
    }
}

pub(super) fn norm_constants(row: Axis, shape: &Shape) -> [(&'static str, f64); 3] {
    [
        ("WIDTH", shape.hidden as f64),
        ("VECTORS", row.vectors() as f64),
        ("EPSILON", f64::from(shape.layer_norm_epsilon)),
    ]
}

pub(super) fn matmul_constants(inputs: Axis, outputs: Axis) -> [(&'static str, f64); 3] {
    [
        ("INPUTS", inputs.vectors() as f64),
        ("OUTPUTS", outputs.vectors() as f64),
        ("WEIGHT_STRIDE", weight_stride(outputs) as f64),
    ]
}

pub(super) fn pool_constants(row: Axis, shape: &Shape) -> [(&'static str, f64); 3] {
    [
        ("VECTORS", row.vectors() as f64),
        ("FIRST_TOKEN", f64::from(shape.pooling == Pooling::Cls)),
        ("NORMALISE", f64::from(shape.normalise)),
    ]
}

fn new_attention(
    compiler: Compiler<'_>,
    shape: &Shape,
    tuning: Tuning,
) -> Result<Pipeline, ComputeError> {
    let head = shape.hidden / shape.heads;
    let head_vectors = head.div_ceil(LANES) as u32;
    let key = AttentionKey { head_vectors, queries: tuning.queries };
    let constants = [("HEADS", shape.heads as f64), ("SCALE", 1.0 / (head as f64).sqrt())];
    Pipeline::new(compiler, Variant::Attention(key), &constants)
}
