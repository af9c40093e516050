// Where a caller is, and which attributes a function has.

use crate::support::{sync_body, timed_sync};
use std::panic::Location;

#[metered]
#[inline]
#[cold]
#[doc(hidden)]
#[deprecated(note = "kept")]
pub fn attributes() -> u8 {
    1
}

#[test]
fn attributes_are_kept() {
    #[expect(deprecated)]
    let one = attributes();
    assert_eq!(one, 1);
}

#[metered]
#[track_caller]
fn caller() -> u32 {
    sync_body();
    Location::caller().line()
}

#[metered]
#[track_caller]
fn coerces(numbers: &[u8; 2]) -> Box<dyn std::fmt::Debug> {
    sync_body();
    let doubled: Vec<u8> = numbers.iter().map(|number| number * 2).collect();
    Box::new(doubled)
}

#[metered]
#[track_caller]
fn unwraps(number: Option<u8>) -> u8 {
    number.map_or_else(|| 0, |number| number + 1)
}

#[test]
fn track_caller_is_still_true() {
    let (here, there) = timed_sync(FAMILY, || (line!(), caller()));
    assert_eq!(here, there);
    assert_eq!(unwraps(Some(1)), 2);
    assert_eq!(format!("{:?}", timed_sync(FAMILY, || coerces(&[1, 2]))), "[2, 4]");
}

