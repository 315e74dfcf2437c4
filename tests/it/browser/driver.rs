//! A browser as a test holds it: opens pages, looks, presses, clicks, waits. It comes with nothing
//! stored and goes back the same way; it knows nothing of Hallway's pages.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::webdriver::Driver;

/// The widths of a phone and of a desk, in CSS pixels.
pub(super) const PHONE: u32 = 390;
pub(super) const DESK: u32 = 1440;

/// How long a page may take to become what a test waits for, on a busy machine.
const PATIENCE: Duration = Duration::from_secs(10);
const BETWEEN_LOOKS: Duration = Duration::from_millis(50);

/// The name under which WebDriver hands out elements.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// WebDriver's codes of keys.
pub(super) const ENTER: &str = "\u{E007}";
pub(super) const ESCAPE: &str = "\u{E00C}";
pub(super) const DOWN: &str = "\u{E015}";
pub(super) const UP: &str = "\u{E013}";

/// A Chromium with one window, lent to one test.
pub(super) struct Browser {
    driver: Arc<Driver>,
    session: String,
    origins: RefCell<BTreeSet<String>>,
}

impl Browser {
    /// One that nobody else uses, at a desk in the light, with an empty memory; nothing where there
    /// is no Chromium.
    pub(super) fn lend() -> Option<Self> {
        let driver = Driver::shared()?;
        let session = driver.take();
        let browser = Self { driver, session, origins: RefCell::default() };
        browser.errors();
        browser.show(DESK, "light");
        Some(browser)
    }

    fn send(&self, path: &str, body: &Value) -> Result<Value, String> {
        self.driver.send(&format!("{}/{path}", self.session), body)
    }

