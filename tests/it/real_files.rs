//! Real schedules of every format, where they lie beside the repository: what was found in each is
//! compared with a count made by plainer means, and with the table in `docs/import.md`.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use hallway::domain::EventBundle;
use hallway::ingest::merge::{MergeOptions, merge};
use hallway::ingest::{Input, ParseOptions, Parsed, parse_all};
use serde_json::Value;

use crate::support::repository;

/// What a count without our readers finds; `None` where a plain count cannot tell.
#[derive(Debug, Default)]
struct Counted {
    /// Showings: a talk given twice counts twice, and one without a time once.
    showings: usize,
    speakers: Option<usize>,
    rooms: Option<usize>,
}

/// A real schedule: its files, what must be told besides, and its plain count.
struct Real {
    files: &'static [&'static str],
    event: Option<&'static str>,
    zone: Option<&'static str>,
    count: fn(&[String]) -> Counted,
}

const fn real(
    files: &'static [&'static str],
    event: Option<&'static str>,
    zone: Option<&'static str>,
    count: fn(&[String]) -> Counted,
) -> Real {
    Real { files, event, zone, count }
}

const REAL: [Real; 22] = [
    real(&["frab-c3voc-xml/38c3.schedule.xml"], None, None, xml),
    real(&["frab-c3voc-xml/emf2022.schedule.frab"], None, Some("Europe/London"), xml),
    real(&["frab-c3voc-xml/froscon2013.schedule.xml"], None, Some("Europe/Berlin"), xml),
    real(&["pentabarf-xml/fosdem-2024.xml"], None, None, xml),
    real(&["pentabarf-xml/debconf23.xml"], None, None, xml),
    real(&["c3voc-json/camp2019.frab.schedule.json"], None, None, c3voc),
    real(&["c3voc-json/rc3.pretalx.schedule.json"], None, Some("Europe/Berlin"), c3voc),
    real(&["c3voc-json/38c3-excerpt.hub-v2.schedule.json"], None, None, c3voc_v2),
    real(
        &[
            "pretalx-json/europython-format-example.submissions.json",
            "pretalx-json/europython-format-example.speakers.json",
        ],
        Some("europython-example"),
        Some("Europe/Prague"),
        submissions,
    ),
    real(
        &["sessionize-json/global-azure-austria-2020.sessionize.json"],
        Some("global-azure-2020"),
        Some("Europe/Vienna"),
        sessionize,
    ),
    real(
        &["sessionize-json/global-azure-austria-2024.sessionize.json"],
        Some("global-azure-2024"),
        Some("Europe/Vienna"),
        sessionize,
    ),
    real(&["sched-ical/kubecon-eu-2026-day0.sched.ics"], None, Some("Europe/Amsterdam"), ics),
    real(&["sched-ical/kubecon-eu-2026-day1.sched.ics"], None, Some("Europe/Amsterdam"), ics),
    real(&["icalendar/pycon-au-2023.pretalx.ics"], None, None, ics),
    real(
        &["icalendar/pycon-us-2025-talks.ics"],
        Some("pycon-us-2025"),
        Some("America/New_York"),
        ics,
    ),
    real(&["icalendar/linux-conf-au-2020.ics"], None, None, ics),
    real(
        &["pycon-json/pycon-us-2024.conference.json"],
        Some("pycon-us-2024"),
        Some("America/New_York"),
        pycon,
    ),
    real(
        &["csv/droidcon-italy-2025.sessions.csv", "csv/droidcon-italy-2025.speakers.csv"],
        Some("droidcon-italy-2025"),
        Some("Europe/Rome"),
        droidcon,
    ),
    real(&["csv/gpn11.csv"], Some("gpn11"), Some("Europe/Berlin"), gpn11),
    real(&["indico-json/xdc2021.indico.json"], None, None, indico),
    real(
        &[
            "rubyevents-yaml/railsconf-2024.event.yml",
            "rubyevents-yaml/railsconf-2024.videos.yml",
            "rubyevents-yaml/railsconf-2024.schedule.yml",
        ],
        None,
        None,
        rubyevents,
    ),
    real(&["pyvideo-json/pytorchconf-2023"], None, None, pyvideo),
];

