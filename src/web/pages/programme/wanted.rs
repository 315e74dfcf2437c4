//! What the address of a programme asks for, checked; and addresses that ask for a little else.

use jiff::Timestamp;
use serde::Deserialize;

use crate::domain::Clock;
use crate::summary;
use crate::web::errors::VisitorError;
use crate::web::pages::facets::{Chosen, FacetQuery, Narrow};
use crate::web::query;

/// The parameters, as typed.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct ProgrammeQuery {
    view: Option<String>,
    show: Option<String>,
    q: Option<String>,
    at: Option<String>,
    #[serde(flatten)]
    facets: FacetQuery,
}

/// How a programme is laid out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum View {
    /// By day and time, one below the other.
    #[default]
    List,
    /// Rooms beside each other.
    Grid,
}

/// Which part of the programme.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Show {
    /// A day, or whatever the filters leave.
    #[default]
    All,
    /// What is on.
    Now,
    /// What comes next.
    Next,
    /// What is close to what a visitor likes.
    ForYou,
}

/// The days that a list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Days {
    /// The day that matters now, unless a filter or a search asks for more.
    Usual,
    /// All of them.
    Every,
    /// The one among the filters.
    Chosen,
}

/// What is asked for.
#[derive(Debug, Clone)]
pub(crate) struct Wanted {
    pub path: String,
    pub view: View,
    pub show: Show,
    pub query: Option<String>,
    pub days: Days,
    pub chosen: Chosen,
    /// The talks liked, by their keys in shared links.
    pub likes: Vec<String>,
    /// A moment other than now, as typed.
    at: Option<String>,
}

/// The word for every day in addresses.
const EVERY_DAY: &str = "all";

impl ProgrammeQuery {
    /// Checks the parameters of a programme at an address.
    ///
    /// # Errors
    /// One of them means nothing.
    pub(crate) fn read(self, path: String, likes: Vec<String>) -> Result<Wanted, VisitorError> {
        let mut facets = self.facets;
        let every_day = facets.take_day(EVERY_DAY);
        let chosen = facets.chosen()?;
        let days = match chosen.get(Narrow::Day) {
            Some(_) => Days::Chosen,
            None if every_day => Days::Every,
            None => Days::Usual,
        };
        Ok(Wanted {
            path,
            view: view(self.view.as_deref())?,
            show: show(self.show.as_deref())?,
            query: query::text("q", self.q)?,
            days,
            chosen,
            likes,
            at: query::filter("at", self.at)?,
        })
    }
}

fn view(given: Option<&str>) -> Result<View, VisitorError> {
    match given {
        None | Some("" | "list") => Ok(View::List),
        Some("grid") => Ok(View::Grid),
        Some(_) => Err(VisitorError::bad_query("view", "say `list` or `grid`".into())),
    }
}

fn show(given: Option<&str>) -> Result<Show, VisitorError> {
    match given {
        None | Some("" | "all") => Ok(Show::All),
        Some("now") => Ok(Show::Now),
        Some("next") => Ok(Show::Next),
        Some("for-you") => Ok(Show::ForYou),
        Some(_) => {
            Err(VisitorError::bad_query("show", "say `all`, `now`, `next` or `for-you`".into()))
        }
    }
}

impl View {
    /// The word in addresses; the list goes unsaid.
    pub(crate) fn word(self) -> Option<&'static str> {
        match self {
            Self::List => None,
            Self::Grid => Some("grid"),
        }
    }
}

impl Show {
    /// The word in addresses; everything goes unsaid.
    pub(crate) fn word(self) -> Option<&'static str> {
        match self {
            Self::All => None,
            Self::Now => Some("now"),
            Self::Next => Some("next"),
            Self::ForYou => Some("for-you"),
        }
    }
}

impl Wanted {
    /// The moment that counts as now.
    ///
    /// # Errors
    /// The one typed is no moment.
    pub(crate) fn moment(&self, clock: &Clock, now: Timestamp) -> Result<Timestamp, VisitorError> {
        let Some(text) = &self.at else { return Ok(now) };
        let wrong =
            || VisitorError::bad_query("at", "say a time such as `2026-06-19T14:00`".into());
        summary::moment(text, clock.zone(), now).ok_or_else(wrong)
    }

    /// What else than filters its address holds.
    pub(crate) fn also(&self) -> Vec<(&str, &str)> {
        let likes = if self.show == Show::ForYou { &self.likes[..] } else { &[] };
        let every = (self.days == Days::Every).then_some(EVERY_DAY);
        let parameters = [
            ("view", self.view.word()),
            ("show", self.show.word()),
            ("q", self.query.as_deref()),
            ("at", self.at.as_deref()),
            ("day", every),
        ];
        let given = parameters.into_iter().filter_map(|(name, value)| Some((name, value?)));
        given.chain(likes.iter().map(|key| ("like", key.as_str()))).collect()
    }

    /// Its address.
    pub(crate) fn url(&self) -> String {
        self.chosen.url(&self.path, &self.also())
    }

    /// The same in another layout.
    pub(crate) fn in_view(&self, view: View) -> Self {
        Self { view, ..self.clone() }
    }

    /// The same of another part. Now and next are of any day.
    pub(crate) fn of_part(&self, show: Show) -> Self {
        let chosen = match show {
            Show::All => self.chosen.clone(),
            Show::Now | Show::Next | Show::ForYou => self.chosen.without(Narrow::Day),
        };
        let view = if show == Show::All { self.view } else { View::List };
        Self { show, view, chosen, days: Days::Usual, query: None, ..self.clone() }
    }

    /// The same of one day.
    pub(crate) fn on_day(&self, day: &str) -> Self {
        let chosen = self.chosen.with(Narrow::Day, day);
        Self { chosen, days: Days::Chosen, show: Show::All, ..self.clone() }
    }

    /// The same of every day, which only a list can show.
    pub(crate) fn on_every_day(&self) -> Self {
        let chosen = self.chosen.without(Narrow::Day);
        Self { chosen, days: Days::Every, show: Show::All, view: View::List, ..self.clone() }
    }

    /// The same without filters and words.
    pub(crate) fn cleared(&self) -> Self {
        let day = self.chosen.get(Narrow::Day);
        let chosen =
            day.map_or_else(Chosen::default, |day| Chosen::default().with(Narrow::Day, day));
        Self { chosen, query: None, ..self.clone() }
    }

    /// Whether anything but a day narrows the programme.
    pub(crate) fn is_narrowed(&self) -> bool {
        self.query.is_some() || self.chosen.without(Narrow::Day).is_any()
    }

    /// What a form must send along beside its text.
    pub(crate) fn kept(&self) -> Vec<(String, String)> {
        let owned = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
        let also = self.also().into_iter().filter(|(name, _)| *name != "q").map(owned);
        also.chain(self.chosen.parameters().map(owned)).collect()
    }
}
