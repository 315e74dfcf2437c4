//! Templates: compiled once at the start for each language, from files in the binary (in debug
//! builds from disk).
//!
//! Every value is escaped on its way into a page; a missing name is an error, not an empty string.

use std::fmt::Write as _;
use std::sync::Arc;

use actix_web::HttpRequest;
use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Kwargs, Serde};
use minijinja::{Environment, UndefinedBehavior, Value, context, escape_formatter};
use rust_embed::RustEmbed;
use serde::Serialize;

use super::brands::Look;
use super::language::Language;
use super::notices::Notice;
use super::outside::Outside;
use super::spoken::Spoken;
use super::static_files::Assets;
use super::translate::{self, Dictionary, WordsError};
use super::viewer::Viewer;
use super::words::WORDS;

#[derive(RustEmbed)]
#[folder = "templates/"]
struct Sources;

/// What the page's frame shows: title, description, which part of the site is current.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Frame {
    /// For the window title and previews; the site's name is added.
    pub title: Value,
    /// A sentence for previews and search engines.
    pub description: Value,
    /// Which entry of the navigation is current.
    pub section: Section,
    /// Whether search engines should pass the page over (answers to queries, errors).
    pub robots: Robots,
    /// What stands in the header's search box.
    pub query: String,
    /// How the page is read and shown elsewhere.
    pub outside: Outside,
}

impl Default for Frame {
    fn default() -> Self {
        Self {
            // None rather than what a value is by default: undefined, which templates refuse.
            title: Value::from(()),
            description: Value::from(()),
            section: Section::default(),
            robots: Robots::default(),
            query: String::new(),
            outside: Outside::default(),
        }
    }
}

/// The entries of the navigation.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Section {
    /// None of them.
    #[default]
    None,
    /// Asking a question.
    Ask,
    /// The search page itself, which needs no second box.
    Search,
    /// Speakers.
    Speakers,
    /// Announcements.
    Announcements,
    /// About.
    About,
}

/// Whether search engines may keep a page.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Robots {
    /// They may.
    #[default]
    Index,
    /// They should not.
    Noindex,
}

/// A page: what its template needs, and the frame round it.
pub(crate) trait Page: Serialize {
    /// File under `templates/`.
    const TEMPLATE: &'static str;

    /// The frame round the page.
    fn frame(&self) -> Frame;
}

/// The name and line of the site, as configured.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct SiteNames {
    /// In the header and in titles.
    pub name: String,
    /// One line about it.
    pub tagline: String,
}

/// Why pages cannot be drawn at all.
#[derive(Debug, thiserror::Error)]
pub enum RenderError {
    /// A template does not compile.
    #[error("a template cannot be used: {0}")]
    Template(#[from] minijinja::Error),
    /// The words of a language cannot be read.
    #[error(transparent)]
    Words(#[from] WordsError),
}

/// Draws pages.
pub(crate) struct Renderer {
    /// One for each language, in the order of [`Language::ALL`].
    environments: Vec<Environment<'static>>,
}

impl Renderer {
    /// Compiles every template.
    ///
    /// # Errors
    /// A template that is no UTF-8 or does not compile, with its name and line, or words that
    /// cannot be read.
    pub(crate) fn new(assets: &Assets, names: &SiteNames) -> Result<Self, RenderError> {
        let compile = |language| environment(language, assets, names);
        let environments = Language::ALL.into_iter().map(compile).collect::<Result<_, _>>()?;
        Ok(Self { environments })
    }

    /// Draws a page.
    ///
    /// # Errors
    /// The template names something that the page does not have.
    pub(crate) fn draw<P: Page>(
        &self,
        page: &P,
        around: &Around,
    ) -> Result<String, minijinja::Error> {
        let context = context! {
            frame => Serde(page.frame()),
            page => Serde(page),
            around => Serde(around),
        };
        self.environment(around.language).get_template(P::TEMPLATE)?.render(context)
    }

    /// A text of ours in a language, for what is no page.
    pub(crate) fn say(&self, language: Language, english: &str) -> String {
        let said =
            self.environment(language).render_str("{{ text|tr }}", context! { text => english });
        said.unwrap_or_else(|_| english.to_owned())
    }

    fn environment(&self, language: Language) -> &Environment<'static> {
        let place = Language::ALL.iter().position(|it| *it == language);
        &self.environments[place.unwrap_or_default()]
    }
}

/// What a page's frame shows of the request itself.
#[derive(Debug, Clone, Default, Serialize)]
pub(crate) struct Around {
    /// The language of the site's own words.
    pub language: Language,
    /// The address asked for, to come back to.
    pub address: String,
    /// The time zone that the visitor chose.
    pub zone: Option<String>,
    /// The event in whose part of the site the page is, by its slug.
    pub event: Option<String>,
    /// The announcements that matter now on this page.
    pub notices: Vec<Notice>,
    /// Where the site is, for addresses that are shown elsewhere; an error's page has none.
    pub base: Option<String>,
    /// The path asked for.
    pub path: String,
    /// The language with the region that previews want to know.
    pub locale: &'static str,
    /// The colours and the logo of the event whose page it is.
    pub look: Look,
}

impl Around {
    /// What a request brings along.
    pub(crate) fn of(request: &HttpRequest, viewer: &Viewer) -> Self {
        let address = request.uri().path_and_query().map_or("/", |address| address.as_str());
        Self {
            language: viewer.language,
            address: address.to_owned(),
            zone: viewer.zone.as_ref().map(|zone| zone.name.clone()),
            path: request.path().to_owned(),
            locale: viewer.language.locale(),
            ..Self::default()
        }
    }

