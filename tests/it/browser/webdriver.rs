//! chromedriver and its sessions: starts the one process, opens Chromiums, keeps those that no test
//! uses at the moment, and ends them all when dropped. Knows nothing of pages.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde_json::{Value, json};

use super::shared::Shared;

/// A whole command may take this long: axe on a long page is the slowest, on a machine that also
/// compiles.
const COMMAND_LIMIT: Duration = Duration::from_secs(90);

/// A running chromedriver.
pub(super) struct Driver {
    process: Child,
    root: String,
    agent: ureq::Agent,
    idle: Mutex<Vec<String>>,
}

impl Driver {
    /// The driver of all tests, or nothing where Chromium's driver is not installed.
    pub(super) fn shared() -> Option<Arc<Self>> {
        static DRIVER: Shared<Driver> = Shared::new();
        DRIVER.get(Self::start)
    }

    fn start() -> Option<Self> {
        let mut command = Command::new("chromedriver");
        let spawned = command.arg("--port=0").stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
        let Ok(mut process) = spawned else {
            assert!(!required(), "HALLWAY_REQUIRE_BROWSER is set, but there is no chromedriver");
            eprintln!("no browser (chromedriver is not installed): test skipped");
            return None;
        };
        let lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let port = lines.map_while(Result::ok).find_map(|line| {
            line.split_once(" successfully on port ")?.1.trim_end_matches('.').parse::<u16>().ok()
        });
        let root = format!("http://127.0.0.1:{}/session", port.unwrap());
        let limits = ureq::Agent::config_builder().http_status_as_error(false);
        let agent = limits.timeout_global(Some(COMMAND_LIMIT)).build().into();
        Some(Self { process, root, agent, idle: Mutex::default() })
    }

    /// A session that no test uses.
    pub(super) fn take(&self) -> String {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        idle.unwrap_or_else(|| self.new_session())
    }

    /// Takes a session back for another test.
    pub(super) fn give_back(&self, session: &str) {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(session.to_owned());
    }

    /// Ends a session and its Chromium, or the window of one.
    pub(super) fn end(&self, address: &str) {
        let _ = self.agent.delete(address).call();
    }

    /// Sends a command of WebDriver; what it answers, or how it says no.
    pub(super) fn send(&self, address: &str, body: &Value) -> Result<Value, String> {
        let answer = self.agent.post(address).send_json(body);
        let mut answer = answer.map_err(|error| format!("{error} from chromedriver"))?;
        let failed = !answer.status().is_success();
        let body = answer.body_mut().read_json::<Value>();
        let mut value = body.map_err(|error| format!("{error} from chromedriver"))?["value"].take();
        if !failed {
            return Ok(value);
        }
        let message = value["message"].take();
        Err(message.as_str().and_then(|text| text.lines().next()).unwrap_or("no reason").to_owned())
    }

    fn new_session(&self) -> String {
        let wanted = json!({"capabilities": {"alwaysMatch": {
            "goog:loggingPrefs": {"browser": "ALL"},
            "timeouts": {"script": COMMAND_LIMIT.as_millis() as u64},
            "goog:chromeOptions": {"args": [
                // Tests may run as root, where Chromium's sandbox cannot; the rest keeps it offline,
                // and makes it end with its driver.
                "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run",
                "--disable-background-networking", "--disable-component-update", "--disable-sync",
                "--disable-dev-shm-usage", "--remote-debugging-pipe",
            ], "prefs": {"intl.accept_languages": "en"}},
        }}});
        let created = self.send(&self.root, &wanted).unwrap();
        format!("{}/{}", self.root, created["sessionId"].as_str().unwrap())
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        let idle = std::mem::take(&mut *self.idle.lock().unwrap_or_else(PoisonError::into_inner));
        for session in idle {
            self.end(&session);
        }
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Whether a test that finds no browser must fail.
pub(super) fn required() -> bool {
    std::env::var_os("HALLWAY_REQUIRE_BROWSER").is_some_and(|value| value == "1")
}
