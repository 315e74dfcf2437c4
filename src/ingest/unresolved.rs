//! References whose lists a file does not hold: collected while it is read, and told once for
//! each list.

use std::collections::{BTreeMap, BTreeSet};

use super::records::clip;
use super::report::Report;

/// Most ids named in one warning.
const MAX_NAMED: usize = 5;
/// Longest id named, in characters.
const MAX_ID_CHARS: usize = 40;

/// Ids that stand for nothing, by the word for what they should stand for (`room`).
#[derive(Debug, Default)]
pub(super) struct Unresolved {
    ids: BTreeMap<&'static str, BTreeSet<String>>,
}

impl Unresolved {
    /// Notes an id. Each is told once, however often it is met.
    pub(super) fn note(&mut self, word: &'static str, id: String) {
        self.ids.entry(word).or_default().insert(id);
    }

    /// Tells what was noted: a warning `unknown-room` at `rooms` for the word `room`.
    pub(super) fn tell(&self, report: &mut Report) {
        for (word, ids) in &self.ids {
            let named = ids.iter().take(MAX_NAMED);
            let mut named: Vec<String> =
                named.map(|id| format!("`{}`", clip(id, MAX_ID_CHARS))).collect();
            if ids.len() > MAX_NAMED {
                named.push(format!("{} more", ids.len() - MAX_NAMED));
            }
            let named = named.join(", ");
            let message =
                format!("left out: no list of {word}s here says what is meant by {named}");
            report.warn(&format!("unknown-{word}"), format!("{word}s"), message);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_list_is_told_once_with_a_few_of_its_ids() {
        let (mut unresolved, mut report) = (Unresolved::default(), Report::default());
        (10..18).for_each(|id| unresolved.note("room", id.to_string()));
        unresolved.note("room", "10".into());
        unresolved.note("tag", "x".into());
        unresolved.tell(&mut report);
        let told: Vec<_> = report.warnings.iter().map(|it| it.code.as_str()).collect();
        assert_eq!(told, ["unknown-room", "unknown-tag"]);
        assert!(report.warnings[0].message.ends_with("`10`, `11`, `12`, `13`, `14`, 3 more"));
    }
}
