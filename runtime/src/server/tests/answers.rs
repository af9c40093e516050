//! Checks the answers to requests: status, headers, text format and compression.

use super::client::{get, request, request_to};
use crate::{
    Config, Metrics, ServerConfig,
    metrics::{GroupKind, tool},
    serve_blocking,
};
use axum::{Router, extract::State, routing};
use flate2::read::GzDecoder;
use std::{io::Read as _, net::SocketAddr};

const PLAIN: &str = "text/plain; version=0.0.4; charset=utf-8";
const OPEN: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

fn served(test: impl FnOnce(SocketAddr)) {
    let server = serve_blocking("127.0.0.1:0").expect("a free port");
    test(server.local_addr().expect("it listens"));
}

/// Two calls of a tool, 0.2 seconds in all.
fn record(metrics: &Metrics, tool: &str) {
    let tools = metrics.instance().registry.group(GroupKind::Tools);
    tools.write(tools.find(&["bot", tool, ""]), |cells| {
        for duration in [0, 200_000_000] {
            cells.observe_end(tool::DURATION, duration, tool::OUTCOMES, None);
        }
    });
}

#[test]
fn metrics_are_in_the_text_format() {
    served(|address| {
        let answer = get(address, "/metrics?name[]=x");
        assert_eq!(answer.status, 200);
        assert_eq!(answer.header("content-type"), Some(PLAIN));
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        assert_eq!(answer.header("vary"), Some("Accept, Accept-Encoding"));
        assert_eq!(answer.header("content-encoding"), None);
        assert_eq!(answer.header("content-length"), Some(answer.body.len().to_string().as_str()));
        assert!(answer.text().contains("# TYPE agent_llm_requests_total counter\n"), "{}", answer.text());
        assert!(!answer.text().contains("# EOF"));
    });
}

#[test]
fn what_is_recorded_is_served() {
    record(&Metrics::global(), "she said \"no\"");
    let labels = r#"agent_id="bot",tool_name="she said \"no\"""#;
    served(|address| {
        let text = get(address, "/metrics");
        assert!(text.text().contains(&format!("\nagent_tool_calls_total{{{labels}}} 2\n")), "{}", text.text());
        let accept = "accept: application/openmetrics-text";
        let text = request(address, "GET", "/metrics", &[accept]);
        let line = format!("\nagent_tool_call_duration_seconds_bucket{{{labels},le=\"0.25\"}} 2\n");
        assert!(text.text().contains(&line), "{}", text.text());
    });
}

#[test]
fn each_instance_serves_what_it_recorded() {
    let instances = ["a", "b"].map(|tenant| {
        let metrics = Metrics::new(Config::new().constant_label("tenant", tenant)).expect("it is right");
        record(&metrics, tenant);
        metrics
    });
    let servers = instances.each_ref().map(|metrics| metrics.serve_blocking("127.0.0.1:0").expect("a free port"));
    drop(instances); // a server keeps its instance
    for (server, tenant, other) in [(&servers[0], "a", "b"), (&servers[1], "b", "a")] {
        let text = get(server.local_addr().expect("it listens"), "/metrics");
        let line = |tool: &str| {
            format!("agent_tool_calls_total{{tenant=\"{tenant}\",agent_id=\"bot\",tool_name=\"{tool}\"}} 2")
        };
        assert!(text.text().lines().any(|shown| shown == line(tenant)), "{}", text.text());
        assert!(!text.text().contains(&line(other)));
    }
    let off = Metrics::new(Config::new().enabled(false)).expect("it is right");
    assert_eq!(off.serve_blocking("127.0.0.1:0").expect("it does not listen").local_addr(), None);
}

#[test]
fn prometheus_gets_openmetrics() {
    served(|address| {
        let accept = "accept: application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,text/plain;version=0.0.4;q=0.2,*/*;q=0.1";
        let answer = request(address, "GET", "/metrics", &[accept]);
        assert_eq!(answer.header("content-type"), Some(OPEN));
        assert!(answer.text().ends_with("# EOF\n"));
    });
}

#[test]
fn gzip_is_the_same_text() {
    served(|address| {
        let answer = request(address, "GET", "/metrics", &["accept-encoding: gzip"]);
        assert_eq!(answer.header("content-encoding"), Some("gzip"));
        assert_eq!(answer.header("content-type"), Some(PLAIN));
        let mut text = String::new();
        GzDecoder::new(&*answer.body).read_to_string(&mut text).expect("gzip");
        assert!(text.contains("# TYPE agent_llm_requests_total counter\n"), "{text}");
        assert!(answer.body.len() * 2 < text.len());
    });
}

#[test]
fn head_has_the_headers_and_no_body() {
    served(|address| {
        for encoding in ["accept-encoding: gzip", "accept-encoding: identity"] {
            let answer = request(address, "HEAD", "/metrics", &[encoding]);
            assert_eq!(answer.status, 200);
            assert_eq!(answer.header("content-type"), Some(PLAIN));
            assert_eq!(answer.header("content-encoding").is_some(), encoding.ends_with("gzip"));
            let length = answer.header("content-length").and_then(|length| length.parse::<usize>().ok());
            assert!(length.is_some_and(|length| length > 0), "{length:?}");
            assert!(answer.body.is_empty());
        }
        assert_eq!(request(address, "HEAD", "/health", &[]).status, 200);
    });
}

