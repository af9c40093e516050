//! `/metrics` in an axum app of your own, instead of a server beside it.

use agent_metrics::tool_call;
use axum::{Router, routing::get};

#[tool_call(agent_id = "bot-1")]
fn greet() -> &'static str {
    "hello"
}

fn routes() -> Router {
    let routes = Router::new().route("/greeting", get(async || greet()));
    // `agent_metrics::router` exists only where the server is compiled in.
    agent_metrics::if_enabled!(server { routes.merge(agent_metrics::router()) } else { routes })
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}", listener.local_addr()?);
    tokio::spawn(async { axum::serve(listener, routes()).await });

    let _ = rustls::crypto::ring::default_provider().install_default(); // reqwest demands it, also without TLS
    let client = reqwest::Client::builder().no_proxy().build()?;
    for path in ["/greeting", "/metrics"] {
        let response = client.get(format!("{url}{path}")).send().await?;
        println!("GET {path}: {}", response.status());
        let body = response.text().await?;
        body.lines().filter(|line| !line.contains("_bucket") && !line.starts_with('#')).for_each(|l| println!("{l}"));
    }
    Ok(())
}
