//! The service over a device made by hand, with the shipped tokenizer. No test depends on time.

use std::path::Path;
use std::sync::Mutex;

use super::queue::Runner;
use super::*;
use crate::compute::{
    Batch, BatchError, ComputeError, Device, DeviceInfo, DeviceKind, Encoded, Keep,
};
use crate::embed::standby::Standby;

/// Says how it was used. A text's vector is its tokens' sum and their number.
#[derive(Default)]
struct Counting {
    batches: Mutex<Vec<usize>>,
    fault: Mutex<Option<Fault>>,
}

#[derive(Clone, Copy)]
enum Fault {
    /// Every batch fails.
    Lost,
    /// A batch of several fails, and one with this many tokens.
    Several(usize),
}

impl Counting {
    fn batches(&self) -> Vec<usize> {
        self.batches.lock().unwrap().clone()
    }

    fn break_down(&self, fault: Option<Fault>) {
        *self.fault.lock().unwrap() = fault;
    }
}

impl Device for Counting {
    fn describe(&self) -> DeviceInfo {
        let (name, backend) = (String::new(), String::new());
        DeviceInfo { kind: DeviceKind::Gpu, name, backend, software: false }
    }

    fn encode(&self, batch: &Batch, _keep: Keep) -> Result<Encoded, ComputeError> {
        match *self.fault.lock().unwrap() {
            Some(Fault::Lost) => return Err(ComputeError::DeviceLost("unplugged".to_owned())),
            Some(Fault::Several(tokens)) if batch.sequences() > 1 || batch.tokens() == tokens => {
                return Err(BatchError::EmptySequence(0).into());
            }
            _ => {}
        }
        self.batches.lock().unwrap().push(batch.tokens());
        let vector = |range: std::ops::Range<usize>| {
            [batch.ids()[range.clone()].iter().sum::<u32>() as f32, range.len() as f32]
        };
        Ok(Encoded { pooled: batch.ranges().flat_map(vector).collect(), states: Vec::new() })
    }

    fn max_sim(
        &self,
        _query: TokenRows<'_>,
        _documents: &[TokenRows<'_>],
    ) -> Result<Vec<Vec<Match>>, ComputeError> {
        Ok(Vec::new())
    }
}

fn service(device: Arc<dyn Device>, gpu: Option<Arc<Standby>>) -> EmbeddingService {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/model");
    let embedder = Embedder::over_device(&folder, device, 2, gpu).unwrap();
    EmbeddingService::quiet_after(embedder, ServiceLimits::default(), Duration::MAX)
}

#[test]
fn a_query_is_run_once_and_then_at_hand() {
    let device = Arc::new(Counting::default());
    let service = service(device.clone(), None);
    let first = service.encode_query("open models").unwrap();
    // Two words and the two special tokens.
    assert_eq!(first.vector[1], 4.0);
    assert_eq!(service.encode_query("open models").unwrap(), first);
    assert_ne!(service.encode_query("Open models, again").unwrap(), first);
    assert_eq!(device.batches().len(), 2);
    assert_eq!(service.cache.size().0, 2);
}

#[test]
fn a_query_that_failed_is_not_kept_and_health_follows() {
    let device = Arc::new(Counting::default());
    let service = service(device.clone(), None);
    assert_eq!(service.health(), Health::Starting);
    device.break_down(Some(Fault::Lost));
    service.warm_up();
    assert_eq!(service.health(), Health::Degraded { reason: Weakness::Failing });
    assert!(matches!(service.encode_query("a"), Err(EmbedError::Compute(_))));
    device.break_down(None);
    assert!(service.encode_query("a").is_ok());
    assert_eq!(service.health(), Health::Ready);
    let shown = serde_json::to_value(Health::Degraded { reason: Weakness::LostGpu }).unwrap();
    assert_eq!(shown["state"], "degraded");
    assert_eq!(shown["reason"], "the GPU failed; the processor does its work");
}

#[test]
fn the_processor_takes_over_from_a_lost_gpu_without_a_failed_request() {
    let (gpu, processor) = (Arc::new(Counting::default()), Arc::new(Counting::default()));
    let second: Arc<dyn Device> = processor.clone();
    let standby = Standby::new(gpu.clone(), Box::new(move || Ok(second.clone())));
    let standby = Arc::new(standby);
    let service = service(standby.clone(), Some(standby));
    service.warm_up();
    assert_eq!(service.health(), Health::Ready);
    assert_eq!(service.queue.runner().lanes().batches, 1);
    let before = service.encode_query("open models").unwrap();
    gpu.break_down(Some(Fault::Lost));
    assert!(service.encode_query("open weights").is_ok());
    assert_eq!(service.embed_passages(&["open models"], &|_| ()).unwrap(), [before.vector]);
    assert_eq!((gpu.batches().len(), processor.batches().len()), (2, 2));
    assert_eq!(service.health(), Health::Degraded { reason: Weakness::LostGpu });
    assert_eq!(service.queue.runner().lanes().batches, cores());
}

#[test]
fn a_text_that_cannot_be_run_takes_no_other_with_it() {
    let device = Arc::new(Counting::default());
    device.break_down(Some(Fault::Several(3)));
    let service = service(device.clone(), None);
    let forward = service.queue.runner();
    let outputs = forward.run(&[vec![1, 2], vec![1, 2, 3], vec![5]]);
    assert_eq!(outputs[0].as_ref().unwrap().pooled, [3.0, 2.0]);
    assert!(outputs[1].is_err());
    assert_eq!(outputs[2].as_ref().unwrap().pooled, [5.0, 1.0]);
    assert!(!forward.is_failing());
}

#[test]
fn texts_that_run_together_get_their_own_vectors() {
    let device = Arc::new(Counting::default());
    let service = service(device.clone(), None);
    let outputs = service.queue.runner().run(&[vec![1, 2], vec![4]]);
    let pooled: Vec<_> = outputs.into_iter().map(|it| it.unwrap().pooled).collect();
    assert_eq!(pooled, [[3.0, 2.0], [4.0, 1.0]]);
    assert_eq!(device.batches(), [3]);
}

#[test]
fn bulk_batches_are_small_while_queries_may_come() {
    let device = Arc::new(Counting::default());
    let service = service(device.clone(), None);
    let texts = vec!["one talk"; 2_000];
    let last = Mutex::new(0);
    service.embed_passages(&texts, &|done| *last.lock().unwrap() = done).unwrap();
    assert_eq!(device.batches(), [4_096, 3_904]);
    service.encode_query("a question").unwrap();
    service.embed_passages(&texts[..300], &|done| *last.lock().unwrap() = done).unwrap();
    assert_eq!(device.batches()[2..], [4, 1_024, 176]);
    assert_eq!(*last.lock().unwrap(), 300);
}

#[test]
fn a_closed_service_refuses_with_a_reason_and_still_knows_what_is_at_hand() {
    let service = service(Arc::new(Counting::default()), None);
    service.encode_query("known").unwrap();
    service.close();
    assert!(service.encode_query("known").is_ok());
    let refused = service.encode_query("unknown");
    assert!(matches!(refused, Err(EmbedError::Refused(Refusal::Closed))));
    let refused = service.embed_passages(&["a talk"], &|_| ());
    assert!(matches!(refused, Err(EmbedError::Refused(Refusal::Closed))));
}
