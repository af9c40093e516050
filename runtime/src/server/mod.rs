//! `GET /metrics` and `GET /health`.
