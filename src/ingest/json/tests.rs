//! Texts, names and ids in every form, and values for the tests of the readers.

use proptest::prelude::*;
use serde_json::json;

use super::*;

/// Times and lengths at the edges of what there is.
const ODD_TIMES: [&str; 6] = [
    "9999-12-31T23:30:00Z",
    "-009999-01-02T01:00:00+14:00",
    "2024-03-31T02:30:00",
    "2024-10-27T02:30:00+01:00",
    "999:59",
    "24:00",
];

/// Any JSON value of a few items.
pub(in crate::ingest) fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "[a\\r\\n \u{e9}]{0,6}".prop_map(Value::from),
        prop::sample::select(ODD_TIMES.as_slice()).prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        let by_key = ("[a-z_-]{0,6}|en|name", inner.clone());
        prop_oneof![
            proptest::collection::vec(inner, 0..4).prop_map(Value::from),
            proptest::collection::vec(by_key, 0..4)
                .prop_map(|items| Value::Object(items.into_iter().collect())),
        ]
    })
}

/// A document in which the value at a place, counted through the whole of it, is another.
pub(in crate::ingest) fn mutated(seed: &str, place: prop::sample::Index, with: Value) -> String {
    let mut document = document(seed).expect("seeds are JSON");
    let mut left = place.index(size(&document));
    replace(&mut document, &mut left, &mut Some(with));
    document.to_string()
}

fn size(value: &Value) -> usize {
    let inner: usize = match value {
        Value::Array(items) => items.iter().map(size).sum(),
        Value::Object(items) => items.values().map(size).sum(),
        _ => 0,
    };
    inner + 1
}

fn replace(value: &mut Value, left: &mut usize, with: &mut Option<Value>) {
    if *left == 0 {
        *value = with.take().unwrap_or(Value::Null);
    }
    let Some(before) = left.checked_sub(1) else { return };
    *left = before;
    let items: Box<dyn Iterator<Item = &mut Value>> = match value {
        Value::Array(items) => Box::new(items.iter_mut()),
        Value::Object(items) => Box::new(items.values_mut()),
        _ => return,
    };
    for item in items {
        if with.is_some() {
            replace(item, left, with);
        }
    }
}

#[test]
fn a_text_is_read_in_every_form() {
    for (value, expected) in [
        (json!(" a\r\nb\rc "), "a\nb\nc"),
        (json!(12), "12"),
        (json!({"de": "Saal", "en": "Hall"}), "Hall"),
        (json!({"de": "Saal", "en-GB": "Hall"}), "Hall"),
        (json!({"en": " ", "de-formal": "Saal"}), "Saal"),
        (json!({"name": "Hall"}), ""),
        (json!(["de", {"en": "en"}, null, ""]), "de, en"),
        (json!(null), ""),
        (json!(true), ""),
    ] {
        assert_eq!(text(&value), expected, "{value}");
    }
    assert_eq!(line(&json!("a\n  b")), "a b");
}

#[test]
fn a_reference_has_a_name_and_an_id_in_every_form() {
    assert_eq!(name(&json!({"id": 3, "name": {"de": "Saal"}})), "Saal");
    assert_eq!(name(&json!({"en": "Hall"})), "Hall");
    assert_eq!(name(&json!("Hall 1")), "Hall 1");
    assert_eq!(
        (id(&json!(7)), id(&json!(" x ")), id(&json!([]))),
        ("7".into(), "x".into(), "".into())
    );
    assert_eq!(
        (count(&json!("45")), count(&json!(45)), count(&json!(-1))),
        (Some(45), Some(45), None)
    );
    assert!(flag(&json!(true)) && flag(&json!("true")) && !flag(&json!(null)));
}

#[test]
fn what_is_no_object_is_told_with_its_path_and_a_flood_is_counted() {
    let mut report = Report::default();
    let value = json!([{"id": 5}, 3, {"title": "x"}]);
    let read = records(&value, "talks", &mut report);
    let places: Vec<_> = read.iter().map(|record| record.place.as_str()).collect();
    assert_eq!(places, ["talks[0] (`5`)", "talks[2]"]);
    assert_eq!(report.warnings[0].place, "talks[1]");
    let flood = Value::Array(vec![Value::Null; 1000]);
    assert!(records(&flood, "talks", &mut report).is_empty());
    assert_eq!(report.warnings.len(), 1 + MAX_TOLD + 1);
    assert!(records(&json!("x"), "talks", &mut report).is_empty());
    assert_eq!(report.warnings.last().map(|warning| warning.code.as_str()), Some("bad-list"));
    let by_key = json!({"Hall 1": {"code": "A"}});
    assert_eq!(records(&by_key, "rooms", &mut report)[0].place, "rooms.Hall 1 (`A`)");
}

proptest! {
    #[test]
    fn any_value_has_clean_texts_and_records_that_are_objects(value in any_value()) {
        let whole = text(&value);
        prop_assert!(!whole.contains('\r') && whole.trim() == whole);
        prop_assert!(!line(&value).contains('\n') && !name(&value).contains('\n'));
        let mut report = Report::default();
        let records = records(&value, "x", &mut report);
        prop_assert!(records.iter().all(|record| record.value.is_object()));
        let held = list(&value).len().max(value.as_object().map_or(0, Map::len));
        prop_assert_eq!(records.len(), held - report.warnings.iter()
            .filter(|warning| warning.code == "bad-record").count());
    }
}
