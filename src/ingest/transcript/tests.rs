//! Whole files, in the shapes in which they are met.

use proptest::prelude::*;

use super::*;

fn parse(text: &str, name: &str) -> ParsedTranscript {
    parse_transcript(text.as_bytes(), name, None).unwrap()
}

fn codes(parsed: &ParsedTranscript) -> Vec<&str> {
    parsed.warnings.iter().map(|warning| warning.code.as_str()).collect()
}

/// Start and text of each cue.
fn said(parsed: &ParsedTranscript) -> Vec<(Option<u32>, &str)> {
    parsed.cues.iter().map(|cue| (cue.start_ms, cue.text.as_str())).collect()
}

/// The shape of YouTube's automatic captions: a line of one space, words with their times, colours
/// that run over a line's end, and short captions between.
const YOUTUBE: &str = "WEBVTT
Kind: captions
Language: en
Style:
::cue(c.colorE5E5E5) { color: rgb(229,229,229);
 }
##

00:00:00.469 --> 00:00:03.169 align:start position:0%
 
welcome<00:00:01.469><c> to</c><00:00:01.620><c> the</c><c.colorE5E5E5><00:00:01.740><c> hall</c></c>

00:00:03.169 --> 00:00:03.179 align:start position:0%
welcome to the<c.colorE5E5E5> hall
 </c>

00:00:03.179 --> 00:00:05.120 align:start position:0%
welcome to the<c.colorE5E5E5> hall
of</c><00:00:03.500><c> R&amp;D</c>

00:00:05.120 --> 00:00:05.520 align:start position:0%
of R&amp;D
 

00:00:05.520 --> 00:00:07.000 align:start position:0%
of R&amp;D
[Music]

";

#[test]
fn automatic_captions_have_each_line_once_at_its_time() {
    let lines =
        [(Some(469), "welcome to the hall"), (Some(3179), "of R&D"), (Some(5520), "[Music]")];
    let parsed = parse(YOUTUBE, "x.vtt");
    assert_eq!(said(&parsed), lines);
    assert_eq!(parsed.cues[1].end_ms, Some(5120));
    assert_eq!(parsed.language.as_deref(), Some("en"));
    assert_eq!(codes(&parsed), ["rolling-captions"]);
    // An editor that takes spaces off the ends of lines leaves blank ones.
    let trimmed = YOUTUBE.replace("\n \n", "\n\n");
    assert_eq!(said(&parse(&trimmed, "x.vtt")), lines);
    assert_eq!(codes(&parse(&trimmed, "x.vtt")), ["rolling-captions"]);
}

#[test]
fn automatic_captions_turned_into_subrip_do_so_too() {
    let text = "1\n00:00:00,469 --> 00:00:03,169\n\nwelcome to the hall\n\n\
        2\n00:00:03,169 --> 00:00:03,179\nwelcome to the hall\n\n\n\
        3\n00:00:03,179 --> 00:00:05,120\nwelcome to the hall\nof R&D\n\n\
        4\n00:00:05,120 --> 00:00:05,130\nof R&D\n\n\n";
    let parsed = parse(text, "talk-eng.srt");
    assert_eq!(said(&parsed), [(Some(469), "welcome to the hall"), (Some(3179), "of R&D")]);
    assert_eq!(parsed.language.as_deref(), Some("en"));
}

#[test]
fn bad_times_cost_no_words_and_are_reported_with_their_line() {
    let text = "\u{feff}WEBVTT\n\n00:01.000 --> 00:00.500\none\n\n00:0x.000 --> 00:07.000\ntwo\n\n\
        59:03.000 --> 59:04.000\nthree\n\n00:08.000 --> 00:09.000\nfour\n\n\
        00:09.000 --> 00:10.000\n<v A>five\n<v B>six\n";
    let parsed = parse(text, "a.vtt");
    let expected = [
        (Some(1000), "one"),
        (None, "two"),
        (None, "three"),
        (Some(8000), "four"),
        (Some(9000), "five six"),
    ];
    assert_eq!(said(&parsed), expected);
    let reported: Vec<_> =
        parsed.warnings.iter().map(|it| (it.code.as_str(), it.place.as_str())).collect();
    let expected = [
        ("unreadable-time", "line 6"),
        ("ends-before-start", "line 3"),
        ("time-out-of-order", "line 9"),
        ("several-speakers", "line 15"),
    ];
    assert_eq!(reported, expected);
}

