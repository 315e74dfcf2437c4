//! Tables that people make, and what is odd in them.

use super::*;
use crate::domain::{Kind, State};

#[test]
fn tables_by_hand_are_read() {
    let (talks, warnings) = read(
        "Unsere Konferenz 2024;;;;\n;;;;\nZeit;Titel;Referent*innen;Raum;Art\n\
         Mittwoch, 19. Juni 2024;;;;\n\
         10:00 - 10:45;Eröffnung;Ada Byron (Mill), Charles Babbage;Saal;Keynote\n\
         12:00 - 13:00;;;;Mittagspause\n\
         23:00 - 00:30;Party;;Bar;\n\
         Donnerstag, 20. Juni 2024;;;;\n\
         9.30 Uhr;Über Maschinen;TBA;Saal;Vortrag\n\
         ;Ohne Zeit;;;\n",
    );
    assert_eq!(
        shown(&talks),
        [
            "eroffnung | Eröffnung | 06-19 10:00 > 10:45 @ Saal | Ada Byron of Mill, Charles Babbage",
            "mittagspause | Mittagspause | 06-19 12:00 > 13:00 @ - | ",
            "party | Party | 06-19 23:00 > 00:30 @ Bar | ",
            "uber-maschinen | Über Maschinen | 06-20 09:30 > 09:30 @ Saal | ",
            "ohne-zeit | Ohne Zeit |  | ",
        ]
    );
    assert_eq!((talks[0].kind, talks[1].kind), (Kind::Keynote, Kind::Break));
    assert_eq!(codes(&warnings), ["no-end", "no-time", "missing-id"]);
    assert!(warnings[0].contains("row 9"), "{}", warnings[0]);
}

#[test]
fn bad_rows_cost_only_themselves_and_are_told_with_their_number() {
    let (talks, warnings) = read(
        "ID,Title,Date,Start,End,Room\n\
         1,Good,2024-06-19,10:00,11:00,A\n\
         \n\
         2,,2024-06-19,11:00,12:00,A\n\
         3,Noon,2024-06-19,noon,13:00,A\n\
         4,Back,2024-06-19,14:00,13:00,A\n\
         ,,,,,\n\
         5,Wrong day,\"Mon, 2024-06-19\",15:00,16:00,A\n\
         ID,Title,Date,Start,End,Room\n\
         6,[CANCELED] Off,2024-06-19,16:00,17:00,A\n",
    );
    assert_eq!(talks.len(), 5);
    assert_eq!(talks[4].slots, [], "{talks:?}");
    assert_eq!((talks[3].state, talks[3].title.as_str()), (State::Cancelled, "Off"));
    assert_eq!(
        warnings,
        [
            "missing-title row 4 (`2`): a row without a title was left out",
            "bad-date row 5 (`3`): `noon` is not a time that can be read",
            "bad-end row 6 (`4`): ends before it starts; kept with its start alone",
            "weekday-mismatch row 8 (`5`): 2024-06-19 is a Wednesday, not a Monday; kept the date",
        ]
    );
}

#[test]
fn tables_without_titles_or_with_unknown_columns_are_refused() {
    let refused =
        |text: &str, options: &ParseOptions| read_all(&[text], options).unwrap_err().to_string();
    let table = "Was,Wer,Raum\nT,Ada Byron,A\n";
    let said = refused(table, &options());
    assert!(
        said.contains("no column can be taken for the title; the columns are `Was`, `Wer`, `Raum`")
    );
    assert!(said.contains("--map COLUMN=title"), "{said}");
    let (talks, _) = read_all(&[table], &mapped(&["was=title"])).unwrap();
    assert_eq!(shown(&talks), ["t | T |  | Ada Byron"]);
    let said = refused(table, &mapped(&["Wo=room", "Was=title"]));
    assert!(
        said.contains("no column is called `Wo`; the columns are `Was`, `Wer`, `Raum`"),
        "{said}"
    );
    let said = refused("Name,Company\nAda,Mill\n", &options());
    assert!(said.contains("holds people but no sessions"), "{said}");
    let no_event = ParseOptions { event: None, ..options() };
    assert_eq!(read_all(&["Title,Room\nT,A\n"], &no_event), Err(IngestError::NoEvent));
    let no_zone = ParseOptions { timezone: None, ..options() };
    let timed = "Title,Start\nT,2024-06-19 10:00\n";
    let expected = IngestError::NoTimezone { event: "conf-2024".into() };
    assert_eq!(read_all(&[timed], &no_zone), Err(expected));
    assert!(read_all(&["Title,Room\nT,A\n"], &no_zone).is_ok());
}

