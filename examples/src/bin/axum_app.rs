//! `/metrics` in an axum app of your own, instead of a server beside it.

use agent_metrics::tool_call;
use axum::{Router, routing::get};

#[tool_call(agent_id = "bot-1")]
fn greet() -> &'static str {
    "hello"
}

struct App;

trait Routes {
    fn routes() -> Router;
}

impl Routes for App {
    fn routes() -> Router {
        Router::new().route("/greeting", get(async || greet()))
    }
}

// `agent_metrics::router` exists only with the feature on. An inherent function is preferred to one of a trait, so
// `App::routes` is this one then, and that of the trait otherwise.
agent_metrics::when_enabled! {
    impl App {
        fn routes() -> Router {
            <Self as Routes>::routes().merge(agent_metrics::router())
        }
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}", listener.local_addr()?);
    tokio::spawn(async { axum::serve(listener, App::routes()).await });

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
