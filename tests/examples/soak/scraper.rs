//! Scrapes over HTTP while others record, and checks each text.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::{Read as _, Write as _},
    net::{SocketAddr, TcpStream},
    sync::atomic::{AtomicBool, Ordering::Relaxed},
    thread,
    time::Duration,
};

/// The samples of a text by the names of their families.
pub(crate) struct Families<'a>(BTreeMap<&'a str, Vec<(&'a str, f64)>>);

impl<'a> Families<'a> {
    pub(crate) fn of(text: &'a str) -> Self {
        let mut families: BTreeMap<_, Vec<_>> = BTreeMap::new();
        let mut seen = BTreeSet::new();
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let (series, value) = line.rsplit_once(' ').unwrap_or_else(|| panic!("no sample: {line}"));
            assert!(seen.insert(series), "twice in one text: {series}");
            let (name, labels) = series.split_once('{').unwrap_or((series, ""));
            let value = value.parse().unwrap_or_else(|_| panic!("no number: {line}"));
            families.entry(name).or_default().push((labels, value));
        }
        Self(families)
    }

    fn sum(&self, name: &str, label: Option<&str>) -> f64 {
        let samples = self.0.get(name).into_iter().flatten();
        samples.filter(|(labels, _)| label.is_none_or(|label| labels.contains(label))).map(|(_, value)| value).sum()
    }

    /// What is wrong with a sum, if anything.
    #[allow(clippy::cast_precision_loss)] // below 2^53
    pub(crate) fn mistake(&self, name: &str, label: Option<&str>, expected: u64) -> Option<String> {
        let sum = self.sum(name, label);
        let is_right = (sum - expected as f64).abs() < 0.5;
        (!is_right).then(|| format!("{name} {}: {sum} instead of {expected}", label.unwrap_or_default()))
    }
}

/// Scrapes until `stop`, and returns how often. No total falls, nothing is below zero, and the families that count the same
/// calls agree.
pub(crate) fn watch(address: SocketAddr, open_metrics: bool, stop: &AtomicBool) -> u64 {
    let mut before: BTreeMap<String, f64> = BTreeMap::new();
    let mut scrapes = 0;
    while !stop.load(Relaxed) {
        let text = scrape(address, open_metrics);
        let families = Families::of(&text);
        for (name, samples) in &families.0 {
            if let Some((labels, value)) = samples.iter().find(|(_, value)| *value < 0.0) {
                panic!("{name}{{{labels} is {value}");
            }
            let is_total = ["_total", "_count", "_bucket", "_dollars"].iter().any(|end| name.ends_with(end));
            if is_total {
                let sum = families.sum(name, None);
                let last = before.insert((*name).to_owned(), sum).unwrap_or(0.0);
                assert!(sum >= last * (1.0 - 1e-9), "{name} fell from {last} to {sum}");
            }
        }
        let requests = families.sum("agent_llm_requests_total", None);
        let durations = families.sum("agent_llm_request_duration_seconds_count", None);
        assert!((requests - durations).abs() < 0.5, "{requests} requests, {durations} durations");
        scrapes += 1;
        thread::sleep(Duration::from_millis(50));
    }
    scrapes
}

fn scrape(address: SocketAddr, open_metrics: bool) -> String {
    let accept = if open_metrics { "application/openmetrics-text" } else { "text/plain" };
    let mut connection = TcpStream::connect(address).expect("the server listens");
    write!(connection, "GET /metrics HTTP/1.0\r\nHost: {address}\r\nAccept: {accept}\r\n\r\n").expect("a request");
    let mut answer = String::new();
    connection.read_to_string(&mut answer).expect("an answer");
    let (head, body) = answer.split_once("\r\n\r\n").expect("a head");
    assert!(head.starts_with("HTTP/1.0 200"), "{head}");
    body.to_owned()
}
