//! A day as a table of times and rooms: what overlaps in a room stands side by side, and nothing hides
//! anything. A row begins wherever something starts, so that a narrow screen can show the same
//! rows one below the other.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Serialize;

use super::row::{Row, room_link};
use super::times::{Times, When};
use crate::domain::{Showing, compare_names};
use crate::text;
use crate::web::pages::cards::TextLink;

/// The table.
#[derive(Debug, Serialize)]
pub(crate) struct Grid {
    pub columns: Vec<Column>,
    pub rows: Vec<GridRow>,
}

/// A room. What it shows at the same time takes several lanes.
#[derive(Debug, Serialize)]
pub(crate) struct Column {
    /// None for what is in no room: breaks, the party.
    pub room: Option<TextLink>,
    pub slug: String,
    pub lanes: usize,
}

/// A time at which something starts.
#[derive(Debug, Serialize)]
pub(crate) struct GridRow {
    pub when: When,
    pub cells: Vec<Cell>,
}

/// A place in the table that starts in its row.
#[derive(Debug, Serialize)]
pub(crate) struct Cell {
    /// Rows that it takes.
    pub span: usize,
    /// The room it belongs to.
    pub slug: String,
    /// None for a place where nothing is on.
    pub showing: Option<Row>,
}

/// A showing in its place.
struct Placed<'a> {
    showing: Showing<'a>,
    column: usize,
    lane: usize,
    first_row: usize,
    span: usize,
}

impl Grid {
    /// Lays showings out.
    pub(crate) fn new(event: &str, showings: &[Showing<'_>], times: &Times) -> Self {
        let mut starts: Vec<Timestamp> = showings.iter().map(|showing| showing.start).collect();
        starts.sort();
        starts.dedup();
        let names = rooms(showings);
        let placed = place(showings, &names, &starts);
        let columns: Vec<_> = names
            .iter()
            .enumerate()
            .map(|(at, name)| Column {
                room: name.map(|name| room_link(event, name)),
                slug: slug(*name),
                lanes: lanes(&placed, at),
            })
            .collect();
        let rows = fill(&columns, &placed, starts.len(), times);
        let label = |start: &Timestamp| {
            let first = showings.iter().find(|showing| showing.start == *start);
            first.map(|showing| times.when(showing))
        };
        let rows = starts.iter().zip(rows);
        let rows = rows.filter_map(|(start, cells)| Some(GridRow { when: label(start)?, cells }));
        Self { rows: rows.collect(), columns }
    }
}

fn slug(room: Option<&str>) -> String {
    room.map_or_else(|| "everywhere".to_owned(), text::slugify)
}

/// The rooms in order, what is in none first.
fn rooms<'a>(showings: &[Showing<'a>]) -> Vec<Option<&'a str>> {
    let mut rooms: Vec<_> = showings.iter().map(Showing::room).collect();
    rooms.sort_by(|a, b| compare_names(a.unwrap_or(""), b.unwrap_or("")));
    rooms.dedup();
    rooms
}

fn place<'a>(
    showings: &[Showing<'a>],
    rooms: &[Option<&str>],
    starts: &[Timestamp],
) -> Vec<Placed<'a>> {
    // For each room the first row that is free in each lane.
    let mut free: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    let mut placed = Vec::with_capacity(showings.len());
    let mut in_order: Vec<_> = showings.to_vec();
    in_order.sort_by_key(|showing| showing.start);
    for showing in in_order {
        let column = rooms.iter().position(|room| *room == showing.room()).unwrap_or_default();
        let first_row = starts.partition_point(|start| *start < showing.start);
        // What ends when another starts leaves that row free; each takes one row at least.
        let end_row = starts.partition_point(|start| *start < showing.end).max(first_row + 1);
        let lanes = free.entry(column).or_default();
        let lane = lanes.iter().position(|&row| row <= first_row).unwrap_or(lanes.len());
        match lanes.get_mut(lane) {
            Some(row) => *row = end_row,
            None => lanes.push(end_row),
        }
        placed.push(Placed { showing, column, lane, first_row, span: end_row - first_row });
    }
    placed
}