#[test]
fn health_is_ok() {
    served(|address| {
        let answer = get(address, "/health");
        assert_eq!((answer.status, answer.text()), (200, "ok\n"));
        assert_eq!(answer.header("content-type"), Some("text/plain; charset=utf-8"));
        assert_eq!(answer.header("cache-control"), Some("no-store"));
    });
}

#[test]
fn other_paths_and_methods_are_refused() {
    served(|address| {
        for path in ["/", "/metric", "/metrics/", "/metrics/x", "//metrics", "/Metrics"] {
            let answer = get(address, path);
            assert_eq!(answer.status, 404, "{path}");
            assert!(answer.text().contains("/metrics"), "{path}");
        }
        for (method, path) in
            [("POST", "/metrics"), ("DELETE", "/metrics"), ("OPTIONS", "/metrics"), ("PUT", "/health")]
        {
            let answer = request(address, method, path, &[]);
            assert_eq!((answer.status, answer.header("allow")), (405, Some("GET,HEAD")), "{method} {path}");
        }
    });
}

#[test]
fn only_a_call_by_an_allowed_name_is_answered() {
    let config = ServerConfig::new().port(0).hosts(["metrics.example.org"]);
    let server = serve_blocking(config).expect("a free port");
    let address = server.local_addr().expect("it listens");
    for (host, path, expected) in [
        ("metrics.example.org", "/metrics", 200),
        (&address.to_string(), "/metrics", 200),
        ("localhost", "/health", 200),
        ("evil.org", "/metrics", 421),
        ("evil.org", "/health", 421),
        ("evil.org", "/other", 421),
    ] {
        let answer = request_to(host, address, "GET", path, &[]);
        assert_eq!(answer.status, expected, "{host} {path}");
        assert_eq!(answer.text().contains("`hosts`"), expected == 421, "{}", answer.text());
    }
}

#[test]
fn on_loopback_only_a_call_by_a_name_of_loopback_is_answered() {
    served(|address| {
        for (host, expected) in [
            ("localhost", 200),
            ("LocalHost:9090", 200),
            ("127.0.0.1", 200),
            ("[::1]:9090", 200),
            ("rebound.evil.org", 421),
            ("localhost.evil.org:9090", 421),
            ("", 421),
        ] {
            for path in ["/metrics", "/health"] {
                assert_eq!(request_to(host, address, "GET", path, &[]).status, expected, "{host} {path}");
            }
        }
    });
    // Others reach this one, by names that it does not know.
    let server = serve_blocking("0.0.0.0:0").expect("a free port");
    let port = server.local_addr().expect("it listens").port();
    let address = SocketAddr::from(([127, 0, 0, 1], port));
    assert_eq!(request_to("agent.example.org", address, "GET", "/metrics", &[]).status, 200);
}

/// The routes in a server of the user's own, which has routes and a fallback itself.
#[test]
fn the_router_goes_with_others() {
    let own = || Router::new().route("/", routing::get(async || "own")).fallback(async || "fallback");
    let merged = own().merge(crate::router());
    // An app with a state, and an instance beside that of the process.
    let tenant = Metrics::new(Config::new().prefix("tenant_")).expect("it is right");
    record(&tenant, "tool_of_the_tenant");
    let nested = Router::new()
        .route("/health", routing::get(async |State(state): State<&'static str>| state))
        .fallback(async || "fallback")
        .nest("/agent", crate::router())
        .nest("/tenant", tenant.router())
        .with_state("fine");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build().expect("a runtime");
    let [merged, nested] = [merged, nested].map(|app| {
        let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).expect("a free port");
        let address = listener.local_addr().expect("it listens");
        runtime.spawn(async { axum::serve(listener, app).await });
        address
    });
    let (done, until_done) = tokio::sync::oneshot::channel::<()>();
    let serving = std::thread::spawn(move || runtime.block_on(until_done));

    for (address, path, expected) in [
        (merged, "/health", "ok\n"),
        (merged, "/", "own"),
        (merged, "/other", "fallback"),
        (nested, "/agent/health", "ok\n"),
        (nested, "/health", "fine"),
        (nested, "/metrics", "fallback"),
    ] {
        assert_eq!(get(address, path).text(), expected, "{path}");
    }
    assert_eq!(get(merged, "/metrics").header("content-type"), Some(PLAIN));
    assert_eq!(get(nested, "/agent/metrics").header("content-type"), Some(PLAIN));
    let line = r#"tenant_tool_calls_total{agent_id="bot",tool_name="tool_of_the_tenant"} 2"#;
    for (path, expected) in [("/agent/metrics", false), ("/tenant/metrics", true)] {
        assert_eq!(get(nested, path).text().lines().any(|shown| shown == line), expected, "{path}");
    }
    drop(done);
    let _ = serving.join();
}
