//! Transcripts: matched to the talks of an event, compared with what is stored, and stored. Never
//! guesses between talks.

use super::{AppError, Archive, ImportReport, Write};
use crate::domain::{Change, EventBundle, Talk, Transcript};
use crate::ingest::{Matched, ParsedTranscript, Warning, match_talk};

/// The field's name in a [`Change`] of what was said in a talk.
const TRANSCRIPT: &str = "transcript";

/// A transcript with what tells whose it is.
#[derive(Debug, Clone)]
pub struct TranscriptFile {
    /// The name of its file.
    pub name: String,
    /// The talk's id or slug, where a person says it.
    pub talk: Option<String>,
    /// What it holds.
    pub parsed: ParsedTranscript,
}

impl Archive {
    /// What was said in a talk, where there is a transcript.
    ///
    /// # Errors
    /// The database cannot be read.
    pub fn transcript(&self, event: &str, talk: &str) -> Result<Option<Transcript>, AppError> {
        Ok(self.store.find_transcript(event, talk)?)
    }

    /// Finds the talk of each transcript among those of an event and stores it, unless this is a
    /// dry run. One that fits no talk or several is left out, with a warning; of several of one
    /// talk the first in the talk's language is taken. One report a file, in their order.
    ///
    /// # Errors
    /// A talk that a person named is not there, or the database cannot be read or written.
    pub fn import_transcripts(
        &self,
        bundle: &EventBundle,
        files: &[TranscriptFile],
        write: Write,
    ) -> Result<Vec<ImportReport>, AppError> {
        let places: Vec<Result<&Talk, Warning>> =
            files.iter().map(|file| place(file, bundle)).collect::<Result<_, _>>()?;
        let places = without_seconds(files, places);
        let mut reports = Vec::with_capacity(files.len());
        for (file, place) in files.iter().zip(places) {
            reports.push(match place {
                Ok(talk) => self.add_transcript(talk, &file.parsed, write)?,
                Err(warning) => {
                    let mut report = report(&bundle.event.slug, &file.parsed);
                    report.warnings.push(warning);
                    report
                }
            });
        }
        Ok(reports)
    }

    /// Stores what was said in a talk in the place of what was stored, unless this is a dry run,
    /// both are the same, or nothing is said.
    ///
    /// # Errors
    /// The database cannot be read or written.
    pub fn add_transcript(
        &self,
        talk: &Talk,
        parsed: &ParsedTranscript,
        write: Write,
    ) -> Result<ImportReport, AppError> {
        let mut report = report(&talk.event, parsed);
        if parsed.cues.is_empty() {
            return Ok(report);
        }
        let new = Transcript {
            talk: talk.id.clone(),
            event: talk.event.clone(),
            language: parsed.language.clone(),
            cues: parsed.cues.clone(),
        };
        let stored = self.transcript(&talk.event, &talk.id)?;
        if stored.as_ref() == Some(&new) {
            report.unchanged = 1;
            return Ok(report);
        }
        report.changed = 1;
        report.changes.push(Change {
            talk: talk.id.clone(),
            title: talk.title.clone(),
            field: TRANSCRIPT.to_owned(),
            old: stored.as_ref().map(size),
            new: Some(size(&new)),
        });
        if write == Write::Apply {
            self.store.save_transcript(&new)?;
        }
        Ok(report)
    }
}

/// A report in which nothing happened yet.
fn report(event: &str, parsed: &ParsedTranscript) -> ImportReport {
    ImportReport {
        event: event.to_owned(),
        format: parsed.format.as_str(),
        added: 0,
        changed: 0,
        removed: 0,
        unchanged: 0,
        warnings: parsed.warnings.clone(),
        changes: Vec::new(),
    }
}

fn size(transcript: &Transcript) -> String {
    match transcript.cues.len() {
        1 => "1 cue".to_owned(),
        count => format!("{count} cues"),
    }
}

/// The talk that a file belongs to, or why it is left out.
fn place<'a>(
    file: &TranscriptFile,
    bundle: &'a EventBundle,
) -> Result<Result<&'a Talk, Warning>, AppError> {
    if let Some(name) = &file.talk {
        return find_talk(bundle, name).map(Ok);
    }
    let left_out = |code: &str, message: String| Warning {
        code: code.to_owned(),
        place: file.name.clone(),
        message,
    };
    Ok(match match_talk(&file.name, bundle) {
        Matched::Talk(id) => find_talk(bundle, &id).map(Ok)?,
        Matched::Several(ids) => {
            let message = format!("its name fits several talks: {}", ids.join(", "));
            Err(left_out("several-talks", message))
        }
        Matched::None => Err(left_out("no-talk", "its name fits no talk of the event".to_owned())),
    })
}

/// The talk with this id, else the one with this slug.
fn find_talk<'a>(bundle: &'a EventBundle, name: &str) -> Result<&'a Talk, AppError> {
    let by_id = bundle.talks.iter().find(|talk| talk.id == name);
    let found = by_id.or_else(|| bundle.talks.iter().find(|talk| talk.slug == name));
    found.ok_or_else(|| AppError::Unknown {
        what: "talk",
        name: name.to_owned(),
        event: Some(bundle.event.slug.clone()),
        known: bundle.talks.iter().map(|talk| talk.slug.clone()).collect(),
    })
}

