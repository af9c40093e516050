//! Finds the fields of objects in a text, as JSON, Python and Rust print them.

use crate::error::evidence::{Evidence, FieldValue, holds_fields};

/// Reads the fields of all objects in the text. What is no object, or is cut off, does no harm.
pub(super) fn read(text: &str, evidence: &mut Evidence) {
    scan(text, evidence, 1);
    if text.contains("{\\\"") {
        scan(&unescaped(text), evidence, 1);
    }
}

/// ```text
/// HTTP 400: {"error": {"code": "x", "metadata": {"raw": "{\"error\": …}"}}}      JSON
/// Error code: 400 - {'error': {'code': 'x', 'param': None}}                      Python
/// Api { error: ApiError { code: Some("x") } }                                    Rust
/// ```
fn scan(text: &str, evidence: &mut Evidence, quoted_levels: u8) {
    // The open braces and brackets: whether the fields inside are read.
    let mut open: Vec<bool> = Vec::new();
    let mut name: Option<&str> = None;
    // Without quotes it is Rust's, whose errors may have codes that are no HTTP status.
    let mut is_quoted = false;
    let mut rest = text;
    while let Some(next) = rest.chars().next() {
        let mut length = next.len_utf8();
        match next {
            // Outside of an object, brackets and apostrophes belong to a sentence.
            '{' | '[' if next == '{' || !open.is_empty() => {
                let outer = open.last().copied().unwrap_or(true);
                let is_read = outer && name.is_none_or(holds_fields);
                if let Some(name) = name.take().filter(|_| outer) {
                    evidence.field(name, FieldValue::Nested);
                    evidence.is_error_object |= is_quoted && name == "error";
                }
                open.push(is_read);
            }
            '}' | ']' => {
                open.pop();
                name = None;
            }
            ',' => name = None,
            _ if open.is_empty() => {}
            '"' | '\'' => {
                let (inner, after) = quoted(rest);
                length = rest.len().saturating_sub(after.len());
                if after.trim_start().starts_with(':') {
                    (name, is_quoted) = (Some(inner), true);
                } else if let (Some(name), Some(true)) = (name.take(), open.last()) {
                    evidence.field(name, FieldValue::Text(inner));
                    evidence.is_error_object |= is_quoted && name == "error";
                    if let Some(quoted_levels) = quoted_levels.checked_sub(1).filter(|_| name == "raw") {
                        scan(&unescaped(inner), evidence, quoted_levels);
                    }
                }
            }
            _ if next.is_alphanumeric() || next == '_' => {
                let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
                length = end;
                let after = rest[end..].trim_start();
                if after.starts_with(':') && !after.starts_with("::") {
                    (name, is_quoted) = (Some(&rest[..end]), false);
                } else if let (Some(field), Ok(number), Some(true)) = (name, rest[..end].parse(), open.last()) {
                    evidence.field(field, FieldValue::Number(number));
                    name = None;
                }
            }
            _ => {}
        }
        rest = &rest[length..];
    }
}

/// What stands between the quotes with which the text begins, and what follows them.
fn quoted(text: &str) -> (&str, &str) {
    let quote = text.as_bytes()[0];
    let mut is_escaped = false;
    for (at, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = true,
            _ if byte == quote => return (&text[1..at], &text[at.saturating_add(1)..]),
            _ => {}
        }
    }
    (&text[1..], "")
}

/// The text of a string that was printed with escapes.
fn unescaped(text: &str) -> String {
    let mut unescaped = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(next) = chars.next() {
        match next {
            '\\' => match chars.next() {
                Some('n' | 't' | 'r') => unescaped.push(' '),
                Some(escaped) => unescaped.push(escaped),
                None => {}
            },
            _ => unescaped.push(next),
        }
    }
    unescaped
}
