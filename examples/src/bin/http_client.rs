//! An HTTP client of your own: usage and model come from the body, the error type from the status and the provider's code.

use agent_metrics::{ClassifyError, ErrorType, LlmResponse, TokenUsage, llm_metered, testing::Recorder};
use axum::{Router, http::StatusCode, routing::post};

#[derive(serde::Deserialize)]
struct Answer {
    model: String,
    prompt_tokens: u32,
    completion_tokens: u32,
}

impl LlmResponse for Answer {
    fn usage(&self) -> Option<TokenUsage> {
        Some(TokenUsage::new().input(self.prompt_tokens).output(self.completion_tokens))
    }

    fn model(&self) -> Option<&str> {
        Some(&self.model) // the model that answered is the one that is billed
    }
}

#[derive(Debug, ClassifyError)]
#[error_type(transparent)] // the error type is that of the field
enum CallError {
    Connection(reqwest::Error),
    Refused(ErrorType),
}

#[llm_metered(model = "gpt-4o", agent_id = "bot-1")]
async fn complete(client: &reqwest::Client, url: &str) -> Result<Answer, CallError> {
    let response = client.post(url).body("{}").send().await.map_err(CallError::Connection)?;
    let status = response.status().as_u16();
    let body = response.text().await.map_err(CallError::Connection)?;
    let refused = |_| CallError::Refused(ErrorType::from_http(status, Some(&body)).unwrap_or(ErrorType::Other));
    serde_json::from_str(&body).map_err(refused)
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let answer = r#"{ "model": "gpt-4o-mini", "prompt_tokens": 1000, "completion_tokens": 100 }"#;
    let provider = Router::new()
        .route("/answers", post(move || async move { answer }))
        .route("/refuses", post(|| async { (StatusCode::TOO_MANY_REQUESTS, "insufficient_quota") }));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}", listener.local_addr()?);
    tokio::spawn(async { axum::serve(listener, provider).await });

    let _ = rustls::crypto::ring::default_provider().install_default(); // reqwest demands it, also without TLS
    let (client, recorder) = (reqwest::Client::builder().no_proxy().build()?, Recorder::new());
    for path in ["answers", "refuses"] {
        let ended = recorder.scope(complete(&client, &format!("{url}/{path}"))).await;
        println!("{path}: {:?}", ended.map(|answer| answer.model));
    }
    println!("cost: ${}", recorder.counter("llm_estimated_cost_dollars", &[("model", "gpt-4o-mini")]));
    println!("without quota: {}", recorder.counter("process_errors_total", &[("error_type", "quota_exhausted")]));
    Ok(())
}
