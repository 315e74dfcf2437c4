//! What every request shares: the application, compiled templates, files and the queue.

use std::sync::Arc;

use super::answers::Answers;
use super::brands::{Brands, LogoError};
use super::gate::Gate;
use super::offline::Packs;
use super::picture::Shelf;
use super::quota::MakingQuota;
use super::render::{self, RenderError, Renderer, SiteNames};
use super::static_files::Assets;
use super::{cache, metrics, translate};
use crate::app::App;
use crate::config::Config;
use crate::text;

/// Why the site cannot be shown at all.
#[derive(Debug, thiserror::Error)]
pub enum SiteError {
    /// Templates or words cannot be used.
    #[error(transparent)]
    Render(#[from] RenderError),
    /// A configured logo cannot be used.
    #[error(transparent)]
    Logo(#[from] LogoError),
}

/// The site over an application. One per process; read-only.
pub struct Site {
    pub(super) app: Arc<App>,
    pub(super) renderer: Renderer,
    pub(super) assets: Assets,
    pub(super) gate: Gate,
    /// Pages and data made before.
    pub(super) answers: Answers,
    /// Packs for offline use.
    pub(super) packs: Packs,
    /// How many agendas visitors may make.
    pub(super) making: MakingQuota,
    pub(super) names: SiteNames,
    /// Colours and logos of single events.
    pub(super) brands: Brands,
    /// Pictures drawn before.
    pub(super) pictures: Shelf,
    /// Changes with the program, its settings and its model; part of every page's tag.
    pub(super) edition: String,
}

impl Site {
    /// Compiles the templates, hashes the files, and runs the model once: what serves many must not
    /// make the first of them wait; a command that asks once has nothing to gain.
    ///
    /// # Errors
    /// A template does not compile, or a configured logo cannot be used.
    pub fn new(app: Arc<App>) -> Result<Self, SiteError> {
        metrics::start();
        app.embedder().warm_up();
        let config = app.config();
        let assets = Assets::new(config.site.accent.as_ref());
        let names =
            SiteNames { name: config.site.name.clone(), tagline: config.site.tagline.clone() };
        let renderer = Renderer::new(&assets, &names)?;
        let gate = Gate::new(config.server.max_concurrent_searches);
        let answers = Answers::new(config.server.kept_answers_bytes);
        let brands = Brands::load(&config.site)?;
        let files = [render::all_sources(), translate::all_sources(), assets.edition()].concat();
        let parts = [files, brands.edition(), settings(config), model(&app)].join("\n");
        let edition = cache::short_hex(&text::content_hash(&parts));
        let (making, pictures, packs) = (MakingQuota::new(), Shelf::default(), Packs::default());
        Ok(Self {
            app,
            renderer,
            assets,
            gate,
            answers,
            packs,
            making,
            names,
            brands,
            pictures,
            edition,
        })
    }

    /// Memory that finished answers take now, in bytes.
    pub fn kept_bytes(&self) -> usize {
        self.answers.bytes()
    }
}

/// What is configured that pages show or are made with, and the version that makes them.
fn settings(config: &Config) -> String {
    let Config { site, search, server, .. } = config;
    let (version, base_url) = (env!("CARGO_PKG_VERSION"), &server.base_url);
    format!("{version} {site:?} {search:?} {base_url:?}")
}

/// The model, which ranks, and how it is run.
fn model(app: &App) -> String {
    let (embedder, precision) = (app.embedder(), app.config().model.precision);
    let (info, tokens) = (embedder.info(), embedder.token_model_id());
    let (id, origin, device) = (info.id, info.provenance, info.device);
    format!("{id} {tokens:?} {origin:?} {device:?} {precision:?}")
}
