//! What runs here, on what, from where it comes, and what it does not do.

use actix_web::HttpResponse;
use serde::Serialize;

use super::cards;
use crate::compute::{DeviceInfo, DeviceKind};
use crate::domain::Catalog;
use crate::embed::{ModelInfo, Provenance};
use crate::web::cache::Policy;
use crate::web::errors::VisitorError;
use crate::web::render::{Frame, Page, Section};
use crate::web::spoken;
use crate::web::visit::Visit;

#[derive(Serialize)]
struct AboutPage {
    model: ModelView,
    counts: Vec<Count>,
    version: &'static str,
}

/// The model, its devices and its origin.
#[derive(Serialize)]
struct ModelView {
    name: String,
    dim: usize,
    max_tokens: usize,
    device: String,
    bulk_device: Option<String>,
    origin: Vec<Fact>,
}

#[derive(Serialize)]
struct Fact {
    name: &'static str,
    value: String,
    url: Option<String>,
}

/// A number and what it counts.
#[derive(Serialize)]
struct Count {
    number: usize,
    label: &'static str,
}

/// `/about`
pub(crate) async fn show(visit: Visit) -> Result<HttpResponse, VisitorError> {
    if let Some(unchanged) = visit.unchanged(Policy::Records) {
        return Ok(unchanged);
    }
    let model = ModelView::new(visit.site.app.embedder().info());
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

fn counts(catalog: &Catalog, passages: usize) -> Vec<Count> {
    vec![
        Count { number: catalog.bundles().len(), label: "events" },
        Count {
            number: catalog.talks().filter(|talk| cards::is_listed(talk)).count(),
            label: "talks",
        },
        Count { number: catalog.speakers().count(), label: "speakers" },
        Count { number: catalog.announcements().count(), label: "announcements" },
        Count { number: passages, label: "passages with a vector" },
    ]
}

fn device(info: &DeviceInfo) -> String {
    let sort = match info.kind {
        DeviceKind::Cpu => "Processor",
        DeviceKind::Gpu if info.software => "Software GPU",
        DeviceKind::Gpu => "GPU",
    };
    format!("{sort}: {} ({})", info.name, info.backend)
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
        ("Published as", provenance.model, link),
        ("Taken from", provenance.source, None),
        ("Licence", provenance.licence, None),
        ("Changes", provenance.changes, None),
        ("SHA-256 of these weights", provenance.sha256, None),
    ];
    facts.map(|(name, value, url)| Fact { name, value, url }).into()
}
