//! Negotiates the text format by the header `Accept`.

use super::{
    format::Format,
    quality_values::{WeightedEntry, weighted_entries},
};

impl Format {
    pub(crate) fn content_type(self) -> &'static str {
        match self {
            Self::Prometheus => "text/plain; version=0.0.4; charset=utf-8",
            Self::OpenMetrics => "application/openmetrics-text; version=1.0.0; charset=utf-8",
        }
    }

    /// How specifically a media range of `Accept` matches this format; `None` if it does not.
    fn specificity(self, range: &WeightedEntry<'_>) -> Option<u8> {
        let (kind, all_of_its_kind, version) = match self {
            Self::Prometheus => ("text/plain", "text/*", "0.0.4"),
            Self::OpenMetrics => ("application/openmetrics-text", "application/*", "1.0.0"),
        };
        match range.parameter("version") {
            Some(wanted) => (range.is(kind) && wanted == version).then_some(3),
            None if range.is(kind) => Some(2),
            None if range.is(all_of_its_kind) => Some(1),
            None => range.is("*/*").then_some(0),
        }
    }

    /// The quality and the position of the media range that matches this format most specifically.
    fn preference(self, ranges: &[WeightedEntry<'_>]) -> Option<(f32, usize)> {
        let specificity = |(place, range)| Some((self.specificity(range)?, place, range));
        // Of several it is the last that is found: the first of the list.
        let matching = ranges.iter().enumerate().rev().filter_map(specificity);
        let (_, place, range) = matching.max_by_key(|(specificity, ..)| *specificity)?;
        (range.quality > 0.0).then_some((range.quality, place))
    }

    /// Chooses `OpenMetrics` if it has the higher quality, or the same and comes first; else version 0.0.4 of Prometheus's
    /// format, also where the header is empty or matches neither.
    pub(crate) fn accepted(accept: &str) -> Self {
        let ranges = weighted_entries(accept);
        match (Self::OpenMetrics.preference(&ranges), Self::Prometheus.preference(&ranges)) {
            (Some(_), None) => Self::OpenMetrics,
            (Some((open, place)), Some((plain, other))) if open > plain || (open >= plain && place < other) => {
                Self::OpenMetrics
            }
            _ => Self::Prometheus,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_format_that_is_wanted_most() {
        use Format::{OpenMetrics, Prometheus};
        let prometheus_2 = "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1";
        let prometheus_2_old = "application/openmetrics-text; version=0.0.1,text/plain;version=0.0.4;q=0.5,*/*;q=0.1";
        let prometheus_3 = "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,application/openmetrics-text;version=0.0.1;q=0.4,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.3,text/plain;version=0.0.4;q=0.2,*/*;q=0.1";
        let prometheus_3_protobuf = "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited;q=0.6,application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5,application/openmetrics-text;version=0.0.1;q=0.4,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.3,text/plain;version=0.0.4;q=0.2,*/*;q=0.1";
        let prometheus_3_text =
            "text/plain;version=1.0.0;escaping=allow-utf-8;q=0.3,text/plain;version=0.0.4;q=0.2,*/*;q=0.1";
        let browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
        for (accept, expected) in [
            (prometheus_2, OpenMetrics),
            (prometheus_2_old, Prometheus),
            (prometheus_3, OpenMetrics),
            (prometheus_3_protobuf, OpenMetrics),
            (prometheus_3_text, Prometheus),
            (browser, Prometheus),
            ("", Prometheus),
            ("*/*", Prometheus),
            ("text/*", Prometheus),
            ("text/plain", Prometheus),
            ("image/png", Prometheus),
            ("application/json", Prometheus),
            ("application/openmetrics-text", OpenMetrics),
            ("Application/OpenMetrics-Text ; Version=1.0.0 ; Q=0.5", OpenMetrics),
            ("application/openmetrics-text; version=\"1.0.0\"", OpenMetrics),
            ("application/openmetrics-text; version=2.0.0", Prometheus),
            ("application/openmetrics-text;q=0", Prometheus),
            ("application/openmetrics-text;q=0, */*", Prometheus),
            ("application/openmetrics-text;q=much", Prometheus),
            ("application/openmetrics-text;q=2", Prometheus),
            ("application/openmetrics-text;q=nan", Prometheus),
            ("application/openmetrics-text, text/plain", OpenMetrics),
            ("text/plain, application/openmetrics-text", Prometheus),
            ("text/plain;q=0.1, application/openmetrics-text;q=0.2", OpenMetrics),
            ("text/plain;q=0, */*", OpenMetrics),
            (",;,;q=1,", Prometheus),
        ] {
            assert_eq!(Format::accepted(accept), expected, "{accept}");
        }
    }
}
