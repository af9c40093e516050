//! Reads LiteLLM's `off_peak_pricing`: other prices at some hours of some days, in UTC.

use super::fields::{Unit, price};
use serde_json::{Map, Value};
use std::time::{SystemTime, UNIX_EPOCH};

const DAY: u64 = 86_400;
const MINUTE: u64 = 60;

/// The fields that LiteLLM itself reads there: no tier, no threshold, and no price of one-hour cache writes.
const PRICED: [(&str, Unit); 5] = [
    ("input_cost_per_token", Unit::Input),
    ("cache_read_input_token_cost", Unit::CachedInput),
    ("cache_creation_input_token_cost", Unit::CacheWrite),
    ("output_cost_per_token", Unit::Output),
    ("output_cost_per_reasoning_token", Unit::Reasoning),
];

#[derive(Debug)]
pub(super) struct OffPeak {
    prices: Vec<(Unit, f64)>,
    windows: Vec<Window>,
}

/// Some hours of some days of the week.
#[derive(Debug)]
struct Window {
    /// In seconds of the day. Where the end is not after the start, these are the hours of each day from the start on, and those
    /// before the end.
    start: u64,
    end: u64,
    /// A bit for each day, from Monday on.
    weekdays: u8,
    /// How far the calendar of these days is ahead of UTC, in seconds.
    ahead: u64,
}

impl OffPeak {
    /// `None` if the model has no such prices, or if they can't be read completely: then the ordinary prices apply, which are
    /// higher.
    pub(super) fn from_json(entry: &Map<String, Value>) -> Option<Self> {
        let block = entry.get("off_peak_pricing")?.as_object()?;
        let mut prices = Vec::new();
        for (name, unit) in PRICED {
            if let Some(value) = block.get(name).filter(|value| !value.is_null()) {
                prices.push((unit, price(value)?));
            }
        }
        let ahead = ahead_of_utc(block.get("weekday_timezone"))?;
        let mut windows = Vec::new();
        let every_day = [entry.get("off_peak_pricing")?];
        let rules = block.get("windows").and_then(Value::as_array).into_iter().flatten();
        for rule in rules.chain(every_day) {
            let weekdays = weekdays(rule.get("weekdays"))?;
            for (start, end) in hours(rule.get("hours_utc"))? {
                windows.push(Window { start, end, weekdays, ahead });
            }
        }
        Some(Self { prices, windows })
    }

    /// The price at a time, for the whole request whatever its size; `None` if the ordinary price applies.
    pub(super) fn price(&self, unit: Unit, time: SystemTime) -> Option<f64> {
        let (_, price) = self.prices.iter().find(|(priced, _)| *priced == unit)?;
        let seconds = time.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
        self.windows.iter().any(|window| window.contains(seconds)).then_some(*price)
    }
}

impl Window {
    fn contains(&self, seconds: u64) -> bool {
        // The first of 1970 was a Thursday.
        let weekday = (seconds.saturating_add(self.ahead) / DAY).saturating_add(3) % 7;
        let time = seconds % DAY;
        let inside = if self.start < self.end {
            (self.start..self.end).contains(&time)
        } else {
            time >= self.start || time < self.end
        };
        inside && self.weekdays & (1 << weekday) != 0
    }
}

/// `"16:30-00:30"`, or several of them.
fn hours(value: Option<&Value>) -> Option<Vec<(u64, u64)>> {
    let texts = match value {
        None | Some(Value::Null) => return Some(Vec::new()),
        Some(Value::Array(texts)) => texts.iter().collect(),
        Some(text) => vec![text],
    };
    let time = |text: &str| {
        let (hour, minute) = text.trim().split_once(':')?;
        let (hour, minute) = (hour.parse::<u64>().ok()?, minute.parse::<u64>().ok()?);
        (hour < 24 && minute < 60).then_some(hour.saturating_mul(60).saturating_add(minute).saturating_mul(MINUTE))
    };
    let window = |text: &&Value| {
        let (start, end) = text.as_str()?.split_once('-')?;
        Some((time(start)?, time(end)?))
    };
    texts.iter().map(window).collect()
}

const DAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// Every day, unless some are given: `1`, `"mon"` and `"Monday"` are one.
fn weekdays(value: Option<&Value>) -> Option<u8> {
    let days = match value {
        None | Some(Value::Null) => return Some(0b111_1111),
        Some(value) => value.as_array()?,
    };
    let is_name = |name: &str, day: &str| name == day || day.get(..3) == Some(name);
    let named = |name: &str| DAYS.iter().position(|day| is_name(&name.to_lowercase(), day));
    let index = |day: &Value| match day.as_str() {
        Some(name) => named(name.trim()),
        None => usize::try_from(day.as_u64()?.checked_sub(1)?).ok().filter(|index| *index < DAYS.len()),
    };
    days.iter().try_fold(0, |all, day| Some(all | 1_u8 << index(day)?))
}

