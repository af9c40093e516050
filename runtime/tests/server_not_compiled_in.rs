//! Without a server to compile in, `serve` says so: nobody waits for a scrape that never comes.
#![cfg(not(feature = "server"))]

use agent_metrics::{ServeError, ServerConfig, serve, serve_blocking};

#[tokio::test]
async fn a_server_that_is_not_compiled_in_is_an_error() {
    let config = || ServerConfig::new().bind("localhost").port(9100);
    for (result, address) in [
        (serve("127.0.0.1:9090").await, "127.0.0.1:9090"),
        (serve_blocking("127.0.0.1:9090"), "127.0.0.1:9090"),
        (serve_blocking(config()), "localhost:9100"),
    ] {
        let error = result.expect_err("it listens nowhere");
        assert!(matches!(error, ServeError::NotCompiledIn { .. }), "{error:?}");
        let expected = "the server is not compiled in; switch on the feature `metrics` of agent-metrics";
        assert_eq!(error.to_string(), format!("can't serve metrics at `{address}`: {expected}"));
    }
}