#[test]
fn a_column_may_name_the_event() {
    let none = ParseOptions { event: None, ..options() };
    let bundle = |text: &str, options: &ParseOptions| {
        let files = [Input::new("a.csv", text.as_bytes().to_vec())];
        parse(Format::Csv, &files, options, &mut Report::default())
    };
    let one = bundle("Conference,Title\nMy Conf 2024,A\n,B\n", &none).unwrap();
    assert_eq!(
        (one.event.slug.as_str(), one.event.name.as_str()),
        ("my-conf-2024", "My Conf 2024")
    );
    let several = "Conference,Title\nOne,A\nTwo,B\n";
    let refused = bundle(several, &none).unwrap_err().to_string();
    assert!(refused.contains("pass `--event` with one of `one`, `two`"), "{refused}");
    let chosen = ParseOptions { event: Some("two".into()), ..options() };
    let chosen = bundle(several, &chosen).unwrap();
    assert_eq!((chosen.event.name.as_str(), chosen.talks[0].title.as_str()), ("Two", "B"));
    assert_eq!(chosen.talks.len(), 1);
}

#[test]
fn several_tables_are_one_programme_and_warnings_name_the_file() {
    let days = [
        "ID,Title,Date,Start\n1,A,2024-06-19,10:00\n2,,2024-06-19,11:00\n",
        "ID,Title,Date,Start\n3,B,2024-06-20,10:00\n",
        "List of colours\nRed,Blue\n",
    ];
    let (talks, warnings) = read_all(&days, &options()).unwrap();
    assert_eq!(talks.len(), 2);
    assert!(warnings[0].starts_with("table-left-out 2.csv: "), "{warnings:?}");
    assert!(warnings[1].starts_with("missing-title 0.csv, row 3 (`2`): "), "{warnings:?}");
}

#[test]
fn a_row_for_each_speaker_and_repeated_showings_are_one_talk() {
    let (talks, warnings) = read(
        "Title,Date,Start,End,Speaker,Company\n\
         T,2024-06-19,10:00,11:00,Ada Byron,Mill\n\
         T,2024-06-19,10:00,11:00,Charles Babbage,Engine\n\
         Lunch,2024-06-19,12:00,13:00,,\n\
         Lunch,2024-06-20,12:00,13:00,,\n",
    );
    let expected = [
        "t | T | 06-19 10:00 > 11:00 @ - | Ada Byron of Mill, Charles Babbage of Engine",
        "lunch | Lunch | 06-19 12:00 > 13:00 @ -, 06-20 12:00 > 13:00 @ - | ",
    ];
    assert_eq!(shown(&talks), expected);
    assert_eq!(codes(&warnings), ["missing-id"]);
}

#[test]
fn two_columns_for_one_field_are_told() {
    let (talks, warnings) = read(
        "Title,Talk title,Start,End,Duration,Tags,Level\nA,B,2024-06-19 10:00,2024-06-19 11:00,45,x,Beginner\n",
    );
    assert_eq!((talks[0].title.as_str(), talks[0].topics.join(" ")), ("A", "x beginner".into()));
    assert_eq!(codes(&warnings), ["same-field", "end-mismatch", "missing-id"]);
    assert!(warnings[0].contains("`Title`, `Talk title` all hold the field `title`"));
}

#[test]
fn companies_are_given_to_those_whose_they_are() {
    let (talks, warnings) = read(
        "ID,Title,Speakers,Company\n\
         1,A,\"Ada Byron, Charles Babbage\",\"Mill, Engine\"\n\
         2,B,\"Ada Byron, Charles Babbage\",Mill\n\
         3,C,Ada Byron,\"Mill, of London\"\n\
         4,D,\"Ada Byron (Mill); Charles Babbage\",\"; Engine\"\n\
         5,E,\"Ada Byron, Charles Babbage\",\"Mill, Engine, Stars\"\n",
    );
    let both = "Ada Byron of Mill, Charles Babbage of Engine";
    let expected = [
        format!("1 | A |  | {both}"),
        "2 | B |  | Ada Byron of Mill, Charles Babbage of Mill".to_owned(),
        "3 | C |  | Ada Byron of Mill, of London".to_owned(),
        format!("4 | D |  | {both}"),
        "5 | E |  | Ada Byron, Charles Babbage".to_owned(),
    ];
    assert_eq!(shown(&talks), expected);
    assert_eq!(warnings.len(), 1);
    assert!(
        warnings[0].starts_with("unclear-affiliation row 6 (`5`): whose `Mill, Engine, Stars`")
    );
}

#[test]
fn a_row_with_a_time_and_a_sort_alone_is_named_by_its_sort() {
    let (talks, warnings) = read(
        "ID,Start,Type,Title\n\
         1,2024-06-19 10:00,Short talks,\n\
         2,2024-06-19 11:00,Break,\n\
         3,,Poster,\n\
         4,2024-06-19 12:00,Talk,A\n\
         5,2024-06-19 13:00,Talk,\n",
    );
    let titles: Vec<&str> = talks.iter().map(|talk| talk.title.as_str()).collect();
    assert_eq!(titles, ["Short talks", "Break", "A"]);
    assert_eq!(codes(&warnings), ["missing-title", "missing-title", "no-end"]);
}
