//! What the UIDs of a calendar are worth as ids of talks.

use std::collections::{HashMap, HashSet};

use super::calendar::{Calendar, Component};
use crate::ingest::records::clip;
use crate::ingest::report::Report;
use crate::text;

/// How the UIDs of pretalx begin: `pretalx-EVENT-CODE@HOST`.
const PRETALX: &str = "pretalx-";

/// The UIDs that are no ids, since entries of different titles share them.
#[derive(Debug, Default)]
pub(super) struct Uids {
    shared: HashSet<String>,
}

impl Uids {
    /// Looks for shared UIDs and tells them once each.
    pub(super) fn of(calendar: &Calendar, report: &mut Report) -> Self {
        let mut titles: HashMap<String, HashSet<String>> = HashMap::new();
        let mut counts: HashMap<String, usize> = HashMap::new();
        for entry in calendar.entries.iter().filter(|it| it.get("RECURRENCE-ID").is_none()) {
            let uid = entry.line_of("UID");
            let title = text::fold(&entry.line_of("SUMMARY"));
            *counts.entry(uid.clone()).or_default() += 1;
            titles.entry(uid).or_default().insert(title);
        }
        titles.retain(|uid, titles| !uid.is_empty() && titles.len() > 1);
        let mut shared: Vec<String> = titles.into_keys().collect();
        shared.sort_unstable();
        for uid in &shared {
            let count = counts.get(uid).copied().unwrap_or_default();
            let message =
                format!("{count} entries share this UID; each is known by its time and room too");
            report.warn("shared-uid", format!("`{}`", clip(uid, 80)), message);
        }
        Self { shared: shared.into_iter().collect() }
    }

    /// The id of an entry's showing, and the code of the talk in the system it comes from.
    pub(super) fn ids(&self, entry: &Component) -> (String, String) {
        let uid = entry.line_of("UID");
        let code = pretalx_code(&uid).unwrap_or_default().to_owned();
        if !self.shared.contains(&uid) {
            return (uid, code);
        }
        let slot = [entry.line_of("DTSTART"), entry.line_of("LOCATION")];
        let slot = slot.into_iter().filter(|part| !part.is_empty());
        (std::iter::once(uid).chain(slot).collect::<Vec<_>>().join("@"), code)
    }
}

/// The code of a talk in a UID of pretalx. Further showings have a number behind it.
fn pretalx_code(uid: &str) -> Option<&str> {
    let (name, _) = uid.strip_prefix(PRETALX)?.split_once('@')?;
    let mut parts = name.rsplit('-').take(2);
    parts.find(|part| {
        part.len() >= 5 && part.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
    })
}

/// The slug of an event in a UID of pretalx.
pub(super) fn pretalx_event(uid: &str) -> Option<&str> {
    let code = pretalx_code(uid)?;
    let (head, _) = uid.strip_prefix(PRETALX)?.split_once(code)?;
    head.strip_suffix('-')
}

#[cfg(test)]
mod tests {
    use super::super::calendar::sort;
    use super::super::lines::properties;
    use super::*;

    #[test]
    fn a_uid_that_different_talks_share_is_told_and_completed() {
        let entry = |uid: &str, title: &str, hour: u8| {
            format!(
                "BEGIN:VEVENT\nUID:{uid}\nSUMMARY:{title}\nDTSTART:20240915T{hour}0000Z\nLOCATION:A\nEND:VEVENT\n"
            )
        };
        let text = [
            entry("1", "One", 10),
            entry("1", "Two", 11),
            entry("2", "Three", 12),
            entry("2", "three ", 13),
        ];
        let mut report = Report::default();
        let calendar = sort(properties(&text.concat()), &mut report);
        let uids = Uids::of(&calendar, &mut report);
        let ids: Vec<_> = calendar.entries.iter().map(|entry| uids.ids(entry).0).collect();
        assert_eq!(ids, ["1@20240915T100000Z@A", "1@20240915T110000Z@A", "2", "2"]);
        let told: Vec<_> =
            report.warnings.iter().map(|it| (it.code.as_str(), it.place.as_str())).collect();
        assert_eq!(told, [("shared-uid", "`1`")]);
    }

    #[test]
    fn uids_of_pretalx_hold_the_code_and_the_event() {
        for uid in
            ["pretalx-pyconau-2023-EJWEMK@pretalx.com", "pretalx-pyconau-2023-EJWEMK-2@pretalx.com"]
        {
            assert_eq!(pretalx_code(uid), Some("EJWEMK"));
            assert_eq!(pretalx_event(uid), Some("pyconau-2023"));
        }
        assert_eq!(pretalx_code("pretalx-a-b@c"), None);
    }
}
