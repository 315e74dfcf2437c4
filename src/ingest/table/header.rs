//! Which row of a table is its header, and which column holds which field; reads no session.

use super::columns::{settle, under_group};
use super::field::Field;
use super::heading::{Heading, heading, known};
use super::map::{ColumnMap, Hint};
use super::sheet::{Row, Sheet};

/// How many rows are looked at for the header: titles, notes and addresses may stand above it.
const MAX_ROWS_ABOVE: usize = 30;
/// How much more a column named by hand says than one whose header is known.
const NAMED_BY_HAND: usize = 100;

/// A column that holds a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Column {
    /// From 0.
    pub(super) at: usize,
    /// Its header as written.
    pub(super) name: String,
    pub(super) field: Field,
    /// The number in its header (`Speaker 2`), else 0.
    pub(super) number: u32,
    /// Words of a zone or unit in its header.
    pub(super) words: Vec<String>,
    /// How its dates are meant, as given by hand.
    pub(super) hint: Option<Hint>,
}

/// What the rows of a table are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Content {
    /// Sessions.
    Programme,
    /// People, to be joined to sessions.
    People,
    /// Neither.
    Other,
}

/// The header of a table.
#[derive(Debug, Clone)]
pub(super) struct Header {
    /// Where its row stands among the rows of the sheet.
    pub(super) at: usize,
    pub(super) content: Content,
    /// Columns that hold something, from the left.
    pub(super) columns: Vec<Column>,
    /// Headers of columns of which nothing is kept.
    pub(super) unused: Vec<String>,
    /// All headers.
    pub(super) names: Vec<String>,
}

/// Finds the header of a table; `None` for a table without rows.
pub(super) fn find(sheet: &Sheet, map: &ColumnMap) -> Option<Header> {
    let score = |row: &Row| {
        let by_hand = row.cells().filter(|cell| map.names(cell)).count();
        (NAMED_BY_HAND * by_hand + known(row.cells()), has_title(row, map))
    };
    let candidates = sheet.rows.iter().take(MAX_ROWS_ABOVE).enumerate();
    let best = candidates.rev().max_by_key(|(_, row)| score(row))?;
    let (at, row) = if score(best.1).0 > 0 { best } else { (0, sheet.rows.first()?) };
    Some(read(sheet, at, row, map))
}

fn has_title(row: &Row, map: &ColumnMap) -> bool {
    row.cells().any(|cell| match map.find(cell) {
        Some((field, _)) => field == Field::Title,
        None => heading(cell).may_be_title(),
    })
}

fn read(sheet: &Sheet, at: usize, row: &Row, map: &ColumnMap) -> Header {
    let above = at.checked_sub(1).and_then(|above| sheet.rows.get(above));
    let mut columns: Vec<Column> = Vec::new();
    let mut doubtful: Vec<(usize, Heading)> = Vec::new();
    for (place, name) in row.cells().enumerate().filter(|(_, name)| !name.is_empty()) {
        let found = under_group(above, place, name).unwrap_or_else(|| heading(name));
        let column = |field, hint| Column {
            at: place,
            name: name.to_owned(),
            field,
            number: found.number,
            words: found.hints.clone(),
            hint,
        };
        match (map.find(name), found.field) {
            (Some((field, hint)), _) => columns.push(column(field, hint)),
            (None, Some(field)) => columns.push(column(field, None)),
            (None, None) => doubtful.push((place, found)),
        }
    }
    let names: Vec<String> = row.cells().map(str::to_owned).collect();
    let content = settle(sheet, at, &mut columns, &mut doubtful, &names, map);
    let unused = unused(sheet, at, &columns, &names);
    Header { at, content, columns, unused, names }
}

/// Headers of columns of which nothing is kept though something stands in them.
fn unused(sheet: &Sheet, at: usize, columns: &[Column], names: &[String]) -> Vec<String> {
    let is_filled =
        |column: usize| sheet.rows.iter().skip(at + 1).any(|row| !row.cell(column).is_empty());
    let is_used = |place: usize| columns.iter().find(|column| column.at == place);
    names
        .iter()
        .enumerate()
        .filter(|(place, name)| !name.is_empty() && is_filled(*place))
        .filter(|(place, _)| is_used(*place).is_none_or(|it| it.field == Field::Biography))
        .map(|(_, name)| name.clone())
        .collect()
}

impl Header {
    /// The columns of a field, from the left.
    pub(super) fn of(&self, field: Field) -> impl Iterator<Item = &Column> {
        self.columns.iter().filter(move |column| column.field == field)
    }