#[test]
fn the_header_goes_before_the_file_name() {
    let text = "WEBVTT\nLanguage: de\n\n00:01.000 --> 00:02.000\nHallo\n";
    assert_eq!(parse(text, "a.en.vtt").language.as_deref(), Some("de"));
    assert_eq!(parse(&text.replace("de", "und"), "a.en.vtt").language.as_deref(), Some("en"));
}

#[test]
fn captions_are_known_by_content_and_plain_text_by_its_name_or_by_word() {
    let srt = b"1\n00:00:01,000 --> 00:00:02,000\nHi";
    assert_eq!(detect_transcript(YOUTUBE.as_bytes()), Some(TranscriptFormat::Vtt));
    assert_eq!(detect_transcript(srt), Some(TranscriptFormat::Srt));
    assert_eq!(detect_transcript(b"Hello."), None);
    assert_eq!(detect_transcript(b"\xff\xfeW\0"), None);
    assert_eq!(parse_transcript(srt, "a.txt", None).unwrap().format, TranscriptFormat::Srt);
    assert_eq!(parse("Hello.", "a.TXT").format, TranscriptFormat::Plain);
    let asked = parse_transcript(b"Hello.", "a.md", Some(TranscriptFormat::Plain)).unwrap();
    assert_eq!(said(&asked), [(None, "Hello.")]);
}

#[test]
fn other_files_are_refused_with_what_they_are() {
    let error = |bytes: &[u8]| parse_transcript(bytes, "a.md", None).unwrap_err().to_string();
    assert!(error(b"Hello.").starts_with("this is some other text"));
    assert!(error(b"%PDF-1.4").starts_with("this is a PDF document, not a transcript; Hallway"));
    assert_eq!(parse_transcript(b" \n", "a.vtt", None), Err(IngestError::Empty));
}

#[test]
fn a_file_without_words_says_so() {
    let parsed = parse("WEBVTT\n\n00:01.000 --> 00:02.000\n\n", "a.vtt");
    assert_eq!((parsed.cues.len(), codes(&parsed)), (0, vec!["nothing-said"]));
}

#[test]
fn more_captions_than_any_talk_has_are_refused() {
    let text = "00:01 --> 00:02\nx\n".repeat(MAX_CUES + 1);
    let error = parse_transcript(text.as_bytes(), "a.srt", None).unwrap_err();
    let (what, limit, line) = ("the number of captions", MAX_CUES, 2 * MAX_CUES + 1);
    assert_eq!(error, IngestError::Limit { what, limit, line });
}

#[test]
fn format_words_read_back() {
    for format in TranscriptFormat::ALL {
        assert_eq!(TranscriptFormat::from_word(format.as_str()), Some(format));
    }
    assert_eq!(TranscriptFormat::from_word("ass"), None);
}

fn check(bytes: &[u8]) -> Result<(), TestCaseError> {
    let _ = detect_transcript(bytes);
    let formats = TranscriptFormat::ALL.into_iter().map(Some).chain([None]);
    for parsed in formats.filter_map(|format| parse_transcript(bytes, "a.txt", format).ok()) {
        let starts: Vec<u32> = parsed.cues.iter().filter_map(|cue| cue.start_ms).collect();
        prop_assert!(starts.is_sorted());
        for cue in &parsed.cues {
            prop_assert!(!cue.text.trim().is_empty() && !cue.text.contains('\n'));
            prop_assert!(cue.end_ms.is_none() || cue.start_ms.is_some());
            prop_assert!(cue.end_ms.is_none_or(|end| Some(end) >= cue.start_ms));
        }
    }
    Ok(())
}

proptest! {
    #[test]
    fn arbitrary_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        check(&bytes)?;
    }

    #[test]
    fn whatever_is_like_a_transcript_has_ordered_cues(
        text in "(WEBVTT\n|NOTE x\n|STYLE\n|[0-9]\n|0[0-2]:0[0-9]\\.[0-9] --> 0[0-2]:0[0-9],5\n\
                 |0x --> y\n|\\[0[0-9]:10\\] |0:0[0-9] a\n|ADA: |Bo \\(1:00\\): |<v Ada>|<c>|</c>\
                 |\\{\\\\an8\\}|words|words\n| |\n|\r\n|\r|é|## h\n|---\n){0,40}",
    ) {
        check(text.as_bytes())?;
    }

    #[test]
    fn mutated_files_never_panic(
        edits in prop::collection::vec((any::<prop::sample::Index>(), any::<char>()), 0..8),
    ) {
        let mut chars: Vec<char> = YOUTUBE.chars().collect();
        for (at, with) in edits {
            let place = at.index(chars.len());
            chars[place] = with;
        }
        check(chars.iter().collect::<String>().as_bytes())?;
    }
}