/// Folder of the real files, if they are at hand.
fn folder() -> Option<PathBuf> {
    let folder = repository("../shared/data/schedules");
    folder.is_dir().then_some(folder)
}

#[test]
fn every_real_file_holds_what_a_plain_count_finds_and_the_documents_say() {
    let Some(folder) = folder() else {
        eprintln!("no real schedules are at hand; nothing was compared");
        return;
    };
    let documented = std::fs::read_to_string(repository("docs/import.md")).unwrap();
    let mut missing = Vec::new();
    for real in &REAL {
        let files = inputs(&folder, real.files);
        let texts: Vec<String> =
            files.iter().map(|file| String::from_utf8_lossy(&file.bytes).into_owned()).collect();
        let counted = (real.count)(&texts);
        let row = row(real, &files, &counted);
        if !documented.contains(&row) {
            missing.push(row);
        }
    }
    assert!(missing.is_empty(), "docs/import.md says otherwise:\n{}", missing.join("\n"));
}

/// Reads, compares with the plain count, imports twice, and gives the row of the table.
fn row(real: &Real, files: &[Input], counted: &Counted) -> String {
    let name = real.files[0];
    let options = ParseOptions {
        event: real.event.map(Into::into),
        timezone: real.zone.map(Into::into),
        ..ParseOptions::default()
    };
    let parsed = parse_all(files, &options).unwrap_or_else(|error| panic!("{name}: {error}"));
    let bundle = &parsed.bundle;
    let showings = bundle.talks.iter().map(|talk| talk.slots.len().max(1)).sum::<usize>();
    assert_eq!(showings, counted.showings, "showings of {name}");
    let (speakers, rooms) = (speakers(bundle), rooms(bundle));
    assert_eq!(speakers, counted.speakers.unwrap_or(speakers), "speakers of {name}");
    assert_eq!(rooms, counted.rooms.unwrap_or(rooms), "rooms of {name}");
    let (first, second) = import_twice(&parsed);
    assert_eq!(first, bundle.talks.len(), "{name}");
    let codes: BTreeSet<&str> = parsed.warnings.iter().map(|it| it.code.as_str()).collect();
    let codes: Vec<String> = codes.iter().map(|code| format!("`{code}`")).collect();
    let warnings = match parsed.warnings.len() {
        0 => "0".to_owned(),
        number => format!("{number} ({})", codes.join(", ")),
    };
    let files = real.files.iter().map(|file| format!("`{file}`")).collect::<Vec<_>>().join(" + ");
    let talks = bundle.talks.len();
    let format = parsed.format.as_str();
    format!(
        "| {files} | `{format}` | {showings} | {talks} | {speakers} | {rooms} | {warnings} | {second} |"
    )
}

/// Talks added by the first import, changes by the second.
fn import_twice(parsed: &Parsed) -> (usize, usize) {
    let options = MergeOptions::default();
    let first = merge(None, &parsed.bundle, options).unwrap();
    let second = merge(Some(&first.bundle), &parsed.bundle, options).unwrap();
    assert!(second.is_unchanged(), "{:#?}", second.changes);
    assert_eq!(second.bundle, first.bundle);
    (first.added, second.changes.len())
}

fn speakers(bundle: &EventBundle) -> usize {
    let people = bundle.talks.iter().flat_map(|talk| &talk.speakers);
    people.map(|person| &person.name).collect::<BTreeSet<_>>().len()
}

fn rooms(bundle: &EventBundle) -> usize {
    let slots = bundle.talks.iter().flat_map(|talk| &talk.slots);
    slots.filter_map(|slot| slot.room.as_ref()).collect::<BTreeSet<_>>().len()
}

