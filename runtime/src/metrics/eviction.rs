//! Series that nobody uses any more are dropped, if the configuration says so.
//!
//! Nothing is noted when a series is used. A scrape reads the cells anyway, and sees whether they have changed since the
//! one before. A series that was idle for long is first marked, and dropped at a scrape some time later: whoever had just
//! found it has used it by then.

use super::{
    attachment::Attachment,
    group::Group,
    registry::Registry,
    schema::{GroupKind, cell},
    series::{ACTIVE, PRESENCE_MASK, Series},
};
use std::{
    sync::{Mutex, PoisonError, atomic::Ordering::Relaxed},
    time::{Duration, Instant},
};

/// For so long a marked series stays: no thread stands still so long between finding a series and using it.
const GRACE: Duration = Duration::from_secs(10);

/// What the last scrape saw.
#[derive(Debug, Default)]
pub(super) struct LastRead(Mutex<Option<Seen>>);

#[derive(Debug, Clone, Copy)]
struct Seen {
    sum: u64,
    /// Since when the cells are as they are.
    since: Instant,
    marked: Instant,
}

impl<A: Attachment> Series<A> {
    /// Marks the series if it is idle; says whether it has been marked for long enough to be dropped.
    fn is_expired(&self, cells: &[u64], in_use: bool, ttl: Duration, now: Instant) -> bool {
        // Counters only grow: if anything was recorded, their sum is another.
        let sum = cells.iter().skip(ACTIVE + 1).fold(0_u64, |sum, cell| sum.wrapping_mul(31).wrapping_add(*cell));
        let mut last = self.last_read.0.lock().unwrap_or_else(PoisonError::into_inner);
        let same = last.filter(|last| last.sum == sum);
        let since = same.map_or(now, |last| last.since);
        let idle = now.saturating_duration_since(since) >= ttl && !in_use;
        // Whoever looks for it meanwhile takes the mark away.
        let was_marked = self.retiring.swap(idle, Relaxed) && idle;
        let marked = same.filter(|_| was_marked).map_or(now, |last| last.marked);
        *last = Some(Seen { sum, since, marked });
        was_marked && now.saturating_duration_since(marked) >= GRACE
    }
}

impl<A: Attachment> Registry<A> {
    /// Marks what is idle, and drops what was marked before and still is.
    pub(crate) fn drop_idle_series(&self, now: Instant) {
        let Some(ttl) = self.options.idle_series_ttl else { return };
        for kind in GroupKind::ALL {
            let group = self.group(kind);
            group.drop_series(|series| is_expired(group, kind, series, ttl, now));
        }
    }
}

fn is_expired<A: Attachment>(
    group: &Group<A>,
    kind: GroupKind,
    series: &Series<A>,
    ttl: Duration,
    now: Instant,
) -> bool {
    let mut cells = vec![0; group.layout.width];
    series.read(&mut cells);
    cells[PRESENCE_MASK] = 0;
    let in_use = cells[ACTIVE] != 0 || (kind == GroupKind::Memory && cells[cell::memory::ENTRIES] != 0);
    series.is_expired(&cells, in_use, ttl, now)
}

#[cfg(test)]
mod tests {
    use super::{
        super::{lookup_key::LookupKey, registry::Options, test_attachment::TestAttachment},
        *,
    };

    const HOUR: Duration = Duration::from_secs(3_600);

    fn registry() -> Registry<TestAttachment> {
        Registry::new(Options { idle_series_ttl: Some(HOUR), ..Options::default() }, false)
    }

    fn tools(registry: &Registry<TestAttachment>) -> usize {
        let tools = registry.group(GroupKind::Tools);
        tools.all().len() - tools.overflows()
    }

    fn call(registry: &Registry<TestAttachment>, tool: &str) {
        let tools = registry.group(GroupKind::Tools);
        let id = tools.begin(&LookupKey::new(0, ["bot", tool, ""]), |find| find(&["bot", tool, ""]));
        tools.write(id, |cells| {
            cells.dec_active();
            cells.add(cell::tool::CALLS, 1);
        });
    }

    #[test]
    fn an_idle_series_is_marked_and_then_dropped() {
        let (registry, start) = (registry(), Instant::now());
        call(&registry, "a");
        call(&registry, "b");
        registry.drop_idle_series(start);
        call(&registry, "b");
        registry.drop_idle_series(start + HOUR);
        assert_eq!(tools(&registry), 2, "marked");
        registry.drop_idle_series(start + HOUR + GRACE / 2);
        assert_eq!(tools(&registry), 2, "someone may have just found it");
        registry.drop_idle_series(start + HOUR + GRACE);
        assert_eq!(tools(&registry), 1, "b was used since");
        call(&registry, "a");
        assert_eq!(tools(&registry), 2);
        let again = registry.group(GroupKind::Tools).all();
        let again = again.iter().find(|series| series.has_key(&["bot", "a", ""])).expect("it is back");
        let mut cells = vec![0; registry.group(GroupKind::Tools).layout.width];
        again.read(&mut cells);
        assert_eq!(cells[cell::tool::CALLS], 1, "from zero");
    }

    #[test]
    fn a_marked_series_that_is_used_stays() {
        let (registry, start) = (registry(), Instant::now());
        call(&registry, "a");
        registry.drop_idle_series(start);
        registry.drop_idle_series(start + HOUR);
        call(&registry, "a");
        registry.drop_idle_series(start + HOUR + GRACE);
        registry.drop_idle_series(start + HOUR + GRACE * 2);
        assert_eq!(tools(&registry), 1);
    }

    #[test]
    fn what_runs_is_not_dropped() {
        let (registry, start) = (registry(), Instant::now());
        let tools_group = registry.group(GroupKind::Tools);
        let running = tools_group.begin(&LookupKey::new(0, ["bot", "long", ""]), |find| find(&["bot", "long", ""]));
        for hours in 0..5 {
            registry.drop_idle_series(start + HOUR * hours);
        }
        assert_eq!(tools(&registry), 1);
        tools_group.write(running, |cells| cells.dec_active());
        for hours in 5..8 {
            registry.drop_idle_series(start + HOUR * hours);
        }
        assert_eq!(tools(&registry), 0);
    }
}
