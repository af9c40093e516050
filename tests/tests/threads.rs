//! The global registry: threads write shards of their own, and nothing is lost between them.
#![cfg(feature = "metrics")]
#![allow(missing_docs)]
#![allow(clippy::cast_possible_truncation, clippy::cast_precision_loss, clippy::cast_sign_loss)] // small counts

use agent_metrics::{TokenUsage, llm_metered, process_metric, tool_call};
use agent_metrics_tests::Reply;
use std::{
    collections::BTreeMap,
    sync::atomic::{AtomicBool, AtomicU64, Ordering::SeqCst},
    thread,
};

/// The samples of a family with these labels, summed.
fn sum(text: &str, name: &str, labels: &[&str]) -> f64 {
    let is_it = |line: &&str| {
        line.strip_prefix(name).is_some_and(|rest| rest.starts_with('{'))
            && labels.iter().all(|label| line.contains(label))
    };
    text.lines().filter(is_it).filter_map(|line| line.rsplit_once(' ')?.1.parse::<f64>().ok()).sum()
}

#[test]
fn two_threads_lose_no_count() {
    #[tool_call(agent_id = "lossless")]
    fn shared() {}
    const CALLS: u32 = 1_000_000;
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| (0..CALLS).for_each(|_| shared()));
        }
    });
    let text = agent_metrics::render();
    let labels = [r#"agent_id="lossless""#];
    let expected = f64::from(2 * CALLS);
    assert!((sum(&text, "agent_tool_calls_total", &labels) - expected).abs() < 0.5);
    assert!((sum(&text, "agent_tool_call_duration_seconds_count", &labels) - expected).abs() < 0.5);
}

#[test]
fn every_scrape_has_all_that_was_recorded_before_it() {
    #[tool_call(agent_id = "scraped", name = name)]
    fn call(name: &str) {}
    static RECORDED: AtomicU64 = AtomicU64::new(0);
    static BEGUN: AtomicU64 = AtomicU64::new(0);
    let over = AtomicBool::new(false);
    thread::scope(|scope| {
        for thread in 0..3 {
            let over = &over;
            scope.spawn(move || {
                for index in 0_u64.. {
                    BEGUN.fetch_add(1, SeqCst);
                    call(["a", "b", "c"][(index + thread) as usize % 3]);
                    RECORDED.fetch_add(1, SeqCst);
                    // Threads that come and go hand their shards over.
                    if index % 1_000 == 0 {
                        scope.spawn(|| {
                            BEGUN.fetch_add(1, SeqCst);
                            call("a");
                            RECORDED.fetch_add(1, SeqCst);
                        });
                    }
                    if over.load(SeqCst) {
                        break;
                    }
                }
            });
        }
        let mut last = 0.0;
        for _ in 0..200 {
            let before = RECORDED.load(SeqCst) as f64;
            let scraped = sum(&agent_metrics::render(), "agent_tool_calls_total", &[r#"agent_id="scraped""#]);
            let after = BEGUN.load(SeqCst) as f64;
            assert!((before..=after).contains(&scraped), "{before} <= {scraped} <= {after}");
            assert!(scraped >= last);
            last = scraped;
        }
        over.store(true, SeqCst);
    });
    let scraped = sum(&agent_metrics::render(), "agent_tool_calls_total", &[r#"agent_id="scraped""#]);
    assert!((scraped - RECORDED.load(SeqCst) as f64).abs() < 0.5);
}

#[test]
fn a_call_that_ends_on_another_thread_is_counted_once() {
    #[process_metric(worker, agent_id = "moves")]
    async fn work() {
        ask("gpt-4o", "gpt-4o-2024-08-06").await;
        ask("gpt-4o", "o3").await;
        ask("", "o3").await;
        ask("", "").await;
        ask("gpt-4o", "").await;
    }
    #[llm_metered(model = model)]
    async fn ask(model: &str, answered: &str) -> Reply {
        std::future::poll_fn({
            let mut polled = false;
            move |context| {
                context.waker().wake_by_ref();
                if std::mem::replace(&mut polled, true) { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
            }
        })
        .await;
        Reply::with(answered, TokenUsage::new().input(10))
    }
    // Each poll on a thread of its own.
    type Task = std::pin::Pin<Box<dyn Future<Output = ()> + Send>>;
    let mut future: Task = Box::pin(work());
    loop {
        let poll = |mut future: Task| {
            let mut context = std::task::Context::from_waker(std::task::Waker::noop());
            let ready = future.as_mut().poll(&mut context).is_ready();
            (future, ready)
        };
        let (back, ready) = thread::spawn(move || poll(future)).join().unwrap();
        if ready {
            break;
        }
        future = back;
    }
    let text = agent_metrics::render();
    let by_model: BTreeMap<_, _> = ["gpt-4o", "o3", "unknown"]
        .map(|model| {
            let labels = [r#"agent_id="moves""#.to_owned(), format!(r#"model="{model}""#)];
            (model, sum(&text, "agent_llm_requests_total", &labels.each_ref().map(String::as_str)) as u64)
        })
        .into();
    assert_eq!(by_model, [("gpt-4o", 2), ("o3", 2), ("unknown", 1)].into());
    assert!(sum(&text, "agent_active_workers", &[r#"agent_id="moves""#]).abs() < 0.5);
    assert!((sum(&text, "agent_worker_duration_seconds_count", &[r#"agent_id="moves""#]) - 1.0).abs() < 0.5);
}
