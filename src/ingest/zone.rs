//! Time zones by name: finds the one a schedule means, and refuses to guess.

use jiff::tz::TimeZone;

use super::report::Report;
use super::{IngestError, ParseOptions};

/// A time zone with its IANA name.
#[derive(Debug, Clone)]
pub(super) struct Zone {
    /// The rules.
    pub(super) rules: TimeZone,
    /// The IANA name.
    pub(super) name: String,
}

/// The zone of an event: the given one, else the one the file declares.
///
/// # Errors
///
/// The name that counts is in no time zone database.
pub(super) fn choose(
    declared: Option<&str>,
    options: &ParseOptions,
    report: &mut Report,
) -> Result<Option<Zone>, IngestError> {
    let declared = declared.map(str::trim).filter(|name| !name.is_empty());
    let Some(given) = options.timezone.as_deref() else {
        return declared.map(find).transpose();
    };
    let given = find(given)?;
    if let Some(name) = declared
        && find(name).map_or(true, |zone| zone.name != given.name)
    {
        report.warn(
            "timezone-overridden",
            "time_zone_name",
            format!("the file says `{name}`; its times are read as `{}`, as asked", given.name),
        );
    }
    Ok(Some(given))
}

/// The zone of an event with times: as [`choose`], and refused where there is none.
///
/// # Errors
///
/// Neither the file nor the options name a zone, or one that is in no time zone database.
pub(super) fn need(
    declared: Option<&str>,
    event: &str,
    options: &ParseOptions,
    report: &mut Report,
) -> Result<Zone, IngestError> {
    choose(declared, options, report)?
        .ok_or_else(|| IngestError::NoTimezone { event: event.to_owned() })
}

/// The zone with this name. Spellings met in real files are put right (`US / Pacific`,
/// `Europe-Brussels`); offsets and names that are no zone are refused.
///
/// # Errors
///
/// No time zone database has the name.
pub(super) fn find(name: &str) -> Result<Zone, IngestError> {
    let unknown = || IngestError::UnknownTimezone { name: super::records::clip(name, 60) };
    let tight: String = name.replace(" / ", "/").trim().replace(' ', "_");
    let slashed = tight.replacen('-', "/", 1);
    [tight, slashed]
        .iter()
        .filter_map(|spelling| TimeZone::get(spelling).ok())
        .find_map(|rules| {
            let name = rules.iana_name()?.to_owned();
            (!rules.is_unknown()).then_some(Zone { rules, name })
        })
        .ok_or_else(unknown)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_met_in_files_find_their_zone() {
        for (spelling, name) in [
            ("Europe/Paris", "Europe/Paris"),
            ("US / Pacific", "US/Pacific"),
            ("Europe-Brussels", "Europe/Brussels"),
            ("America/New York", "America/New_York"),
        ] {
            assert_eq!(find(spelling).unwrap().name, name);
        }
        for wrong in ["+01:00", "Middle/Earth", "", "Etc/Unknown"] {
            assert!(find(wrong).is_err(), "{wrong} was taken for a zone");
        }
    }

    #[test]
    fn the_given_zone_goes_first_and_a_contradiction_is_told() {
        let mut report = Report::default();
        let options =
            ParseOptions { timezone: Some("Europe/Berlin".into()), ..ParseOptions::default() };
        let zone = choose(Some("UTC"), &options, &mut report).unwrap().unwrap();
        assert_eq!(zone.name, "Europe/Berlin");
        assert_eq!(report.warnings[0].code, "timezone-overridden");
        let same = choose(Some("Europe/Berlin"), &options, &mut report);
        assert!(same.is_ok() && report.warnings.len() == 1);
    }
}
