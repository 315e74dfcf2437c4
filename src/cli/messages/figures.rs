//! What `eval` shows.

use super::layout::{clean, count};
use super::models::table;
use crate::cli::paint::Paint;
use crate::cli::words;
use crate::eval::{
    AnswersReport, Estimate, RecordsReport, RetrievalReport, SentencesReport, SetReport, Share,
    Step, SummariesReport, SystemReport,
};

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

/// How near summaries come to those of people: a table for each set and each part of it.
pub(in crate::cli) fn summaries(report: &SummariesReport, paint: Paint) -> String {
    report.sets.iter().map(|set| summary_set(set, paint)).collect::<Vec<_>>().join("\n")
}

fn summary_set(set: &SetReport, paint: Paint) -> String {
    let mut text = String::new();
    for part in &set.parts {
        let name = paint.strong(clean(&set.name));
        let texts = count(part.texts, "text");
        text += &format!("{name} · {} · {texts} · about {} words each\n", part.part, set.words);
        text += &format!("{:<18}{:>22}{:>22}{:>22}", "", "ROUGE-1", "ROUGE-2", "ROUGE-L");
        text += &format!("{:>11}{:>7}\n", "sentences", "words");
        for system in &part.systems {
            text += &summary_row(system.system, system);
        }
        for system in &part.differences {
            text += &summary_row(&format!("hallway - {}", system.system), system);
        }
        text.push('\n');
    }
    text
}

fn summary_row(name: &str, system: &SystemReport) -> String {
    let share = |it: Estimate| {
        let [mean, low, high] = [it.mean, it.low, it.high].map(|value| 100.0 * value);
        format!("{mean:.1} ({low:.1} to {high:.1})")
    };
    let [one, two, long] = [system.rouge_1, system.rouge_2, system.rouge_l].map(share);
    let (sentences, words) = (system.sentences, system.words);
    format!("{name:<18}{one:>22}{two:>22}{long:>22}{sentences:>11.1}{words:>7.0}\n")
}

/// The word before a progress bar.
pub(in crate::cli) fn step(step: Step) -> &'static str {
    match step {
        Step::Embedding => "Embedding",
        Step::Asking => "Asking",
    }
}