    /// Whether a column holds this field.
    pub(super) fn has(&self, field: Field) -> bool {
        self.of(field).next().is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(rows: &[&[&str]], pairs: &[&str]) -> Header {
        let mut sheet = Sheet::new("a.csv", "");
        for (number, row) in rows.iter().enumerate() {
            for (column, cell) in row.iter().enumerate() {
                sheet.put(number + 1, column, cell).unwrap();
            }
        }
        let pairs = pairs.iter().map(|pair| ColumnMap::parse(pair).unwrap()).collect();
        find(&sheet, &ColumnMap { pairs }).unwrap()
    }

    fn fields(rows: &[&[&str]]) -> Vec<(usize, Field)> {
        let header = header(rows, &[]);
        header.columns.iter().map(|column| (column.at, column.field)).collect()
    }

    #[test]
    fn the_header_may_stand_below_titles_and_notes() {
        let header = header(
            &[
                &["My conference"],
                &["All times local", "", "x"],
                &["", "Start", "Session Title"],
                &["1", "10:00", "T"],
            ],
            &[],
        );
        assert_eq!((header.at, header.content), (2, Content::Programme));
        assert_eq!(header.columns[1].field, Field::Title);
    }

    #[test]
    fn one_word_means_what_the_others_leave_over() {
        use Field::{Date, Day, Event, Room, Speakers, Start, Title, Topics, Track};
        assert_eq!(fields(&[&["Name", "Room"]]), [(0, Title), (1, Room)]);
        assert_eq!(fields(&[&["Title", "Name", "Room"]]), [(0, Title), (1, Speakers), (2, Room)]);
        assert_eq!(fields(&[&["Session", "Title"], &["Main", "T"]]), [(0, Track), (1, Title)]);
        assert_eq!(
            fields(&[&["Event", "Name"], &["a", "x"], &["b", "y"]]),
            [(0, Title), (1, Speakers)]
        );
        let one = [&["Event", "Title"][..], &["C24", "x"], &["C24", "y"]];
        assert_eq!(fields(&one), [(0, Event), (1, Title)]);
        let many = [&["Event", "Title"][..], &["a", "x"], &["b", "y"]];
        assert_eq!(fields(&many), [(1, Title)]);
        let german = [&["Tag", "Zeit", "Titel"][..], &["Freitag", "10:00", "T"]];
        assert_eq!(fields(&german), [(0, Day), (1, Start), (2, Title)]);
        let label = [&["Tag", "Date", "Title"][..], &["rust", "2024-06-19", "T"]];
        assert_eq!(fields(&label), [(0, Topics), (1, Date), (2, Title)]);
    }

    #[test]
    fn people_are_told_from_sessions() {
        let content = |row: &[&str]| header(&[row], &[]).content;
        assert_eq!(content(&["ID", "Name", "Biography", "Proposal titles"]), Content::People);
        assert_eq!(content(&["First name", "Last name", "Title", "Company"]), Content::People);
        assert_eq!(content(&["Speaker", "Company"]), Content::People);
        assert_eq!(content(&["Title", "Speaker", "Company"]), Content::Programme);
        assert_eq!(content(&["Name", "Company", "Start"]), Content::Programme);
        assert_eq!(content(&["Title", "Abstract", "Name", "Bio"]), Content::Programme);
        assert_eq!(content(&["Session", "Speaker", "Company"]), Content::Programme);
        assert_eq!(content(&["Colour", "Size"]), Content::Other);
        let by_hand = header(&[&["Title", "Name", "Company"]], &["Title=title"]);
        assert_eq!(by_hand.content, Content::Programme);
    }

    #[test]
    fn a_column_may_be_named_by_hand() {
        let rows: [&[&str]; 2] = [&["Was", "Wer", "Notiz"], &["T", "Ada", "n"]];
        let header = header(&rows, &["was=title", "Notiz=ignore"]);
        let found: Vec<_> = header.columns.iter().map(|column| column.field).collect();
        assert_eq!(found, [Field::Title, Field::Speakers, Field::Ignore]);
        assert!(header.unused.is_empty());
    }

    #[test]
    fn numbered_columns_stand_under_the_name_of_their_group() {
        let header = header(
            &[
                &["Conf", "", "Vortragende"],
                &["Titel", "Zeit", "1", "2"],
                &["T", "10:00", "A", "B"],
            ],
            &[],
        );
        let last = header.columns.last().unwrap();
        assert_eq!((last.field, last.number, last.at), (Field::Speakers, 2, 3));
    }
}
