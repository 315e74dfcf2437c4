//! The site in a real browser, for what only a browser can tell: whether pages fit, which scheme
//! they wear, what the policy blocks, what a key does. Chromium is driven through WebDriver; without
//! it each test says so, or fails under `HALLWAY_REQUIRE_BROWSER=1`.

mod axe;
mod driver;
mod layout;
mod places;
mod programmes;
mod shared;
mod webdriver;
mod weight;

use std::sync::Arc;

use driver::Browser;

use crate::cli::serving::Server;

/// A page of every family that a visitor may come to.
const PAGES: [&str; 15] = [
    "/",
    "/e/aidev-europe-2024",
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

/// The same for an event of a thousand talks, where lists are long.
const BIG_PAGES: [&str; 3] =
    ["/e/big-2031", "/e/big-2031/topics", "/search?q=hinges&event=big-2031"];

/// An address at which nothing is: a page like the others, which a browser's console complains of.
const MISSING: &str = "/no-such-page";

/// The widths of a phone and of a desk, in CSS pixels.
const PHONE: u32 = 390;
const DESK: u32 = 1440;

/// A browser of its own for the test and the server all tests look at; nothing without Chromium.
fn stage() -> Option<(Browser, Arc<Server>)> {
    let browser = Browser::lend()?;
    Some((browser, places::shared_server()))
}
