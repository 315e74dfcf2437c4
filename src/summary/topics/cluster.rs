//! Groups of rows by direction, and how many groups there are. Knows nothing of talks.
//!
//! Spherical k-means (Dhillon and Modha 2001, doi:10.1023/A:1007612920971) from seeds that are
//! chosen, not drawn: rows in dense places, far from the seeds before them. That keeps groups from
//! run to run, and mostly when a row is added: with the number of groups held and one talk of a
//! conference left out, the others agree to 0.85 to 0.94 (adjusted Rand index, three conferences of
//! 57 to 77 talks), and to 0.98 and more for 1,000 talks; by Ward's tree to 0.81 to 0.98, and 0.94.

use super::super::unit::normalise;
use super::{cosine, mean};

/// Neighbours by which the density around a row is measured.
const NEIGHBOURS: usize = 8;
/// Rounds after the seeds. More fit the rows slightly better and keep groups less.
const ROUNDS: usize = 3;
/// Rows compared each with each. Of more, evenly spaced ones, and the others join the nearest group.
const COMPARED_MAX: usize = 1500;
/// Numbers of groups that are tried: few, so that one more row seldom changes the number.
const GROUP_COUNTS: [usize; 9] = [2, 3, 4, 5, 6, 8, 10, 14, 20];
/// Rows that a group has on average, at least and at most. With a wider range the number of groups
/// jumps when one row is added (from 5 to 14 of 57), and with it every group.
const MEAN_SIZES: std::ops::RangeInclusive<usize> = 8..=14;

/// Rows in groups, the largest group first, each with the rows nearest to its middle first. Every
/// row is in one group; no group is empty.
pub(super) fn group(rows: &[Vec<f32>]) -> Vec<Vec<usize>> {
    let step = rows.len().div_ceil(COMPARED_MAX).max(1);
    let sample: Vec<&[f32]> = rows.iter().step_by(step).map(Vec::as_slice).collect();
    let near = Nearness::of(&sample);
    let tried = counts(rows.len()).map(|count| middles(&sample, &near, count));
    let scored = tried.map(|middles| {
        let labels: Vec<usize> = sample.iter().map(|row| nearest(row, &middles)).collect();
        (near.silhouette(&labels, middles.len()), middles)
    });
    // Of equals the smaller number, which comes first.
    let best = scored.reduce(|best, next| if next.0 > best.0 { next } else { best });
    let middles = best.map(|(_, middles)| middles).unwrap_or_default();
    collect(rows, &middles)
}

/// The numbers of groups to try for so many rows.
fn counts(rows: usize) -> impl Iterator<Item = usize> {
    let most = (rows / MEAN_SIZES.start()).max(2);
    let fewest = rows.div_ceil(*MEAN_SIZES.end()).min(20).min(most);
    let fitting = move |&count: &usize| (fewest..=most).contains(&count);
    let any = GROUP_COUNTS.into_iter().any(|count| fitting(&count));
    let only = (!any).then_some(most.min(fewest));
    GROUP_COUNTS.into_iter().filter(fitting).chain(only)
}

/// Each row in the group whose middle is nearest.
fn collect(rows: &[Vec<f32>], middles: &[Vec<f32>]) -> Vec<Vec<usize>> {
    let mut groups: Vec<Vec<(f32, usize)>> = vec![Vec::new(); middles.len().max(1)];
    for (place, row) in rows.iter().enumerate() {
        let label = nearest(row, middles);
        let near = middles.get(label).map_or(0.0, |middle| cosine(row, middle));
        groups[label].push((near, place));
    }
    groups.retain(|group| !group.is_empty());
    for group in &mut groups {
        group.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    }
    let first = |group: &[(f32, usize)]| group.iter().map(|it| it.1).min();
    groups.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| first(a).cmp(&first(b))));
    groups.into_iter().map(|group| group.into_iter().map(|(_, place)| place).collect()).collect()
}

/// The middles of `count` groups.
fn middles(rows: &[&[f32]], near: &Nearness, count: usize) -> Vec<Vec<f32>> {
    let mut middles: Vec<Vec<f32>> =
        near.seeds(count).into_iter().map(|seed| rows[seed].to_vec()).collect();
    for _ in 0..ROUNDS {
        let labels: Vec<usize> = rows.iter().map(|row| nearest(row, &middles)).collect();
        for (group, middle) in middles.iter_mut().enumerate() {
            let own = rows.iter().zip(&labels).filter(|(_, label)| **label == group);
            let mut moved = mean(own.map(|(row, _)| *row));
            normalise(&mut moved);
            if !moved.is_empty() {
                *middle = moved;
            }
        }
    }
    middles
}

/// The middle nearest to a row, of equals the first; 0 without any.
fn nearest(row: &[f32], middles: &[Vec<f32>]) -> usize {
    let mut best = (0, f32::NEG_INFINITY);
    for (place, middle) in middles.iter().enumerate() {
        let near = cosine(row, middle);
        if near > best.1 {
            best = (place, near);
        }
    }
    best.0
}