    /// A command that must succeed.
    pub(super) fn command(&self, path: &str, body: &Value) -> Value {
        self.send(path, body).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// A command of the `DevTools` protocol.
    pub(super) fn protocol(&self, method: &str, parameters: Value) -> Value {
        self.command("goog/cdp/execute", &json!({"cmd": method, "params": parameters}))
    }

    /// Wears a scheme at a width; nothing is animated, so that what is seen is at rest.
    pub(super) fn show(&self, width: u32, scheme: &str) {
        let size = json!({"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": false});
        self.protocol("Emulation.setDeviceMetricsOverride", size);
        let features = json!([
            {"name": "prefers-color-scheme", "value": scheme},
            {"name": "prefers-reduced-motion", "value": "reduce"},
        ]);
        self.protocol("Emulation.setEmulatedMedia", json!({"features": features}));
    }

    /// Runs no script of any page from the next one on.
    pub(super) fn without_scripts(&self) {
        self.protocol("Emulation.setScriptExecutionDisabled", json!({"value": true}));
    }

    /// Cuts the page off the network; what a service worker asks for still goes out.
    pub(super) fn cut_off(&self) {
        let nothing = json!({
            "offline": true, "latency": 0, "downloadThroughput": 0, "uploadThroughput": 0,
        });
        self.protocol("Network.emulateNetworkConditions", nothing);
    }

    /// Asks for pages in these languages.
    pub(super) fn speak(&self, languages: &str) {
        let headers = json!({"headers": {"Accept-Language": languages}});
        self.protocol("Network.enable", json!({}));
        self.protocol("Network.setExtraHTTPHeaders", headers);
    }

    /// Lives in another zone.
    pub(super) fn live_in(&self, zone: &str) {
        self.protocol("Emulation.setTimezoneOverride", json!({"timezoneId": zone}));
    }

    /// Asks for everything again, as on a first visit.
    pub(super) fn forget_files(&self) {
        self.protocol("Network.clearBrowserCache", json!({}));
        // A service worker of an earlier page would answer, with sizes of its own.
        for origin in self.origins.borrow().iter() {
            let all = json!({"origin": origin, "storageTypes": "service_workers,cache_storage"});
            self.protocol("Storage.clearDataForOrigin", all);
        }
    }

    /// Goes to an address and waits until it is loaded.
    pub(super) fn open(&self, address: &str) {
        let origin: Vec<_> = address.splitn(4, '/').take(3).collect();
        self.origins.borrow_mut().insert(origin.join("/"));
        self.command("url", &json!({"url": address}));
    }

    /// What a function's body returns in the page; a promise is waited for.
    pub(super) fn evaluate(&self, script: &str) -> Value {
        self.evaluate_with(script, &json!([]))
    }

    /// The same with `arguments`.
    pub(super) fn evaluate_with(&self, script: &str, arguments: &Value) -> Value {
        self.command("execute/sync", &json!({"script": script, "args": arguments}))
    }

    /// Looks until an expression holds in the page, also while pages change.
    pub(super) fn wait_until(&self, condition: &str) {
        let looked = json!({"script": format!("return Boolean({condition})"), "args": []});
        let met = until(|| self.send("execute/sync", &looked) == Ok(json!(true)));
        assert!(met, "waited in vain for `{condition}` on {}", self.whereabouts());
    }

    /// Looks until there is an element.
    pub(super) fn wait_for(&self, selector: &str) {
        self.wait_until(&format!("document.querySelector({})", json!(selector)));
    }

    /// Clicks an element as soon as there is one that can be clicked.
    pub(super) fn click(&self, selector: &str) {
        self.act(selector, "click", &json!({}));
    }

    /// Types into a field, after what stands there.
    pub(super) fn type_into(&self, selector: &str, text: &str) {
        self.act(selector, "value", &json!({"text": text}));
    }

    /// The words an element shows, or nothing where there is none.
    pub(super) fn text(&self, selector: &str) -> String {
        let words = "return document.querySelector(arguments[0])?.innerText ?? ''";
        self.evaluate_with(words, &json!([selector])).as_str().unwrap_or_default().to_owned()
    }

    /// How many elements there are.
    pub(super) fn count(&self, selector: &str) -> u64 {
        let count = "return document.querySelectorAll(arguments[0]).length";
        self.evaluate_with(count, &json!([selector])).as_u64().unwrap_or_default()
    }

    /// How far the page reaches beyond the window's width.
    pub(super) fn pixels_beyond(&self) -> i64 {
        let beyond = "return document.documentElement.scrollWidth - window.innerWidth";
        self.evaluate(beyond).as_i64().unwrap()
    }

    /// Does something to an element; tries again while it is being drawn or moved.
    fn act(&self, selector: &str, what: &str, body: &Value) {
        let wanted = json!({"using": "css selector", "value": selector});
        let mut problem = String::new();
        let done = until(|| {
            let found = self.send("element", &wanted);
            let acted = found.and_then(|element| {
                // As people do: not under the header that stays in sight.
                let middle = "arguments[0].scrollIntoView({block: 'center', inline: 'nearest'})";
                self.send("execute/sync", &json!({"script": middle, "args": [element]}))?;
                let id = element[ELEMENT].as_str().unwrap_or_default();
                self.send(&format!("element/{id}/{what}"), body)
            });
            acted.map_err(|error| problem = error).is_ok()
        });
        assert!(done, "no {what} of `{selector}`: {problem} on {}", self.whereabouts());
    }

    /// Waits until nothing more is fetched: the load event is over and a quarter of a second brought
    /// no new file.
    pub(super) fn settle(&self) {
        self.evaluate(
            "const files = () => performance.getEntriesByType('resource').length;
            return new Promise((done) => {
              let known = -1, quiet = 0;
              const look = () => {
                quiet = document.readyState === 'complete' && files() === known ? quiet + 1 : 0;
                known = files();
                quiet === 5 ? done() : setTimeout(look, 50);
              };
              look();
            });",
        );
    }

    /// Types on the keyboard, wherever the focus is.
    pub(super) fn press(&self, keys: &str) {
        let strokes: Vec<Value> = keys
            .chars()
            .flat_map(|key| {
                ["keyDown", "keyUp"].map(|kind| json!({"type": kind, "value": key.to_string()}))
            })
            .collect();
        let keyboard = json!({"type": "key", "id": "keyboard", "actions": strokes});
        self.command("actions", &json!({"actions": [keyboard]}));
    }

    /// What the console calls an error since it was last asked: scripts that fail, and whatever the
    /// policy blocks.
    pub(super) fn errors(&self) -> Vec<String> {
        let entries = self.command("se/log", &json!({"type": "browser"}));
        let entries = entries.as_array().unwrap().iter();
        let severe = entries.filter(|entry| entry["level"] == "SEVERE");
        severe.map(|entry| entry["message"].to_string()).collect()
    }

    /// The address and the words of the page, for whoever reads a failure.
    fn whereabouts(&self) -> String {
        let page = "return location.href + ': ' + document.body.innerText.slice(0, 1500)";
        match self.send("execute/sync", &json!({"script": page, "args": []})) {
            Ok(words) => words.as_str().unwrap_or_default().to_owned(),
            Err(error) => error,
        }
    }

    /// Empties what pages may keep, and takes a new window, which nothing is emulated in.
    fn forget_everything(&self) -> Result<(), String> {
        let protocol = |method: &str, parameters: Value| {
            self.send("goog/cdp/execute", &json!({"cmd": method, "params": parameters}))
        };
        for origin in self.origins.borrow().iter() {
            let all = json!({"origin": origin, "storageTypes": "all"});
            protocol("Storage.clearDataForOrigin", all)?;
        }
        protocol("Network.clearBrowserCookies", json!({}))?;
        protocol("Network.clearBrowserCache", json!({}))?;
        let fresh = self.send("window/new", &json!({"type": "tab"}))?;
        self.driver.end(&format!("{}/window", self.session));
        self.send("window", &json!({"handle": fresh["handle"]})).map(drop)
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // What a failed test left behind is nobody's to reason about.
        match !std::thread::panicking() && self.forget_everything().is_ok() {
            true => self.driver.give_back(&self.session),
            false => self.driver.end(&self.session),
        }
    }
}

/// Looks again and again until something holds; whether it came to hold.
pub(super) fn until(mut holds: impl FnMut() -> bool) -> bool {
    let start = Instant::now();
    while start.elapsed() < PATIENCE {
        if holds() {
            return true;
        }
        std::thread::sleep(BETWEEN_LOOKS);
    }
    false
}
