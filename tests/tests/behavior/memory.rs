//! The memory: what was read, written and changed, and how many there are.

use agent_metrics::{
    Config, Context, ErrorType, Metrics, memory_op, prometheus::core::Collector, set_memory_entries, testing::Recorder,
};
use agent_metrics_tests::Failed;

const AGENT: &[(&str, &str)] = &[("agent_id", "bot-1")];

fn updates(recorder: &Recorder, operation: &str) -> f64 {
    recorder.counter("memory_updates_total", &[("agent_id", "bot-1"), ("operation", operation)])
}

#[memory_op(save, agent_id = "bot-1")]
async fn save() -> Result<(), Failed> {
    Ok(())
}

#[memory_op(delete, agent_id = "bot-1", handle = operation)]
async fn delete(rows: u64) -> Result<(), Failed> {
    operation.affected(rows);
    Ok(())
}

#[tokio::test]
async fn saves_and_deletes_count_memories() {
    let recorder = Recorder::new();
    recorder
        .scope(async {
            set_memory_entries("bot-1", 1_000);
            save().await.unwrap();
            save().await.unwrap();
            delete(0).await.unwrap();
            delete(5).await.unwrap();
        })
        .await;
    assert_eq!(updates(&recorder, "save"), 2.0);
    assert_eq!(updates(&recorder, "delete"), 5.0);
    assert_eq!(recorder.counter("memory_writes_total", AGENT), 2.0);
    assert_eq!(recorder.gauge("memory_entry_count", AGENT), 997.0);
    assert_eq!(recorder.histogram_count("memory_operation_duration_seconds", &[("operation", "delete")]), 2);
}

#[tokio::test]
async fn a_computed_operation_is_that_operation() {
    #[memory_op(name = operation, agent_id = "bot-1")]
    async fn apply(operation: Option<&str>, rows: u64) -> u64 {
        rows
    }
    let recorder = Recorder::new();
    recorder.scope(apply(Some("save"), 3)).await;
    recorder.scope(apply(Some("delete"), 1)).await;
    recorder.scope(apply(Some("search"), 2)).await;
    recorder.scope(apply(Some("compress"), 5)).await;
    recorder.scope(apply(None, 7)).await;
    let operations = ["save", "delete", "search", "compress", "unknown"];
    assert_eq!(operations.map(|operation| updates(&recorder, operation)), [3.0, 1.0, 0.0, 5.0, 7.0]);
    assert_eq!(recorder.counter("memory_writes_total", AGENT), 3.0);
    assert_eq!(recorder.counter("memory_reads_total", AGENT), 1.0);
    assert_eq!(recorder.gauge("memory_entry_count", AGENT), 2.0);
    let timed = |operation| recorder.histogram_count("memory_operation_duration_seconds", &[("operation", operation)]);
    assert_eq!(operations.map(timed), [1; 5]);
}

#[tokio::test]
async fn a_save_through_a_save_is_one() {
    #[memory_op(save, agent_id = "bot-1")]
    async fn tool() -> Result<String, Failed> {
        save().await?;
        Ok("an id".to_owned())
    }
    let recorder = Recorder::new();
    recorder.scope(tool()).await.unwrap();
    assert_eq!(updates(&recorder, "save"), 1.0);
    assert_eq!(recorder.counter("memory_writes_total", AGENT), 1.0);
    assert_eq!(recorder.gauge("memory_entry_count", AGENT), 1.0);
    assert_eq!(recorder.histogram_count("memory_operation_duration_seconds", &[]), 1);
}

#[tokio::test]
async fn a_failure_changes_nothing_and_is_timed() {
    #[memory_op(save, agent_id = "bot-1", count_errors, handle = operation)]
    async fn full() -> Result<(), Failed> {
        operation.affected(3);
        Err(Failed(ErrorType::QuotaExhausted))
    }
    let recorder = Recorder::new();
    recorder.scope(full()).await.unwrap_err();
    assert_eq!(updates(&recorder, "save"), 0.0);
    assert_eq!(recorder.counter("memory_writes_total", AGENT), 0.0);
    assert_eq!(recorder.histogram_count("memory_operation_duration_seconds", &[]), 1);
    assert_eq!(recorder.counter("process_errors_total", &[("error_type", "quota_exhausted")]), 1.0);
}