/// The same, with one transcript a talk: a translation would take the place of the other at every
/// import.
fn without_seconds<'a>(
    files: &[TranscriptFile],
    places: Vec<Result<&'a Talk, Warning>>,
) -> Vec<Result<&'a Talk, Warning>> {
    let chosen = |talk: &Talk| {
        let of_talk = |at: &usize| places[*at].as_ref().is_ok_and(|it| it.id == talk.id);
        let is_said = |at: &usize| !files[*at].parsed.cues.is_empty();
        let of_talk = (0..files.len()).filter(of_talk).filter(is_said);
        of_talk.min_by_key(|&at| (!is_in_its_language(talk, &files[at].parsed), at))
    };
    let only = |(at, place): (usize, &Result<&'a Talk, Warning>)| {
        let talk = place.clone()?;
        match chosen(talk) {
            Some(other) if other != at && !files[at].parsed.cues.is_empty() => Err(Warning {
                code: "second-transcript".to_owned(),
                place: files[at].name.clone(),
                message: format!("its talk has the transcript of `{}`", files[other].name),
            }),
            _ => Ok(talk),
        }
    };
    places.iter().enumerate().map(only).collect()
}

/// Whether a transcript is in a language that the talk is given in.
fn is_in_its_language(talk: &Talk, parsed: &ParsedTranscript) -> bool {
    let main = |tag: &str| tag.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
    let language = parsed.language.as_deref().map(main);
    talk.languages.iter().any(|tag| Some(main(tag)) == language)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::{ImportOptions, SourceFile};
    use crate::ingest::merge::MergeOptions;
    use crate::ingest::{ParseOptions, parse, parse_transcript};

    const EVENT: &str = r#"{"event": {"slug": "conf", "name": "Conf"}, "talks": [
        {"id": "a", "event": "conf", "title": "Opening", "languages": ["en-GB"]},
        {"id": "b", "event": "conf", "title": "Closing"},
        {"id": "c", "event": "conf", "title": "Closing"}]}"#;

    fn archive() -> (tempfile::TempDir, Archive, EventBundle) {
        let dir = tempfile::tempdir().unwrap();
        let archive = Archive::open(dir.path()).unwrap();
        let parsed = parse(EVENT.as_bytes(), "conf.json", &ParseOptions::default()).unwrap();
        let options = ImportOptions { write: Write::Apply, merge: MergeOptions::default() };
        let file = SourceFile::new("conf.json", EVENT.as_bytes());
        archive.import(&parsed, &file, options).unwrap();
        let bundle = archive.get_bundle("conf").unwrap();
        (dir, archive, bundle)
    }

    fn file(name: &str, text: &str) -> TranscriptFile {
        let vtt = format!("WEBVTT\n\n00:01.000 --> 00:02.000\n{text}\n");
        let parsed = parse_transcript(vtt.as_bytes(), name, None).unwrap();
        TranscriptFile { name: name.into(), talk: None, parsed }
    }

    fn codes(reports: &[ImportReport]) -> Vec<&str> {
        reports.iter().map(|it| it.warnings.first().map_or("", |it| it.code.as_str())).collect()
    }

    #[test]
    fn a_transcript_is_stored_once_and_a_dry_run_stores_nothing() {
        let (_dir, archive, bundle) = archive();
        let files = [file("opening.vtt", "Hello there.")];
        for (write, changed) in [(Write::DryRun, 1), (Write::Apply, 1), (Write::Apply, 0)] {
            let before = archive.generation().unwrap();
            let report = &archive.import_transcripts(&bundle, &files, write).unwrap()[0];
            assert_eq!((report.changed, report.unchanged), (changed, 1 - changed));
            let is_new = write == Write::Apply && changed == 1;
            assert_eq!(archive.generation().unwrap() > before, is_new);
            assert_eq!((report.format, report.changes.len()), ("vtt", changed));
        }
        let longer = file("opening.vtt", "Hello.\n\n00:03.000 --> 00:04.000\nAnd welcome.");
        let report = archive.import_transcripts(&bundle, &[longer], Write::Apply).unwrap();
        let change = &report[0].changes[0];
        let told = (change.old.as_deref(), change.new.as_deref());
        assert_eq!(told, (Some("1 cue"), Some("2 cues")));
        let stored = archive.transcript("conf", "a").unwrap().unwrap();
        assert_eq!(stored.cues[1].text, "And welcome.");
    }

    #[test]
    fn what_fits_no_talk_or_several_is_left_out_with_a_warning() {
        let (_dir, archive, bundle) = archive();
        let silent = file("a.vtt", "");
        let files = [file("closing.vtt", "x"), file("nothing.vtt", "x"), silent];
        let reports = archive.import_transcripts(&bundle, &files, Write::Apply).unwrap();
        assert_eq!(codes(&reports), ["several-talks", "no-talk", "nothing-said"]);
        assert!(reports.iter().all(|it| it.changed + it.unchanged == 0));
        assert_eq!(archive.transcript("conf", "a").unwrap(), None);
        let named = |talk: &str| TranscriptFile { talk: Some(talk.into()), ..files[0].clone() };
        let add = |talk| archive.import_transcripts(&bundle, &[named(talk)], Write::Apply);
        assert_eq!(add("c").unwrap()[0].changed, 1);
        assert!(matches!(add("zzz"), Err(AppError::Unknown { what: "talk", .. })));
    }

    #[test]
    fn of_translations_the_one_in_the_language_of_the_talk_is_taken() {
        let (_dir, archive, bundle) = archive();
        let files = [file("opening.de.vtt", "Hallo."), file("opening.en.vtt", "Hello.")];
        for changed in [1, 0] {
            let reports = archive.import_transcripts(&bundle, &files, Write::Apply).unwrap();
            assert_eq!(codes(&reports), ["second-transcript", ""]);
            assert_eq!((reports[0].changed, reports[1].changed), (0, changed));
        }
        let stored = archive.transcript("conf", "a").unwrap().unwrap();
        assert_eq!(stored.language.as_deref(), Some("en"));
    }
}
