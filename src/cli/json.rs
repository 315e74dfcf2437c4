//! The JSON documents that other programs rely on. Names and order of keys are a contract.

use serde::Serialize;

use crate::answer::{Outcome, Reply};
use crate::app::PartView;
use crate::domain::{Announcement, Change, Phase};
use crate::search::{Facet, Guided, Hit, Mode, UnknownValue, Why};
use crate::store::Import;
use crate::summary::{Part, SummarySentence};

/// `announce --list`: an announcement and where it is in its life.
#[derive(Debug, Serialize)]
pub(super) struct AnnouncementJson<'a> {
    #[serde(flatten)]
    item: &'a Announcement,
    state: Phase,
}

impl<'a> AnnouncementJson<'a> {
    /// An announcement with its state.
    pub(super) fn new(item: &'a Announcement, state: Phase) -> Self {
        Self { item, state }
    }
}

/// `search`: the contract's keys, and after them what was asked for or is worth knowing.
#[derive(Debug, Serialize)]
pub(super) struct SearchJson<'a> {
    query: &'a str,
    mode: Mode,
    hits: Vec<HitJson<'a>>,
    /// The query as it was understood, where that is not how it was typed.
    #[serde(skip_serializing_if = "Option::is_none")]
    understood: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    did_you_mean: Option<&'a str>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    unknown: &'a [UnknownValue],
    #[serde(skip_serializing_if = "Option::is_none")]
    degraded: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    facets: Option<&'a [Facet]>,
}

#[derive(Debug, Serialize)]
struct HitJson<'a> {
    id: &'a str,
    event: &'a str,
    title: &'a str,
    score: f32,
    passage: &'a str,
    scores: ScoresJson,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<&'a Why>,
}

#[derive(Debug, Serialize)]
struct ScoresJson {
    keyword: Option<f32>,
    semantic: Option<f32>,
    tokens: Option<f32>,
}

impl<'a> SearchJson<'a> {
    pub(super) fn new(
        query: &'a str,
        found: &'a Guided,
        facets: Option<&'a [Facet]>,
        why: Option<&'a [Why]>,
    ) -> Self {
        let response = &found.response;
        let why = |place: usize| why.and_then(|why| why.get(place));
        let hits = response.hits.iter().enumerate();
        Self {
            query,
            mode: response.mode,
            hits: hits.map(|(place, hit)| HitJson::new(hit, why(place))).collect(),
            understood: Some(found.typed.to_string()).filter(|understood| understood != query),
            did_you_mean: found.suggestion.as_deref(),
            unknown: &found.unknown,
            degraded: response.degraded.as_deref(),
            facets,
        }
    }
}

impl<'a> HitJson<'a> {
    fn new(hit: &'a Hit, why: Option<&'a Why>) -> Self {
        Self {
            id: &hit.key.id,
            event: &hit.key.event,
            title: &hit.title,
            score: hit.score,
            passage: &hit.passage,
            scores: ScoresJson {
                keyword: hit.parts.keyword,
                semantic: hit.parts.meaning(),
                tokens: hit.parts.tokens,
            },
            why,
        }
    }
}

/// `ask`.
#[derive(Debug, Serialize)]
pub(super) struct AskJson<'a> {
    question: &'a str,
    outcome: Outcome,
    answered: bool,
    answer: &'a str,
    confidence: f32,
    citations: Vec<CitationJson<'a>>,
}

#[derive(Debug, Serialize)]
struct CitationJson<'a> {
    id: &'a str,
    event: &'a str,
    title: &'a str,
    sentence: &'a str,
    start_s: Option<f32>,
}

impl<'a> AskJson<'a> {
    pub(super) fn new(question: &'a str, reply: &'a Reply) -> Self {
        let citations = reply.citations.iter().map(|citation| CitationJson {
            id: &citation.key.id,
            event: &citation.key.event,
            title: &citation.title,
            sentence: &citation.sentence,
            start_s: citation.start_s,
        });
        Self {
            question,
            outcome: reply.outcome,
            answered: reply.outcome == Outcome::Answer,
            answer: &reply.text,
            confidence: reply.confidence,
            citations: citations.collect(),
        }
    }
}

/// `summary`.
#[derive(Debug, Serialize)]
pub(super) struct SummaryJson<'a> {
    of: &'a str,
    sentences: Vec<SentenceJson<'a>>,
    /// Of a talk with a transcript alone.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    outline: Vec<PartView<'a>>,
}

#[derive(Debug, Serialize)]
struct SentenceJson<'a> {
    text: &'a str,
    id: &'a str,
    start_s: Option<f32>,
}

impl<'a> SummaryJson<'a> {
    pub(super) fn new(of: &'a str, sentences: &'a [SummarySentence], outline: &'a [Part]) -> Self {
        let sentences = sentences.iter().map(|sentence| SentenceJson {
            text: &sentence.text,
            id: &sentence.key.id,
            start_s: sentence.start_s,
        });
        let outline = outline.iter().map(PartView::new).collect();
        Self { of, sentences: sentences.collect(), outline }
    }
}

/// `versions`.
#[derive(Debug, Serialize)]
pub(super) struct VersionsJson<'a> {
    event: &'a str,
    versions: Vec<VersionJson<'a>>,
}

