//! A visitor's agenda: chosen talks at their times, where they clash, the gaps between them, and a
//! plan made from interests. Pure: reads no clock, keeps nothing, knows no visitor.

mod entries;
mod gaps;
mod hints;
mod likes;
mod plan;
#[cfg(test)]
mod samples;
mod schedule;
mod shared;
mod showings;
mod wishes;

pub use entries::{Entry, entries};
pub use gaps::{Gap, gap_after};
pub use hints::Hint;
pub use likes::{Because, Close, Interests, Likes, Nearness};
pub use plan::{Choice, Plan, RunnerUp, choose, plan};
pub use shared::shared_talks;
pub use showings::takes_place;
pub use wishes::{WALKING_MAX_MIN, WALKING_MIN, Wishes};
