//! The words of dates and times in English, German and French, folded.

use jiff::civil::Weekday;

/// Months by number.
const MONTHS: [(u32, &str); 12] = [
    (1, "january januar janner janvier"),
    (2, "february februar fevrier"),
    (3, "march marz maerz mrz mars"),
    (4, "april avril"),
    (5, "may mai"),
    (6, "june juni juin"),
    (7, "july juli juillet"),
    (8, "august aout"),
    (9, "september septembre"),
    (10, "october oktober octobre"),
    (11, "november novembre"),
    (12, "december dezember decembre"),
];

/// Weekdays; short forms of two letters stand here too, as they are no beginnings of months.
const WEEKDAYS: [(Weekday, &str); 7] = [
    (Weekday::Monday, "monday montag lundi mo"),
    (Weekday::Tuesday, "tuesday dienstag mardi tu di"),
    (Weekday::Wednesday, "wednesday mittwoch mercredi we mi"),
    (Weekday::Thursday, "thursday donnerstag jeudi th do"),
    (Weekday::Friday, "friday freitag vendredi fr"),
    (Weekday::Saturday, "saturday samstag sonnabend samedi sa"),
    (Weekday::Sunday, "sunday sonntag dimanche su so"),
];

/// Fewest letters of a shortened month or weekday.
const MIN_LETTERS: usize = 3;

/// The month with this name or the beginning of its name, if it is that of one month alone.
pub(super) fn month(word: &str) -> Option<u32> {
    let mut found = MONTHS.iter().filter(|(_, names)| begins(names, word)).map(|(month, _)| *month);
    found.next().filter(|_| found.next().is_none())
}

/// The weekday with this name or the beginning of its name.
pub(super) fn weekday(word: &str) -> Option<Weekday> {
    let mut found = WEEKDAYS.iter().filter(|(_, names)| begins(names, word)).map(|(day, _)| *day);
    found.next().filter(|_| found.next().is_none())
}

fn begins(names: &str, word: &str) -> bool {
    names.split(' ').any(|name| {
        name == word || (word.len() >= MIN_LETTERS && name.len() > 2 && name.starts_with(word))
    })
}

/// Whether the word counts days: `Day 2`, `Tag 2`, `Jour 2`.
pub(super) fn counts_days(word: &str) -> bool {
    matches!(word, "day" | "tag" | "jour" | "d")
}

/// Whether the word stands between a start and an end.
pub(super) fn is_range(word: &str) -> bool {
    matches!(word, "to" | "bis" | "until" | "till" | "a" | "au")
}

/// Whether the word may stand beside dates and times and adds nothing.
pub(super) fn is_filler(word: &str) -> bool {
    const FILLERS: &str = "at on from of the um am von ab den der dem le de du des les der h hrs \
        hours uhr clock o";
    FILLERS.split_whitespace().any(|filler| filler == word)
}

/// Whether the word says that a time is in UTC.
pub(in crate::ingest::table) fn is_utc(word: &str) -> bool {
    matches!(word, "utc" | "gmt" | "z")
}

/// Whether the word names a zone by letters that several zones share.
pub(in crate::ingest::table) fn is_zone(word: &str) -> bool {
    const ZONES: &str = "cet cest mez mesz bst est edt cst cdt mst mdt pst pdt jst ist et pt ct \
        eet eest wet west aest aedt sast sgt hkt";
    ZONES.split_whitespace().any(|zone| zone == word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_known_in_three_languages_and_shortened() {
        for (word, number) in [
            ("june", 6),
            ("juni", 6),
            ("jul", 7),
            ("juil", 7),
            ("mrz", 3),
            ("sept", 9),
            ("dez", 12),
        ] {
            assert_eq!(month(word), Some(number), "{word}");
        }
        for word in ["ju", "jui", "", "ma", "tues", "junes"] {
            assert_eq!(month(word), None, "{word}");
        }
        for (word, day) in [
            ("thu", Weekday::Thursday),
            ("thurs", Weekday::Thursday),
            ("do", Weekday::Thursday),
            ("mercredi", Weekday::Wednesday),
            ("so", Weekday::Sunday),
            ("sonnt", Weekday::Sunday),
        ] {
            assert_eq!(weekday(word), Some(day), "{word}");
        }
        assert_eq!((weekday("so what"), weekday("t"), weekday("")), (None, None, None));
    }
}
