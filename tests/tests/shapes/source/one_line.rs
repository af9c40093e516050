// Bodies of one line, of every kind: around each of them an expansion has to write braces that are not `unused_braces`.

use std::{future::Future, pin::Pin};

#[metered]
pub fn plain_value() -> u8 { 1 }

#[metered]
pub fn plain_negative() -> i8 { -1 }

#[metered]
pub fn plain_reference(text: &str) -> &str { &text[1..] }

#[metered]
pub fn plain_dereference(number: &u8) -> u8 { *number }

#[metered]
pub fn plain_call() -> String { String::new() }

#[metered]
pub fn plain_method(text: &str) -> usize { text.trim().len() }

#[metered]
pub fn plain_unit_call() { drop(String::new()) }

#[metered]
pub fn plain_choice(flag: bool) -> u8 { if flag { 1 } else { 2 } }

#[metered]
pub fn plain_matched(number: u8) -> u8 { match number { 0 => 1, _ => 2 } }

#[metered]
pub fn plain_cycle() -> u8 { loop { break 1 } }

#[metered]
pub fn plain_tuple() -> (u8, u8) { (1, 2) }

#[metered]
pub fn plain_array() -> [u8; 2] { [1, 2] }

#[metered]
pub fn plain_closure() -> fn(u8) -> u8 { |number| number }

#[metered]
pub fn plain_text(number: u8) -> String { format!("{number}") }

#[metered]
pub fn plain_assertion(flag: bool) { assert!(flag) }

#[metered]
pub fn plain_result() -> Result<u8, std::fmt::Error> { Ok(1) }

#[metered]
pub fn plain_structure() -> std::ops::Range<u8> { std::ops::Range { start: 1, end: 2 } }

#[metered]
pub fn plain_generic<T>(value: T) -> T { value }

#[metered]
pub fn plain_boxed() -> Box<dyn std::fmt::Debug> { Box::new(1_u8) }

#[metered]
pub fn plain_opaque() -> impl std::fmt::Debug { 1_u8 }

#[metered]
pub fn plain_statement() { let _ = 1; }

#[metered]
pub fn plain_nothing() {}

#[metered]
pub fn plain_never() -> ! { panic!("always") }

#[metered]
#[track_caller]
pub fn tracked_value() -> u8 { 1 }

#[metered]
#[track_caller]
pub fn tracked_negative() -> i8 { -1 }

#[metered]
#[track_caller]
pub fn tracked_reference(text: &str) -> &str { &text[1..] }

#[metered]
#[track_caller]
pub fn tracked_dereference(number: &u8) -> u8 { *number }

#[metered]
#[track_caller]
pub fn tracked_call() -> String { String::new() }

#[metered]
#[track_caller]
pub fn tracked_method(text: &str) -> usize { text.trim().len() }

#[metered]
#[track_caller]
pub fn tracked_unit_call() { drop(String::new()) }

#[metered]
#[track_caller]
pub fn tracked_choice(flag: bool) -> u8 { if flag { 1 } else { 2 } }

#[metered]
#[track_caller]
pub fn tracked_matched(number: u8) -> u8 { match number { 0 => 1, _ => 2 } }

#[metered]
#[track_caller]
pub fn tracked_cycle() -> u8 { loop { break 1 } }

#[metered]
#[track_caller]
pub fn tracked_tuple() -> (u8, u8) { (1, 2) }

#[metered]
#[track_caller]
pub fn tracked_array() -> [u8; 2] { [1, 2] }

#[metered]
#[track_caller]
pub fn tracked_closure() -> fn(u8) -> u8 { |number| number }

#[metered]
#[track_caller]
pub fn tracked_text(number: u8) -> String { format!("{number}") }

#[metered]
#[track_caller]
pub fn tracked_assertion(flag: bool) { assert!(flag) }

#[metered]
#[track_caller]
pub fn tracked_result() -> Result<u8, std::fmt::Error> { Ok(1) }

#[metered]
#[track_caller]
pub fn tracked_structure() -> std::ops::Range<u8> { std::ops::Range { start: 1, end: 2 } }

#[metered]
#[track_caller]
pub fn tracked_generic<T>(value: T) -> T { value }

#[metered]
#[track_caller]
pub fn tracked_boxed() -> Box<dyn std::fmt::Debug> { Box::new(1_u8) }

#[metered]
#[track_caller]
pub fn tracked_opaque() -> impl std::fmt::Debug { 1_u8 }

#[metered]
#[track_caller]
pub fn tracked_statement() { let _ = 1; }

#[metered]
#[track_caller]
pub fn tracked_nothing() {}

#[metered]
#[track_caller]
pub fn tracked_never() -> ! { panic!("always") }

#[metered]
pub async fn later_value() -> u8 { 1 }

#[metered]
pub async fn later_negative() -> i8 { -1 }

#[metered]
pub async fn later_reference(text: &str) -> &str { &text[1..] }

#[metered]
pub async fn later_dereference(number: &u8) -> u8 { *number }

#[metered]
pub async fn later_call() -> String { String::new() }

#[metered]
pub async fn later_method(text: &str) -> usize { text.trim().len() }

#[metered]
pub async fn later_unit_call() { drop(String::new()) }

#[metered]
pub async fn later_choice(flag: bool) -> u8 { if flag { 1 } else { 2 } }

#[metered]
pub async fn later_matched(number: u8) -> u8 { match number { 0 => 1, _ => 2 } }

#[metered]
pub async fn later_cycle() -> u8 { loop { break 1 } }

#[metered]
pub async fn later_tuple() -> (u8, u8) { (1, 2) }

#[metered]
pub async fn later_array() -> [u8; 2] { [1, 2] }

#[metered]
pub async fn later_closure() -> fn(u8) -> u8 { |number| number }

#[metered]
pub async fn later_text(number: u8) -> String { format!("{number}") }

#[metered]
pub async fn later_assertion(flag: bool) { assert!(flag) }

#[metered]
pub async fn later_result() -> Result<u8, std::fmt::Error> { Ok(1) }

#[metered]
pub async fn later_structure() -> std::ops::Range<u8> { std::ops::Range { start: 1, end: 2 } }

#[metered]
pub async fn later_generic<T>(value: T) -> T { value }

#[metered]
pub async fn later_boxed() -> Box<dyn std::fmt::Debug> { Box::new(1_u8) }

#[metered]
pub async fn later_opaque() -> impl std::fmt::Debug { 1_u8 }

#[metered]
pub async fn later_statement() { let _ = 1; }

#[metered]
pub async fn later_nothing() {}

#[metered]
pub async fn later_never() -> ! { panic!("always") }

#[metered]
#[track_caller]
pub fn line_of_caller() -> u32 { std::panic::Location::caller().line() }

#[metered]
pub fn future() -> impl Future<Output = u8> { async { 1 } }

#[metered]
pub fn ready_future() -> impl Future<Output = u8> { std::future::ready(1) }

#[metered]
pub fn boxed_future() -> Pin<Box<dyn Future<Output = u8>>> { Box::pin(async { 1 }) }

#[metered]
#[track_caller]
pub fn tracked_future() -> impl Future<Output = u8> { std::future::ready(1) }

#[metered(agent_id = agent)]
pub fn labelled(agent: &str) -> usize { agent.len() }

#[metered(agent_id = agent)]
#[track_caller]
pub fn labelled_in_place(agent: &str) -> usize { agent.len() }

#[metered]
pub fn dropped_in_order(first: String, second: String) -> usize { first.len() + second.len() }

#[metered]
pub async fn awaited() -> u8 { std::future::ready(1).await }
