//! Tables that conference systems write, in the shapes they have.

use jiff::civil::date;

use super::*;
use crate::domain::{Kind, LinkKind, State};

#[test]
fn sched_spreadsheets_are_read() {
    let (talks, warnings) = read(
        "Session Key,Session Title,Published,Start Date & Time,End Date & Time,Type,Subtype,Venue,Speakers,Description\n\
         a1,Opening,Y,6/19/2024 9:00 AM,6/19/2024 9:30 AM,Keynote Sessions,,\"Hall 12, Paris\",Ada Byron,<p>Hi</p>\n\
         a2,Compilers,Y,6/19/2024 12:15 PM,6/19/2024 1:00 PM,AI + ML,\"Advanced, Rust\",Room 1,\"Ada Byron; Charles Babbage\",\n\
         a3,Secret,N,6/19/2024 2:00 PM,6/19/2024 3:00 PM,AI + ML,,Room 1,,\n",
    );
    assert_eq!(
        shown(&talks),
        [
            "a1 | Opening | 06-19 09:00 > 09:30 @ Hall 12, Paris | Ada Byron",
            "a2 | Compilers | 06-19 12:15 > 13:00 @ Room 1 | Ada Byron, Charles Babbage",
        ]
    );
    assert_eq!((talks[0].kind, talks[1].track.as_deref()), (Kind::Keynote, Some("AI + ML")));
    assert_eq!((talks[0].track.as_deref(), talks[0].abstract_text.as_str()), (None, "<p>Hi</p>"));
    assert_eq!(talks[1].topics, ["advanced", "rust"]);
    assert_eq!(warnings, ["not-in-programme row 4 (`a3`): left out: `Published` says `N`"]);
}

#[test]
fn pretalx_tables_are_read_with_their_speakers() {
    let sessions = "\u{feff}ID,Proposal title,Session type,Track,State,Abstract,Description,Language,Speaker IDs,Speaker names,Room,Start,Start (date),Start (time),End,Tags,Internal notes\r\n\
        ABCDEF,One,Talk,Main,confirmed,A,B,en,QWERTZ,Ada Byron,Hall,2024-06-19T10:00:00+02:00,2024-06-19,10:00:00,2024-06-19T10:30:00+02:00,\"x, y\",bad\r\n\
        GHJKLM,Two,Workshop,Main,canceled,,,de,,\"Charles Babbage, Mary Somerville\",Hall,,,,,,\r\n\
        NPQRST,Three,Talk,Main,rejected,,,de,,,,,,,,,\r\n";
    let speakers = "ID,Name,E-Mail,Biography,Proposal titles,Your company\r\n\
        QWERTZ,Ada  Byron,a@b,x,One,Mill\r\nXXXXXX,Mary Somerville,,,Two,Stars\r\nYYYYYY,Nobody,,,Four,\r\n";
    let (talks, warnings) = read_all(&[sessions, speakers], &options()).unwrap();
    assert_eq!(
        shown(&talks),
        [
            "ABCDEF | One | 06-19 10:00 > 10:30 @ Hall | Ada Byron of Mill",
            "GHJKLM | Two |  | Charles Babbage, Mary Somerville of Stars",
        ]
    );
    assert_eq!(talks[0].speakers[0].id.as_deref(), Some("QWERTZ"));
    assert_eq!((talks[1].kind, talks[1].state), (Kind::Workshop, State::Cancelled));
    assert_eq!((talks[0].description.as_str(), talks[0].topics.len()), ("B", 2));
    assert_eq!(
        warnings,
        [
            "unknown-column row 1: nothing is kept of the columns `Internal notes`",
            "not-in-programme row 4 (`NPQRST`): left out: its state is `rejected`",
            "no-time row 3: no time is stated; kept without one",
            "no-session people: of the table of people, these stand on no session: Nobody",
        ]
    );
}

