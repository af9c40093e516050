//! Serves answers that end too early: the server closes the connection in the middle of each.

use crate::openai_chat;
use serde_json::json;
use std::{io, net::SocketAddr};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

/// Where an answer is truncated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Truncation {
    /// Within the body of a whole response.
    Response,
    /// After the first event of a stream of server-sent events.
    Events,
    /// After the first line of a stream of JSON lines.
    Lines,
}

/// Starts a server that truncates every answer, and returns its base URL, such as `http://127.0.0.1:1234`.
///
/// # Panics
///
/// Panics if no port on loopback can be bound.
pub async fn truncated_server(place: Truncation) -> String {
    let listener = TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await.expect("loopback");
    let address = listener.local_addr().expect("bound");
    tokio::spawn(async move {
        while let Ok((connection, _)) = listener.accept().await {
            let _ = answer(connection, place).await;
        }
    });
    format!("http://{address}")
}

async fn answer(mut connection: TcpStream, place: Truncation) -> io::Result<()> {
    read_request(&mut connection).await?;
    let event = openai_chat::chunk(&json!([{ "index": 0, "delta": { "content": "Hel" }, "finish_reason": null }]));
    let line = json!({
        "model": crate::SERVED, "created_at": "2026-01-01T00:00:00Z", "done": false, "response": "Hel",
        "message": { "role": "assistant", "content": "Hel" },
    });
    let (kind, part) = match place {
        Truncation::Response => ("application/json", "{\"id\":".to_owned()),
        Truncation::Events => ("text/event-stream", format!("data: {event}\n\n")),
        Truncation::Lines => ("application/x-ndjson", format!("{line}\n")),
    };
    // The announced length exceeds what is sent.
    let head = format!("HTTP/1.1 200 OK\r\ncontent-type: {kind}\r\ncontent-length: 100000\r\n\r\n");
    connection.write_all(head.as_bytes()).await?;
    connection.write_all(part.as_bytes()).await?;
    connection.flush().await?;
    connection.shutdown().await
}

/// Reads the whole request: closing a socket with unread data resets the connection, and the client would lose the
/// answer.
async fn read_request(connection: &mut TcpStream) -> io::Result<()> {
    let mut request = Vec::new();
    loop {
        let mut part = [0; 4096];
        let read = connection.read(&mut part).await?;
        request.extend_from_slice(&part[..read]);
        let text = String::from_utf8_lossy(&request);
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let head = head.to_ascii_lowercase();
        let length = head.split("content-length:").nth(1).and_then(|rest| rest.lines().next()?.trim().parse().ok());
        let all =
            if head.contains("chunked") { body.ends_with("0\r\n\r\n") } else { body.len() >= length.unwrap_or(0) };
        if read == 0 || all {
            return Ok(());
        }
    }
}
