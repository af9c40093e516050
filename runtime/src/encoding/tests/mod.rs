//! Tests what scrapes read while series are written, and dropped.

mod samples;
mod torn_reads;
mod totals;
