//! Parses lists with weights, as `Accept` and `Accept-Encoding` are: `a;version=1;q=0.5, b`.

/// One entry of such a list.
#[derive(Debug)]
pub(crate) struct WeightedEntry<'a> {
    pub(super) name: &'a str,
    parameters: &'a str,
    /// The weight, from 0 (not acceptable) to 1.
    pub(crate) quality: f32,
}

impl<'a> WeightedEntry<'a> {
    /// `None` for an entry whose weight can't be parsed, which is ignored.
    fn parse(entry: &'a str) -> Option<Self> {
        let (name, parameters) = entry.split_once(';').unwrap_or((entry, ""));
        let mut parsed = Self { name: name.trim(), parameters, quality: 1.0 };
        if let Some(quality) = parsed.parameter("q") {
            parsed.quality = quality.parse().ok().filter(|quality| (0.0..=1.0).contains(quality))?;
        }
        (!parsed.name.is_empty()).then_some(parsed)
    }

    pub(crate) fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }

    pub(super) fn parameter(&self, name: &str) -> Option<&'a str> {
        self.parameters.split(';').find_map(|parameter| {
            let (own, value) = parameter.split_once('=')?;
            own.trim().eq_ignore_ascii_case(name).then(|| value.trim().trim_matches('"'))
        })
    }
}

/// The entries of a list.
pub(crate) fn weighted_entries(list: &str) -> Vec<WeightedEntry<'_>> {
    list.split(',').filter_map(WeightedEntry::parse).collect()
}
