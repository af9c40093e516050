//! Metrics that the configuration switches off are not served. (A process of its own: the configuration holds for all.)
#![cfg(feature = "server")]

use agent_metrics::{Config, init, serve, serve_blocking};

#[tokio::test]
async fn a_server_that_is_switched_off_listens_nowhere() {
    init(Config::new().enabled(false)).expect("the first");
    let server = serve("127.0.0.1:0").await.expect("nothing is asked of the system");
    assert_eq!(server.local_addr(), None);
    server.shutdown().await;
    let server = serve_blocking("127.0.0.1:0").expect("nothing is asked of the system");
    assert_eq!(server.local_addr(), None);
}