    /// The same with the announcements that matter now.
    pub(crate) fn with_notices(self, notices: Vec<Notice>) -> Self {
        Self { notices, ..self }
    }
}

/// The templates with the words of one language.
fn environment(
    language: Language,
    assets: &Assets,
    names: &SiteNames,
) -> Result<Environment<'static>, RenderError> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    let whole_lines = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build()?;
    environment.set_syntax(whole_lines);
    environment.add_global("words", Value::from(Serde(WORDS)));
    environment.add_global("site", Value::from(Serde(names)));
    environment.add_global("page_language", language.tag());
    environment.add_global("brand_css", assets.has_brand());
    environment.add_global("languages", Value::from(Serde(Language::ALL.map(LanguageChoice::new))));
    let script_words = translate::script_words(language)?;
    environment.add_global("script_words", json_block(&script_words)?);
    let addresses = assets.addresses();
    environment.add_function("asset", move |path: &str| {
        addresses.get(path).cloned().ok_or_else(|| {
            let reason = format!("there is no file `{path}` in static/");
            minijinja::Error::new(minijinja::ErrorKind::InvalidOperation, reason)
        })
    });
    speak(&mut environment, language)?;
    for name in Sources::iter() {
        environment.add_template_owned(name.to_string(), source(&name)?)?;
    }
    Ok(environment)
}

/// Teaches an environment its language: `"text"|tr`, `"{count} talks"|tr(count=3)`, and values such
/// as days, which are said where they are printed.
fn speak(environment: &mut Environment<'static>, language: Language) -> Result<(), WordsError> {
    let dictionary = Arc::new(Dictionary::load(language)?);
    let words = dictionary.clone();
    environment.add_filter("tr", move |english: &Value, values: Kwargs| {
        let text = english.as_str().unwrap_or_default();
        let say = |name: &str| {
            let value: Value = values.get(name).ok()?;
            let spoken = value.downcast_object_ref::<Spoken>();
            Some(spoken.map_or_else(|| value.to_string(), |it| it.say(language, &words)))
        };
        translate::fill(words.get(text), say)
    });
    environment.set_formatter(move |out, state, value| {
        match value.downcast_object_ref::<Spoken>() {
            Some(spoken) => {
                let text = Value::from(spoken.say(language, &dictionary));
                escape_formatter(out, state, &text)
            }
            None => escape_formatter(out, state, value),
        }
    });
    Ok(())
}

/// A language as the switch offers it.
#[derive(Serialize)]
struct LanguageChoice {
    tag: &'static str,
    name: &'static str,
}

impl LanguageChoice {
    fn new(language: Language) -> Self {
        Self { tag: language.tag(), name: language.own_name() }
    }
}

/// Texts by their names as JSON that may stand within a `script` element: nothing in it can end
/// the element. Empty for no text.
fn json_block(texts: &[(String, String)]) -> Result<Value, minijinja::Error> {
    if texts.is_empty() {
        return Ok(Value::from(""));
    }
    let map: serde_json::Map<String, serde_json::Value> =
        texts.iter().map(|(name, text)| (name.clone(), text.as_str().into())).collect();
    Ok(Value::from_safe_string(script_safe(&serde_json::Value::Object(map).to_string())))
}

/// JSON in which no character means anything to HTML, or ends a line of a script. In JSON these stand
/// in strings alone, where an escape means the same.
pub(crate) fn script_safe(json: &str) -> String {
    let mut safe = String::with_capacity(json.len());
    for each in json.chars() {
        match each {
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => {
                let _infallible = write!(safe, "\\u{:04x}", u32::from(each));
            }
            other => safe.push(other),
        }
    }
    safe
}

/// All template texts in one, for the tag that changes when any of them does.
pub(crate) fn all_sources() -> String {
    let mut names: Vec<_> = Sources::iter().collect();
    names.sort();
    names.iter().filter_map(|name| source(name).ok()).collect()
}

fn source(name: &str) -> Result<String, minijinja::Error> {
    use minijinja::{Error, ErrorKind};
    let file = Sources::get(name)
        .ok_or_else(|| Error::new(ErrorKind::TemplateNotFound, format!("no file `{name}`")))?;
    String::from_utf8(file.data.into_owned())
        .map_err(|_| Error::new(ErrorKind::SyntaxError, format!("`{name}` is no UTF-8")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_template_compiles_and_none_turns_escaping_off() {
        let names = SiteNames { name: "Hallway".into(), tagline: "Talks".into() };
        Renderer::new(&Assets::new(None), &names).expect("templates compile");
        for name in Sources::iter() {
            let text = source(&name).unwrap();
            for banned in ["|safe", "| safe", "autoescape false", "style=", "<style", "onclick="] {
                assert!(!text.contains(banned), "`{name}` holds `{banned}`");
            }
        }
    }

    #[test]
    fn no_page_asks_another_host_for_anything() {
        for name in Sources::iter() {
            let text = source(&name).unwrap();
            for sink in ["src=\"http", "src=\"//", "<iframe", "stylesheet\" href=\"http"] {
                assert!(!text.contains(sink), "`{name}` holds `{sink}`");
            }
        }
    }
}
