//! Writes labels in the exposition format.

/// Appends `name="value"`, after a comma where one is needed.
pub(crate) fn write_label(out: &mut String, name: &str, value: &str) {
    if !out.is_empty() {
        out.push(',');
    }
    out.extend([name, "=\""]);
    escape(out, value, true);
    out.push('"');
}

/// Appends text with backslashes, line feeds and (in label values) quotes escaped.
pub(crate) fn escape(out: &mut String, text: &str, quotes: bool) {
    if !text.contains(['\\', '\n', '"']) {
        return out.push_str(text);
    }
    for character in text.chars() {
        match character {
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '"' if quotes => out.push_str("\\\""),
            other => out.push(other),
        }
    }
}