/// The cosine of each row with each.
struct Nearness {
    count: usize,
    cosines: Vec<f32>,
}

impl Nearness {
    fn of(rows: &[&[f32]]) -> Self {
        let count = rows.len();
        let mut cosines = vec![1.0; count * count];
        for a in 0..count {
            for b in 0..a {
                let cosine = cosine(rows[a], rows[b]);
                cosines[a * count + b] = cosine;
                cosines[b * count + a] = cosine;
            }
        }
        Self { count, cosines }
    }

    fn row(&self, of: usize) -> &[f32] {
        &self.cosines[of * self.count..(of + 1) * self.count]
    }

    /// Rows in dense places and apart from each other.
    fn seeds(&self, count: usize) -> Vec<usize> {
        let density: Vec<f32> = (0..self.count).map(|row| self.density(row)).collect();
        let mut far = vec![1.0_f32; self.count];
        let mut seeds: Vec<usize> = Vec::new();
        while seeds.len() < count.min(self.count) {
            let score = |row: usize| density[row] * far[row];
            let open = (0..self.count).filter(|row| !seeds.contains(row));
            let best = open.reduce(|best, row| if score(row) > score(best) { row } else { best });
            let Some(seed) = best else { break };
            seeds.push(seed);
            for (far, cosine) in far.iter_mut().zip(self.row(seed)) {
                *far = far.min(1.0 - cosine);
            }
        }
        seeds
    }

    /// The mean cosine of a row with its nearest, itself among them; never below 0.
    fn density(&self, row: usize) -> f32 {
        let mut cosines = self.row(row).to_vec();
        cosines.sort_by(|a, b| b.total_cmp(a));
        cosines.truncate(NEIGHBOURS);
        (cosines.iter().sum::<f32>() / cosines.len().max(1) as f32).max(0.0)
    }

    /// How much nearer rows are to their own group than to the next one (Rousseeuw 1987,
    /// doi:10.1016/0377-0427(87)90125-7), on average, -1 to 1.
    fn silhouette(&self, labels: &[usize], groups: usize) -> f32 {
        let mut sizes = vec![0.0_f32; groups];
        for &label in labels {
            sizes[label] += 1.0;
        }
        let total: f32 = (0..self.count).map(|row| self.fit(row, labels, &sizes)).sum();
        total / self.count.max(1) as f32
    }

    fn fit(&self, row: usize, labels: &[usize], sizes: &[f32]) -> f32 {
        let mut distances = vec![0.0_f32; sizes.len()];
        for (cosine, &label) in self.row(row).iter().zip(labels) {
            distances[label] += 1.0 - cosine;
        }
        let own = labels[row];
        if sizes[own] < 2.0 {
            return 0.0;
        }
        let inside = distances[own] / (sizes[own] - 1.0);
        let others = (0..sizes.len()).filter(|&group| group != own && sizes[group] > 0.0);
        let outside = others.map(|group| distances[group] / sizes[group]).reduce(f32::min);
        outside.map_or(0.0, |outside| (outside - inside) / outside.max(inside).max(f32::EPSILON))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Rows of three directions, with a little of their own each.
    fn rows(count: usize) -> Vec<Vec<f32>> {
        let row = |place: usize| {
            let mut row = vec![0.0; 3 + count];
            row[place % 3] = 1.0;
            row[3 + place] = 0.6;
            normalise(&mut row);
            row
        };
        (0..count).map(row).collect()
    }

    #[test]
    fn rows_of_one_direction_are_together() {
        let groups = group(&rows(24));
        let sorted = |group: &Vec<usize>| group.iter().map(|it| it % 3).collect::<Vec<_>>();
        assert_eq!(groups.len(), 3);
        assert!(groups.iter().map(sorted).all(|kinds| kinds.windows(2).all(|it| it[0] == it[1])));
    }

    #[test]
    fn one_row_or_none_make_no_trouble() {
        assert!(group(&[]).is_empty());
        assert_eq!(group(&[vec![1.0, 0.0]]), [[0]]);
        assert_eq!(group(&vec![vec![0.0, 0.0]; 9]).iter().map(Vec::len).sum::<usize>(), 9);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn every_row_is_in_one_group(
            rows in prop::collection::vec(prop::collection::vec(-1.0f32..1.0, 4), 0..40)
        ) {
            let groups = group(&rows);
            let mut places: Vec<usize> = groups.iter().flatten().copied().collect();
            places.sort_unstable();
            prop_assert_eq!(places, (0..rows.len()).collect::<Vec<_>>());
            prop_assert!(groups.iter().all(|group| !group.is_empty()));
            prop_assert_eq!(&groups, &group(&rows));
        }
    }
}
