//! What runs here, on what, from where it comes, and what it does not do.

use actix_web::HttpResponse;
use minijinja::Value;
use serde::Serialize;

use super::cards;
use super::figures::Figure;
use crate::compute::{DeviceInfo, DeviceKind};
use crate::domain::Catalog;
use crate::embed::{ModelInfo, Provenance};
use crate::web::cache::Policy;
use crate::web::errors::VisitorError;
use crate::web::render::{Frame, Page, Section};
use crate::web::spoken::{self, Spoken};
use crate::web::visit::Visit;

#[derive(Serialize)]
struct AboutPage {
    model: ModelView,
    counts: Vec<Figure>,
    version: &'static str,
}

/// The model, its devices and its origin.
#[derive(Serialize)]
struct ModelView {
    name: String,
    dim: usize,
    max_tokens: usize,
    device: Value,
    bulk_device: Option<Value>,
    origin: Vec<Fact>,
}

#[derive(Serialize)]
struct Fact {
    name: Value,
    value: String,
    url: Option<String>,
}

/// `/about`
pub(crate) async fn show(visit: Visit) -> Result<HttpResponse, VisitorError> {
    let info = visit.site.app.embedder().info();
    // A GPU is opened when there is much to do, and may be lost.
    let visit = visit.at(&format!("{:?} {:?}", info.device, info.bulk_device));
    if let Some(unchanged) = visit.unchanged(Policy::Records) {
        return Ok(unchanged);
    }
    let model = ModelView::new(info);
    let engine = &visit.snapshot.engine;
    let passages = engine.corpus().vector_count();
    let page = AboutPage {
        model,
        counts: counts(visit.catalog(), passages),
        version: env!("CARGO_PKG_VERSION"),
    };
    visit.page(Policy::Records, &page)
}

impl Page for AboutPage {
    const TEMPLATE: &'static str = "pages/about.html";

    fn frame(&self) -> Frame {
        Frame {
            title: spoken::text("About"),
            description: spoken::text(
                "What runs here, where it comes from, and what never leaves.",
            ),
            section: Section::About,
            ..Frame::default()
        }
    }
}

fn counts(catalog: &Catalog, passages: usize) -> Vec<Figure> {
    let talks = catalog.talks().filter(|talk| cards::is_listed(talk)).count();
    vec![
        Figure::new(catalog.bundles().len(), "event", "events"),
        Figure::new(talks, "talk", "talks"),
        Figure::new(catalog.speakers().count(), "speaker", "speakers"),
        Figure::new(catalog.announcements().count(), "announcement", "announcements"),
        Figure::new(passages, "passage with a vector", "passages with a vector"),
    ]
}

fn device(info: &DeviceInfo) -> Value {
    let sort = match info.kind {
        DeviceKind::Cpu => Spoken::Text("Processor", Vec::new()),
        DeviceKind::Gpu if info.software => Spoken::Text("Software GPU", Vec::new()),
        DeviceKind::Gpu => Spoken::Text("GPU", Vec::new()),
    };
    let (name, backend) = (info.name.clone(), info.backend.clone());
    let (name, backend) = (Spoken::Record(name), Spoken::Record(backend));
    let values = vec![("sort", sort), ("name", name), ("backend", backend)];
    Spoken::Text("{sort}: {name} ({backend})", values).value()
}

impl ModelView {
    fn new(info: ModelInfo) -> Self {
        Self {
            origin: info.provenance.map(origin).unwrap_or_default(),
            device: device(&info.device),
            bulk_device: info.bulk_device.as_ref().map(device),
            name: info.name,
            dim: info.dim,
            max_tokens: info.max_tokens,
        }
    }
}

/// Where the weights come from, as the model's folder states it.
fn origin(provenance: Provenance) -> Vec<Fact> {
    let link = provenance
        .model
        .split_once('/')
        .map(|_| format!("https://huggingface.co/{}", provenance.model));
    let facts = [
        (spoken::text("Published as"), provenance.model, link),
        (spoken::text("Taken from"), provenance.source, None),
        (spoken::text("Licence"), provenance.licence, None),
        (spoken::text("Changes"), provenance.changes, None),
        (spoken::text("SHA-256 of these weights"), provenance.sha256, None),
    ];
    facts.map(|(name, value, url)| Fact { name, value, url }).into()
}
