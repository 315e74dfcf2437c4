//! Transcripts from the file to the page: imported, found by what was said, shown at the moment.

use std::path::Path;

use hallway::app::{Archive, Write};
use hallway::domain::Cue;
use hallway::ingest::{ParsedTranscript, TranscriptFormat};
use serde_json::{Value, json};

use super::serving::Server;
use super::{SMALL_EVENT, hallway};
use crate::support::repository;

const FILE: &str = "vectors-on-small-machines.en.vtt";
const IMPORT: [&str; 5] = ["import", FILE, "--event", "conf-2024", "--json"];

/// A folder with the small event, one talk of which has a recording, and with its transcript.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    write_event(folder.path(), "conf.json", &[]);
    let transcript = repository("tests/fixtures/transcripts").join(FILE);
    std::fs::copy(transcript, folder.path().join(FILE)).unwrap();
    folder
}

fn write_event(folder: &Path, name: &str, replaced: &[(&str, &str)]) {
    let title = r#""title": "Vectors on small machines","#;
    let video = r#" "links": [{"kind": "video", "url": "https://www.youtube.com/watch?v=abc"}],"#;
    let text = SMALL_EVENT.replace(title, &format!("{title}{video}"));
    let text = replaced.iter().fold(text, |text, (a, b)| text.replace(a, b));
    std::fs::write(folder.join(name), text).unwrap();
}

fn import(folder: &Path, arguments: &[&str]) -> Value {
    let run = hallway(folder, arguments);
    assert_eq!(run.code, 0, "{run:?}");
    run.json()
}

/// A page as a browser reads its text and addresses.
fn page(server: &Server, path: &str) -> String {
    let mut response = ureq::get(format!("{}{path}", server.address)).call().unwrap();
    response.body_mut().read_to_string().unwrap().replace("&#x2f;", "/").replace("&amp;", "&")
}

#[test]
fn a_talk_is_found_by_what_was_said_and_played_from_that_moment() {
    let folder = folder();
    let path = folder.path();
    import(path, &["import", "conf.json", "--json"]);
    let change = json!({"talk": "b", "title": "Vectors on small machines", "field": "transcript",
        "old": null, "new": "11 cues"});
    let dry = import(path, &[&IMPORT[..], &["--dry-run"]].concat());
    assert_eq!(dry, import(path, &IMPORT), "a dry run says what will come");
    assert_eq!((&dry["format"], &dry["changed"]), (&json!("vtt"), &json!(1)));
    assert_eq!(dry["changes"], json!([change]));
    write_event(path, "new.json", &[("Opening", "Hello")]);
    import(path, &["import", "new.json", "--json"]);
    let again = import(path, &IMPORT);
    assert_eq!((&again["changed"], &again["unchanged"]), (&json!(0), &json!(1)));
    assert_eq!((&again["changes"], &again["warnings"]), (&json!([]), &json!([])));

    let said = "Our kettle boiled over while the cluster was rebooting on stage.";
    for mode in ["hybrid", "keyword", "semantic"] {
        let found = import(path, &["search", "the kettle boiled over", "--json", "--mode", mode]);
        let hit = &found["hits"][0];
        assert_eq!(hit["id"], "b", "{mode}");
        let keys: Vec<_> = hit.as_object().unwrap().keys().collect();
        assert_eq!(keys.len(), 6, "{keys:?}");
        assert!(hit["passage"].as_str().unwrap().contains(said), "{mode}: {hit}");
    }
    let shown = hallway(path, &["search", "\"kettle boiled over\""]).stdout;
    assert!(shown.contains("conf-2024/b · at 12:05"), "{shown}");
    let question = "Did the kettle boil over while the cluster ran embedding models?";
    let reply = hallway(path, &["ask", question, "--json"]).json();
    let spoken = |it: &&Value| it["start_s"] == 725.0 && it["sentence"] == said;
    assert!(reply["citations"].as_array().unwrap().iter().any(|it| spoken(&it)), "{reply}");

    let server = Server::start_in(path);
    let played = "https://www.youtube.com/watch?v=abc&t=725s";
    let found = page(&server, "/search?q=kettle");
    assert!(found.contains(played) && found.contains(">12:05<"), "{found}");
    let found = page(&server, "/api/v1/search?q=kettle");
    assert_eq!(serde_json::from_str::<Value>(&found).unwrap()["hits"][0]["start_s"], 725.0);
    let talk = page(&server, "/e/conf-2024/t/vectors-on-small-machines");
    assert!(talk.contains(said) && talk.contains("<b>Ada Byron:</b>"), "{talk}");
    assert!(talk.contains(played.trim_end_matches("725s")), "{talk}");
    assert!(!talk.contains("<script>alert") && talk.contains("script alert(1) /script"), "{talk}");
    assert!(!page(&server, "/e/conf-2024/t/opening").contains("Transcript</summary>"));
}