#[derive(Debug, Serialize)]
struct VersionJson<'a> {
    version: i64,
    imported_at: String,
    file: &'a str,
    format: &'a str,
    added: usize,
    changed: usize,
    removed: usize,
}

impl<'a> VersionsJson<'a> {
    pub(super) fn new(event: &'a str, versions: &'a [Import]) -> Self {
        let versions = versions.iter().map(|import| VersionJson {
            version: import.version,
            imported_at: import.imported_at.to_string(),
            file: &import.record.file_name,
            format: &import.record.format,
            added: import.record.added,
            changed: import.record.changed,
            removed: import.record.removed,
        });
        Self { event, versions: versions.collect() }
    }
}

/// `diff`.
#[derive(Debug, Serialize)]
pub(super) struct DiffJson<'a> {
    pub(super) from: i64,
    pub(super) to: i64,
    pub(super) changes: &'a [Change],
}

/// `model embed`.
#[derive(Debug, Serialize)]
pub(super) struct EmbedJson<'a> {
    pub(super) model: &'a str,
    pub(super) device: crate::compute::DeviceKind,
    pub(super) dim: usize,
    pub(super) vectors: &'a [Vec<f32>],
}

/// `model bench`: a device each, and why there is no GPU among them.
#[derive(Debug, Serialize)]
pub(super) struct BenchJson {
    pub(super) devices: Vec<DeviceBenchJson>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) missing: Option<String>,
}

/// One device of `model bench`, and of a GPU what it runs and where its time goes.
#[derive(Debug, Serialize)]
pub(super) struct DeviceBenchJson {
    #[serde(flatten)]
    pub(super) measured: crate::compute::measure::Measured,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) tuning: Option<crate::compute::gpu::Tuning>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) kernels: Option<Vec<crate::compute::gpu::KernelTime>>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::samples;

    fn pretty(document: &impl Serialize) -> String {
        serde_json::to_string_pretty(document).unwrap()
    }

    #[test]
    fn documents_have_the_keys_of_the_contract() {
        insta::assert_snapshot!(pretty(&SearchJson::new("web", &samples::guided(), None, None)), @r#"
        {
          "query": "web",
          "mode": "hybrid",
          "hits": [
            {
              "id": "web",
              "event": "conf-2024",
              "title": "Models in the web browser",
              "score": 1.25,
              "passage": "Inference in the web page itself needs no server, and the web has reached the point where it is quick.",
              "scores": {
                "keyword": 0.5,
                "semantic": 0.75,
                "tokens": null
              }
            },
            {
              "id": "open",
              "event": "conf-2024",
              "title": "How open is open",
              "score": 0.5,
              "passage": "Weights alone are not enough.",
              "scores": {
                "keyword": null,
                "semantic": 0.25,
                "tokens": null
              }
            }
          ]
        }
        "#);
        insta::assert_snapshot!(pretty(&AskJson::new("how?", &samples::reply())), @r#"
        {
          "question": "how?",
          "outcome": "answer",
          "answered": true,
          "answer": "Inference in the web page itself needs no server.",
          "confidence": 0.75,
          "citations": [
            {
              "id": "web",
              "event": "conf-2024",
              "title": "Models in the web browser",
              "sentence": "Inference in the web page itself needs no server.",
              "start_s": 83.5
            }
          ]
        }
        "#);
        insta::assert_snapshot!(pretty(&SummaryJson::new("talk:web", &samples::summary()[..2], &[])), @r#"
        {
          "of": "talk:web",
          "sentences": [
            {
              "text": "It needs no server.",
              "id": "web",
              "start_s": 5.0
            },
            {
              "text": "It is quick.",
              "id": "web",
              "start_s": null
            }
          ]
        }
        "#);
        let vectors = [vec![0.5, -0.25]];
        let embed = EmbedJson {
            model: "m",
            device: crate::compute::DeviceKind::Cpu,
            dim: 2,
            vectors: &vectors,
        };
        insta::assert_snapshot!(serde_json::to_string(&embed).unwrap(), @r#"{"model":"m","device":"cpu","dim":2,"vectors":[[0.5,-0.25]]}"#);
    }

    #[test]
    fn what_else_a_search_says_comes_after_the_contract() {
        let mut found = samples::guided();
        found.response.hits.truncate(1);
        found.response.degraded = Some("the device was lost".into());
        found.suggestion = Some("web".into());
        let why = [samples::why()];
        let document = SearchJson::new(" web", &found, Some(&found.facets), Some(&why));
        let document = serde_json::to_value(document).unwrap();
        let keys: Vec<_> = document.as_object().unwrap().keys().map(String::as_str).collect();
        for key in ["understood", "did_you_mean", "degraded", "facets"] {
            assert!(keys.contains(&key), "{key} is not in {keys:?}");
        }
        assert_eq!(document["hits"][0]["why"]["signals"][1]["signal"], "meaning");
    }

    #[test]
    fn only_an_answer_is_answered() {
        for (outcome, answered) in
            [(Outcome::Answer, true), (Outcome::Closest, false), (Outcome::NotFound, false)]
        {
            let reply = Reply { outcome, ..samples::reply() };
            assert_eq!(AskJson::new("q", &reply).answered, answered);
        }
    }
}
