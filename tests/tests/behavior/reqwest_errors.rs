//! Errors of reqwest are classified by what reqwest says of them, in both of its versions.

use agent_metrics::{ClassifyError, ErrorType, process_metric, testing::Recorder};
use std::{
    io::{Read, Write},
    net::TcpListener,
    thread,
    time::Duration,
};

/// The address of a server that reads one request and answers it so; `None`: it never does.
fn server(answer: Option<&'static str>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let _ = stream.read(&mut [0; 1024]);
        match answer {
            Some(answer) => stream.write_all(answer.as_bytes()).unwrap(),
            None => thread::sleep(Duration::from_secs(60)),
        }
    });
    address
}

/// The address of a port where nothing listens.
fn nobody() -> String {
    format!("http://{}", TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap())
}

/// An error of a crate that knows neither.
#[derive(Debug)]
struct Foreign<E>(E);

impl<E> std::fmt::Display for Foreign<E> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("asking")
    }
}

impl<E: std::error::Error + 'static> std::error::Error for Foreign<E> {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.0)
    }
}

macro_rules! version {
    ($version:ident $reqwest:ident) => {
        mod $version {
            use super::*;
            use $reqwest::{Client, Error};

            async fn ask(url: String) -> Result<u8, Error> {
                // Another crate of the build may enable TLS in reqwest, which then demands a provider, also without TLS.
                let _ = rustls::crypto::ring::default_provider().install_default();
                let client = Client::builder().no_proxy().timeout(Duration::from_millis(300)).build()?;
                client.get(url).send().await?.error_for_status()?.json().await
            }

            async fn assert_type(url: String, expected: ErrorType) {
                let error = ask(url).await.unwrap_err();
                assert_eq!(ErrorType::from_error(&error), expected, "{error:?}");
                assert_eq!(error.error_type(), expected, "{error:?}");
                assert_eq!(ErrorType::from_error(&Foreign(Foreign(error))), expected, "in a chain");
            }

            #[tokio::test]
            async fn each_kind_has_its_type() {
                assert_type(nobody(), ErrorType::Connection).await;
                assert_type(server(None), ErrorType::Timeout).await;
                assert_type("no url".to_owned(), ErrorType::InvalidRequest).await;
                for (answer, expected) in [
                    ("HTTP/1.1 429 Too Many Requests\r\ncontent-length: 0\r\n\r\n", ErrorType::RateLimit),
                    ("HTTP/1.1 401 Unauthorized\r\ncontent-length: 0\r\n\r\n", ErrorType::Auth),
                    ("HTTP/1.1 529 Overloaded\r\ncontent-length: 0\r\n\r\n", ErrorType::Overloaded),
                    ("HTTP/1.1 200 OK\r\ncontent-length: 7\r\n\r\nno json", ErrorType::ProviderError),
                    // The connection breaks in the body, and in the head.
                    ("HTTP/1.1 200 OK\r\ncontent-length: 7\r\n\r\nno", ErrorType::Connection),
                    ("HTTP/1.1 200 OK\r\ncont", ErrorType::Connection),
                ] {
                    assert_type(server(Some(answer)), expected).await;
                }
            }

            #[tokio::test]
            async fn it_is_counted() {
                #[process_metric(worker, agent_id = "bot-1", count_errors)]
                async fn run(url: String) -> Result<u8, Box<dyn std::error::Error + Send + Sync>> {
                    Ok(ask(url).await.map_err(Foreign)?)
                }
                let recorder = Recorder::new();
                recorder.scope(run(nobody())).await.unwrap_err();
                let counted = recorder.counter("process_errors_total", &[("error_type", "connection")]);
                assert_eq!(counted, f64::from(u8::from(agent_metrics::ENABLED)));
            }
        }
    };
}
version!(v0_12 reqwest_0_12);
version!(v0_13 reqwest_0_13);