#[tokio::test]
async fn a_read_in_a_read_is_one() {
    #[memory_op(load, agent_id = "bot-1")]
    async fn load(id: u8) -> Option<u8> {
        Some(id)
    }
    #[memory_op(search, agent_id = "bot-1")]
    async fn search() -> Result<Vec<u8>, Failed> {
        let mut found = Vec::new();
        for id in 0..3 {
            found.extend(load(id).await);
        }
        Ok(found)
    }
    #[memory_op(recall, agent_id = "bot-1")]
    async fn recall() -> Result<Vec<u8>, Failed> {
        search().await
    }
    let recorder = Recorder::new();
    recorder.scope(recall()).await.unwrap();
    assert_eq!(recorder.counter("memory_reads_total", AGENT), 1.0);
    assert_eq!(recorder.histogram_count("memory_search_results", AGENT), 1);
    assert_eq!(recorder.histogram_sum("memory_search_results", AGENT), 3.0);
    for (operation, times) in [("recall", 1), ("search", 1), ("load", 3)] {
        let labels = [("agent_id", "bot-1"), ("operation", operation)];
        assert_eq!(recorder.histogram_count("memory_operation_duration_seconds", &labels), times, "{operation}");
    }
}

#[test]
fn the_type_or_a_closure_tells_how_many() {
    #[memory_op(forget, agent_id = "bot-1")]
    fn forget(found: bool) -> Result<bool, Failed> {
        Ok(found)
    }
    #[memory_op(update, agent_id = "bot-1", affected = |text: &String| text.len())]
    fn update() -> String {
        "four".to_owned()
    }
    #[memory_op(rank, agent_id = "bot-1", results = |ranks| ranks.0.len())]
    fn rank() -> (Vec<u8>, bool) {
        (vec![1, 2], true)
    }
    #[memory_op(prune, agent_id = "bot-1")]
    fn prune() -> i64 {
        -1
    }
    let recorder = Recorder::new();
    recorder.scope_sync(|| {
        forget(true).unwrap();
        forget(false).unwrap();
        update();
        rank();
        prune();
    });
    assert_eq!(updates(&recorder, "forget"), 1.0);
    assert_eq!(updates(&recorder, "update"), 4.0);
    assert_eq!(recorder.histogram_sum("memory_search_results", AGENT), 2.0);
    assert_eq!(updates(&recorder, "prune"), 0.0);
    assert_eq!(recorder.counter("invalid_values_total", &[("metric", "memory_updates_total")]), 1.0);
}

#[test]
fn an_upsert_is_a_write_of_which_some_are_new() {
    #[memory_op(upsert, agent_id = "bot-1")]
    fn upsert(is_new: bool) -> Result<bool, Failed> {
        if is_new { Ok(true) } else { Ok(false) }
    }
    #[memory_op(upsert, agent_id = "bot-1", affected = |(new, _): &(u64, u64)| *new)]
    fn upsert_all(new: u64, changed: u64) -> (u64, u64) {
        (new, changed)
    }
    #[memory_op(upsert, agent_id = "bot-1")]
    fn fail() -> Result<bool, Failed> {
        Err(Failed(ErrorType::Timeout))
    }
    #[memory_op(upsert, agent_id = "bot-1")]
    fn upsert_by_saving() {
        save_one();
    }
    #[memory_op(save, agent_id = "bot-1")]
    fn save_one() {}
    #[memory_op(save, agent_id = "bot-1")]
    fn save_by_upserting() {
        upsert(false).unwrap();
    }
    let recorder = Recorder::new();
    let counted = || {
        let [writes, entries] =
            [recorder.counter("memory_writes_total", AGENT), recorder.gauge("memory_entry_count", AGENT)];
        (updates(&recorder, "upsert"), writes, entries)
    };
    recorder.scope_sync(|| upsert(true)).unwrap();
    assert_eq!(counted(), (1.0, 1.0, 1.0));
    recorder.scope_sync(|| upsert(false)).unwrap();
    assert_eq!(counted(), (2.0, 2.0, 1.0), "it was there before");
    recorder.scope_sync(|| upsert_all(3, 7));
    assert_eq!(counted(), (5.0, 5.0, 4.0));
    recorder.scope_sync(fail).unwrap_err();
    assert_eq!(counted(), (5.0, 5.0, 4.0));
    recorder.scope_sync(upsert_by_saving);
    assert_eq!(counted(), (5.0, 6.0, 5.0), "the save inside has counted");
    recorder.scope_sync(save_by_upserting);
    assert_eq!(counted(), (6.0, 7.0, 5.0), "the upsert inside has counted");
}

