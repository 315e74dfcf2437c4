//! Facts of the sessions that a question names by title or person.

use super::programme::{CITED, LISTED, answered, citations, item, zone};
use super::question::Fact;
use super::record::{self, Record, joined};
use super::select::{Asked, Entries};
use super::statement::talk_statement;
use super::when::When;
use super::{Findings, Outcome};
use crate::domain::{Event, LinkKind, State, Talk};
use crate::search::SearchError;

impl<'a> Asked<'a, '_> {
    /// Facts of the sessions named by title or person.
    pub(super) fn facts(&self, facts: &[Fact]) -> Result<Option<Findings>, SearchError> {
        let meant = match self.spots.titled.is_empty() {
            false => self.titled(),
            true => self.select(Entries::All)?.into_iter().map(|it| it.record()).collect(),
        };
        let meant: Vec<(&Event, &Talk)> = meant.into_iter().filter_map(Record::talk).collect();
        if meant.is_empty() {
            return self.elsewhere();
        }
        let mut sentences: Vec<String> = Vec::new();
        let mut is_known = false;
        for (event, talk) in &merged(&meant)[..] {
            for fact in facts {
                let statement = talk_statement(event, talk, *fact, self.question);
                is_known |= statement.is_known;
                if !sentences.contains(&statement.text) {
                    sentences.push(statement.text);
                }
            }
        }
        let rest = meant.len().saturating_sub(LISTED);
        if rest > 0 {
            sentences.push(format!("And {rest} more."));
        }
        let asks_time = facts.iter().any(|fact| matches!(fact, Fact::When | Fact::Where));
        let has_time = meant.iter().any(|(_, talk)| !talk.slots.is_empty());
        let zone = meant.first().filter(|_| asks_time && has_time);
        let zone = zone.map(|(event, _)| record::zone(event)).unwrap_or_default();
        let cited =
            meant.iter().take(CITED).map(|(event, talk)| Record::Talk(event, talk).citation());
        let mut findings = answered(sentences.join(" ") + &zone, cited.collect());
        if !is_known {
            findings.reply.outcome = Outcome::Closest;
        }
        Ok(Some(findings))
    }

    /// The sessions with the title named: those of the scope, day, room and person named, if any
    /// are.
    fn titled(&self) -> Vec<Record<'a>> {
        let spots = self.spots;
        let in_scope = |event: &Event| self.scope.holds(&event.slug);
        let all: Vec<(&'a Event, &'a Talk)> =
            spots.titled.iter().filter(|(event, _)| in_scope(event)).copied().collect();
        let is_meant = |(event, talk): &&(&Event, &Talk)| {
            let Some(bundle) = self.catalog.find_event(&event.slug) else { return false };
            let dates = self.dates(bundle);
            let is_by = spots.people.iter().all(|it| it.talks.contains(&talk.key()));
            let has_place = !spots.when.is_empty() || !spots.rooms.is_empty();
            let mut slots = talk.slots.iter();
            is_by
                && (!has_place
                    || slots.any(|slot| {
                        spots.is_in_room(slot)
                            && (spots.when.is_empty() || spots.when.holds(slot, &dates))
                    }))
        };
        let narrowed: Vec<(&'a Event, &'a Talk)> = all.iter().filter(is_meant).copied().collect();
        let offered = if narrowed.is_empty() { all } else { narrowed };
        let has_offered = offered.iter().any(|(_, talk)| talk.state != State::Withdrawn);
        offered
            .into_iter()
            .filter(|(_, talk)| !has_offered || talk.state != State::Withdrawn)
            .map(|(event, talk)| Record::Talk(event, talk))
            .collect()
    }

    /// When the person named has sessions, but not then or there: says so, and names them.
    pub(super) fn elsewhere(&self) -> Result<Option<Findings>, SearchError> {
        let mut spots = self.spots.clone();
        spots.when = When::default();
        spots.rooms.clear();
        spots.tracks.clear();
        let wider = Asked { spots: &spots, topic: &[], ..*self };
        let shown = wider.select(Entries::All)?;
        if shown.is_empty() || spots.people.is_empty() || !self.topic.is_empty() {
            return Ok(None);
        }
        let items: Vec<String> = shown.iter().take(LISTED).map(item).collect();
        let text = format!(
            "The records hold no session{}; they hold {}.{}",
            self.phrase(),
            joined(&items),
            zone(&shown)
        );
        let mut findings = answered(text, citations(&shown, LISTED));
        findings.reply.outcome = Outcome::Closest;
        Ok(Some(findings))
    }
}

/// Up to ten of the talks; those that differ in nothing but their showings (lunch on every day) are
/// made one with all of them.
fn merged<'a>(meant: &[(&'a Event, &Talk)]) -> Vec<(&'a Event, Talk)> {
    let mut merged: Vec<(&Event, Talk)> = Vec::new();
    for (event, talk) in meant.iter().take(LISTED) {
        let is_same = |it: &&mut (&Event, Talk)| {
            it.0.slug == event.slug
                && it.1.title == talk.title
                && it.1.speakers == talk.speakers
                && it.1.state == talk.state
                && it.1.duration_s == talk.duration_s
                && (&it.1.languages, &it.1.track) == (&talk.languages, &talk.track)
                && it.1.kind == talk.kind
                && planned(&it.1) == planned(talk)
                && [LinkKind::Video, LinkKind::Slides]
                    .iter()
                    .all(|kind| it.1.link(*kind) == talk.link(*kind))
        };
        match merged.iter_mut().find(is_same) {
            Some((_, same)) => same.slots.extend(talk.slots.iter().cloned()),
            None => merged.push((event, (*talk).clone())),
        }
    }
    merged
}

fn planned(talk: &Talk) -> Option<jiff::SignedDuration> {
    talk.slots.first().map(|slot| slot.start.duration_until(slot.end))
}