/// The files of a row; a folder stands for all of its files.
fn inputs(folder: &Path, names: &[&str]) -> Vec<Input> {
    let mut files = Vec::new();
    for name in names {
        let path = folder.join(name);
        if path.is_dir() {
            files.extend(all_below(&path, &path));
        } else {
            files.push(Input::new(name, std::fs::read(&path).unwrap()));
        }
    }
    files
}

fn all_below(root: &Path, folder: &Path) -> Vec<Input> {
    let mut paths: Vec<_> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let below = |path: PathBuf| match path.is_dir() {
        true => all_below(root, &path),
        false => {
            let name = path.strip_prefix(root).unwrap().to_string_lossy().into_owned();
            vec![Input::new(&name, std::fs::read(&path).unwrap())]
        }
    };
    paths.into_iter().flat_map(below).collect()
}

/// The texts between an opening and a closing tag, entities undone, as a set.
fn between(text: &str, open: &str, close: &str) -> BTreeSet<String> {
    let parts = text.split(open).skip(1).filter_map(|part| {
        let start = part.find('>')? + 1;
        let rest = part.get(start..)?;
        Some(rest[..rest.find(close)?].to_owned())
    });
    let plain = |text: String| {
        let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"");
        let text = text.replace("&apos;", "'").replace("&#39;", "'").replace("&amp;", "&");
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    parts.map(plain).filter(|text| !text.is_empty()).collect()
}

fn xml(texts: &[String]) -> Counted {
    let text = &texts[0];
    let sessions = text.matches("<event ").count() + text.matches("<event>").count();
    // `<persons>` begins alike and is not one.
    let people = text.replace("<persons", "<p");
    Counted {
        showings: sessions,
        speakers: Some(between(&people, "<person", "</person>").len()),
        rooms: Some(between(&text.replace("<room name", "<r"), "<room", "</room>").len()),
    }
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

/// Every value under a key, however deep.
fn all_under<'a>(value: &'a Value, key: &str, found: &mut Vec<&'a Value>) {
    match value {
        Value::Object(object) => {
            for (name, inner) in object {
                if name == key {
                    found.push(inner);
                }
                all_under(inner, key, found);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| all_under(item, key, found)),
        _ => {}
    }
}

fn c3voc(texts: &[String]) -> Counted {
    let document = json(&texts[0]);
    let (mut guids, mut people, mut rooms) = (Vec::new(), Vec::new(), BTreeSet::new());
    let days = &document["schedule"]["conference"]["days"];
    all_under(days, "persons", &mut people);
    all_under(days, "duration", &mut guids);
    let mut names = Vec::new();
    all_under(days, "room", &mut names);
    rooms.extend(names.iter().filter_map(|room| room.as_str()));
    let name = |person: &Value| {
        let name = ["public_name", "name"].into_iter().find_map(|key| person[key].as_str());
        name.unwrap_or_default().trim().to_owned()
    };
    let people: BTreeSet<String> =
        people.iter().filter_map(|list| list.as_array()).flatten().map(name).collect();
    Counted { showings: guids.len(), speakers: Some(people.len()), rooms: Some(rooms.len()) }
}

fn c3voc_v2(texts: &[String]) -> Counted {
    let document = json(&texts[0]);
    let events = document["schedule"]["events"].as_array().unwrap().len();
    Counted { showings: events, ..Counted::default() }
}

fn submissions(texts: &[String]) -> Counted {
    let submissions = json(&texts[0]);
    let held = ["accepted", "confirmed", "canceled", "withdrawn"];
    let is_held = |it: &&Value| it["state"].as_str().is_some_and(|state| held.contains(&state));
    let showings = submissions.as_array().unwrap().iter().filter(is_held).count();
    Counted { showings, ..Counted::default() }
}

fn sessionize(texts: &[String]) -> Counted {
    let document = json(&texts[0]);
    let sessions = document["sessions"].as_array().unwrap();
    let used = |key: &str| -> BTreeSet<String> {
        let values = sessions.iter().map(|session| session[key].clone());
        let values = values.flat_map(|value| match value {
            Value::Array(items) => items,
            Value::Null => Vec::new(),
            other => vec![other],
        });
        values.map(|value| value.to_string()).collect()
    };
    Counted {
        showings: sessions.len(),
        speakers: Some(used("speakers").len()),
        rooms: Some(used("roomId").len()),
    }
}

fn ics(texts: &[String]) -> Counted {
    let unfolded = texts[0].replace("\r\n", "\n").replace("\n ", "").replace("\n\t", "");
    let entries = unfolded.lines().filter(|line| line.trim() == "BEGIN:VEVENT").count();
    let rooms: BTreeSet<&str> =
        unfolded.lines().filter_map(|line| line.strip_prefix("LOCATION:")).map(str::trim).collect();
    let rooms = rooms.iter().filter(|room| !room.is_empty()).count();
    Counted { showings: entries, speakers: None, rooms: Some(rooms) }
}

fn pycon(texts: &[String]) -> Counted {
    let document = json(&texts[0]);
    // Posters stand in a list of their own inside of a slot.
    let slots = document["schedule"].as_array().unwrap();
    let posters = slots.iter().filter_map(|slot| slot["sessions"].as_array()).map(Vec::len);
    Counted { showings: slots.len() + posters.sum::<usize>(), ..Counted::default() }
}

fn table(text: &str, column: &str) -> Vec<String> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let at = reader.headers().unwrap().iter().position(|name| name == column).unwrap();
    let cell = |row: csv::StringRecord| row.get(at).unwrap_or_default().trim().to_owned();
    reader.records().map(|row| cell(row.unwrap())).filter(|cell| !cell.is_empty()).collect()
}

