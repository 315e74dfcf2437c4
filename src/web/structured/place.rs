//! Where something is: a room in a place, as far as the records say.

use serde::Serialize;

/// A room or a venue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Place {
    #[serde(rename = "@type")]
    sort: &'static str,
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    address: Option<String>,
    #[serde(rename = "containedInPlace", skip_serializing_if = "Option::is_none")]
    within: Option<Box<Place>>,
}

impl Place {
    /// Where an event is; its one line is both name and address.
    pub(super) fn venue(location: Option<&str>) -> Option<Self> {
        let location = location?.to_owned();
        Some(Self { address: Some(location.clone()), ..Self::named(location) })
    }

    /// A room of an event, or the venue where no room is known.
    pub(super) fn room(room: Option<&str>, location: Option<&str>) -> Option<Self> {
        let venue = Self::venue(location);
        let Some(room) = room else { return venue };
        Some(Self {
            address: location.map(str::to_owned),
            within: venue.map(Box::new),
            ..Self::named(room.to_owned())
        })
    }

    fn named(name: String) -> Self {
        Self { sort: "Place", name, address: None, within: None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_room_lies_in_its_venue() {
        let room = Place::room(Some("Hall 1"), Some("Paris")).unwrap();
        assert_eq!((room.name.as_str(), room.address.as_deref()), ("Hall 1", Some("Paris")));
        assert_eq!(room.within.unwrap().name, "Paris");
        assert_eq!(Place::room(None, Some("Paris")), Place::venue(Some("Paris")));
        assert_eq!(Place::room(None, None), None);
    }
}
