//! `announce`: publishes an announcement or replaces the one of a given id, ends one, lists them.

mod lifetime;

use std::io::Read;

use jiff::civil::Date;
use jiff::{Timestamp, Zoned};

use super::Context;
use crate::app;
use crate::cli::args::AnnounceArgs;
use crate::cli::json::AnnouncementJson;
use crate::cli::messages::publishing;
use crate::cli::{CliError, ExitStatus};
use crate::domain::{Announcement, Appearance, Clock, EventBundle};
use crate::text;

pub(super) fn run(args: AnnounceArgs, context: &Context) -> Result<ExitStatus, CliError> {
    if args.list {
        return list(&args, context);
    }
    if let Some(id) = &args.end {
        return end(&args, id, context);
    }
    publish(args, context)
}

fn publish(args: AnnounceArgs, context: &Context) -> Result<ExitStatus, CliError> {
    let json = args.output.json;
    let body = body(&args)?;
    let archive = context.open_archive()?;
    let bundle = archive.get_bundle(&args.event)?;
    let item = announcement(args, body, &bundle)?;
    archive.announce(&item)?;
    let console = &context.console;
    match json {
        true => console.json(&item)?,
        false => console.result(&publishing::announced(&item))?,
    }
    Ok(ExitStatus::Done)
}

fn end(args: &AnnounceArgs, id: &str, context: &Context) -> Result<ExitStatus, CliError> {
    let item = context.open_archive()?.end_announcement(&args.event, id, Timestamp::now())?;
    let console = &context.console;
    match args.output.json {
        true => console.json(&item)?,
        false => console.result(&publishing::ended(&item))?,
    }
    Ok(ExitStatus::Done)
}

fn list(args: &AnnounceArgs, context: &Context) -> Result<ExitStatus, CliError> {
    let bundle = context.open_archive()?.get_bundle(&args.event)?;
    let (clock, now) = (Clock::of(&bundle.event), Timestamp::now());
    let items: Vec<_> =
        bundle.announcements.iter().map(|item| (item, item.phase(now, &clock))).collect();
    let console = &context.console;
    match args.output.json {
        true => {
            let items = items.iter().map(|(item, phase)| AnnouncementJson::new(item, *phase));
            console.json(&items.collect::<Vec<_>>())?;
        }
        false => console.result(&publishing::announcements(&items))?,
    }
    Ok(ExitStatus::Done)
}

fn announcement(
    args: AnnounceArgs,
    body: String,
    bundle: &EventBundle,
) -> Result<Announcement, CliError> {
    let title = args.title.unwrap_or_default().trim().to_owned();
    if title.is_empty() {
        return Err(CliError::Usage("the title is empty".to_owned()));
    }
    let (from, until) = (args.from.as_deref(), args.until.as_deref());
    let lifetime = lifetime::read(&bundle.event, from, until, Timestamp::now())?;
    let audience = args.audience.map(|named| app::find_audience(bundle, &named)).transpose()?;
    Ok(Announcement {
        id: id(args.id, &title, bundle)?,
        event: args.event,
        body,
        date: Some(args.date.unwrap_or_else(|| today(bundle))),
        from: lifetime.from,
        until: lifetime.until,
        audience,
        people: args.people.iter().map(|typed| person(typed)).collect(),
        url: args.url.map(web_page).transpose()?,
        title,
        ..Announcement::default()
    })
}

fn body(args: &AnnounceArgs) -> Result<String, CliError> {
    let text = match (&args.body, &args.file) {
        (Some(body), _) if body == "-" => {
            let mut text = String::new();
            std::io::stdin().lock().read_to_string(&mut text).map_err(CliError::Input)?;
            text
        }
        (Some(body), _) => body.clone(),
        (None, Some(path)) => std::fs::read_to_string(path)
            .map_err(|source| CliError::Read { path: path.clone(), source })?,
        (None, None) => String::new(),
    };
    Ok(text.trim().to_owned())
}

/// The id given, or one made of the title that no other announcement has.
fn id(given: Option<String>, title: &str, bundle: &EventBundle) -> Result<String, CliError> {
    if let Some(id) = given {
        let is_usable = !id.is_empty() && text::slugify(&id) == id;
        let wrong = format!("`{id}` is not an id (lower-case letters, digits and `-`)");
        return if is_usable { Ok(id) } else { Err(CliError::Usage(wrong)) };
    }
    let slug = text::slugify(title);
    let is_free = |id: &String| bundle.announcements.iter().all(|other| other.id != *id);
    let numbered = (2..).map(|number| format!("{slug}-{number}"));
    let mut ids = std::iter::once(slug.clone()).chain(numbered);
    Ok(ids.find(is_free).expect("there are more numbers than announcements"))
}

/// `Ada Byron, Analytical Engines, Inc.`: the name ends at the first comma.
fn person(typed: &str) -> Appearance {
    let (name, affiliation) = match typed.split_once(',') {
        Some((name, affiliation)) => (name, Some(affiliation.trim().to_owned())),
        None => (typed, None),
    };
    let affiliation = affiliation.filter(|affiliation| !affiliation.is_empty());
    Appearance { name: name.trim().to_owned(), affiliation, id: None }
}

fn web_page(url: String) -> Result<String, CliError> {
    match url.starts_with("https://") || url.starts_with("http://") {
        true => Ok(url),
        false => Err(CliError::Usage(format!("`{url}` is not a web address (`https://…`)"))),
    }
}

/// Today in the event's zone, or in this machine's when the event has none.
fn today(bundle: &EventBundle) -> Date {
    let now = Zoned::now();
    let zone = bundle.event.timezone.as_deref();
    zone.and_then(|zone| now.in_tz(zone).ok()).unwrap_or(now).date()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_may_have_an_affiliation_with_commas() {
        let read = |typed| (person(typed).name, person(typed).affiliation);
        assert_eq!(read("Ada Byron"), ("Ada Byron".into(), None));
        assert_eq!(
            read("Ada Byron , Engines, Inc."),
            ("Ada Byron".into(), Some("Engines, Inc.".into()))
        );
        assert_eq!(read("Ada,"), ("Ada".into(), None));
    }

    #[test]
    fn an_id_made_of_a_title_never_replaces_another_announcement() {
        let mut bundle = EventBundle::default();
        assert_eq!(id(None, "Doors open", &bundle).unwrap(), "doors-open");
        for taken in ["doors-open", "doors-open-2"] {
            let item = Announcement { id: taken.into(), ..Announcement::default() };
            bundle.announcements.push(item);
        }
        assert_eq!(id(None, "Doors open", &bundle).unwrap(), "doors-open-3");
        assert_eq!(id(Some("doors-open".into()), "x", &bundle).unwrap(), "doors-open");
        assert!(id(Some("Doors Open/..".into()), "x", &bundle).is_err());
    }
}