fn lanes(placed: &[Placed<'_>], column: usize) -> usize {
    let of_column = placed.iter().filter(|it| it.column == column);
    of_column.map(|it| it.lane + 1).max().unwrap_or(1)
}

/// The cells of each row, places where nothing is on included.
fn fill(
    columns: &[Column],
    placed: &[Placed<'_>],
    row_count: usize,
    times: &Times,
) -> Vec<Vec<Cell>> {
    let mut rows: Vec<Vec<Cell>> = (0..row_count).map(|_| Vec::new()).collect();
    for (column, of_column) in columns.iter().enumerate() {
        for lane in 0..of_column.lanes {
            let in_lane = placed.iter().filter(|it| it.column == column && it.lane == lane);
            let mut next_free = 0;
            for it in in_lane {
                let empty = it.first_row - next_free;
                if empty > 0 {
                    rows[next_free].push(Cell::new(&of_column.slug, empty, None));
                }
                let row = Row::new(&it.showing, times);
                rows[it.first_row].push(Cell::new(&of_column.slug, it.span, Some(row)));
                next_free = it.first_row + it.span;
            }
            if next_free < row_count {
                rows[next_free].push(Cell::new(&of_column.slug, row_count - next_free, None));
            }
        }
    }
    rows
}

impl Cell {
    fn new(slug: &str, span: usize, showing: Option<Row>) -> Self {
        Self { span, slug: slug.to_owned(), showing }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::{Date, date};
    use proptest::prelude::*;

    use super::*;
    use crate::domain::{Event, EventBundle, Programme, Slot, Talk};
    use crate::web::viewer::Viewer;

    const DAY: Date = date(2024, 6, 19);

    fn talk(number: usize, start_min: i8, length_min: i8, room: u8) -> Talk {
        let at = |minutes: i8| DAY.at(10 + minutes / 60, minutes % 60, 0, 0);
        let slot = Slot {
            room: (room > 0).then(|| format!("Hall {room}")),
            ..Slot::new(at(start_min), at(start_min + length_min))
        };
        Talk { id: number.to_string(), slots: vec![slot], ..Talk::default() }
    }

    fn grid(talks: Vec<Talk>) -> Grid {
        let event = Event { timezone: Some("Europe/Paris".into()), ..Event::default() };
        let bundle = EventBundle { event, talks, announcements: Vec::new() };
        let programme = Programme::of(&bundle);
        let times = Times::new(&bundle.event, &Viewer::default(), "/");
        Grid::new("e", &programme.showings, &times)
    }

    #[test]
    fn what_overlaps_in_a_room_stands_side_by_side() {
        let grid = grid(vec![talk(1, 0, 60, 1), talk(2, 30, 60, 1), talk(3, 60, 30, 1)]);
        assert_eq!(grid.columns[0].lanes, 2);
        let starts: Vec<_> = grid.rows.iter().map(|row| row.when.start.as_str()).collect();
        assert_eq!(starts, ["10:00", "10:30", "11:00"]);
        let spans = |row: &GridRow| -> Vec<_> {
            row.cells
                .iter()
                .map(|cell| (cell.span, cell.showing.as_ref().map(|it| it.id.clone())))
                .collect()
        };
        assert_eq!(spans(&grid.rows[0]), [(2, Some("1".into())), (1, None)]);
        assert_eq!(spans(&grid.rows[1]), [(2, Some("2".into()))]);
        assert_eq!(spans(&grid.rows[2]), [(1, Some("3".into()))]);
    }

    proptest! {
        #[test]
        fn every_showing_has_a_place_and_every_row_is_full(
            talks in proptest::collection::vec((0i8..100, 0i8..27, 0u8..4), 1..40)
        ) {
            let talks: Vec<_> = talks
                .into_iter()
                .enumerate()
                .map(|(at, (start, length, room))| talk(at, start, length, room))
                .collect();
            let count = talks.len();
            let grid = grid(talks);
            let width: usize = grid.columns.iter().map(|column| column.lanes).sum();
            let mut taken = vec![0usize; grid.rows.len()];
            let mut shown = 0;
            for (at, row) in grid.rows.iter().enumerate() {
                for cell in &row.cells {
                    shown += usize::from(cell.showing.is_some());
                    for row in &mut taken[at..at + cell.span] {
                        *row += 1;
                    }
                }
            }
            prop_assert_eq!(shown, count);
            prop_assert!(taken.iter().all(|it| *it == width), "{:?} of {}", taken, width);
        }
    }
}