fn distinct(cells: Vec<String>) -> usize {
    cells.into_iter().collect::<BTreeSet<_>>().len()
}

fn droidcon(texts: &[String]) -> Counted {
    let sessions = texts.iter().find(|text| text.contains("Proposal title,")).unwrap();
    Counted {
        showings: table(sessions, "Proposal title").len(),
        rooms: Some(distinct(table(sessions, "Room"))),
        speakers: None,
    }
}

fn gpn11(texts: &[String]) -> Counted {
    Counted {
        showings: table(&texts[0], "Title").len(),
        rooms: Some(distinct(table(&texts[0], "Room"))),
        speakers: None,
    }
}

fn indico(texts: &[String]) -> Counted {
    let document = json(&texts[0]);
    let contributions = document["results"][0]["contributions"].as_array().unwrap();
    let mut people = BTreeSet::new();
    // Nobody is named as a speaker in this file; its authors gave the talks.
    for person in contributions.iter().flat_map(|it| it["primaryauthors"].as_array().unwrap()) {
        people.insert(person["fullName"].as_str().unwrap_or_default().to_owned());
    }
    Counted { showings: contributions.len(), speakers: Some(people.len()), rooms: None }
}

fn rubyevents(texts: &[String]) -> Counted {
    let videos = texts.iter().find(|text| text.contains("raw_title:")).unwrap();
    let talks = videos.lines().filter(|line| line.starts_with("- ")).count();
    let schedule = texts.iter().find(|text| text.contains("grid:")).unwrap();
    let is_item = |line: &&str| line.starts_with("          - ");
    let items = schedule.lines().filter(is_item).count();
    Counted { showings: talks + items, ..Counted::default() }
}

fn pyvideo(texts: &[String]) -> Counted {
    let records: Vec<Value> =
        texts.iter().map(|text| json(text)).filter(|it| it.get("recorded").is_some()).collect();
    let names = records.iter().flat_map(|it| it["speakers"].as_array().unwrap());
    let names: BTreeSet<&str> = names.filter_map(Value::as_str).map(str::trim).collect();
    Counted { showings: records.len(), speakers: Some(names.len()), rooms: Some(0) }
}