#[test]
fn what_was_said_is_text_on_the_page_whatever_was_stored() {
    let folder = folder();
    let path = folder.path();
    import(path, &["import", "conf.json", "--json"]);
    let archive = Archive::open(&path.join("hallway-data")).unwrap();
    let bundle = archive.get_bundle("conf-2024").unwrap();
    let cue = Cue {
        speaker: Some("<b onclick=alert(2)>".into()),
        text: "<script>alert(1)</script>".into(),
        ..Cue::default()
    };
    let language = Some("\"><script>alert(3)".to_owned());
    let (format, warnings) = (TranscriptFormat::Vtt, Vec::new());
    let parsed = ParsedTranscript { format, language, cues: vec![cue], warnings };
    archive.add_transcript(&bundle.talks[0], &parsed, Write::Apply).unwrap();
    let talk = page(&Server::start_in(path), "/e/conf-2024/t/opening");
    assert!(talk.contains("&lt;script&gt;alert(1)") && talk.contains("&lt;b onclick"), "{talk}");
    assert!(!talk.contains("<script>alert") && !talk.contains("<b onclick"), "{talk}");
}

#[test]
fn schedules_and_transcripts_come_in_together() {
    let folder = folder();
    let path = folder.path();
    std::fs::write(path.join("README.md"), "# Notes on this folder").unwrap();
    std::fs::write(path.join("opening.srt"), "1\n00:00:01,000 --> 00:00:02,000\nHi\n").unwrap();
    for dry in [&["--dry-run"][..], &[]] {
        let reports = import(path, &[&["import", ".", "--json"], dry].concat());
        let told: Vec<_> =
            reports.as_array().unwrap().iter().map(|it| (&it["format"], &it["changed"])).collect();
        let expected = [("hallway", 0), ("srt", 1), ("vtt", 1)];
        let expected = expected.map(|(format, changed)| (json!(format), json!(changed)));
        assert!(told.into_iter().eq(expected.iter().map(|(a, b)| (a, b))), "{reports}");
    }
}

#[test]
fn a_transcript_that_fits_no_talk_is_left_out_and_one_is_never_guessed() {
    let folder = folder();
    let path = folder.path();
    import(path, &["import", "conf.json", "--json"]);
    std::fs::rename(path.join(FILE), path.join("some-other-name.vtt")).unwrap();
    let run = hallway(path, &["import", "some-other-name.vtt", "--event", "conf-2024"]);
    assert_eq!(run.code, 1);
    assert_eq!(run.stdout, "Left out `some-other-name.vtt` (vtt)\n");
    assert!(run.stderr.contains("its name fits no talk of the event (no-talk)"), "{}", run.stderr);
    let run = hallway(path, &["import", "some-other-name.vtt"]);
    assert_eq!((run.code, run.stdout.as_str()), (2, ""));
    assert!(run.stderr.contains("hint: `--event SLUG` names the event"), "{}", run.stderr);
    let named = ["import", "some-other-name.vtt", "--event", "conf-2024", "--talk"];
    let unknown = hallway(path, &[&named[..], &["zzz"]].concat());
    assert_eq!(unknown.code, 2);
    let run = hallway(path, &[&named[..], &["b"]].concat());
    let told = "Imported `some-other-name.vtt` (vtt) into `conf-2024`: 11 cues of \
                \"Vectors on small machines\"\n";
    assert_eq!((run.code, run.stdout.as_str()), (0, told));
    let two = hallway(
        path,
        &["import", "conf.json", "some-other-name.vtt", "--event", "conf-2024", "--talk", "b"],
    );
    assert!(two.code == 2 && two.stderr.contains("`--talk` names one talk"), "{two:?}");
}
