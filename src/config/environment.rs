//! `HALLWAY_SECTION_KEY` variables laid over the file's table, each checked alone so that an
//! error names its variable.

use toml::{Table, Value};

use super::{ConfigError, Place, RawConfig, SECTIONS, nearest};

const PREFIX: &str = "HALLWAY_";

/// Writes every variable of ours into the table. An empty variable counts as not set.
pub(super) fn overlay(
    table: &mut Table,
    variables: &[(String, String)],
) -> Result<(), ConfigError> {
    for (name, value) in variables {
        let Some(rest) = name.strip_prefix(PREFIX) else { continue };
        if !value.is_empty() {
            overlay_one(table, name, &rest.to_lowercase(), value)?;
        }
    }
    Ok(())
}

fn overlay_one(
    table: &mut Table,
    variable: &str,
    rest: &str,
    value: &str,
) -> Result<(), ConfigError> {
    let (section, key) = split(rest);
    if section.is_none() && !is_ours(key) {
        return Ok(());
    }
    let value = read(section, key, value)
        .map_err(|error| name_the_variable(variable, section, key, error.message()))?;
    match section {
        None => table.insert(key.to_owned(), value),
        Some(section) => match table.entry(section).or_insert_with(|| Table::new().into()) {
            Value::Table(inner) => inner.insert(key.to_owned(), value),
            other => Some(std::mem::replace(other, single(None, key, value).into())),
        },
    };
    Ok(())
}

/// `server_bind` is key `bind` of section `server`; `data_dir` is a key of the top level.
fn split(rest: &str) -> (Option<&'static str>, &str) {
    let in_section = |section: &&'static str| {
        let key = rest.strip_prefix(section)?.strip_prefix('_')?;
        Some((Some(*section), key))
    };
    SECTIONS.iter().find_map(in_section).unwrap_or((None, rest))
}

/// Whether a variable without a section is meant for us: other programs' variables may begin
/// with our prefix too (`HALLWAY_REQUIRE_GPU` is the tests'), a near miss is a mistake.
fn is_ours(key: &str) -> bool {
    nearest(key, ["data_dir", "samples_dir"]).is_some()
}

/// The value as text, or as a number where the key wants one.
fn read(section: Option<&str>, key: &str, text: &str) -> Result<Value, toml::de::Error> {
    let check = |value: Value| {
        single(section, key, value.clone()).try_into::<RawConfig>().map(|_: RawConfig| value)
    };
    match text.parse::<i64>() {
        Ok(number) => check(Value::String(text.to_owned())).or_else(|_| check(number.into())),
        Err(_) => check(Value::String(text.to_owned())),
    }
}

fn single(section: Option<&str>, key: &str, value: Value) -> Table {
    let inner = Table::from_iter([(key.to_owned(), value)]);
    match section {
        Some(section) => Table::from_iter([(section.to_owned(), inner.into())]),
        None => inner,
    }
}

fn name_the_variable(
    variable: &str,
    section: Option<&str>,
    key: &str,
    message: &str,
) -> ConfigError {
    let place = Place::Variable(variable.to_owned());
    let mut error = ConfigError::from_reader(place, key, message);
    if let ConfigError::UnknownKey { suggestion: Some(word), .. } = &mut error {
        let words = [PREFIX.trim_end_matches('_'), section.unwrap_or_default(), word];
        let words: Vec<_> = words.into_iter().filter(|word| !word.is_empty()).collect();
        *word = words.join("_").to_uppercase();
    }
    error
}
