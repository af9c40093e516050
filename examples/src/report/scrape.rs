//! Reads the agent's metrics from the text that Prometheus scrapes.

const PREFIX: &str = "agent_";

pub(crate) struct Scrape {
    text: String,
}

impl Scrape {
    /// Scrapes all metrics; `None` if the feature is off.
    pub(crate) fn now() -> Option<Self> {
        agent_metrics::ENABLED.then(|| Self { text: agent_metrics::render() })
    }

    /// Sums the series of a name that have these labels.
    pub(crate) fn sum(&self, name: &str, labels: &[(&str, &str)]) -> f64 {
        let series = self.text.lines().filter_map(|line| sample(line, name));
        let wanted = series.filter(|(text, _)| labels.iter().all(|(name, value)| has(text, name, value)));
        // The fold starts at 0, because `Iterator::sum` of no floats is -0.
        wanted.fold(0.0, |sum, (_, number)| sum + number)
    }
}

/// Splits `agent_name{labels} number` into labels and number, if it is a sample of this name.
fn sample<'a>(line: &'a str, name: &str) -> Option<(&'a str, f64)> {
    let rest = line.strip_prefix(PREFIX)?.strip_prefix(name)?;
    let (labels, number) = rest.rsplit_once(' ')?;
    // `name_bucket` begins with the same text and is not meant.
    let is_this = labels.is_empty() || labels.starts_with('{');
    is_this.then_some(())?;
    Some((labels, number.parse().ok()?))
}

fn has(labels: &str, name: &str, value: &str) -> bool {
    labels.contains(&format!("{{{name}=\"{value}\"")) || labels.contains(&format!(",{name}=\"{value}\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_are_summed_by_label() {
        let text =
            "# TYPE agent_a counter\nagent_a{x=\"1\",y=\"2\"} 3\nagent_a{x=\"2\",y=\"2\"} 4\nagent_a_sum{x=\"1\"} 9";
        let scrape = Scrape { text: text.to_owned() };
        let sums = [scrape.sum("a", &[]), scrape.sum("a", &[("y", "2")]), scrape.sum("a", &[("x", "1")])];
        assert_eq!(sums.map(|sum| sum.to_string()), ["7", "7", "3"]);
    }
}
