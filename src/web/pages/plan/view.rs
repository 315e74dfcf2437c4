//! A plan as its page shows it: by day, each choice with its reason and what it beat. Chooses
//! nothing.

use minijinja::Value;
use serde::Serialize;

use crate::agenda::{Because, Choice, Close, Interests, Nearness, Plan, RunnerUp};
use crate::domain::{EventBundle, Talk};
use crate::web::pages::cards::TextLink;
use crate::web::pages::programme::times::Times;
use crate::web::pages::showings::{HintView, ShowingView};
use crate::web::spoken::Spoken;
use crate::web::{links, words};

/// A plan.
#[derive(Serialize)]
pub(super) struct PlanView {
    summary: Option<Value>,
    days: Vec<PlanDay>,
    clashing: Vec<[TextLink; 2]>,
    lost: Vec<TextLink>,
    /// Whether words alone decided, because the model did not run.
    pub(super) by_words: bool,
    is_best: bool,
    share_url: String,
}

#[derive(Serialize)]
struct PlanDay {
    heading: Value,
    choices: Vec<ChoiceView>,
}

#[derive(Serialize)]
struct ChoiceView {
    talk: ShowingView,
    why: Why,
    runner_up: Option<RunnerUpView>,
}

#[derive(Serialize)]
struct RunnerUpView {
    talk: ShowingView,
    why: Why,
    hint: Option<HintView>,
}

/// Why a talk was chosen.
#[derive(Serialize)]
struct Why {
    /// `chosen`, `text` or `talk`.
    kind: &'static str,
    /// The interest in the visitor's words, or the liked talk's title.
    to: String,
    /// `very close`, `close` or `near`.
    nearness: &'static str,
}

impl PlanView {
    /// A plan of an event.
    pub(super) fn new(
        bundle: &EventBundle,
        plan: &Plan<'_>,
        interests: &Interests,
        times: &Times,
    ) -> Self {
        let reasons = Reasons { bundle, interests, times };
        let link = |talk: &Talk| TextLink { url: links::talk(talk), text: talk.title.clone() };
        let days = plan.choices.chunk_by(|a, b| a.showing.day == b.showing.day);
        let day = |choices: &[Choice<'_>]| PlanDay {
            heading: Spoken::FullDay(choices[0].showing.day).value(),
            choices: choices.iter().map(|choice| reasons.choice(choice)).collect(),
        };
        Self {
            summary: (!plan.choices.is_empty()).then(|| {
                let one = "{count} talk, and free time where nothing is close to what you said.";
                let many = "{count} talks, and free time where nothing is close to what you said.";
                words::count(plan.choices.len(), one, many)
            }),
            days: days.map(day).collect(),
            clashing: plan.clashing_pins.iter().map(|pair| [link(pair.0), link(pair.1)]).collect(),
            lost: plan.lost_pins.iter().map(|talk| link(talk)).collect(),
            by_words: plan.by_words,
            is_best: plan.is_best,
            share_url: links::agenda(&bundle.event.slug),
        }
    }
}

/// Puts reasons into words.
struct Reasons<'a> {
    bundle: &'a EventBundle,
    interests: &'a Interests,
    times: &'a Times,
}

impl Reasons<'_> {
    fn choice(&self, choice: &Choice<'_>) -> ChoiceView {
        ChoiceView {
            talk: ShowingView::new(&choice.showing, self.times),
            why: self.why(&choice.close),
            runner_up: choice.runner_up.as_ref().map(|beaten| self.runner_up(beaten)),
        }
    }

    fn runner_up(&self, beaten: &RunnerUp<'_>) -> RunnerUpView {
        RunnerUpView {
            talk: ShowingView::new(&beaten.showing, self.times),
            why: self.why(&beaten.close),
            hint: beaten.hint.as_ref().map(|hint| HintView::new(hint, self.times)),
        }
    }

    fn why(&self, close: &Close) -> Why {
        let (kind, to) = match close.because {
            Because::Chosen => ("chosen", String::new()),
            Because::Text(place) => {
                ("text", self.interests.texts.get(place).cloned().unwrap_or_default())
            }
            Because::Talk(place) => ("talk", self.title(place)),
        };
        let nearness = match close.nearness() {
            Nearness::VeryClose => "very close",
            Nearness::Close => "close",
            Nearness::Near => "near",
        };
        Why { kind, to, nearness }
    }

    fn title(&self, place: usize) -> String {
        let id = self.interests.talks.get(place);
        let talk = self.bundle.talks.iter().find(|talk| Some(&talk.id) == id);
        talk.map(|talk| talk.title.clone()).unwrap_or_default()
    }
}
