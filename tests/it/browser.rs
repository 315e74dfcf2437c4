//! The site in a real browser, for what only a browser can tell: whether pages fit, which scheme
//! they wear, what the policy blocks, what a key does. Chromium is driven through WebDriver; without
//! it each test says so, or fails under `HALLWAY_REQUIRE_BROWSER=1`.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};

use crate::cli::serving::Server;

/// A page of every family.
const PAGES: [&str; 10] = [
    "/",
    "/e/aidev-europe-2024",
    "/e/aidev-europe-2025/t/running-intelligence-at-the-edge-web-ai-in-action",
    "/search?q=running+models+in+the+browser",
    "/search?q=xyzzyplugh",
    "/ask?q=how+open+is+a+model",
    "/speakers",
    "/speakers/michael-yuan",
    "/announcements",
    "/about",
];

/// A headless Chromium with one window, ended when dropped.
struct Browser {
    driver: Child,
    session: String,
}

impl Browser {
    fn start() -> Option<Self> {
        let mut command = Command::new("chromedriver");
        let spawned = command.arg("--port=0").stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
        let Ok(mut driver) = spawned else {
            let required = std::env::var_os("HALLWAY_REQUIRE_BROWSER").is_some_and(|v| v == "1");
            assert!(!required, "HALLWAY_REQUIRE_BROWSER is set, but there is no chromedriver");
            eprintln!("no browser (chromedriver is not installed): test skipped");
            return None;
        };
        let lines = BufReader::new(driver.stdout.take().unwrap()).lines();
        let port = lines.map_while(Result::ok).find_map(|line| {
            line.split_once(" successfully on port ")?.1.trim_end_matches('.').parse::<u16>().ok()
        });
        let root = format!("http://127.0.0.1:{}/session", port.unwrap());
        let wanted = json!({"capabilities": {"alwaysMatch": {
            "goog:loggingPrefs": {"browser": "ALL"},
            "goog:chromeOptions": {"args": [
                // Tests may run as root, where Chromium's sandbox cannot; the rest keeps it offline.
                "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run",
                "--disable-background-networking", "--disable-component-update", "--disable-sync",
            ]},
        }}});
        let created = post(&root, &wanted);
        let id = created["sessionId"].as_str().unwrap();
        Some(Self { driver, session: format!("{root}/{id}") })
    }

    fn command(&self, path: &str, body: &Value) -> Value {
        post(&format!("{}/{path}", self.session), body)
    }

    fn protocol(&self, method: &str, parameters: Value) {
        self.command("goog/cdp/execute", &json!({"cmd": method, "params": parameters}));
    }

    fn show(&self, width: u32, scheme: &str) {
        let size = json!({"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": false});
        self.protocol("Emulation.setDeviceMetricsOverride", size);
        let features = json!([{"name": "prefers-color-scheme", "value": scheme}]);
        self.protocol("Emulation.setEmulatedMedia", json!({"features": features}));
    }

    fn open(&self, address: &str) {
        self.command("url", &json!({"url": address}));
    }

    fn evaluate(&self, script: &str) -> Value {
        self.command("execute/sync", &json!({"script": script, "args": []}))
    }

    fn press(&self, keys: &str) {
        let strokes: Vec<Value> = keys
            .chars()
            .flat_map(|key| {
                ["keyDown", "keyUp"].map(|kind| json!({"type": kind, "value": key.to_string()}))
            })
            .collect();
        let keyboard = json!({"type": "key", "id": "keyboard", "actions": strokes});
        self.command("actions", &json!({"actions": [keyboard]}));
    }

    /// What the console calls an error: scripts that fail, and whatever the policy blocks.
    fn errors(&self) -> Vec<String> {
        let entries = self.command("se/log", &json!({"type": "browser"}));
        let entries = entries.as_array().unwrap().iter();
        let severe = entries.filter(|entry| entry["level"] == "SEVERE");
        severe.map(|entry| entry["message"].to_string()).collect()
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // Ending the session ends Chromium; killing the driver alone would leave it running.
        let _ = ureq::delete(&self.session).call();
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

fn post(address: &str, body: &Value) -> Value {
    let mut answer = ureq::post(address).send_json(body).unwrap();
    let mut answer: Value = answer.body_mut().read_json().unwrap();
    answer["value"].take()
}

#[test]
fn pages_fit_a_phone_and_a_desk_in_light_and_dark() {
    let Some(browser) = Browser::start() else { return };
    let server = Server::start();
    for width in [390, 1440] {
        let mut backgrounds = Vec::new();
        for scheme in ["light", "dark"] {
            browser.show(width, scheme);
            for page in PAGES {
                browser.open(&format!("{}{page}", server.address));
                let beyond = "document.documentElement.scrollWidth - window.innerWidth";
                let beyond = browser.evaluate(&format!("return {beyond}"));
                assert!(beyond.as_i64().unwrap() <= 0, "{page} at {width}: {beyond} px too wide");
                let hosts = browser.evaluate(
                    "return performance.getEntriesByType('resource').map(r => r.name)
                        .filter(name => new URL(name).origin !== location.origin)",
                );
                assert_eq!(hosts, json!([]), "{page} asks another host");
                assert_eq!(browser.errors(), [""; 0], "{page} at {width}, {scheme}");
            }
            let colour = "return getComputedStyle(document.documentElement).backgroundColor
                + getComputedStyle(document.body).backgroundColor";
            backgrounds.push(browser.evaluate(colour));
        }
        assert_ne!(backgrounds[0], backgrounds[1], "dark looks like light");
    }
}

#[test]
fn a_slash_leads_to_the_search_box_and_enter_to_marked_words() {
    /// WebDriver's code for the Enter key.
    const ENTER: &str = "\u{E007}";
    let Some(browser) = Browser::start() else { return };
    let server = Server::start();
    browser.show(1440, "light");
    browser.open(&format!("{}/about", server.address));
    browser.press("/");
    assert_eq!(browser.evaluate("return document.activeElement.name"), json!("q"));
    browser.press(&format!("webgpu{ENTER}"));
    let marked = "return [location.pathname,
        [...document.querySelectorAll('mark')].some(mark => /webgpu/i.test(mark.textContent))]";
    // The page change is not instant: look until it has come, five seconds at most.
    let found = (0..100).any(|_| {
        std::thread::sleep(std::time::Duration::from_millis(50));
        browser.evaluate(marked) == json!(["/search", true])
    });
    assert!(found, "{}", browser.evaluate("return location.href"));
}
