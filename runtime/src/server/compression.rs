//! Compresses the text with gzip where the client accepts that.

use crate::encoding::weighted_entries;
use flate2::{Compression, write::GzEncoder};
use std::io::Write as _;

/// True if the client prefers gzip to the plain text, or accepts both alike.
pub(super) fn accepts_gzip(accept_encoding: &str) -> bool {
    let encodings = weighted_entries(accept_encoding);
    let quality = |names: &[&str]| {
        let named = encodings.iter().find(|wanted| names.iter().any(|name| wanted.is(name)));
        named.or_else(|| encodings.iter().find(|wanted| wanted.is("*"))).map(|wanted| wanted.quality)
    };
    let gzip = quality(&["gzip", "x-gzip"]).unwrap_or(0.0);
    gzip > 0.0 && gzip >= quality(&["identity"]).unwrap_or(0.0)
}

/// Compresses the text; `None` on an error, which writing to memory never has.
pub(super) fn gzip(text: &str) -> Option<Vec<u8>> {
    // The fastest level shrinks such text to a tenth already.
    let mut encoder = GzEncoder::new(Vec::with_capacity(text.len() / 8), Compression::fast());
    encoder.write_all(text.as_bytes()).ok()?;
    encoder.finish().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gzip_only_where_it_is_wanted() {
        for (accept, expected) in [
            ("gzip", true),
            ("GZip", true),
            ("x-gzip", true),
            ("deflate, gzip;q=0.5", true),
            ("*", true),
            ("br, *;q=0.1", true),
            ("gzip;q=0.5, identity;q=0.5", true),
            ("", false),
            ("identity", false),
            ("br, zstd", false),
            ("gzip;q=0", false),
            ("gzip;q=0.0, *", false),
            ("*;q=0", false),
            ("gzip;q=0.5, identity", false),
            ("gzip;q=x", false),
        ] {
            assert_eq!(accepts_gzip(accept), expected, "{accept}");
        }
    }
}
