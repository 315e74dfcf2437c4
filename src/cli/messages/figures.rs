//! What `eval` shows.

use super::layout::clean;
use super::models::table;
use crate::cli::paint::Paint;
use crate::cli::words;
use crate::eval::{AnswersReport, RecordsReport, RetrievalReport, SentencesReport, Share, Step};

/// How well search ranks.
pub(in crate::cli) fn retrieval(report: &RetrievalReport, paint: Paint) -> String {
    let with_interval =
        |mean: f64, [low, high]: [f64; 2]| format!("{mean:.4}  (95 %: {low:.3} to {high:.3})");
    let intervals = &report.intervals;
    table(
        &[
            ("queries", report.queries.to_string()),
            ("documents", report.documents.to_string()),
            ("mode", words::of_mode(report.mode).to_owned()),
            ("nDCG@10", with_interval(report.ndcg_at_10, intervals.ndcg_at_10)),
            ("MRR@10", with_interval(report.mrr_at_10, intervals.mrr_at_10)),
            ("recall@10", with_interval(report.recall_at_10, intervals.recall_at_10)),
            ("without hits", report.without_results.to_string()),
            ("seconds", format!("{:.1}", report.seconds)),
        ],
        paint,
    )
}

/// How well questions are answered.
pub(in crate::cli) fn answers(report: &AnswersReport, paint: Paint) -> String {
    let share = |share: Option<f64>| match share {
        Some(share) => format!("{:.1} %", share * 100.0),
        None => "-".to_owned(),
    };
    table(
        &[
            ("answerable", report.answerable.to_string()),
            ("unanswerable", report.unanswerable.to_string()),
            ("talk first", share(report.talk_at_1)),
            ("talk in ten", share(report.talk_at_10)),
            ("sentence first", share(report.sentence_at_1)),
            ("sentence in three", share(report.sentence_at_3)),
            ("declined rightly", share(report.declined_rightly)),
            ("declined wrongly", share(report.declined_wrongly)),
        ],
        paint,
    )
}

/// How well sentences are found.
pub(in crate::cli) fn sentences(report: &SentencesReport, paint: Paint) -> String {
    let share = |Share { share, interval: [low, high] }: Share| {
        format!("{share:.3}  (95 %: {low:.3} to {high:.3})")
    };
    table(
        &[
            ("questions", report.questions.to_string()),
            ("paragraphs", report.paragraphs.to_string()),
            ("in the paragraph", share(report.within)),
            ("by BM25", share(report.within_by_words)),
            ("over all", share(report.overall)),
            ("by BM25", share(report.overall_by_words)),
        ],
        paint,
    )
}

/// How well questions about a schedule are answered, by form, and what went wrong.
pub(in crate::cli) fn records(report: &RecordsReport, paint: Paint) -> String {
    let share = format!("{} of {} ({:.1} %)", report.right, report.questions, report.share * 100.0);
    let mut rows = vec![(report.event.as_str(), share)];
    for (form, score) in &report.forms {
        rows.push((form, format!("{} of {}", score.right, score.questions)));
    }
    let mut told = table(&rows, paint);
    for wrong in &report.wrong {
        told += &format!(
            "\n{}: {}\n  wanted  {}\n  got     {}\n",
            clean(&wrong.form),
            clean(&wrong.question),
            clean(&wrong.expected),
            clean(&wrong.got)
        );
    }
    told
}

/// The word before a progress bar.
pub(in crate::cli) fn step(step: Step) -> &'static str {
    match step {
        Step::Embedding => "Embedding",
        Step::Asking => "Asking",
    }
}
