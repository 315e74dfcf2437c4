//! What every open page asks for each minute, through the whole site.

use std::sync::Arc;

use actix_web::{rt, test, web};
use divan::Bencher;
use hallway::app::{App, Quiet};
use hallway::config::{Config, Sources};
use hallway::web::{Site, application};

fn site() -> web::Data<Site> {
    let folder = tempfile::tempdir().expect("a temporary folder can be made").keep();
    let sources = Sources {
        file: Some(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("config.toml")),
        variables: Vec::new(),
        working_dir: std::path::PathBuf::from("."),
    };
    let mut config = Config::load_from(&sources).expect("the shipped configuration is valid");
    config.data_dir = folder;
    let app = App::open(config, &Quiet).expect("the shipped conferences load");
    web::Data::new(Site::new(Arc::new(app)).expect("the templates compile"))
}

#[divan::bench]
fn pulse(bencher: Bencher) {
    let system = rt::System::new();
    let service = system.block_on(test::init_service(application(site())));
    bencher.bench_local(|| {
        let request = test::TestRequest::with_uri("/e/aidev-europe-2024/pulse.json").to_request();
        system.block_on(test::call_service(&service, request))
    });
}
