//! Compile-time tests live in `tests/`.
