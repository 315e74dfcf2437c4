//! Progress bars on standard error; nothing is drawn when that is no terminal, or when quiet.

use std::sync::Mutex;
use std::sync::PoisonError;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::console::{Console, Verbosity};
use super::messages::serving;
use super::paint::Paint;
use crate::app::{Progress, Stage};

/// One bar at a time, each stage in the place of the one before.
#[derive(Debug)]
pub(super) struct Bars {
    quiet: bool,
    paint: Paint,
    current: Mutex<Option<(&'static str, ProgressBar)>>,
}

impl Bars {
    pub(super) fn new(console: &Console) -> Self {
        let quiet = console.verbosity() == Verbosity::Quiet;
        Self { quiet, paint: console.note_paint(), current: Mutex::new(None) }
    }

    /// Shows that `done` of `total` is done of what `name` says, on a new bar for a new name.
    pub(super) fn show(&self, name: &'static str, done: usize, total: usize) {
        let mut current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        if current.as_ref().is_none_or(|(shown, _)| *shown != name) {
            clear(current.take());
            *current = Some((name, self.bar(name, total)));
        }
        if let Some((_, bar)) = &*current {
            bar.set_position(done as u64);
        }
    }

    /// Takes the bar away.
    pub(super) fn clear(&self) {
        clear(self.current.lock().unwrap_or_else(PoisonError::into_inner).take());
    }

    fn bar(&self, name: &'static str, total: usize) -> ProgressBar {
        let target = match self.quiet {
            true => ProgressDrawTarget::hidden(),
            false => ProgressDrawTarget::stderr(),
        };
        let bar = ProgressBar::with_draw_target(Some(total as u64), target);
        bar.set_style(style(self.paint));
        bar.set_message(name);
        bar
    }
}

impl Progress for Bars {
    fn begin(&self, stage: Stage, total: usize) {
        self.show(serving::stage(stage), 0, total);
    }

    fn advance(&self, done: usize) {
        let current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, bar)) = &*current {
            bar.set_position(done as u64);
        }
    }

    fn finish(&self) {
        self.clear();
    }
}

impl Drop for Bars {
    fn drop(&mut self) {
        self.clear();
    }
}

fn clear(bar: Option<(&'static str, ProgressBar)>) {
    if let Some((_, bar)) = bar {
        bar.finish_and_clear();
    }
}

fn style(paint: Paint) -> ProgressStyle {
    let template = match paint {
        Paint::Coloured => "{msg:20} {bar:40.cyan} {pos}/{len} {eta}",
        Paint::Plain => "{msg:20} {bar:40} {pos}/{len} {eta}",
    };
    ProgressStyle::with_template(template).expect("both templates are right").progress_chars("=> ")
}
