//! Names of rooms as free text: what is common to all of them is the venue, not the room. Renames
//! none that stands alone, and leaves out nothing but what it gives back.

use std::collections::{HashMap, HashSet};

use super::draft::Draft;

/// Most parts of an address that follow a room (`Hall, Street 1, City, Country`).
const MAX_ADDRESS_PARTS: usize = 4;

/// Takes the address that ends the names of most rooms off them (`Hall 8, Amsterdam, Netherlands`)
/// and gives it back; a room elsewhere keeps its own. Takes off the number of seats (`Hall (33)`)
/// where most rooms have one.
pub(super) fn settle(drafts: &mut [Draft]) -> Option<String> {
    let address = common_address(&names(drafts));
    if let Some(address) = &address {
        rename(drafts, |room| without_address(room, address));
    }
    let rooms = names(drafts);
    let distinct: HashSet<&str> = rooms.iter().map(String::as_str).collect();
    let seated = distinct.iter().filter(|room| without_seats(room).is_some()).count();
    if seated >= 2 && seated * 2 > distinct.len() {
        rename(drafts, |room| without_seats(room).unwrap_or(room));
    }
    address
}

/// The room of every slot that has one.
fn names(drafts: &[Draft]) -> Vec<String> {
    let slots = drafts.iter().flat_map(|draft| &draft.talk.slots);
    slots.filter_map(|slot| slot.room.clone()).collect()
}

fn rename(drafts: &mut [Draft], shorter: impl for<'a> Fn(&'a str) -> &'a str) {
    for slot in drafts.iter_mut().flat_map(|draft| &mut draft.talk.slots) {
        let room = slot.room.as_deref().map(|room| shorter(room).to_owned());
        slot.room = room.filter(|room| !room.is_empty());
    }
}

/// The longest end, from a comma on, that two thirds of the slots share and two rooms have.
fn common_address(rooms: &[String]) -> Option<String> {
    let mut owners: HashMap<&str, (usize, HashSet<&str>)> = HashMap::new();
    for room in rooms {
        for address in addresses(room) {
            let (slots, names) = owners.entry(address).or_default();
            *slots += 1;
            names.insert(room);
        }
    }
    let is_common =
        |(slots, names): &(usize, HashSet<&str>)| slots * 3 >= rooms.len() * 2 && names.len() >= 2;
    let common = owners.iter().filter(|(_, owned)| is_common(owned)).map(|(address, _)| *address);
    common.max_by_key(|address| address.len()).map(str::to_owned)
}

/// What may be the address behind a room's name: everything after one of its last commas, or all
/// of it where the room itself is not named.
fn addresses(room: &str) -> impl Iterator<Item = &str> {
    let commas = room.rmatch_indices(", ").take(MAX_ADDRESS_PARTS);
    let ends = commas.filter_map(|(at, comma)| room.get(at + comma.len()..));
    ends.chain(std::iter::once(room)).filter(|end| !end.is_empty())
}

fn without_address<'a>(room: &'a str, address: &str) -> &'a str {
    if room == address {
        return "";
    }
    room.strip_suffix(address)
        .and_then(|head| head.strip_suffix(", "))
        .filter(|head| !head.is_empty())
        .unwrap_or(room)
}

/// The name before a number in brackets.
fn without_seats(room: &str) -> Option<&str> {
    let (name, seats) = room.strip_suffix(')')?.rsplit_once('(')?;
    let is_number = !seats.is_empty() && seats.bytes().all(|byte| byte.is_ascii_digit());
    Some(name.trim_end()).filter(|name| is_number && !name.is_empty())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;
    use crate::domain::{Slot, Talk};

    fn settled(rooms: &[&str]) -> (Vec<String>, Option<String>) {
        let start = date(2024, 1, 1).at(9, 0, 0, 0);
        let slot = |room: &&str| Slot { room: Some((*room).to_owned()), ..Slot::new(start, start) };
        let talk = |slot| Talk { slots: vec![slot], ..Talk::default() };
        let mut drafts: Vec<Draft> =
            rooms.iter().map(|room| Draft { talk: talk(slot(room)), ..Draft::default() }).collect();
        let address = settle(&mut drafts);
        let room = |draft: Draft| draft.talk.slots.into_iter().next().and_then(|slot| slot.room);
        (drafts.into_iter().map(|draft| room(draft).unwrap_or_default()).collect(), address)
    }

    #[test]
    fn the_address_common_to_most_rooms_leaves_them() {
        let (rooms, address) = settled(&[
            "Hall 8 | Room D, Amsterdam, Netherlands",
            "Forum, Ground Floor, Amsterdam, Netherlands",
            "Forum, Ground Floor, Amsterdam, Netherlands",
            "Amsterdam, Netherlands",
            "Hotel, Kattengat 1, 1012 SN Amsterdam",
        ]);
        let expected = [
            "Hall 8 | Room D",
            "Forum, Ground Floor",
            "Forum, Ground Floor",
            "",
            "Hotel, Kattengat 1, 1012 SN Amsterdam",
        ];
        assert_eq!(rooms, expected);
        assert_eq!(address.as_deref(), Some("Amsterdam, Netherlands"));
    }

    #[test]
    fn one_room_keeps_its_name() {
        for rooms in [&["Hall, Level 2"; 3][..], &["A, B", "C, D"], &["A", "B, "]] {
            assert_eq!(settled(rooms).1, None, "{rooms:?}");
            assert_eq!(settled(rooms).0, rooms);
        }
    }

    #[test]
    fn seats_leave_the_name_where_most_rooms_have_them() {
        let most = settled(&["Moncreiff 1 (33)", "Ballroom (150)", "Lawn"]).0;
        assert_eq!(most, ["Moncreiff 1", "Ballroom", "Lawn"]);
        let few = ["Room (1)", "Lawn", "Bar", "(33)"];
        assert_eq!(settled(&few).0, few);
    }

    proptest! {
        #[test]
        fn any_rooms_are_settled(rooms in proptest::collection::vec("[Aé, (1)|]{0,12}", 0..6)) {
            let names: Vec<&str> = rooms.iter().map(String::as_str).collect();
            let (settled, _) = settled(&names);
            for (short, long) in settled.iter().zip(&rooms) {
                prop_assert!(long.starts_with(short.as_str()));
            }
        }
    }
}
