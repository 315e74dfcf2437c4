//! Collecting every match of a query with its score. Reads no stored text.

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::ColumnValues;
use tantivy::{DocId, Score, SegmentOrdinal, SegmentReader};

use super::schema::RecordId;

/// Collects every match with its score, reading ids from a column instead of stored texts.
pub(super) struct EveryScore;

impl Collector for EveryScore {
    type Fruit = Vec<(RecordId, Score)>;
    type Child = SegmentScores;

    fn for_segment(
        &self,
        _ordinal: SegmentOrdinal,
        segment: &SegmentReader,
    ) -> tantivy::Result<SegmentScores> {
        let ids = segment.fast_fields().u64("id")?.first_or_default_col(0);
        Ok(SegmentScores { ids, scores: Vec::new() })
    }

    fn requires_scoring(&self) -> bool {
        true
    }

    fn merge_fruits(&self, segments: Vec<Self::Fruit>) -> tantivy::Result<Self::Fruit> {
        Ok(segments.into_iter().flatten().collect())
    }
}

pub(super) struct SegmentScores {
    ids: std::sync::Arc<dyn ColumnValues<u64>>,
    scores: Vec<(RecordId, Score)>,
}

impl SegmentCollector for SegmentScores {
    type Fruit = Vec<(RecordId, Score)>;

    fn collect(&mut self, doc: DocId, score: Score) {
        self.scores.push((RecordId(self.ids.get_val(doc)), score));
    }

    fn harvest(self) -> Self::Fruit {
        self.scores
    }
}