#[tokio::test]
async fn there_are_never_less_than_no_memories() {
    let recorder = Recorder::new();
    recorder.scope(delete(3)).await.unwrap();
    assert_eq!(updates(&recorder, "delete"), 3.0);
    assert_eq!(recorder.gauge("memory_entry_count", AGENT), 0.0, "it is not known how many there were");
    recorder.scope_sync(|| set_memory_entries("bot-1", 10));
    assert_eq!(recorder.gauge("memory_entry_count", AGENT), 10.0);
}

#[test]
fn a_search_that_fails_has_no_results() {
    #[memory_op(search, agent_id = "bot-1", handle = operation, results = |found: &Vec<u8>| found.len())]
    fn search(found: Result<Vec<u8>, Failed>) -> Result<Vec<u8>, Failed> {
        operation.results(7);
        operation.results(4); // the last report holds
        found
    }
    let recorder = Recorder::new();
    let failed = recorder.scope_sync(|| search(Err(Failed(ErrorType::Timeout))));
    assert!(failed.is_err());
    assert_eq!(recorder.histogram_count("memory_search_results", AGENT), 0);
    recorder.scope_sync(|| search(Ok(vec![1]))).unwrap();
    assert_eq!(recorder.histogram_count("memory_search_results", AGENT), 1);
    assert_eq!(recorder.histogram_sum("memory_search_results", AGENT), 4.0);
}

#[test]
fn memories_of_no_agent_are_those_of_the_context_else_of_nobody() {
    let recorder = Recorder::new();
    recorder.scope_sync(|| {
        set_memory_entries(None::<&str>, 5);
        Context::new("bot-2").scope_sync(|| set_memory_entries("", 7));
    });
    assert_eq!(recorder.gauge("memory_entry_count", &[("agent_id", "unknown")]), 5.0);
    assert_eq!(recorder.gauge("memory_entry_count", &[("agent_id", "bot-2")]), 7.0);
    assert_eq!(recorder.gauge("memory_entry_count", &[]), 12.0);
}

#[test]
fn a_bound_between_two_amounts_counts_what_is_not_above_it() {
    #[memory_op(search, agent_id = "bot-1", results = |found: &usize| *found)]
    fn search(found: usize) -> usize {
        found
    }
    let metrics = Metrics::new(Config::new().buckets("memory_search_results", [0.5, 2.5])).unwrap();
    metrics.scope_sync(|| [0, 1, 2, 3].map(search));
    let text = metrics.render();
    for (bound, count) in [("0.5", 1), ("2.5", 3), ("+Inf", 4)] {
        let line = format!("agent_memory_search_results_bucket{{agent_id=\"bot-1\",le=\"{bound}\"}} {count}\n");
        assert!(text.contains(&line), "{line}{text}");
    }
    let families = metrics.collector().collect();
    let family = families.iter().find(|family| family.name() == "agent_memory_search_results").unwrap();
    let buckets = family.get_metric()[0].get_histogram().get_bucket().iter();
    let buckets: Vec<_> = buckets.map(|bucket| (bucket.upper_bound(), bucket.cumulative_count())).collect();
    assert_eq!(buckets, [(0.5, 1), (2.5, 3)], "the collector shows the same");
}
