//! A thousand clients of the server at once: each gets its answer, and together they cost less than 100 MB. (A process of its own,
//! because its memory is measured; the clients are in others.)
#![cfg(feature = "metrics")]
#![allow(missing_docs)]

use agent_metrics::{
    Config, Metrics,
    prometheus::{IntCounterVec, Opts},
};
use std::{
    env, fs,
    io::{Read as _, Write as _},
    net::{SocketAddr, TcpStream},
    process::{Command, Stdio},
    thread,
    time::Instant,
};

const PROCESSES: usize = 4;
const CLIENTS: usize = 250;
const TEXT_BYTES: usize = 1_000_000;
/// The address of the server, for a process of clients.
const ADDRESS: &str = "CROWD_ADDRESS";

/// The most memory that this process has had at a time.
fn peak_bytes() -> Option<usize> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let kib = status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB"))?;
    Some(kib.parse::<usize>().ok()? * 1024)
}

fn answered(address: SocketAddr) -> bool {
    let ask = || -> std::io::Result<Vec<u8>> {
        let mut stream = TcpStream::connect(address)?;
        stream.write_all(b"GET /metrics HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n")?;
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer)?;
        Ok(answer)
    };
    ask().is_ok_and(|answer| answer.starts_with(b"HTTP/1.1 200 ") && answer.len() > TEXT_BYTES)
}

/// The clients of one process; without an address there are none.
#[test]
fn clients() {
    let Ok(address) = env::var(ADDRESS) else { return };
    let address = address.parse().unwrap();
    let clients: Vec<_> = (0..CLIENTS).map(|_| thread::spawn(move || answered(address))).collect();
    let answered = clients.into_iter().map(|client| client.join().unwrap()).filter(|answered| *answered).count();
    assert_eq!(answered, CLIENTS);
}

#[test]
fn a_thousand_clients_are_answered_within_100_megabytes() {
    if env::var(ADDRESS).is_ok() {
        return;
    }
    let metrics = Metrics::new(Config::new()).unwrap();
    let long = IntCounterVec::new(Opts::new("long_total", "Has long labels."), &["label"]).unwrap();
    for index in 0..=TEXT_BYTES / 1_000 {
        long.with_label_values(&[format!("{index:01000}")]).inc();
    }
    metrics.registry().register(Box::new(long)).unwrap();
    let server = metrics.serve_blocking("127.0.0.1:0").unwrap();
    let address = server.local_addr().unwrap();
    assert!(answered(address), "it serves");

    let before = peak_bytes();
    let start = Instant::now();
    let processes: Vec<_> = (0..PROCESSES)
        .map(|_| {
            let mut command = Command::new(env::current_exe().unwrap());
            command.args(["--exact", "clients"]).env(ADDRESS, address.to_string()).stdout(Stdio::null());
            command.spawn().unwrap()
        })
        .collect();
    for mut process in processes {
        assert!(process.wait().unwrap().success(), "every client of it is answered");
    }
    let Some((before, after)) = before.zip(peak_bytes()) else { return };
    println!("{} clients in {:?}, {} bytes", PROCESSES * CLIENTS, start.elapsed(), after - before);
    assert!(after - before <= 100_000_000, "{before} {after}");
}
