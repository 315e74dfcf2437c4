//! What `serve` and `demo` say, and the words of progress bars.

use std::path::Path;

use crate::app::Stage;
use crate::cli::paint::Paint;
use crate::config::Config;

/// Said once the site can be visited.
pub(in crate::cli) fn ready(address: &str, config: &Config, paint: Paint) -> String {
    let address = paint.strong(format!("http://{address}"));
    format!("{} is open at {address} (Ctrl-C to stop)", config.site.name)
}

/// Said once the demo's timetable is laid.
pub(in crate::cli) fn demo(folder: &Path) -> String {
    format!(
        "Laid the demo around this moment in `{}`: its times, rooms and changes are invented, its \
         talks are real records",
        folder.display()
    )
}

/// Said after the last request.
pub(in crate::cli) const STOPPED: &str = "Stopped";

/// The word before a progress bar.
pub(in crate::cli) fn stage(stage: Stage) -> &'static str {
    match stage {
        Stage::LoadingSamples => "Loading conferences",
        Stage::Indexing => "Indexing",
        Stage::Embedding => "Embedding",
    }
}
