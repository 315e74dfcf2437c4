//! A page of every family, over the servers that tests share. What is true of every page is tested
//! over this list: a new page has to be added here.

use std::sync::Arc;

use hallway::text::share_key;

use super::conference::{COMPILERS, KERNELS, NOW_DAYS, SAILS};
use super::places;
use crate::cli::serving::Server;

/// Sample conferences of the past, with recordings and announcements.
const SAMPLES: [&str; 16] = [
    "/",
    "/e/aidev-europe-2024",
    "/e/aidev-europe-2024/programme",
    "/e/aidev-europe-2024/topics",
    "/e/aidev-europe-2024/changes",
    "/e/aidev-europe-2024/announcements",
    "/e/aidev-europe-2025/t/running-intelligence-at-the-edge-web-ai-in-action",
    "/search?q=running+models+in+the+browser",
    "/search?q=xyzzyplugh",
    "/ask?q=how+open+is+a+model",
    "/ask?q=who+announced+webgpu+support+for+containers",
    "/speakers",
    "/speakers/michael-yuan",
    "/announcements",
    "/announcements/aidev-europe-2024/docker-webgpu-support",
    "/about",
];

/// A congress of a thousand talks.
const BIG: [&str; 10] = [
    "/e/big-2031",
    "/e/big-2031/programme?view=list",
    "/e/big-2031/programme?view=grid",
    "/e/big-2031/programme?q=hinges",
    "/e/big-2031/rooms/hall-1",
    "/e/big-2031/tracks/systems",
    "/e/big-2031/topics/hinges",
    "/e/big-2031/topics",
    "/e/big-2031/t/talk-1",
    "/speakers",
];

/// A conference that is going on.
const NOW: [&str; 8] = [
    "/e/now-days",
    "/e/now-days/programme",
    "/e/now-days/programme?show=now",
    "/e/now-days/programme?show=next",
    "/e/now-days/t/brass",
    "/e/now-days/agenda",
    "/e/now-days/plan",
    "/e/now-days/plan?about=hinges+that+last",
];

/// At this address is nothing: a page like the others, which a browser's console complains of.
const MISSING: &str = "/no-such-page";

/// The servers of all these pages.
pub(super) struct Sites {
    samples: Arc<Server>,
    big: Arc<Server>,
    conference: Arc<Server>,
}

impl Sites {
    pub(super) fn open() -> Self {
        Self { samples: places::samples(), big: places::big(), conference: places::conference() }
    }

    /// The addresses of pages that are there.
    pub(super) fn pages(&self) -> Vec<String> {
        let on = |server: &Server, pages: &[&str]| {
            pages.iter().map(|page| format!("{}{page}", server.address)).collect::<Vec<_>>()
        };
        let shared = shared_agenda(&self.conference.address, &[COMPILERS, KERNELS, SAILS]);
        let all = [
            on(&self.samples, &SAMPLES),
            on(&self.big, &BIG),
            on(&self.conference, &NOW),
            vec![shared],
        ];
        all.concat()
    }

    /// The same, and a page that is not there.
    pub(super) fn with_missing(&self) -> Vec<String> {
        let mut pages = self.pages();
        pages.push(format!("{}{MISSING}", self.samples.address));
        pages
    }
}

/// The address of an agenda of these talks, as people share it.
pub(super) fn shared_agenda(server: &str, talks: &[&str]) -> String {
    let keys: Vec<_> = talks.iter().map(|talk| share_key(NOW_DAYS, talk)).collect();
    format!("{server}/e/{NOW_DAYS}/agenda?talks={}", keys.join(","))
}
