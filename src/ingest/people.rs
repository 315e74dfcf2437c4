//! Names of people as free text: lists, affiliations, and speakers that stand in a title.