/// The time zones that LiteLLM's file uses; neither has summer time.
fn ahead_of_utc(name: Option<&Value>) -> Option<u64> {
    match name.and_then(Value::as_str).unwrap_or("UTC") {
        "UTC" => Some(0),
        "Asia/Shanghai" => Some(8 * 3_600),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use std::time::Duration;

    fn read(block: &Value) -> Option<OffPeak> {
        OffPeak::from_json(json!({ "off_peak_pricing": block }).as_object().expect("an object"))
    }

    /// Whether the hours of this week (a Monday is 0) are off-peak.
    fn is_open(off_peak: &OffPeak, day: u64, hour: u64, minute: u64) -> bool {
        let monday = 20_780 * DAY; // 2026-11-23
        let time = UNIX_EPOCH + Duration::from_secs(monday + day * DAY + hour * 3_600 + minute * MINUTE);
        off_peak.price(Unit::Input, time).is_some()
    }

    #[test]
    fn hours_and_days() {
        let block = json!({ "input_cost_per_token": 1e-6, "windows": [
            { "hours_utc": ["00:00-01:00", "10:30-00:00"], "weekdays": [1, 2, 3, 4, 5] },
            { "hours_utc": "00:00-00:00", "weekdays": [6, 7] },
        ] });
        let week = read(&block).expect("it can be read");
        for (day, hour, minute, expected) in [
            (0, 0, 0, true),
            (0, 0, 59, true),
            (0, 1, 0, false),
            (0, 10, 29, false),
            (0, 10, 30, true),
            (4, 23, 59, true),
            (4, 9, 0, false),
            (5, 9, 0, true),
            (6, 23, 59, true),
            (7, 9, 0, false),
        ] {
            assert_eq!(is_open(&week, day, hour, minute), expected, "day {day}, {hour}:{minute}");
        }
    }

    #[test]
    fn days_have_names() {
        for days in [json!([6, 7]), json!(["sat", "sun"]), json!(["Saturday", " SUNDAY "]), json!([6, "Sun"])] {
            let weekend = json!({ "input_cost_per_token": 1e-6, "hours_utc": "22:00-02:00", "weekdays": days });
            let weekend = read(&weekend).expect("it can be read");
            let open = [(4, 23), (5, 1), (5, 3), (5, 22), (6, 1), (6, 22), (7, 1)];
            assert_eq!(
                open.map(|(day, hour)| is_open(&weekend, day, hour, 0)),
                [false, true, false, true, true, true, false],
                "{days}"
            );
        }
    }

    #[test]
    fn every_day_past_midnight_and_elsewhere() {
        let night = json!({ "input_cost_per_token": 1e-6, "hours_utc": "16:30-00:30" });
        let night = read(&night).expect("it can be read");
        assert!(is_open(&night, 2, 16, 30) && is_open(&night, 3, 0, 29));
        assert!(!is_open(&night, 2, 16, 29) && !is_open(&night, 3, 0, 30));
        // Friday at 16:00 in UTC is Saturday in Shanghai.
        let weekend = json!({ "input_cost_per_token": 1e-6, "weekday_timezone": "Asia/Shanghai",
            "windows": [{ "hours_utc": "00:00-00:00", "weekdays": [6] }] });
        let weekend = read(&weekend).expect("it can be read");
        assert!(!is_open(&weekend, 4, 15, 59) && is_open(&weekend, 4, 16, 0));
        assert!(is_open(&weekend, 5, 15, 59) && !is_open(&weekend, 5, 16, 0));
    }

    #[test]
    fn what_cannot_be_read_whole_is_left_out() {
        for block in [
            json!(null),
            json!([]),
            json!({ "input_cost_per_token": -1.0 }),
            json!({ "hours_utc": "midnight" }),
            json!({ "hours_utc": "24:00-01:00" }),
            json!({ "windows": [{ "hours_utc": "00:00-01:00", "weekdays": [0] }] }),
            json!({ "windows": [{ "hours_utc": "00:00-01:00", "weekdays": [8] }] }),
            json!({ "windows": [{ "hours_utc": "00:00-01:00", "weekdays": ["s"] }] }),
            json!({ "windows": [{ "hours_utc": "00:00-01:00", "weekdays": ["saturn"] }] }),
            json!({ "windows": [{ "hours_utc": "00:00-01:00", "weekdays": [""] }] }),
            json!({ "weekday_timezone": "Mars/Olympus" }),
        ] {
            assert!(read(&block).is_none(), "{block}");
        }
    }
}
