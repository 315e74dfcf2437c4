//! The site in a real browser, for what only a browser can tell: whether pages fit, which scheme
//! they wear, what the policy blocks, what a key does, and what attendees go through on their day.
//! Chromium is driven through WebDriver; without it each test says so, or fails under
//! `HALLWAY_REQUIRE_BROWSER=1`.

mod attendee;
mod axe;
mod conference;
mod congress;
mod driver;
mod languages;
mod layout;
mod news;
mod noscript;
mod offline;
mod pages;
mod places;
mod programme;
mod shared;
mod sharing;
mod webdriver;
mod weight;
