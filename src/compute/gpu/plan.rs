//! The order of kernels in a forward pass, with every buffer bound beforehand. A chunk then only
//! decides how many workgroups each step has.

use super::super::Shape;
use super::buffers::{Arena, LayerBuffers, Matrix, Model, Norm};
use super::chunk::Counts;
use super::kernels::Tiling;
use super::pack::{Axes, Axis, LANES};
use super::pipeline::{Bound, Matmuls, Pipeline, Pipelines};

/// Threads of an attention workgroup (`THREADS` in `attention.wgsl`).
const ATTENTION_THREADS: u32 = 64;

/// One dispatch.
pub(super) struct Step {
    /// What it does, for people who look where time goes.
    pub(super) operation: &'static str,
    bound: Bound,
    grid: Grid,
}

impl Step {
    /// Records the dispatch for a chunk.
    pub(super) fn record(&self, pass: &mut wgpu::ComputePass<'_>, counts: &Counts) {
        self.bound.dispatch(pass, self.grid.workgroups(counts));
    }
}

/// How the workgroups of a step follow from the chunk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Grid {
    /// One a token.
    Tokens,
    /// One a sequence.
    Sequences,
    /// One thread a head of every attention job.
    Heads(u32),
    /// A matmul's tiles: so many across, and rows of tokens down.
    Tiles { across: u32, tokens_per_tile: u32 },
}

impl Grid {
    /// The tiles of a matmul with these outputs.
    pub(super) fn tiles(tiling: Tiling, outputs: Axis) -> Self {
        let [tokens_per_tile, columns] = tiling.workgroup_tile();
        let across = ((outputs.vectors() * LANES) as u32).div_ceil(columns);
        Self::Tiles { across, tokens_per_tile }
    }

    /// Workgroups along each axis.
    pub(super) fn workgroups(self, counts: &Counts) -> [u32; 3] {
        match self {
            Self::Tokens => [counts.tokens, 1, 1],
            Self::Sequences => [counts.sequences, 1, 1],
            Self::Heads(heads) => [(counts.jobs * heads).div_ceil(ATTENTION_THREADS), 1, 1],
            Self::Tiles { across, tokens_per_tile } => {
                [across, counts.tokens.div_ceil(tokens_per_tile), 1]
            }
        }
    }
}

/// Builds the steps of a model.
pub(super) struct Planner<'a> {
    pub(super) device: &'a wgpu::Device,
    pub(super) pipelines: &'a Pipelines,
    pub(super) arena: &'a Arena,
    pub(super) shape: &'a Shape,
}

impl Planner<'_> {
    /// All steps, first to last: 2 + 7 a layer.
    pub(super) fn plan(&self, model: &Model, matmuls: &Matmuls) -> Vec<Step> {
        let mut steps = vec![self.embed(model)];
        for layer in &model.layers {
            steps.extend(self.layer(layer, matmuls));
        }
        let Arena { states, offsets, pooled, .. } = self.arena;
        let buffers = [states, offsets, pooled];
        steps.push(self.step("pool", &self.pipelines.pool, Grid::Sequences, &buffers));
        steps
    }

    fn embed(&self, model: &Model) -> Step {
        let Norm { scale, shift } = &model.embedding_norm;
        let tables = [&model.words, &model.positions, &model.token_type];
        let [words, positions, token_type] = tables;
        let Arena { tokens, states, .. } = self.arena;
        let buffers = [tokens, words, positions, token_type, scale, shift, states];
        self.step("embed + layer norm", &self.pipelines.embed, Grid::Tokens, &buffers)
    }

    fn layer(&self, layer: &LayerBuffers, matmuls: &Matmuls) -> [Step; 7] {
        let Arena { jobs, counts, states, qkv, context, sum, up, .. } = self.arena;
        let Matrix { weight: qkv_weight, bias: qkv_bias } = &layer.qkv;
        let Matrix { weight: output_weight, bias: output_bias } = &layer.attention_output;
        let Matrix { weight: up_weight, bias: up_bias } = &layer.up;
        let Matrix { weight: down_weight, bias: down_bias } = &layer.down;
        let Axes { hidden, qkv: qkv_axis, intermediate, .. } = Axes::new(self.shape);
        let matmul = |operation, pipeline, outputs, buffers: &[&wgpu::Buffer]| {
            self.step(operation, pipeline, Grid::tiles(matmuls.tiling, outputs), buffers)
        };
        [
            matmul("qkv", &matmuls.qkv, qkv_axis, &[states, qkv_weight, qkv_bias, counts, qkv]),
            self.attention(&[qkv, jobs, counts, context]),
            matmul(
                "attention output + residual",
                &matmuls.attention_output,
                hidden,
                &[context, output_weight, output_bias, states, counts, sum],
            ),
            self.norm(&layer.attention_norm),
            matmul(
                "up + gelu",
                &matmuls.up,
                intermediate,
                &[states, up_weight, up_bias, counts, up],
            ),
            matmul(
                "down + residual",
                &matmuls.down,
                hidden,
                &[up, down_weight, down_bias, states, counts, sum],
            ),
            self.norm(&layer.output_norm),
        ]
    }

    fn attention(&self, buffers: &[&wgpu::Buffer]) -> Step {
        let heads = Grid::Heads(self.shape.heads as u32);
        self.step("attention", &self.pipelines.attention, heads, buffers)
    }

    /// Normalises the residual sums into the states.
    fn norm(&self, norm: &Norm) -> Step {
        let Arena { sum, states, .. } = self.arena;
        let buffers = [sum, &norm.scale, &norm.shift, states];
        self.step("layer norm", &self.pipelines.norm, Grid::Tokens, &buffers)
    }

    fn step(
        &self,
        operation: &'static str,
        pipeline: &Pipeline,
        grid: Grid,
        buffers: &[&wgpu::Buffer],
    ) -> Step {
        Step { operation, bound: pipeline.bind(self.device, buffers), grid }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn grids_cover_partial_tiles() {
        let counts = Counts { tokens: 65, sequences: 3, jobs: 20, unused: 0 };
        assert_eq!(Grid::Tokens.workgroups(&counts), [65, 1, 1]);
        assert_eq!(Grid::Sequences.workgroups(&counts), [3, 1, 1]);
        assert_eq!(Grid::Heads(12).workgroups(&counts), [4, 1, 1]);
        let register = Grid::tiles(Tiling::Register4, Axis::new(384));
        assert_eq!(register.workgroups(&counts), [6, 3, 1]);
        let shared = Grid::tiles(Tiling::Shared, Axis::new(65));
        assert_eq!(shared.workgroups(&counts), [2, 2, 1]);
    }
}