#[test]
fn tables_of_other_systems_are_read() {
    let hopin = "Start time,End time,Schedule name,Schedule description,Segment name,Stage name,Tags\n\
        2024-06-19 10:00,2024-06-19 11:00,Opening,Hello,Main,Stage A,\"a,b\"\n";
    assert_eq!(shown(&read(hopin).0), ["opening | Opening | 06-19 10:00 > 11:00 @ Stage A | "]);
    let swapcard = "Title,Description,Start date and time,End date and time,Make it private,Allow overlap,Format,Topics,Location,Type,Languages,Internal Id\n\
        T,D,19/06/2024 10:00,19/06/2024 11:00,FALSE,TRUE,IN_PERSON,x;y,Room,Panel discussion,English,s-1\n\
        U,D,19/06/2024 10:00,19/06/2024 11:00,TRUE,TRUE,IN_PERSON,x,Room,Panel,English,s-2\n";
    let (talks, warnings) = read(swapcard);
    assert_eq!(shown(&talks), ["s-1 | T | 06-19 10:00 > 11:00 @ Room | "]);
    assert_eq!(
        (talks[0].kind, talks[0].languages.as_slice()),
        (Kind::Panel, &["en".to_owned()][..])
    );
    assert_eq!(codes(&warnings), ["unknown-column", "not-in-programme"]);
    let whova = "Agenda template,,,,,\n,,,,,\n*Date,*Time Start,*Time End,Tracks,*Session Title,Room/Location\n\
        06/19/2024,9:00 AM,9:45 AM,Main,Keynote: All,Hall\n06/20/2024,1:00 PM,2:00 PM,Main,Panel: Some,Hall\n";
    let expected = [
        "keynote-all | Keynote: All | 06-19 09:00 > 09:45 @ Hall | ",
        "panel-some | Panel: Some | 06-20 13:00 > 14:00 @ Hall | ",
    ];
    assert_eq!(shown(&read(whova).0), expected);
    let brightcove = "name,start_date,start_time,timezone,duration,track,speaker1_first,speaker1_last,speaker1_company,speaker2_first,speaker2_last\n\
        T,06/19/2024,10:00,Europe/Berlin,45,ALL,Ada,Byron,Mill,Charles,Babbage\n";
    let given = ParseOptions { timezone: None, ..options() };
    let (talks, _) = read_all(&[brightcove], &given).unwrap();
    let expected = "t | T | 06-19 10:00 > 10:45 @ - | Ada Byron of Mill, Charles Babbage";
    assert_eq!(shown(&talks), [expected]);
    let meeting = "Title,Event start date,Event start time (UTC),Event end date,Event end time (UTC),Location,Presenter\n\
        T,31/10/2022,13:00,31/10/2022,14:00,Room 42,Ada Byron\n";
    assert_eq!(shown(&read(meeting).0), ["t | T | 10-31 14:00 > 15:00 @ Room 42 | Ada Byron"]);
}

#[test]
fn the_video_teams_table_is_read_with_nights_and_ids_of_people() {
    let (talks, warnings) = read(
        "Room,Date,Day,Start,Duration,Title,ID,Abstract,Description,Language,Speakers,File URL\n\
         A,2011-06-23,1,19:00,1:30,One,1,short,long,de,1:diverse,https://a.example/one.mkv\n\
         A,2011-06-24,1,00:00,1:00,Night,2,,,de,2:Ada|1:diverse,\n\
         A,2011-06-24,2,12:00,0:45,Two,3,,,en,3:Bob (Mill),\n",
    );
    assert_eq!(
        shown(&talks),
        [
            "1 | One | 06-23 19:00 > 20:30 @ A | diverse",
            "2 | Night | 06-24 00:00 > 01:00 @ A (2011-06-23) | Ada, diverse",
            "3 | Two | 06-24 12:00 > 12:45 @ A | Bob of Mill",
        ]
    );
    assert_eq!(talks[1].speakers[1].id.as_deref(), Some("1"));
    assert_eq!((talks[0].links[0].kind, talks[0].duration_s), (LinkKind::Video, Some(5400)));
    assert_eq!(warnings, [""; 0]);
}

#[test]
fn our_own_table_survives_a_spreadsheet() {
    let table = "id;slug;title;kind;state;day;start;end;timezone;room;speakers;affiliations;duration_s;published\r\n\
        7;seven;'=1+1;panel;cancelled;19.06.2024;19.06.2024 10:00;19.06.2024 10:45;Europe/Rome;A;Ada (she); Bob Ray;99;2024-07-01\r\n\
        7;seven;'=1+1;panel;cancelled;19.06.2024;20.06.2024 00:30;20.06.2024 01:00;Europe/Rome;A;Ada (she); Bob Ray;99;2024-07-01\r\n";
    let table = table.replace("Ada (she); Bob Ray", "\"Ada (she); Bob Ray\";\"; Mill\"");
    let own = ParseOptions { timezone: None, ..options() };
    let (talks, warnings) = read_all(&[&table], &own).unwrap();
    assert_eq!(warnings, [""; 0]);
    let expected = "7 | =1+1 | 06-19 10:00 > 10:45 @ A, 06-20 00:30 > 01:00 @ A (2024-06-19) | Ada (she), Bob Ray of Mill";
    assert_eq!(shown(&talks), [expected]);
    let talk = &talks[0];
    assert_eq!((talk.kind, talk.state, talk.duration_s), (Kind::Panel, State::Cancelled, Some(99)));
    assert_eq!((talk.slug.as_str(), talk.published), ("seven", Some(date(2024, 7, 1))));
}
